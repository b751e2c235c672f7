"""Epsilon of Poisson-subsampled Gaussian steps, by several accountants; each gives an upper bound.

`prv` (Gopi et al. 2021) and `rdp` (Mironov et al. 2019) are Opacus's. `pld` (Koskela et al. 2020; Doroshenko et al.
2022) is dp-accounting's: tightest, slowest, and able to add up runs that differ.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..core.errors import GuardError
from .quiet import quiet_accountant

_GROUP_GRID = 1e-3  # coarser than usual, since mixtures take long; rounding is upwards, so the bound holds


@dataclass(frozen=True)
class Steps:
    """Equal steps of one run.

    Attributes:
        noise_multiplier: noise over clipping bound.
        sample_rate: probability of a unit to take part in a step.
        steps: how many.
    """

    noise_multiplier: float
    sample_rate: float
    steps: int


@lru_cache(maxsize=256)
def compute_epsilon(*, steps: int, noise_multiplier: float, sample_rate: float, delta: float, accountant: str) -> float:
    """Return an upper bound of epsilon for Poisson-subsampled Gaussian steps.

    Args:
        steps: number of steps, at least 1.
        noise_multiplier: noise over clipping bound.
        sample_rate: probability of a row to take part in a step, in (0, 1].
        delta: of the guarantee.
        accountant: `prv`, `rdp` or `pld`.

    Raises:
        GuardError: the accountant cannot compute it.
    """
    if accountant == "pld":
        return composed_epsilon([Steps(noise_multiplier, sample_rate, steps)], delta=delta)
    from opacus.accountants import create_accountant

    computing = create_accountant(mechanism=accountant)
    computing.history = [(noise_multiplier, sample_rate, steps)]
    try:
        with quiet_accountant() as is_doubtful:
            epsilon = float(computing.get_epsilon(delta=delta))
        if is_doubtful():  # another bound, which needs no integral
            epsilon = max(epsilon, composed_epsilon([Steps(noise_multiplier, sample_rate, steps)], delta=delta))
        if not math.isfinite(epsilon):
            raise OverflowError
        return epsilon
    except (ValueError, RuntimeError, MemoryError, OverflowError):
        raise _uncomputable(accountant, noise_multiplier) from None


def composed_epsilon(runs: Sequence[Steps], *, delta: float) -> float:
    """Return an upper bound of epsilon for all steps of several runs on the same data, by the PLD accountant.

    Raises:
        GuardError: the accountant cannot compute it.
    """
    from dp_accounting import dp_event
    from dp_accounting.pld import PLDAccountant

    accountant = PLDAccountant()
    try:
        with np.errstate(all="ignore"):  # what overflows is no finite epsilon
            for run in runs:
                if run.steps:
                    gaussian = dp_event.GaussianDpEvent(run.noise_multiplier)
                    accountant.compose(dp_event.PoissonSampledDpEvent(run.sample_rate, gaussian), run.steps)
            epsilon = float(accountant.get_epsilon(delta))
    except (ValueError, MemoryError, OverflowError):
        raise _uncomputable("pld", min(run.noise_multiplier for run in runs)) from None
    if not math.isfinite(epsilon):
        raise _uncomputable("pld", min(run.noise_multiplier for run in runs))
    return epsilon


def group_epsilon(steps: Steps, *, units: int, delta: float) -> float:
    """Return an upper bound of epsilon for several units that are added or removed together.

    Each is drawn on its own, so a step sees binomially many of them: a mixture of Gaussians, of sensitivities from 0 to
    `units` (Choquette-Choo et al. 2024, section 3), which PLD adds up. It is more than `units` times the epsilon of
    one, which holds at a larger delta.

    Raises:
        GuardError: the accountant cannot compute it.
    """
    if units == 1:
        return composed_epsilon([steps], delta=delta)
    from dp_accounting import dp_event
    from dp_accounting.pld import PLDAccountant
    from scipy.stats import binom

    counts = list(range(units + 1))
    shares = [float(share) for share in binom.pmf(counts, units, steps.sample_rate)]
    accountant = PLDAccountant(value_discretization_interval=_GROUP_GRID)
    try:
        step = dp_event.MixtureOfGaussiansDpEvent(steps.noise_multiplier, counts, shares)
        accountant.compose(step, steps.steps)
        epsilon = float(accountant.get_epsilon(delta))
    except (ValueError, MemoryError, OverflowError):
        raise _uncomputable("pld", steps.noise_multiplier) from None
    if not math.isfinite(epsilon):
        raise _uncomputable("pld", steps.noise_multiplier)
    return epsilon


def _uncomputable(accountant: str, noise_multiplier: float) -> GuardError:
    return GuardError(
        f"the {accountant} accountant cannot compute the epsilon of noise_multiplier {noise_multiplier:g}: it is too "
        "little, or memory is",
        hint="more noise" + ("" if accountant == "rdp" else "; or privacy.accountant: rdp"),
    )
