"""Precision, recall and F scores from counts."""

from dataclasses import dataclass
from typing import Any


@dataclass
class Score:
    """Counts of one comparison.

    Attributes:
        gold: what was to be found.
        recalled: how much of it was found.
        found: what was found, as far as gold can judge it.
        right: how much of it is right.
    """

    gold: int = 0
    recalled: int = 0
    found: int = 0
    right: int = 0

    @property
    def recall(self) -> float | None:
        """Share of gold that was found; None without gold."""
        return self.recalled / self.gold if self.gold else None

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; None if nothing was found."""
        return self.right / self.found if self.found else None

    def f(self, beta: float) -> float | None:
        """Return (1 + β²) P R / (β² P + R): recall weighs β times as much as precision (van Rijsbergen 1979).

        Example:
            >>> Score(gold=10, recalled=6, found=8, right=6).f(2) == 5 * 6 / (4 * 10 + 8)
            True
        """
        if not self.gold:
            return None
        precision, recall = self.precision or 0.0, self.recall or 0.0
        weighted = beta * beta * precision + recall
        return (1 + beta * beta) * precision * recall / weighted if weighted else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return counts and shares for JSON."""
        shares = {"precision": self.precision, "recall": self.recall, "f1": self.f(1), "f2": self.f(2)}
        counts = {"gold": self.gold, "recalled": self.recalled, "found": self.found, "right": self.right}
        return counts | {name: None if share is None else round(share, 6) for name, share in shares.items()}
