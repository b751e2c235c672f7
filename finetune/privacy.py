"""The privacy guarantee: noise calibration, accounting and the ledger of steps.

DP-SGD (Abadi et al. 2016) with true Poisson sampling, neighbouring tables by adding or removing one row.
"""

import json
import math
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from ..configs.training.privacy import PrivacyConfig
from ..core.errors import GuardError
from ..core.outputs import OutputSet, flush
from ..core.rounding import upper_bound
from .accountants import compute_epsilon
from .distributed import Processes

_GRID = 10  # epsilons computed over a run; between them the next higher one is reported
_TOLERANCE = 0.01  # of epsilon, relative where epsilon is below 1
_LEAST_NOISE = 0.1
_MOST_NOISE = 256.0  # with more, nothing is learned
_PRV_ERROR = 0.01  # Opacus adds this error of the PRV accountant to its epsilon, so that it is an upper bound


@dataclass(frozen=True)
class PrivacyPlan:
    """What a private run will do.

    Attributes:
        noise_multiplier: standard deviation of the noise over the clipping bound.
        sample_rate: probability q of a row to take part in a step.
        max_grad_norm: clipping bound C.
        delta: of the guarantee.
        accountant: how epsilon is computed.
        total_steps: steps if nothing stops the run.
    """

    noise_multiplier: float
    sample_rate: float
    max_grad_norm: float
    delta: float
    accountant: str
    total_steps: int

    def epsilon(self, steps: int) -> float:
        """Return the epsilon that `steps` steps have spent."""
        if steps == 0:
            return 0.0
        return compute_epsilon(
            steps=steps,
            noise_multiplier=self.noise_multiplier,
            sample_rate=self.sample_rate,
            delta=self.delta,
            accountant=self.accountant,
        )


def make_plan(config: PrivacyConfig, *, rows: int, batch_size: int, total_steps: int) -> PrivacyPlan:
    """Choose delta and noise.

    Args:
        config: with mechanism dp-sgd.
        rows: training rows n.
        batch_size: expected rows a step; from n on every row takes part in every step.
        total_steps: planned steps.

    Raises:
        GuardError: the target cannot be reached, or delta says nothing.
    """
    delta = 1 / (10 * rows) if config.target_delta is None else config.target_delta
    if delta * rows >= 1:
        raise GuardError(
            f"target_delta {delta:g} is not below 1/n for n = {rows} training rows: publishing a row would be allowed",
            hint="leave privacy.target_delta out for 1/(10 n)",
        )
    sample_rate = min(1.0, batch_size / rows)
    noise = config.noise_multiplier
    if noise is None:
        assert config.target_epsilon is not None
        noise = calibrate_noise(
            target_epsilon=config.target_epsilon,
            delta=delta,
            sample_rate=sample_rate,
            steps=total_steps,
            accountant=config.accountant,
        )
    return PrivacyPlan(noise, sample_rate, config.max_grad_norm, delta, config.accountant, total_steps)


def calibrate_noise(*, target_epsilon: float, delta: float, sample_rate: float, steps: int, accountant: str) -> float:
    """Return the smallest noise multiplier, to a tolerance, whose epsilon after `steps` is within the target.

    Raises:
        GuardError: there is none that the accountant can compute with.
    """

    def spent(noise: float) -> float:
        try:
            return compute_epsilon(
                steps=steps, noise_multiplier=noise, sample_rate=sample_rate, delta=delta, accountant=accountant
            )
        except GuardError:  # too little noise for the accountant's arithmetic
            return math.inf

    if accountant == "prv" and target_epsilon <= _PRV_ERROR:
        raise _unreachable(target_epsilon, accountant, spent(_MOST_NOISE))
    low, high = 0.0, _guess_noise(target_epsilon, delta=delta, sample_rate=sample_rate, steps=steps)
    high = min(high, _MOST_NOISE)
    while (epsilon := spent(high)) > target_epsilon:
        if high == _MOST_NOISE:
            raise _unreachable(target_epsilon, accountant, epsilon)
        low, high = high, min(1.2 * high, _MOST_NOISE)
    while target_epsilon - epsilon > _TOLERANCE * min(1.0, target_epsilon) and high - low > _TOLERANCE**2 * high:
        middle = (low + high) / 2
        if (found := spent(middle)) <= target_epsilon:
            high, epsilon = middle, found
        else:
            low = middle
    return high


def _guess_noise(target_epsilon: float, *, delta: float, sample_rate: float, steps: int) -> float:
    """Return the noise of the central limit theorem (Bu et al. 2020, section 3): too low for a guarantee, but near.

    It keeps the search away from tiny noise, where the accountants need minutes.
    """
    from opacus.accountants.analysis.gdp import compute_mu_poisson, delta_eps_mu

    epsilon = min(target_epsilon, 500.0)  # exp(epsilon) must be finite
    low, high = _LEAST_NOISE, 2 * _MOST_NOISE
    while high > 1.05 * low:
        middle = math.sqrt(low * high)
        mu = compute_mu_poisson(steps=steps, noise_multiplier=middle, sample_rate=sample_rate)
        if delta_eps_mu(eps=epsilon, mu=mu) <= delta:
            high = middle
        else:
            low = middle
    return high


def _unreachable(target_epsilon: float, accountant: str, least: float) -> GuardError:
    """Return the error for a target below the `least` epsilon, that of the most noise."""
    ways = "raise privacy.target_epsilon, lower train.epochs, or use more rows"
    ways += "" if accountant == "pld" else "; privacy.accountant: pld proves smaller ones"
    return GuardError(
        f"epsilon {target_epsilon:g} cannot be reached with this many steps and rows by the {accountant} accountant",
        hint=f"{upper_bound(least)} can be; {ways}" if math.isfinite(least) else ways,
    )


class EpsilonMeter:
    """Upper bounds of the epsilon spent so far, computed at a few step counts only."""

    def __init__(self, plan: PrivacyPlan) -> None:
        self._plan = plan
        self._every = max(1, -(-plan.total_steps // _GRID))
        self._known: dict[int, float] = {}

    def bound(self, steps: int) -> float:
        """Return an epsilon that is not below what `steps` steps have spent."""
        point = min(-(-steps // self._every) * self._every, self._plan.total_steps)
        return self.exact(max(point, steps))

    def exact(self, steps: int) -> float:
        """Return the accountant's epsilon of `steps` steps."""
        if steps not in self._known:
            self._known[steps] = self._plan.epsilon(steps)
        return self._known[steps]


class PrivacyLedger:
    """The steps that were taken, on disk before they act: `privacy.jsonl` in the run folder.

    The first line is the plan. A line that a killed process left unfinished counts as a step.

    Args:
        path: None counts along with the process that writes.
        plan: of the run; a file that is there must have the same.
        steps: taken so far, without a path.

    Raises:
        GuardError: the file is damaged or has another plan.
    """

    def __init__(self, path: Path | None, plan: PrivacyPlan, *, steps: int = 0) -> None:
        self._path = path
        self.plan = plan
        self.steps = steps
        self.on_record: Callable[[int], None] | None = None
        if path is None:
            return
        if path.exists():
            self.steps = count_steps(path, plan)
            _end_last_line(path)
        else:
            with OutputSet() as outputs:  # never an empty file, of which nobody knows what was spent
                outputs.write_text(path, json.dumps(asdict(plan)) + "\n")
            flush(path.parent)  # the steps that follow stand in this very file

    def record(self) -> None:
        """Record the next step, before it acts, and tell `on_record` how many there are.

        Raises:
            GuardError: all planned steps are spent.
        """
        if self.steps >= self.plan.total_steps:
            raise GuardError("the privacy budget of this run is spent")
        self.steps += 1
        self._append({"step": self.steps})
        if self.on_record is not None:
            self.on_record(self.steps)

    def recount(self) -> int:
        """Return the steps taken: those of this process, or more if the file tells of more."""
        return self.steps if self._path is None else max(self.steps, count_steps(self._path, self.plan))

    def _append(self, entry: dict[str, object]) -> None:
        if self._path is None:
            return
        with self._path.open("a", encoding="ascii") as handle:
            handle.write(json.dumps(entry) + "\n")
            handle.flush()
            os.fsync(handle.fileno())


def count_steps(path: Path, plan: PrivacyPlan) -> int:
    """Return the number of steps in a run's `privacy.jsonl`; nothing is changed.

    Every line counts, whole or not, and so does a step whose line is gone while a later one is there.

    Raises:
        GuardError: the file is missing or damaged, or its plan is not the one given.
    """
    known, steps = _load_ledger(path)
    try:
        differing = [name for name, value in asdict(plan).items() if not _is_same(value, getattr(known, name))]
    except TypeError:
        raise _damaged(path) from None
    if differing:
        raise GuardError(
            f"the run in {path.parent} was started with another privacy plan: {', '.join(differing)}",
            hint="resume with the versions of privml and Opacus that it was started with, or --force to start again",
        )
    return steps


def spent_of_ledger(path: Path) -> tuple[float, float]:
    """Return the epsilon that the steps in a run's `privacy.jsonl` have spent, and its delta.

    Raises:
        GuardError: the file is missing or damaged, or the accountant cannot compute it.
    """
    plan, steps = _load_ledger(path)
    numbers = (plan.noise_multiplier, plan.sample_rate, plan.delta)
    if not all(isinstance(number, float | int) and math.isfinite(number) for number in numbers):
        raise _damaged(path)
    is_plan = plan.noise_multiplier > 0 and 0 < plan.sample_rate <= 1 and 0 < plan.delta < 1
    if not is_plan or type(plan.total_steps) is not int or steps > plan.total_steps:
        raise _damaged(path)
    return plan.epsilon(steps), plan.delta


def _load_ledger(path: Path) -> tuple[PrivacyPlan, int]:
    """Return the plan, of any types, and the number of steps."""
    try:
        first, *lines = path.read_text(encoding="ascii").splitlines() or [""]
        return PrivacyPlan(**json.loads(first)), max([len(lines), *map(_step_of, lines)])
    except (OSError, ValueError, TypeError):
        raise _damaged(path) from None


def _damaged(path: Path) -> GuardError:
    return GuardError(f"{path} is damaged: what was spent is not known", hint="--force starts again, as another run")


def _is_same(one: float | str, other: object) -> bool:
    """Compare values of two plans; the last digits of a float may differ between machines."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9)
    return not isinstance(other, bool) and one == other


def _step_of(line: str) -> int:
    try:
        step = json.loads(line)["step"]
    except (ValueError, TypeError, KeyError, IndexError):
        return 0
    return step if isinstance(step, int) else 0


def _end_last_line(path: Path) -> None:
    with path.open("rb+") as handle:
        handle.seek(-1, os.SEEK_END)
        if handle.read(1) != b"\n":
            handle.write(b"\n")


def open_ledger(path: Path, plan: PrivacyPlan, processes: Processes) -> PrivacyLedger:
    """Open a run's ledger in the first process; the others count along."""
    first = PrivacyLedger(path, plan) if processes.is_first else None
    known = processes.from_first(lambda: None if first is None else (first.plan, first.steps))
    assert known is not None
    return first or PrivacyLedger(None, known[0], steps=known[1])
