"""Everything that is checked and made before the first step, cheap things first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from ..configs.finetune import FinetuneConfig
from ..core.errors import MissingError
from .batches import TokenizedExamples
from .clipping import ClippedGradients, Mode, choose_mode, make_clipping, make_gradients
from .data import Dataset, Part, group_units
from .features import with_features
from .model import Learner, checkpoint_activations, load_learner
from .pooled import LENGTH
from .privacy import PrivacyPlan, make_plan
from .schedule import Schedule, make_schedule, resolve_learning_rate
from .selfcheck import attach_gradients
from .tasks import Task


@dataclass(frozen=True)
class Prepared:
    """Everything that was checked and made before the first step."""

    config: FinetuneConfig
    dataset: Dataset
    learner: Learner
    train: TokenizedExamples
    validation: TokenizedExamples
    schedule: Schedule
    plan: PrivacyPlan | None
    mode: Mode | None
    gradients: ClippedGradients | None


def prepare(config: FinetuneConfig, task: Task, dataset: Dataset) -> Prepared:
    """Plan, load and check, cheap things first."""
    if config.train.threads is not None:
        torch.set_num_threads(config.train.threads)
    plan, schedule = None, None
    if config.is_private:
        units = count_units(dataset.train)
        schedule = make_schedule(config.train, rows=units, private=True)
        plan = make_plan(
            config.privacy, rows=units, batch_size=config.train.batch_size, total_steps=schedule.total_steps
        )
        train_config = resolve_learning_rate(config.train, plan, units=units, feature_length=LENGTH)
        config = config.model_copy(update={"train": train_config})
    learner = load_learner(
        config.model,
        task,
        label_names=dataset.label_names,
        max_length=config.data.max_length,
        seed=config.train.seed,
    )
    learner.module.to(choose_device(config.train.device))
    if config.train.gradient_checkpointing:
        checkpoint_activations(learner)
    train, validation = (
        with_features(learner, encode_part(learner, part, dataset.label_names))
        for part in (dataset.train, dataset.validation)
    )
    if schedule is None:
        schedule = make_schedule(config.train, rows=len(train), private=False)
    mode, gradients = None, None
    if plan is not None:
        mode = choose_mode(learner.module, config.privacy.grad_sample_mode)
        gradients = attach_gradients(
            learner, train, make=_gradients_maker(config, learner, mode), seed=config.train.seed
        )
    return Prepared(config, dataset, learner, train, validation, schedule, plan, mode, gradients)


def count_units(part: Part) -> int:
    """Return the number of privacy units among some rows."""
    return len(part) if part.units is None else len(set(part.units))


def encode_part(learner: Learner, part: Part, labels: Sequence[str]) -> TokenizedExamples:
    """Return the sequences of some rows, all those of a unit's rows together."""
    examples = learner.task.encode(learner.tokenizer, part.rows, labels)
    if part.units is None:
        return examples
    units = [[sequence for row in rows for sequence in examples.units[row]] for rows in group_units(part.units)]
    return TokenizedExamples(examples.ids, examples.labels, units)


def _gradients_maker(config: FinetuneConfig, learner: Learner, mode: Mode) -> Callable[[], ClippedGradients]:
    def make() -> ClippedGradients:
        module = learner.module
        clipping = make_clipping(module, config.privacy.clipping, config.privacy.clipping_function)
        return make_gradients(module, learner.task.losses, mode=mode, clipping=clipping)

    return make


def choose_device(wanted: str) -> torch.device:
    """Return the device to train on.

    Raises:
        MissingError: CUDA was asked for and there is none.
    """
    if wanted == "cuda" and not torch.cuda.is_available():
        raise MissingError("there is no CUDA device", hint="train.device: auto")
    if wanted == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(wanted)
