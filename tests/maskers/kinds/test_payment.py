"""Until when a card is good."""

from collections.abc import Callable

import pytest

Found = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("declined, exp 04/27", "04/27"),
        ("Exp-Date: 01/30", "01/30"),
        ("exp. date 04/2027; code 12", "04/2027"),
        ("VALID THRU 09/28", "09/28"),
        ("Karte gültig bis 11/26", "11/26"),
        ("vervaldatum 11/26", "11/26"),
        ("valable jusqu'au 05 / 27", "05 / 27"),
        ("有效期至：08/29", "08/29"),
    ],
)
def test_the_month_of_expiry_is_a_date(found: Found, text: str, value: str) -> None:
    assert found(text) == [("DATE_TIME", value)]


@pytest.mark.parametrize(
    "text", ["expected 04/27", "exp 04/27.5", "expires 13/27", "valid to 04/275", "page 04/27", "exp 04/27-B"]
)
def test_other_fractions_are_none(found: Found, text: str) -> None:
    assert ("DATE_TIME", "04/27") not in found(text)
    assert ("DATE_TIME", "13/27") not in found(text)
