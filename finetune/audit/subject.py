"""The subject of an audit: a finished run, the model that it began with, and what the accountant claims for it."""

import json
from dataclasses import dataclass
from pathlib import Path

from ...configs.finetune import FinetuneConfig
from ...core.errors import GuardError, UsageError
from ..accountants import Steps, group_epsilon
from ..base_weights import require_same_base
from ..data import Dataset, load_dataset
from ..metrics_log import METRICS_FILE
from ..model import Learner, load_learner, load_run
from ..prepare import choose_device
from ..report import FinetuneReport
from ..run_folder import label_names, load_report, load_run_config
from ..tasks import Task, make_task
from .canaries import Canaries, load_canaries
from .report import AuditReport

_ROWS_AT_A_TIME = 16  # where the run does not say


@dataclass(frozen=True)
class Subject:
    """A finished run, loaded for attacks.

    Attributes:
        folder: of the run.
        config: of the run.
        report: of the run.
        task: what was learned.
        names: of the classes.
        model: as trained.
        base: the same before training, its new weights included.
        canaries: of the run.
        dataset: the training table, without canaries; None if it is not there.
    """

    folder: Path
    config: FinetuneConfig
    report: FinetuneReport
    task: Task
    names: list[str]
    model: Learner
    base: Learner
    canaries: Canaries | None
    dataset: Dataset | None

    @property
    def batch_size(self) -> int:
        """Sequences at a time."""
        return self.report.physical_batch_size or _ROWS_AT_A_TIME


def load_subject(run: Path, *, data: str | None, manifest: Path | None) -> Subject:
    """Load a run, the model that it began with, and its table if that is there.

    A head that began with class means has random weights in the base: the means know the rows.

    Raises:
        GuardError: the base model has other weights than the run began with, or the table is another.
    """
    report, config = load_report(run), load_run_config(run)
    task = make_task(config)
    names = list(label_names(run)) if report.labels else []
    model = config.model
    if model.method != "lora":  # an adapter's is looked at when it is loaded
        require_same_base(run, model.source)
    trained = load_run(run, task, model)
    base = load_learner(model, task, label_names=names, max_length=config.data.max_length, seed=config.train.seed)
    device = choose_device("auto")
    trained.module.to(device)
    base.module.to(device).eval()
    dataset = _dataset(config, report, task, data=data, manifest=manifest)
    return Subject(run, config, report, task, names, trained, base, load_canaries(run), dataset)


def _dataset(
    config: FinetuneConfig, report: FinetuneReport, task: Task, *, data: str | None, manifest: Path | None
) -> Dataset | None:
    if data is None and (config.data.path is None or not Path(config.data.path).is_file()):
        return None
    dataset = load_dataset(config, task, data=data, manifest=manifest)
    if dataset.sha256 != report.data_sha256:
        raise GuardError("the table is not the one that the run was trained on", hint="--data FILE names it")
    return dataset


def empty_report(subject: Subject) -> AuditReport:
    """Return a report that says what the run is, and claims, and nothing yet of attacks."""
    report, canaries = subject.report, subject.canaries
    measure_name, _ = subject.task.selection
    return AuditReport(
        run=str(subject.folder),
        task=report.task,
        method=report.method,
        data_sha256=report.data_sha256,
        masked=report.masked,
        epsilon=report.epsilon,
        delta=report.delta,
        claimed=_claimed(report, canaries),
        is_release=subject.config.privacy.noise_seed is None,
        canaries=None if canaries is None else canaries.counts(),
        shadows=0,
        course=read_course(subject.folder, measure_name),
        measure=measure_name,
    )


def _claimed(report: FinetuneReport, canaries: Canaries | None) -> float | None:
    """Return the epsilon that the accountant proves for all rows of one canary."""
    if report.epsilon is None:
        return None
    units = 1 if canaries is None or report.unit is not None else canaries.repetitions
    if units == 1:
        return report.epsilon
    assert report.noise_multiplier is not None
    assert report.sample_rate is not None
    assert report.delta is not None
    steps = Steps(report.noise_multiplier, report.sample_rate, report.steps)
    return group_epsilon(steps, units=units, delta=report.delta)


def read_course(folder: Path, measure_name: str) -> list[tuple[float | None, float]]:
    """Return epsilon (None without dp-sgd) and a measure at each evaluation of a run; nothing without its log.

    Raises:
        UsageError: the log is damaged.
    """
    path = folder / METRICS_FILE
    if not path.is_file():
        return []
    spent: dict[int, float] = {}
    found = []
    try:
        for line in path.read_text(encoding="ascii").splitlines():
            entry = json.loads(line)
            if entry["kind"] == "train" and "epsilon" in entry:
                spent[entry["step"]] = entry["epsilon"]
            if entry["kind"] == "validation" and measure_name in entry:
                found.append((spent.get(entry["step"]), float(entry[measure_name])))
    except (OSError, ValueError, TypeError, LookupError):
        raise UsageError(f"{path} is damaged", hint="remove it to audit without the course of training") from None
    return found
