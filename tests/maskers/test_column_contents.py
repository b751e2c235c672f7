"""What columns hold whose headers say nothing: numbers with check digits, names in one word, odd separators."""

import random

import pandas as pd
import privml
import pytest
from privml.core.keys import Key
from privml.maskers.recognizers.kinds.national import bare_number_type
from stdnum.br import cpf
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.tr import tckimlik

KEY = Key(b"k" * 32)
DRAW = random.Random(3)


def mask(cells: list[str], header: str = "q7") -> list[str]:
    """Return a column masked with labels, beside one that says nothing."""
    table = pd.DataFrame({"row": [f"r{number}" for number in range(len(cells))], header: cells})
    return list(privml.mask(table, {"preset": "mask/labels"}, key=KEY)[header])


def numbers(is_valid: object, digits: int, count: int) -> list[str]:
    """Return random numbers that a validator accepts."""
    assert callable(is_valid)
    found: list[str] = []
    while len(found) < count:
        number = str(DRAW.randrange(10 ** (digits - 1), 10**digits))
        if digits == 11 and is_valid is pesel.is_valid:
            number = f"{DRAW.randrange(40, 99)}{DRAW.randrange(1, 13):02d}{DRAW.randrange(1, 29):02d}{number[:5]}"
        if is_valid(number):
            found.append(number)
    return found


@pytest.mark.parametrize(
    ("validator", "digits"), [(cpf, 11), (pesel, 11), (tckimlik, 11), (bsn, 9)], ids=["cpf", "pesel", "tckimlik", "bsn"]
)
def test_a_column_of_numbers_that_are_all_right_is_one_of_identifiers(validator: object, digits: int) -> None:
    assert set(mask(numbers(validator.is_valid, digits, 30))) == {"<NATIONAL_ID>"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("digits", [9, 11, 13])
def test_other_numbers_stay(digits: int) -> None:
    cells = [str(DRAW.randrange(10 ** (digits - 1), 10**digits)) for _ in range(200)]
    assert sum(map(str.__eq__, cells, mask(cells))) > 100
    assert "<NATIONAL_ID>" not in mask(cells)


@pytest.mark.parametrize("text", ["111111111", "12345", "12345678a", "１２３４５６７８９", ""])
def test_what_is_no_bare_number(text: str) -> None:
    assert bare_number_type(text) is None


PEOPLE = "Linda Combs|George Whitfield|Martha Stevens|Oliver Bennett|Susan Parker|Peter Lawson".split("|") * 4


@pytest.mark.parametrize("joint", ["_", "-", "."])
def test_names_whose_words_a_sign_joins(joint: str) -> None:
    cells = [name.lower().replace(" ", joint) for name in PEOPLE]
    assert not set(cells) & set(mask(cells))


def test_names_in_one_word() -> None:
    cells = [name.replace(" ", "") for name in PEOPLE]
    assert not set(cells) & set(mask(cells))


@pytest.mark.parametrize(
    "words",
    [
        "rose_gold april_total max_value mark_price will_call grant_type june_sales grace_period main_street jack_plug",
        "MainActivity UserService HelloWorld GraceNote BaseModel AnnLoader MarkDown JackRabbit VictorOps DaisyChain",
    ],
)
def test_joined_words_stay(words: str) -> None:
    cells = words.split() * 4
    assert mask(cells) == cells


@pytest.mark.parametrize("sign", [*"./_,·|:- ", "  "])
def test_cards_whatever_separates_their_groups(sign: str) -> None:
    for groups in (["4111", "1111", "1111", "1111"], ["3782", "822463", "10005"]):
        card = sign.join(groups)
        assert mask([card, "x"])[0] == "<CREDIT_CARD>"
        assert mask([f"paid by {card} today, thank you", "nothing else was said here"])[0].count("<CREDIT_CARD>") == 1


@pytest.mark.parametrize("sign", [*"./_,|:- ", ""])
def test_ibans_whatever_separates_their_groups(sign: str) -> None:
    assert mask([sign.join(["DE89", "3704", "0044", "0532", "0130", "00"]), "x"])[0] == "<IBAN_CODE>"


@pytest.mark.parametrize("text", ["4111.1111.1111.1112", "1.234.567", "2024.0101.1200.0000"])
def test_other_groups_stay(text: str) -> None:
    assert mask([text, "x"])[0] == text


def test_numbers_that_became_floats() -> None:
    cards = ["4914177763170662.0", "4111111111111111.0"]
    assert mask([*cards, "12.0"])[:2] == ["<CREDIT_CARD>.0"] * 2
    assert not set(mask(["4155550132.0", "2125550144.0", "3105550187.0"] * 4)) & {"4155550132.0", "2125550144.0"}
    assert mask(["1234567.0", "99.0", "123456789.0"]) == ["1234567.0", "99.0", "123456789.0"]
