"""How much of a unit's gradient is let through."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from ..diverged import diverged

ClippingFunction = Literal["abadi", "automatic"]

_STABILITY = 1e-6  # keeps the division finite and the clipped norm below C in float32
_AUTOMATIC_STABILITY = 0.01  # gamma of Bu et al. 2023 (Automatic Clipping), section 4


def clip_factors(norms: Tensor, max_grad_norm: float, function: ClippingFunction = "abadi") -> Tensor:
    """Return the factor for each unit that brings its gradient's norm to at most C.

    `abadi` is min(1, C / norm) (Abadi et al. 2016, algorithm 1); `automatic` is C / (norm + 0.01), which makes all
    units weigh about the same and C a part of the learning rate (Bu et al. 2023, Automatic Clipping).

    Args:
        norms: 2-norm of each unit's gradient, shape (units,).
        max_grad_norm: C.
        function: which of the two.

    Raises:
        GuardError: a norm is not finite, so no factor can bound the unit.

    Example:
        >>> clip_factors(torch.tensor([0.5, 4.0]), 1.0).round(decimals=3).tolist()
        [1.0, 0.25]
    """
    if not bool(torch.isfinite(norms).all()):
        raise diverged("a row's gradient is not finite")
    if function == "automatic":
        return max_grad_norm / (norms + _AUTOMATIC_STABILITY)
    return (max_grad_norm / (norms + _STABILITY)).clamp(max=1.0)


@dataclass(frozen=True)
class Clipping:
    """How gradients are bounded.

    Attributes:
        groups: names of all trainable parameters; those of one group are clipped together, to C / sqrt(groups), so
            that the whole gradient's norm stays at most C.
        function: how a norm becomes a factor.
    """

    groups: tuple[tuple[str, ...], ...]
    function: ClippingFunction = "abadi"

    def factors(self, norms_squared: Mapping[str, Tensor], max_grad_norm: float) -> dict[str, Tensor]:
        """Return each unit's factor (units,) by parameter name, from its squared norms (units,) by parameter name."""
        bound = max_grad_norm / len(self.groups) ** 0.5
        found: dict[str, Tensor] = {}
        for group in self.groups:
            norms = torch.stack([norms_squared[name] for name in group]).sum(dim=0).sqrt()
            found |= dict.fromkeys(group, clip_factors(norms, bound, self.function))
        return found


def make_clipping(
    module: nn.Module, style: Literal["flat", "per-layer"] = "flat", function: ClippingFunction = "abadi"
) -> Clipping:
    """Return how a model's gradients are bounded: one norm over all layers, or one for each layer."""
    names = {id(p): name for name, p in module.named_parameters() if p.requires_grad}
    if style == "flat":
        return Clipping((tuple(names.values()),), function)
    groups = []
    for layer in module.modules():
        own = [names.pop(id(p)) for p in layer.parameters(recurse=False) if id(p) in names]
        if own:
            groups.append(tuple(own))
    return Clipping(tuple(groups), function)
