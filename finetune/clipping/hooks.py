"""Clipping by each unit's whole gradient, which Opacus computes: for layers that the taps do not know."""

from typing import Any

import torch
from torch import Tensor, nn

from ...core.errors import GuardError
from ..batches import PaddedBatch
from ..quiet import quiet_hooks
from .bounds import Clipping
from .gradients import RowLosses, Sums, unit_losses
from .tapped import unreached


class HooksGradients:
    """Clipped sums from Opacus's per-row gradients: batch times trainable weights in memory.

    Args:
        module: model in training mode.
        row_losses: loss of each row.
        clipping: how gradients are bounded.

    Raises:
        GuardError: a trainable layer keeps buffers.
    """

    def __init__(self, module: nn.Module, row_losses: RowLosses, *, clipping: Clipping) -> None:
        from opacus import GradSampleModule

        self.clipping = clipping
        self._row_losses = row_losses
        self._sums = Sums({name: p for name, p in module.named_parameters() if p.requires_grad})
        try:
            self._module: Any = GradSampleModule(module, loss_reduction="sum")
        except NotImplementedError:
            raise GuardError(
                "a trainable layer keeps buffers, which clipping and noise cannot protect", hint="model.method: lora"
            ) from None

    def add(self, batch: PaddedBatch, max_grad_norm: float) -> float:
        """Add a batch's clipped gradients; returns the sum of its rows' losses."""
        try:
            with quiet_hooks():
                losses = self._row_losses(self._module, batch)
                unit_losses(losses, batch.unit_rows).sum().backward()  # type: ignore[no-untyped-call]
        except (AttributeError, NotImplementedError) as error:  # how Opacus fails on layers that it does not know
            raise GuardError(
                f"no per-row gradients can be computed for this model ({type(error).__name__} in Opacus)",
                hint="privacy.grad_sample_mode: book-keeping; or model.method: lora",
            ) from error
        units = len(batch) // batch.unit_rows
        gradients = {name: _of_units(p, name, len(batch), units) for name, p in self._sums.trainable.items()}
        norms_squared = {name: value.flatten(1).norm(dim=1).square() for name, value in gradients.items()}
        factors = self.clipping.factors(norms_squared, max_grad_norm)
        for name, value in gradients.items():
            self._sums.add(name, torch.tensordot(factors[name], value, dims=1))
        self._module.zero_grad(set_to_none=True)
        return float(losses.detach().sum())

    def take(self) -> dict[str, Tensor]:
        """Return the sums by parameter name and start again from zero."""
        return self._sums.take()

    def discard(self) -> None:
        """Forget the sums, and what Opacus's hooks have kept of a pass that failed."""
        self._sums.clear()
        self._module.zero_grad(set_to_none=True)
        for layer in self._module.modules():
            if getattr(layer, "activations", None):
                layer.activations = []
        for parameter in self._sums.trainable.values():
            parameter.__dict__.pop("_current_grad_sample", None)
            parameter._forward_counter = 0  # type: ignore[attr-defined]

    def remove(self) -> None:
        """Take Opacus's hooks off the model."""
        self._module.to_standard_module()


def _of_units(parameter: nn.Parameter, name: str, rows: int, units: int) -> Tensor:
    """Return the gradient of each unit, shape (units, *parameter), from what Opacus left.

    Raises:
        GuardError: nothing, or not one value a row: the parameter would be trained without protection.
    """
    value = getattr(parameter, "grad_sample", None)
    if not isinstance(value, Tensor) or len(value) != rows:
        raise unreached(name)
    value = value.float()
    return value if rows == units else value.view(units, rows // units, *parameter.shape).sum(dim=1)
