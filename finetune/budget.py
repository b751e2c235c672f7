"""The budget file: what several runs on the same people have spent together.

A run reserves all its planned steps before the first one and gives back at its end what it did not take. A run that
is killed and not resumed keeps its reservation: the file never tells less than was spent. It holds no value of the
data.

The file has a random identity, and every start of a run a random session: a run folder that remembers others is not
the one that the file knows, but a copy or an older state of it.
"""

import contextlib
import fcntl
import json
import math
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ..core.errors import GuardError, UsageError
from ..core.outputs import OutputSet, flush
from ..core.rounding import upper_bound
from ..core.write_errors import mapped_os_errors
from .accountants import Steps, composed_epsilon
from .run_folder import Membership

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
        delta: of the run's guarantee; None in files of before it was kept.
        taken: steps that are known to be taken.
        session: identity of the run's latest start.
    """

    run: str
    unit: str | None
    noise_multiplier: float
    sample_rate: float
    steps: int
    data_sha256: str
    delta: float | None = None
    taken: int = 0
    session: str | None = None

    @property
    def spent(self) -> Steps:
        """The steps, for the accountant."""
        return Steps(self.noise_multiplier, self.sample_rate, self.steps)


@dataclass(frozen=True)
class _Content:
    """The file: its identity, None in one that has none yet, and its runs."""

    id: str | None
    runs: list[Entry]

    def own(self, entry: Entry) -> Entry | None:
        return next((run for run in self.runs if run.run == entry.run), None)

    def others(self, entry: Entry) -> list[Entry]:
        return [run for run in self.runs if run.run != entry.run]


def _no_note(path: Path) -> None:
    pass


class BudgetFile:
    """A file that adds up runs.

    Epsilon is told at the least delta of all runs: at the larger one of a run on fewer rows, what others have spent
    would look smaller.

    Args:
        path: made by the first run; behind a symbolic link the file itself is written.
        delta: of the run that asks.
    """

    def __init__(self, path: Path, *, delta: float) -> None:
        self._name = path
        try:
            self._path = path.resolve()
        except (OSError, RuntimeError):
            raise UsageError(f"cannot read {path}: its symbolic links lead nowhere") from None
        self._delta = delta
        self._id: str | None = None

    def check(
        self,
        entry: Entry,
        *,
        max_epsilon: float | None,
        member: Membership | None = None,
        outside: float = 0.0,
    ) -> float:
        """Raise what `reserve` would, without a lock and without a change; returns the same."""
        OutputSet(force=True).check(self._path)
        return self._checked(self._read(), entry, max_epsilon, member, outside)

    def reserve(
        self,
        entry: Entry,
        *,
        max_epsilon: float | None,
        member: Membership | None = None,
        outside: float = 0.0,
        remember: Callable[[Membership], None] | None = None,
        on_new: Callable[[Path], None] = _no_note,
    ) -> float:
        """Enter a run with all its planned steps, or enter it again.

        Args:
            entry: of the run.
            max_epsilon: that all runs together may spend.
            member: what the run folder remembers of the ledger; None if nothing.
            outside: epsilon that the base model has spent on the same table outside of the ledger; it counts towards
                the limit, too (basic composition).
            remember: keeps what the folder is to remember from here on, before the ledger knows the session.
            on_new: called if there was no file.

        Returns:
            The epsilon of all runs together, this one at its end.

        Raises:
            GuardError: the limit would be passed, runs of another unit cannot be added, or the run folder is not the
                one that the ledger knows; nothing is entered.
        """
        with self._locked():
            is_new = not self._path.exists()
            content = self._read()
            together = self._checked(content, entry, max_epsilon, member, outside)
            self._id = content.id or secrets.token_hex(16)
            own = content.own(entry)
            if remember is not None and entry.session is not None:
                previous = None if own is None else own.session
                remember(Membership(self._id, str(self._name), entry.session, previous))
            known = 0 if own is None else own.taken
            self._write(content, [*content.others(entry), replace(entry, taken=max(entry.taken, known))])
        if is_new:
            on_new(self._name)
        return together

    def note_taken(self, entry: Entry) -> None:
        """Note the steps that a run has taken, while its reservation stands.

        Raises:
            GuardError: the ledger does not know this start of the run any more.
        """
        with self._locked():
            content = self._read()
            own = content.own(entry)
            if own is None or own.session != entry.session:
                raise GuardError(
                    f"{self._name} does not hold this run any more, or a copy of it was started",
                    hint="a run folder goes on in one place only",
                )
            self._write(content, [*content.others(entry), replace(own, taken=max(own.taken, entry.taken))])

    def settle(self, entry: Entry) -> float:
        """Replace a run's reservation by what it took; returns the epsilon of all runs together.

        It is never less than the ledger knows as taken, and the reservation of a later start stays.
        """
        with self._locked():
            content = self._read()
            own = content.own(entry)
            kept = entry
            if own is not None:
                taken = max(entry.steps, own.taken)
                kept = replace(entry, steps=taken, taken=taken)
                if own.session != entry.session:
                    kept = replace(own, steps=max(own.steps, taken), taken=taken)
            entries = [*content.others(entry), kept]
            self._write(content, entries)
            return self._epsilon(entries)

    def holds(self, run: str) -> bool:
        """Tell whether a run is in the ledger."""
        return any(entry.run == run for entry in self._read().runs)

    def spent(self) -> tuple[float, float] | None:
        """Return epsilon and delta of all runs together; None before the first one."""
        entries = self._read().runs
        return (self._epsilon(entries), self._least_delta(entries)) if entries else None

    def _checked(
        self,
        content: _Content,
        entry: Entry,
        max_epsilon: float | None,
        member: Membership | None,
        outside: float,
    ) -> float:
        others = content.others(entry)
        self._require_known(content, entry, member)
        _refuse_other_units(others, entry)
        together = self._epsilon([*others, entry])
        if max_epsilon is not None and together + outside > max_epsilon:
            what = f"all runs in {self._name}" + (" and of its base model" if outside else "")
            spent = (self._epsilon(others) if others else 0.0) + outside
            left = f"{upper_bound(spent)} is spent" if spent else "nothing is spent yet"
            total = upper_bound(together + outside)
            raise GuardError(
                f"this run would bring the epsilon of {what} to {total}, over {max_epsilon:g}; {left}",
                hint="lower privacy.target_epsilon or train.epochs; what was spent does not come back",
            )
        return together

    def _require_known(self, content: _Content, entry: Entry, member: Membership | None) -> None:
        """Raise GuardError unless the run folder is the one that the ledger knows, or both know nothing.

        A run that was killed before the file that it was to begin was written has spent nothing, and begins it.
        """
        if member is not None and content.id is None and member.previous is None and entry.taken == 0:
            return
        if member is not None and member.ledger != content.id:
            what = "is not there" if content.id is None else "is another ledger than the run was counted in"
            raise GuardError(
                f"{self._name} {what}",
                hint=f"resume with privacy.ledger: {member.path}, or where that file is now",
            )
        own = content.own(entry)
        if own is not None and entry.taken < own.taken:
            raise GuardError(
                f"the run folder tells of {entry.taken:,} steps, and {self._name} of {own.taken:,} that it has taken: "
                "the folder is a copy, or an older state",
                hint="resume the folder that went on, or --force to start again as another run",
            )
        accepted = {None} if member is None else {member.session, member.previous}
        if (None if own is None else own.session) not in accepted:
            raise GuardError(
                f"the latest start that {self._name} knows of this run was in another folder: this one is a copy, "
                "or one of the two is an older state",
                hint="resume the folder that went on, or --force to start again as another run",
            )

    def _epsilon(self, entries: Sequence[Entry]) -> float:
        return composed_epsilon([entry.spent for entry in entries], delta=self._least_delta(entries))

    def _least_delta(self, entries: Sequence[Entry]) -> float:
        return min([self._delta, *(entry.delta for entry in entries if entry.delta is not None)])

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes away from the file meanwhile."""
        with mapped_os_errors(self._name):
            descriptor = os.open(self._path.with_name(f"{self._path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _read(self) -> _Content:
        if not self._path.exists():
            return _Content(None, [])
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            known = content.get("id")
            runs = [Entry(**entry) for entry in content["runs"]]
            sound = content["format"] == FORMAT and (known is None or (isinstance(known, str) and known != ""))
            if not sound or not all(map(_is_sound, runs)) or len({run.run for run in runs}) < len(runs):
                raise ValueError
            return _Content(known, runs)
        except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            raise GuardError(f"{self._name} is damaged or no ledger: what was spent is not known") from None

    def _write(self, before: _Content, entries: Sequence[Entry]) -> None:
        """Replace the file, on disk when this returns."""
        self._id = before.id or self._id or secrets.token_hex(16)
        content = {"format": FORMAT, "id": self._id, "runs": [asdict(entry) for entry in entries]}
        with OutputSet(force=True) as outputs:
            outputs.write_text(self._path, json.dumps(content, indent=1) + "\n")
        with mapped_os_errors(self._name):
            flush(self._path.parent)


def _is_sound(entry: Entry) -> bool:
    """Tell whether the values of an entry are such as a run writes."""
    texts = [entry.run, entry.data_sha256, *(text for text in (entry.unit, entry.session) if text is not None)]
    counts, numbers = [entry.steps, entry.taken], [entry.noise_multiplier, entry.sample_rate]
    numbers += [] if entry.delta is None else [entry.delta]
    return (
        all(isinstance(text, str) for text in texts)
        and all(type(count) is int and count >= 0 for count in counts)
        and all(type(number) in (int, float) and math.isfinite(number) and number > 0 for number in numbers)
        and entry.sample_rate <= 1
        and (entry.delta is None or entry.delta < 1)
    )


def _refuse_other_units(others: Sequence[Entry], entry: Entry) -> None:
    """Raise GuardError if a run has another privacy unit: their epsilons do not add up.

    Rows say nothing of people. Nor do people of rows: without one of its rows a person's clipped gradient may be any
    other within the bound, so that it moves by up to twice of what the guarantee is for.
    """
    wrong = [other for other in others if other.unit != entry.unit]
    if wrong:
        kind = wrong[0].unit or "row"
        raise GuardError(
            f"a run in the ledger has the privacy unit {kind}, and this one {entry.unit or 'row'}: they do not add up",
            hint="keep a ledger for each unit, or protect the same unit in all runs",
        )
