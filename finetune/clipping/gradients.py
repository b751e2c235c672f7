"""What the step needs from any way of clipping."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from ..batches import PaddedBatch
from .bounds import Clipping

RowLosses = Callable[[Any, PaddedBatch], Tensor]
"""The loss of each row of a batch, shape (batch,), by a model."""


class ClippedGradients(Protocol):
    """Adds up clipped gradients of units over the physical batches of a step.

    Attributes:
        clipping: how they are bounded.
    """

    clipping: Clipping

    def add(self, batch: PaddedBatch, max_grad_norm: float) -> float:
        """Add a batch's clipped gradients; returns the sum of its rows' losses."""
        ...

    def take(self) -> dict[str, Tensor]:
        """Return the sums by parameter name and start again from zero."""
        ...

    def discard(self) -> None:
        """Forget the sums, and whatever a backward pass that failed has left behind."""
        ...

    def remove(self) -> None:
        """Take the machinery off the model."""
        ...


def unit_losses(losses: Tensor, unit_rows: int) -> Tensor:
    """Return the loss of each unit, the mean of its rows: (rows,) to (rows / unit_rows,)."""
    return losses if unit_rows == 1 else losses.view(-1, unit_rows).mean(dim=1)


class Sums:
    """Gradient sums by parameter name; nothing is allocated before there is a gradient."""

    def __init__(self, trainable: Mapping[str, nn.Parameter]) -> None:
        self.trainable = dict(trainable)
        self._sums: dict[str, Tensor] = {}

    def add(self, name: str, value: Tensor) -> None:
        """Add to a parameter's sum; the tensor is the callee's from now on."""
        if name in self._sums:
            self._sums[name] += value
        else:
            self._sums[name] = value

    def take(self) -> dict[str, Tensor]:
        """Return all sums, zeros where nothing was added, and start again."""
        sums, self._sums = self._sums, {}
        return {
            name: sums[name] if name in sums else torch.zeros_like(p, dtype=torch.float32)
            for name, p in self.trainable.items()
        }

    def clear(self) -> None:
        """Start again."""
        self._sums = {}
