"""Where the batches of a run are worked on: in this process, or in several when that pays."""

import itertools
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from ..configs.policy import MaskPolicy
from ..core.errors import TerminatedError
from ..core.keys import Key
from ..core.tables import Batch
from .engine import MaskedBatch
from .operators.registry import OperatorTable
from .plan import ColumnPlan
from .pool import WorkerPool
from .recognizers.detector import Detector
from .spans import Span
from .work import Job, Task, make_work

# each worker loads its own models: more of them must be asked for
_AUTOMATIC_WORKERS = 4
# about what it takes to start workers and to load their models: waiting so long never makes a run twice as long
_PATIENCE_S = 3.0


class Runner:
    """Works on the batches of tables, in order. Use it as a context manager.

    With `workers: null` a run begins in this process, and workers are started once it has taken some seconds and more
    than one batch is left. A table of a single batch never starts any.

    Args:
        policy: what is looked for and what happens to it; `workers` says how many processes.
        key: secret of hashes and pseudonyms.
        folder: what file names in the policy are relative to.
        detector: for the work in this process.
        operators: for the work in this process.
    """

    def __init__(
        self, policy: MaskPolicy, *, key: Key, folder: Path, detector: Detector, operators: OperatorTable
    ) -> None:
        self._policy = policy
        self._detector = detector
        self._operators = operators
        self._count = policy.workers or min(usable_cpus(), _AUTOMATIC_WORKERS)
        self._patience = 0.0 if policy.workers else _PATIENCE_S
        self._spent = 0.0
        self._pool = WorkerPool(Job(policy, folder, key.hand_over()), self._count)

    def __enter__(self) -> "Runner":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def mask(self, plans: Sequence[ColumnPlan], batches: Iterable[Batch]) -> Iterator[tuple[Batch, MaskedBatch]]:
        """Yield the batches of a table and what became of them."""
        return self._run(Task("mask", plans), batches)

    def find(
        self, plans: Sequence[ColumnPlan], batches: Iterable[Batch]
    ) -> Iterator[tuple[Batch, dict[int, list[list[Span]]]]]:
        """Yield the batches of a table and the findings in them, by column index and row."""
        return self._run(Task("find", plans), batches)

    def _run(self, task: Task, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Any]]:
        work = make_work(task, self._policy, detector=self._detector, operators=self._operators)
        source = _Source(batches)
        for batch in source:
            if self._wants_workers():
                following = list(itertools.islice(source, 1))
                if following or self._pool.is_started:
                    yield from self._pool.run(task, itertools.chain([batch], following, source))
                    break
            started = time.monotonic()
            result = work(batch)
            self._spent += time.monotonic() - started
            yield batch, result
        if source.error is not None:
            raise source.error

    def _wants_workers(self) -> bool:
        return self._count > 1 and self._spent >= self._patience


class _Source(Iterator[Batch]):
    """Batches up to the end or to an error of reading, which waits until what was read before it is done.

    So a run that ends with an error has written the same, whatever the number of workers.

    Attributes:
        error: what ended the reading.
    """

    def __init__(self, batches: Iterable[Batch]) -> None:
        self._batches = iter(batches)
        self.error: Exception | None = None

    def __next__(self) -> Batch:
        if self.error is None:
            try:
                return next(self._batches)
            except (StopIteration, TerminatedError):
                raise
            except Exception as error:  # noqa: BLE001 (raised again by whoever empties the source)
                self.error = error
        raise StopIteration


def usable_cpus() -> int:
    """Return the number of processors that this process may run on."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
