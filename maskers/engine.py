"""The masking engine: batches in, masked batches out. What a row becomes depends on that row alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..configs.policy import Keep
from ..core.tables import Batch
from .context import row_terms, search_row
from .operators.registry import Operate, OperatorTable
from .plan import ColumnPlan
from .profile import is_sentence_like
from .recognizers.detector import Detector
from .rewrite import GAP, Rewritten, rewrite
from .spans import Span, resolve_overlaps
from .verify import Residual, count_detections, count_values

Verification = Literal["values", "full", "off"]


@dataclass
class MaskedBatch:
    """What the engine made of a batch.

    Attributes:
        replaced: new cells by column index.
        masked: number of masked cells by column index.
        entities: replaced values by column index and entity type.
        residual: findings of the second look, by column name and entity type.
    """

    replaced: dict[int, list[str]] = field(default_factory=dict)
    masked: Counter[int] = field(default_factory=Counter)
    entities: dict[int, Counter[str]] = field(default_factory=dict)
    residual: Residual = field(default_factory=dict)


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
        self._row_context = row_context
        self._verify = verify

    def mask(self, batch: Batch) -> MaskedBatch:
        """Mask a batch and look at the result again."""
        result = MaskedBatch()
        originals: list[tuple[str, str]] = []
        for plan in self._identifiers:
            originals.extend(self._mask_identifiers(plan, batch, result))
        rewritten = self._mask_searched(batch, result)
        for cells in rewritten.values():
            originals.extend(original for cell in cells for original in cell.originals)
        if self._verify != "off":
            kept = {plan.name: [cell.kept for cell in rewritten[plan.index]] for plan in self._searched}
            kept |= {plan.name: batch.column(plan.index) for plan in self._kept}
            kept |= self._unchanged_identifiers(batch, result)
            result.residual = count_values(kept, originals)
        if self._verify == "full":
            outputs = {plan.name: rewritten[plan.index] for plan in self._searched}
            for column, counts in count_detections(outputs, self._detector).items():
                result.residual.setdefault(column, Counter()).update(counts)
        return result

    def _mask_identifiers(self, plan: ColumnPlan, batch: Batch, result: MaskedBatch) -> list[tuple[str, str]]:
        assert plan.entity_type is not None
        assert plan.operator is not None
        operate = self._operators.build(plan.operator)
        cells = batch.column(plan.index)
        known = {value: self._whole_cell(operate, plan.entity_type, value) for value in dict.fromkeys(cells)}
        result.replaced[plan.index] = [known[value] for value in cells]
        filled = sum(1 for value in cells if value.strip())
        result.masked[plan.index] = filled
        result.entities[plan.index] = Counter({plan.entity_type: filled} if filled else {})
        return [(plan.entity_type, value) for value in known if value.strip()]

    @staticmethod
    def _whole_cell(operate: Operate, entity_type: str, value: str) -> str:
        """Mask a cell; blanks around the value stay, and so does a blank cell."""
        stripped = value.strip()
        if not stripped:
            return value
        start = value.index(stripped)
        return value[:start] + operate(entity_type, stripped) + value[start + len(stripped) :]

    def _mask_searched(self, batch: Batch, result: MaskedBatch) -> dict[int, list[Rewritten]]:
        found = {plan.index: self._find(plan, batch.column(plan.index)) for plan in self._searched}
        if self._row_context:
            self._add_context(batch, found)
        rewritten: dict[int, list[Rewritten]] = {}
        for plan in self._searched:
            operate = self._finding_operator(plan)
            cells = [
                rewrite(text, resolve_overlaps(spans, text) if spans else (), operate)
                for text, spans in zip(batch.column(plan.index), found[plan.index], strict=True)
            ]
            rewritten[plan.index] = cells
            counts: Counter[str] = Counter()
            for cell in cells:
                counts.update(cell.counts)
            result.entities[plan.index] = counts
            result.masked[plan.index] = sum(1 for cell in cells if cell.written)
            if counts:
                result.replaced[plan.index] = [cell.text for cell in cells]
        return rewritten

    def _find(self, plan: ColumnPlan, cells: list[str]) -> list[list[Span]]:
        """Search cells; a plain column's cells go to the language model only if they read like sentences."""
        distinct = [value for value in dict.fromkeys(cells) if value.strip()]
        as_text = {v for v in distinct if _has_letters(v) and (plan.kind == "text" or is_sentence_like(v))}
        texts = [value for value in distinct if value in as_text]
        values = [value for value in distinct if value not in as_text]
        found = dict(zip(texts, self._detector.find_in_texts(texts) if texts else [], strict=True))
        found.update(zip(values, self._detector.find_in_values(values), strict=True))
        return [found.get(value, []) for value in cells]

    def _add_context(self, batch: Batch, found: dict[int, list[list[Span]]]) -> None:
        texts = [plan for plan in self._searched if plan.kind == "text"]
        if not texts:
            return
        admits = self._detector.filter.admits
        for position, row in enumerate(batch.rows):
            cells = [row[plan.index] for plan in texts]
            if not any(cells):
                continue
            before = [found[plan.index][position] for plan in texts]
            after = search_row(cells, before, row_terms(row, self._identifiers))
            for plan, text, spans in zip(texts, cells, after, strict=True):
                found[plan.index][position] = [span for span in spans if admits(span, text)]

    def _finding_operator(self, plan: ColumnPlan) -> Operate:
        def operate(entity_type: str, value: str) -> str:
            operator = plan.operators.get(entity_type) or self._operators.operator_for(entity_type)
            if isinstance(operator, Keep):
                return value
            return self._operators.build(operator)(entity_type, value)

        return operate

    def _unchanged_identifiers(self, batch: Batch, result: MaskedBatch) -> dict[str, list[str]]:
        """Return, by column, the identifier cells that came out as they went in; the rest are gaps."""
        return {
            plan.name: [
                new if new == old and old.strip() else GAP
                for old, new in zip(batch.column(plan.index), result.replaced[plan.index], strict=True)
            ]
            for plan in self._identifiers
        }


def _has_letters(value: str) -> bool:
    return any(character.isalpha() for character in value)
