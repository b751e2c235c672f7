"""A run's part in the ledger of all runs: checked before the start, reserved, noted on the way, settled at the end."""

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..configs.training.privacy import PrivacyConfig
from ..core.errors import GuardError, PrivmlError
from ..core.rounding import upper_bound
from .budget import BudgetFile, Entry
from .earlier import EarlierRun
from .privacy import PrivacyLedger, PrivacyPlan, count_steps
from .run_folder import LEDGER_FILE, Membership, load_membership, run_name, save_membership

_NOTED_EVERY_S = 1.0  # so much of a run, at most, a restored folder could hide


def require_within(
    privacy: PrivacyConfig,
    plan: PrivacyPlan | None,
    data_sha256: str,
    *,
    earlier: Sequence[EarlierRun] = (),
    resumed: Path | None = None,
) -> None:
    """Check what a run, or all runs of its ledger together, would spend; write nothing.

    What the runs on the same table that the base model comes from have spent is added.

    Args:
        privacy: names the ledger and the limit.
        plan: of the run; None without dp-sgd.
        data_sha256: of the data.
        earlier: runs that the base model comes from.
        resumed: folder of a run that goes on; None for a new one.

    Raises:
        GuardError: too much would be spent, or nobody can say how much, as the base model protects other units; or a
            run that goes on has another plan or another ledger.
    """
    if plan is None:
        return
    name, taken, member = "", 0, None
    if resumed is not None:
        name, member = run_name(resumed), load_membership(resumed)
        taken = count_steps(resumed / LEDGER_FILE, plan) if (resumed / LEDGER_FILE).exists() else 0
    if privacy.ledger is not None:
        entry = replace(_entry(privacy, plan, name, data_sha256), taken=taken)
        budget = BudgetFile(Path(privacy.ledger), delta=plan.delta)
        outside = _spent_outside(budget, privacy, earlier)
        budget.check(entry, max_epsilon=privacy.max_epsilon, member=member, outside=outside)
        return
    _refuse_to_leave(member)
    own, before = plan.epsilon(plan.total_steps), _spent_outside(None, privacy, earlier)
    if privacy.max_epsilon is None or own + before <= privacy.max_epsilon:
        return
    if not before:
        raise GuardError(
            f"this run would spend epsilon {upper_bound(own)}, over {privacy.max_epsilon:g}",
            hint="lower privacy.target_epsilon or train.epochs",
        )
    raise GuardError(
        f"this run would bring the epsilon of itself and of its base model to {upper_bound(own + before)}, "
        f"over {privacy.max_epsilon:g}; {upper_bound(before)} is spent",
        hint="lower privacy.target_epsilon or train.epochs; what was spent does not come back",
    )


def _spent_outside(budget: BudgetFile | None, privacy: PrivacyConfig, earlier: Sequence[EarlierRun]) -> float:
    """Return what the runs behind a base model have spent on the same table, as far as it is in no ledger.

    Args:
        budget: ledger of the run, which adds up the runs that it holds in its own way.
        privacy: names the unit and the limit.
        earlier: runs that the base model comes from.

    Raises:
        GuardError: there is a limit, and one of them protects another unit, so that no sum can be compared with it.
    """
    if privacy.max_epsilon is None:
        return 0.0
    same = [run for run in earlier if run.same_table]
    outside = [run for run in same if budget is None or run.identity is None or not budget.holds(run.identity)]
    for run in outside:
        if run.unit != privacy.unit:
            raise GuardError(
                f"the base model was trained on the same table by the run {run.name} with the privacy unit "
                f"{run.unit or 'row'}, and this run has {privacy.unit or 'row'}: the epsilons do not add up, so "
                "privacy.max_epsilon cannot be kept",
                hint="protect the same unit in both runs, or take another model.source",
            )
    return sum(run.epsilon or 0.0 for run in outside)


@contextlib.contextmanager
def counted(
    privacy: PrivacyConfig,
    ledger: PrivacyLedger | None,
    *,
    folder: Path,
    data_sha256: str,
    on_new: Callable[[Path], None],
    earlier: Sequence[EarlierRun] = (),
) -> Iterator[None]:
    """Reserve a run's steps in the ledger of all runs, and settle them at the end, whatever it is.

    Args:
        privacy: names the ledger; without one nothing happens.
        ledger: the run's own steps; None without dp-sgd.
        folder: of the run.
        data_sha256: of the data.
        on_new: called with the path of a ledger that was made.
        earlier: runs that the base model comes from.

    Raises:
        GuardError: the run may not start, see `BudgetFile.reserve`, or was counted in a ledger before.
    """
    if ledger is None:
        yield
        return
    member = load_membership(folder)
    if privacy.ledger is None:
        _refuse_to_leave(member)
        yield
        return
    plan = ledger.plan
    budget = BudgetFile(Path(privacy.ledger), delta=plan.delta)
    entry = _entry(privacy, plan, run_name(folder), data_sha256)
    entry = replace(entry, taken=ledger.steps, session=secrets.token_hex(16))
    budget.reserve(
        entry,
        max_epsilon=privacy.max_epsilon,
        member=member,
        outside=_spent_outside(budget, privacy, earlier),
        remember=lambda known: save_membership(folder, known),
        on_new=on_new,
    )
    ledger.on_record = _Progress(budget, entry)
    try:
        yield
    except BaseException:
        with contextlib.suppress(PrivmlError):  # the reservation stays, and what went wrong first is told
            _settle(budget, entry, ledger)
        raise
    _settle(budget, entry, ledger)


def _settle(budget: BudgetFile, entry: Entry, ledger: PrivacyLedger) -> None:
    ledger.on_record = None
    steps = ledger.recount()
    budget.settle(replace(entry, steps=steps, taken=steps))


class _Progress:
    """Notes in the ledger how many steps a run has taken, at once and then every second."""

    def __init__(self, budget: BudgetFile, entry: Entry) -> None:
        self._budget = budget
        self._entry = entry
        self._last: float | None = None

    def __call__(self, steps: int) -> None:
        now = time.monotonic()
        if self._last is None or now - self._last >= _NOTED_EVERY_S:
            self._budget.note_taken(replace(self._entry, taken=steps))
            self._last = now


def spent_by_ledger(privacy: PrivacyConfig, plan: PrivacyPlan | None) -> tuple[float, float] | tuple[None, None]:
    """Return epsilon and delta of all runs of a ledger together; nothing without one, or before its first run."""
    if plan is None or privacy.ledger is None:
        return None, None
    return BudgetFile(Path(privacy.ledger), delta=plan.delta).spent() or (None, None)


def _refuse_to_leave(member: Membership | None) -> None:
    if member is not None:
        raise GuardError(
            f"the run was counted in the ledger {member.path}, and none is given",
            hint=f"resume with --set privacy.ledger={member.path}",
        )


def _entry(privacy: PrivacyConfig, plan: PrivacyPlan, name: str, data_sha256: str) -> Entry:
    """Return a run's entry with all planned steps."""
    return Entry(
        name, privacy.unit, plan.noise_multiplier, plan.sample_rate, plan.total_steps, data_sha256, delta=plan.delta
    )
