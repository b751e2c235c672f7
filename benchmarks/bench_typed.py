"""Masking speed of typed columns alone, from CSV to CSV, and the time to start.

    python benchmarks/bench_typed.py [--rows N] [--rounds N] [--json FILE]

Two tables of ten columns (id, name, e-mail, phone, SSN, address, birth date, card, IP address, amount): one in which a
thousand customers come again and again, one in which every value is distinct. Each is masked in this process with
labels and with pseudonyms, verification and manifest included, on one core. Times are processor time, the median of
the rounds. The peer replaces the same cells by a call of Faker each, with pandas reading and writing, as scripts
commonly do it; it runs on a part of the table, and its rate is that part's. The start is the wall time of
`privml mask` on ten rows, in a process of its own, the second time: modules are compiled by then, as an installed
package's are.
"""

import argparse
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from privml.configs.policy import MaskPolicy
from privml.configs.resolve import resolve_config
from privml.core.keys import Key
from privml.maskers.recognizers.checks import has_luhn_digit
from privml.maskers.stage import run_mask
from privml.maskers.words import given_names, surnames

HEADER = "id,name,email,phone,ssn,address,birth_date,card,ip,amount"
CUSTOMERS = 1_000
PEER_ROWS = 5_000


def make_table(rows: int, *, customers: int) -> str:
    """Return a table without free text in which so many customers come again and again."""
    people = list(_people(customers))
    lines = [HEADER]
    for n in range(rows):
        lines.append(f"{people[n % customers]},{n * 1.37:.2f}")
    return "\n".join(lines) + "\n"


def _people(count: int) -> Iterator[str]:
    """Yield different people; no value of theirs comes twice, apart from dates of birth."""
    given, family = given_names("en_US"), surnames("en_US")
    draw = random.Random(1)
    for n in range(count):
        first, last = given[n % len(given)], family[n // len(given) % len(family)]
        born = f"{1940 + n % 60}-{1 + n // 60 % 12:02d}-{1 + n // 720 % 28:02d}"
        yield ",".join(
            (
                *(f"{n}", f"{first} {last}", f"{first}.{last}{n}@example.net".lower()),
                f"({200 + n % 700}) {200 + n // 7000 % 800}-{n % 10_000:04d}",
                f"{1 + n % 600:03d}-{1 + n // 600 % 99:02d}-{1 + n // 59_400 % 9999:04d}",
                f"{100 + n} {family[n * 7 % len(family)]} {draw.choice(('Street', 'Avenue', 'Road'))}",
                *(born, _card(draw), f"{11 + n // 65_536}.{n // 256 % 256}.{n % 256}.7"),
            )
        )


def _card(draw: random.Random) -> str:
    body = f"4{draw.randrange(10**14):014d}"
    return next(body + digit for digit in "0123456789" if has_luhn_digit(body + digit))


def mask_seconds(source: Path, target: Path, preset: str) -> float:
    """Return the processor time of masking a file."""
    sets = [f"preset={preset}", "detect.text.model=null", "workers=1"]
    policy = resolve_config(MaskPolicy, kind="mask", sets=sets).config
    started = time.process_time()
    run_mask([str(source)], str(target), policy=policy, key=Key(b"benchmark-key-benchmark-key-1234"), force=True)
    return time.process_time() - started


def peer_seconds(text: str) -> float:
    """Return the processor time of pandas with a call of Faker for each cell."""
    import pandas as pd
    from faker import Faker

    fake = Faker("en_US")
    fake.seed_instance(1)
    makers: dict[str, Callable[[], object]] = {
        "name": fake.name,
        "email": fake.email,
        "phone": fake.phone_number,
        "ssn": fake.ssn,
        "address": fake.street_address,
        "birth_date": fake.date_of_birth,
        "card": fake.credit_card_number,
        "ip": fake.ipv4,
    }
    started = time.process_time()
    table = pd.read_csv(io.StringIO(text), dtype=str)
    for column, make in makers.items():
        table[column] = [make() for _ in table[column]]
    table.to_csv(io.StringIO(), index=False)
    return time.process_time() - started


def start_seconds(folder: Path) -> float:
    """Return the wall time of the command on ten rows."""
    source = folder / "ten.csv"
    source.write_text(make_table(10, customers=10))
    command = [sys.executable, "-m", "privml", "mask", str(source), "-o", str(folder / "ten.out.csv"), "--force"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    seconds = []
    for _ in range(2):
        started = time.perf_counter()
        subprocess.run([*command, "--no-progress"], check=True, capture_output=True, env=environment)
        seconds.append(time.perf_counter() - started)
    return seconds[-1]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    tables = {
        "repeating": make_table(arguments.rows, customers=CUSTOMERS),
        "distinct": make_table(arguments.rows, customers=arguments.rows),
    }
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, text in tables.items():
            (folder / f"{table}.csv").write_text(text)
        cases = {
            f"{table}, {preset}": (table, preset) for preset in ("mask/labels", "mask/default") for table in tables
        }
        seconds: dict[str, list[float]] = {case: [] for case in cases}
        for _ in range(arguments.rounds):
            for case, (table, preset) in cases.items():
                seconds[case].append(mask_seconds(folder / f"{table}.csv", folder / "out.csv", preset))
        for case, (table, _) in cases.items():
            results[case] = _rates(statistics.median(seconds[case]), len(tables[table]), arguments.rows)
        part = "".join(tables["distinct"].splitlines(keepends=True)[: PEER_ROWS + 1])
        results["peer: pandas and Faker"] = _rates(peer_seconds(part), len(part), PEER_ROWS)
        starts = [start_seconds(folder) for _ in range(arguments.rounds)]
    print(f"{'case':28} {'MB/s':>8} {'rows/s':>10} {'ms/row':>8}")
    for case, rates in results.items():
        print(f"{case:28} {rates['mb_per_second']:8.2f} {rates['rows_per_second']:10,.0f} {rates['ms_per_row']:8.4f}")
    ratio = results["distinct, mask/default"]["mb_per_second"] / results["peer: pandas and Faker"]["mb_per_second"]
    print(f"ratio to the peer, distinct values, pseudonyms: {ratio:.1f} (the peer on {PEER_ROWS:,} rows)")
    print(f"start, ten rows, wall time: {statistics.median(starts):.2f} s")
    if arguments.json:
        document = {
            "rows": arguments.rows,
            "rounds": arguments.rounds,
            "cases": results,
            "ratio_to_peer": round(ratio, 2),
            "peer_rows": PEER_ROWS,
            "start_seconds": round(statistics.median(starts), 3),
        }
        arguments.json.write_text(json.dumps(document, indent=2) + "\n")
    return 0


def _rates(seconds: float, characters: int, rows: int) -> dict[str, float]:
    return {
        "mb_per_second": round(characters / seconds / 1e6, 3),
        "rows_per_second": round(rows / seconds, 1),
        "ms_per_row": round(seconds / rows * 1e3, 5),
    }


if __name__ == "__main__":
    sys.exit(main())
