"""Host names with and without a scheme, told by their last label. Scores and context words are those of Presidio."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...lazy_patterns import lazily
from ...spans import Span
from ..clues import Clues
from ..likely_places import Places, with_any
from .words import TOP_LEVEL

_LABEL = lazily(r"\.([A-Za-z]{2,})(?![^\W_])")
_HOST = lazily(r"[A-Za-z0-9.-]*")
_HOST_BEHIND = lazily(r"[A-Za-z0-9.-]+$")
_PATH = lazily(r"(?:/[^\s()<>\"']*)?")
_SCHEME = lazily(r"https?://$", re.IGNORECASE)
# B.Sc. and M.Com. are degrees, whatever .sc and .com are otherwise
_DEGREE = lazily(r"[BMD]\.(?:Sc|Com|Tech|Phil|Eng|Ed|Arch|Pharm|Des)")
_LONGEST = 253


@dataclass(frozen=True)
class UrlRule:
    """Finds host names and the path behind them.

    Attributes:
        score: confidence.
        has_scheme: with `http://` or `https://` before it, or without.
    """

    score: float
    has_scheme: bool
    entity_type: str = "URL"
    context: tuple[str, ...] = ("url", "website", "link")
    name: str = "pattern:URL"

    @property
    def places(self) -> Places:
        """The whole text if it can hold such a name."""
        return with_any("://" if self.has_scheme else ".")

    def find_by(self, clues: Clues) -> Iterator[Span]:
        """Yield the matches in a text."""
        return self.find_likely(clues) if self.places.are_likely(clues) else iter(())

    def find_likely(self, clues: Clues) -> Iterator[Span]:
        """Yield the same matches in a text that holds what the rule needs."""
        text = clues.text
        for start, end in _hosts(text):
            if _DEGREE.fullmatch(text, start, end):
                continue
            end = _PATH.match(text, end).end()  # type: ignore[union-attr]
            scheme = _SCHEME.search(text, max(0, start - 8), start)
            if (scheme is not None) == self.has_scheme:
                yield Span(scheme.start() if scheme else start, end, "URL", self.score, self.name)


def _hosts(text: str) -> Iterator[tuple[int, int]]:
    """Yield host names up to their last label that is a top-level domain."""
    begin = end = done = 0
    for match in _LABEL.finditer(text):
        if match[1].lower() not in TOP_LEVEL:
            continue
        if end and _HOST.fullmatch(text, end, match.start()):
            end = match.end()
            continue
        if end:
            yield begin, end
            done = end
        behind = _HOST_BEHIND.search(text, max(done, match.start() - _LONGEST), match.start())
        begin, end = (behind.start(), match.end()) if behind else (0, 0)
    if end:
        yield begin, end


URL_RULES = (UrlRule(0.6, True), UrlRule(0.5, False))
