"""Columns whose first rows tell nothing: what comes after them is masked all the same."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import privml
import pytest
from privml.core.keys import Key

from ..conftest import Cli

Mask = Callable[[dict[str, list[str]]], pd.DataFrame]
FILLERS = ["n/a", "none", "-", "0", "N", "false", "x", ""]
LATE = {
    "full_name": "Linda Combs",
    "dob": "1965-06-20",
    "password": "!P0vaFm3Jf",
    "passport_no": "C01X00T47",
    "username": "lcombs",
    "customer_id": "4471",
    "assignee": "Linda Combs",
}
ROWS = 1_000  # as many as are sampled, and more


@pytest.fixture
def mask(cli: Cli, tmp_path: Path) -> Mask:
    """Returns a function that masks a table with labels; its first thousand rows are the sample."""

    def call(columns: dict[str, list[str]]) -> pd.DataFrame:
        pd.DataFrame(columns).to_csv(tmp_path / "in.csv", index=False)
        assert cli("mask", tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--preset", "mask/labels").code == 0
        return pd.read_csv(tmp_path / "out.csv", dtype=str, keep_default_na=False)

    return call


@pytest.mark.parametrize("filler", FILLERS)
def test_values_behind_a_sample_of_marks_are_masked(mask: Mask, filler: str) -> None:
    table = {name: [filler] * ROWS + [value] for name, value in LATE.items()}
    masked = mask({"row": [str(row) for row in range(ROWS + 1)], **table})
    for name, value in LATE.items():
        assert masked[name].iloc[-1] != value, name
        stays = filler != "no" or name != "full_name"  # No is a surname, too
        assert set(masked[name][:ROWS]) == {filler if stays else "<PERSON>"}, name


def test_marks_of_a_flag_column_stay(mask: Mask) -> None:
    marks = ["yes", "no", "N/A"] * 4
    masked = mask({"phone": marks, "ssn": ["1", "0", "-"] * 4})
    assert list(masked["phone"]) == marks
    assert list(masked["ssn"]) == ["1", "0", "-"] * 4


def test_a_scan_finds_nothing_in_marks(cli: Cli, tmp_path: Path) -> None:
    source = tmp_path / "flags.csv"
    source.write_text("row,email,ssn\nr1,yes,0\nr2,no,1\n")
    result = cli("scan", source, "--json", "--fail-on-findings")
    assert result.code == 0
    columns = json.loads(result.text)["columns"]
    assert [columns[name]["kind"] for name in ("email", "ssn")] == ["plain"] * 2
    assert columns["email"]["marks_only"]
    assert "email" not in cli("scan", source, "--policy").text
    source.write_text("row,email,ssn\nr1,yes,0\nr2,ann@example.org,1\n")
    assert cli("scan", source, "--fail-on-findings").code == 1


@pytest.mark.parametrize("header", ["pin", "pass", "secret", "user"])
@pytest.mark.parametrize("filler", ["n/a", "-", "none"])
def test_placeholders_do_not_outvote_values(mask: Mask, header: str, filler: str) -> None:
    values = [f"mol{number}ly{number * 37 % 100}" for number in range(30)]
    masked = mask({"row": [str(row) for row in range(300)], header: values + [filler] * 270})
    assert not set(values) & set(masked[header])


@pytest.mark.parametrize("sample", ["17", "2024-03-01", "n/a", "open", "12.5"])
def test_names_behind_a_sample_without_words_are_searched_for(mask: Mask, sample: str) -> None:
    late = ["Linda Combs", "George Whitfield", "Combs, Linda", "MARTHA STEVENS"]
    column = [sample] * ROWS + late
    masked = mask({"row": [str(row) for row in range(len(column))], "q7": column})
    assert list(masked["q7"][:ROWS]) == [sample] * ROWS
    for name, cell in zip(late, masked["q7"][ROWS:], strict=True):
        assert not set(name.replace(",", "").split()) & set(cell.replace(",", "").split())


def test_surnames_that_are_marks_are_names() -> None:
    table = pd.DataFrame({"first_name": ["Lin", "Jin", "Kai"], "last_name": ["No", "Da", "Si"]})
    masked = privml.mask(table, key=Key(b"k" * 32))
    assert not set(masked["last_name"]) & set(table["last_name"])
