"""What a run would cost, before it is run: noise, epsilon, time and memory."""

import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch

from ..configs.finetune import FinetuneConfig
from ..core.errors import GuardError, UsageError
from .audit.canaries import draw_canaries, plant
from .batches import Collator, physical_batches
from .data import Dataset, load_dataset
from .earlier import EarlierRun, find_earlier, with_base
from .prepare import Prepared, count_units, prepare
from .privacy import PrivacyPlan, make_plan
from .randomness import KeyStream
from .remarks import remarks_on_data, remarks_on_preparation
from .reservation import require_within
from .schedule import make_schedule
from .steps import make_optimizer
from .tasks import make_task

_MEASURED = 4  # physical batches, cut from a sample by length as in training
_EPOCHS_SHOWN = 12


@dataclass(frozen=True)
class Point:
    """The plan of one configuration.

    Attributes:
        setting: what distinguishes it in a sweep.
        steps: in all.
        epsilon: at the end; None without dp-sgd.
        noise_multiplier: noise over clipping bound.
        noise_per_unit: noise multiplier over batch size: the noise of an update measured in clipping bounds.
        sample_rate: probability of a unit to take part in a step.
        refused: why a run with it would be refused; None if it would not.
    """

    setting: str
    steps: int
    epsilon: float | None
    noise_multiplier: float | None
    noise_per_unit: float | None
    sample_rate: float | None
    refused: str | None = None


@dataclass(frozen=True)
class PlanReport:
    """What a run would cost.

    Attributes:
        rows_train: training rows.
        units: privacy units among them; without dp-sgd the rows.
        steps_per_epoch: in expectation.
        point: noise and epsilon of the configuration.
        delta: of the guarantee.
        accountant: how epsilon is computed.
        epsilon_with_base: of the run and those on the same table that its base model comes from; None without any.
        epsilon_by_epoch: epsilon after each of some epochs.
        sweep: plans of other values.
        seconds_per_step: estimated on this machine; None if not measured.
        seconds: of all steps, without evaluations.
        memory_mb: peak of this process, in 2**20 bytes; on CUDA that of the device.
        grad_sample_mode: how gradients would be clipped.
        trainable_parameters: weights that would be trained.
        physical_batch_size: rows that would go through the model at a time.
        precision: of the passes through the model.
        remarks: what a person should know before the run.
    """

    rows_train: int
    units: int
    steps_per_epoch: float
    point: Point
    delta: float | None
    accountant: str | None
    epsilon_with_base: float | None
    epsilon_by_epoch: dict[str, float]
    sweep: list[Point]
    seconds_per_step: float | None
    seconds: float | None
    memory_mb: float | None
    grad_sample_mode: str | None
    trainable_parameters: int | None
    physical_batch_size: int | None
    precision: str | None
    remarks: list[str]

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return asdict(self)


def plan_run(
    config: FinetuneConfig,
    *,
    data: str | None = None,
    manifest: Path | None = None,
    sweep: Sequence[tuple[str, FinetuneConfig]] = (),
    measure: bool = True,
) -> PlanReport:
    """Tell what a run would cost. Nothing is trained that is kept, and nothing is spent.

    Args:
        config: of the run.
        data: masked table, instead of `data.path`.
        manifest: of the table, instead of `data.manifest`.
        sweep: names and configurations to compare with it.
        measure: load the model and time a few physical batches.

    Raises:
        UsageError: no data is named.
        GuardError: no valid manifest, the budget cannot be met, the ledger or the limit has no room for the run, or the
            base model knows the table.
    """
    rows = _read_rows(config, data, manifest)
    dataset, units, earlier = rows.dataset, rows.units, rows.earlier
    schedule = make_schedule(config.train, rows=units, private=config.is_private)
    plan = _plan_of(config, units) if config.is_private else None
    require_within(config.privacy, plan, dataset.sha256, earlier=earlier)
    points = [
        _swept(other, name, rows if _reads_the_same(other, config) else _read_rows(other, data, manifest))
        for name, other in sweep
    ]
    prepared = _prepared(config, dataset) if measure else None
    seconds = None if prepared is None else _seconds_per_step(prepared)
    return PlanReport(
        rows_train=len(dataset.train),
        units=units,
        steps_per_epoch=round(schedule.steps_per_epoch, 3),
        point=_point(config, units, "this configuration"),
        delta=None if plan is None else plan.delta,
        accountant=None if plan is None else plan.accountant,
        epsilon_with_base=_with_base(config, plan, earlier),
        epsilon_by_epoch={} if plan is None else _by_epoch(plan, schedule.steps_per_epoch),
        sweep=points,
        seconds_per_step=None if seconds is None else round(seconds, 3),
        seconds=None if seconds is None else round(seconds * schedule.total_steps, 1),
        memory_mb=None if prepared is None else round(prepared.meter.peak() / 2**20, 1),
        grad_sample_mode=None if prepared is None else prepared.mode,
        trainable_parameters=None if prepared is None else sum(p.numel() for p in prepared.learner.trainable.values()),
        physical_batch_size=None if prepared is None else prepared.physical,
        precision=None if prepared is None else prepared.precision.name,
        remarks=[
            *remarks_on_data(dataset, config),
            *([] if prepared is None else remarks_on_preparation(prepared)),
        ],
    )


@dataclass(frozen=True)
class _Rows:
    """What a configuration reads: its rows, how many units they are, and the runs that its base model comes from."""

    config: FinetuneConfig
    dataset: Dataset
    units: int

    @cached_property
    def earlier(self) -> Sequence[EarlierRun]:
        return find_earlier(self.config, self.dataset) if self.config.is_private else []


def _read_rows(config: FinetuneConfig, data: str | None, manifest: Path | None) -> _Rows:
    task = make_task(config)
    dataset = load_dataset(config, task, data=data, manifest=manifest)
    if config.audit.canaries is not None:
        dataset = plant(dataset, task, draw_canaries(config.audit.canaries, task, dataset.label_names))
    return _Rows(config, dataset, count_units(dataset.train))


def _reads_the_same(config: FinetuneConfig, other: FinetuneConfig) -> bool:
    """Tell whether two configurations have the same rows, units and earlier runs."""
    first, second = (
        (
            known.task,
            known.data,
            known.audit,
            known.privacy.unit,
            known.privacy.max_unit_rows,
            known.is_private,
            known.train.seed,
            known.train.teacher,
            known.model.source,
        )
        for known in (config, other)
    )
    return first == second


def _with_base(config: FinetuneConfig, plan: PrivacyPlan | None, earlier: Sequence[EarlierRun]) -> float | None:
    if plan is None:
        return None
    epsilon, _ = with_base(plan, earlier, steps=plan.total_steps, unit=config.privacy.unit)
    return epsilon


def _plan_of(config: FinetuneConfig, units: int) -> PrivacyPlan:
    steps = make_schedule(config.train, rows=units, private=True).total_steps
    return make_plan(config.privacy, rows=units, batch_size=config.train.batch_size, total_steps=steps)


def _point(config: FinetuneConfig, units: int, setting: str) -> Point:
    steps = make_schedule(config.train, rows=units, private=config.is_private).total_steps
    if not config.is_private:
        return Point(setting, steps, None, None, None, None)
    plan = _plan_of(config, units)
    return Point(
        setting=setting,
        steps=steps,
        epsilon=plan.epsilon(steps),
        noise_multiplier=round(plan.noise_multiplier, 4),
        noise_per_unit=round(plan.noise_multiplier / min(config.train.batch_size, units), 6),
        sample_rate=round(plan.sample_rate, 6),
    )


def _swept(config: FinetuneConfig, setting: str, rows: _Rows) -> Point:
    """Return a point of a sweep; one that a run would be refused for says so, and the others stand."""
    try:
        if config.is_private:
            require_within(config.privacy, _plan_of(config, rows.units), rows.dataset.sha256, earlier=rows.earlier)
        return _point(config, rows.units, setting)
    except GuardError as error:
        steps = make_schedule(config.train, rows=rows.units, private=True).total_steps
        hint = "" if error.hint is None else f" ({error.hint})"
        return Point(setting, steps, None, None, None, None, refused=f"{error.message}{hint}")


def _by_epoch(plan: PrivacyPlan, steps_per_epoch: float) -> dict[str, float]:
    """Return epsilon after whole epochs, about a dozen of them, and at the end."""
    epochs = int(plan.total_steps / steps_per_epoch + 1e-9)
    every = max(1, -(-epochs // _EPOCHS_SHOWN))
    marks = {epoch: round(epoch * steps_per_epoch) for epoch in range(every, epochs + 1, every)}
    found = {str(epoch): plan.epsilon(max(1, steps)) for epoch, steps in marks.items()}
    return found | {"end": plan.epsilon(plan.total_steps)}


def _prepared(config: FinetuneConfig, dataset: Dataset) -> Prepared:
    return prepare(config, make_task(config), dataset)


def _seconds_per_step(prepared: Prepared) -> float:
    """Estimate a logical step: physical batches as many as it takes, and once noise and update."""
    train, learner, examples = prepared.config.train, prepared.learner, prepared.train
    learner.module.train()
    collate = Collator(learner)
    losses = prepared.precision.applied_to(learner.task.losses)
    at_once = min(prepared.physical, len(examples))
    sample = [index * len(examples) // (_MEASURED * at_once) for index in range(_MEASURED * at_once)]
    parts = list(physical_batches(examples, sample, at_once))
    total = 0.0
    for number, part in enumerate([parts[0], *parts]):
        batch = collate(examples, part)
        started = time.perf_counter()
        if prepared.gradients is not None:
            prepared.gradients.add(batch, prepared.config.privacy.max_grad_norm)
        else:
            losses(learner.module, batch).sum().backward()  # type: ignore[no-untyped-call]
        total += (time.perf_counter() - started) if number else 0.0  # the first one warms up
    rows_of_unit = len(examples) / len(examples.units) if prepared.plan is not None else 1.0
    units_at_once = min(train.batch_size, len(examples.units))
    return total / len(sample) * units_at_once * rows_of_unit + _update_seconds(prepared)


def _update_seconds(prepared: Prepared) -> float:
    """Time noise and update of a step; the weights are thrown away afterwards."""
    learner, train = prepared.learner, prepared.config.train
    optimizer = make_optimizer(learner, name=train.optimizer, learning_rate=1e-12, weight_decay=0.0)
    started = time.perf_counter()
    for parameter in learner.trainable.values():
        parameter.grad = torch.zeros_like(parameter)
        if prepared.plan is not None:
            KeyStream(os.urandom(32)).normal(parameter.numel())
    optimizer.step()
    return time.perf_counter() - started


def parse_sweep(text: str) -> tuple[str, list[str]]:
    """Return the key and the values of `epsilon=1,2,4,8`.

    `epsilon` is short for `privacy.target_epsilon`, `noise_multiplier`, `batch_size`, `epochs` for theirs.

    Raises:
        UsageError: it has another form.

    Example:
        >>> parse_sweep("epsilon=1,8")
        ('privacy.target_epsilon', ['1', '8'])
    """
    name, equals, values = text.partition("=")
    found = [value.strip() for value in values.split(",") if value.strip()]
    if not equals or not name.strip() or not found:
        raise UsageError(f"cannot read the sweep {text}", hint="for example --sweep epsilon=1,2,4,8")
    short = {
        "epsilon": "privacy.target_epsilon",
        "noise_multiplier": "privacy.noise_multiplier",
        "batch_size": "train.batch_size",
        "epochs": "train.epochs",
    }
    return short.get(name.strip(), name.strip()), found
