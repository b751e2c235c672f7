"""Surrogates of dates: one day, one surrogate day, written as the cell is."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from privml.core.keys import Key
from privml.maskers.months import MONTH_NAMES, read_month, write_month
from privml.maskers.surrogates import Surrogates
from privml.maskers.surrogates.written_dates import NEWEST_BIRTH, NEWEST_YEAR, read_date

SURROGATES = Surrogates(Key(b"k" * 32), "en_US")
MAKE = SURROGATES.make


def day_of(value: str, locale: str = "en_US", newest: int = NEWEST_BIRTH) -> str:
    written = read_date(value, locale=locale, newest=newest)
    return "" if written is None else written.iso


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1985-03-04", "1985-03-04"),
        ("1985/3/4", "1985-03-04"),
        ("19850304", "1985-03-04"),
        ("1985年3月4日", "1985-03-04"),
        ("1985-03-04T00:00:00", "1985-03-04"),
        ("03/04/1985", "1985-03-04"),
        ("03/04/85", "1985-03-04"),
        ("030485", "1985-03-04"),
        ("850304", "1985-03-04"),
        ("202413", ""),
        ("0304851", ""),
        ("3-4-85", "1985-03-04"),
        ("04.03.1985", "1985-03-04"),
        ("4. 3. 85", "1985-03-04"),
        ("25/03/1985", "1985-03-25"),
        ("03/25/85", "1985-03-25"),
        ("03.25.85", "1985-03-25"),
        ("4 March 1985", "1985-03-04"),
        ("the 4th of March, 1985", "1985-03-04"),
        ("Monday, March 4th, 1985", "1985-03-04"),
        ("MAR 4 '85", "1985-03-04"),
        ("04-Mar-85", "1985-03-04"),
        ("1985-Mar-04", "1985-03-04"),
        ("4. März 1985", "1985-03-04"),
        ("4 mars 1985", "1985-03-04"),
        ("1er mars 1985", "1985-03-01"),
        ("4 de marzo de 1985", "1985-03-04"),
        ("4 марта 1985", "1985-03-04"),
        ("4 sept. 1985", "1985-09-04"),
        ("1985", ""),
        ("March 1985", ""),
        ("13/13/1985", ""),
        ("4 Marble 1985", ""),
        ("1985-03-42", ""),
    ],
)
def test_days_are_read_in_any_spelling(value: str, day: str) -> None:
    assert day_of(value) == day


@pytest.mark.parametrize(
    ("value", "locale", "newest", "day"),
    [
        ("03/04/1985", "de_DE", NEWEST_BIRTH, "1985-04-03"),
        ("03/04/1985", "en_GB", NEWEST_BIRTH, "1985-04-03"),
        ("03/25/1985", "en_GB", NEWEST_BIRTH, "1985-03-25"),
        # the last such year that is not in the future; other dates may lie ahead
        ("03/04/26", "en_US", NEWEST_BIRTH, "2026-03-04"),
        ("03/04/27", "en_US", NEWEST_BIRTH, "1927-03-04"),
        ("03/04/00", "en_US", NEWEST_BIRTH, "2000-03-04"),
        ("03/04/27", "en_US", NEWEST_YEAR, "2027-03-04"),
        ("03/04/47", "en_US", NEWEST_YEAR, "1947-03-04"),
    ],
)
def test_order_and_century(value: str, locale: str, newest: int, day: str) -> None:
    assert day_of(value, locale, newest) == day


PADDED = (
    *("{0:%d.%m.%Y}", "{0:%m/%d/%Y}", "{0:%m/%d/%y}", "{0:%Y%m%d}", "{0:%Y/%m/%d}", "{0:%d}-{0:%b}-{0:%Y}"),
    *("{0:%b} {0:%d} {0:%Y}", "{0:%Y}年{0:%m}月{0:%d}日"),
)
OTHERS = ("{0:%B} {0.day}, {0.year}", "{0.day} {0:%B} {0.year}", "{0.year}年{0.month}月{0.day}日")


@pytest.mark.parametrize("kind", ["DATE_OF_BIRTH", "DATE_TIME"])
@given(st.dates(date(1952, 1, 1), date(2020, 12, 31)), st.sampled_from(PADDED + OTHERS))
def test_the_same_day_gets_the_same_surrogate_day(kind: str, day: date, form: str) -> None:
    value, other = form.format(day), date.fromisoformat(MAKE(kind, day.isoformat()))
    made = MAKE(kind, value)
    assert day_of(made) == other.isoformat()
    # of others, two digits do not tell whether one would have a zero
    assert form in OTHERS or made == form.format(other)
    assert SURROGATES.make_all(kind, [value]) == {value: made}


@pytest.mark.parametrize(
    ("value", "language", "like", "shape"),
    [
        ("4. März 1985", "de", "März", "{day}. {month} {year}"),
        ("4 mars 1985", "fr", "mars", "{day} {month} {year}"),
        ("MAR 4 '85", "en", "MAR", "{month} {day} '{yy}"),
        ("March 4th, 1985", "en", "March", "{month} {day}{ordinal}, {year}"),
        ("4 de marzo de 1985", "es", "marzo", "{day} de {month} de {year}"),
    ],
)
def test_the_spelling_stays(value: str, language: str, like: str, shape: str) -> None:
    year, number, day = MAKE("DATE_OF_BIRTH", "1985-03-04").split("-")
    month = write_month(int(number), language, like)
    ordinal = {"1": "st", "2": "nd", "3": "rd"}.get(day[-1], "th") if day not in ("11", "12", "13") else "th"
    made = shape.format(day=int(day), month=month, year=year, yy=year[2:], ordinal=ordinal)
    assert MAKE("DATE_OF_BIRTH", value) == made


def test_what_stands_around_a_day_does_not_pass() -> None:
    made = MAKE("DATE_OF_BIRTH", "Cantwell 4 March 1985 at 23:59:58 in Boston")
    assert MAKE("DATE_OF_BIRTH", "4 March 1985") in made
    assert re.search("Cantwell|Boston|:59:58", made) is None


def test_no_word_is_two_months() -> None:
    for language, names in MONTH_NAMES.items():
        for number, name in enumerate(names, 1):
            for end in range(3, len(name) + 1):
                known = read_month(name[:end], f"{language}_XX")
                assert known in (None, (number, language)), (language, name[:end])
            assert read_month(name.upper(), f"{language}_XX") == (number, language)
            written = [write_month(n, language, "mar") for n in range(1, 13)]
            assert len(set(written)) == len(written)
            numbers = {(read_month(name, f"{other}_XX") or (number,))[0] for other in MONTH_NAMES}
            assert numbers == {number}, name
