"""Before the first private step: the per-row machinery against one row after another, on the user's own model.

Opacus covers many architectures and fails on some without a word; so do wrappers around them. Here a few of the
table's rows go through both ways, and training is refused on a difference.
"""

import contextlib
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from ..core.errors import GuardError
from ..core.seeds import derive_seed
from .batches import Collator, PaddedBatch, TokenizedExamples
from .clipping import ClippedGradients, Clipping
from .clipping.tapped import trainable_layers
from .model import Learner
from .precision import FLOAT32, Precision

RELATIVE_TOLERANCE = 1e-3
_FLOOR = 1e-5  # share of the whole gradient below which a parameter's difference is rounding (float32)
_ROUNDED_TOLERANCE = 0.1  # bfloat16 has 8 bits: MiniLM's gradients are 0.5 to 2 % off
_ROUNDED_FLOOR = 0.01
_PERTURBATION = 0.02  # LoRA starts with B = 0, where the gradient of A is zero and would not be tested
_ROWS = 4


def attach_gradients(
    learner: Learner,
    examples: TokenizedExamples,
    *,
    make: Callable[[], ClippedGradients],
    seed: int,
    precision: Precision = FLOAT32,
) -> ClippedGradients:
    """Attach the per-row machinery and compare it with a loop over single rows.

    The same few rows go through autograd one at a time, before the machinery is there, and then through the
    machinery in two padded physical batches; where a privacy unit has several rows, once more in units of two. Dropout
    is off, activations are checkpointed if training does so, and the weights are moved a little for the check and put
    back. All this is in float32, to find a wrong rule; where training rounds more, the machinery is then compared once
    more as it will be used.

    Args:
        learner: model to be trained.
        examples: the training rows.
        make: attaches the machinery.
        seed: root seed of the run.
        precision: of training.

    Raises:
        GuardError: the sums differ, or a trainable parameter has no per-row gradient; it names the parameter.
    """
    collate = Collator(learner)
    rows = _varied_rows(examples)
    sizes = [1, 2] if max(map(len, examples.units)) > 1 and len(rows) > 1 else [1]
    found = []
    with _no_dropout(learner.module), _perturbed(learner, seed):
        singles = [_single_gradient(learner, collate(examples, [row])) for row in rows]
        norms = sorted(float(_norm(single)) for single in singles)
        bound = max(norms[len(norms) // 2] / 2, 1e-12)  # half the rows must be clipped, or it is not tested
        gradients = make()
        for size in sizes:
            used = rows[: len(rows) // size * size]
            wanted = _clipped_sum(_of_units(singles[: len(used)], size), gradients.clipping, bound)
            cut = max(size, len(used) - size)
            parts = (used[:cut], used[cut:])
            batches = [collate(examples, part, unit_rows=size) for part in parts if part]
            with precision.suspended():
                exact = _summed(gradients, batches, bound)
            rounded = _summed(gradients, batches, bound) if precision.rounds else None
            found.append((wanted, exact, rounded))
    for wanted, exact, rounded in found:
        _compare(exact, wanted, tolerance=RELATIVE_TOLERANCE, floor=_FLOOR)
        if rounded is not None:
            _compare(rounded, wanted, tolerance=_ROUNDED_TOLERANCE, floor=_ROUNDED_FLOOR)
    return gradients


def _of_units(singles: list[dict[str, Tensor]], size: int) -> list[dict[str, Tensor]]:
    """Return the gradients of units of so many rows each: the means of their rows'."""
    units = [singles[start : start + size] for start in range(0, len(singles), size)]
    return [{name: torch.stack([row[name] for row in unit]).mean(dim=0) for name in unit[0]} for unit in units]


def _summed(gradients: ClippedGradients, batches: list[PaddedBatch], bound: float) -> dict[str, Tensor]:
    for batch in batches:
        gradients.add(batch, bound)
    return gradients.take()


def _varied_rows(examples: TokenizedExamples) -> list[int]:
    """Return the rows of the shortest, the longest and two lengths between, so that the batch is padded."""
    ordered = sorted(range(len(examples)), key=lambda row: len(examples.ids[row]))
    last = len(ordered) - 1
    return sorted({ordered[last * part // (_ROWS - 1)] for part in range(_ROWS)})


def _single_gradient(learner: Learner, batch: PaddedBatch) -> dict[str, Tensor]:
    """Return one row's gradient by autograd alone."""
    loss = learner.task.losses(learner.module, batch).sum()
    found = torch.autograd.grad(loss, list(learner.trainable.values()), allow_unused=True)
    gradient = {}
    for (name, parameter), value in zip(learner.trainable.items(), found, strict=True):
        gradient[name] = torch.zeros_like(parameter) if value is None else value.detach()
    return gradient


def _clipped_sum(singles: list[dict[str, Tensor]], clipping: Clipping, bound: float) -> dict[str, Tensor]:
    """Clip and add gradients of single rows."""
    total = {name: torch.zeros_like(value) for name, value in singles[0].items()}
    for single in singles:
        factors = clipping.factors({name: value.square().sum()[None] for name, value in single.items()}, bound)
        for name, value in single.items():
            total[name] += factors[name] * value
    return total


def _norm(gradient: dict[str, Tensor]) -> Tensor:
    norm: Tensor = torch.linalg.vector_norm(torch.stack([value.norm() for value in gradient.values()]))
    return norm


def _compare(found: dict[str, Tensor], wanted: dict[str, Tensor], *, tolerance: float, floor: float) -> None:
    if missing := sorted(set(wanted) - set(found)):
        raise GuardError(f"{missing[0]} is trained without clipping and noise", hint="model.method: lora")
    whole = _norm(wanted)
    excess = {
        name: float((found[name] - value).norm() / (tolerance * value.norm() + floor * whole + 1e-30))
        for name, value in wanted.items()
    }
    worst = max(excess, key=lambda name: excess[name])
    if not excess[worst] <= 1:  # not a number is a difference, too
        raise GuardError(
            f"per-row gradients are wrong at {worst}: the clipped sum differs from a loop over single rows",
            hint="model.method: lora works for every architecture; or privacy.grad_sample_mode: hooks",
        )


@contextlib.contextmanager
def _no_dropout(module: nn.Module) -> Iterator[None]:
    """Put the model in evaluation mode, but for two kinds of layers.

    Opacus watches the layers that own trainable parameters only in training; they are linear layers, embeddings and
    norms, which do not care. Blocks whose activations are checkpointed do so only in training; dropout of their own,
    which some have as a number, is set to 0.
    """
    before = {layer: layer.training for layer in module.modules()}
    shares = []
    module.eval()
    for _, layer in trainable_layers(module):
        layer.training = True
    for block in module.modules():
        if getattr(block, "gradient_checkpointing", False):
            block.training = True
            shares += [(block, name, value) for name, value in vars(block).items() if _is_dropout(name, value)]
    for block, name, _ in shares:
        setattr(block, name, 0.0)
    try:
        yield
    finally:
        for layer, training in before.items():
            layer.training = training
        for block, name, value in shares:
            setattr(block, name, value)


def _is_dropout(name: str, value: object) -> bool:
    return "drop" in name and isinstance(value, float)


@contextlib.contextmanager
def _perturbed(learner: Learner, seed: int) -> Iterator[None]:
    generator = torch.Generator().manual_seed(derive_seed(seed, "self-check"))
    before = {name: p.detach().clone() for name, p in learner.trainable.items()}
    with torch.no_grad():
        for parameter in learner.trainable.values():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.add_(noise.to(parameter.device), alpha=_PERTURBATION)
    try:
        yield
    finally:
        with torch.no_grad():
            for name, parameter in learner.trainable.items():
                parameter.copy_(before[name])
