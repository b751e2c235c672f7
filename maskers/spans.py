"""Spans of personal data in a text: what a recognizer found, and how overlaps are settled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Span:
    """A finding.

    Attributes:
        start: offset of the first character.
        end: offset after the last character.
        entity_type: such as `PERSON`.
        score: confidence from 0 to 1.
        recognizer: who found it.
    """

    start: int
    end: int
    entity_type: str
    score: float
    recognizer: str


@dataclass(frozen=True)
class SpanFilter:
    """Decides which findings count.

    Attributes:
        entities: entity types looked for; None for all.
        ignored: entity types left alone.
        default_threshold: lowest score that counts.
        thresholds: the same by entity type.
        allow: texts that are never personal data.
    """

    entities: frozenset[str] | None = None
    ignored: frozenset[str] = frozenset()
    default_threshold: float = 0.5
    thresholds: Mapping[str, float] | None = None
    allow: frozenset[str] = frozenset()

    def admits(self, span: Span, text: str) -> bool:
        """True if the finding counts."""
        if span.entity_type in self.ignored:
            return False
        if self.entities is not None and span.entity_type not in self.entities:
            return False
        if span.score < (self.thresholds or {}).get(span.entity_type, self.default_threshold):
            return False
        return text[span.start : span.end].strip() not in self.allow


def resolve_overlaps(spans: Iterable[Span], text: str) -> list[Span]:
    """Settle overlaps so that every character that was found stays covered, once.

    The longest finding wins (then the higher score, then the earlier start); what sticks out of a losing one is kept
    as a shorter span. Spaces at the edges and findings of no letter and no digit are dropped.

    Returns:
        Disjoint spans in order of their start.
    """
    ordered = sorted(spans, key=lambda s: (s.start - s.end, -s.score, s.start, s.entity_type, s.recognizer))
    taken: list[Span] = []
    for span in ordered:
        pieces = [span]
        for winner in taken:
            pieces = [rest for piece in pieces for rest in _outside(piece, winner)]
        taken.extend(pieces)
    trimmed = (_trim(span, text) for span in taken)
    return sorted((span for span in trimmed if span is not None), key=lambda span: span.start)


def _outside(span: Span, winner: Span) -> list[Span]:
    if span.end <= winner.start or span.start >= winner.end:
        return [span]
    pieces = []
    if span.start < winner.start:
        pieces.append(replace(span, end=winner.start))
    if span.end > winner.end:
        pieces.append(replace(span, start=winner.end))
    return pieces


def _trim(span: Span, text: str) -> Span | None:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not any(character.isalnum() for character in text[start:end]):
        return None
    return span if (start, end) == (span.start, span.end) else replace(span, start=start, end=end)
