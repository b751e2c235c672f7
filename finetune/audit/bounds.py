"""Lower bounds of epsilon from what an attack got right: what a guarantee below them could not have allowed."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
_GUESSED_SHARES = (0.1, 0.2, 0.5, 1.0)
_MOST_EPSILON = 64.0
_STEPS = 40  # halvings of the interval that holds the bound


@dataclass(frozen=True)
class EpsilonBound:
    """What one run proves.

    Attributes:
        epsilon: lower bound, 0 if nothing is proven.
        confidence: probability that it holds, over the coins.
        guesses: canaries that were guessed.
        right: guesses that were right.
        canaries: all that had a coin.
        provable: the bound had all guesses of the best choice been right: more could not have been proven.
    """

    epsilon: float
    confidence: float
    guesses: int
    right: int
    canaries: int
    provable: float


def one_run_bound(scores: NDArray[np.float64], members: NDArray[np.bool_], *, delta: float) -> EpsilonBound:
    """Bound epsilon from below by guessing coins in one run (Steinke, Nasr and Jagielski 2023, theorem 5.2).

    The highest scores are guessed to be planted, as many lowest ones not to be, and those between are not guessed.
    How many are guessed is tried in four ways, for which the confidence is divided (Bonferroni).

    Args:
        scores: higher for what looks planted, shape (canaries,).
        members: coins, shape (canaries,), each fair and drawn independently.
        delta: of the guarantee.
    """
    count = len(scores)
    level = (1 - CONFIDENCE) / len(_GUESSED_SHARES)
    order = np.argsort(-scores, kind="stable")
    found = []
    for share in _GUESSED_SHARES:
        half = max(1, int(count * share / 2))
        right = int(members[order[:half]].sum() + (~members[order[-half:]]).sum())
        found.append((epsilon_of_guesses(count, 2 * half, right, delta=delta, level=level), 2 * half, right))
    best = max(found)
    provable = max(epsilon_of_guesses(count, guesses, guesses, delta=delta, level=level) for _, guesses, _ in found)
    return EpsilonBound(best[0], CONFIDENCE, best[1], best[2], count, provable)


def epsilon_of_guesses(canaries: int, guesses: int, right: int, *, delta: float, level: float = 0.05) -> float:
    """Return the largest epsilon that so many right guesses rule out at a level of significance.

    Args:
        canaries: m, with a coin each.
        guesses: r of them guessed.
        right: v guesses right.
        delta: of the guarantee.
        level: chance of a wrong bound.

    Example:
        >>> round(epsilon_of_guesses(1000, 100, 100, delta=1e-5), 2)
        3.46
    """
    low, high = 0.0, _MOST_EPSILON
    if right_by_chance(canaries, guesses, right, epsilon=0.0, delta=delta) > level:
        return 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if right_by_chance(canaries, guesses, right, epsilon=middle, delta=delta) <= level:
            low = middle
        else:
            high = middle
    return low


def right_by_chance(canaries: int, guesses: int, right: int, *, epsilon: float, delta: float) -> float:
    """Bound the probability of so many right guesses against an (epsilon, delta)-private run.

    With p = e^epsilon / (1 + e^epsilon) it is at most P[Bin(r, p) >= v] + 2 m delta max_i P[v - i <= Bin < v] / i
    (Steinke et al. 2023, theorem 5.2).
    """
    from scipy.stats import binom

    law = binom(guesses, 1 / (1 + math.exp(-epsilon)))
    beta = float(law.sf(right - 1))
    steps = np.arange(1, canaries + 1)
    missed = law.cdf(right - 1) - law.cdf(right - 1 - steps)
    return float(min(1.0, beta + 2 * canaries * delta * float(np.max(missed / steps))))


def two_rates_bound(
    true_positives: int, positives: int, false_positives: int, negatives: int, *, delta: float, level: float = 0.05
) -> float:
    """Bound epsilon from below by the rates of an attack over independent runs (Nasr et al. 2021, section 3).

    Both rates are taken at the worse end of their interval (Clopper and Pearson 1934), at half the level each.

    Example:
        >>> round(two_rates_bound(490, 500, 5, 500, delta=1e-5), 3)
        3.727
    """
    low, _ = binomial_interval(true_positives, positives, level=level)
    _, high = binomial_interval(false_positives, negatives, level=level)
    return max(0.0, math.log(max(low - delta, 1e-300) / high))


def binomial_interval(hits: int, trials: int, *, level: float = 0.05) -> tuple[float, float]:
    """Return the interval of a probability from a count (Clopper and Pearson 1934), at `level` / 2 on each side.

    Example:
        >>> [round(end, 4) for end in binomial_interval(0, 10)]
        [0.0, 0.3085]
    """
    from scipy.stats import beta

    low = 0.0 if hits == 0 else float(beta.ppf(level / 2, hits, trials - hits + 1))
    high = 1.0 if hits == trials else float(beta.ppf(1 - level / 2, hits + 1, trials - hits))
    return low, high
