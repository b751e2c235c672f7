"""What a measurement found: numbers and shapes, never a value."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .judge import Tally, TypeCount
from .scores import Score

CONTEXTS_KEPT = 50


@dataclass(frozen=True)
class EvaluationReport:
    """Scores of the detector on labelled texts.

    Attributes:
        name: of the gold.
        form: its format.
        documents: texts; of several annotators' texts, as many as there are annotators.
        as_masked: entity types that the policy keeps were left out.
        seconds: time of detection.
        labels: the gold's names and the entity types they were compared as.
        tally: the counts.
    """

    name: str
    form: str
    documents: int
    as_masked: bool
    seconds: float
    labels: Mapping[str, str | None]
    tally: Tally

    @property
    def characters(self) -> Score:
        """Letters and digits: personal data or not, whatever its type."""
        return self.tally.characters

    @property
    def recall(self) -> float:
        """Share of the letters and digits of personal data that were found, under whatever type."""
        return self.characters.recall or 0.0

    @property
    def f2(self) -> float:
        """F2 of letters and digits, whatever the type."""
        return self.characters.f(2) or 0.0

    @property
    def types(self) -> dict[str, TypeCount]:
        """Results by entity type, those with most gold entities first."""
        return dict(sorted(self.tally.types.items(), key=lambda item: (-item[1].spans, item[0])))

    @property
    def unlabelled(self) -> dict[str, int]:
        """Findings by entity types that gold never names: perhaps nobody looked for them."""
        return {
            name: count.overlap.found
            for name, count in sorted(self.tally.types.items())
            if count.spans == 0 and count.overlap.found
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "name": self.name,
            "format": self.form,
            "documents": self.documents,
            "as_masked": self.as_masked,
            "seconds": round(self.seconds, 3),
            "labels": {
                label: {"entity_type": self.labels[label], "count": count}
                for label, count in self.tally.labels.most_common()
            },
            "characters": self.characters.to_dict(),
            "spans": {"strict": self.tally.strict.to_dict(), "overlap": self.tally.overlap.to_dict()},
            "types": {name: _type_dict(count) for name, count in self.types.items()},
            "entities": {
                name: {"entities": score.gold, "protected": score.recalled, "recall": _rounded(score.recall)}
                for name, score in sorted(self.tally.entities.items())
            },
            "misses": contexts_of(self.tally.misses, CONTEXTS_KEPT),
            "false_positives": contexts_of(self.tally.false_positives, CONTEXTS_KEPT),
        }


def contexts_of(counted: Counter[tuple[str, str]], limit: int) -> list[dict[str, Any]]:
    """Return the most frequent shapes of mistakes."""
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return [{"entity_type": kind, "shape": shape, "count": count} for (kind, shape), count in ordered]


def _type_dict(count: TypeCount) -> dict[str, Any]:
    return {
        "entities": count.spans,
        "masked": count.masked,
        "missed": count.missed,
        "masked_recall": _rounded(count.masked_recall),
        "character_recall_any_type": _rounded(count.covered.recall),
        "characters": count.characters.to_dict(),
        "strict": count.strict.to_dict(),
        "overlap": count.overlap.to_dict(),
        "false_positives": count.false_positives,
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)
