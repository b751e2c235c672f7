"""While a private run goes on: is what acts on the weights what the accountant was told?

The self-check before training compares gradients. These checks watch the steps themselves: the clipped sum is no longer
than its units allow, the noise has the deviation that was planned, and the batches vary as Poisson samples do. Each
would raise a false alarm once in about 10^9 runs.
"""

import math
from collections.abc import Mapping

from torch import Tensor

from ..core.errors import GuardError
from .privacy import PrivacyPlan

_ROUNDING = 1e-4  # relative; float32 sums of many units
_DEVIATIONS = 6.5  # of a normal variable, two-sided about 1e-10
_ALARM = 1e-10  # probability of a false alarm, on each side
_FEWEST_STEPS = 20  # below, the variance of batch sizes tells nothing
_LEAST_VARIANCE = 1.0  # of a batch's size, below which its law is too far from normal, or all units are drawn
_FEWEST_VALUES = 100  # of a parameter, below which its noise is not judged alone


class MechanismCheck:
    """Watches the steps of one process.

    Args:
        plan: what the accountant was told.
        units: privacy units n.
    """

    def __init__(self, plan: PrivacyPlan, *, units: int) -> None:
        self._plan = plan
        self._units = units
        self._counts: list[int] = []

    def require_bounded(self, sums: Mapping[str, Tensor], *, drawn: int) -> None:
        """Raise GuardError if a clipped sum is longer than C times the units drawn."""
        norm = math.sqrt(sum(float(value.double().square().sum()) for value in sums.values()))
        if norm > drawn * self._plan.max_grad_norm * (1 + _ROUNDING):
            raise GuardError("the gradients of a step were not clipped: their sum is longer than its units allow")

    def require_noise(self, noise: Mapping[str, Tensor]) -> None:
        """Raise GuardError if a step's noise has another deviation than sigma C.

        The sum of squares of d values of variance s^2 is normal about d s^2 with variance 2 d s^4.
        """
        variance = (self._plan.noise_multiplier * self._plan.max_grad_norm) ** 2
        for name, value in noise.items():
            count = value.numel()
            if count < _FEWEST_VALUES:
                continue
            excess = float(value.double().square().sum()) / (count * variance) - 1
            if abs(excess) > _DEVIATIONS * math.sqrt(2 / count) * 1.5:  # the tails are a little heavier than normal
                raise GuardError(f"the noise on {name} does not have the deviation that was planned")

    def count(self, units: list[int]) -> None:
        """Take note of the units of a step, and judge all steps so far.

        Raises:
            GuardError: a unit was drawn twice, or batch sizes do not vary about q n as those of Poisson samples do.
        """
        if len(set(units)) < len(units):
            raise GuardError("a step drew the same privacy unit twice: its influence is not bounded")
        self._counts.append(len(units))
        if len(self._counts) >= _FEWEST_STEPS:
            self._judge()

    def _judge(self) -> None:
        from scipy.stats import chi2

        steps, rate = len(self._counts), self._plan.sample_rate
        mean, variance = self._units * rate, self._units * rate * (1 - rate)
        total = sum(self._counts)
        if abs(total - steps * mean) > _DEVIATIONS * math.sqrt(steps * variance) + _DEVIATIONS**2 / 3:
            raise GuardError("batches are not of the size that was accounted for: the sample rate is another one")
        if variance < _LEAST_VARIANCE:
            return
        spread = sum((count - mean) ** 2 for count in self._counts) / variance
        low, high = float(chi2.ppf(_ALARM, steps)), float(chi2.isf(_ALARM, steps))
        if not low <= spread <= high * (1 + _DEVIATIONS / mean):
            raise GuardError(
                "batches do not vary as Poisson samples do: the accountant's epsilon does not hold for them"
            )
