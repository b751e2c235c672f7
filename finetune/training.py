"""Training what was prepared: optimizer, steps and loop put together, and the weights checked at the end."""

from collections.abc import Callable
from pathlib import Path

import torch

from ..core.errors import GuardError, PrivmlError
from .checkpoint import copy_weights
from .events import TrainingEvent
from .model import Learner
from .prepare import Prepared
from .privacy import open_ledger
from .randomness import PrivateRandomness
from .reservation import counted
from .run_folder import LEDGER_FILE
from .schedule import highest_rate
from .steps import PlainSteps, PrivateSteps, Stepper, make_optimizer
from .trainer import Trainer, TrainingResult


def train(prepared: Prepared, folder: Path, on_event: Callable[[TrainingEvent], None]) -> TrainingResult:
    """Train what was prepared, from the folder's latest checkpoint if it has one; nothing is published."""
    config, learner, processes = prepared.config, prepared.learner, prepared.processes
    before = copy_weights(learner)
    optimizer = make_optimizer(
        learner,
        name=config.train.optimizer,
        learning_rate=highest_rate(config.train),
        weight_decay=config.train.weight_decay,
        momentum=config.train.momentum,
    )
    ledger = None
    stepper: Stepper
    if prepared.plan is None:
        stepper = PlainSteps(
            learner,
            optimizer,
            prepared.train,
            config.train,
            physical=prepared.physical,
            precision=prepared.precision,
            processes=processes,
        )
    else:
        assert prepared.gradients is not None
        ledger = open_ledger(folder / LEDGER_FILE, prepared.plan, processes)
        stepper = PrivateSteps(
            learner,
            optimizer,
            prepared.train,
            config.train,
            gradients=prepared.gradients,
            ledger=ledger,
            randomness=PrivateRandomness(config.privacy.noise_seed),
            max_unit_rows=config.privacy.max_unit_rows,
            physical=prepared.physical,
            processes=processes,
        )
    trainer = Trainer(
        learner=learner,
        optimizer=optimizer,
        stepper=stepper,
        schedule=prepared.schedule,
        validation=prepared.validation,
        config=config.train,
        folder=folder,
        ledger=ledger,
        on_event=on_event,
        processes=processes,
    )
    spent = ledger if processes.is_first else None
    steps = prepared.schedule.total_steps

    def tell_new(path: Path) -> None:
        on_event(TrainingEvent("note", 0, steps, 0.0, message=f"there was no ledger: a new one was made at {path}"))

    sha256 = prepared.dataset.sha256
    with counted(config.privacy, spent, folder=folder, data_sha256=sha256, earlier=prepared.earlier, on_new=tell_new):
        result = trainer.fit()
    _require_moved(before, learner, result)
    return result


def _require_moved(before: dict[str, torch.Tensor], learner: Learner, result: TrainingResult) -> None:
    """Assert that training changed the weights that will be saved (a wrapper may train copies)."""
    if result.steps and not result.updates:
        raise GuardError(
            f"all {result.steps:,} steps are paid for, and their updates were lost with a process that ended early: "
            "the weights are those of the base model",
            hint="--force starts again; what was spent adds up",
        )
    after = copy_weights(learner)
    if result.updates and all(torch.equal(value, after[name]) for name, value in before.items()):
        raise PrivmlError("training did not change the weights of the model")
