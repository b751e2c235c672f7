"""The audit: a finished run attacked in every way that its evidence allows, and a report of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ...core.errors import DataError, GuardError
from ...core.rounding import lower_bound, upper_bound
from ..data import read_rows
from ..split import split_method
from ..tasks.causal_lm import CausalLM
from ..tasks.token_classification import TokenClassification
from .attack import PRIMARY_SCORE, Measured, make_attacks, measure, measure_exposure
from .bounds import one_run_bound
from .extraction import search, write_samples
from .guessing import MaskedValue, infer, masked_values, reconstruct
from .report import AuditReport
from .shadows import Shadows, no_shadows, train_shadows
from .subject import Subject, empty_report, load_subject
from .targets import Targets, canary_targets, record_targets


@dataclass(frozen=True)
class AuditOptions:
    """How hard to try, and what is too much.

    Attributes:
        records: training and validation rows that are attacked, at most so many of each.
        candidates: secrets that each canary's is ranked among, at least.
        shadows: shadow models to train.
        samples: texts that a language model is made to write.
        values: masked values that are guessed, given the original table.
        max_auc: highest area under the ROC curve of any attack.
        max_exposure: highest mean exposure of the planted canaries of any type, in bits.
    """

    records: int = 1000
    candidates: int = 100
    shadows: int = 0
    samples: int = 100
    values: int = 200
    max_auc: float | None = None
    max_exposure: float | None = None


def run_audit(
    run: Path,
    *,
    data: str | None = None,
    manifest: Path | None = None,
    original: str | None = None,
    options: AuditOptions | None = None,
    on_stage: Callable[[str], None] = lambda message: None,
) -> AuditReport:
    """Attack a finished run.

    Args:
        run: run folder.
        data: the masked table that it was trained on; default: `data.path` of its configuration, if that is there.
        manifest: of the table.
        original: the table before masking, row by row the same.
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
    if options.shadows and subject.dataset is None:
        raise GuardError("shadow models need the training table", hint="--data FILE names it")
    report = empty_report(subject)
    targets = _targets(subject, options, report)
    shadows = _shadows(subject, targets, options, on_stage)
    for own, known in zip(targets, shadows, strict=True):
        on_stage(f"attacking {len(own):,} {own.kind}")
        after = measure(subject.model, own, subject.names, batch_size=subject.batch_size)
        before = measure(subject.base, own, subject.names, batch_size=subject.batch_size)
        _attack(report, own, after, before, known, informed=not subject.task.has_new_head)
    values = _masked_values(subject, data, original, options, report)
    _extract(report, subject, values, options, on_stage)
    _guess(report, subject, values, on_stage)
    _judge(report, options)
    report.seconds = round(time.monotonic() - started, 3)
    return report


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
    elif subject.report.split != split_method(subject.config.data):
        report.not_measured.append("membership of records: the run's version of privml split the table in another way")
    else:
        targets.append(record_targets(subject.dataset, count=options.records, seed=subject.config.train.seed))
    return targets


def _shadows(
    subject: Subject, targets: list[Targets], options: AuditOptions, on_stage: Callable[[str], None]
) -> list[Shadows]:
    if not options.shadows or subject.dataset is None:
        return [no_shadows(own) for own in targets]
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


def _attack(
    report: AuditReport, targets: Targets, after: Measured, before: Measured, shadows: Shadows, *, informed: bool
) -> None:
    report.shadows = len(shadows.losses)
    attacks, scores = make_attacks(targets, after, before, shadows, informed=informed)
    report.attacks += attacks
    if targets.kind == "canaries":
        delta = 0.0 if report.delta is None else report.delta
        report.bound = one_run_bound(scores[PRIMARY_SCORE], targets.members, delta=delta)
        report.exposure, report.bits = measure_exposure(targets, after, before)


def _extract(
    report: AuditReport,
    subject: Subject,
    values: list[MaskedValue],
    options: AuditOptions,
    on_stage: Callable[[str], None],
) -> None:
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
    if values:
        originals = sorted({value.value for value in values})
        report.extraction.append(search(written, source="originals", seen=originals, unseen=[]))


def _masked_values(
    subject: Subject, data: str | None, original: str | None, options: AuditOptions, report: AuditReport
) -> list[MaskedValue]:
    """Return values that masking replaced, given the table before it."""
    masked = data or subject.config.data.path
    if isinstance(subject.task, TokenClassification):
        report.not_measured.append("inference of masked values: annotations name places of the masked text alone")
        return []
    if original is None or subject.dataset is None or masked is None:
        report.not_measured.append("inference of masked values: the original table was not given (--original FILE)")
        return []
    tables = [read_rows(source, subject.config, subject.task) for source in (masked, original)]
    if len(tables[0]) != len(tables[1]):
        raise DataError("the original table and the masked one differ in their number of rows")
    found = masked_values(tables[0], tables[1], count=options.values, seed=subject.config.train.seed)
    if not found:
        report.not_measured.append("inference of masked values: no text differs from its original")
    return found


def _guess(report: AuditReport, subject: Subject, values: list[MaskedValue], on_stage: Callable[[str], None]) -> None:
    if not values:
        return
    on_stage(f"guessing {len(values):,} masked values")
    seed = subject.config.train.seed
    found = [infer(subject.model, subject.base, values, subject.names, batch_size=subject.batch_size, seed=seed)]
    if isinstance(subject.task, CausalLM):
        found.append(reconstruct(subject.model, subject.base, values))
    report.guessing += [guessing for guessing in found if guessing is not None]


def _judge(report: AuditReport, options: AuditOptions) -> None:
    """Enter the limits that were passed, and a guarantee that what was measured disproves."""
    bound, claimed = report.bound, report.claimed
    if bound is not None and claimed is not None and bound.epsilon > claimed:
        report.failures.append(
            f"the guarantee is broken: the attack proves an epsilon of {lower_bound(bound.epsilon)}, "
            f"and the accountant claims {upper_bound(claimed)}"
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
