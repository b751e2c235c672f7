"""What a person should know of a run before its first step, and need not stop it."""

from collections.abc import Iterator
from pathlib import Path

from ..configs.finetune import FinetuneConfig
from ..core.rounding import upper_bound
from .batches import TokenizedExamples
from .data import Dataset, describe_overlap
from .precision import bfloat16_slowdown
from .prepare import Prepared
from .privacy import PrivacyPlan, spent_of_ledger
from .run_folder import LEDGER_FILE, load_membership

_SHARE_OF_DELTA = 0.1  # of 1/n, the delta of a mechanism that publishes a unit of n
_LARGE_DELTA = 1e-3
_SLOW = 2.0


def remarks_on_data(dataset: Dataset, config: FinetuneConfig) -> Iterator[str]:
    """Yield what measures on the validation rows do not tell."""
    if dataset.overlap is not None:
        yield f"{describe_overlap(dataset.overlap, config)}: the metrics flatter"
    if dataset.gaps is not None:
        yield from dataset.gaps.describe()


def remarks_on_preparation(prepared: Prepared) -> Iterator[str]:
    """Yield what rows lose at the maximal length, and what is weak in the guarantee."""
    for part, examples, rows in (
        ("training", prepared.train, len(prepared.dataset.train)),
        ("validation", prepared.validation, len(prepared.dataset.validation)),
    ):
        nothing_to_learn = prepared.learner.task.nothing_to_learn
        yield from _losses(part, examples, rows, prepared.config.data.max_length, nothing_to_learn)
    units, batch = len(prepared.train.units), prepared.config.train.batch_size
    if prepared.plan is not None:  # all at once are the least noise there
        yield from _weakness(prepared.plan, units)
    elif batch > units:
        yield f"train.batch_size is {batch:,}, and there are {units:,} rows: every step takes all of them"
    if prepared.precision.rounds and prepared.precision.device_type == "cpu":
        yield from _slowness(bfloat16_slowdown())


def remarks_on_replaced(folder: Path) -> Iterator[str]:
    """Yield what the run in a folder that is about to be replaced has spent, if no ledger of several runs counts it."""
    path = folder / LEDGER_FILE
    if not path.is_file() or load_membership(folder) is not None:
        return
    epsilon, delta = spent_of_ledger(path)
    if epsilon:
        yield (
            f"the run that is replaced has spent epsilon {upper_bound(epsilon)}, delta {upper_bound(delta, 3)}, on its "
            "table: if that is this one, both add up; privacy.ledger keeps count"
        )


def _losses(part: str, examples: TokenizedExamples, rows: int, max_length: int, nothing_to_learn: str) -> Iterator[str]:
    if examples.cut:
        yield (
            f"{examples.cut:,} of {rows:,} {part} rows are longer than data.max_length ({max_length:,} tokens): "
            "their end is left out"
        )
    if examples.unlearned:
        yield f"{examples.unlearned:,} of {rows:,} {part} rows have nothing to learn from: {nothing_to_learn}"


def _slowness(slowdown: float) -> Iterator[str]:
    if slowdown > _SLOW:
        yield (
            f"this processor multiplies {slowdown:.0f} times as slowly in bfloat16 as in float32: "
            "train.precision: float32 (or auto) is faster here"
        )


def _weakness(plan: PrivacyPlan, units: int) -> Iterator[str]:
    if plan.delta * units > _SHARE_OF_DELTA * (1 + 1e-9):
        yield (
            f"delta {upper_bound(plan.delta, 3)} is {plan.delta * units:.2g}/n for n = {units:,} units: "
            "1/n would allow to publish a unit, 1/(10 n) or less is usual"
        )
    if plan.delta > _LARGE_DELTA:
        yield (
            f"delta {upper_bound(plan.delta, 3)} is large for n = {units:,} units: "
            "the chance that epsilon does not hold is up to this"
        )
