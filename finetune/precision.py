"""How exact the passes through the model are: float32, or bfloat16 where the device is faster in it.

Weights, losses, clipping, sums, noise and optimizer are float32 in any case. With bfloat16 (torch.autocast) a layer's
input and output gradient are rounded; norms and clipped sums are both taken in float32 from the same rounded ones, so
a unit's contribution stays within C.
"""

import contextlib
import time
from collections.abc import Iterator
from typing import Any, Literal

import torch
from torch import Tensor

from ..core.errors import ConfigError
from .batches import PaddedBatch
from .clipping import Mode
from .clipping.gradients import RowLosses

PrecisionName = Literal["float32", "bfloat16"]
_SIZE = 256  # of the matrices whose product is timed


class Precision:
    """One of the two.

    Args:
        name: which.
        device_type: `cpu` or `cuda`.
    """

    def __init__(self, name: PrecisionName, device_type: str = "cpu") -> None:
        self.name = name
        self.device_type = device_type
        self._rounds = name == "bfloat16"

    @property
    def rounds(self) -> bool:
        """True if passes are less exact than float32."""
        return self._rounds

    def applied_to(self, row_losses: RowLosses) -> RowLosses:
        """Return the same losses, with the model run in this precision."""

        def compute(model: Any, batch: PaddedBatch) -> Tensor:
            return row_losses(_Autocast(model, self.device_type) if self._rounds else model, batch)

        return compute

    @contextlib.contextmanager
    def suspended(self) -> Iterator[None]:
        """Run in float32 meanwhile."""
        before, self._rounds = self._rounds, False
        try:
            yield
        finally:
            self._rounds = before


FLOAT32 = Precision("float32")


class _Autocast:
    """A model that runs in bfloat16 and answers in float32."""

    def __init__(self, model: Any, device_type: str) -> None:
        self._model = model
        self._device_type = device_type

    def __call__(self, **inputs: Tensor) -> Any:
        with torch.autocast(self._device_type, dtype=torch.bfloat16):
            outputs = self._model(**inputs)
        outputs.logits = outputs.logits.float()
        return outputs

    def beside(self, model: Any) -> "_Autocast":
        """Return another model in the same precision."""
        return _Autocast(model, self._device_type)


def choose_precision(
    wanted: Literal["auto", "float32", "bfloat16"], *, device: torch.device, mode: Mode | None
) -> Precision:
    """Return the precision: for `auto`, bfloat16 on CUDA devices that have it, where it can be used.

    Of the ways of clipping book-keeping alone can: ghost finds the gradients that it sums in a second backward pass,
    which on CUDA may round differently from the one that was measured, and Opacus mixes both types.

    Args:
        wanted: as configured.
        device: of the model.
        mode: of clipping; None without dp-sgd.

    Raises:
        ConfigError: bfloat16 does not go with the way of clipping.
    """
    fits = mode in (None, "book-keeping")
    if wanted == "bfloat16" and not fits:
        raise ConfigError(
            f"train.precision: bfloat16 does not go with clipping by {mode}",
            hint="train.precision: float32; or privacy.grad_sample_mode: book-keeping, if it knows all layers",
        )
    if wanted == "auto" and fits and device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False):
        return Precision("bfloat16", device.type)
    return Precision("bfloat16" if wanted == "bfloat16" else "float32", device.type)


def bfloat16_slowdown() -> float:
    """Return how many times the time of float32 a product of matrices takes in bfloat16 on this CPU.

    Processors without instructions for it take tens of times as long.
    """
    matrix = torch.ones(_SIZE, _SIZE)
    return _shortest(matrix.bfloat16()) / _shortest(matrix)


def _shortest(matrix: Tensor) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        matrix @ matrix
        times.append(time.perf_counter() - start)
    return min(times)
