"""One optimizer step, plain or private."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, Protocol

import torch
from torch import Tensor

from ..configs.finetune import TrainConfig
from ..core.seeds import derive_seed
from .batches import Collator, TokenizedExamples, physical_batches
from .clipping import ClippedGradients
from .losses import classification_losses
from .model import Classifier
from .privacy import PrivacyLedger
from .randomness import PrivateRandomness

_MOMENTUM = 0.9
_NOISE_THREADS = 4


class Stepper(Protocol):
    """Takes steps by number."""

    def take(self, step: int) -> float | None:
        """Update the weights once; returns the mean loss of the rows, None if there was no row."""
        ...


class PlainSteps:
    """Mean gradients of shuffled batches."""

    def __init__(
        self,
        classifier: Classifier,
        optimizer: torch.optim.Optimizer,
        examples: TokenizedExamples,
        config: TrainConfig,
    ) -> None:
        self._classifier = classifier
        self._optimizer = optimizer
        self._examples = examples
        self._config = config
        self._collate = Collator(classifier)
        self._shuffled: tuple[int, list[int]] = (-1, [])

    def take(self, step: int) -> float:
        """Update the weights once; returns the mean loss of the rows."""
        rows = self._rows(step)
        seed_step(self._config.seed, step)
        self._optimizer.zero_grad()
        total = 0.0
        for part in physical_batches(self._examples, rows, self._config.physical_batch_size):
            losses = classification_losses(self._classifier.module, self._collate(self._examples, part))
            (losses.sum() / len(rows)).backward()  # type: ignore[no-untyped-call]
            total += float(losses.detach().sum())
        if self._config.max_grad_norm is not None:
            torch.nn.utils.clip_grad_norm_(self._classifier.trainable.values(), self._config.max_grad_norm)
        self._optimizer.step()
        return total / len(rows)

    def _rows(self, step: int) -> list[int]:
        """Return the rows of a step: each epoch goes through all rows in an order of its own."""
        size = self._config.batch_size
        epoch, position = divmod(step, -(-len(self._examples) // size))
        if self._shuffled[0] != epoch:
            order = list(range(len(self._examples)))
            random.Random(derive_seed(self._config.seed, "shuffle", epoch)).shuffle(order)  # noqa: S311 (no secret)
            self._shuffled = (epoch, order)
        return self._shuffled[1][position * size : (position + 1) * size]


class PrivateSteps:
    """DP-SGD (Abadi et al. 2016, algorithm 1): a Poisson sample, clipped gradients, noise.

    The noisy sum is divided by the expected batch size, which is public, and not by the number of rows drawn.
    """

    def __init__(
        self,
        classifier: Classifier,
        optimizer: torch.optim.Optimizer,
        examples: TokenizedExamples,
        config: TrainConfig,
        *,
        gradients: ClippedGradients,
        ledger: PrivacyLedger,
        randomness: PrivateRandomness,
    ) -> None:
        self._classifier = classifier
        self._optimizer = optimizer
        self._examples = examples
        self._config = config
        self._collate = Collator(classifier)
        self._gradients = gradients
        self._ledger = ledger
        self._randomness = randomness
        require_same_parameters(classifier, optimizer)

    def take(self, step: int) -> float | None:
        """Record and take a step; an empty sample is a step of noise alone."""
        plan = self._ledger.plan
        rows = self._randomness.poisson_rows(len(self._examples), plan.sample_rate, step)
        seed_step(self._config.seed, step)
        total = 0.0
        for part in physical_batches(self._examples, rows, self._config.physical_batch_size):
            total += self._gradients.add(self._collate(self._examples, part), plan.max_grad_norm)
        self._ledger.record()  # before the update acts: a killed run can only have spent less than it says
        sums = self._gradients.take()
        self._add_noise(sums, step)
        for name, parameter in self._classifier.trainable.items():
            parameter.grad = sums.pop(name).div_(self._config.batch_size).to(parameter)
        self._optimizer.step()
        self._optimizer.zero_grad()
        return total / len(rows) if rows else None

    def _add_noise(self, sums: dict[str, Tensor], step: int) -> None:
        """Add Gaussian noise of sigma C to each sum in place; each parameter's draws have a key of their own."""
        plan = self._ledger.plan

        def add(name: str) -> None:
            value = sums[name].cpu().contiguous()
            stream = self._randomness.stream(f"noise/{name}", step)
            stream.add_normal(value, deviation=plan.noise_multiplier * plan.max_grad_norm)
            sums[name] = value

        with ThreadPoolExecutor(_NOISE_THREADS) as pool:
            list(pool.map(add, sorted(sums, key=lambda name: -sums[name].numel())))


def require_same_parameters(classifier: Classifier, optimizer: torch.optim.Optimizer) -> None:
    """Assert that the optimizer changes the trainable parameters and nothing else."""
    changed = {id(p) for group in optimizer.param_groups for p in group["params"]}
    assert changed == {id(p) for p in classifier.trainable.values()}, "optimizer and privatised parameters differ"


def seed_step(seed: int, step: int) -> None:
    """Seed torch's own generator, which dropout draws from, for one step."""
    torch.manual_seed(derive_seed(seed, "dropout", step))


def make_optimizer(
    classifier: Classifier, *, name: Literal["adamw", "sgd"] = "adamw", learning_rate: float, weight_decay: float
) -> torch.optim.Optimizer:
    """Return an optimizer of the trainable parameters; biases and norms, the vectors, do not decay."""
    parameters = list(classifier.trainable.values())
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    used = [group for group in groups if group["params"]]
    if name == "sgd":
        return torch.optim.SGD(used, lr=learning_rate, momentum=_MOMENTUM)
    return torch.optim.AdamW(used, lr=learning_rate)
