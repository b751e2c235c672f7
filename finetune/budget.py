"""The budget file: what several runs on the same people have spent together.

A run reserves all its planned steps before the first one and gives back at its end what it did not take. A run that
is killed and not resumed keeps its reservation: the file never tells less than was spent. It holds no value of the
data.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ..configs.finetune import PrivacyConfig
from ..core.errors import GuardError
from ..core.files import OutputSet, mapped_os_errors
from .accountants import Steps, composed_epsilon
from .privacy import PrivacyLedger, PrivacyPlan

FORMAT = "privml-ledger/1"


@dataclass(frozen=True)
class Entry:
    """What one run has spent, or may still spend.

    Attributes:
        run: its identity.
        unit: column of the privacy unit; None for the row.
        noise_multiplier: noise over clipping bound.
        sample_rate: probability of a unit to take part in a step.
        steps: steps taken, or planned while the run goes on.
        data_sha256: of the data.
    """

    run: str
    unit: str | None
    noise_multiplier: float
    sample_rate: float
    steps: int
    data_sha256: str

    @property
    def spent(self) -> Steps:
        """The steps, for the accountant."""
        return Steps(self.noise_multiplier, self.sample_rate, self.steps)


class BudgetFile:
    """A file that adds up runs.

    Args:
        path: made by the first run.
        delta: at which epsilon is told.
    """

    def __init__(self, path: Path, *, delta: float) -> None:
        self._path = path
        self._delta = delta

    def reserve(self, entry: Entry, *, max_epsilon: float | None, write: bool = True) -> float:
        """Enter a run with all its planned steps, or enter it again.

        Args:
            entry: of the run.
            max_epsilon: that all runs together may spend.
            write: False only computes and checks.

        Returns:
            The epsilon of all runs together, this one at its end.

        Raises:
            GuardError: the limit would be passed, or runs of another unit cannot be added; nothing is entered.
        """
        with self._locked():
            others = [other for other in self._read() if other.run != entry.run]
            _refuse_other_units(others, entry)
            together = self._epsilon([*others, entry])
            if max_epsilon is not None and together > max_epsilon:
                left = f"{self._epsilon(others):.4g} is spent" if others else "nothing is spent yet"
                raise GuardError(
                    f"this run would bring the epsilon of all runs in {self._path} to {together:.4g}, "
                    f"over {max_epsilon:g}; {left}",
                    hint="lower privacy.target_epsilon or train.epochs; what was spent does not come back",
                )
            if write:
                self._write([*others, entry])
            return together

    def settle(self, entry: Entry) -> float:
        """Replace a run's reservation by what it took; returns the epsilon of all runs together."""
        with self._locked():
            entries = [other for other in self._read() if other.run != entry.run]
            self._write([*entries, entry])
            return self._epsilon([*entries, entry])

    def epsilon(self) -> float | None:
        """Return the epsilon of all runs together; None before the first one."""
        entries = self._read()
        return self._epsilon(entries) if entries else None

    def _epsilon(self, entries: Sequence[Entry]) -> float:
        return composed_epsilon([entry.spent for entry in entries], delta=self._delta)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes away from the file meanwhile."""
        ledger = Path(os.path.realpath(self._path))  # all links to a ledger share its lock
        with mapped_os_errors(self._path):
            descriptor = os.open(ledger.with_name(f"{ledger.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _read(self) -> list[Entry]:
        if not self._path.exists():
            return []
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            if content["format"] != FORMAT:
                raise ValueError
            return [Entry(**entry) for entry in content["runs"]]
        except (OSError, ValueError, TypeError, KeyError):
            raise GuardError(f"{self._path} is damaged or no ledger: what was spent is not known") from None

    def _write(self, entries: Sequence[Entry]) -> None:
        content = {"format": FORMAT, "runs": [asdict(entry) for entry in entries]}
        with OutputSet(force=True) as outputs:
            outputs.write_text(self._path, json.dumps(content, indent=1) + "\n")


def require_within(privacy: PrivacyConfig, plan: PrivacyPlan | None, data_sha256: str) -> None:
    """Raise GuardError if a run, or all runs of its ledger together, would spend too much; write nothing."""
    if plan is None:
        return
    if privacy.ledger is not None:
        entry = _entry(privacy, plan, "", plan.total_steps, data_sha256)
        budget = BudgetFile(Path(privacy.ledger), delta=plan.delta)
        budget.reserve(entry, max_epsilon=privacy.max_epsilon, write=False)
    elif privacy.max_epsilon is not None and plan.epsilon(plan.total_steps) > privacy.max_epsilon:
        raise GuardError(
            f"this run would spend epsilon {plan.epsilon(plan.total_steps):.4g}, over {privacy.max_epsilon:g}",
            hint="lower privacy.target_epsilon or train.epochs",
        )


@contextlib.contextmanager
def counted(privacy: PrivacyConfig, ledger: PrivacyLedger | None, *, name: str, data_sha256: str) -> Iterator[None]:
    """Reserve a run's steps in the ledger of all runs, and settle them at the end, whatever it is.

    Args:
        privacy: names the ledger; without one nothing happens.
        ledger: the run's own steps; None without dp-sgd.
        name: of the run.
        data_sha256: of the data.
    """
    if ledger is None or privacy.ledger is None:
        yield
        return
    plan = ledger.plan
    budget = BudgetFile(Path(privacy.ledger), delta=plan.delta)
    entry = _entry(privacy, plan, name, plan.total_steps, data_sha256)
    budget.reserve(entry, max_epsilon=privacy.max_epsilon)
    try:
        yield
    finally:
        budget.settle(replace(entry, steps=ledger.steps))


def ledger_epsilon(privacy: PrivacyConfig, plan: PrivacyPlan | None) -> float | None:
    """Return the epsilon of all runs of a ledger together; None without one, or before its first run."""
    if plan is None or privacy.ledger is None:
        return None
    return BudgetFile(Path(privacy.ledger), delta=plan.delta).epsilon()


def _entry(privacy: PrivacyConfig, plan: PrivacyPlan, name: str, steps: int, data_sha256: str) -> Entry:
    return Entry(name, privacy.unit, plan.noise_multiplier, plan.sample_rate, steps, data_sha256)


def _refuse_other_units(others: Sequence[Entry], entry: Entry) -> None:
    """Raise GuardError if a run protected less than the new one claims: rows do not add up to people."""
    wrong = [other for other in others if entry.unit is not None and other.unit != entry.unit]
    if wrong:
        kind = wrong[0].unit or "row"
        raise GuardError(
            f"a run in the ledger has the privacy unit {kind}, and this one {entry.unit}: they do not add up",
            hint="keep a ledger for each unit, or protect the same unit in all runs",
        )
