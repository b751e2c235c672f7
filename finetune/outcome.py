"""What a run came to: measured before training, counted at the end."""

from pathlib import Path

from .audit.canaries import Canaries
from .earlier import with_base
from .prepare import Prepared
from .report import FinetuneReport
from .reservation import spent_by_ledger
from .split import split_method
from .trainer import TrainingResult


def measure_baseline(prepared: Prepared) -> dict[str, float] | None:
    """Return what needs no training: a language model's own measures, or those of answering without a model."""
    learner, dataset = prepared.learner, prepared.dataset
    if not len(dataset.validation):
        return None
    if learner.task.has_new_head:
        return learner.task.baseline(dataset.train.rows, dataset.validation.rows)
    learner.module.eval()
    return learner.task.evaluate(learner, prepared.validation, batch_size=prepared.physical)


def make_report(
    prepared: Prepared,
    result: TrainingResult | None,
    canaries: Canaries | None,
    *,
    baseline: dict[str, float] | None,
    folder: Path | None,
    seconds: float,
) -> FinetuneReport:
    """Return the report of a run.

    Args:
        prepared: of the run.
        result: of training; None in a dry run, which tells what is planned.
        canaries: of the run.
        baseline: measured before training.
        folder: of the run.
        seconds: wall time so far.
    """
    plan, dataset, module = prepared.plan, prepared.dataset, prepared.learner.module
    of_ledger = spent_by_ledger(prepared.config.privacy, plan)
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
        epsilon_of_ledger=of_ledger[0],
        delta_of_ledger=of_ledger[1],
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
        rows_cut=prepared.train.cut,
        rows_unlearned=prepared.train.unlearned,
    )
