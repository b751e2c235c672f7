"""How many steps there are, and how fast each one learns."""

import math
from dataclasses import dataclass

from ..configs.finetune import TrainConfig


@dataclass(frozen=True)
class Schedule:
    """The course of a run.

    Attributes:
        steps_per_epoch: steps in which every row is met once; with Poisson sampling in expectation.
        total_steps: steps in all.
        evaluate_every: steps between evaluations.
    """

    steps_per_epoch: float
    total_steps: int
    evaluate_every: int

    def is_evaluation(self, steps: int) -> bool:
        """Tell whether the model is evaluated after this many steps."""
        return steps % self.evaluate_every == 0 or steps == self.total_steps


def make_schedule(config: TrainConfig, *, rows: int, private: bool) -> Schedule:
    """Return the schedule for a number of training rows.

    Example:
        >>> make_schedule(TrainConfig(batch_size=32, epochs=2), rows=100, private=False).total_steps
        8
    """
    per_epoch = rows / config.batch_size if private else math.ceil(rows / config.batch_size)
    return Schedule(
        steps_per_epoch=per_epoch,
        total_steps=max(1, math.ceil(config.epochs * per_epoch - 1e-9)),
        evaluate_every=max(1, round(config.evaluate_every * per_epoch)),
    )


def learning_rate(config: TrainConfig, *, step: int, total_steps: int) -> float:
    """Return the learning rate of a step (from 0): a linear rise, then the schedule.

    Example:
        >>> [learning_rate(TrainConfig(learning_rate=1.0), step=step, total_steps=4) for step in range(4)]
        [1.0, 0.75, 0.5, 0.25]
    """
    warmup = math.ceil(config.warmup_fraction * total_steps)
    if step < warmup:
        return config.learning_rate * (step + 1) / (warmup + 1)
    done = (step - warmup) / max(1, total_steps - warmup)
    match config.schedule:
        case "constant":
            return config.learning_rate
        case "linear":
            return config.learning_rate * (1 - done)
        case "cosine":
            return config.learning_rate * (1 + math.cos(math.pi * done)) / 2
