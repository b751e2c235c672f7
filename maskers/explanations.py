"""What an explanation of a text holds: its candidates, what decided about them, and what was written instead."""

from dataclasses import asdict, dataclass, field
from typing import Any

from .causes import Cause
from .profile import shape_of
from .spans import Span


@dataclass(frozen=True)
class Candidate:
    """A possible finding.

    Attributes:
        span: where it is, what it may be, its score, who found it.
        threshold: lowest score that counts; None for an entity type that is not looked for.
        verdict: `masked`, `masked in part`, `kept`, `lost` (to an overlap) or `rejected`.
        reason: why, in words.
        cause: what led to it.
    """

    span: Span
    threshold: float | None
    verdict: str
    reason: str
    cause: Cause


@dataclass(frozen=True)
class Replacement:
    """What is written in place of a span, and by which operator."""

    span: Span
    operator: str
    text: str


@dataclass(frozen=True, repr=False)
class TextExplanation:
    """What happens to a text.

    Attributes:
        column: column of the text; None for a text by itself.
        text: the original.
        masked: the result.
        candidates: by place; what is masked comes first at each.
        replacements: by place.
    """

    column: str | None
    text: str
    masked: str
    candidates: list[Candidate] = field(default_factory=list)
    replacements: list[Replacement] = field(default_factory=list)

    def to_dict(self, *, show_values: bool) -> dict[str, Any]:
        """Return the explanation for JSON; without values, spans come as shapes."""
        document: dict[str, Any] = {"column": self.column, "length": len(self.text)}
        if show_values:
            document |= {"text": self.text, "masked": self.masked}
        document["candidates"] = [
            self._span(candidate.span, show_values)
            | {"threshold": candidate.threshold, "verdict": candidate.verdict, "reason": candidate.reason}
            | {"cause": {name: value for name, value in asdict(candidate.cause).items() if value is not None}}
            for candidate in self.candidates
        ]
        document["replacements"] = [
            self._span(made.span, show_values)
            | {"operator": made.operator}
            | ({"replacement": made.text} if show_values else {})
            for made in self.replacements
        ]
        return document

    def found(self, span: Span, *, show_values: bool) -> str:
        """Return a span's value or its shape."""
        value = self.text[span.start : span.end]
        return value if show_values else shape_of(value)

    def _span(self, span: Span, show_values: bool) -> dict[str, Any]:
        name = "value" if show_values else "shape"
        return asdict(span) | {"score": round(span.score, 4), name: self.found(span, show_values=show_values)}
