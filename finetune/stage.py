"""The stage: from a configuration and a masked table to a finished run folder."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from ..configs.finetune import FinetuneConfig
from ..core.errors import PrivmlError, UsageError
from ..core.write_errors import mapped_os_errors
from .audit.canaries import Canaries, draw_canaries, dump_canaries, load_canaries, plant
from .base_weights import hash_base_weights
from .data import Dataset, load_dataset
from .distributed import ALONE, Processes
from .earlier import dump_bases
from .events import TrainingEvent, ignore
from .outcome import make_report, measure_baseline
from .prepare import Prepared, prepare
from .publishing import mapped_safetensors_errors, publish
from .remarks import remarks_on_data, remarks_on_preparation, remarks_on_replaced
from .report import FinetuneReport
from .reservation import require_within
from .run_folder import CANARIES_FILE, check_run_folder, claim_run_folder, is_complete, load_report, run_physical
from .run_lock import RunLock, require_unlocked
from .tasks import Task, make_task
from .training import train

__all__ = ["FinetuneReport", "TrainingEvent", "run_finetune"]


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
        tell = on_event if processes.is_first else ignore
        for remark in remarks_on_data(dataset, config):
            tell(_note(remark))
        physical = None
        if folder is not None and resume:
            first(
                lambda: claim_run_folder(
                    folder, config, data_sha256=dataset.sha256, weights=hash_base_weights(config), resume=True
                )
            )
            if first(lambda: is_complete(folder)):
                return first(lambda: load_report(folder))
            physical = first(lambda: run_physical(folder))
        canaries = first(lambda: _canaries(config, task, dataset, folder if resume else None))
        if canaries is not None:
            dataset = plant(dataset, task, canaries)
        resumed = folder if resume else None
        prepared = prepare(config, task, dataset, processes=processes, physical=physical, resumed=resumed)
        for remark in remarks_on_preparation(prepared):
            tell(_note(remark))
        first(
            lambda: require_within(
                config.privacy, prepared.plan, dataset.sha256, earlier=prepared.earlier, resumed=resumed
            )
        )
        if dry_run:
            return first(
                lambda: make_report(
                    prepared, None, canaries, baseline=None, folder=None, seconds=time.monotonic() - started
                )
            )
        assert folder is not None
        assert lock is not None
        if not resume:
            first(lambda: _enter_new(folder, lock, force=force))
            for remark in first(lambda: _remarks_on_replaced(folder)):
                tell(_note(remark))
            rows, sha256 = prepared.physical, dataset.sha256
            weights, files = first(lambda: (hash_base_weights(config), dump_bases(config)))
            files |= {} if canaries is None else {CANARIES_FILE: dump_canaries(canaries)}
            first(
                lambda: claim_run_folder(
                    folder,
                    config,
                    data_sha256=sha256,
                    weights=weights,
                    resume=False,
                    physical=rows,
                    files=files,
                )
            )

        baseline = first(lambda: measure_baseline(prepared))  # before training changes the model

        def finish() -> FinetuneReport:
            report = make_report(
                prepared, result, canaries, baseline=baseline, folder=folder, seconds=time.monotonic() - started
            )
            publish(prepared, report, folder)
            on_event(_end_event(prepared, report, folder))
            return report

        with mapped_os_errors(folder), mapped_safetensors_errors():
            result = train(prepared, folder, tell)
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


def _remarks_on_replaced(folder: Path) -> list[str]:
    try:
        return list(remarks_on_replaced(folder))
    except PrivmlError:
        return ["what the run that is replaced has spent is not known: its files are damaged"]


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
