"""What a training run tells while it goes on."""

from dataclasses import dataclass
from typing import Literal

EventKind = Literal["start", "step", "memory", "evaluate", "checkpoint", "note", "end"]


@dataclass(frozen=True)
class TrainingEvent:
    """One thing that happened.

    Attributes:
        kind: what it is.
        step: steps done; with dp-sgd steps recorded.
        total_steps: planned steps.
        epoch: passes over the training rows so far.
        loss: mean loss of the step's rows; None for an empty batch.
        epsilon: upper bound of what has been spent; None without dp-sgd.
        metrics: on the validation rows, after an evaluation.
        message: for people.
    """

    kind: EventKind
    step: int
    total_steps: int
    epoch: float
    loss: float | None = None
    epsilon: float | None = None
    metrics: dict[str, float] | None = None
    message: str | None = None


def ignore(event: TrainingEvent) -> None:
    """Take no notice of an event."""
