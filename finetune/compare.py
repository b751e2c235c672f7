"""Runs beside each other: what each protects, what it can do, what it cost."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..core.errors import UsageError
from .run_folder import load_report, load_run_config


@dataclass(frozen=True)
class ComparedRun:
    """One run.

    Attributes:
        run: folder.
        task: what was learned.
        model: base model.
        method: which part of it was trained.
        masked: a valid manifest stands behind the data.
        epsilon: spent; None without dp-sgd.
        delta: of the guarantee.
        unit: what the guarantee protects: `row`, or a column; None without dp-sgd.
        is_release: False if the noise came from a fixed seed.
        metrics: on the validation rows.
        steps: of training.
        trainable_parameters: weights that were trained.
        seconds: wall time.
        data_sha256: of the data.
    """

    run: str
    task: str
    model: str
    method: str
    masked: bool
    epsilon: float | None
    delta: float | None
    unit: str | None
    is_release: bool
    metrics: dict[str, float] | None
    steps: int
    trainable_parameters: int
    seconds: float
    data_sha256: str


@dataclass(frozen=True)
class Comparison:
    """Some runs.

    Attributes:
        runs: as they were named.
        same_data: all were trained on the same table with the same split.
    """

    runs: list[ComparedRun]
    same_data: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison for JSON."""
        return asdict(self)


def compare_runs(folders: Sequence[Path]) -> Comparison:
    """Read finished runs.

    Raises:
        UsageError: a run is not complete, or the tasks differ.
    """
    runs, splits = [], set()
    for folder in folders:
        report, config = load_report(folder), load_run_config(folder)
        splits.add((report.data_sha256, config.data.validation_fraction, config.train.seed, config.privacy.unit))
        runs.append(
            ComparedRun(
                run=str(folder),
                task=report.task,
                model=config.model.source,
                method=report.method,
                masked=report.masked,
                epsilon=report.epsilon,
                delta=report.delta,
                unit=None if report.epsilon is None else report.unit or "row",
                is_release=config.privacy.noise_seed is None,
                metrics=report.metrics,
                steps=report.steps,
                trainable_parameters=report.trainable_parameters,
                seconds=report.seconds,
                data_sha256=report.data_sha256,
            )
        )
    if len(tasks := sorted({run.task for run in runs})) > 1:
        raise UsageError(f"runs of different tasks cannot be compared: {', '.join(tasks)}")
    return Comparison(runs, len(splits) == 1)
