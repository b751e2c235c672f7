"""A recognizer that is one regular expression with a check."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..spans import Span

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
        trigger: text that must occur for a match to be possible; `0` stands for any digit.
            Empty: always.
        has_checksum: a match is right by arithmetic, not by looks.
    """

    entity_type: str
    regex: re.Pattern[str]
    score: float
    check: Callable[[str], bool] | None = None
    trigger: str = "0"
    has_checksum: bool = False

    @property
    def name(self) -> str:
        """Name of the recognizer in reports."""
        return f"pattern:{self.entity_type}"

    def find(self, text: str) -> Iterator[Span]:
        """Yield the matches in a text."""
        for match in self.regex.finditer(text):
            group = "value" if "value" in self.regex.groupindex else 0
            start, end = match.span(group)
            if self.check is not None and not self.check(text[start:end]):
                part = self._valid_part(text[start:end]) if self.has_checksum else None
                if part is None:
                    continue
                start, end = start + part[0], start + part[1]
            yield Span(start, end, self.entity_type, self.score, self.name)

    def _valid_part(self, text: str) -> tuple[int, int] | None:
        """Return the longest run of groups that passes the check: a card number may be followed by its expiry date."""
        assert self.check is not None
        starts = [match.start() for match in _GROUP.finditer(text)]
        ends = [match.end() for match in _GROUP.finditer(text)]
        parts = sorted(((e - s, s, e) for s in starts for e in ends if e - s >= _SHORTEST_CHECKED), reverse=True)
        return next(((s, e) for _, s, e in parts if self.check(text[s:e])), None)
