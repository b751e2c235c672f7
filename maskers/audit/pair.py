"""An original and its masked table, row beside row, and what was done to each column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ...configs.policy import Detection
from ...core.column_names import missing_column_hint
from ...core.errors import DataError, GuardError
from ...core.inputs import open_input
from ...core.keys import Key
from ...core.manifest import manifest_path, verify_manifest
from ...core.streams import STANDARD_STREAM, FileDigest
from ...core.tables import TableOptions, open_reader
from ..columns import decide_column
from ..plan import UNNAMED, profile_columns

_BATCH_ROWS = 2_000
_SAMPLE_ROWS = Detection().sample_rows
_IDENTIFIER_SHARE = Detection().identifier_share
# without a manifest: so many changed cells say that the column was masked as a whole
_WHOLE_SHARE = 0.9


@dataclass(frozen=True)
class Role:
    """What was done to a column.

    Attributes:
        name: header.
        kind: `identifier`: every cell was masked; `text` and `plain`: what was found inside; `keep`: nothing;
            `drop`: left out.
        entity_type: of an identifier or quasi-identifier.
        quasi: identifies in combination with others.
        entities: entity types replaced inside the cells.
    """

    name: str
    kind: Literal["identifier", "text", "plain", "keep", "drop"]
    entity_type: str | None
    quasi: bool
    entities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two tables of the same people.

    Attributes:
        name: of the masked file.
        rows: number of rows of both.
        original: cells by column.
        masked: cells by column; lacks what was dropped, may hold what was added.
        roles: what was done, by column of the original.
        manifest: of the masked table; None if there is no valid one.
        same_source: the original is the very file that the manifest names; None without one.
    """

    name: str
    rows: int
    original: Mapping[str, Sequence[str]]
    masked: Mapping[str, Sequence[str]]
    roles: Mapping[str, Role]
    manifest: dict[str, Any] | None
    same_source: bool | None


@dataclass(frozen=True)
class _Table:
    name: str
    columns: dict[str, list[str]]
    rows: int
    digest: FileDigest


def read_pair(
    masked: str,
    original: str,
    *,
    key: Key | None,
    options: TableOptions,
    manifest: Path | None,
    unmanifested: bool,
    on_rows: Callable[[int], None],
) -> Pair:
    """Read both tables and the evidence of masking.

    Raises:
        GuardError: no valid manifest, and `unmanifested` does not let that pass.
        DataError: the tables do not have the same rows or share no column.
    """
    new, old = _read(masked, options, on_rows), _read(original, options, on_rows)
    evidence = _evidence(masked, new.digest, manifest, key, unmanifested=unmanifested)
    if new.rows != old.rows:
        raise DataError(
            f"{new.name} has {new.rows:,} rows and {old.name} {old.rows:,}: row by row they must be the same people",
            hint="audit the file that was masked; with --on-error as it was masked",
        )
    cells = new.columns if evidence is None else _named(new, evidence["output"]["columns"], header=options.header)
    if not set(cells) & set(old.columns):
        raise DataError(f"{new.name} and {old.name} have no column in common", hint="--no-header, --delimiter")
    if evidence is None:
        roles, same = _roles_from_data(old.columns, cells), None
    else:
        roles = {name: _role(name, evidence["columns"].get(name)) for name in old.columns}
        same = evidence["input"]["sha256"] == old.digest.sha256
    return Pair(new.name, new.rows, old.columns, cells, roles, evidence, same)


def require_columns(wanted: Sequence[str], known: Sequence[str], *, name: str) -> None:
    """Raise DataError if a column is missing."""
    for column in wanted:
        if column not in known:
            otherwise = "it must stand in the masked table and the original"
            raise DataError(
                f"{name} has no column {column} to look at",
                hint=missing_column_hint(column, known, otherwise=otherwise),
            )


def _read(source: str, options: TableOptions, on_rows: Callable[[int], None]) -> _Table:
    with open_input(source) as opened:
        reader = open_reader(opened, options)
        columns: list[list[str]] = [[] for _ in reader.columns]
        rows = 0
        for batch in reader.batches(_BATCH_ROWS):
            for cells, new in zip(columns, zip(*batch.rows, strict=True), strict=True):
                cells.extend(new)
            rows += len(batch)
            on_rows(len(batch))
        return _Table(opened.name, dict(zip(reader.columns, columns, strict=True)), rows, opened.digest())


def _named(table: _Table, columns: Sequence[str], *, header: bool) -> dict[str, list[str]]:
    """Return the cells under the names of the manifest; without a header c1, c2, ... count what is left."""
    if (set(columns) != set(table.columns)) if header else (len(columns) != len(table.columns)):
        raise DataError(
            f"{table.name} does not read as the table with {len(columns)} columns that its manifest describes",
            hint="--delimiter, --no-header, --no-quotes and --encoding as it was masked",
        )
    return table.columns if header else dict(zip(columns, table.columns.values(), strict=True))


def _evidence(
    masked: str, digest: FileDigest, manifest: Path | None, key: Key | None, *, unmanifested: bool
) -> dict[str, Any] | None:
    where = manifest or (None if masked == STANDARD_STREAM else manifest_path(masked))
    try:
        evidence = verify_manifest(digest, manifest=where, key=key)
        if evidence.get("stage") != "mask":
            raise GuardError(f"{where} is not a manifest of privml mask")
        return evidence
    except GuardError as error:
        # a manifest that was named on purpose must be right even then
        if unmanifested and manifest is None:
            return None
        raise GuardError(
            error.message, hint="--unmanifested audits it all the same, and sees from the cells what was masked"
        ) from None


def _role(name: str, column: Mapping[str, Any] | None) -> Role:
    if column is None:
        return Role(name, "keep", None, False)
    entities = tuple(column.get("entities", ()))
    return Role(name, column["kind"], column["entity_type"], column["quasi"], entities)


def _roles_from_data(original: Mapping[str, Sequence[str]], masked: Mapping[str, Sequence[str]]) -> dict[str, Role]:
    """See what was done from the columns' headers and content and from the cells that differ."""
    names = list(original)
    sample = [list(row) for row in zip(*(cells[:_SAMPLE_ROWS] for cells in original.values()), strict=True)]
    roles = {}
    for name, profile in zip(names, profile_columns(names, sample), strict=True):
        decision = decide_column(name, profile, identifier_share=_IDENTIFIER_SHARE)
        kind: Literal["identifier", "text", "plain", "keep", "drop"] = decision.kind
        entity_type = decision.entity_type
        if name not in masked:
            kind = "drop"
        elif kind == "plain" and _changed_share(original[name], masked[name]) >= _WHOLE_SHARE:
            kind, entity_type = "identifier", entity_type or UNNAMED
        roles[name] = Role(name, kind, entity_type, decision.quasi and kind == "plain")
    return roles


def _changed_share(original: Sequence[str], masked: Sequence[str]) -> float:
    filled = [(old, new) for old, new in zip(original, masked, strict=True) if old.strip()]
    return sum(old != new for old, new in filled) / len(filled) if filled else 0.0
