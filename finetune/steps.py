"""One optimizer step, plain or private."""

import math
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, Protocol

import torch
from torch import Tensor

from ..configs.finetune import TrainConfig
from ..core.errors import GuardError
from ..core.seeds import derive_seed
from .batches import Collator, TokenizedExamples, physical_batches, unit_batches
from .clipping import ClippedGradients
from .memory import PhysicalBatch
from .model import Learner
from .privacy import PrivacyLedger
from .randomness import PrivateRandomness

_NOISE_THREADS = 4


class Stepper(Protocol):
    """Takes steps by number.

    Attributes:
        physical: rows at a time, fewer once memory has run out.
    """

    physical: PhysicalBatch

    def take(self, step: int) -> float | None:
        """Update the weights once; returns the mean loss of the rows, None if there was no row."""
        ...


class PlainSteps:
    """Mean gradients of shuffled batches."""

    def __init__(
        self,
        learner: Learner,
        optimizer: torch.optim.Optimizer,
        examples: TokenizedExamples,
        config: TrainConfig,
    ) -> None:
        self._learner = learner
        self._optimizer = optimizer
        self._examples = examples
        self._config = config
        self._collate = Collator(learner)
        self._shuffled: tuple[int, list[int]] = (-1, [])
        self.physical = PhysicalBatch(config.physical_batch_size)

    def take(self, step: int) -> float:
        """Update the weights once; returns the mean loss of the rows.

        Raises:
            GuardError: the loss is not a number; the weights stay as they were.
        """
        rows = self._rows(step)

        def backward(at_once: int) -> float:
            seed_step(self._config.seed, step)
            self._optimizer.zero_grad()
            total = 0.0
            for part in physical_batches(self._examples, rows, at_once):
                batch = self._collate(self._examples, part, salt=step)
                losses = self._learner.task.losses(self._learner.module, batch)
                (losses.sum() / len(rows)).backward()  # type: ignore[no-untyped-call]
                total += float(losses.detach().sum())
            return total

        total = self.physical.fit(backward)
        if not math.isfinite(total):
            raise GuardError(
                "the loss is not a number any more: training has diverged; the last checkpoint stays",
                hint="lower train.learning_rate",
            )
        if self._config.max_grad_norm is not None:
            torch.nn.utils.clip_grad_norm_(self._learner.trainable.values(), self._config.max_grad_norm)
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

    Units are drawn, and of a unit with many rows as many as fit. Dropout and all other choices of a step are as secret
    as the noise: with a known seed, a unit that leaves would change the dropout of all others, and so more than C. The
    noisy sum is divided by the expected number of units, which is public, and not by the number drawn.
    """

    def __init__(
        self,
        learner: Learner,
        optimizer: torch.optim.Optimizer,
        examples: TokenizedExamples,
        config: TrainConfig,
        *,
        gradients: ClippedGradients,
        ledger: PrivacyLedger,
        randomness: PrivateRandomness,
        max_unit_rows: int = 1,
    ) -> None:
        self._learner = learner
        self._optimizer = optimizer
        self._examples = examples
        self._config = config
        self._collate = Collator(learner)
        self._gradients = gradients
        self._ledger = ledger
        self._randomness = randomness
        self._max_unit_rows = max_unit_rows
        self._expected_units = min(config.batch_size, len(examples.units))
        self.physical = PhysicalBatch(config.physical_batch_size)
        require_same_parameters(learner, optimizer)

    def take(self, step: int) -> float | None:
        """Record and take a step; an empty sample is a step of noise alone."""
        plan = self._ledger.plan
        units = self._randomness.poisson_rows(len(self._examples.units), plan.sample_rate, step)
        secret = self._randomness.seed("choices", step)
        drawn = [self._rows_of(unit, secret) for unit in units]

        def add(at_once: int) -> float:
            self._gradients.discard()
            seed_step(secret, step)
            total = 0.0
            for part, unit_rows in unit_batches(self._examples, drawn, at_once):
                batch = self._collate(self._examples, part, unit_rows=unit_rows, salt=secret)
                total += self._gradients.add(batch, plan.max_grad_norm)
            return total

        total = self.physical.fit(add)
        self._ledger.record()  # before the update acts: a killed run can only have spent less than it says
        sums = self._gradients.take()
        self._add_noise(sums, step)
        for name, parameter in self._learner.trainable.items():
            parameter.grad = sums.pop(name).div_(self._expected_units).to(parameter)
        self._optimizer.step()
        self._optimizer.zero_grad()
        rows = sum(map(len, drawn))
        return total / rows if rows else None

    def _rows_of(self, unit: int, secret: int) -> list[int]:
        """Return the rows of a unit, or a choice of them that the step's secret makes if there are too many."""
        rows = self._examples.units[unit]
        if len(rows) <= self._max_unit_rows:
            return rows
        draw = random.Random(derive_seed(secret, "unit rows", unit))  # noqa: S311 (the seed is the secret)
        return sorted(draw.sample(rows, self._max_unit_rows))

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


def require_same_parameters(learner: Learner, optimizer: torch.optim.Optimizer) -> None:
    """Assert that the optimizer changes the trainable parameters and nothing else."""
    changed = {id(p) for group in optimizer.param_groups for p in group["params"]}
    assert changed == {id(p) for p in learner.trainable.values()}, "optimizer and privatised parameters differ"


def seed_step(seed: int, step: int) -> None:
    """Seed torch's own generator, which dropout draws from, for one step."""
    torch.manual_seed(derive_seed(seed, "dropout", step))


def make_optimizer(
    learner: Learner,
    *,
    name: Literal["adamw", "sgd"] = "adamw",
    learning_rate: float,
    weight_decay: float,
    momentum: float = 0.9,
) -> torch.optim.Optimizer:
    """Return an optimizer of the trainable parameters; biases and norms, the vectors, do not decay."""
    parameters = list(learner.trainable.values())
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    used = [group for group in groups if group["params"]]
    if name == "sgd":
        return torch.optim.SGD(used, lr=learning_rate, momentum=momentum)
    return torch.optim.AdamW(used, lr=learning_rate)
