"""A recognizer that is one regular expression with a check."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..spans import Span
from .clues import Clues, Place
from .likely_places import Places, with_digit

_BETWEEN_GROUPS = re.compile(r"[ -]+")
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
        begin: returns where in the text from one offset to another the value begins; default: at once.
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
    begin: Callable[[str, int, int], int] | None = None

    @property
    def name(self) -> str:
        """Name of the recognizer in reports."""
        return f"pattern:{self.entity_type}"

    def find(self, text: str) -> Iterator[Span]:
        """Yield the matches in a text, wherever they are."""
        return self._find(text, [(0, len(text), len(text))])

    def find_by(self, clues: Clues) -> Iterator[Span]:
        """Yield the same matches, searched for only where the clues lead."""
        return self._find(clues.text, self.places(clues))

    def find_likely(self, clues: Clues) -> Iterator[Span]:
        """Yield the same matches in a text that holds what the pattern needs."""
        return self._find(clues.text, self.places.find(clues))

    def is_whole(self, text: str) -> bool:
        """True if a text is one match from its first character to its last."""
        match = self.regex.match(text)
        return (
            match is not None
            and match.span(self._group) == (0, len(text))
            and (self.begin is None or self.begin(text, 0, len(text)) == 0)
            and (self.check is None or self.check(text))
        )

    def _find(self, text: str, places: Iterable[Place]) -> Iterator[Span]:
        return self._find_valid(text, places) if self.has_checksum else self._find_matches(text, places)

    @cached_property
    def _group(self) -> str | int:
        return "value" if "value" in self.regex.groupindex else 0

    def _find_matches(self, text: str, places: Iterable[Place]) -> Iterator[Span]:
        reached = 0
        for start, last, stop in places:
            search = self.regex.match if start == last else self.regex.search
            start = max(start, reached)
            # a match that begins after the last offset may be cut off at the end
            while start <= last and (match := search(text, start, stop)) is not None and match.start() <= last:
                start = reached = max(match.end(), match.start() + 1)
                span = self._checked(text, *match.span(self._group))
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
        if self.begin is not None:
            start = self.begin(text, start, end)
        if self.check is not None and not self.check(text[start:end]):
            return None
        return Span(start, end, self.entity_type, self.score, self.name)

    def _find_valid(self, text: str, places: Iterable[Place]) -> Iterator[Span]:
        """Yield runs of groups that pass the check, from each group on the longest, unless it lies in one before.

        A card number may be followed by its expiry date or preceded by any other number.
        """
        reached = 0
        for start, last, stop in places:
            search = self.regex.match if start == last else self.regex.search
            while start <= last and (match := search(text, start, stop)) is not None:
                begin, end = match.span()
                valid = self._longest_valid(text, begin, end)
                if valid > reached:
                    reached = valid
                    yield Span(begin, valid, self.entity_type, self.score, self.name)
                gap = _BETWEEN_GROUPS.search(text, begin, end)
                start = end if gap is None else gap.end()

    def _longest_valid(self, text: str, begin: int, end: int) -> int:
        """Return where the longest run of groups that begins at an offset and passes the check ends; 0 for none."""
        if self.check is None or self.check(text[begin:end]):
            return end
        ends = [match.end() for match in _GROUP.finditer(text, begin, end)][:-1]
        valid = (stop for stop in reversed(ends) if stop - begin >= _SHORTEST_CHECKED and self.check(text[begin:stop]))
        return next(valid, 0)
