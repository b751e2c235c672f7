"""What another table knows about a row: the name, phone and address of the customer whose ticket it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..configs.policy import KnownTable, MaskPolicy
from ..core.column_names import missing_column_hint
from ..core.errors import ConfigError, DataError
from ..core.inputs import open_input
from ..core.tables import TableOptions, open_reader
from .plan import decide_columns, profile_columns, require_header
from .probes import TypedValue
from .spelling import without_decimals

_BATCH = 2000


@dataclass(frozen=True, repr=False)
class KnownRows:
    """Values by key.

    Attributes:
        column: column of the masked table that holds the keys.
        entity_types: of the columns that are looked for, by name.
        identity: name, hash and number of rows of the file, for the manifest.
    """

    column: str
    entity_types: Mapping[str, str]
    identity: Mapping[str, Any]
    _values: Mapping[str, Sequence[TypedValue]]

    def values_of(self, key: str) -> Sequence[TypedValue]:
        """Return what is known about a key, as (value, entity type); nothing about an unknown one."""
        return self._values.get(_as_key(key), ())

    def remarks_on(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
        """Return what keeps the file from telling anything about a table, if something does.

        Args:
            columns: of the table.
            rows: the table's first ones.
        """
        file = self.identity["file"]
        if self.column not in columns:
            return [f"it has no column {self.column}: {file} (detect.text.known) tells nothing about its rows"]
        keys = [_as_key(row[columns.index(self.column)]) for row in rows]
        if any(keys) and not any(key in self._values for key in keys):
            return [f"no {self.column} of its first {len(rows):,} rows is a key of {file} (detect.text.known)"]
        return []


def load_known(known: KnownTable, *, policy: MaskPolicy, folder: Path) -> KnownRows:
    """Read a table of what is known about the rows.

    Columns that hold identifiers are looked for; header and content decide which, as for a masked table, unless
    `known.columns` does. Rows of the same key are all known.

    Args:
        known: `detect.text.known` of the policy.
        policy: how columns are recognised.
        folder: what the file is relative to.

    Raises:
        ConfigError: the file is not there.
        DataError: it cannot be read, lacks a column, or has none to look for.
    """
    path = folder / known.file
    if not path.is_file():
        raise ConfigError(
            f"detect.text.known: there is no file {known.file}", hint="file is relative to the policy file"
        )
    with open_input(path) as opened:
        reader = open_reader(opened, TableOptions())
        require_header(reader.columns, source=opened.name)
        key = _require_column(reader.columns, known.key, source=opened.name)
        for name in known.columns:
            _require_column(reader.columns, name, source=opened.name)
        rows = [row for batch in reader.batches(_BATCH) for row in batch.rows]
        entity_types = _entity_types(reader.columns, rows, known, policy)
        if not entity_types:
            raise DataError(
                f"detect.text.known: {opened.name} has no column of identifiers beside its key",
                hint="detect.text.known.columns: {COLUMN: ENTITY_TYPE} names them",
            )
        values: dict[str, tuple[TypedValue, ...]] = {}
        columns = [(reader.columns.index(name), kind) for name, kind in entity_types.items()]
        for row in rows:
            found = [(value, kind) for index, kind in columns if (value := row[index].strip())]
            if name := _as_key(row[key]):
                values[name] = tuple(dict.fromkeys((*values.get(name, ()), *found)))
        identity = {"file": opened.name, "sha256": opened.digest().sha256, "rows": len(rows)}
    return KnownRows(known.key_column, entity_types, identity, values)


def _as_key(cell: str) -> str:
    """Return what two tables have in common, of which one has gaps that made floats of its numbers: 10023.0."""
    return without_decimals(cell.strip())


def _entity_types(
    columns: Sequence[str], rows: Sequence[Sequence[str]], known: KnownTable, policy: MaskPolicy
) -> dict[str, str]:
    sample = rows[: policy.detect.sample_rows]
    decisions = decide_columns(columns, profile_columns(columns, sample), policy)
    found = {name: decision.entity_type for name, decision in decisions.items() if decision.kind == "identifier"}
    found |= {name.strip(): kind for name, kind in known.columns.items()}
    return {name: kind for name, kind in found.items() if kind is not None and name != known.key.strip()}


def _require_column(columns: Sequence[str], name: str, *, source: str) -> int:
    if name.strip() in columns:
        return columns.index(name.strip())
    raise DataError(
        f"detect.text.known: {source} has no column {name}",
        hint=missing_column_hint(name, columns, otherwise="privml scan lists the columns"),
    )
