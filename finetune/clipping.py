"""Per-row gradients, clipped and summed.

Opacus brings the machinery for rows (`hooks`: every row's gradient; `ghost`: its norm alone, Li et al. 2022), and
this module the sum: each row's gradient is scaled to a norm of at most C and added. Neither ever leaves a raw
gradient in `.grad` for an optimizer to find.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol

import torch
from torch import Tensor, nn

from ..core.errors import GuardError
from .batches import PaddedBatch
from .quiet import quiet_hooks

if TYPE_CHECKING:
    from .model import Classifier

Mode = Literal["ghost", "hooks"]
_STABILITY = 1e-6  # keeps the division finite and the clipped norm below C in float32


class ClippedGradients(Protocol):
    """Adds up clipped per-row gradients over the physical batches of a step."""

    def add(self, batch: PaddedBatch, max_grad_norm: float) -> float:
        """Add a batch's clipped gradients; returns the sum of its losses."""
        ...

    def take(self) -> dict[str, Tensor]:
        """Return the sums by parameter name and start again from zero."""
        ...


def row_losses(model: nn.Module, batch: PaddedBatch) -> Tensor:
    """Cross-entropy of each row, shape (batch,)."""
    logits = model(**batch.inputs).logits
    return nn.functional.cross_entropy(logits, batch.labels, reduction="none")


def clip_factors(norms: Tensor, max_grad_norm: float) -> Tensor:
    """Return min(1, C / norm) for each row (Abadi et al. 2016, algorithm 1).

    Raises:
        GuardError: a norm is not finite, so no factor can bound the row.
    """
    if not bool(torch.isfinite(norms).all()):
        raise GuardError("a row's gradient is not finite: training has diverged", hint="lower train.learning_rate")
    return (max_grad_norm / (norms + _STABILITY)).clamp(max=1.0)


class _Sums:
    """Gradient sums by parameter name."""

    def __init__(self, trainable: Mapping[str, nn.Parameter]) -> None:
        self.trainable = dict(trainable)
        self._sums: dict[str, Tensor] = {}
        self._clear()

    def _clear(self) -> None:
        self._sums = {name: torch.zeros_like(p) for name, p in self.trainable.items()}

    def add(self, name: str, value: Tensor) -> None:
        self._sums[name] += value

    def take(self) -> dict[str, Tensor]:
        sums = self._sums
        self._clear()
        return sums


class HooksGradients:
    """Clipping by each row's whole gradient: batch times trainable weights in memory.

    Args:
        classifier: model in training mode whose trainable parameters are clipped.
    """

    def __init__(self, classifier: "Classifier") -> None:
        from opacus import GradSampleModule

        self._sums = _Sums(classifier.trainable)
        self._module: Any = GradSampleModule(classifier.module, loss_reduction="sum")

    def add(self, batch: PaddedBatch, max_grad_norm: float) -> float:
        """Add a batch's clipped gradients; returns the sum of its losses."""
        with quiet_hooks():
            losses = row_losses(self._module, batch)
            losses.sum().backward()  # type: ignore[no-untyped-call]
        rows = {name: _opacus_value(p, "grad_sample", name, len(batch)) for name, p in self._sums.trainable.items()}
        norms = torch.stack([row.flatten(1).norm(dim=1) for row in rows.values()]).norm(dim=0)
        factors = clip_factors(norms, max_grad_norm)
        for name, row in rows.items():
            self._sums.add(name, torch.tensordot(factors, row, dims=1))
        self._module.zero_grad(set_to_none=True)
        return float(losses.detach().sum())

    def take(self) -> dict[str, Tensor]:
        """Return the sums by parameter name and start again from zero."""
        return self._sums.take()


class GhostGradients:
    """Clipping by norms alone: one backward pass for the norms, a second one, weighted, for the sum.

    Args:
        classifier: model in training mode whose trainable parameters are clipped.
    """

    def __init__(self, classifier: "Classifier") -> None:
        from opacus import GradSampleModuleFastGradientClipping

        self._sums = _Sums(classifier.trainable)
        self._module: Any = GradSampleModuleFastGradientClipping(
            classifier.module, loss_reduction="sum", use_ghost_clipping=True
        )

    def add(self, batch: PaddedBatch, max_grad_norm: float) -> float:
        """Add a batch's clipped gradients; returns the sum of its losses."""
        with quiet_hooks():
            losses = row_losses(self._module, batch)
            losses.sum().backward(retain_graph=True)  # type: ignore[no-untyped-call]
        norms_of = [_opacus_value(p, "_norm_sample", name, len(batch)) for name, p in self._sums.trainable.items()]
        factors = clip_factors(torch.stack([norm.flatten() for norm in norms_of]).norm(dim=0), max_grad_norm)
        self._module.zero_grad(set_to_none=True)  # the first pass left the unclipped sum
        self._module.disable_hooks()
        try:
            with quiet_hooks():
                (factors * losses).sum().backward()  # type: ignore[no-untyped-call]
        finally:
            self._module.enable_hooks()
        for name, parameter in self._sums.trainable.items():
            assert parameter.grad is not None
            self._sums.add(name, parameter.grad)
            del parameter._norm_sample  # type: ignore[attr-defined]
        self._module.zero_grad(set_to_none=True)
        return float(losses.detach().sum())

    def take(self) -> dict[str, Tensor]:
        """Return the sums by parameter name and start again from zero."""
        return self._sums.take()


def _opacus_value(parameter: nn.Parameter, attribute: str, name: str, rows: int) -> Tensor:
    """Return what Opacus left on a parameter.

    Raises:
        GuardError: nothing, or not one value a row: the parameter would be trained without protection.
    """
    value = getattr(parameter, attribute, None)
    if not isinstance(value, Tensor) or len(value) != rows:
        raise GuardError(
            f"no per-row gradient reaches {name}: it would be trained without clipping and noise",
            hint="model.method: lora works for every architecture; or privacy.grad_sample_mode: hooks",
        )
    return value


def choose_mode(classifier: "Classifier", wanted: Literal["auto", "ghost", "hooks"]) -> Mode:
    """Return the mode: for `auto`, ghost for full fine-tuning where every layer allows it, else hooks.

    Raises:
        GuardError: ghost was asked for and parameters are tied.
    """
    tied = has_tied_parameters(classifier.module)
    if wanted == "ghost" and tied:
        raise GuardError("ghost clipping cannot follow tied parameters", hint="privacy.grad_sample_mode: hooks")
    if wanted != "auto":
        return wanted
    if classifier.method != "full" or tied:
        return "hooks"
    return "ghost" if _all_supported(classifier.module) else "hooks"


def make_gradients(classifier: "Classifier", mode: Mode) -> ClippedGradients:
    """Attach the machinery of a mode to a model.

    Raises:
        GuardError: a layer mixes rows.
    """
    refuse_mixing_layers(classifier.module)
    try:
        return GhostGradients(classifier) if mode == "ghost" else HooksGradients(classifier)
    except NotImplementedError:
        raise GuardError(
            "a trainable layer keeps buffers, which clipping and noise cannot protect", hint="model.method: lora"
        ) from None


def has_tied_parameters(module: nn.Module) -> bool:
    """Tell whether two layers share a trainable parameter."""
    named = [name for name, p in module.named_parameters(remove_duplicate=False) if p.requires_grad]
    return len(named) > len([p for p in module.parameters() if p.requires_grad])


def refuse_mixing_layers(module: nn.Module) -> None:
    """Raise GuardError for layers in which one row's output depends on other rows."""
    for name, layer in module.named_modules():
        if isinstance(layer, nn.modules.batchnorm._BatchNorm):
            raise GuardError(f"layer {name} is a batch norm: it mixes rows, so no row's influence can be bounded")


def _all_supported(module: nn.Module) -> bool:
    from opacus import GradSampleModuleFastGradientClipping as Ghost

    known = {*Ghost.NORM_SAMPLERS, *Ghost.GRAD_SAMPLERS}
    return all(type(layer) in known for layer in trainable_layers(module))


def trainable_layers(module: nn.Module) -> list[nn.Module]:
    """Return the layers that own a trainable parameter."""
    return [layer for layer in module.modules() if any(p.requires_grad for p in layer.parameters(recurse=False))]
