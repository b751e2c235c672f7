"""Reports of masking and scanning: counts by file, column and entity type; never a value."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .engine import MaskedBatch
from .plan import ColumnPlan


@dataclass
class ColumnReport:
    """What was done to a column.

    Attributes:
        kind: how its cells were treated.
        entity_type: of an identifier or quasi-identifier.
        quasi: identifies in combination with others and was left as it is.
        operator: of whole cells.
        evidence: why it was treated so.
        masked: number of cells that were changed.
        entities: replaced values by entity type.
        residual: findings of the second look by entity type.
        unsearched: cells that were replaced as a whole because a pattern ran out of time, by pattern.
    """

    kind: str
    entity_type: str | None
    quasi: bool
    operator: str | None
    evidence: str
    masked: int = 0
    entities: Counter[str] = field(default_factory=Counter)
    residual: Counter[str] = field(default_factory=Counter)
    unsearched: Counter[str] = field(default_factory=Counter)

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        counts = {"entities": self.entities, "residual": self.residual, "unsearched": self.unsearched}
        return vars(self) | {name: dict(count) for name, count in counts.items()}


@dataclass
class FileReport:
    """What was done to a file; `skipped` rows were broken and left out or emptied, `remarks` are for people."""

    name: str
    output: str | None
    rows: int = 0
    skipped: int = 0
    columns: dict[str, ColumnReport] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @classmethod
    def from_plans(cls, name: str, output: str | None, plans: Sequence[ColumnPlan]) -> "FileReport":
        """Return a report without counts."""
        columns = {
            plan.name: ColumnReport(
                plan.kind, plan.entity_type, plan.quasi, plan.operator.type if plan.operator else None, plan.evidence
            )
            for plan in plans
        }
        return cls(name, output, columns=columns)

    def add(self, batch: MaskedBatch) -> None:
        """Add the counts of a batch."""
        names = list(self.columns)
        for index, count in batch.masked.items():
            self.columns[names[index]].masked += count
        for index, entities in batch.entities.items():
            self.columns[names[index]].entities.update(entities)
        for name, residual in batch.residual.items():
            self.columns[name].residual.update(residual)
        for index, patterns in batch.unsearched.items():
            self.columns[names[index]].unsearched.update(patterns)

    @property
    def entities(self) -> Counter[str]:
        """Replaced values by entity type."""
        return sum((column.entities for column in self.columns.values()), Counter())

    @property
    def residual(self) -> int:
        """Findings of the second look."""
        return sum(column.residual.total() for column in self.columns.values())

    @property
    def unsearched(self) -> int:
        """Cells that were replaced as a whole because a pattern ran out of time."""
        return sum(column.unsearched.total() for column in self.columns.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "name": self.name,
            "output": self.output,
            "rows": self.rows,
            "skipped": self.skipped,
            "entities": dict(self.entities),
            "residual": self.residual,
            "unsearched": self.unsearched,
            "remarks": self.remarks,
            "columns": {name: column.to_dict() for name, column in self.columns.items()},
        }


@dataclass
class MaskReport:
    """What `privml mask` did.

    Attributes:
        files: one report each, in the order of the sources.
        key_fingerprint: of the key; the key of an `ephemeral_key` run is gone.
        verify: which second look was taken.
        seconds: wall time.
        dry_run: nothing was written.
    """

    files: list[FileReport]
    key_fingerprint: str
    ephemeral_key: bool
    verify: str
    seconds: float
    dry_run: bool

    @property
    def rows(self) -> int:
        """Rows in all files."""
        return sum(file.rows for file in self.files)

    @property
    def residual(self) -> int:
        """Findings of the second look in all files."""
        return sum(file.residual for file in self.files)

    @property
    def unsearched(self) -> int:
        """Cells in all files that were replaced as a whole because a pattern ran out of time."""
        return sum(file.unsearched for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "rows": self.rows,
            "residual": self.residual,
            "unsearched": self.unsearched,
            "verify": self.verify,
            "key": {"fingerprint": self.key_fingerprint, "ephemeral": self.ephemeral_key},
            "seconds": round(self.seconds, 3),
            "dry_run": self.dry_run,
            "files": [file.to_dict() for file in self.files],
        }
