"""Tables of names and values, and tables turned on their side."""

from typing import Any

import pandas as pd
import privml
import pytest
from privml.core.errors import DataError
from privml.core.keys import Key
from privml.maskers.plan import require_header

POLICY: dict[str, Any] = {"preset": "mask/labels", "detect": {"text": {"model": None}}}
KEY = Key(b"k" * 32)


def masked(rows: list[list[str]], columns: list[str]) -> list[list[str]]:
    return privml.mask(pd.DataFrame(rows, columns=columns), POLICY, key=KEY).to_numpy().tolist()


def test_rows_of_a_name_and_a_value() -> None:
    rows = [
        ["1", "last_name", "Anagonye"],
        ["1", "dob", "1980-02-03"],
        ["1", "Customer name", " Jane Miller "],
        ["1", "ssn", "536228726"],
        ["1", "colour", "Anagonye"],
        ["1", "name", "Widget Pro"],
        ["1", "phone", "model X"],
        ["1", "last_name", ""],
        ["1", "email_verified", "yes"],
    ]
    values = [row[2] for row in masked(rows, ["entity", "attribute", "content_of"])]
    assert values[:4] == ["<PERSON>", "<DATE_OF_BIRTH>", " <PERSON> ", "<US_SSN>"]
    assert values[4:] == [row[2] for row in rows[4:]]


def test_a_row_is_masked_alike_in_every_table() -> None:
    row = ["last_name", "Anagonye"]
    others = [["colour", "red"], ["size", "L"]] * 20
    [alone] = masked([row], ["attribute", "content_of"])
    assert alone[1] == "<PERSON>"
    assert masked([*others, row], ["attribute", "content_of"])[-1] == alone


def test_the_first_cell_names_those_of_its_row() -> None:
    rows = [["surname", "Anagonye", "Okonkwo"], ["age", "44", "45"], ["phone", "5550188", "5550189"]]
    assert masked(rows, ["c1", "c2", "c3"]) == [
        ["surname", "<PERSON>", "<PERSON>"],
        ["age", "44", "45"],
        ["phone", "<PHONE_NUMBER>", "<PHONE_NUMBER>"],
    ]


@pytest.mark.parametrize(
    ("columns", "is_refused"),
    [
        (["who", "Jane Miller", "Tom Reed"], True),
        (["who", "Maria Garcia", "Paul Schmidt"], True),
        (["who", "Jane Miller", "total"], False),
        (["Grace Period", "Bill Date", "Will Call"], False),
        (["Virginia Beach", "Santa Rosa", "Grant Park"], False),
        (["first name", "last name", "Customer Name"], False),
    ],
)
def test_names_of_people_are_no_header(columns: list[str], is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(DataError, match="name of column 2 looks like data") as raised:
            require_header(columns, source="t.csv")
        assert columns[1] not in str(raised.value)
    else:
        require_header(columns, source="t.csv")
