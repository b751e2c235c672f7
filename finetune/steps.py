"""One optimizer step, plain or private."""

import math
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, Protocol

import torch
from torch import Tensor

from ..configs.training.loop import TrainConfig
from ..core.seeds import derive_seed
from .batches import Collator, TokenizedExamples, by_count_and_length, by_length, physical_batches, unit_batches
from .clipping import ClippedGradients
from .distributed import ALONE, Processes
from .diverged import diverged
from .mechanism import MechanismCheck
from .memory import PhysicalBatch, configured_rows
from .model import Learner
from .precision import FLOAT32, Precision
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
        """Update the weights once, equally in all processes; returns the mean loss of the rows, None without rows."""
        ...


class PlainSteps:
    """Mean gradients of shuffled batches."""

    def __init__(
        self,
        learner: Learner,
        optimizer: torch.optim.Optimizer,
        examples: TokenizedExamples,
        config: TrainConfig,
        *,
        physical: int | None = None,
        precision: Precision = FLOAT32,
        processes: Processes = ALONE,
    ) -> None:
        self._learner = learner
        self._optimizer = optimizer
        self._examples = examples
        self._config = config
        self._collate = Collator(learner)
        self._shuffled: tuple[int, list[int]] = (-1, [])
        self._losses = precision.applied_to(learner.task.losses)
        self._processes = processes
        self.physical = PhysicalBatch(physical or configured_rows(config), processes)

    def take(self, step: int) -> float:
        """Update the weights once; returns the mean loss of the rows.

        Raises:
            GuardError: the loss is not a number; the weights stay as they were.
        """
        rows = self._rows(step)
        own = self._processes.share(by_length(self._examples, rows))

        def backward(at_once: int) -> float:
            seed_step(self._config.seed, step, self._processes.rank)
            self._optimizer.zero_grad()
            total = 0.0
            for part in physical_batches(self._examples, own, at_once):
                batch = self._collate(self._examples, part, salt=step)
                losses = self._losses(self._learner.module, batch)
                (losses.sum() / len(rows)).backward()  # type: ignore[no-untyped-call]
                total += float(losses.detach().sum())
            return total

        total = self._processes.total(self.physical.fit(backward))
        if not math.isfinite(total):
            raise diverged("the loss is not a number any more")
        self._add_up()
        if self._config.max_grad_norm is not None:
            torch.nn.utils.clip_grad_norm_(self._learner.trainable.values(), self._config.max_grad_norm)
        self._optimizer.step()
        return total / len(rows)

    def _add_up(self) -> None:
        """Add up the gradients of all processes. What no process has used keeps none: optimizers pass it over."""
        if self._processes.size == 1:
            return
        parameters = list(self._learner.trainable.values())
        uses = torch.tensor([float(p.grad is not None) for p in parameters])
        self._processes.sum_([uses])
        used = [p for p, count in zip(parameters, uses.tolist(), strict=True) if count]
        for parameter in used:
            parameter.grad = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
        self._processes.sum_([p.grad for p in used if p.grad is not None])

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
        physical: int | None = None,
        processes: Processes = ALONE,
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
        self._processes = processes
        self._check = MechanismCheck(ledger.plan, units=len(examples.units))
        self._watch_noise = True
        self.physical = PhysicalBatch(physical or configured_rows(config), processes)
        require_same_parameters(learner, optimizer)

    def take(self, step: int) -> float | None:
        """Record and take a step; an empty sample is a step of noise alone.

        Raises:
            GuardError: the step is not what the accountant was told; its update was not made.
        """
        plan = self._ledger.plan
        units, secret = self._processes.from_first(lambda: self._draw(step))
        self._check.count(units)
        drawn = [self._rows_of(unit, secret) for unit in units]
        own = self._processes.share(by_count_and_length(self._examples, drawn))

        def add(at_once: int) -> float:
            self._gradients.discard()
            seed_step(secret, step, self._processes.rank)
            total = 0.0
            for part, unit_rows in unit_batches(self._examples, own, at_once):
                batch = self._collate(self._examples, part, unit_rows=unit_rows, salt=secret)
                total += self._gradients.add(batch, plan.max_grad_norm)
            return total

        total = self._processes.total(self.physical.fit(add))
        self._ledger.record()  # before the update acts: a killed run can only have spent less than it says
        self._processes.barrier()  # in no process before the first one has recorded it
        sums = self._gradients.take()
        self._check.require_bounded(sums, drawn=len(own))
        self._add_noise(sums, step)
        noisy = {name: sums.pop(name).to(p) for name, p in self._learner.trainable.items()}
        self._processes.sum_(list(noisy.values()))
        for name, parameter in self._learner.trainable.items():
            parameter.grad = noisy.pop(name).div_(self._expected_units)
        self._optimizer.step()
        self._optimizer.zero_grad()
        rows = sum(map(len, drawn))
        return total / rows if rows else None

    def _draw(self, step: int) -> tuple[list[int], int]:
        """Return a step's units, and its secret."""
        units = self._randomness.poisson_rows(len(self._examples.units), self._ledger.plan.sample_rate, step)
        return units, self._randomness.seed("choices", step)

    def _rows_of(self, unit: int, secret: int) -> list[int]:
        """Return the rows of a unit, or a choice of them that the step's secret makes if there are too many."""
        rows = self._examples.units[unit]
        if len(rows) <= self._max_unit_rows:
            return rows
        draw = random.Random(derive_seed(secret, "unit rows", unit))  # noqa: S311 (the seed is the secret)
        return sorted(draw.sample(rows, self._max_unit_rows))

    def _add_noise(self, sums: dict[str, Tensor], step: int) -> None:
        """Add Gaussian noise of sigma C to the sums; each parameter's draws have a key of their own.

        With several processes each adds the noise of some parameters to its part of their sums, so that the total has
        it once.
        """
        plan = self._ledger.plan

        def add(name: str) -> None:
            value = sums[name].cpu().contiguous()
            stream = self._randomness.stream(f"noise/{name}", step)
            if self._watch_noise:
                noise = torch.zeros_like(value)
                stream.add_normal(noise, deviation=plan.noise_multiplier * plan.max_grad_norm)
                self._check.require_noise({name: noise})
                sums[name] = value.add_(noise)
                return
            stream.add_normal(value, deviation=plan.noise_multiplier * plan.max_grad_norm)
            sums[name] = value

        with ThreadPoolExecutor(_NOISE_THREADS) as pool:
            list(pool.map(add, self._processes.share(sorted(sums, key=lambda name: -sums[name].numel()))))
        self._watch_noise = False  # one step tells; later ones need no second tensor


def require_same_parameters(learner: Learner, optimizer: torch.optim.Optimizer) -> None:
    """Assert that the optimizer changes the trainable parameters and nothing else."""
    changed = {id(p) for group in optimizer.param_groups for p in group["params"]}
    assert changed == {id(p) for p in learner.trainable.values()}, "optimizer and privatised parameters differ"


def seed_step(seed: int, step: int, rank: int = 0) -> None:
    """Seed torch's own generator, which dropout draws from, for one step of one process."""
    torch.manual_seed(derive_seed(seed, "dropout", step, *([rank] if rank else [])))


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
