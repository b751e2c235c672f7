"""The stage: from a configuration and a masked table to a finished run folder."""

import contextlib
import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from safetensors import SafetensorError

from ..configs.finetune import FinetuneConfig
from ..core.errors import PrivmlError, UsageError
from ..core.files import mapped_os_errors
from .audit.canaries import CANARIES_FILE, Canaries, draw_canaries, dump_canaries, load_canaries, plant
from .card import render_card
from .checkpoint import Checkpoints, copy_weights
from .data import Dataset, describe_overlap, load_dataset
from .distributed import ALONE, Processes
from .earlier import with_base
from .events import TrainingEvent, ignore
from .metrics_log import anonymise_event_files
from .model import Learner, save_model, verify_saved
from .prepare import Prepared, prepare
from .privacy import open_ledger
from .randomness import PrivateRandomness
from .report import FinetuneReport
from .reservation import counted, ledger_epsilon, require_within
from .run_folder import (
    LEDGER_FILE,
    RunLock,
    check_run_folder,
    claim_run_folder,
    finish_run,
    is_complete,
    load_report,
    publish_files,
    require_unlocked,
    run_physical,
)
from .schedule import highest_rate
from .split import split_method
from .steps import PlainSteps, PrivateSteps, Stepper, make_optimizer
from .tasks import Task, make_task
from .trainer import CHECKPOINTS_FOLDER, Trainer, TrainingResult

__all__ = ["FinetuneReport", "TrainingEvent", "run_finetune"]

_PUBLISHING_FOLDER = "publishing.tmp"


def run_finetune(
    config: FinetuneConfig,
    *,
    data: str | None = None,
    manifest: Path | None = None,
    output: Path | None = None,
    resume: bool = False,
    force: bool = False,
    dry_run: bool = False,
    on_event: Callable[[TrainingEvent], None] = ignore,
    processes: Processes = ALONE,
) -> FinetuneReport:
    """Fine-tune a model on a masked table.

    Args:
        config: what to do.
        data: masked table, instead of `data.path`; `-` is standard input.
        manifest: manifest of the table, instead of `data.manifest`.
        output: run folder, instead of `output.dir`.
        resume: go on with the run in the folder; a complete one is left as it is.
        force: replace an existing run.
        dry_run: do everything up to the first step and write nothing.
        on_event: told what happens, in the first process.
        processes: that train together; the first one alone reads the data and writes.

    Returns:
        The run's report, which also lies in the folder as `report.json`.

    Raises:
        UsageError: no data or folder, or the folder is taken.
        DataError: the table lacks what is needed.
        GuardError: no valid manifest, the budget cannot be met, the model's gradients cannot be protected, another
            process trains in the folder, or what it has spent is not what its ledgers say.
        MissingError: the base model is not there.
        TerminatedError: SIGTERM arrived; a checkpoint was saved.
    """
    started = time.monotonic()
    folder = _output_folder(config, output, dry_run=dry_run)
    with contextlib.nullcontext() if folder is None else RunLock(folder) as lock:
        first = processes.from_first
        if folder is not None:
            first(lambda: _enter(folder, lock, resume=resume, force=force, dry_run=dry_run))
        task = make_task(config)
        dataset = first(lambda: load_dataset(config, task, data=data, manifest=manifest))
        if dataset.overlap is not None and processes.is_first:
            on_event(_note(f"{describe_overlap(dataset.overlap, config)}: the metrics flatter"))
        if dataset.gaps is not None and processes.is_first:
            for gap in dataset.gaps.describe():
                on_event(_note(gap))
        physical = None
        if folder is not None and resume:
            first(lambda: claim_run_folder(folder, config, data_sha256=dataset.sha256, resume=True))
            if first(lambda: is_complete(folder)):
                return first(lambda: load_report(folder))
            physical = first(lambda: run_physical(folder))
        canaries = first(lambda: _canaries(config, task, dataset, folder if resume else None))
        if canaries is not None:
            dataset = plant(dataset, task, canaries)
        prepared = prepare(config, task, dataset, processes=processes, physical=physical)
        resumed = folder if resume else None
        first(
            lambda: require_within(
                config.privacy, prepared.plan, dataset.sha256, earlier=prepared.earlier, resumed=resumed
            )
        )
        if dry_run:
            return first(
                lambda: _report(
                    prepared, None, canaries, baseline=None, folder=None, seconds=time.monotonic() - started
                )
            )
        assert folder is not None
        assert lock is not None
        if not resume:
            first(lambda: _enter_new(folder, lock, force=force))
            rows, sha256 = prepared.physical, dataset.sha256
            files = {} if canaries is None else {CANARIES_FILE: dump_canaries(canaries)}
            first(
                lambda: claim_run_folder(folder, config, data_sha256=sha256, resume=False, physical=rows, files=files)
            )

        baseline = first(lambda: _baseline(prepared))  # before training changes the model

        def finish() -> FinetuneReport:
            report = _report(
                prepared, result, canaries, baseline=baseline, folder=folder, seconds=time.monotonic() - started
            )
            _publish(prepared, report, folder)
            on_event(_end_event(prepared, report, folder))
            return report

        with mapped_os_errors(folder), _safetensors_errors():
            result = train(prepared, folder, on_event if processes.is_first else ignore)
            return first(finish)


def _enter(folder: Path, lock: RunLock | None, *, resume: bool, force: bool, dry_run: bool) -> None:
    """Check that a run may use a folder, and keep others out of it if it is there."""
    assert lock is not None
    check_run_folder(folder, resume=resume, force=force)
    if dry_run:
        require_unlocked(folder)
    elif folder.exists() and not (resume and is_complete(folder)):
        lock.take()


def _enter_new(folder: Path, lock: RunLock, *, force: bool) -> None:
    """Take a new run's folder, unless another process has done so since the first look."""
    lock.take()
    check_run_folder(folder, resume=False, force=force)


def _output_folder(config: FinetuneConfig, output: Path | None, *, dry_run: bool) -> Path | None:
    if output is None and config.output.dir is None and not dry_run:
        raise UsageError("no run folder given", hint="-o FOLDER, or output.dir in the configuration")
    return output or (Path(config.output.dir) if config.output.dir is not None else None)


def _canaries(config: FinetuneConfig, task: Task, dataset: Dataset, resumed: Path | None) -> Canaries | None:
    """Return the run's canaries: those that a resumed run was started with, else new ones."""
    if config.audit.canaries is None:
        return None
    if resumed is None:
        return draw_canaries(config.audit.canaries, task, dataset.label_names)
    known = load_canaries(resumed)
    if known is None:
        raise UsageError(f"{resumed / CANARIES_FILE} is missing", hint="--force starts the run again")
    return known


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


@contextlib.contextmanager
def _safetensors_errors() -> Iterator[None]:
    """Raise OSError for failures of writing, which safetensors reports as its own error."""
    try:
        yield
    except SafetensorError as error:
        code = errno.ENOSPC if "No space left" in str(error) else errno.EIO
        raise OSError(code, os.strerror(code)) from None


def _baseline(prepared: Prepared) -> dict[str, float] | None:
    """Return what needs no training: a language model's own measures, or those of answering without a model."""
    learner, dataset = prepared.learner, prepared.dataset
    if not len(dataset.validation):
        return None
    if learner.task.has_new_head:
        return learner.task.baseline(dataset.train.rows, dataset.validation.rows)
    learner.module.eval()
    return learner.task.evaluate(learner, prepared.validation, batch_size=prepared.physical)


def _require_moved(before: dict[str, torch.Tensor], learner: Learner, result: TrainingResult) -> None:
    """Assert that training changed the weights that will be saved (a wrapper may train copies)."""
    after = copy_weights(learner)
    if result.updates and all(torch.equal(value, after[name]) for name, value in before.items()):
        raise PrivmlError("training did not change the weights of the model")


def _report(
    prepared: Prepared,
    result: TrainingResult | None,
    canaries: Canaries | None,
    *,
    baseline: dict[str, float] | None,
    folder: Path | None,
    seconds: float,
) -> FinetuneReport:
    plan, dataset, module = prepared.plan, prepared.dataset, prepared.learner.module
    steps = prepared.schedule.total_steps if result is None else result.steps
    composed = with_base(plan, prepared.earlier, steps=steps, unit=prepared.config.privacy.unit)
    return FinetuneReport(
        run=None if folder is None else str(folder),
        task=prepared.config.task,
        method=prepared.config.model.method,
        rows_train=len(dataset.train),
        rows_validation=len(dataset.validation),
        rows_dropped=dataset.dropped,
        canaries=None if canaries is None else canaries.counts(),
        labels=len(dataset.label_names),
        steps=steps,
        updates_lost=0 if result is None else result.steps - result.updates,
        selected_step=None if result is None else result.selected_step,
        metrics=None if result is None else result.metrics,
        baseline=baseline,
        unit=prepared.config.privacy.unit if plan is not None else None,
        units=None if plan is None else len(prepared.train.units),
        epsilon=None if plan is None else plan.epsilon(steps),
        epsilon_of_ledger=ledger_epsilon(prepared.config.privacy, plan),
        delta=None if plan is None else plan.delta,
        noise_multiplier=None if plan is None else plan.noise_multiplier,
        sample_rate=None if plan is None else plan.sample_rate,
        accountant=None if plan is None else plan.accountant,
        grad_sample_mode=prepared.mode,
        trainable_parameters=sum(p.numel() for p in prepared.learner.trainable.values()),
        parameters=sum(p.numel() for p in module.parameters()),
        masked=dataset.manifest is not None,
        data_sha256=dataset.sha256,
        manifest_sha256=dataset.manifest_sha256,
        seconds=round(seconds, 3),
        processes=prepared.processes.size,
        precision=prepared.precision.name,
        physical_batch_size=prepared.physical,
        noise_seed=None if plan is None else prepared.config.privacy.noise_seed,
        table_sha256=dataset.table_sha256,
        epsilon_with_base=composed[0],
        delta_with_base=composed[1],
        validation_shared=None if dataset.overlap is None else dataset.overlap.shared,
        split=split_method(prepared.config.data),
    )


def _publish(prepared: Prepared, report: FinetuneReport, folder: Path) -> None:
    """Write model, card and report, the report last, and remove the checkpoints."""
    aside = folder / _PUBLISHING_FOLDER
    aside.mkdir(exist_ok=True)
    save_model(prepared.learner, aside)
    verify_saved(prepared.learner, aside)
    publish_files(aside, folder)
    anonymise_event_files(folder)
    card = render_card(
        prepared.config,
        report,
        manifest=prepared.dataset.manifest,
        plan=prepared.plan,
        base=prepared.learner.location,
        earlier=prepared.earlier,
    )
    finish_run(folder, report, card)
    Checkpoints(folder / CHECKPOINTS_FOLDER).remove()


def _note(message: str) -> TrainingEvent:
    return TrainingEvent(kind="note", step=0, total_steps=0, epoch=0.0, message=message)


def _end_event(prepared: Prepared, report: FinetuneReport, folder: Path) -> TrainingEvent:
    return TrainingEvent(
        kind="end",
        step=report.steps,
        total_steps=prepared.schedule.total_steps,
        epoch=report.steps / prepared.schedule.steps_per_epoch,
        epsilon=report.epsilon,
        metrics=report.metrics,
        message=f"the run is complete in {folder}",
    )
