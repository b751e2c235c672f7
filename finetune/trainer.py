"""The training loop.

Randomness is stateless: every step is seeded from the run's seed and its own number, so a resumed run needs no
generator state and equals an uninterrupted one.
"""

import contextlib
import math
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from ..configs.training.loop import TrainConfig
from ..core.errors import GuardError, TerminatedError
from .batches import TokenizedExamples
from .checkpoint import Checkpoints, TrainingState, copy_weights, put_weights, require_finite, weights_digest
from .distributed import ALONE, Processes
from .diverged import diverged
from .events import EventKind, TrainingEvent
from .metrics_log import MetricsLog, NoLog
from .model import Learner
from .privacy import EpsilonMeter, PrivacyLedger
from .run_folder import run_name
from .schedule import Schedule, learning_rate
from .steps import Stepper

CHECKPOINTS_FOLDER = "checkpoints"
_PRIVATE_CHECKPOINTS = 10  # of a private run, at least


@dataclass(frozen=True)
class TrainingResult:
    """How training ended.

    Attributes:
        steps: steps done; with dp-sgd steps paid for.
        updates: steps whose update is in the weights.
        metrics: of the weights that were kept, on the validation rows; None without any.
        selected_step: step of the best weights, if they were chosen by validation.
        stopped_early: patience ran out.
    """

    steps: int
    updates: int
    metrics: dict[str, float] | None
    selected_step: int | None
    stopped_early: bool


@dataclass
class Trainer:
    """Everything that the loop needs, made by `stage`."""

    learner: Learner
    optimizer: torch.optim.Optimizer
    stepper: Stepper
    schedule: Schedule
    validation: TokenizedExamples
    config: TrainConfig
    folder: Path
    ledger: PrivacyLedger | None
    on_event: Callable[[TrainingEvent], None]
    processes: Processes = ALONE

    def __post_init__(self) -> None:
        plan = None if self.ledger is None or not self.processes.is_first else self.ledger.plan
        self._meter = None if plan is None else EpsilonMeter(plan)

    def fit(self) -> TrainingResult:
        """Train from the latest checkpoint, or from the start, to the end.

        All processes take all steps; the first one alone writes, speaks and evaluates.

        Raises:
            TerminatedError: SIGTERM arrived; a checkpoint was saved.
            GuardError: a loss, a gradient or a weight is no number any more; the last checkpoint stays.
        """
        checkpoints = Checkpoints(self.folder / CHECKPOINTS_FOLDER, run_name(self.folder))
        state, best = checkpoints.restore(self.learner, self.optimizer)
        self._settle(state)
        self._agree(state)
        self._tell("start", state, message=self._start_message(state))
        self.learner.module.train()
        with torch.random.fork_rng(), _terminations() as arrived, self._open_log(state) as log:
            while state.step < self.schedule.total_steps and not state.stopped:
                rate = self._set_learning_rate(state.step)
                loss = self._take(state)
                state.step += 1
                state.updates += 1
                epsilon = self._epsilon(state)
                log.write("train", state.step, {"loss": loss, "learning_rate": rate, "epsilon": epsilon})
                self._tell("step", state, loss=loss)
                if len(self.validation) and self.schedule.is_evaluation(state.step):
                    metrics = self._evaluate(state)
                    log.write("validation", state.step, dict(metrics))
                    if self._is_best(state, metrics):
                        best = copy_weights(self.learner)
                terminated = self.processes.any(arrived())
                if self._is_checkpoint(state) or terminated:
                    self._save(checkpoints, state, best)
                    self._tell("checkpoint", state)
                if terminated:
                    raise self._terminated(state)
            if best is not None:
                put_weights(self.learner, best)
            final = self._evaluate(state, final=True) if len(self.validation) else None
            self.processes.barrier()
            if self.processes.any(arrived()):  # while it was evaluated; the last step has its checkpoint
                raise self._terminated(state)
        return TrainingResult(state.step, state.updates, final, state.best_step, state.stopped)

    def _terminated(self, state: TrainingState) -> TerminatedError:
        return TerminatedError(
            f"terminated after step {state.step:,} of {self.schedule.total_steps:,}; a checkpoint is saved",
            hint="--resume goes on from here",
        )

    def _take(self, state: TrainingState) -> float | None:
        physical = self.stepper.physical
        before = physical.rows
        loss = self.stepper.take(state.step)
        if physical.rows < before:
            self._tell("memory", state, message=f"memory ran out: {physical.rows:,} rows at a time from here on")
        return loss

    def _agree(self, state: TrainingState) -> None:
        """Let all processes start from the same checkpoint and the same weights."""
        if state.physical is not None:
            self.stepper.physical.rows = state.physical
        self.processes.require_same(state.step, "checkpoint")
        self.processes.require_same(state.updates, "checkpoint")
        if self.processes.size > 1:
            self.processes.require_same(weights_digest(self.learner.module.parameters()), "weights")

    def _open_log(self, state: TrainingState) -> MetricsLog | NoLog:
        return MetricsLog(self.folder, step=state.step) if self.processes.is_first else NoLog()

    def _save(self, checkpoints: Checkpoints, state: TrainingState, best: dict[str, torch.Tensor] | None) -> None:
        """Save a checkpoint, after a look whether the processes still have the same weights."""
        state.physical = self.stepper.physical.rows
        require_finite(self.learner)
        if self.processes.size > 1:
            self.processes.require_same(weights_digest(self.learner.trainable.values()), "weights")
        if self.processes.is_first:
            checkpoints.save(state, self.learner, self.optimizer, best)

    def _settle(self, state: TrainingState) -> None:
        """Bring the step count in line with the ledger: what was recorded is spent, even if its update was lost."""
        if self.ledger is None:
            return
        if self.ledger.steps < state.step:
            raise GuardError("the privacy ledger has fewer steps than the checkpoint: what was spent is not known")
        state.step = self.ledger.steps

    def _start_message(self, state: TrainingState) -> str:
        size, lost = self.processes.size, state.step - state.updates
        parts = [f"resumed at step {state.step:,}"] if state.step else []
        parts += [f"{lost:,} paid steps were lost"] if lost else []
        parts += [f"{self.stepper.physical.rows:,} rows at a time" + (f" in {size} processes" if size > 1 else "")]
        return ", ".join(parts)

    def _set_learning_rate(self, step: int) -> float:
        rate = learning_rate(self.config, step=step, total_steps=self.schedule.total_steps)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        return rate

    def _epsilon(self, state: TrainingState) -> float | None:
        return None if self._meter is None else self._meter.bound(state.step)

    def _evaluate(self, state: TrainingState, *, final: bool = False) -> dict[str, float]:
        learner, rows = self.learner, self.stepper.physical.rows
        learner.module.eval()
        metrics = self.processes.from_first(lambda: learner.task.evaluate(learner, self.validation, batch_size=rows))
        learner.module.train()
        if not all(map(math.isfinite, metrics.values())):
            raise diverged("the measures on the validation rows are not finite")
        if not final:
            self._tell("evaluate", state, metrics=metrics)
        return metrics

    def _is_best(self, state: TrainingState, metrics: dict[str, float]) -> bool:
        """Follow the best evaluation; True if this one is it and the weights are worth keeping."""
        if self.config.patience is None:
            return False
        measure, more_is_better = self.learner.task.selection
        score = metrics[measure] if more_is_better else -metrics[measure]
        if state.best_score is None or score > state.best_score:
            state.best_score, state.best_step, state.evaluations_without_gain = score, state.step, 0
            return True
        state.evaluations_without_gain += 1
        state.stopped = state.evaluations_without_gain >= self.config.patience
        return False

    def _is_checkpoint(self, state: TrainingState) -> bool:
        every = self.config.checkpoint_every_steps
        if every is not None and self.ledger is not None:  # what is paid for is lost with the process
            every = min(every, max(1, self.schedule.total_steps // _PRIVATE_CHECKPOINTS))
        is_last = state.step >= self.schedule.total_steps or state.stopped
        return is_last or (every is not None and state.step % every == 0)

    def _tell(
        self,
        kind: EventKind,
        state: TrainingState,
        *,
        loss: float | None = None,
        metrics: dict[str, float] | None = None,
        message: str | None = None,
    ) -> None:
        self.on_event(
            TrainingEvent(
                kind=kind,
                step=state.step,
                total_steps=self.schedule.total_steps,
                epoch=state.step / self.schedule.steps_per_epoch,
                loss=loss,
                epsilon=self._epsilon(state),
                metrics=metrics,
                message=message,
            )
        )


@contextlib.contextmanager
def _terminations() -> Iterator[Callable[[], bool]]:
    """Note SIGTERM instead of dying of it; yields a question whether it came. Other threads cannot."""
    arrived = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield arrived.is_set
        return
    before = signal.signal(signal.SIGTERM, lambda number, frame: arrived.set())
    try:
        yield arrived.is_set
    finally:
        signal.signal(signal.SIGTERM, before)
