"""Detection measured from Python."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..frames import Policy, resolve_policy
from .names import NameMap, usual_names
from .report import EvaluationReport
from .stage import run_evaluation


def evaluate(
    gold: str | Path | Iterable[Mapping[str, Any]],
    policy: Policy = None,
    *,
    format: str | None = None,
    map: NameMap | None = None,
    only: Sequence[str] = (),
    as_masked: bool = False,
) -> EvaluationReport:
    """Measure detection on labelled texts.

    Args:
        gold: a file, a folder of brat, or objects with `text` and `spans` (start, end, entity_type or label).
        policy: what is looked for: a `MaskPolicy`, a mapping, or the path of a policy file.
        format: `jsonl`, `presidio`, `tab`, `conll` or `brat`; None to tell it from the content.
        map: entity types brought together, such as `{"PATIENT": "PERSON"}`; None leaves a type out.
        only: entity types that are measured; all if empty.
        as_masked: leave out entity types that the policy keeps; else they are looked for too.

    Returns:
        Scores, and mistakes as shapes; no value.

    Raises:
        DataError: the gold is empty, broken or labels nothing.

    Example:
        >>> import privml
        >>> gold = [{"text": "write to ann@example.org", "spans": [{"start": 9, "end": 24, "label": "EMAIL"}]}]
        >>> report = privml.evaluate(gold, policy={"detect": {"text": {"model": None}}})
        >>> report.recall, report.types["EMAIL_ADDRESS"].strict.precision
        (1.0, 1.0)
    """
    resolved, folder = resolve_policy(policy)
    return run_evaluation(
        str(gold) if isinstance(gold, str | Path) else gold,
        policy=resolved,
        folder=folder,
        form=format,
        names=usual_names(map or {}),
        only=only,
        as_masked=as_masked,
    )
