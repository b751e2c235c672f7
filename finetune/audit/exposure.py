"""Exposure of planted secrets: by how many bits the model makes them easier to guess."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Exposure:
    """Exposure of the canaries of one type, in bits.

    Attributes:
        type: of canary.
        planted: how many were planted.
        mean: over those.
        highest: over those.
        control: mean over canaries that were not planted; about 1.44 where nothing is remembered.
        base: mean of the planted ones under the model before training.
        possible: highest value that the number of candidates allows.
    """

    type: str
    planted: int
    mean: float
    highest: float
    control: float
    base: float
    possible: float


def exposures(losses: NDArray[np.float64], candidates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log2 |R| - log2 rank for each secret (Carlini et al. 2019, definition 2), in bits.

    R holds a secret and the candidates, which could have been drawn in its place; its rank counts from 1, the lowest
    loss, and ties count as half.

    Args:
        losses: of secrets, shape (secrets,).
        candidates: losses of the candidates, shape (candidates,).

    Example:
        >>> exposures(np.array([0.5, 9.0]), np.array([1.0, 2.0, 3.0])).tolist()
        [2.0, 0.0]
    """
    ordered = np.sort(candidates)
    lower = np.searchsorted(ordered, losses, side="left")
    not_higher = np.searchsorted(ordered, losses, side="right")
    rank = 1 + (lower + not_higher) / 2
    return np.asarray(np.log2(len(candidates) + 1) - np.log2(rank))


def summarise(
    kind: str,
    bits: NDArray[np.float64],
    base_bits: NDArray[np.float64],
    planted: NDArray[np.bool_],
    *,
    candidates: Sequence[int],
) -> Exposure:
    """Summarise a type.

    Args:
        kind: type of canary.
        bits: exposure of each canary of the type, shape (canaries,).
        base_bits: the same under the model before training.
        planted: coins, shape (canaries,).
        candidates: how many each had.
    """

    def mean(values: NDArray[np.float64]) -> float:
        return float(values.mean()) if len(values) else 0.0

    return Exposure(
        type=kind,
        planted=int(planted.sum()),
        mean=mean(bits[planted]),
        highest=float(bits[planted].max()) if planted.any() else 0.0,
        control=mean(bits[~planted]),
        base=mean(base_bits[planted]),
        possible=float(np.log2(max(candidates) + 1)),
    )
