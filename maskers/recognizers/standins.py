"""Stand-ins: what is already known about a text is replaced by something like it before the model reads the text.

A letter to one customer reads like the letter to the next once name, address and numbers are the same, so that the
model, which costs more than all else together, reads it once. A result depends on nothing but the text and what is
known about it.
"""

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from ..remembered import Answers
from ..spans import Span, resolve_overlaps
from ..words import is_han

_T = TypeVar("_T")

_DIGITS = re.compile(r"\d+")
# what may be a day, an age, a house or a year tells the model something; longer numbers are alike
_LONG_NUMBER = re.compile(r"\d{4,}")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_SOME_DIGITS = "4827159306"
# a few of each, or one unlucky name would decide about all texts of a kind
_NAMES = (("David", "Johnson"), ("Sarah", "Thompson"), ("John", "Smith"), ("Maria", "Garcia"))
_TOWNS = ("Springfield", "Bristol", "Denver", "York")
_STREETS = ("48 Oak Street", "17 Mill Road", "35 Church Street", "26 Park Avenue")
_PLACE_TYPES = frozenset({"LOCATION", "STREET_ADDRESS"})
_FIXED = {"EMAIL_ADDRESS": "anna.miller@example.com", "URL": "https://www.example.com/page"}
_TOLD = frozenset({"row", "known"})
# types of which patterns find words rather than numbers: the model may see more of them than the pattern does
_WORD_TYPES = frozenset({"AGE", "DATE_OF_BIRTH", "DATE_TIME", "LOCATION", "NRP", "ORGANIZATION", "PERSON", "TITLE"})

_CACHED_TEXTS = 10_000
_CACHED_LENGTH = 1000


class StoodIn:
    """A text with stand-ins.

    Args:
        text: as read.
        parts: disjoint places and what stands there instead, by start.

    Attributes:
        text: with the stand-ins.
    """

    def __init__(self, text: str, parts: Iterable[tuple[int, int, str]]) -> None:
        pieces: list[str] = []
        # offsets here and in the text as read
        self._begins: list[int] = []
        self._stops: list[int] = []
        self._originals: list[tuple[int, int]] = []
        position = length = 0
        for start, end, written in parts:
            pieces.append(text[position:start])
            length += start - position
            self._begins.append(length)
            length += len(written)
            self._stops.append(length)
            self._originals.append((start, end))
            pieces.append(written)
            position = end
        pieces.append(text[position:])
        self.text = "".join(pieces)

    @property
    def has_stand_ins(self) -> bool:
        """True if offsets may differ from those of the text as read."""
        return bool(self._begins)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the text as read of a place in the one with stand-ins; a part of one is all of it."""
        first = bisect_right(self._stops, start)
        last = bisect_left(self._stops, end)
        if first < len(self._begins) and self._begins[first] <= start:
            start = self._originals[first][0]
        else:
            start += self._shift_after(first)
        if last < len(self._begins) and self._begins[last] < end:
            return start, self._originals[last][1]
        return start, end + self._shift_after(last)

    def _shift_after(self, count: int) -> int:
        """Return how far the text as read is shifted after so many stand-ins."""
        return self._originals[count - 1][1] - self._stops[count - 1] if count else 0


def stand_in(text: str, found: Sequence[Span]) -> StoodIn:
    """Replace what is known by stand-ins.

    Mailboxes and links become one that is always the same, names and addresses that the row told one of four. What
    patterns found otherwise keeps its letters and the number of its digits: the model may see that it goes on where the
    pattern ends. Other numbers of four digits or more become the same for every number of that length, but for years.

    Args:
        text: as read.
        found: what is known to be there.
    """
    parts: list[tuple[int, int, str]] = []
    position = 0
    for span in resolve_overlaps((span for span in found if _is_sure(span)), text):
        parts.extend(_numbers(text, position, span.start))
        parts.extend(_instead(span, text))
        position = span.end
    parts.extend(_numbers(text, position, len(text)))
    return StoodIn(text, parts)


def _is_sure(span: Span) -> bool:
    return span.recognizer in _TOLD or span.entity_type not in _WORD_TYPES


def _instead(span: Span, text: str) -> Iterable[tuple[int, int, str]]:
    found = text[span.start : span.end]
    if span.entity_type in _FIXED:
        return [(span.start, span.end, _FIXED[span.entity_type])]
    if span.recognizer in _TOLD and not is_han(found):
        if span.entity_type == "PERSON":
            return [(span.start, span.end, _cased(_name_like(found), found))]
        if span.entity_type in _PLACE_TYPES:
            places = _STREETS if any(map(str.isdecimal, found)) else _TOWNS
            return [(span.start, span.end, _cased(_one_of(places, found), found))]
    if span.entity_type in _WORD_TYPES:
        return []
    return [(span.start + m.start(), span.start + m.end(), _digits(m[0])) for m in _DIGITS.finditer(found)]


def _name_like(found: str) -> str:
    """Return a name of one, two or three words."""
    first, last = _one_of(_NAMES, found)
    words = len(found.split())
    return last if words == 1 else f"{first} {last}" if words == 2 else f"{first} James {last}"


def _one_of(choices: Sequence[_T], found: str) -> _T:
    return choices[zlib.crc32(found.casefold().encode(errors="replace")) % len(choices)]


def _cased(written: str, found: str) -> str:
    return written.upper() if found.isupper() else written.lower() if found.islower() else written


def _numbers(text: str, start: int, end: int) -> Iterable[tuple[int, int, str]]:
    for match in _LONG_NUMBER.finditer(text, start, end):
        if _YEAR.fullmatch(match[0]) is None:
            yield match.start(), match.end(), _digits(match[0])


def _digits(number: str) -> str:
    times = -(-len(number) // len(_SOME_DIGITS))
    return (_SOME_DIGITS * times)[: len(number)]


class StandInReader:
    """Reads texts with stand-ins; those that are equal then are read once.

    Args:
        find: returns what the model finds in each text.
    """

    def __init__(self, find: Callable[[Sequence[str]], Sequence[list[Span]]]) -> None:
        self._answers = Answers(find, limit=_CACHED_TEXTS, is_kept=lambda text: len(text) <= _CACHED_LENGTH)

    def find(self, texts: Sequence[str], found: Sequence[Sequence[Span]]) -> list[list[Span]]:
        """Return what the model finds in each text.

        Args:
            texts: as read.
            found: what is known to be in them.
        """
        stood = [stand_in(text, spans) for text, spans in zip(texts, found, strict=True)]
        by_model = self._answers([each.text for each in stood])
        return [
            [_placed(span, each) for span in spans] if each.has_stand_ins else spans
            for each, spans in zip(stood, by_model, strict=True)
        ]


def _placed(span: Span, stood: StoodIn) -> Span:
    start, end = stood.original(span.start, span.end)
    return replace(span, start=start, end=end)
