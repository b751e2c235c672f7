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
    machinery in two padded physical batches. Dropout is off, and the weights are moved a little for the check and
    put back. All this is in float32, to find a wrong rule; where training rounds more, the machinery is then compared
    once more as it will be used.

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
    found = []
    with _no_dropout(learner.module), _perturbed(learner, seed):
        singles = [_single_gradient(learner, collate(examples, [row])) for row in rows]
        norms = sorted(float(_norm(single)) for single in singles)
        bound = max(norms[len(norms) // 2] / 2, 1e-12)  # half the rows must be clipped, or it is not tested
        gradients = make()
        wanted = _clipped_sum(singles, gradients.clipping, bound)
        cut = max(1, len(rows) - 1)
        batches = [collate(examples, part) for part in (rows[:cut], rows[cut:]) if part]
        with precision.suspended():
            found.append(_summed(gradients, batches, bound))
        if precision.rounds:
            found.append(_summed(gradients, batches, bound))
    for sums, tolerance, floor in zip(
        found, (RELATIVE_TOLERANCE, _ROUNDED_TOLERANCE), (_FLOOR, _ROUNDED_FLOOR), strict=False
    ):
        _compare(sums, wanted, tolerance=tolerance, floor=floor)
    return gradients


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
    """Put the model in evaluation mode, but the layers that own trainable parameters: Opacus watches only these.

    They are linear layers, embeddings and norms, which do not care.
    """
    before = {layer: layer.training for layer in module.modules()}
    module.eval()
    for _, layer in trainable_layers(module):
        layer.training = True
    try:
        yield
    finally:
        for layer, training in before.items():
            layer.training = training


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
