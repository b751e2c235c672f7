"""Everything that is checked and made before the first step, cheap things first."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from ..configs.finetune import FinetuneConfig
from ..core.errors import DataError, MissingError
from .available import MemoryMeter
from .batches import TokenizedExamples
from .clipping import ClippedGradients, Mode, choose_mode, make_clipping, make_gradients
from .data import Dataset, Part, group_units
from .distributed import ALONE, Processes
from .earlier import EarlierRun, find_earlier
from .features import class_means, start_from_means, with_features
from .measuring import find_physical_batch
from .model import Learner, checkpoint_activations, load_learner
from .pooled import LENGTH
from .precision import Precision, choose_precision
from .privacy import PrivacyPlan, make_plan
from .schedule import Schedule, make_schedule, resolve_learning_rate
from .selfcheck import attach_gradients
from .tasks import Task
from .tasks.token_classification import TokenClassification


@dataclass(frozen=True)
class Prepared:
    """Everything that was checked and made before the first step.

    `physical` is the number of rows that go through the model at a time, in each process. With dp-sgd `earlier` are
    the runs that the base model comes from.
    """

    config: FinetuneConfig
    dataset: Dataset
    learner: Learner
    train: TokenizedExamples
    validation: TokenizedExamples
    schedule: Schedule
    plan: PrivacyPlan | None
    mode: Mode | None
    gradients: ClippedGradients | None
    precision: Precision
    physical: int
    meter: MemoryMeter
    processes: Processes
    earlier: Sequence[EarlierRun]


def prepare(
    config: FinetuneConfig,
    task: Task,
    dataset: Dataset,
    *,
    processes: Processes = ALONE,
    physical: int | None = None,
    resumed: Path | None = None,
) -> Prepared:
    """Plan, load and check, cheap things first.

    Args:
        config: of the run.
        task: of the run.
        dataset: the same in all processes.
        processes: that train together.
        physical: rows at a time that a run which is resumed was started with; None: as configured.
        resumed: folder of the run that is resumed.
    """
    if config.train.threads is not None:
        torch.set_num_threads(config.train.threads)
    plan, schedule = None, None
    earlier: list[EarlierRun] = []
    if config.is_private:
        earlier = processes.from_first(lambda: find_earlier(config, dataset, resumed=resumed))
        units = count_units(dataset.train)
        schedule = make_schedule(config.train, rows=units, private=True)
        steps = schedule.total_steps
        plan = processes.from_first(
            lambda: make_plan(config.privacy, rows=units, batch_size=config.train.batch_size, total_steps=steps)
        )
        curvature = 1 / max(2, len(dataset.label_names)) if config.data.label_separator is None else 1 / 4
        train_config = resolve_learning_rate(
            config.train, plan, units=units, feature_length=LENGTH, curvature=curvature
        )
        config = config.model_copy(update={"train": train_config})
    learner = load_learner(
        config.model,
        task,
        label_names=dataset.label_names,
        max_length=config.data.max_length,
        seed=config.train.seed,
    )
    if isinstance(task, TokenClassification) and task.teacher is not None:
        task.teacher.prepare(learner)
    device = choose_device(config.train.device, processes)
    learner.module.to(device)
    if config.train.gradient_checkpointing:
        checkpoint_activations(learner)
    train, validation = (
        with_features(learner, encode_part(learner, part, dataset.label_names))
        for part in (dataset.train, dataset.validation)
    )
    if config.model.head_init == "class-means":
        start_from_means(learner, processes.from_first(lambda: class_means(learner, train)))
    processes.require_same(train.digest, "training rows")
    if schedule is None:
        schedule = make_schedule(config.train, rows=len(train), private=False)
    mode = None if plan is None else choose_mode(learner.module, config.privacy.grad_sample_mode)
    precision = choose_precision(config.train.precision, device=device, mode=mode)
    gradients = None
    if mode is not None:
        make = _gradients_maker(config, learner, mode, precision)
        gradients = attach_gradients(learner, train, make=make, seed=config.train.seed, precision=precision)
    meter = MemoryMeter(device)
    if physical is None:
        physical = find_physical_batch(
            config.train, learner, train, gradients=gradients, precision=precision, meter=meter, processes=processes
        )
    return Prepared(
        config,
        dataset,
        learner,
        train,
        validation,
        schedule,
        plan,
        mode,
        gradients,
        precision,
        physical,
        meter,
        processes,
        earlier,
    )


def count_units(part: Part) -> int:
    """Return the number of privacy units among some rows."""
    return len(part) if part.units is None else len(set(part.units))


def encode_part(learner: Learner, part: Part, labels: Sequence[str]) -> TokenizedExamples:
    """Return the sequences of some rows, all those of a unit's rows together.

    Raises:
        DataError: no row has anything to learn.
    """
    examples = learner.task.encode(learner.tokenizer, part.rows, labels)
    if part.rows and examples.unlearned == len(part.rows):
        raise DataError(f"{learner.task.nothing_to_learn}: there is nothing to learn, or to measure")
    if part.units is None:
        return examples
    units = [[sequence for row in rows for sequence in examples.units[row]] for rows in group_units(part.units)]
    return dataclasses.replace(examples, units=units)


def _gradients_maker(
    config: FinetuneConfig, learner: Learner, mode: Mode, precision: Precision
) -> Callable[[], ClippedGradients]:
    def make() -> ClippedGradients:
        module = learner.module
        clipping = make_clipping(module, config.privacy.clipping, config.privacy.clipping_function)
        return make_gradients(module, precision.applied_to(learner.task.losses), mode=mode, clipping=clipping)

    return make


def choose_device(wanted: str, processes: Processes = ALONE) -> torch.device:
    """Return the device to train on; of several processes on a machine each gets a CUDA device of its own.

    Raises:
        MissingError: CUDA was asked for and there is none.
    """
    if wanted == "cuda" and not torch.cuda.is_available():
        raise MissingError("there is no CUDA device", hint="train.device: auto")
    if wanted == "cpu" or not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda") if processes.size == 1 else torch.device("cuda", processes.local_rank)
