"""The evaluation stage: gold in, scores of the policy's detector out."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...configs.policy import Keep, MaskPolicy, Replace
from ...core.errors import DataError, UsageError
from ...core.keys import random_key
from ...core.tables import Batch
from ..finder import Finder
from ..operators.registry import OperatorTable
from ..plan import ColumnPlan
from ..recognizers.patterns import OPTIONAL_TYPES
from ..spans import Span, resolve_overlaps
from ..stage import make_detector
from .formats import read_gold
from .gold import GoldDocument
from .json_formats import parse_json_record
from .judge import Judge
from .names import NameMap, name_of, types_within
from .report import EvaluationReport

_BATCH = 200
_TEXT = ColumnPlan(0, "text", "text", None, False, None, {}, "gold")


def run_evaluation(
    gold: str | Iterable[Mapping[str, Any]],
    *,
    policy: MaskPolicy,
    folder: Path = Path(),
    form: str | None = None,
    names: NameMap | None = None,
    only: Sequence[str] = (),
    as_masked: bool = False,
    on_texts: Callable[[int], None] = lambda count: None,
) -> EvaluationReport:
    """Measure the policy's detection on labelled texts.

    Args:
        gold: file, `-`, a folder of brat, or objects with `text` and `spans`.
        policy: what is looked for. Entity types that it keeps are looked for too, unless `as_masked`, and those that a
            policy has to name if the gold labels them.
        folder: what file names in the policy are relative to.
        form: format of the gold; None to tell it from the content.
        names: entity types of gold and detector brought together; see `read_map`.
        only: entity types that are measured; all if empty.
        as_masked: measure only what the policy would mask.
        on_texts: called with the number of texts just searched.

    Raises:
        DataError: the gold is empty, broken or labels nothing.
        UsageError: no gold entity is left to measure.
    """
    name, form, documents = _read(gold, form)
    names = names or {}
    kinds = {span.label: name_of(span.label, names) for document in documents for span in document.spans}
    if not as_masked:
        labelled = frozenset().union(kinds.values(), *(types_within(label, names) for label in kinds))
        policy = _keeping_nothing(policy, OPTIONAL_TYPES & labelled)
    operators = OperatorTable(policy.operators, key=random_key(), locale=policy.locale)
    detector = make_detector(policy, operators, folder)
    finder = Finder([_TEXT], detector=detector, row_context=policy.detect.text.row_context)
    measured = frozenset(filter(None, (name_of(kind, names) for kind in only))) if only else None
    kept = (
        frozenset(k for k in kinds.values() if k and isinstance(operators.operator_for(k), Keep)) | operators.kept_types
    )
    if not any(k and k not in kept and (measured is None or k in measured) for k in kinds.values()):
        raise UsageError(
            f"{name}: no entity is left to measure",
            hint=f"types of this gold: {', '.join(sorted({k for k in kinds.values() if k})) or 'none'}",
        )
    judge = Judge(names=names, only=measured, left=kept)
    started = time.perf_counter()
    for start in range(0, len(documents), _BATCH):
        part = documents[start : start + _BATCH]
        for document, found in zip(part, _find(finder, part), strict=True):
            judge.add(
                document, [span for span in found if not isinstance(operators.operator_for(span.entity_type), Keep)]
            )
        on_texts(len(part))
    seconds = time.perf_counter() - started
    return EvaluationReport(name, form, len(documents), as_masked, seconds, kinds, judge.tally)


def _read(gold: str | Iterable[Mapping[str, Any]], form: str | None) -> tuple[str, str, list[GoldDocument]]:
    if isinstance(gold, str):
        return read_gold(gold, form=form)
    documents = [parse_json_record(dict(record), f"gold: text {number}") for number, record in enumerate(gold, 1)]
    if not any(document.spans for document in documents):
        raise DataError("gold: no entity is labelled in it: there is nothing to measure")
    return "gold", "jsonl", documents


def _keeping_nothing(policy: MaskPolicy, also: frozenset[str]) -> MaskPolicy:
    """Return the policy with kept entity types, and others, replaced, so that they are looked for."""
    operators = dict.fromkeys(also, Replace()) | {
        kind: Replace() if isinstance(operator, Keep) else operator for kind, operator in policy.operators.items()
    }
    return policy.model_copy(update={"operators": operators})


def _find(finder: Finder, documents: Sequence[GoldDocument]) -> list[list[Span]]:
    """Search texts as `privml mask` does the cells of a text column, each text a row."""
    rows = [[document.text] for document in documents]
    found = finder.find(Batch(0, rows, rows))[_TEXT.index]
    return [resolve_overlaps(spans, text) for spans, [text] in zip(found, rows, strict=True)]
