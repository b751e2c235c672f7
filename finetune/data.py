"""From a verified masked table to training and validation rows."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..configs.finetune import FinetuneConfig
from ..configs.training.data import DataConfig
from ..core.column_names import missing_column_hint
from ..core.errors import DataError, GuardError, UsageError
from ..core.inputs import open_input
from ..core.keys import Key, load_key
from ..core.manifest import load_manifest, manifest_path, sha256_of, verify_manifest
from ..core.streams import STANDARD_STREAM, FileDigest
from ..core.tables import TableOptions, open_reader
from ..core.tables.broken_rows import broken_rows_hint
from .overlap import Overlap, find_overlap, find_shared_units
from .split import Gaps, find_gaps, is_held_out
from .tasks import Task

_BATCH_ROWS = 5000
_BROKEN_ROWS = (
    "privml mask --on-error skip leaves such rows out; data.encoding, data.delimiter and data.quoting say how to read "
    "the file"
)


@dataclass(frozen=True)
class Part:
    """Rows of the training or the validation part.

    Attributes:
        rows: as the task made them.
        units: privacy unit of each row; None if every row is one.
    """

    rows: list[Any]
    units: list[str] | None

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Dataset:
    """What a run trains on.

    Attributes:
        train: training rows.
        validation: validation rows, maybe none.
        label_names: names of the classes; none for a language model.
        dropped: rows that had nothing to learn from, which were left out.
        sha256: of the data file, and of the validation file if there is one.
        manifest: of the data; None if nothing shows that it was masked.
        table_sha256: of the data file alone.
        overlap: rows or units of a table of validation rows that are in the data, too; None with dp-sgd, which refuses
            them.
        gaps: classes that are missing among the training or the validation rows; None without validation rows.
    """

    train: Part
    validation: Part
    label_names: list[str]
    dropped: int
    sha256: str
    manifest: dict[str, Any] | None
    table_sha256: str
    overlap: Overlap | None = None
    gaps: Gaps | None = None

    @property
    def manifest_sha256(self) -> str | None:
        """Hash of the manifest's content."""
        return None if self.manifest is None else sha256_of(self.manifest)


@dataclass(frozen=True)
class _Table:
    """A table's usable rows."""

    part: Part
    dropped: int
    sha256: str
    manifest: dict[str, Any] | None


def load_dataset(
    config: FinetuneConfig, task: Task, *, data: str | None = None, manifest: Path | None = None
) -> Dataset:
    """Read, verify and split the data.

    The digest is taken of the very bytes that are parsed, so the data cannot change between check and use.

    Args:
        config: columns, split and table options.
        task: makes rows of cells.
        data: table, instead of `data.path`.
        manifest: manifest of the table, instead of `data.manifest`.

    Raises:
        UsageError: no data is named, or it cannot be read.
        DataError: columns or rows are missing, or a side of the split is empty.
        GuardError: no valid manifest.
    """
    source = data or config.data.path
    if source is None:
        raise UsageError("no data given", hint="name the masked table on the command line or as data.path")
    named = manifest or (Path(config.data.manifest) if config.data.manifest else None)
    table = _read_table(source, config, task, named)
    if not len(table.part):
        raise DataError(f"no row of {_name(source)} has all of: {', '.join(task.columns())}")
    if config.data.validation is None:
        labels = task.make_labels(table.part.rows)
        train, validation = _split(table.part, task, config, _name(source))
        gaps, digest = _gaps(task, train, validation), table.sha256
        return Dataset(train, validation, labels, table.dropped, digest, table.manifest, digest, gaps=gaps)
    _require_another_file(source, config.data.validation)
    other = _read_table(config.data.validation, config, task, None)
    if other.sha256 == table.sha256:
        raise _same_table(config.data.validation)
    overlap = _overlap(table.part, other.part, config)
    labels = task.make_labels(table.part.rows)
    both = sha256_of([table.sha256, other.sha256])
    evidence = None if other.manifest is None else table.manifest
    return Dataset(
        table.part,
        other.part,
        labels,
        table.dropped + other.dropped,
        both,
        evidence,
        table.sha256,
        overlap,
        _gaps(task, table.part, other.part),
    )


def _gaps(task: Task, train: Part, validation: Part) -> Gaps | None:
    sides = ([task.classes(row) for row in side.rows] for side in (train, validation))
    return find_gaps(*sides) if len(validation) else None


def _require_another_file(source: str, validation: str) -> None:
    if os.path.exists(source) and os.path.exists(validation) and os.path.samefile(source, validation):
        raise _same_table(validation)


def _same_table(validation: str) -> UsageError:
    return UsageError(
        f"data.validation: {_name(validation)} is the training table itself",
        hint="data.validation: null keeps a part of the data for validation (data.validation_fraction)",
    )


def _overlap(train: Part, validation: Part, config: FinetuneConfig) -> Overlap | None:
    """Return what the two tables share.

    Raises:
        DataError: something, with dp-sgd: measures on training rows would be published without noise.
    """
    if train.units is not None and validation.units is not None:
        found = find_shared_units(train.units, validation.units)
    else:
        found = find_overlap(train.rows, validation.rows)
    if found is not None and config.is_private:
        raise DataError(
            f"{describe_overlap(found, config)}: with dp-sgd their metrics would tell of training rows without noise",
            hint="take them out of data.validation; null keeps a part of the data for validation",
        )
    return found


def describe_overlap(overlap: Overlap, config: FinetuneConfig) -> str:
    """Say in numbers what two tables share."""
    kind = "rows" if config.privacy.unit is None else f"privacy units ({config.privacy.unit})"
    assert config.data.validation is not None
    table = _name(config.data.validation)
    return f"{overlap.shared:,} of {overlap.total:,} {kind} of {table} are in the training table, too"


def _split(part: Part, task: Task, config: FinetuneConfig, name: str) -> tuple[Part, Part]:
    """Split by a hash of each row, or of its unit, so that nobody's rows are in both parts; each is in table order.

    Raises:
        DataError: nothing fell on one of the two sides.
    """
    fraction = config.data.validation_fraction
    keys = [[unit] for unit in part.units] if part.units is not None else [task.content(row) for row in part.rows]
    held_out = [is_held_out(key, fraction=fraction, seed=config.train.seed) for key in keys]
    sides: list[list[int]] = [[], []]
    for row, is_validation in enumerate(held_out):
        sides[is_validation].append(row)
    for empty, what in zip(sides, ("training", "validation"), strict=True):
        if fraction and not empty:
            kind = "equal rows" if part.units is None else f"rows of one {config.privacy.unit}"
            raise DataError(
                f"the split of {name} ({len(part):,} rows) left no {what} rows; {kind} stay together",
                hint="data.validation_fraction: 0 trains on all rows; data.validation names a table of its own; "
                "another train.seed splits in another way",
            )
    train, validation = sides
    return _take(part, train), _take(part, validation)


def _take(part: Part, rows: Sequence[int]) -> Part:
    units = None if part.units is None else [part.units[row] for row in rows]
    return Part([part.rows[row] for row in rows], units)


def group_units(units: Sequence[str]) -> list[list[int]]:
    """Return the row numbers of each unit, units in order of their first row.

    Example:
        >>> group_units(["a", "b", "a"])
        [[0, 2], [1]]
    """
    found: dict[str, list[int]] = {}
    for row, unit in enumerate(units):
        found.setdefault(unit, []).append(row)
    return list(found.values())


def _read_table(source: str, config: FinetuneConfig, task: Task, manifest: Path | None) -> _Table:
    """Read the task's columns, and verify the table by the digest of what was read."""
    data = config.data
    beside = None if source == STANDARD_STREAM else manifest_path(source)
    where = manifest or beside
    key = load_key(Path(data.key_file)) if data.key_file else None
    if data.unmasked == "refuse":
        _require_manifest(where)  # before anything of the data is looked at
    cells, digest = _read_cells(source, data, task.columns(), unit=config.privacy.unit)
    parsed = task.parse([row[: len(task.columns())] for row in cells], source=_name(source))
    kept = [number for number, row in enumerate(parsed) if row is not None]
    units = None
    if config.privacy.unit is not None:
        units = [cells[number][-1].strip() for number in kept]
        _require_units(units, config.privacy.unit, _name(source))
    evidence = _verified(digest, where, key, data, named=manifest is not None)
    part = Part([parsed[number] for number in kept], units)
    return _Table(part, len(cells) - len(kept), digest.sha256, evidence)


def read_rows(source: str, config: FinetuneConfig, task: Task) -> list[Any | None]:
    """Return every row of a table as the task makes it, None for one without content; no manifest is asked for.

    For audits, which compare a masked table with its original row by row, and for gold; not for training.

    Raises:
        UsageError: the table cannot be read.
        DataError: a column is missing.
    """
    cells, _ = _read_cells(source, config.data, task.columns())
    return task.parse(cells, source=_name(source))


def _read_cells(
    source: str, data: DataConfig, columns: Sequence[str], *, unit: str | None = None
) -> tuple[list[list[str]], FileDigest]:
    """Return the cells of some columns, that of the privacy unit last, and the digest of what was read."""
    options = TableOptions(
        delimiter=data.delimiter, header=data.header, quoting=data.quoting, encoding=data.encoding, nested="json"
    )
    with open_input(source) as opened, broken_rows_hint(_BROKEN_ROWS):
        reader = open_reader(opened, options)
        places = [find_column(reader.columns, name, name=opened.name) for name in columns]
        if unit is not None:
            otherwise = "privacy.unit names a column of the table's header"
            places.append(find_column(reader.columns, unit, name=opened.name, otherwise=otherwise))
        cells = [[row[place] for place in places] for batch in reader.batches(_BATCH_ROWS) for row in batch.rows]
        return cells, opened.digest()


def _require_units(units: Sequence[str], column: str, source: str) -> None:
    if missing := units.count(""):
        raise DataError(
            f"{missing} rows of {source} have no {column}: whose they are is not known, so nobody can be protected",
            hint="privacy.unit: null makes every row a unit; or drop these rows",
        )


def _require_manifest(where: Path | None) -> None:
    if where is None:
        raise GuardError("data from standard input needs its manifest", hint="--manifest FILE names it")
    load_manifest(where)


def _verified(
    digest: FileDigest, where: Path | None, key: Key | None, config: DataConfig, *, named: bool
) -> dict[str, Any] | None:
    """Return the manifest; None where it is missing or wrong and `data.unmasked: allow` lets that pass."""
    try:
        return verify_manifest(digest, manifest=where, key=key)
    except GuardError:
        # a manifest that was named on purpose must be right even then
        if config.unmasked == "refuse" or named:
            raise
        return None


def find_column(
    columns: Sequence[str],
    wanted: str,
    *,
    name: str,
    otherwise: str = "data.text and data.label name columns of the table's header",
) -> int:
    """Return a column's index.

    Args:
        columns: of the table.
        wanted: name of the column.
        name: of the table.
        otherwise: hint where no column has a name like it.

    Raises:
        DataError: there is no such column.
    """
    if wanted in columns:
        return list(columns).index(wanted)
    raise DataError(f"{name} has no column {wanted}", hint=missing_column_hint(wanted, columns, otherwise=otherwise))


def _name(source: str) -> str:
    return "standard input" if source == STANDARD_STREAM else Path(source).name
