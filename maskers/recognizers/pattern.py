"""A recognizer that is one regular expression with a check."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..spans import Span
from .clues import Clues, Place, Places, with_digit

_GROUP = re.compile(r"[^ -]+")
_SHORTEST_CHECKED = 12


@dataclass(frozen=True)
class Pattern:
    """A regular expression with a check.

    Attributes:
        entity_type: what a match is.
        regex: where the group `value`, if there is one, holds the span.
        score: confidence of a match that passed the check.
        check: further test of the matched text.
        places: where matches are possible, told from cheap tests.
        has_checksum: a match is right by arithmetic, not by looks.
        context: words before a match that raise its score, in lower case.
        more: what continues a match to a list; its group `value` is one more span.
        in_cells: a cell that is one match as a whole makes its column one of the entity type.
    """

    entity_type: str
    regex: re.Pattern[str]
    score: float
    check: Callable[[str], bool] | None = None
    places: Places = with_digit
    has_checksum: bool = False
    context: tuple[str, ...] = ()
    more: re.Pattern[str] | None = None
    in_cells: bool = True

    @property
    def name(self) -> str:
        """Name of the recognizer in reports."""
        return f"pattern:{self.entity_type}"

    def find(self, text: str) -> Iterator[Span]:
        """Yield the matches in a text, wherever they are."""
        return self._find(text, (0, len(text), len(text)))

    def find_by(self, clues: Clues) -> Iterator[Span]:
        """Yield the same matches, searched for only where the clues lead."""
        for place in self.places(clues):
            yield from self._find(clues.text, place)

    def _find(self, text: str, place: Place) -> Iterator[Span]:
        start, last, stop = place
        group: str | int = "value" if "value" in self.regex.groupindex else 0
        # looking for a match that begins after the last offset would be lost time
        while start <= last and (match := self.regex.search(text, start, stop)) is not None:
            start = max(match.end(), match.start() + 1)
            span = self._checked(text, *match.span(group))
            if span is not None:
                yield span
                if self.more is not None:
                    yield from self._rest(text, match.end())

    def _rest(self, text: str, end: int) -> Iterator[Span]:
        assert self.more is not None
        while (match := self.more.match(text, end)) is not None:
            end = match.end()
            span = self._checked(text, *match.span("value"))
            if span is not None:
                yield span

    def _checked(self, text: str, start: int, end: int) -> Span | None:
        if self.check is not None and not self.check(text[start:end]):
            part = self._valid_part(text[start:end]) if self.has_checksum else None
            if part is None:
                return None
            start, end = start + part[0], start + part[1]
        return Span(start, end, self.entity_type, self.score, self.name)

    def _valid_part(self, text: str) -> tuple[int, int] | None:
        """Return the longest run of groups that passes the check: a card number may be followed by its expiry date."""
        assert self.check is not None
        starts = [match.start() for match in _GROUP.finditer(text)]
        ends = [match.end() for match in _GROUP.finditer(text)]
        parts = sorted(((e - s, s, e) for s in starts for e in ends if e - s >= _SHORTEST_CHECKED), reverse=True)
        return next(((s, e) for _, s, e in parts if self.check(text[s:e])), None)
