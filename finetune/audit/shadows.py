"""Shadow models: the same training with other coins, to learn how losses look with a row and without it."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...configs.finetune import FinetuneConfig
from ...core.seeds import derive_seed
from ..data import Dataset, Part
from ..events import ignore
from ..prepare import prepare
from ..run_folder import claim_run_folder
from ..tasks import make_task
from ..training import train
from .losses import row_losses
from .targets import Targets


@dataclass(frozen=True)
class Shadows:
    """Losses of shadow models on the rows of some targets.

    Attributes:
        losses: shape (models, rows).
        included: which models were trained on which rows, shape (models, rows).
    """

    losses: NDArray[np.float64]
    included: NDArray[np.bool_]


def no_shadows(targets: Targets) -> Shadows:
    """Return what is known without shadow models."""
    shape = (0, len(targets))
    return Shadows(np.zeros(shape), np.zeros(shape, dtype=bool))


def train_shadows(
    config: FinetuneConfig,
    dataset: Dataset,
    targets: list[Targets],
    *,
    models: int,
    repetitions: int,
    folder: Path,
    on_model: Callable[[int], None],
) -> list[Shadows]:
    """Train shadow models, each on a random half of the targets and on all other training rows.

    Args:
        config: of the audited run; a ledger is left alone, since shadow models are not published.
        dataset: without canaries.
        targets: rows whose losses are wanted.
        models: how many.
        repetitions: rows that a planted canary makes.
        folder: for files that training needs meanwhile.
        on_model: called with the number of finished models.

    Returns:
        The losses for each of the targets.
    """
    draw = np.random.default_rng(derive_seed(config.train.seed, "shadow coins"))
    included = [draw.random((models, len(own))) < 0.5 for own in targets]
    losses = [np.zeros((models, len(own))) for own in targets]
    for model in range(models):
        coins = [own[model] for own in included]
        shadow = replace(
            dataset, train=_training_part(dataset, targets, coins, repetitions), validation=_nothing(dataset)
        )
        with tempfile.TemporaryDirectory(dir=folder, prefix=".shadow-") as scratch:
            found = _train_one(_shadow_config(config, model), shadow, targets, Path(scratch) / "run")
        for own, values in zip(losses, found, strict=True):
            own[model] = values
        on_model(model + 1)
    return [Shadows(own, coins) for own, coins in zip(losses, included, strict=True)]


def _shadow_config(config: FinetuneConfig, model: int) -> FinetuneConfig:
    train_config = config.train.model_copy(
        update={
            "seed": derive_seed(config.train.seed, "shadow", model),
            "patience": None,
            "checkpoint_every_steps": None,
        }
    )
    noise_seed = None if config.privacy.noise_seed is None else config.privacy.noise_seed + 1 + model
    privacy = config.privacy.model_copy(update={"ledger": None, "max_epsilon": None, "noise_seed": noise_seed})
    return config.model_copy(update={"train": train_config, "privacy": privacy})


def _training_part(dataset: Dataset, targets: list[Targets], coins: list[NDArray[np.bool_]], repetitions: int) -> Part:
    """Return the training rows that are no targets, and the targets that the coins choose."""
    audited = {
        place
        for own in targets
        if own.kind == "records"
        for place, member in zip(own.places, own.members, strict=True)
        if member
    }
    kept = [row for row in range(len(dataset.train)) if row not in audited]
    rows = [dataset.train.rows[row] for row in kept]
    units = (
        [str(number) for number in range(len(rows))]
        if dataset.train.units is None
        else [dataset.train.units[row] for row in kept]
    )
    for own, chosen in zip(targets, coins, strict=True):
        times = repetitions if own.kind == "canaries" else 1
        for number in np.flatnonzero(chosen):
            rows += [own.rows[number]] * times
            units += [f"\0{own.kind} {number}"] * times
    return Part(rows, None if dataset.train.units is None else units)


def _nothing(dataset: Dataset) -> Part:
    return Part([], None if dataset.train.units is None else [])


def _train_one(
    config: FinetuneConfig, dataset: Dataset, targets: list[Targets], folder: Path
) -> list[NDArray[np.float64]]:
    claim_run_folder(folder, config, data_sha256=dataset.sha256, resume=False)
    prepared = prepare(config, make_task(config), dataset)
    train(prepared, folder, ignore)
    return [
        row_losses(prepared.learner, own.rows, dataset.label_names, batch_size=prepared.physical) for own in targets
    ]
