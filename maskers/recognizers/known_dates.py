"""Dates in whatever format, so that a known one is found in another."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|'?\d{2})(?!\d)"
# three numbers, or a month, or eight digits: without any there is no date
_LIKELY = re.compile(
    r"\d[-/. 年]\s?\d\d?[-/. 月]\s?\d|(?<!\d)\d{8}(?!\d)|"
    r"jan|feb|mar(?:ch)?[ ,.\d-]|apr|may[ ,.\d-]|june?[ ,.\d-]|jul|aug|sep|oct|nov|dec",
    re.IGNORECASE,
)
_FORMATS = tuple(
    re.compile(regex, re.IGNORECASE)
    for regex in (
        r"(?<!\d)(?P<year>\d{4})(?:[-/.]|年| )\s?(?P<first>\d{1,2})(?:[-/.]|月| )\s?(?P<second>\d{1,2})(?!\d)日?",
        r"(?<!\d)(?P<year>\d{4})(?P<first>\d{2})(?P<second>\d{2})(?!\d)",
        rf"(?<!\d)(?P<first>\d{{1,2}})[-/. ]\s?(?P<second>\d{{1,2}})[-/. ]\s?{_YEAR}",
        rf"(?<!\d){_DAY}(?: of)?[ .-]{{0,2}}{_MONTH}[ ,.-]{{1,3}}{_YEAR}",
        rf"\b{_MONTH}[ .-]{{1,2}}{_DAY},?[ .-]{_YEAR}",
    )
)


class DateReading(NamedTuple):
    """A date; the year by its last two digits, which are all that some formats have."""

    year: str
    month: int
    day: int


def readings_of(value: str) -> frozenset[DateReading]:
    """Return what the first date in a value may mean: `3/4/1990` is the third of April or the fourth of March."""
    return next((readings for readings, _, _ in dates_in(value)), frozenset())


def dates_in(text: str) -> Iterator[tuple[frozenset[DateReading], int, int]]:
    """Yield the dates in a text with what they may mean, their start and end."""
    for regex in _FORMATS if _LIKELY.search(text) else ():
        for match in regex.finditer(text):
            readings = frozenset(_readings(match))
            if readings:
                yield readings, *match.span()


def _readings(match: re.Match[str]) -> Iterator[DateReading]:
    parts = match.groupdict()
    year = parts["year"][-2:]
    if "month" in parts:
        pairs = [(_MONTHS.index(parts["month"][:3].lower()) + 1, int(parts["day"]))]
    else:
        first, second = int(parts["first"]), int(parts["second"])
        pairs = [(first, second)]
        # only behind the day does the year come last
        if match.start("year") > match.start("first"):
            pairs.append((second, first))
    for month, day in pairs:
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield DateReading(year, month, day)
