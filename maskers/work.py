"""What is done to the batches of a table, described so that another process can do it as well."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..configs.policy import MaskPolicy
from ..core.tables import Batch
from .engine import Engine
from .finder import Finder
from .operators.registry import OperatorTable
from .plan import ColumnPlan
from .recognizers.detector import Detector

Work = Callable[[Batch], Any]


@dataclass(frozen=True)
class Job:
    """What a worker process needs once.

    Attributes:
        policy: what is looked for and what happens to it.
        folder: what file names in the policy are relative to.
        secret: of the key.
    """

    policy: MaskPolicy
    folder: Path
    secret: bytes

    def __repr__(self) -> str:
        return f"Job(folder={self.folder!r})"


@dataclass(frozen=True)
class Task:
    """What is done to one table: its texts are searched (`find`), or its rows are masked (`mask`)."""

    kind: Literal["find", "mask"]
    plans: Sequence[ColumnPlan]


def make_work(task: Task, policy: MaskPolicy, *, detector: Detector, operators: OperatorTable) -> Work:
    """Return the function from a batch to its result: a `MaskedBatch`, or findings by column and row."""
    row_context = policy.detect.text.row_context
    if task.kind == "find":
        return Finder(task.plans, detector=detector, row_context=row_context).find
    engine = Engine(task.plans, detector=detector, operators=operators, row_context=row_context, verify=policy.verify)
    return engine.mask
