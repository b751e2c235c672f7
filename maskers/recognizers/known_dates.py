"""Dates in whatever format, so that a known one is found in another."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..lazy_patterns import lazily
from ..months import month_numbers

# a word, which the table of months judges
_MONTH = r"(?P<month>[^\W\d_]{3,12})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º)?"
_YEAR = r"(?P<year>\d{4}|'?\d{2})(?!\d)"
# three numbers, or a word beside a number and one behind it, or eight digits: without any there is no date
_LIKELY = lazily(
    r"\d[-/. 年]\s?\d\d?[-/. 月]\s?\d|(?<!\d)\d{8}(?!\d)|[^\W\d_]{3,12}\.?,?[ .-]{0,2}(?:de |del |of )?'?\d"
)
_FORMATS = tuple(
    lazily(regex, re.IGNORECASE)
    for regex in (
        r"(?<!\d)(?P<year>\d{4})(?:[-/.]|年| )\s?(?P<first>\d{1,2})(?:[-/.]|月| )\s?(?P<second>\d{1,2})(?!\d)日?",
        r"(?<!\d)(?P<year>\d{4})(?P<first>\d{2})(?P<second>\d{2})(?!\d)",
        r"(?<!\d)(?P<first>\d{2})(?P<second>\d{2})(?P<year>\d{4})(?!\d)",
        rf"(?<!\d)(?P<first>\d{{1,2}})[-/. ]\s?(?P<second>\d{{1,2}})[-/. ]\s?{_YEAR}",
        rf"(?<!\d){_DAY}(?: of\b| de\b| d')?[ .-]{{0,2}}{_MONTH}\.?(?: del?\b| of\b)?[ ,.-]{{0,3}}{_YEAR}",
        rf"\b{_MONTH}[ .-]{{1,2}}{_DAY},?[ .-]{{1,2}}{_YEAR}",
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
        pairs = [(month, int(parts["day"])) for month in month_numbers(parts["month"])]
    else:
        first, second = int(parts["first"]), int(parts["second"])
        pairs = [(first, second)]
        # only behind the day does the year come last
        if match.start("year") > match.start("first"):
            pairs.append((second, first))
    for month, day in pairs:
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield DateReading(year, month, day)
