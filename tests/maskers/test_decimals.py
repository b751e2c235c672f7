"""Numbers that a program has made floats of, as their column has gaps: the same numbers as without decimals."""

from pathlib import Path

import pandas as pd
import privml
import pytest
from privml.core.keys import Key
from privml.maskers.spelling import without_decimals

KEY = Key(b"k" * 32)


@pytest.mark.parametrize(
    ("entity_type", "number"),
    [
        ("ID", "10023"),
        ("US_SSN", "123456789"),
        ("PHONE_NUMBER", "4155550134"),
        ("PHONE_NUMBER", "14155550134"),
        ("CREDIT_CARD", "4111111111111111"),
        ("ZIP_CODE", "94103"),
        ("TAX_ID", "12345678901"),
    ],
)
def test_a_number_with_decimals_is_the_number(entity_type: str, number: str) -> None:
    column = pd.DataFrame({"x": [number, f"{number}.0", f" {number}.00 ", ""]})
    plain, one, other, empty = privml.mask(column, {"columns": {"x": {"entity": entity_type}}}, key=KEY)["x"]
    decimals = (".0", ".00") if plain.isdecimal() else ("", "")
    assert (one, other, empty) == (plain + decimals[0], f" {plain}{decimals[1]} ", "")
    assert plain != number


def test_a_column_of_two_decimals_each() -> None:
    column = pd.DataFrame({"customer_id": ["10023.00", "10024.00"]})
    plain = pd.DataFrame({"customer_id": ["10023", "10024"]})
    made, own = (privml.mask(table, key=KEY)["customer_id"] for table in (column, plain))
    assert [value.removesuffix(".00") for value in made] == list(own)


def test_decimals_that_say_something_stay_in_the_number() -> None:
    assert [without_decimals(text) for text in ("1.50", "x.0", "1.0.0", "-3.0", "7.", "")] == [
        "1.50", "x.0", "1.0.0", "-3.0", "7.", "",
    ]  # fmt: skip


def test_keys_of_known_rows_agree_with_and_without_decimals(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("customer_id,full_name\n10023.0,Ann Lee\n,Bob Miller\n10024.0,Lin Sim\n")
    (tmp_path / "policy.yaml").write_text(
        "columns: {note: text}\ndetect: {text: {model: null, known: {file: customers.csv, key: customer_id}}}\n"
    )
    notes = pd.DataFrame({"customer_id": ["10024", "10023.00"], "note": ["Lin Sim was here", "Lee called"]})
    masked = privml.mask(notes, tmp_path / "policy.yaml", key=KEY)
    assert "Lin" not in masked["note"][0]
    assert "Sim" not in masked["note"][0]
    assert "Lee" not in masked["note"][1]
