"""A row's own full names in its other columns."""

from typing import Any

import pandas as pd
import privml
import pytest
from privml.core.keys import Key
from privml.maskers.row_names import find_full_names, names_of_row

POLICY: dict[str, Any] = {"preset": "mask/labels", "detect": {"text": {"model": None}}}


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Margaret Whitfield", ["Margaret Whitfield"]),
        ("margaret.whitfield", ["margaret.whitfield"]),
        ("margaret-whitfield-1", ["margaret-whitfield"]),
        ("WHITFIELD, Margaret", ["WHITFIELD, Margaret"]),
        ("x_margaret_whitfield.pdf", ["margaret_whitfield"]),
        ("Whitfield", []),
        ("Margaret River", []),
        ("Margarete Whitfields", []),
        ("", []),
    ],
)
def test_spellings(cell: str, found: list[str]) -> None:
    for values in (["Margaret Whitfield"], ["Margaret", "Whitfield"]):
        spans = find_full_names(cell, names_of_row(values))
        assert [cell[span.start : span.end] for span in spans] == found


def test_middle_names_may_be_left_out_and_chinese_names_have_no_gaps() -> None:
    [parts] = names_of_row(["Ann Maria Berger"])
    for cell in ("ann.maria.berger", "Berger, Ann Maria", "ann berger", "berger_ann"):
        [span] = find_full_names(cell, [parts])
        assert (span.start, span.end) == (0, len(cell))
    [span] = find_full_names("联系人王小明", names_of_row(["王小明"]))
    assert span.start == 3


def test_other_columns_are_masked_and_other_rows_are_not() -> None:
    names = ["Margaret Whitfield", "Paul Okafor", "Ingrid Lindqvist"]
    table = pd.DataFrame(
        {
            "customer_name": names,
            "slug": [name.lower().replace(" ", "-") for name in names],
            "city": ["Whitfield", "Paul", "Uppsala"],
            "copied": [names[1], names[1], "none"],
            "amount": ["1.50", "2.50", "3.50"],
        }
    )
    masked = privml.mask(table, POLICY, key=Key(b"k" * 32))
    assert list(masked["slug"]) == ["<PERSON>"] * 3
    assert masked["copied"][1] == "<PERSON>"
    assert list(masked["amount"]) == list(table["amount"])
    kept = privml.mask(table, POLICY | {"operators": {"PERSON": "keep"}}, key=Key(b"k" * 32))
    assert list(kept["slug"]) == list(table["slug"])
    alone = privml.mask(table, POLICY | {"detect": {"text": {"model": None, "row_context": False}}}, key=Key(b"k" * 32))
    assert list(alone["slug"]) == list(table["slug"])
