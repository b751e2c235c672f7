"""Names below an unknown header: in how many small tables of one's own values is the column recognised.

    python benchmarks/bench_names.py TABLE COLUMN [--draws N] [--seed N]

TABLE is a CSV file with a header. Small tables of 2, 3, 5, 10 and 20 distinct values of COLUMN are drawn, without
COLUMN's header; one line for each size says in what share of the draws the column is recognised as one of people. A
column of names shows how many are found; one of towns or brands, how many are taken for people.
"""

import argparse
import csv
import random
from pathlib import Path

from privml.maskers.columns import decide_column
from privml.maskers.full_names import name_evidence
from privml.maskers.profile import ColumnProfile

SIZES = (2, 3, 5, 10, 20)
IDENTIFIER_SHARE = 0.8


def is_recognised(values: list[str]) -> bool:
    """True if a column of these values is one of people."""
    profile = ColumnProfile()
    profile.update(values)
    return decide_column("x", profile, identifier_share=IDENTIFIER_SHARE).entity_type == "PERSON"


def main() -> None:
    """Draw and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("column")
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with arguments.table.open(newline="", encoding="utf-8") as file:
        values = sorted({row[arguments.column].strip() for row in csv.DictReader(file)} - {""})
    evidence = [name_evidence(value) for value in values]
    full, named = (sum(each in kinds for each in evidence) / len(values) for kinds in (("full",), ("full", "half")))
    print(f"{len(values)} values: {full:.1%} full names, {named:.1%} with a known given name")
    draw = random.Random(arguments.seed)
    for size in SIZES:
        if size <= len(values):
            found = sum(is_recognised(draw.sample(values, size)) for _ in range(arguments.draws))
            print(f"{size:2} values: {found / arguments.draws:.1%} of {arguments.draws} draws are people")


if __name__ == "__main__":
    main()
