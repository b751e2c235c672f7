"""Clipping by taps on the layers: in one backward pass (book-keeping) or in two (ghost).

Both find the norms of all units in a backward pass. Book-keeping (Bu et al. 2023) keeps inputs and output gradients of
the layers meanwhile, and takes the clipped sum from them: about the time of a plain step. Ghost (Li et al. 2022)
forgets them and finds them again in a second backward pass: about the memory of a plain step.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Literal

from torch import Tensor, nn

from ...core.errors import GuardError
from ..batches import PaddedBatch
from .bounds import Clipping
from .factors import Factor, joint_norms_squared, merged
from .gradients import RowLosses, Sums, unit_losses
from .taps import LayerTap, Recorder, tap_for


class TappedGradients:
    """Clipped sums by taps on every trainable layer.

    Args:
        module: model in training mode.
        row_losses: loss of each row.
        mode: one backward pass, or two.
        clipping: how gradients are bounded.

    Raises:
        GuardError: no rule is known for a trainable layer.
    """

    def __init__(
        self,
        module: nn.Module,
        row_losses: RowLosses,
        *,
        mode: Literal["book-keeping", "ghost"],
        clipping: Clipping,
    ) -> None:
        self.clipping = clipping
        self._module = module
        self._row_losses = row_losses
        self._keep = mode == "book-keeping"
        self._sums = Sums({name: p for name, p in module.named_parameters() if p.requires_grad})
        self._recorder = Recorder(shared_parameters(module))
        self._taps = _attach(module, self._recorder)

    def add(self, batch: PaddedBatch, max_grad_norm: float) -> float:
        """Add a batch's clipped gradients; returns the sum of its rows' losses."""
        recorder = self._recorder
        recorder.start(len(batch), batch.unit_rows)
        try:
            losses = self._row_losses(self._module, batch)
            of_units = unit_losses(losses, batch.unit_rows)
            several = {key for key, uses in recorder.uses.items() if uses > 1}
            recorder.sink = measuring = _MeasuringSink(recorder.shared | several, keep=self._keep)
            of_units.sum().backward(retain_graph=not self._keep)  # type: ignore[no-untyped-call]
            self._refuse_raw_gradients()
            weights = self._weights(measuring.norms_squared(), len(of_units), max_grad_norm)
            summing = _SummingSink(self._sums, weights)
            if self._keep:
                measuring.pour(self._sums.trainable, summing)
            else:
                recorder.sink = summing
                of_units.sum().backward()  # type: ignore[no-untyped-call]
        finally:
            recorder.stop()
        return float(losses.detach().sum())

    def take(self) -> dict[str, Tensor]:
        """Return the sums by parameter name and start again from zero."""
        return self._sums.take()

    def discard(self) -> None:
        """Forget the sums; a pass that failed leaves nothing else."""
        self._sums.clear()
        self._module.zero_grad(set_to_none=True)

    def remove(self) -> None:
        """Take the taps off the model."""
        for tap in self._taps:
            tap.remove()

    def _refuse_raw_gradients(self) -> None:
        for name, parameter in self._sums.trainable.items():
            if parameter.grad is not None:
                parameter.grad = None
                raise unreached(name)

    def _weights(self, norms_squared: Mapping[int, Tensor], units: int, max_grad_norm: float) -> dict[int, Tensor]:
        """Return each unit's clipping factor (units,) by id of the parameter."""
        found = {}
        for name, parameter in self._sums.trainable.items():
            squared = norms_squared.get(id(parameter))
            if squared is None or len(squared) != units:
                raise unreached(name)
            found[name] = squared
        factors = self.clipping.factors(found, max_grad_norm)
        return {id(p): factors[name] for name, p in self._sums.trainable.items()}


class _MeasuringSink:
    """Measures the units' norms; keeps the factors, or only those that are needed for norms of joint uses."""

    def __init__(self, joint: frozenset[int], *, keep: bool) -> None:
        self._joint = joint
        self._keep = keep
        self._norms: dict[int, Tensor] = {}
        self._factors: dict[int, list[Factor]] = {}

    def leave(self, parameter: nn.Parameter, factor: Factor) -> None:
        """Note one use of a parameter."""
        joint = id(parameter) in self._joint
        if not joint:
            self._norms[id(parameter)] = factor.norms_squared()
        if joint or self._keep:
            self._factors.setdefault(id(parameter), []).append(factor)

    def norms_squared(self) -> dict[int, Tensor]:
        """Return the squared norms of the units (units,) by id of the parameter."""
        for key in self._joint & set(self._factors):
            self._factors[key] = merged(self._factors[key])
            self._norms[key] = joint_norms_squared(self._factors[key])
        return self._norms

    def pour(self, trainable: Mapping[str, nn.Parameter], sink: "_SummingSink") -> None:
        """Hand the factors on, forgetting them on the way."""
        for parameter in trainable.values():
            for factor in self._factors.pop(id(parameter), []):
                sink.leave(parameter, factor)


class _SummingSink:
    """Adds up weighted gradients."""

    def __init__(self, sums: Sums, weights: Mapping[int, Tensor]) -> None:
        self._sums = sums
        self._weights = weights
        self._names = {id(p): name for name, p in sums.trainable.items()}

    def leave(self, parameter: nn.Parameter, factor: Factor) -> None:
        """Add one use of a parameter."""
        self._sums.add(self._names[id(parameter)], factor.weighted_sum(self._weights[id(parameter)]))


def unreached(name: str) -> GuardError:
    """Return the error for a parameter whose gradient is not known unit by unit."""
    return GuardError(
        f"no per-row gradient reaches {name}: it would be trained without clipping and noise",
        hint="model.method: lora works for every architecture; or privacy.grad_sample_mode: hooks",
    )


def untapped_layers(module: nn.Module) -> list[str]:
    """Return the names of trainable layers that no tap is known for.

    A layer that owns nothing but parameters of tapped layers, as heads of masked language models do, needs none.
    """
    layers = trainable_layers(module)
    tapped = {id(p) for _, layer in layers if tap_for(layer) for p in layer.parameters(recurse=False)}
    return [name for name, layer in layers if not tap_for(layer) and not {id(p) for p in _own(layer)} <= tapped]


def trainable_layers(module: nn.Module) -> list[tuple[str, nn.Module]]:
    """Return the layers that own a trainable parameter, with their names."""
    return [(name, layer) for name, layer in module.named_modules() if _own(layer)]


def shared_parameters(module: nn.Module) -> frozenset[int]:
    """Return the ids of trainable parameters that several layers own."""
    owners = Counter(id(p) for _, layer in trainable_layers(module) for p in _own(layer))
    return frozenset(key for key, count in owners.items() if count > 1)


def _own(layer: nn.Module) -> list[nn.Parameter]:
    return [p for p in layer.parameters(recurse=False) if p.requires_grad]


def _attach(module: nn.Module, recorder: Recorder) -> list[LayerTap]:
    if unknown := untapped_layers(module):
        kind = type(module.get_submodule(unknown[0])).__name__
        raise GuardError(
            f"no clipping rule is known for the layer {unknown[0]} ({kind})",
            hint="privacy.grad_sample_mode: hooks; or model.method: lora, which leaves the layer as it is",
        )
    kinds = [(name, layer, tap_for(layer)) for name, layer in trainable_layers(module)]
    return [kind(layer, name, recorder) for name, layer, kind in kinds if kind is not None]
