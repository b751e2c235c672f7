"""Runs beside each other: what each protects, what it can do, what it cost."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..core.errors import UsageError
from .audit.files import JSON_FILE
from .figures import draw_points, make_figure, save_figure
from .run_folder import load_report, load_run_config
from .tasks import make_task


@dataclass(frozen=True)
class AuditSummary:
    """An audit in short.

    Attributes:
        auc: highest AUC of all membership attacks; None if there was none.
        bound: lower bound of epsilon; None without canaries.
        exposure: highest mean exposure of planted secrets of a type, in bits; None without canaries.
        failures: how many limits were passed or guarantees disproved.
    """

    auc: float | None
    bound: float | None
    exposure: float | None
    failures: int


@dataclass(frozen=True)
class ComparedRun:
    """One run.

    Attributes:
        run: folder.
        task: what was learned.
        model: base model.
        method: which part of it was trained.
        masked: a valid manifest stands behind the data.
        epsilon: spent by this run; None without dp-sgd.
        delta: of the guarantee.
        epsilon_with_base: of this run and those on the same table that its base model comes from; None without any.
        delta_with_base: of that guarantee.
        unit: what the guarantee protects: `row`, or a column; None without dp-sgd.
        is_release: False if the noise came from a fixed seed.
        measure: the task's leading measure.
        metrics: on the validation rows.
        audit: what privml audit found; None if there was none.
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
    epsilon_with_base: float | None
    delta_with_base: float | None
    unit: str | None
    is_release: bool
    measure: str
    metrics: dict[str, float] | None
    audit: "AuditSummary | None"
    steps: int
    trainable_parameters: int
    seconds: float
    data_sha256: str

    @property
    def spent(self) -> float | None:
        """Epsilon of the model as a whole: with its base model's on the same table, if there is such a sum."""
        return self.epsilon if self.epsilon_with_base is None else self.epsilon_with_base

    @property
    def name(self) -> str:
        """The folder's name, for pictures; it says whether epsilon holds a base model's."""
        return Path(self.run).name + ("" if self.epsilon_with_base is None else " (with base)")


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
        how = (config.data.validation_fraction, config.train.seed, config.privacy.unit, report.split)
        splits.add((report.data_sha256, *(how if config.data.validation is None else ())))
        runs.append(
            ComparedRun(
                run=str(folder),
                task=report.task,
                model=config.model.source,
                method=report.method,
                masked=report.masked,
                epsilon=report.epsilon,
                delta=report.delta,
                epsilon_with_base=report.epsilon_with_base,
                delta_with_base=report.delta_with_base,
                unit=None if report.epsilon is None else report.unit or "row",
                is_release=config.privacy.noise_seed is None,
                measure=make_task(config).selection[0],
                metrics=report.metrics,
                audit=read_audit(folder),
                steps=report.steps,
                trainable_parameters=report.trainable_parameters,
                seconds=report.seconds,
                data_sha256=report.data_sha256,
            )
        )
    if len(tasks := sorted({run.task for run in runs})) > 1:
        raise UsageError(f"runs of different tasks cannot be compared: {', '.join(tasks)}")
    return Comparison(runs, len(splits) == 1)


def read_audit(folder: Path) -> AuditSummary | None:
    """Read what an audit of a run found; None if there is no report in its folder.

    Raises:
        UsageError: the report is damaged.
    """
    path = folder / JSON_FILE
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return AuditSummary(
            auc=max((attack["curve"]["auc"] for attack in found["attacks"]), default=None),
            bound=None if found["bound"] is None else found["bound"]["epsilon"],
            exposure=max((exposure["mean"] for exposure in found["exposure"]), default=None),
            failures=len(found["failures"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{path} is damaged or of another version", hint="privml audit RUN --force") from None


def draw_comparison(found: Comparison, path: Path, *, force: bool) -> None:
    """Draw utility over epsilon, and the best attack beside it where runs were audited.

    Raises:
        UsageError: the file exists or has another type; no run has a measure.
    """
    measured = [run for run in found.runs if run.metrics is not None]
    if not measured:
        raise UsageError("the runs have no validation metrics to draw")
    audited = [run for run in found.runs if run.audit is not None and run.audit.auc is not None]
    figure, axes = make_figure(4.5 * (2 if audited else 1), 3.4, 2 if audited else 1)
    measure = measured[0].measure
    values = [(run.name, run.spent, run.metrics[measure]) for run in measured if run.metrics]
    draw_points(axes[0], values, measure=measure)
    axes[0].set_title("utility on the validation rows", fontsize=9)
    if audited:
        attacks = [(r.name, r.spent, r.audit.auc) for r in audited if r.audit and r.audit.auc is not None]
        draw_points(axes[1], attacks, measure="AUC of the best attack")
        axes[1].axhline(0.5, color="#999999", linestyle=":")
        axes[1].set_title("membership inference (.5 is guessing)", fontsize=9)
    save_figure(figure, path, force=force)
