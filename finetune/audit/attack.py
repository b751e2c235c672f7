"""Attacks on some rows: losses of the model, of its base and of shadow models, and what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model import Learner
from .curves import make_curve
from .exposure import Exposure, exposures, summarise
from .losses import row_losses
from .report import Attack
from .scores import Evidence, gains, membership_scores
from .shadows import Shadows
from .targets import Group, Targets, by_group

Array = NDArray[np.float64]
PRIMARY_SCORE = "calibrated"
"""The score that the bound of epsilon goes by; chosen before any model was looked at, or the bound would not hold."""


@dataclass(frozen=True)
class Measured:
    """Losses of rows and of the candidates of their groups.

    Attributes:
        losses: shape (rows,).
        candidates: by group, shape (candidates,).
    """

    losses: Array
    candidates: dict[Group, Array]


def measure(learner: Learner, targets: Targets, label_names: Sequence[str], *, batch_size: int) -> Measured:
    """Return what a model makes of the rows and candidates."""
    groups = list(targets.candidates)
    rows = [*targets.rows, *(row for group in groups for row in targets.candidates[group])]
    losses = row_losses(learner, rows, label_names, batch_size=batch_size)
    found, start = {}, len(targets)
    for group in groups:
        end = start + len(targets.candidates[group])
        found[group] = losses[start:end]
        start = end
    return Measured(losses[: len(targets)], found)


def expected_gains(targets: Targets, model: Measured, base: Measured, *, informed: bool) -> Array | None:
    """Return, for each row, the mean gain of its group's candidates, shape (rows,); None without groups."""
    if targets.groups is None:
        return None
    of_group = {
        group: float(gains(losses, base.candidates[group], informed=informed).mean())
        for group, losses in model.candidates.items()
    }
    return np.array([of_group[group] for group in targets.groups])


def make_attacks(
    targets: Targets, after: Measured, before: Measured, shadows: Shadows, *, informed: bool
) -> tuple[list[Attack], dict[str, Array]]:
    """Try all membership scores; returns the attacks and the scores, shape (rows,), by name.

    Args:
        targets: rows to be told apart.
        after: losses of the model.
        before: losses of its base.
        shadows: losses of shadow models.
        informed: the base can do the task.
    """
    members = targets.members
    scores = membership_scores(_evidence(targets, after, before, shadows, informed=informed))
    control = membership_scores(_evidence(targets, before, before, shadows, informed=False))
    attacks = [
        Attack(
            targets=targets.kind,
            score=name,
            members=int(members.sum()),
            others=int((~members).sum()),
            curve=make_curve(values[members], values[~members]),
            control_auc=_control(name, control, members),
        )
        for name, values in scores.items()
    ]
    return attacks, scores


def _control(name: str, scores: dict[str, Array], members: NDArray[np.bool_]) -> float | None:
    """Return the area under the curve of a score of the base model; None where it compares that model with itself."""
    return None if name == "reference" else make_curve(scores[name][members], scores[name][~members]).auc


def _evidence(targets: Targets, model: Measured, base: Measured, shadows: Shadows, *, informed: bool) -> Evidence:
    return Evidence(
        losses=model.losses,
        texts=targets.texts,
        base=base.losses,
        informed=informed,
        expected=expected_gains(targets, model, base, informed=informed),
        shadows=shadows.losses,
        included=shadows.included,
    )


def measure_exposure(
    targets: Targets, after: Measured, before: Measured
) -> tuple[list[Exposure], dict[str, list[float]]]:
    """Return exposure by type, and the bits of every canary, planted or not."""
    assert targets.groups is not None
    bits, base_bits = np.zeros(len(targets)), np.zeros(len(targets))
    for group, rows in by_group(targets.groups).items():
        bits[rows] = exposures(after.losses[rows], after.candidates[group])
        base_bits[rows] = exposures(before.losses[rows], before.candidates[group])
    kinds = np.array([kind for kind, _ in targets.groups])
    found = [
        summarise(
            str(kind),
            bits[kinds == kind],
            base_bits[kinds == kind],
            targets.members[kinds == kind],
            candidates=[len(values) for (own, _), values in after.candidates.items() if own == kind],
        )
        for kind in dict.fromkeys(kinds)
    ]
    split = {"planted": bits[targets.members], "not planted": bits[~targets.members]}
    return found, {name: [round(float(value), 3) for value in values] for name, values in split.items()}
