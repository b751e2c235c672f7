"""Membership scores: functions of losses that are higher for rows that a model was trained on."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .losses import logit_confidence

Array = NDArray[np.float64]
_LEAST_DEVIATION = 1e-3
_OWN_VARIANCE_FROM = 32  # models on a side from which a row's own variance is trusted (Carlini et al. 2022, VI-A)


@dataclass(frozen=True)
class Evidence:
    """What is known of the rows that an attack is to tell apart.

    Attributes:
        losses: of the model, shape (rows,).
        texts: for their complexity.
        base: losses of the model before training, shape (rows,).
        informed: the base can do the task; otherwise its new head makes its losses noise.
        expected: mean gain of made-up rows of the same kind that nobody trained on, shape (rows,); None for real rows.
        shadows: losses of shadow models, shape (models, rows); none without shadows.
        included: which of them were trained on which row, shape (models, rows).
    """

    losses: Array
    texts: Sequence[str]
    base: Array
    informed: bool
    expected: Array | None
    shadows: Array
    included: NDArray[np.bool_]


def membership_scores(evidence: Evidence) -> dict[str, Array]:
    """Return the scores of all attacks that the evidence allows, by name.

    `loss` (Yeom et al. 2018); `zlib`, the loss over the compressed length (Carlini et al. 2021); `reference`, the loss
    before training minus the one after (Carlini et al. 2021); `calibrated`, the gain minus the expected one (Watson et
    al. 2022); and with shadow models `lira` and `rmia`, which with the base model alone would order rows as `reference`
    does.
    """
    found = {
        "loss": -evidence.losses,
        "zlib": -evidence.losses / np.array([len(zlib.compress(text.encode())) for text in evidence.texts]),
        "reference": evidence.base - evidence.losses,
    }
    if evidence.expected is not None:
        found["calibrated"] = gains(evidence.losses, evidence.base, informed=evidence.informed) - evidence.expected
    if len(evidence.shadows):
        found["lira"] = lira(evidence.losses, evidence.shadows, evidence.included)
        found["rmia"] = rmia(evidence.losses, evidence.shadows)
    return found


def gains(losses: Array, base: Array, *, informed: bool) -> Array:
    """Return what training took off the losses, as far as that can be told, shape (rows,)."""
    return base - losses if informed else -losses


def lira(losses: Array, shadows: Array, included: NDArray[np.bool_]) -> Array:
    """Return the log-likelihood ratio of two Gaussians over logit-scaled confidences (Carlini et al. 2022).

    Rows that all shadow models have seen, or none, are judged by the other side alone. With few models the variance is
    that of all rows together.

    Args:
        losses: of the model, shape (rows,).
        shadows: of the shadow models, shape (models, rows).
        included: which models were trained on which rows, shape (models, rows).
    """
    own, others = logit_confidence(losses), logit_confidence(shadows)
    inside, outside = _side(others, included), _side(others, ~included)
    return np.asarray(_log_density(own, *inside) - _log_density(own, *outside))


def _side(confidences: Array, chosen: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Return mean and deviation by row of the chosen models' confidences; of all rows where a row has none."""
    count = chosen.sum(axis=0)
    everywhere = float(confidences[chosen].mean()) if chosen.any() else float(confidences.mean())
    mean = np.where(count > 0, (confidences * chosen).sum(axis=0) / np.maximum(count, 1), everywhere)
    squares = ((confidences - mean) ** 2 * chosen).sum(axis=0)
    pooled = np.sqrt(squares.sum() / max(1.0, float((count - 1).clip(min=0).sum())))
    own = np.sqrt(squares / np.maximum(count - 1, 1))
    deviation = np.where(count >= _OWN_VARIANCE_FROM, own, pooled)
    return mean, np.maximum(deviation, _LEAST_DEVIATION)


def _log_density(values: Array, mean: Array, deviation: Array) -> Array:
    return np.asarray(-np.log(deviation) - ((values - mean) / deviation) ** 2 / 2)


def rmia(losses: Array, references: Array) -> Array:
    """Return the share of all rows that a row beats in relative likelihood (Zarifzadeh et al. 2024, eq. 2, gamma 1).

    The ratio of a row is the probability that the model gives it over the mean that the reference models give it.

    Args:
        losses: of the model, shape (rows,).
        references: of reference models, shape (models, rows).

    Example:
        >>> rmia(np.array([1.0, 2.0, 3.0]), np.array([[2.0, 2.0, 2.0]])).tolist()
        [1.0, 0.5, 0.0]
    """
    lowest = references.min(axis=0)
    ratio = lowest - losses - np.log(np.exp(lowest - references).mean(axis=0))
    beaten = np.searchsorted(np.sort(ratio), ratio, side="left")
    return np.asarray(beaten / max(1, len(ratio) - 1))
