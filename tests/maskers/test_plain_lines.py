"""Lines of logs, code, mathematics and products come through as they are, by both detectors."""

from pathlib import Path

import pytest
from privml.configs.policy import MaskPolicy
from privml.configs.resolve import resolve_config
from privml.core.keys import Key
from privml.maskers.operators.registry import OperatorTable
from privml.maskers.spans import resolve_overlaps
from privml.maskers.stage import make_detector

LINES = r"""
We measured 3.14159, 2.71828 and 1.41421
INFO  2024-05-01 12:30:45 worker started, pid 4711
pi is about 3.1416, e about 2.7183
The eigenvalues are 12.3456, 7.8910 and 0.0031
x = 51.5074, y = 12.3456
The point (3.5, 7.25) lies on the line
weights: 0.125, 0.375, 0.500
mean 4.321, median 3.987, sd 0.456
loss 0.4312, accuracy 0.9123 after epoch 7
lr=0.001, beta1=0.9, beta2=0.999
The golden ratio is 1.61803, its square 2.61803
Scores: 45.1234, 67.8912, 12.3456
sin(30) = 0.5, cos(30) = 0.86603
R squared 0.8765, F(3, 96) = 12.34
p = 0.0312, n = 128, df = 126
The ratio 16.6667 to 33.3333 is one half
prices went from 12.5000 to 13.7500
10.5 20.25 30.125
the vector [0.12345, -0.98765, 0.55555]
Benchmarks: 23.4567 s, 24.5678 s
the matrix has rows 1.5, 2.5 and 3.5, 4.5
f(2.5) = 6.25 and f(3.5) = 12.25
dx 0.12345 dy 0.67890
GDP grew by 2.3456 percent, inflation 5.6789
exchange rate 1.08456, 1.09123 yesterday
temperature 36.6123, 37.1234, 36.9012
mm: 120.5000, 80.2500
process 4711 exited with status 1
PID 80123 killed by signal 9
listening on port 8080
connection to port 5432 refused
line 1234: syntax error
build 20934 failed at step 17
exit code 137
errno 104
thread 17 blocked for 320 seconds
tid 20488 waits on lock 7
worker 12 finished 4000 rows
job 8812 done in 32 s
page 512 of 1024
row 10023, column 7
HTTP 404, HTTP 500
status 503 after 3 retries
queue length 1024, capacity 4096
batch 64, seq 128, steps 2073
seed 1234, epoch 12
chunk 7712 of 9000
offset 163312 length 384
block 4096 bytes at 0x7f3a
heap 512 MB, stack 8192 kB
GET /index.html 200 1532
commit a1b2c3d touches 12 files
revision 48213 is stable
kernel 5.15.0 on x86_64
PR 1207 merged
test 42 of 350 passed
node 3 lost quorum
shard 17 moved to node 4
partition 9 lag 1200
event 4624 logged
frame 2400 dropped
level 80 reached
sensor 4 reads 21.5
channel 11 is crowded
slot 5 empty
version 2.14.7 build 3391
WARN [main] 12 of 20 connections used
DEBUG cache hit ratio 0.9312, misses 412
ValueError: expected 12 columns, got 11
for i in range(1000): total += i
int x = 4711;
const MAX = 65536
if (n > 1024) return 0;
SELECT count(*) FROM logs WHERE level = 3
np.zeros((128, 384))
timeout = 3000
retry(5, delay=200)
return 42
margin: 12px 24px
color: rgb(12, 34, 56)
git reset HEAD~3
chmod 644 file.txt
docker run -p 8080:80 nginx
python 3.11.7
utf-8, iso-8859-1
width 1920, height 1080
Model AX-200 with 16 GB RAM
Serie 5 and Serie 7 both fit
size 42, colour 9
ISO 9001 and DIN 476
paper A4 80 g
cable 2 m, 65 W
screen 13.3 inch, 2560 x 1600
weight 1.24 kg
250 ml at 180 degrees for 25 minutes
pack of 12, 24 or 48
voltage 230 V, 50 Hz
filter 0.22 um
RAL 7016
EN 14683
the 2023 edition has 512 pages
chapter 12, verse 7
bus 42 and tram 7
room temperature 21.5
flight level 350
the score was 3-1
he ran 100 m in 9.58
won 21-19, 18-21, 21-17
a 12 month warranty
rated 4.5 of 5 by 1280 buyers
up to 80 percent off
order 2 get 1 free
delivered in 3 to 5 days
$19.99 or 18 EUR
net 1,234.56, gross 1,469.13
VAT 19 %
1/2 cup sugar, 3/4 cup milk
The engineer of the week is a robot
The driver crashes on start
Install the printer driver again
The compiler warns about line 12
Our parser reads 1000 lines
The server is down
The host process stops
Java and Python are languages
The Jenkins build is red
Tesla Model 3
Samsung Galaxy S23
Lenovo ThinkPad X1
Bosch GSR 18V
Nike Air Max 90
Monday, 9 to 5
in the morning of the third day
Q3 results: 12.4, 13.1, 15.9
Table 4.2 shows it
Figure 12a and 12b
section 3.2.1
appendix B7
theorem 2.3 and lemma 4.5
let a = 5.0, b = 12.0, c = 13.0
sqrt(2) = 1.41421356
1e-5, 3.2e8
H2O, CO2, NaCl
E. coli grows at 37.0
dose 0.25 mg, 2 times daily
blood pressure 120/80
ph 7.4, glucose 5.6
BMI 24.22, weight 70.12
hex 48656c6c6f
10, 20, 30, 40
1000 2000 3000
12345
99999 items
7 of 9
counter 998877
total: 1234567 of 7654321
index 3141
id 7
field 23 is null
rule 4411 fired twice
alert 3302 cleared
token 128 of 128
port 22
ports 80, 443 and 8443
signal 11
code 0x80070005
The constants 1.2566, 8.8542 and 6.6261 are exact
alpha 0.7312, beta 1.4521
residuals 4.1201, -3.8870, 0.2214
epoch 3: train 0.5512, valid 0.6120
Speedup 3.1415x over baseline 2.7182
Polygon (12.5, 30.25), (14.75, 31.5)
y = 2.5x + 13.125
det(A) = 17.5000
q1 22.1250, q3 47.8750
log(2) is 0.69315 and log(10) is 2.30259
slope 1.0032, intercept 45.1120
the sides are 3.5, 4.25 and 5.5
2024-03-03 10:10:10 ERROR pid 3301 tid 77 died
kernel: CPU 3 stuck for 23s
sshd 1022: server listening on port 22
exit status 255
line 45, col 12: unexpected token
worker 7 took job 9912
page fault at 0xdeadbeef
rev 7712 broke the build 451
retry 2 of 10
shard=12 offset=99120
status=304 size=0
step 1200 of 9000, eta 12 min
row 77 has 14 columns
seed=20240503
GC took 312 ms, freed 88 MB
port: 9200
Process finished with exit code 1
goroutine 18 [running]
arr[12] = 400
width: 1280px; height: 720px
sleep(30)
assert x == 12
MAX_RETRIES = 10
SELECT * FROM t LIMIT 100 OFFSET 200
range(0, 4096, 16)
curl -m 30 localhost
cp -r src dst
torch 2.3.1, CUDA 12.1
USB 3.2, PCIe 4.0
RFC 2616, section 4.3
IEEE 754 doubles
DIN EN 1090-2
M6 x 30 bolts, pack of 50
12 V, 5 A adapter
1.5 l bottle, 0.33 l can
24 inch monitor, 144 Hz
Model WX-55 is out of stock
battery 5000 mAh
it weighs 3.75 kg
Bake 40 minutes at 200 degrees
half of 12 is 6
He beat the record by 0.12
Level 5, round 3
The 4th quarter, 15.2 percent
Table 7 lists 1204 samples
Fig. 3b shows 0.4412 against 0.3987
Lemma 12 gives 0.5
set 3, 6-4, 7-6
episode 12 of season 4
room for 12 people
up 3.2 points to 4512.33
index fell to 15832
BTC at 61250.50
A total of 120334 votes
score: 9921
""".strip().splitlines()


@pytest.mark.parametrize("model", ["privml", "privml-fast", "privml-careful"])
def test_nothing_is_found(model: str) -> None:
    policy = resolve_config(MaskPolicy, kind="mask").config
    assert isinstance(policy, MaskPolicy)
    text = policy.detect.text.model_copy(update={"model": model})
    policy = policy.model_copy(update={"detect": policy.detect.model_copy(update={"text": text})})
    operators = OperatorTable(policy.operators, key=Key(b"0" * 32), locale="en_US")
    found = make_detector(policy, operators, Path()).find_in_texts(LINES)
    masked = {line: resolve_overlaps(spans, line) for line, spans in zip(LINES, found, strict=True)}
    assert {line: spans for line, spans in masked.items() if spans} == {}
