"""Days in whatever spelling, so that one and the same day gets the same surrogate day."""

import re
from dataclasses import dataclass

from ..months import read_month, write_month

NEWEST_BIRTH = 2026
"""Latest year of birth that two digits stand for. A fixed one: pseudonyms must not depend on the day of the run."""
NEWEST_YEAR = 2046
"""The same of any other date, which may lie ahead."""

_DAY = r"(?P<day>\d{1,2})(?P<ordinal>st|nd|rd|th)?"
_MONTH = r"(?P<month>[^\W\d_]{3,})"
_YEAR = r"(?P<year>\d{4}|'?\d{2})(?!\d)"
# between a day and the name of its month, between this and the year
_OF = r"(?:(?:\.|º|er)?(?: ?(?:of|de)\b)? ?|[-/])"
_TO = r"(?:\.?,? ?(?:(?:of|del?)\b)? ?|[-/])"
_FORMATS = tuple(
    re.compile(regex, re.IGNORECASE)
    for regex in (
        r"(?<!\d)(?P<year>\d{4})(?P<sign>[-/.]|年)\s?(?P<month>\d{1,2})(?:[-/.]|月)\s?(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>(?:1[89]|2\d)\d\d)(?P<sign>)(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
        r"(?<!\d)(?P<first>\d{2})(?P<sign>)(?P<second>\d{2})(?P<year>(?:1[89]|20)\d\d)(?!\d)",
        rf"(?<!\d){_DAY}{_OF}{_MONTH}{_TO}{_YEAR}",
        rf"(?<![^\W\d_]){_MONTH}\.?(?: the)? ?{_DAY}[, ]{{1,2}}{_YEAR}",
        rf"(?<!\d)(?P<year>\d{{4}})[ -]{_MONTH}[ -]{_DAY}(?!\d)",
        rf"(?<!\d)(?P<first>\d{{1,2}})(?P<sign>[-/.])\s?(?P<second>\d{{1,2}})(?P=sign)\s?{_YEAR}",
        # six digits and nothing else: 030485, and 850304 if that is none
        r"\A\s*(?P<first>\d{2})(?P<sign>)(?P<second>\d{2})(?P<year>\d{2})\s*\Z",
        r"\A\s*(?P<year>\d{2})(?P<sign>)(?P<month>\d{2})(?P<day>\d{2})\s*\Z",
    )
)
_MONTHS, _DAYS = 12, 31
_TEENS = (11, 12, 13)


@dataclass(frozen=True)
class WrittenDate:
    """A day in a text.

    Attributes:
        text: what it was read from.
        start: where the date begins.
        end: where it ends.
        iso: the day as YYYY-MM-DD.
        places: where its year, month, day, and the ending of an ordinal number stand, by name.
        language: of the month's name; empty if it is a number.
    """

    text: str
    start: int
    end: int
    iso: str
    places: dict[str, tuple[int, int]]
    language: str = ""

    def with_day(self, iso: str) -> str:
        """Return another day, given as YYYY-MM-DD, in the spelling of this one."""
        year, month, day = iso.split("-")
        new = {"year": year, "month": month, "day": day, "ordinal": _ordinal(int(day))}
        pieces, position = [], self.start
        for name, (start, end) in sorted(self.places.items(), key=lambda place: place[1]):
            like = self.text[start:end]
            pieces += [self.text[position:start], self._form(name, new[name], like)]
            position = end
        return "".join([*pieces, self.text[position : self.end]])

    def _form(self, name: str, part: str, like: str) -> str:
        if name == "month" and self.language:
            return write_month(int(part), self.language, like)
        if name == "year":
            return part if len(like) == len(part) else like[:-2] + part[-2:]
        if name == "ordinal":
            return part.upper() if like.isupper() else part
        return part if len(like) == len(part) else str(int(part))


def read_date(value: str, *, locale: str, newest: int) -> WrittenDate | None:
    """Return the first day that a value names; None if there is none.

    Of numbers such as 3/4/1985 the first is the month in the locale en_US and the day in any other, and wherever full
    stops stand between them, unless it is above 12. Two digits of a year are the last such year up to the newest.

    Args:
        value: as it stands in a cell.
        locale: Faker locale.
        newest: latest year that two digits stand for.
    """
    for regex in _FORMATS:
        for match in regex.finditer(value):
            found = _read(match, locale=locale, newest=newest)
            if found is not None:
                return found
    return None


def _read(match: re.Match[str], *, locale: str, newest: int) -> WrittenDate | None:
    places = {name: match.span(name) for name, part in match.groupdict().items() if part and name != "sign"}
    language = ""
    if "first" in places:
        first, second = places.pop("first"), places.pop("second")
        month_first = locale == "en_US" and match["sign"] != "."
        if (int(match["first"]) if month_first else int(match["second"])) > _MONTHS:
            month_first = not month_first
        places |= {"month": first, "day": second} if month_first else {"month": second, "day": first}
    day, year = _number(match.string, places["day"]), _year(match["year"], newest)
    if match.string[slice(*places["month"])].isdecimal():
        month = _number(match.string, places["month"])
    else:
        named = read_month(match["month"], locale)
        if named is None:
            return None
        month, language = named
    if not (1 <= month <= _MONTHS and 1 <= day <= _DAYS and year):
        return None
    return WrittenDate(match.string, *match.span(), f"{year:04d}-{month:02d}-{day:02d}", places, language)


def _number(text: str, place: tuple[int, int]) -> int:
    return int(text[slice(*place)])


def _year(text: str, newest: int) -> int:
    year = int(text.removeprefix("'"))
    return newest - (newest - year) % 100 if len(text) < len("1985") else year


def _ordinal(day: int) -> str:
    return "th" if day in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
