"""How many rows go through the model at a time: measured before the first step, fewer when memory runs out."""

from collections.abc import Callable

import torch

from ..configs.training.loop import TrainConfig
from ..core.errors import MissingError
from .distributed import ALONE, Processes

_MARGIN = 0.7  # share of the memory that is counted on: the allocator wastes some, and other programs want some
# more at once compute no faster, and rows are padded to the longest of them: MiniLM takes 1.9 s for 32 short messages
# by eights and 4.6 s for all at once
_MOST_TEXTS_ON_CPU = 8
_OPTIMIZER_BYTES = 16  # a trained weight: two moments, the noisy sum, a copy on its way


class PhysicalBatch:
    """How many rows go through the model at a time; halved whenever memory runs out.

    Attributes:
        rows: at a time, in each process.
    """

    def __init__(self, rows: int, processes: Processes = ALONE) -> None:
        self.rows = rows
        self._processes = processes

    def fit(self, attempt: Callable[[int], float]) -> float:
        """Return what `attempt` returns for a number of rows that fits; it must start from nothing each time.

        The processes of a run try until it fits in all of them.

        Raises:
            MissingError: not even one row fits.
        """
        while True:
            found = _tried(attempt, self.rows)
            if not self._processes.any(found is None):
                assert found is not None
                return found
            if self.rows == 1:
                raise MissingError(
                    "memory ran out with one row at a time",
                    hint="lower data.max_length, or model.method: lora, or privacy.grad_sample_mode: ghost",
                )
            self.rows = max(1, self.rows // 2)


def measure_physical_batch(run: Callable[[int], float], *, used: Callable[[], int], budget: int, most: int) -> int:
    """Return how many rows fit into memory.

    The number of rows is doubled until twice what they used would not fit any more, and then raised in proportion.

    Args:
        run: takes a number of rows through the model.
        used: bytes that the last run needed.
        budget: bytes that may be used.
        most: rows that are wanted.

    Raises:
        MissingError: not even one row fits.
    """
    rows = 1
    while _tried(run, rows) is not None:
        taken = max(1, used())
        if rows == most or 2 * taken > budget:
            return max(1, min(most, rows * budget // taken))
        rows = min(most, 2 * rows)
    fitting = PhysicalBatch(rows)
    fitting.fit(run)
    return fitting.rows


def most_rows(batch_size: int, device: torch.device, processes: Processes, *, is_padded: bool = True) -> int:
    """Return the largest physical batch that makes sense: a process's share of a step, or less of it on a CPU.

    Args:
        batch_size: rows of a step.
        device: of the model.
        processes: of the run.
        is_padded: rows are texts of different lengths, not vectors.
    """
    share = -(-batch_size // processes.size)
    return min(share, _MOST_TEXTS_ON_CPU) if is_padded and device.type != "cuda" else share


def configured_rows(config: TrainConfig) -> int:
    """Return the configured rows at a time; a whole step's where they are to be measured."""
    return config.batch_size if config.physical_batch_size == "auto" else config.physical_batch_size


def memory_budget(available: int, *, trained: int, processes: Processes) -> int:
    """Return the bytes that one process's passes through the model may use.

    Args:
        available: bytes on the device; CPU memory is for all processes of the machine.
        trained: weights that the optimizer will keep moments of.
        processes: of the run.
    """
    return max(0, int(_MARGIN * available) // processes.local_size - _OPTIMIZER_BYTES * trained)


def _tried(attempt: Callable[[int], float], rows: int) -> float | None:
    """Return what an attempt returns; None if memory ran out."""
    try:
        return attempt(rows)
    except RuntimeError as error:
        if not _is_out_of_memory(error):
            raise
    return None  # outside of the handler, whose traceback holds the tensors


def _is_out_of_memory(error: RuntimeError) -> bool:
    # the CPU's allocator raises a plain RuntimeError
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)
