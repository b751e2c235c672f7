"""How many rows go through the model at a time, tried out on the model and the table's longest rows."""

from collections.abc import Callable

import torch

from ..configs.training.loop import TrainConfig
from .available import MemoryMeter
from .batches import Collator, TokenizedExamples, by_length
from .clipping import ClippedGradients
from .distributed import Processes
from .memory import measure_physical_batch, memory_budget, most_rows
from .model import Learner
from .precision import Precision


def find_physical_batch(
    config: TrainConfig,
    learner: Learner,
    examples: TokenizedExamples,
    *,
    gradients: ClippedGradients | None,
    precision: Precision,
    meter: MemoryMeter,
    processes: Processes,
) -> int:
    """Return the rows at a time as configured, or as many as fit into the memory of each process.

    The weights stay as they are, and so does the caller's random state.

    Args:
        config: says how many rows, or `auto`.
        learner: model to be trained.
        examples: the training rows.
        gradients: clip them; None without dp-sgd.
        precision: of training.
        meter: of the model's device.
        processes: that train together.

    Raises:
        MissingError: not even one row fits.
    """
    if config.physical_batch_size != "auto":
        return config.physical_batch_size
    device = next(learner.module.parameters()).device
    trained = sum(p.numel() for p in learner.trainable.values())
    budget = memory_budget(meter.available(), trained=trained, processes=processes)
    run = _trial(learner, examples, gradients, precision)

    def metered(rows: int) -> float:
        meter.start()
        return run(rows)

    was_training = learner.module.training
    learner.module.train()
    with torch.random.fork_rng():
        wanted = min(config.batch_size, len(examples))
        most = most_rows(wanted, device, processes, is_padded=examples.features is None)
        rows = measure_physical_batch(metered, used=meter.used, budget=budget, most=most)
    learner.module.train(was_training)
    return processes.least(rows)


def _trial(
    learner: Learner, examples: TokenizedExamples, gradients: ClippedGradients | None, precision: Precision
) -> Callable[[int], float]:
    """Return what takes the longest rows through the model as a step would, and leaves nothing behind."""
    collate, losses = Collator(learner), precision.applied_to(learner.task.losses)
    longest = by_length(examples, range(len(examples)))[::-1]

    def run(rows: int) -> float:
        batch = collate(examples, [longest[index % len(longest)] for index in range(rows)])
        if gradients is None:
            found = losses(learner.module, batch).sum()
            found.backward()  # type: ignore[no-untyped-call]
            learner.module.zero_grad(set_to_none=True)
            return float(found.detach())
        gradients.discard()
        loss = gradients.add(batch, 1.0)
        gradients.discard()
        return loss

    return run
