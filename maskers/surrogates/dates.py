"""Dates, replaced by other valid dates in the same format: the same day in any spelling by the same day."""

import re
from collections.abc import Sequence
from functools import cache

from ..keyed import Draw, KeyedChoice, normalise
from ..months import read_month, write_month
from ..words import WEEKDAYS
from .generator import Generator
from .written_dates import read_date

# the most frequent format
_ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_HARMLESS = frozenset(
    """
    st nd rd th of the at on t z am pm utc gmt mon tue wed thu fri sat sun 年 月 日 号
    """.split()
).union(WEEKDAYS)
# of months that several languages have, where no day is known
_LANGUAGE = "en"
YEARS_AROUND = 5
# every month has so many days, and what may be a day or a month stays below
_DAYS, _PARTS = 28, 12


def same_day(entity_type: str, *, newest: int, otherwise: Generator) -> Generator:
    """Return the generator that draws for the day, and writes what it drew in the spelling of the value.

    Args:
        entity_type: whose draws they are.
        newest: latest year that two digits stand for.
        otherwise: makes the surrogates of values that name no day, and of days in ISO 8601.
    """

    def generate(choice: KeyedChoice, value: str, locale: str) -> str:
        written = None if _ISO.fullmatch(value) else read_date(value, locale=locale, newest=newest)
        if written is None:
            return otherwise(choice, value, locale)
        day = otherwise(choice, written.iso, locale)
        if not _ISO.fullmatch(day):
            return day
        draw = choice.draw(entity_type, normalise(value))
        return _around(draw, value[: written.start]) + written.with_day(day) + _around(draw, value[written.end :])

    return generate


def _around(draw: Draw, text: str) -> str:
    """Replace what stands around a day: its time, and words that a date does not need, which may say anything."""
    text = _WORD.sub(lambda match: match[0] if match[0].lower() in _HARMLESS else draw.shape(match[0]), text)
    return _NUMBER.sub(lambda match: _other_number(draw, match[0]), text)


def _other_number(draw: Draw, like: str) -> str:
    """Return another number that may be an hour or minute."""
    return draw.digits(len(like)) if len(like) > 2 else f"{draw.below(24):02d}"


def date(draw: Draw, value: str) -> str:
    """Return another date in the same format, within five years of the original.

    Days and months are drawn from 1 to 12 where their order cannot be told, so every result is a valid date. A value
    without digits (such as "yesterday") becomes a label.
    """
    if _ISO.fullmatch(value):
        bounds = iso_bounds(value[5:])
        return iso_dates([value], bounds, [draw.several(bounds)])[0]
    if not _NUMBER.search(value):
        return "<DATE>"
    compact = re.fullmatch(r"\s*((?:1[89]|2\d)\d{2})(\d{2})(\d{2})\s*", value)
    if compact:
        return value.replace(compact[0].strip(), f"{_year(draw, compact[1])}{_part(draw, '00')}{_day(draw, '00')}")
    named = False

    def month(match: re.Match[str]) -> str:
        nonlocal named
        word = match[0].lower()
        if word in _HARMLESS:
            return match[0]
        known = read_month(word, _LANGUAGE)
        if known is None:
            return draw.shape(match[0])  # a word that a date does not need may say anything
        named = True
        return write_month(1 + draw.below(_PARTS), known[1], match[0])

    value = _WORD.sub(month, value)
    position = 0

    def number(match: re.Match[str]) -> str:
        nonlocal position
        position += 1
        if len(match[0]) == 4:
            return _year(draw, match[0])
        if position > 3 or len(match[0]) > 2:
            return _other_number(draw, match[0])
        # after the year (ISO order) the second number is the month, the third the day
        return _day(draw, match[0]) if named else _day_or_part(draw, match[0])

    return _NUMBER.sub(number, value)


@cache
def iso_bounds(month_and_day: str) -> tuple[int, int, int]:
    """Return the bounds of the draws of a date that ends like 01-31: year, month, day."""
    month, _, day = month_and_day.partition("-")
    return 2 * YEARS_AROUND, _most(month), _most(day)


def iso_dates(values: Sequence[str], bounds: tuple[int, int, int], drawn: Sequence[int]) -> list[str]:
    """Return dates from the originals, their `iso_bounds`, and the draws below these as one number for each."""
    years, months, days = bounds
    rest = _months_and_days(months, days)
    return [
        _years(value[:4])[number % years] + rest[number // years] for value, number in zip(values, drawn, strict=True)
    ]


@cache
def _years(year: str) -> tuple[str, ...]:
    """The years around one."""
    first = int(year) - YEARS_AROUND
    return tuple(f"{max(1, first + number):04d}" for number in range(2 * YEARS_AROUND))


@cache
def _months_and_days(months: int, days: int) -> tuple[str, ...]:
    """What follows the year, by the draws of month and day as one number."""
    return tuple(f"-{1 + number % months:02d}-{1 + number // months:02d}" for number in range(months * days))


def _most(part: str) -> int:
    """Return the highest value that a part of two digits gets."""
    return _DAYS if part > "12" else _PARTS


def _year(draw: Draw, year: str) -> str:
    return draw.pick(_years(year))


def _day_or_part(draw: Draw, like: str) -> str:
    return _day(draw, like) if int(like) > _PARTS else _part(draw, like)


def _part(draw: Draw, like: str) -> str:
    return _padded(1 + draw.below(_PARTS), like)


def _day(draw: Draw, like: str) -> str:
    return _padded(1 + draw.below(_DAYS), like)


def _padded(number: int, like: str) -> str:
    return f"{number:02d}" if len(like) == 2 else str(number)
