"""What was masked: the cells of masked columns and the parts of texts that were replaced, row by row."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ...core.keys import Key
from ..plan import UNNAMED
from ..profile import is_mark, is_name_like
from ..recognizers.patterns import whole_cell_checks
from ..surrogates import Surrogates
from .changes import find_read_changes
from .index import ValueIndex
from .pair import Pair, Role

# invented values looked for beside the real ones, for each source
DECOYS = 1_000
_STEP_ROWS = 2_000


@dataclass(frozen=True)
class Source:
    """Where masked values come from: a column, and the entity type that they have there."""

    column: str
    entity_type: str


@dataclass
class Originals:
    """Everything that was masked.

    Attributes:
        sources: columns with their entity types.
        values: distinct values of each source.
        index: finds the values in texts.
        decoys: finds values that were invented in their place; its sources have the same numbers.
        decoy_values: how many were invented for each source.
        by_row: of each row, the entries of the index that are its own.
        tokens: how often each pair of original and replacement occurs, by source.
    """

    sources: list[Source] = field(default_factory=list)
    values: list[set[str]] = field(default_factory=list)
    index: ValueIndex = field(default_factory=ValueIndex)
    decoys: ValueIndex = field(default_factory=ValueIndex)
    decoy_values: list[int] = field(default_factory=list)
    by_row: list[tuple[int, ...]] = field(default_factory=list)
    tokens: list[Counter[tuple[str, str]]] = field(default_factory=list)


class Collector:
    """Collects what was masked in a pair of tables.

    Args:
        pair: the tables.
        locale: of the surrogates, for values that are invented as a control.
    """

    def __init__(self, pair: Pair, *, locale: str) -> None:
        self._pair = pair
        self._found = Originals(by_row=[()] * pair.rows)
        self._numbers: dict[Source, int] = {}
        self._entries: dict[tuple[int, str], tuple[int, ...]] = {}
        self._typed: dict[str, str] = {}
        self._types: dict[tuple[str, str], str] = {}
        # a fixed key: the control is the same in every audit
        self._surrogates = Surrogates(Key(hashlib.sha256(b"privml audit control").digest()), locale)

    def collect(self, on_rows: Callable[[int], None]) -> Originals:
        """Return what was masked."""
        roles = self._pair.roles.values()
        whole = [r for r in roles if r.kind == "identifier" or (r.kind == "drop" and r.entity_type)]
        for role in whole:
            source = self._number(role.name, role.entity_type or UNNAMED)
            for value in set(self._pair.original[role.name]):
                self._typed.setdefault(value.strip().casefold(), role.entity_type or UNNAMED)
                self._take(source, value)
        searched = [r for r in roles if r.kind in ("text", "plain") and r.name in self._pair.masked]
        if self._pair.manifest is not None:
            # where the mask replaced nothing, a difference is somebody's edit
            searched = [r for r in searched if r.entities]
        for start in range(0, self._pair.rows, _STEP_ROWS):
            stop = min(start + _STEP_ROWS, self._pair.rows)
            self._collect_rows(range(start, stop), whole, searched)
            on_rows(stop - start)
        self._invent()
        return self._found

    def _collect_rows(self, rows: Iterable[int], whole: Sequence[Role], searched: Sequence[Role]) -> None:
        own = {row: set[int]() for row in rows}
        for role in whole:
            source = self._number(role.name, role.entity_type or UNNAMED)
            cells, masked = self._pair.original[role.name], self._pair.masked.get(role.name)
            tokens = self._found.tokens[source]
            for row, entries in own.items():
                entries.update(self._entries[source, cells[row]])
                if masked is not None and (value := cells[row].strip()):
                    tokens[value, masked[row].strip()] += 1
        for role in searched:
            cells, masked = self._pair.original[role.name], self._pair.masked[role.name]
            for row, entries in own.items():
                for change in find_read_changes(cells[row], masked[row]):
                    if change.original:
                        entity_type = self._type_of(role, change.original, change.written)
                        if self._pair.manifest is None and role.kind == "plain" and entity_type == UNNAMED:
                            continue  # an ordinary value that was edited, as far as can be seen
                        source = self._number(role.name, entity_type)
                        entries.update(self._take(source, change.original))
                        self._found.tokens[source][change.original, change.written] += 1
        for row, entries in own.items():
            self._found.by_row[row] = tuple(entries)

    def _number(self, column: str, entity_type: str) -> int:
        source = Source(column, entity_type)
        if source not in self._numbers:
            self._numbers[source] = len(self._found.sources)
            self._found.sources.append(source)
            self._found.values.append(set())
            self._found.tokens.append(Counter())
        return self._numbers[source]

    def _take(self, source: int, value: str) -> tuple[int, ...]:
        known = self._entries.get((source, value))
        if known is None:
            kind = self._found.sources[source].entity_type
            known = () if is_mark(value.strip()) else self._found.index.add(source, kind, value)
            self._entries[source, value] = known
            if known:
                self._found.values[source].add(value.strip())
        return known

    def _type_of(self, role: Role, value: str, written: str) -> str:
        """Say what a replaced part of a text was.

        The label says so, or a typed column that holds the value, or its own form, or the manifest where it names a
        single type for the column.
        """
        label = written.removeprefix("<").removesuffix(">")
        if written == f"<{label}>" and label.replace("_", "").isupper():
            return label
        if len(role.entities) == 1:
            return role.entities[0]
        if (value, role.name) not in self._types:
            self._types[value, role.name] = next(self._guesses(value, frozenset(role.entities)), UNNAMED)
        return self._types[value, role.name]

    def _guesses(self, value: str, known: frozenset[str]) -> Iterator[str]:
        """Yield entity types that a value may have, of those known to occur, the surest first."""
        typed = self._typed.get(value.strip().casefold())
        if typed and (not known or typed in known):
            yield typed
        for entity_type, check in whole_cell_checks().items():
            if (not known or entity_type in known) and check(value):
                yield entity_type
        if (not known or "PERSON" in known) and is_name_like(value):
            yield "PERSON"
        if "LOCATION" in known and any(map(str.isalpha, value)):
            yield "LOCATION"

    def _invent(self) -> None:
        """Draw, for each source, up to `DECOYS` values of the same type and shape that stand for nobody."""
        found = self._found
        # one that happens to be real tells nothing about chance
        found.decoys = ValueIndex(without=frozenset(found.index.keys))
        for number, (source, values) in enumerate(zip(found.sources, found.values, strict=True)):
            step = max(1, len(values) // DECOYS)
            drawn = {self._surrogates.make(source.entity_type, value) for value in sorted(values)[::step]}
            entries = [found.decoys.add(number, source.entity_type, decoy) for decoy in sorted(drawn)]
            found.decoy_values.append(sum(map(bool, entries)))
