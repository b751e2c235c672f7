"""Spans of personal data in a text: what a recognizer found, and how overlaps are settled."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..configs.policy import OWN_MODEL
from .mailboxes import mailbox_start
from .spelling import is_telling

MODELS = frozenset({"ner", "han", OWN_MODEL})
"""Names of token classifiers as recognizers."""
UNSEARCHED = "UNSEARCHED"
"""Entity type of a whole cell that a pattern had not searched when its time was over."""
TIMEOUT = "timeout:"
"""What the recognizer of such a finding begins with; the name of the pattern follows."""


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

    def threshold_of(self, entity_type: str) -> float | None:
        """Return the lowest score that counts; None for an entity type that is not looked for."""
        if entity_type in self.ignored or (self.entities is not None and entity_type not in self.entities):
            return None
        return self.least_score(entity_type)

    def least_score(self, entity_type: str) -> float:
        """Return the lowest score of an entity type, looked for or not."""
        return (self.thresholds or {}).get(entity_type, self.default_threshold)

    def admits(self, span: Span, text: str) -> bool:
        """True if the finding counts; that a cell could not be searched always does."""
        if span.entity_type == UNSEARCHED:
            return True
        threshold = self.threshold_of(span.entity_type)
        if threshold is None or span.score < threshold:
            return False
        return text[span.start : span.end].strip() not in self.allow


def resolve_overlaps(spans: Iterable[Span], text: str) -> list[Span]:
    """Settle overlaps so that every character that was found stays covered, once.

    The longest finding wins (then that a cell was not searched, then one that is not a classifier's, since patterns
    and rows know the type better; then the higher score, then the earlier start); what sticks out of a losing one is
    kept as a shorter span. Spaces at the edges and findings of no letter and no digit are dropped, except in cells that
    were not searched.

    Returns:
        Disjoint spans in order of their start.
    """
    taken: list[Span] = []
    for group in _overlapping(_without_lead(span, text) for span in spans):
        taken += group if len(group) == 1 else _settle(group)
    trimmed = (_trim(span, text) for span in taken)
    return [span for span in trimmed if span is not None]


def _overlapping(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """Yield groups of spans that overlap, directly or by others; in a long text each is small."""
    group: list[Span] = []
    end = 0
    for span in sorted(spans, key=lambda s: s.start):
        if group and span.start >= end:
            yield group
            group = []
        group.append(span)
        end = max(end, span.end) if len(group) > 1 else span.end
    if group:
        yield group


def _settle(spans: list[Span]) -> list[Span]:
    """Return disjoint spans, by their start, that cover what some spans cover.

    Args:
        spans: by their start.
    """
    winner = min(spans, key=_precedence)
    if winner.start == spans[0].start and all(span.end <= winner.end for span in spans):
        return [winner]
    taken: list[Span] = []  # disjoint, by start
    for span in sorted(spans, key=_precedence):
        first = bisect_right(taken, span.start, key=lambda winner: winner.start)
        if first and taken[first - 1].end > span.start:
            first -= 1
        last = bisect_left(taken, span.end, lo=first, key=lambda winner: winner.start)
        taken[first:last] = _fill_gaps(span, taken[first:last])
    return taken


def _precedence(span: Span) -> tuple[object, ...]:
    """Return by what spans that overlap are ordered, the winner first."""
    return (
        span.start - span.end,
        span.entity_type != UNSEARCHED,
        span.recognizer in MODELS,
        -span.score,
        span.start,
        span.entity_type == "CREDIT_CARD",  # one number in ten passes for a card; an IMEI was announced
        span.entity_type,
        span.recognizer,
    )


def _fill_gaps(span: Span, winners: list[Span]) -> list[Span]:
    """Return the winners, which reach into the span, and between and around them what they leave of it."""
    filled: list[Span] = []
    position = span.start
    for winner in winners:
        if position < winner.start:
            filled.append(replace(span, start=position, end=winner.start))
        filled.append(winner)
        position = winner.end
    if position == span.start:
        return [*filled, span]
    return [*filled, replace(span, start=position)] if position < span.end else filled


def _without_lead(span: Span, text: str) -> Span:
    """Return a finding; an e-mail address without the key before it, whoever found it."""
    if span.entity_type != "EMAIL_ADDRESS":
        return span
    start = mailbox_start(text, span.start, span.end)
    return span if start == span.start else replace(span, start=start)


def _trim(span: Span, text: str) -> Span | None:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if span.entity_type != UNSEARCHED and not any(map(is_telling, text[start:end])):
        return None
    return span if (start, end) == (span.start, span.end) else replace(span, start=start, end=end)
