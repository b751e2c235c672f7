"""The scan stage: what personal data a table holds, without a value leaving it."""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ..configs.policy import MaskPolicy
from ..core.inputs import open_input
from ..core.keys import random_key
from ..core.outputs import OutputSet
from ..core.tables import Batch, TableOptions, TableReader, open_reader
from .columns import ColumnDecision, Kind, decide_column
from .operators.registry import OperatorTable
from .plan import ColumnPlan, make_plan, require_columns, require_header
from .profile import ColumnProfile
from .runner import Runner
from .spans import Span, resolve_overlaps
from .stage import decide_sample, make_detector, read_sample

_SHAPES_SHOWN = 3


@dataclass
class EntityCount:
    """Findings of one entity type inside a column's cells: how many, and the mean of their scores."""

    count: int = 0
    mean_score: float = 0.0

    def add(self, score: float) -> None:
        """Count one finding."""
        self.count += 1
        self.mean_score += (score - self.mean_score) / self.count

    def to_dict(self) -> dict[str, Any]:
        """Return the count for JSON."""
        return {"count": self.count, "mean_score": round(self.mean_score, 3)}


@dataclass
class ColumnScan:
    """What a column holds.

    Attributes:
        kind: `identifier`, `text` or `plain`.
        entity_type: of an identifier or quasi-identifier.
        quasi: identifies in combination with others.
        evidence: why.
        filled: cells that are not blank.
        distinct: distinct values among them.
        shapes: most frequent shapes, for columns that are not free text.
        entities: findings inside the cells of text and plain columns.
        marks_only: the header names an identifier, and all cells are yes/no marks.
    """

    kind: str
    entity_type: str | None
    quasi: bool
    evidence: str
    filled: int
    distinct: int
    shapes: list[str] = field(default_factory=list)
    entities: dict[str, EntityCount] = field(default_factory=dict)
    marks_only: bool = False

    @property
    def has_findings(self) -> bool:
        """True if the column holds personal data."""
        return self.filled > 0 and (self.kind == "identifier" or bool(self.entities))


@dataclass
class ScanReport:
    """What a table holds, by column name."""

    name: str
    rows: int
    skipped: int
    columns: dict[str, ColumnScan]

    @property
    def has_findings(self) -> bool:
        """True if any column holds personal data."""
        return any(column.has_findings for column in self.columns.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        columns = {
            name: asdict(column) | {"entities": {kind: count.to_dict() for kind, count in column.entities.items()}}
            for name, column in self.columns.items()
        }
        return {
            "name": self.name,
            "rows": self.rows,
            "skipped": self.skipped,
            "findings": self.has_findings,
            "columns": columns,
        }


def run_scan(
    source: str,
    *,
    policy: MaskPolicy,
    options: TableOptions = TableOptions(),  # noqa: B008 (frozen)
    folder: Path = Path(),
    sample: int | None = None,
    spans: str | None = None,
    force: bool = False,
    on_rows: Callable[[int], None] = lambda count: None,
) -> ScanReport:
    """Look through a table.

    Args:
        source: file or `-`.
        policy: detection settings; columns that it names are what it says they are.
        options: how to read the table.
        folder: what file names in the policy are relative to.
        sample: look at this many rows only.
        spans: file for the findings as JSON lines: row, column, start, end, entity_type, score, recognizer.
        force: an existing spans file may be replaced.
        on_rows: called with the number of rows just read.
    """
    with open_input(source) as opened, OutputSet(force=force, inputs=[source]) as outputs:
        stream = outputs.open(spans) if spans else None
        reader = open_reader(opened, options)
        require_header(reader.columns, source=opened.name)
        return scan_table(
            reader, name=opened.name, policy=policy, folder=folder, sample=sample, spans=stream, on_rows=on_rows
        )


def scan_table(
    reader: TableReader,
    *,
    name: str,
    policy: MaskPolicy,
    folder: Path = Path(),
    sample: int | None = None,
    spans: BinaryIO | None = None,
    on_rows: Callable[[int], None] = lambda count: None,
) -> ScanReport:
    """Look through an open table; see `run_scan`."""
    key = random_key()
    operators = OperatorTable(policy.operators, key=key, locale=policy.locale)
    detector = make_detector(policy, operators, folder)
    require_columns(reader.columns, policy, source=name)
    first, rest = read_sample(reader, policy)
    plans = make_plan(decide_sample(reader, first, policy), policy, operators)
    profiles = [ColumnProfile() for _ in plans]
    entities: list[dict[str, EntityCount]] = [{} for _ in plans]
    rows = 0
    with Runner(policy, key=key, folder=folder, detector=detector, operators=operators) as runner:
        for batch, found in runner.find(plans, _limited(first, rest, sample)):
            for plan in plans:
                profiles[plan.index].update(batch.column(plan.index))
            for index, row, span in _findings(found, plans, batch):
                if plans[index].kind != "identifier":
                    entities[index].setdefault(span.entity_type, EntityCount()).add(span.score)
                if spans is not None:
                    spans.write(_span_line(batch.start + row, plans[index].name, span))
            rows += len(batch)
            on_rows(len(batch))
    columns = {
        plan.name: _summarise(_decide(plan, profiles[plan.index], policy), profiles[plan.index], entities[plan.index])
        for plan in plans
    }
    return ScanReport(name, rows, reader.skipped, columns)


def suggest_policy(report: ScanReport, *, preset: str = "mask/default") -> dict[str, Any]:
    """Return a mask policy for the scanned table: every column with what it was found to be.

    One of yes/no marks below the header of an identifier is left out: what else comes there is masked.
    """
    columns: dict[str, Any] = {}
    for name, column in report.columns.items():
        if column.marks_only:
            continue
        if column.kind == "identifier":
            columns[name] = {"entity": column.entity_type}
        else:
            columns[name] = {"kind": column.kind}
    return {"preset": preset, "columns": columns}


def _limited(first: list[Batch], rest: Iterator[Batch], sample: int | None) -> Iterator[Batch]:
    left = sample
    for batch in itertools.chain(first, rest):
        yield from _cut(batch, left)
        left = None if left is None else left - len(batch)
        if left is not None and left <= 0:
            return


def _cut(batch: Batch, left: int | None) -> Iterator[Batch]:
    if left is None or left >= len(batch):
        yield batch
    elif left > 0:
        yield Batch(batch.start, batch.rows[:left], batch.sources[:left])


def _decide(plan: ColumnPlan, profile: ColumnProfile, policy: MaskPolicy) -> ColumnDecision:
    """Decide again, from all cells read, what a column is; a column that the policy names is what it says."""
    if plan.name in policy.columns or not policy.detect.columns:
        kind: Kind = plan.kind if plan.kind in ("identifier", "text") else "plain"
        return ColumnDecision(kind, plan.entity_type, plan.quasi, plan.evidence)
    return decide_column(plan.name, profile, identifier_share=policy.detect.identifier_share)


def _findings(
    found: Mapping[int, list[list[Span]]], plans: Sequence[ColumnPlan], batch: Batch
) -> Iterator[tuple[int, int, Span]]:
    """Yield column index, row in the batch and finding, by row, column and offset."""
    for row, cells in enumerate(batch.rows):
        for plan in plans:
            cell = cells[plan.index]
            if plan.kind == "identifier" and plan.entity_type and (value := plan.value_of(cell)):
                start = cell.index(value)
                yield plan.index, row, Span(start, start + len(value), plan.entity_type, 1.0, "column")
            elif plan.index in found:
                for span in resolve_overlaps(found[plan.index][row], cell):
                    yield plan.index, row, span


def _span_line(row: int, column: str, span: Span) -> bytes:
    record = {"row": row, "column": column, **asdict(span), "score": round(span.score, 4)}
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def _summarise(decision: ColumnDecision, profile: ColumnProfile, entities: dict[str, EntityCount]) -> ColumnScan:
    shapes = [] if decision.kind == "text" else [shape for shape, _ in profile.shapes.most_common(_SHAPES_SHOWN)]
    marks_only = decision.spares_marks
    return ColumnScan(
        "plain" if marks_only else decision.kind,
        None if marks_only else decision.entity_type,
        decision.quasi,
        decision.evidence,
        profile.filled,
        profile.distinct,
        shapes,
        dict(sorted(entities.items(), key=lambda item: -item[1].count)),
        marks_only,
    )
