"""What an audit of a masked table found: names of columns, entity types and numbers; never a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .frequency import FrequencyAttack
from .linkage import LinkageReport
from .residual import ResidualCount


@dataclass(frozen=True)
class AuditReport:
    """What can still be got out of a masked table.

    Attributes:
        name: of the masked file.
        rows: rows of both tables.
        masked: a valid manifest stands behind the table.
        sealed: the manifest's seal was checked with the key.
        same_source: the original is the file that the manifest names; None without a manifest.
        residuals: originals that still stand somewhere, by source.
        linkage: whom the kept columns single out.
        frequencies: what the counts of tokens give away, by source.
        recomputed: with the key: by column, how many cells were masked again and came out equal.
        seconds: wall time.
    """

    name: str
    rows: int
    masked: bool
    sealed: bool
    same_source: bool | None
    residuals: Sequence[ResidualCount]
    linkage: LinkageReport
    frequencies: Sequence[FrequencyAttack]
    recomputed: Mapping[str, Mapping[str, int]]
    seconds: float

    @property
    def residual(self) -> float:
        """Originals that stand in their own row, and those in other rows beyond chance."""
        return sum(count.residual for count in self.residuals)

    @property
    def linked(self) -> float:
        """Expected share of rows linked by the quasi-identifiers, or else by all kept columns."""
        return self.linkage.main.linked if self.linkage.main else 0.0

    @property
    def recovered(self) -> float:
        """Expected share of cells, among those with tokens that repeat, that the frequency attack recovers."""
        cells = sum(attack.cells for attack in self.frequencies)
        return sum(attack.cells_recovered * attack.cells for attack in self.frequencies) / cells if cells else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "name": self.name,
            "rows": self.rows,
            "masked": self.masked,
            "sealed": self.sealed,
            "same_source": self.same_source,
            "residual": round(self.residual, 1),
            "linked": round(self.linked, 4),
            "recovered": round(self.recovered, 4),
            "residuals": [count.to_dict() for count in self.residuals],
            "linkage": self.linkage.to_dict(),
            "frequencies": [attack.to_dict() for attack in self.frequencies],
            "recomputed": {name: dict(counts) for name, counts in self.recomputed.items()},
            "seconds": round(self.seconds, 3),
        }
