"""The audit: a finished run attacked in every way that its evidence allows, and a report of it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ...configs.finetune import FinetuneConfig
from ...core.errors import GuardError
from ..accountants import Steps, group_epsilon
from ..data import Dataset, load_dataset
from ..metrics_log import METRICS_FILE
from ..model import Learner, load_learner, load_run
from ..prepare import choose_device
from ..report import FinetuneReport
from ..run_folder import label_names, load_report, load_run_config
from ..tasks import Task, make_task
from ..tasks.causal_lm import CausalLM
from .attack import PRIMARY_SCORE, Measured, make_attacks, measure, measure_exposure
from .bounds import one_run_bound
from .canaries import Canaries, load_canaries
from .extraction import search, write_samples
from .report import AuditReport
from .shadows import Shadows, no_shadows, train_shadows
from .targets import Targets, canary_targets, record_targets


@dataclass(frozen=True)
class AuditOptions:
    """How hard to try, and what is too much.

    Attributes:
        records: training and validation rows that are attacked, at most so many of each.
        candidates: secrets that each canary's is ranked among, at least.
        shadows: shadow models to train.
        samples: texts that a language model is made to write.
        max_auc: highest area under the ROC curve of any attack.
        max_exposure: highest mean exposure of the planted canaries of any type, in bits.
    """

    records: int = 1000
    candidates: int = 250
    shadows: int = 0
    samples: int = 100
    max_auc: float | None = None
    max_exposure: float | None = None


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
        return self.config.train.physical_batch_size


def run_audit(
    run: Path,
    *,
    data: str | None = None,
    manifest: Path | None = None,
    options: AuditOptions | None = None,
    on_stage: Callable[[str], None] = lambda message: None,
) -> AuditReport:
    """Attack a finished run.

    Args:
        run: run folder.
        data: the masked table that it was trained on; default: `data.path` of its configuration, if that is there.
        manifest: of the table.
        options: how hard to try, and what is too much.
        on_stage: told what comes next.

    Raises:
        UsageError: the run is not complete.
        GuardError: the table is not the one that the run was trained on.
        MissingError: the base model is not there.
    """
    started = time.monotonic()
    options = options or AuditOptions()
    on_stage("loading the run")
    subject = load_subject(run, data=data, manifest=manifest)
    report = _empty_report(subject)
    targets = _targets(subject, options, report)
    shadows = _shadows(subject, targets, options, on_stage)
    for own, known in zip(targets, shadows, strict=True):
        on_stage(f"attacking {len(own):,} {own.kind}")
        after = measure(subject.model, own, subject.names, batch_size=subject.batch_size)
        before = measure(subject.base, own, subject.names, batch_size=subject.batch_size)
        _attack(report, own, after, before, known)
    _extract(report, subject, options, on_stage)
    _judge(report, options)
    report.seconds = round(time.monotonic() - started, 3)
    return report


def load_subject(run: Path, *, data: str | None, manifest: Path | None) -> Subject:
    """Load a run, the model that it began with, and its table if that is there."""
    report, config = load_report(run), load_run_config(run)
    task = make_task(config)
    names = list(label_names(run)) if report.labels else []
    model = config.model
    trained = load_run(run, task, method=model.method, source=model.source, allow_download=model.allow_download)
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


def _empty_report(subject: Subject) -> AuditReport:
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
    """Return epsilon (None without dp-sgd) and a measure at each evaluation of a run."""
    path = folder / METRICS_FILE
    if not path.is_file():
        return []
    spent: dict[int, float] = {}
    found = []
    for line in path.read_text(encoding="ascii").splitlines():
        entry = json.loads(line)
        if entry["kind"] == "train" and "epsilon" in entry:
            spent[entry["step"]] = entry["epsilon"]
        if entry["kind"] == "validation" and measure_name in entry:
            found.append((spent.get(entry["step"]), float(entry[measure_name])))
    return found


def _targets(subject: Subject, options: AuditOptions, report: AuditReport) -> list[Targets]:
    targets = []
    if subject.canaries is not None:
        targets.append(canary_targets(subject.task, subject.canaries, candidates=options.candidates))
    else:
        report.not_measured.append("canaries, exposure and a bound of epsilon: the run has no audit.canaries")
    if subject.dataset is None:
        report.not_measured.append("membership of records: the training table is not there (--data FILE)")
    elif not len(subject.dataset.validation):
        report.not_measured.append("membership of records: there were no validation rows to compare with")
    elif subject.config.data.validation is not None:
        report.not_measured.append("membership of records: the validation rows are of another table")
    else:
        targets.append(record_targets(subject.dataset, count=options.records, seed=subject.config.train.seed))
    return targets


def _shadows(
    subject: Subject, targets: list[Targets], options: AuditOptions, on_stage: Callable[[str], None]
) -> list[Shadows]:
    if not options.shadows or not targets:
        return [no_shadows(own) for own in targets]
    if subject.dataset is None:
        raise GuardError("shadow models need the training table", hint="--data FILE names it")
    on_stage(f"training {options.shadows} shadow models")
    return train_shadows(
        subject.config,
        subject.dataset,
        targets,
        models=options.shadows,
        repetitions=1 if subject.canaries is None else subject.canaries.repetitions,
        folder=subject.folder,
        on_model=lambda number: on_stage(f"shadow model {number} of {options.shadows} is trained"),
    )


def _attack(report: AuditReport, targets: Targets, after: Measured, before: Measured, shadows: Shadows) -> None:
    report.shadows = len(shadows.losses)
    attacks, scores = make_attacks(targets, after, before, shadows)
    report.attacks += attacks
    if targets.kind == "canaries":
        delta = 0.0 if report.delta is None else report.delta
        report.bound = one_run_bound(scores[PRIMARY_SCORE], targets.members, delta=delta)
        report.exposure, report.bits = measure_exposure(targets, after, before)


def _extract(report: AuditReport, subject: Subject, options: AuditOptions, on_stage: Callable[[str], None]) -> None:
    if not isinstance(subject.task, CausalLM) or not options.samples:
        return
    on_stage(f"making the model write {options.samples:,} texts")
    written = write_samples(
        subject.model,
        subject.base,
        subject.task,
        subject.canaries,
        count=options.samples,
        seed=subject.config.train.seed,
    )
    records = [] if subject.canaries is None else subject.canaries.records
    if records:
        seen, unseen = ([r.secret for r in records if r.planted is planted] for planted in (True, False))
        report.extraction.append(search(written, source="canaries", seen=seen, unseen=unseen))


def _judge(report: AuditReport, options: AuditOptions) -> None:
    """Enter the limits that were passed, and a guarantee that what was measured disproves."""
    bound, claimed = report.bound, report.claimed
    if bound is not None and claimed is not None and bound.epsilon > claimed:
        report.failures.append(
            f"the guarantee is broken: the attack proves an epsilon of {bound.epsilon:.3g}, "
            f"and the accountant claims {claimed:.3g}"
        )
    if options.max_auc is not None:
        report.failures += [
            f"the attack {attack.score} on {attack.targets} has an AUC of {attack.curve.auc:.3f}, "
            f"over {options.max_auc:g}"
            for attack in report.attacks
            if attack.curve.auc > options.max_auc
        ]
    if options.max_exposure is not None:
        report.failures += [
            f"planted canaries of the type {exposure.type} have a mean exposure of {exposure.mean:.2f} bits, "
            f"over {options.max_exposure:g}"
            for exposure in report.exposure
            if exposure.mean > options.max_exposure
        ]
