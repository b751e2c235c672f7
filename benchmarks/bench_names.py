"""Names below an unknown header: in how many small tables of one's own values is the column recognised.

    python benchmarks/bench_names.py TABLE COLUMN [--draws N] [--seed N] [--contacts SHARE]

TABLE is a CSV file with a header. Small tables of 2, 3, 5, 10 and 20 distinct values of COLUMN are drawn, without
COLUMN's header; one line for each size says in what share of the draws the column is recognised as one of people. A
column of names shows how many are found; one of towns or brands, how many are taken for people.

With --contacts, columns of 100 values are drawn in which that share are e-mails and phones and the rest are of COLUMN,
or no e-mails and phones at all; printed is in what share of the draws cells are searched as texts or are all people.
"""

import argparse
import csv
import random
from pathlib import Path

from privml.maskers.columns import decide_column
from privml.maskers.full_names import name_evidence
from privml.maskers.profile import ColumnProfile

SIZES = (2, 3, 5, 10, 20)
MIXED = 100
IDENTIFIER_SHARE = 0.8


def is_recognised(values: list[str]) -> bool:
    """True if a column of these values is one of people."""
    profile = ColumnProfile()
    profile.update(values)
    return decide_column("x", profile, identifier_share=IDENTIFIER_SHARE).entity_type == "PERSON"


def is_searched(values: list[str]) -> bool:
    """True if names among these values are masked: a column of people, or one that is searched as texts."""
    profile = ColumnProfile()
    profile.update(values)
    decision = decide_column("x", profile, identifier_share=IDENTIFIER_SHARE)
    return decision.kind == "text" or decision.entity_type == "PERSON"


def contacts(count: int, draw: random.Random) -> list[str]:
    """Return made-up e-mails and phones."""
    local = ["".join(draw.choices("abcdefghijklmnoprstuw", k=6)) for _ in range(count)]
    return [
        f"{word}@example.com" if number % 2 else f"212-736-{draw.randrange(10_000):04d}"
        for number, word in enumerate(local)
    ]


def main() -> None:
    """Draw and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("column")
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--contacts", type=float)
    arguments = parser.parse_args()
    with arguments.table.open(newline="", encoding="utf-8") as file:
        values = sorted({row[arguments.column].strip() for row in csv.DictReader(file)} - {""})
    evidence = [name_evidence(value) for value in values]
    full, named = (sum(each in kinds for each in evidence) / len(values) for kinds in (("full",), ("full", "half")))
    print(f"{len(values)} values: {full:.1%} full names, {named:.1%} with a known given name")
    draw = random.Random(arguments.seed)
    if arguments.contacts is not None:
        for share in (arguments.contacts, 0.0):
            count = round(MIXED * share)
            columns = ([*contacts(count, draw), *draw.choices(values, k=MIXED - count)] for _ in range(arguments.draws))
            found = sum(map(is_searched, columns))
            searched = found / arguments.draws
            print(f"{share:.0%} e-mails and phones: {searched:.1%} of {arguments.draws} draws are searched")
        return
    for size in SIZES:
        if size <= len(values):
            found = sum(is_recognised(draw.sample(values, size)) for _ in range(arguments.draws))
            print(f"{size:2} values: {found / arguments.draws:.1%} of {arguments.draws} draws are people")


if __name__ == "__main__":
    main()
