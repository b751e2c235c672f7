"""Texts without personal data come through as they are, by the default policy and detector."""

import pytest
from privml.configs.policy import MaskPolicy
from privml.configs.resolve import resolve_config
from privml.core.keys import Key
from privml.maskers.operators.registry import OperatorTable
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.plausible import reason_against
from privml.maskers.spans import Span, resolve_overlaps
from privml.maskers.stage import make_detector

TEXTS = """
The value was -0.96 in the first run and 96c in the second
INTRODUCTORY offer for new members
Introductory price, valid license included
The licence is INTRODUCTORY and expires soon
Total: 1234567 of 7654321 items
We measured 3.14159, 2.71828 and 1.41421
The invoice comes to 1,234.56 plus 7% tax
Please restart the router and wait two minutes
Monday is fine, Tuesday is not
See you on Thursday in January
April and May were wet, June was dry
In March we shipped the release
INFO  2024-05-01 12:30:45 worker started, pid 4711
WARN: retry 3 of 5 after 200 ms, code 503
GET /index.html 200 1532
Windows 11 and Office 365 crash together
The iPhone 14 Pro and the Galaxy S23 are sold out
The Bluetooth speaker X200 does not pair
My Kindle Paperwhite and the Roomba i7 broke
Error code E04 appears on the display
Version 10.4.2 fixes the crash in 10.4.1
Then it stopped. Still nothing works. Maybe tomorrow
Also the charger is missing. However it came on time
Everything is great. Nothing to add. Perfect
Delivery is late again. Refund please
Thanks for the quick help. Great service
The red one is too small, size 42 fits
Ticket closed, no answer needed
It costs $19.99 or 18 EUR a month
Room temperature is 21.5 degrees
the ratio is 0.96 and the p-value 0.003
Good morning, is the shop open today
Python 3.11 and NumPy 1.26 are required
USB-C cable, HDMI 2.1 port, 65W charger
SELECT id FROM orders WHERE total > 100
The answer is 42. So what
Chapter 7, section 3.2, page 128
He scored 96 points in 12 games
Step 1: open the box. Step 2: plug it in
The battery lasts 10 hours and 30 minutes
Why does the app crash on start
Both lids leak after a week
Password reset does not work
Order placed, waiting for payment
Call me tomorrow
Is there a discount for students
Model AX-200 with 16 GB RAM and 512 GB SSD
A4 paper, 80 g/m2, 500 sheets
""".strip().splitlines()
VALUES = "96c -0.96 INTRODUCTORY 4006401849117 1234567 E04 AX-200 12:30:45 Monday January 10.4.2 503 16GB".split()


@pytest.fixture(scope="module")
def detector() -> Detector:
    policy = resolve_config(MaskPolicy, kind="mask").config
    return make_detector(policy, OperatorTable(policy.operators, key=Key(b"0" * 32), locale="en_US"), None)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", TEXTS)
def test_texts(detector: Detector, text: str) -> None:
    [spans] = detector.find_in_texts([text])
    assert resolve_overlaps(spans, text) == []


def test_values(detector: Detector) -> None:
    assert dict(zip(VALUES, detector.find_in_values(VALUES), strict=True)) == {value: [] for value in VALUES}


@pytest.mark.parametrize(("found", "is_one"), [("1", False), ("1234", False), ("10.0.0.7", True), ("fe80::1", True)])
def test_addresses_that_a_model_found(found: str, is_one: bool) -> None:
    span = Span(0, len(found), "IP_ADDRESS", 0.9, "privml")
    assert (reason_against(span, found) is None) is is_one
