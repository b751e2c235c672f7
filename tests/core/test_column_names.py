"""Hints for missing columns: helpful for headers, silent about cells."""

import pytest
from privml.core.column_names import COMMON_WORDS, missing_column_hint
from privml.maskers.words import given_name_lexicon, surname_lexicon

HEADER = ["customer_id", "FullName", "e-mail", "Phone Number", "message", "consumer_complaint_narrative", "zzq"]
CELLS = ["Ann Leeds", "Boston", "hello there", "Nate", "Emily", "1 Oak Street", "ann_leed", "text of Ann", "note1985"]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("customerid", "customer_id"),
        ("Custmer ID", "customer_id"),
        ("full_name", "FullName"),
        ("email", "e-mail"),
        ("phone", "Phone Number"),
        ("mesage", "message"),
        ("Consumer Complaint Narrative", "consumer_complaint_narrative"),
    ],
)
def test_headers_are_told(wanted: str, told: str) -> None:
    assert missing_column_hint(wanted, HEADER, otherwise="") == f"did you mean {told}?"


@pytest.mark.parametrize("wanted", ["Ann Lee", "Bostn", "hello", "note", "emily2", "Oak Street", "text", "annlees"])
def test_cells_are_not_told(wanted: str) -> None:
    hint = missing_column_hint(wanted, CELLS, otherwise="nothing near")
    assert hint == "nothing near" or hint.startswith("one of 9 columns has a similar name")
    shown = set(hint.lower().split()) - {"of", "a"}
    assert not shown & {word for cell in CELLS for word in cell.lower().split()}


def test_what_is_not_usual_is_not_told() -> None:
    assert missing_column_hint("zzqq", HEADER, otherwise="") == (
        "one of 7 columns has a similar name, which is not shown: it may be a value of the data"
    )
    assert missing_column_hint("completely else", HEADER, otherwise="columns: see scan") == "columns: see scan"
    assert missing_column_hint("x", [], otherwise="none") == "none"


def test_no_usual_word_is_a_name() -> None:
    assert COMMON_WORDS & (given_name_lexicon() | surname_lexicon()) <= {"date"}
