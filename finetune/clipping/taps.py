"""Taps on layers: a backward pass hands them the layer's input and output gradient, and computes no weight gradient.

A tapped layer's own `forward` runs with detached weights, and `_Tap` after it, an identity, lets the backward pass
through. The input is kept the way autograd keeps its own, so gradient checkpointing recomputes it as well.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from ...core.errors import GuardError
from .factors import Factor, Instantiated, Lookups, OuterProducts


class Sink(Protocol):
    """Takes what a backward pass finds."""

    def leave(self, parameter: nn.Parameter, factor: Factor) -> None:
        """Note one use of a parameter."""
        ...


class Recorder:
    """What the taps of a model share.

    Attributes:
        sink: where a backward pass leaves its factors.
        shared: ids of parameters that several layers own; they are never instantiated.
        rows: rows of the batch; 0 lets forward and backward passes by.
        unit_rows: neighbouring rows that belong to one unit.
        uses: how often each parameter has been used since `start`, by id.
    """

    def __init__(self, shared: frozenset[int]) -> None:
        self.shared = shared
        self.sink: Sink | None = None
        self.rows = 0
        self.unit_rows = 1
        self.uses: Counter[int] = Counter()

    def start(self, rows: int, unit_rows: int) -> None:
        """Watch the next forward pass."""
        self.rows, self.unit_rows = rows, unit_rows
        self.uses = Counter()

    def stop(self) -> None:
        """Let the model run as if there were no taps."""
        self.rows, self.sink = 0, None


class _Tap(torch.autograd.Function):
    """The identity on a layer's output; backward hands over the layer's input and the output's gradient."""

    @staticmethod
    def forward(
        ctx: Any, output: Tensor, given: Tensor, receive: Callable[[Tensor, Tensor], None], *parameters: Tensor
    ) -> Tensor:
        """Return the output. The parameters are named so that the output needs a gradient."""
        ctx.save_for_backward(given)
        ctx.receive = receive
        ctx.parameters = len(parameters)
        return output.view_as(output)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        """Pass the gradient on; the parameters get none."""
        (given,) = ctx.saved_tensors
        ctx.receive(given.detach(), gradients[0].detach())
        return (gradients[0], None, None, *[None] * ctx.parameters)


class LayerTap:
    """A tap on one layer; subclasses know how its weights act.

    Args:
        layer: owns trainable parameters.
        name: of the layer, for messages.
        recorder: takes what is found.
    """

    def __init__(self, layer: nn.Module, name: str, recorder: Recorder) -> None:
        self.layer = layer
        self.name = name
        self.recorder = recorder
        self.own = {name: p for name, p in layer.named_parameters(recurse=False) if p.requires_grad}
        self._forward = layer.forward
        layer.forward = self._tapped

    def remove(self) -> None:
        """Give the layer its own forward back."""
        del self.layer.forward

    def _tapped(self, given: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        if not self.recorder.rows or not torch.is_grad_enabled():
            plain: Tensor = self._forward(given, *args, **kwargs)
            return plain
        self.recorder.uses.update(map(id, self.own.values()))
        return self.run(given, args, kwargs)

    def run(self, given: Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor:
        """Run the layer so that its backward pass calls `receive`."""
        output = self.run_with({name: p.detach() for name, p in self.own.items()}, given, args, kwargs)
        tapped: Tensor = _Tap.apply(output, given, self.receive, *self.own.values())  # type: ignore[no-untyped-call]
        return tapped

    def run_with(
        self, weights: dict[str, Tensor], given: Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Tensor:
        """Run the layer's own forward with other weights."""
        places: Any = self.layer._parameters
        places.update(weights)
        try:
            output: Tensor = self._forward(given, *args, **kwargs)
            return output
        finally:
            places.update(self.own)

    def receive(self, given: Tensor, gradient: Tensor) -> None:
        """Leave a factor for each trainable parameter.

        Args:
            given: the layer's input, rows first.
            gradient: of the loss by the layer's output, rows first.
        """
        raise NotImplementedError

    def units(self, value: Tensor) -> Tensor:
        """Return a tensor (rows, ..., width) as (units, tokens, width).

        Raises:
            GuardError: the first dimension is not the batch's rows.
        """
        self.require_rows(value)
        return value.reshape(self.recorder.rows // self.recorder.unit_rows, -1, value.shape[-1]).float()

    def require_rows(self, value: Tensor) -> None:
        """Raise GuardError if a tensor's first dimension is not the batch's rows: what belongs to whom is not known."""
        if len(value) != self.recorder.rows:
            raise GuardError(
                f"the layer {self.name} works on {len(value)} rows for a batch of {self.recorder.rows}: "
                "no row's gradient can be told from it",
                hint="model.method: lora leaves such layers as they are",
            )

    def leave(self, name: str, factor: Factor) -> None:
        """Leave a factor in the sink, if the parameter is trained."""
        if name in self.own and self.recorder.sink is not None:
            self.recorder.sink.leave(self.own[name], factor)


class LinearTap(LayerTap):
    """nn.Linear, and GPT-2's Conv1D, whose weight is transposed."""

    def receive(self, given: Tensor, gradient: Tensor) -> None:
        """Leave a factor for each trainable parameter."""
        inputs, gradients = self.units(given), self.units(gradient)
        if "weight" in self.own:
            factor = OuterProducts(inputs, gradients, transposed=not isinstance(self.layer, nn.Linear))
            if factor.is_small and id(self.own["weight"]) not in self.recorder.shared:
                self.leave("weight", Instantiated(factor.instantiate()))
            else:
                self.leave("weight", factor)
        self.leave("bias", Instantiated(gradients.sum(dim=1)))


class EmbeddingTap(LayerTap):
    """nn.Embedding. One row of ids for all rows, as some models give their positions, is looked up row by row."""

    def run(self, given: Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor:
        """Run the layer so that its backward pass calls `receive`."""
        if len(given) == 1:
            given = given.expand(self.recorder.rows, *given.shape[1:])
        return super().run(given, args, kwargs)

    def receive(self, given: Tensor, gradient: Tensor) -> None:
        """Leave a factor for each trainable parameter."""
        assert isinstance(self.layer, nn.Embedding)
        self.require_rows(given)
        ids = given.reshape(self.recorder.rows // self.recorder.unit_rows, -1)
        if self.layer.padding_idx is not None:
            ids = ids.masked_fill(ids == self.layer.padding_idx, -1)
        self.leave("weight", Lookups(ids, self.units(gradient), self.layer.num_embeddings))


class LayerNormTap(LayerTap):
    """nn.LayerNorm over the last dimension."""

    def receive(self, given: Tensor, gradient: Tensor) -> None:
        """Leave a factor for each trainable parameter."""
        assert isinstance(self.layer, nn.LayerNorm)
        gradients = self.units(gradient)
        if "weight" in self.own:
            normal = nn.functional.layer_norm(given.float(), self.layer.normalized_shape, eps=self.layer.eps)
            self.leave("weight", Instantiated((self.units(normal) * gradients).sum(dim=1)))
        self.leave("bias", Instantiated(gradients.sum(dim=1)))


class ScaleTap(LayerTap):
    """A layer whose vectors act on each element, such as the RMS norms: every row gets vectors of its own.

    Autograd then finds each row's gradient by itself.
    """

    def run(self, given: Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor:
        """Run the layer with a copy of its vectors for each row."""
        copies: dict[str, Tensor] = {}
        for name, parameter in self.own.items():
            shape = (len(given), *[1] * (given.ndim - 2), parameter.shape[-1])
            copies[name] = parameter.detach().expand(shape).requires_grad_()
            copies[name].register_hook(self._receiver(name))  # type: ignore[no-untyped-call]
        return self.run_with(copies, given, args, kwargs)

    def _receiver(self, name: str) -> Callable[[Tensor], None]:
        def receive(gradient: Tensor) -> None:
            self.leave(name, Instantiated(self.units(gradient.detach()).sum(dim=1)))

        return receive


def tap_for(layer: nn.Module) -> type[LayerTap] | None:
    """Return the kind of tap that a layer takes; None if no rule is known for it.

    Kinds are told by exact type: a subclass may compute something else. Norms outside torch are told by their name
    and by owning vectors alone; the self-check compares them with single rows like all others.
    """
    if type(layer) is nn.Linear or type(layer).__name__ == "Conv1D":
        return LinearTap
    if type(layer) is nn.Embedding and layer.max_norm is None and not layer.scale_grad_by_freq:
        return EmbeddingTap
    if type(layer) is nn.LayerNorm and len(layer.normalized_shape) == 1:
        return LayerNormTap
    own = list(layer.parameters(recurse=False))
    if type(layer).__name__.endswith(("RMSNorm", "LayerScale")) and all(p.ndim == 1 for p in own):
        return ScaleTap
    return None
