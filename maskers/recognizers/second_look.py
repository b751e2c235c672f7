"""Two classifiers as one: the fast one reads everything, the careful one reads again where that was in doubt.

The fast one is in doubt about people in few sentences, and where it misses one it mostly is, so that what the careful
one costs is paid for these only. What either finds counts, but for names of which the careful one is sure that they are
none. Prose that its small words tell to be in another language than English, of which the fast one knows less, is read
by the careful one alone.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from ...core.windows import Place
from ..spans import Span, SpanFilter
from ..words import is_hangul, is_unspaced
from .covered import Covered
from .foreign_prose import is_foreign_prose
from .ner import Answer, NerRecognizer

_DOUBTED = frozenset({"PERSON"})
_CONFIRMED = frozenset({"PERSON", "LOCATION", "ORGANIZATION"})
_NOTHING = Answer([], [])
# behind full stops that are not those of initials and titles, and at empty lines
_BORDER = re.compile(
    r"(?<=[.!?])(?<![A-Z]\.)(?<![A-Z][a-z]\.)(?<![A-Z][a-z]{2}\.)(?<![A-Z][a-z]{3}\.)[ \t]+(?=[^a-z])|\n\s*\n"
)
_SHORTEST, _AROUND = 40, 300  # characters of a sentence, and at most so many at each side of what is in doubt


class SecondLook:
    """Finds entities by a fast classifier, and by a careful one in sentences where that is in doubt about a person.

    Args:
        first: reads everything.
        second: reads sentences again; loaded when it is needed first.
    """

    def __init__(self, first: NerRecognizer, second: NerRecognizer) -> None:
        self._first = first
        self._second = second

    @property
    def supported_types(self) -> frozenset[str]:
        """Entity types that either knows."""
        return self._first.supported_types | self._second.supported_types

    @cached_property
    def identity(self) -> Mapping[str, Any]:
        """Name and hash of both classifiers' weights, for the manifest."""
        return {**self._first.identity, "second_look": dict(self._second.identity)}

    def load(self) -> None:
        """Load the fast classifier now; the careful one's files have been looked at, and few texts may need it.

        Raises:
            MissingError: see `NerRecognizer.load`.
            ConfigError: see there.
        """
        self._first.load()

    def find(
        self,
        texts: Sequence[str],
        admitted: SpanFilter,
        *,
        rivals: frozenset[str] = frozenset(),
        mistaken: frozenset[str] = frozenset(),
    ) -> list[list[Span]]:
        """Return the findings in each text; the arguments are those of `NerRecognizer.find`."""

        def ask(model: NerRecognizer, asked: Sequence[str], doubted: frozenset[str]) -> list[Answer]:
            return model.answer(asked, admitted, rivals=rivals, mistaken=mistaken, doubted=doubted)

        english = [text for text in texts if not is_foreign_prose(text)]
        first = dict(zip(english, ask(self._first, english, _DOUBTED), strict=True))
        places_of = [
            sentences_around(text, first[text].doubts) if text in first else [(0, len(text))] for text in texts
        ]
        sentences = {
            text[slice(*place)]: None for text, places in zip(texts, places_of, strict=True) for place in places
        }
        second = dict(zip(sentences, ask(self._second, list(sentences), _CONFIRMED), strict=True))
        return [
            _united(text, first.get(text, _NOTHING).spans, {place: second[text[slice(*place)]] for place in places})
            for text, places in zip(texts, places_of, strict=True)
        ]


def sentences_around(text: str, places: Sequence[Place]) -> list[Place]:
    """Return the sentences in which places lie, disjoint and in order; of long ones the part around the place.

    Places in scripts without blanks, and in Hangul, are left out: the detectors do not know them.

    Example:
        >>> text = "Nothing is wrong with the first of them. Ask Mr. Ito in the morning. All the rest is as it was."
        >>> [text[start:end] for start, end in sentences_around(text, [(49, 52)])]
        ['Ask Mr. Ito in the morning. All the rest is as it was.']
    """
    starts = [0, *_starts(text)] if places else []
    found: list[Place] = []
    for start, end in sorted(places):
        if _is_other_script(text[start:end]):
            continue
        number = bisect_right(starts, start)
        stop = starts[number] if number < len(starts) else len(text)
        first = _beginning(text, start, max(starts[number - 1], start - _AROUND))
        last = _end(text, end, min(max(stop, end), end + _AROUND))
        if found and first < found[-1][1]:
            before = found.pop()
            first, last = before[0], max(last, before[1])
        found.append((first, last))
    return found


def _is_other_script(text: str) -> bool:
    return not text.isascii() and any(is_unspaced(character) or is_hangul(character) for character in text)


def _starts(text: str) -> Iterator[int]:
    """Yield where sentences begin, but for the first; short ones belong to the one before, or after."""
    last = 0
    for match in _BORDER.finditer(text):
        if match.end() - last >= _SHORTEST and len(text) - match.end() >= _SHORTEST:
            last = match.end()
            yield last


def _beginning(text: str, start: int, least: int) -> int:
    """Return the first place from `least` on, `start` at the latest, that is not inside a word."""
    while 0 < least < start and text[least - 1].isalnum():
        least += 1
    return least


def _end(text: str, end: int, most: int) -> int:
    """Return the last place up to `most`, `end` at the earliest, that is not inside a word."""
    while end < most < len(text) and text[most].isalnum():
        most -= 1
    return most


def _united(text: str, spans: list[Span], looks: Mapping[Place, Answer]) -> list[Span]:
    """Return the findings of both, but for names of which the second is sure that they are none.

    Args:
        text: the whole text.
        spans: what the first has found in it.
        looks: what the second says of each sentence that it has read.
    """
    if not looks:
        return spans
    more = [
        replace(span, start=start + span.start, end=start + span.end)
        for (start, _), answer in looks.items()
        for span in answer.spans
    ]
    doubts = [(start + a, start + b) for (start, _), answer in looks.items() for a, b in answer.doubts]
    likely = Covered(more + _bare(doubts))
    read = Covered(_bare(looks))
    kept = [
        span
        for span in spans
        if span.entity_type not in _CONFIRMED
        or not read.holds(span.start, span.end)
        or likely.meets(span.start, span.end)
        or _is_other_script(text[span.start : span.end])
    ]
    places = {(span.start, span.end, span.entity_type) for span in kept}
    return [*kept, *(span for span in more if (span.start, span.end, span.entity_type) not in places)]


def _bare(places: Iterable[Place]) -> list[Span]:
    """Return places as spans of no type."""
    return [Span(start, end, "", 0.0, "") for start, end in places]
