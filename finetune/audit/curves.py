"""How well an attack tells members from others: its ROC curve, read where it hurts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bounds import binomial_interval

_FALSE_POSITIVE_RATES = (0.01, 0.001)
_SHOWN_POINTS = 400


@dataclass(frozen=True)
class Rate:
    """True positives where few others are taken for members.

    Attributes:
        fpr: highest false-positive rate allowed.
        tpr: true-positive rate.
        low: lower end of its 95 % interval (Clopper and Pearson).
        high: upper end.
        resolved: there are enough others to tell such a rate; otherwise no other may be taken for a member at all.
    """

    fpr: float
    tpr: float
    low: float
    high: float
    resolved: bool


@dataclass(frozen=True)
class Curve:
    """An attack's success.

    Attributes:
        auc: probability that a member scores higher than another.
        auc_low: lower end of its 95 % interval.
        auc_high: upper end.
        rates: true-positive rates at low false-positive rates.
        points: false- and true-positive rates of the curve, for a picture.
    """

    auc: float
    auc_low: float
    auc_high: float
    rates: list[Rate]
    points: list[tuple[float, float]]


def make_curve(members: NDArray[np.float64], others: NDArray[np.float64]) -> Curve:
    """Compute the ROC curve of scores that should be higher for members.

    Args:
        members: scores of members, shape (members,).
        others: scores of non-members, shape (others,).
    """
    area, error = area_and_error(members, others)
    half = 1.959964 * error
    fpr, tpr = roc(members, others)
    return Curve(
        auc=area,
        auc_low=max(0.0, area - half),
        auc_high=min(1.0, area + half),
        rates=[_rate(members, others, limit) for limit in _FALSE_POSITIVE_RATES],
        points=_thinned(fpr, tpr),
    )


def area_and_error(members: NDArray[np.float64], others: NDArray[np.float64]) -> tuple[float, float]:
    """Return the area under the ROC curve and its standard error (DeLong et al. 1988), ties counted as half.

    Example:
        >>> area, error = area_and_error(np.array([2.0, 3.0, 4.0]), np.array([1.0, 2.5]))
        >>> round(area, 4)
        0.8333
    """
    placed = (_below(members, others) + _below(members, others, side="right")) / (2 * len(others))
    exceeded = 1 - (_below(others, members) + _below(others, members, side="right")) / (2 * len(members))
    variance = _variance(placed) / len(members) + _variance(exceeded) / len(others)
    return float(placed.mean()), float(np.sqrt(variance))


def roc(members: NDArray[np.float64], others: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return false- and true-positive rates at every threshold, from (0, 0) to (1, 1)."""
    thresholds = np.unique(np.concatenate([members, others]))[::-1]
    fpr = 1 - _below(thresholds, others) / len(others)
    tpr = 1 - _below(thresholds, members) / len(members)
    return np.concatenate([[0.0], fpr]), np.concatenate([[0.0], tpr])


def _below(values: NDArray[np.float64], among: NDArray[np.float64], *, side: str = "left") -> NDArray[np.float64]:
    """Count, for each value, those of `among` that are lower (`left`) or not higher (`right`)."""
    return np.searchsorted(np.sort(among), values, side=side).astype(np.float64)  # type: ignore[call-overload, no-any-return]


def _variance(values: NDArray[np.float64]) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0


def _rate(members: NDArray[np.float64], others: NDArray[np.float64], limit: float) -> Rate:
    allowed = int(limit * len(others))
    threshold = np.sort(others)[::-1][allowed] if allowed < len(others) else -np.inf
    hits = int((members > threshold).sum())
    low, high = binomial_interval(hits, len(members))
    return Rate(limit, hits / len(members), low, high, allowed > 0)


def _thinned(fpr: NDArray[np.float64], tpr: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return the corners of a curve, or some of them spread over the logarithm of its false-positive rates."""
    if len(fpr) > _SHOWN_POINTS:
        wanted = np.concatenate([[0.0], np.geomspace(max(fpr[fpr > 0].min(), 1e-6), 1.0, _SHOWN_POINTS)])
        keep = np.unique(np.searchsorted(fpr, wanted, side="right") - 1)
        fpr, tpr = np.concatenate([[0.0], fpr[keep]]), np.concatenate([[0.0], tpr[keep]])
    return [(round(float(x), 6), round(float(y), 6)) for x, y in zip(fpr, tpr, strict=True)]
