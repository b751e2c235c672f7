"""Whole columns at once come out as one value after the other."""

import math
import random

import pandas as pd
import privml
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from privml.configs.policy import Hash, Mask, Operator, Pseudonymize, Redact, Replace
from privml.core.keys import Key
from privml.core.tables import Batch
from privml.maskers.keyed import Draw, KeyedChoice, normalise, normalise_all
from privml.maskers.operators import registry
from privml.maskers.operators.registry import OperatorTable
from privml.maskers.plain import is_plain, plain_values
from privml.maskers.remembered import Remembered
from privml.maskers.spelling import is_amount, without_amounts
from privml.maskers.surrogates import SURROGATES, Surrogates
from privml.maskers.surrogates.columns import COLUMN_GENERATORS

KEY = Key(b"k" * 32)
# what a digit stands for is drawn
USUAL = {
    "PERSON": ("Ann Lee", "JOHN miller", "Dr Smith", "Dr", "O'Neil", "Ann  Lee", "José", "Ann Lee 9"),
    "EMAIL_ADDRESS": (
        *(
            "ann.lee99@Example.org",
            "9999@b.c",
            "j_r-d.9@x.y",
            "a9b9@c.d",
            "a@b@c",
            "user0000@example.com",
            "@x",
            "a%40b.c",
        ),
        *("ab.cd.ef.gh.ij.kl.mn.op.qr.st.uv.wx@x.y", "9999999999999@x.y", "no mail", "bob+9@x.y"),
    ),
    "PHONE_NUMBER": (
        *(
            "(999) 999-9999",
            "+1 999 999 9999",
            "19999999999",
            "13999999999",
            "8613999999999",
            "999-9999",
            "９９９９９９９",
        ),
        *("100%9999999", "n/a", "99", "999.9999 ext 99"),
    ),
    "CREDIT_CARD": ("4999 9999 9999 9999", "9999999999999", "99999999999", "9" * 40, "none"),
    "US_SSN": ("999-99-9999", "999999999", "99999999", "no 999999999"),
    "IP_ADDRESS": ("99.9.99.9", "localhost", "2001:db8::9"),
    "DATE_OF_BIRTH": ("1999-09-29", "1999-19-09", "0001-09-09", "9/9/1999", "March 9, 1999", "19990909"),
    "STREET_ADDRESS": (
        "99 Oak Street",
        "9 Elm Road",
        "99 OAK ST",
        "99 oak st",
        "9999",
        "Behind the barn",
        "9 A St, X 99999",
    ),
}
KINDS = [*SURROGATES, "ZIP_CODE"]
numbered = st.from_regex("[0-9]{40}", fullmatch=True)


def _with_digits(value: str, digits: str) -> str:
    drawn = iter(digits * 2)
    return "".join(next(drawn) if character == "9" else character for character in value)


usual = st.builds(_with_digits, st.sampled_from([value for values in USUAL.values() for value in values]), numbered)
cells = st.one_of(usual, usual, st.text(min_size=1, max_size=20).map(str.strip))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(KINDS), st.lists(cells, max_size=8), st.sampled_from(["en_US", "de_DE", "zh_CN"]))
def test_surrogates_of_a_column_are_those_of_its_values(kind: str, values: list[str], locale: str) -> None:
    surrogates = Surrogates(KEY, locale)
    assert surrogates.make_all(kind, values) == {value: surrogates.make(kind, value) for value in values}


@pytest.mark.parametrize("kind", USUAL)
def test_usual_spellings_take_the_fast_path(kind: str) -> None:
    """The first example of each entity type is made with its column; the last ones are left to a closer look."""
    draw = random.Random(5)
    values = [_with_digits(value, "".join(draw.choices("0123456789", k=40))) for value in USUAL[kind]]
    made = COLUMN_GENERATORS[kind](KeyedChoice(KEY), values, "en_US")
    assert values[0] in made
    assert values[-1] not in made
    assert all(Surrogates(KEY, "en_US").make(kind, value) == surrogate for value, surrogate in made.items())


def test_what_comes_out_as_it_was_is_drawn_again() -> None:
    """A street of Faker's list comes out as itself once in some million times; a date does so often enough."""
    surrogates = Surrogates(KEY, "en_US")
    dates = [f"{year}-{month:02d}-{day:02d}" for year in range(1900, 2020) for month in (1, 2) for day in range(1, 29)]
    made = surrogates.make_all("DATE_OF_BIRTH", dates)
    assert len(COLUMN_GENERATORS["DATE_OF_BIRTH"](KeyedChoice(KEY), dates, "en_US")) < len(dates) == len(made)
    assert all(made[value] != value and made[value] == surrogates.make("DATE_OF_BIRTH", value) for value in dates)


OPERATORS = (
    *(Redact(), Replace(), Replace(label="X"), Mask(keep_last=2), Hash(), Hash(length=20, prefix="h-")),
    *(Pseudonymize(), Pseudonymize(locale="de_DE")),
)


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("kind", ["PERSON", "PHONE_NUMBER", "ID"])
def test_operators_agree(operator: Operator, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_CACHED_OF_TYPE", 5)
    table = OperatorTable({}, key=KEY, locale="en_US")
    operate = table.build(operator)
    values = ["Ann Lee", "ann  lee", "(415) 555-0134", "José", "C-12", "", "\ud800", "Bob Ellery"]
    for size in (1, 3, len(values)):
        for start in range(len(values)):
            part = values[start : start + size]
            assert table.apply(operator, kind, part) == [operate(kind, value) for value in part]


@given(st.lists(st.integers(1, 10**9), max_size=8), st.integers(0, 2**256 - 1), st.integers(0, 256))
def test_several_draws_as_one_number(bounds: list[int], state: int, zeros: int) -> None:
    digest = (state >> zeros).to_bytes(32, "big")
    draw, other = Draw(digest), Draw(digest)
    number = draw.several(bounds)
    for bound in bounds:
        number, choice = divmod(number, bound)
        assert choice == other.below(bound)
    assert number == 0
    assert draw.below(10**6) == other.below(10**6), "what follows is the same as well"


@given(st.lists(st.text(max_size=8), max_size=5), st.lists(st.integers(1, 10**20), min_size=1, max_size=3))
def test_draws_of_many_values(values: list[str], bounds: list[int]) -> None:
    choice = KeyedChoice(KEY)
    assert choice.digests("X", values) == [choice.digest("X", value) for value in values]
    numbers = choice.numbers("X", values, bounds)
    assert numbers == [choice.draw("X", value).several(bounds) for value in values]
    assert all(number < math.prod(bounds) for number in numbers)


def test_digests_that_begin_with_zeros(monkeypatch: pytest.MonkeyPatch) -> None:
    """They do not happen; the draws of a value would begin a second round there."""
    digests = [(1 << bits).to_bytes(32, "big") for bits in (255, 150, 140, 130, 20)]
    choice = KeyedChoice(KEY)
    monkeypatch.setattr(choice, "digests", lambda kind, values: digests)
    bounds = (1000, 49, 9999)
    assert choice.numbers("X", ["a"] * 5, bounds) == [Draw(digest).several(bounds) for digest in digests]


@given(st.lists(st.one_of(st.text(max_size=6), st.sampled_from(["a b", "a  b", " a", "a ", "A\tb", "é", "", "x\ny"]))))
def test_plain_values(values: list[str]) -> None:
    assert normalise_all(values) == [normalise(value) for value in values]
    plain = [value for value in values if value.isascii() and value.isprintable() and value.split() == value.split(" ")]
    expected = [value for value in values if value == "" or value in plain]
    assert list(plain_values(values)) == expected
    assert is_plain(values) == (expected == values)


@given(st.lists(st.one_of(st.text("0123456789.-+\n１ ", max_size=9), st.sampled_from(["12.50", "7", "", "x"]))))
def test_amounts_of_a_column(texts: list[str]) -> None:
    assert list(without_amounts(texts)) == [text for text in texts if text and not is_amount(text)]


def test_results_are_remembered_up_to_a_limit() -> None:
    asked = []
    upper = Remembered(lambda text: asked.append(text) or text.upper(), limit=2)  # type: ignore[func-returns-value]
    assert [upper[text] for text in "aabbaca"] == list("AABBACA")
    assert asked == ["a", "b", "c", "a"], "forgotten when a third one came"
    assert len(upper) == 2


def test_rows_and_columns_of_a_batch() -> None:
    columns = [["a", "b", "c"], ["1", "2", "3"]]
    batch = Batch.of_columns(7, columns, ["x", "y", "z"])
    assert (len(batch), batch.width, batch.start) == (3, 2, 7)
    assert batch.rows == [["a", "1"], ["b", "2"], ["c", "3"]]
    other = Batch(7, batch.rows, batch.sources)
    assert (len(other), other.width) == (3, 2)
    assert [other.column(index) for index in (0, 1)] == columns
    for made in (batch, other):
        assert made.without_sources().rows == batch.rows
        assert len(made.without_sources().sources) == 0


@pytest.mark.parametrize("size", [1, 3, 100])
def test_frames_in_batches(size: int, key: Key) -> None:
    frame = pd.DataFrame(
        {
            "email": [f"u{n}@example.org" if n % 3 else None for n in range(10)],
            "n": range(10),
            "phone": ["212-736-5000"] * 10,
        }
    )
    masked = privml.mask(frame, policy={"detect": {"text": {"model": None}}, "batch_rows": size}, key=key)
    expected = privml.mask(frame, policy={"detect": {"text": {"model": None}}}, key=key)
    pd.testing.assert_frame_equal(masked, expected)
    assert masked["email"].isna().tolist() == frame["email"].isna().tolist()
    assert masked["n"].dtype == frame["n"].dtype
    assert (masked["email"].dropna() != frame["email"].dropna()).all()
