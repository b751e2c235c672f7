"""Which way of clipping a model gets."""

from typing import Literal

from torch import nn

from ...core.errors import GuardError
from .bounds import Clipping
from .gradients import ClippedGradients, RowLosses
from .hooks import HooksGradients
from .tapped import TappedGradients, untapped_layers

Mode = Literal["book-keeping", "ghost", "hooks"]


def choose_mode(module: nn.Module, wanted: Literal["auto", "book-keeping", "ghost", "hooks"]) -> Mode:
    """Return the mode: for `auto`, book-keeping where a rule is known for every trainable layer, else hooks."""
    if wanted != "auto":
        return wanted
    return "hooks" if untapped_layers(module) else "book-keeping"


def make_gradients(module: nn.Module, row_losses: RowLosses, *, mode: Mode, clipping: Clipping) -> ClippedGradients:
    """Attach the machinery of a mode to a model; all modes find the same sums.

    Raises:
        GuardError: a layer mixes rows, or the mode has no rule for a layer.
    """
    refuse_mixing_layers(module)
    if mode == "hooks":
        return HooksGradients(module, row_losses, clipping=clipping)
    return TappedGradients(module, row_losses, mode=mode, clipping=clipping)


def refuse_mixing_layers(module: nn.Module) -> None:
    """Raise GuardError for layers in which one row's output depends on other rows."""
    for name, layer in module.named_modules():
        if isinstance(layer, nn.modules.batchnorm._BatchNorm):
            raise GuardError(f"layer {name} is a batch norm: it mixes rows, so no row's influence can be bounded")
