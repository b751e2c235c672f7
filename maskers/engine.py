"""The masking engine: batches in, masked batches out. What a row becomes depends on that row alone."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import eq
from typing import Literal

from ..configs.policy import Keep
from ..core.tables import Batch
from .finder import Finder
from .operators.registry import Operate, OperatorTable
from .plan import ColumnPlan
from .recognizers.detector import Detector
from .rewrite import Rewritten, rewrite
from .spans import TIMEOUT, UNSEARCHED, Span, resolve_overlaps
from .spelling import without_decimals
from .verify import Residual, count_detections, count_values

Verification = Literal["values", "full", "off"]

# whose cells are floats in a table of which somebody's program has read gaps: 10023.0
_NUMBER_TYPES = frozenset(
    """
    BANK_ACCOUNT CN_ID_CARD CREDIT_CARD DRIVER_LICENSE ID MEDICAL_RECORD NATIONAL_ID PASSPORT PHONE_NUMBER TAX_ID US_SSN
    ZIP_CODE
    """.split()
)


@dataclass
class MaskedBatch:
    """What the engine made of a batch.

    Attributes:
        replaced: new cells by column index.
        masked: number of masked cells by column index.
        entities: replaced values by column index and entity type.
        residual: findings of the second look, by column name and entity type.
        unsearched: cells that patterns could not search in time, by column index and pattern.
    """

    replaced: dict[int, list[str]] = field(default_factory=dict)
    masked: Counter[int] = field(default_factory=Counter)
    entities: dict[int, Counter[str]] = field(default_factory=dict)
    residual: Residual = field(default_factory=dict)
    unsearched: dict[int, Counter[str]] = field(default_factory=dict)


class Engine:
    """Masks batches of one table.

    Args:
        plans: what happens to each column.
        detector: finds personal data in cells.
        operators: the policy's operators.
        row_context: search a row's texts for what its typed cells hold.
        verify: second look at the output.
    """

    def __init__(
        self,
        plans: Sequence[ColumnPlan],
        *,
        detector: Detector,
        operators: OperatorTable,
        row_context: bool,
        verify: Verification,
    ) -> None:
        self._identifiers = [plan for plan in plans if plan.kind == "identifier"]
        self._searched = [plan for plan in plans if plan.kind in ("text", "plain")]
        self._kept = [plan for plan in plans if plan.kind == "keep"]
        self._detector = detector
        self._operators = operators
        self._finder = Finder(plans, detector=detector, row_context=row_context)
        self._verify = verify

    def mask(self, batch: Batch) -> MaskedBatch:
        """Mask a batch and look at the result again."""
        result = MaskedBatch()
        unchanged: dict[str, list[str]] = {}
        masked: list[tuple[str, list[str]]] = []
        for plan in self._identifiers:
            values, unchanged[plan.name] = self._mask_identifiers(plan, batch, result)
            masked.append((plan.entity_type or "", values))
        searched = self._mask_searched(batch, result)
        if self._verify != "off":
            originals = (
                value
                for column in searched.values()
                for cell in column.values()
                for value in cell.originals
                if value[0] != UNSEARCHED
            )
            kept = {plan.name: _kept(batch.column(plan.index), searched[plan.index]) for plan in self._searched}
            kept |= {plan.name: batch.column(plan.index) for plan in self._kept}
            result.residual = count_values(kept | unchanged, originals, masked)
        if self._verify == "full":
            outputs = {plan.name: _all(batch.column(plan.index), searched[plan.index]) for plan in self._searched}
            for name, counts in count_detections(outputs, self._detector).items():
                result.residual.setdefault(name, Counter()).update(counts)
        return result

    def _mask_identifiers(self, plan: ColumnPlan, batch: Batch, result: MaskedBatch) -> tuple[list[str], list[str]]:
        """Mask whole cells; blanks around a value stay, and so do a blank cell and a mark that is no value.

        Returns:
            The distinct values, and the cells that came out as they went in.
        """
        assert plan.entity_type is not None
        assert plan.operator is not None
        cells = batch.column(plan.index)
        distinct = list(dict.fromkeys(cells))
        values = list(map(plan.value_of if plan.spares_marks else str.strip, distinct))
        whole = _as_integers(values) if plan.entity_type in _NUMBER_TYPES else values
        new = self._operators.apply(plan.operator, plan.entity_type, whole)
        if whole is not values:
            new = [_as_float(*cell) for cell in zip(values, whole, new, strict=True)]
        if values != distinct or "" in values:
            new = [_within_blanks(*cell) for cell in zip(distinct, values, new, strict=True)]
            values = list(filter(None, values))
        result.replaced[plan.index] = _spread(cells, distinct, new)
        filled = len(cells) if len(values) == len(distinct) else sum(1 for cell in cells if plan.value_of(cell))
        result.masked[plan.index] = filled
        result.entities[plan.index] = Counter({plan.entity_type: filled} if filled else {})
        kept = set(itertools.compress(distinct, map(eq, distinct, new)))
        return values, [cell for cell in cells if cell in kept and cell.strip()] if kept else []

    def _mask_searched(self, batch: Batch, result: MaskedBatch) -> dict[int, dict[int, Rewritten]]:
        """Mask findings in cells; returns the cells that changed by column and row."""
        found = self._finder.find(batch)
        rewritten: dict[int, dict[int, Rewritten]] = {}
        for plan in self._searched:
            cells = batch.column(plan.index)
            changed = self._rewrite_cells(plan, cells, found[plan.index], result)
            rewritten[plan.index] = changed
            counts: Counter[str] = Counter()
            for cell in changed.values():
                counts.update(cell.counts)
            result.entities[plan.index] = counts
            result.masked[plan.index] = len(changed)
            if changed:
                texts = list(cells)
                for position, cell in changed.items():
                    texts[position] = cell.text
                result.replaced[plan.index] = texts
        return rewritten

    def _rewrite_cells(
        self, plan: ColumnPlan, cells: Sequence[str], found: Sequence[Sequence[Span]], result: MaskedBatch
    ) -> dict[int, Rewritten]:
        operate, kept = self._finding_operator(plan), self._kept_types(plan)
        changed: dict[int, Rewritten] = {}
        for position, spans in enumerate(found):
            if spans:
                text = cells[position]
                disjoint = resolve_overlaps((s for s in spans if s.entity_type not in kept), text)
                if disjoint:
                    changed[position] = rewrite(text, disjoint, operate)
                if disjoint and disjoint[0].entity_type == UNSEARCHED:
                    pattern = disjoint[0].recognizer.removeprefix(TIMEOUT)
                    result.unsearched.setdefault(plan.index, Counter())[pattern] += 1
        return changed

    def _finding_operator(self, plan: ColumnPlan) -> Operate:
        def operate(entity_type: str, value: str) -> str:
            operator = plan.operators.get(entity_type) or self._operators.operator_for(entity_type)
            return self._operators.build(operator)(entity_type, value)

        return operate

    def _kept_types(self, plan: ColumnPlan) -> frozenset[str]:
        """Entity types that stay in this column although the detector looks for them."""
        own = {entity for entity, operator in plan.operators.items() if isinstance(operator, Keep)}
        masked = {entity for entity, operator in plan.operators.items() if not isinstance(operator, Keep)}
        return frozenset(own | (self._operators.kept_types - masked))


def _kept(cells: Sequence[str], changed: Mapping[int, Rewritten]) -> Sequence[str]:
    """Return what came through from the input, by row."""
    if not changed:
        return cells
    return [changed[row].kept if row in changed else cell for row, cell in enumerate(cells)]


def _all(cells: Sequence[str], changed: Mapping[int, Rewritten]) -> list[Rewritten]:
    return [changed[row] if row in changed else Rewritten(cell, cell) for row, cell in enumerate(cells)]


def _spread(cells: list[str], distinct: Sequence[str], new: list[str]) -> list[str]:
    """Return what becomes of all cells, given what becomes of the distinct ones."""
    if new and new.count(new[0]) == len(new):
        return [new[0]] * len(cells)
    return new if len(distinct) == len(cells) else list(map(dict(zip(distinct, new, strict=True)).__getitem__, cells))


def _as_integers(values: list[str]) -> list[str]:
    """Return numbers without the decimals that a table with gaps gives them; the very same list if none has any."""
    return list(map(without_decimals, values)) if any(".0" in value for value in values) else values


def _as_float(value: str, whole: str, new: str) -> str:
    """Put the decimals of a number behind its surrogate, if that is a number."""
    return new + value[len(whole) :] if new.isdecimal() else new


def _within_blanks(cell: str, value: str, new: str) -> str:
    """Put a new value between the blanks that stood around the old one; a cell without a value stays."""
    if not value:
        return cell
    before, _, after = cell.partition(value)
    return before + new + after
