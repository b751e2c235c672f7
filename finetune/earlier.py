"""Earlier runs that a base model comes from: the guarantee of a run says nothing about what they have seen.

Equal hashes show that two runs read one table; different hashes show nothing, as another file may hold the same rows.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from ..configs.finetune import FinetuneConfig
from ..core.errors import GuardError, MissingError, UsageError
from ..core.exported import EXPORT_FILE
from ..core.manifest import sha256_of
from ..core.pretrained import source_folder
from ..core.restored import is_export
from .data import Dataset
from .pooled import HEAD_FILE
from .privacy import PrivacyPlan
from .run_folder import BASES_FILE, REPORT_FILE, STATE_FILE, is_run, load_report, load_run_config, run_name

"""In a run folder: the runs that its base model and teacher came from when it began."""


@dataclass(frozen=True)
class _Run:
    """What is told of a run.

    Attributes:
        name: of its folder.
        task: that it learned.
        method: which part of its model it trained.
        unit: column of its privacy unit; None for the row, and without dp-sgd.
        epsilon: spent; None without a guarantee, which a fixed noise seed has not, either.
        delta: of the guarantee.
    """

    name: str
    task: str
    method: str
    unit: str | None
    epsilon: float | None
    delta: float | None


@dataclass(frozen=True)
class EarlierRun(_Run):
    """A run that made the base model, or its base or teacher, and so on.

    Attributes:
        same_table: it read the very table that this run reads.
        validated_on_table: that table was its table of validation rows.
        learned_validation: it learned the table of validation rows of this run.
        has_chosen: its weights are those that did best on its validation rows.
        split_off: its validation rows, if it had any, were some of its table.
        identity: random name that it was given, which ledgers know; None without `run.json`.
    """

    same_table: bool
    validated_on_table: bool = False
    learned_validation: bool = False
    has_chosen: bool = False
    split_off: bool = False
    identity: str | None = None


@dataclass(frozen=True)
class KnownRun(_Run):
    """What a run's folder, or its export, tells of it; `EarlierRun` is the same as another run sees it.

    `is_known` is False for an export that does not say which runs it comes from.
    """

    __pydantic_config__ = ConfigDict(strict=True, allow_inf_nan=False, extra="forbid")

    data_sha256: str
    table_sha256: str | None
    has_chosen: bool
    identity: str | None
    is_known: bool = True

    def seen_from(self, dataset: Dataset) -> EarlierRun:
        """Compare the tables with those of another run."""
        table, both = dataset.table_sha256, dataset.sha256
        return EarlierRun(
            name=self.name,
            task=self.task,
            method=self.method,
            unit=self.unit,
            epsilon=self.epsilon,
            delta=self.delta,
            same_table=bool({table, both} & {self.data_sha256, self.table_sha256}),
            validated_on_table=self.data_sha256 == sha256_of([self.table_sha256, table]),
            learned_validation=both == sha256_of([table, self.table_sha256]),
            has_chosen=self.has_chosen,
            split_off=self.table_sha256 in (None, self.data_sha256),
            identity=self.identity,
        )


def find_earlier(config: FinetuneConfig, dataset: Dataset, *, resumed: Path | None = None) -> list[EarlierRun]:
    """Return the runs that the base model of a private run comes from, the latest first.

    Args:
        config: of the run.
        dataset: of the run.
        resumed: folder of a run that goes on: it has noted the runs, whatever their folders hold by now.

    Raises:
        GuardError: one of them read the same table without differential privacy, or chose its weights by it, or does
            not say what it has read.
        UsageError: one is not complete, or damaged.
    """
    noted = None if resumed is None else resumed / BASES_FILE
    known = _unique(_read_known(noted) if noted and noted.is_file() else _trace(config, seen=set()))
    if unknown := next((run for run in known if not run.is_known), None):
        raise GuardError(
            f"model.source comes from the export {unknown.name}, which does not say what it has read: no epsilon would "
            "be known to hold",
            hint="export its run again, or go on from the run's folder",
        )
    runs = [run.seen_from(dataset) for run in known]
    for run in runs:
        if run.has_chosen and (run.validated_on_table or (run.same_table and run.split_off)):
            raise GuardError(
                f"model.source comes from the run {run.name}, whose weights were chosen without noise by how well they "
                "do on rows of this table: no epsilon would hold for them",
                hint="train that run with other people's validation rows, or with train.patience: null",
            )
        if run.same_table and run.epsilon is None:
            raise GuardError(
                f"model.source comes from the run {run.name}, which was trained on the same table without differential "
                "privacy: no epsilon would hold for its rows",
                hint="train that run with dp-sgd, too, or on other people's rows; or take another model.source",
            )
    return runs


def known_runs(folder: Path) -> list[KnownRun]:
    """Return a finished run and those that its base model and teacher come from, the latest first.

    Raises:
        UsageError: one is not complete, or damaged.
    """
    return _unique(_from_run(folder.resolve(), seen=set()))


def dump_bases(config: FinetuneConfig) -> dict[str, str]:
    """Return the file in which a new run notes the runs that it comes from, as they are when it begins, by its name.

    There is none without such runs. A base that is not complete is not looked at here: dp-sgd refuses it.
    """
    try:
        runs = _unique(_trace(config, seen=set()))
    except UsageError:
        return {}
    return {BASES_FILE: json.dumps({"runs": [asdict(run) for run in runs]}, indent=1) + "\n"} if runs else {}


def _unique(runs: Iterable[KnownRun]) -> list[KnownRun]:
    """Leave out runs that were met before."""
    return list(dict.fromkeys(runs))


def _trace(config: FinetuneConfig, *, seen: set[Path]) -> Iterator[KnownRun]:
    """Yield the runs behind a configuration's base model and teacher."""
    for source in (config.model.source, config.train.teacher):
        folder = None if source is None else _folder_of(source)
        if folder is None or folder in seen:
            continue
        seen.add(folder)
        yield from _from_export(folder) if is_export(str(folder)) else _from_run(folder, seen=seen)


def _from_run(folder: Path, *, seen: set[Path]) -> Iterator[KnownRun]:
    report, own = load_report(folder), load_run_config(folder)
    is_private = report.epsilon is not None and own.privacy.noise_seed is None
    yield KnownRun(
        name=folder.name,
        task=report.task,
        method=report.method,
        unit=report.unit,
        epsilon=report.epsilon if is_private else None,
        delta=report.delta if is_private else None,
        data_sha256=report.data_sha256,
        table_sha256=report.table_sha256,
        has_chosen=report.selected_step is not None,
        identity=run_name(folder) if is_run(folder) else None,
    )
    if (folder / BASES_FILE).is_file():
        yield from _read_known(folder / BASES_FILE)
    else:
        yield from _trace(own, seen=seen)


def _from_export(folder: Path) -> list[KnownRun]:
    """Return what an export says of its run and those before; of an older one nothing is known."""
    unknown = KnownRun(folder.name, "", "", None, None, None, "", None, has_chosen=False, identity=None, is_known=False)
    return _read_known(folder / EXPORT_FILE, default=[asdict(unknown)])


def _read_known(path: Path, default: Any = None) -> list[KnownRun]:
    """Return the runs that a file names below `runs`."""
    try:
        known = json.loads(path.read_text(encoding="utf-8")).get("runs", default)
        found = _RUNS.validate_json(json.dumps(known))  # strict objects of Python would have to be runs already
    except (OSError, ValueError, AttributeError, RecursionError):
        found = []
    if not found:  # whoever writes such a list knows at least one
        raise UsageError(f"{path} is damaged: it does not say which runs the model comes from")
    return found


_RUNS = TypeAdapter(list[KnownRun])


def _folder_of(source: str) -> Path | None:
    """Return the folder of a run, or of an export, that a source names; None for any other model, and for one that is
    gone.
    """
    try:
        folder = source_folder(source).resolve()
    except MissingError:
        return None
    is_run = any((folder / name).is_file() for name in (STATE_FILE, REPORT_FILE, HEAD_FILE, EXPORT_FILE))
    return folder if is_run else None


def with_base(
    plan: PrivacyPlan | None, runs: Sequence[EarlierRun], *, steps: int, unit: str | None
) -> tuple[float, float] | tuple[None, None]:
    """Return epsilon and delta of a run and the earlier ones on the same table, by basic composition.

    Args:
        plan: of the run; None without dp-sgd.
        runs: all earlier ones; those on other tables do not count.
        steps: that the run has taken.
        unit: column of the run's privacy unit.

    Returns:
        The sums; nothing if no earlier run read the table, or if one protects another unit, so that nothing adds up.
    """
    same = [run for run in runs if run.same_table]
    if plan is None or not same or any(run.unit != unit for run in same):
        return None, None
    epsilon = plan.epsilon(steps) + sum(run.epsilon or 0.0 for run in same)
    return epsilon, plan.delta + sum(run.delta or 0.0 for run in same)
