"""Steps that go on when memory runs out: with fewer rows at a time."""

from collections.abc import Callable

import torch

from ..core.errors import MissingError


class PhysicalBatch:
    """How many rows go through the model at a time; halved whenever memory runs out.

    Attributes:
        rows: at a time.
    """

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def fit(self, attempt: Callable[[int], float]) -> float:
        """Return what `attempt` returns for a number of rows that fits; it must start from nothing each time.

        Raises:
            MissingError: not even one row fits.
        """
        while True:
            try:
                return attempt(self.rows)
            except RuntimeError as error:
                if not _is_out_of_memory(error):
                    raise
                if self.rows == 1:
                    raise MissingError(
                        "memory ran out with one row at a time",
                        hint="lower data.max_length, or model.method: lora, or privacy.grad_sample_mode: ghost",
                    ) from None
            self.rows = max(1, self.rows // 2)  # outside of the handler, whose traceback holds the tensors


def _is_out_of_memory(error: RuntimeError) -> bool:
    # the CPU's allocator raises a plain RuntimeError
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)
