"""Originals that still stand in a masked table, beside what chance would put there."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ...core.alignment import Change
from .changes import find_read_changes
from .index import KINDS, Match, ValueIndex
from .originals import Originals
from .pair import Pair
from .recompute import Recomputer
from .tokens import tokenize

_STEP_ROWS = 5_000
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


@dataclass
class ResidualCount:
    """Places in the masked table where originals of one source stand.

    Attributes:
        column: that the originals come from.
        entity_type: that they have there.
        values: distinct originals that are long enough to be searched.
        own_row: places in the row of the same person, by kind of match.
        other_rows: places in other rows, by kind of match.
        by_place: places by column of the masked table.
        came_through: of the places in other rows, those where the original's text came through unchanged.
        explained: places, not among the others, where the key shows that the mask wrote the value as a surrogate.
        distinct: distinct originals that stand somewhere.
        own_row_control: what `own_row` would be if rows were other people's.
        other_rows_control: what `other_rows` would be for as many invented values; None if none could be invented
            that is not real.
        came_through_control: the same for `came_through`.
    """

    column: str
    entity_type: str
    values: int
    own_row: Counter[str] = field(default_factory=Counter)
    other_rows: Counter[str] = field(default_factory=Counter)
    by_place: Counter[str] = field(default_factory=Counter)
    came_through: int = 0
    explained: int = 0
    distinct: int = 0
    own_row_control: int = 0
    other_rows_control: float | None = None
    came_through_control: float | None = None

    @property
    def residual(self) -> float:
        """Places in the own row, and those in other rows beyond chance: where text came through, and where not."""
        chance, chance_through = self.other_rows_control or 0.0, self.came_through_control or 0.0
        written = self.other_rows.total() - self.came_through
        beyond = max(0.0, self.came_through - chance_through) + max(0.0, written - (chance - chance_through))
        return self.own_row.total() + beyond

    def to_dict(self) -> dict[str, Any]:
        """Return the counts for JSON."""
        controls = {
            name: None if (value := getattr(self, name)) is None else round(value, 1)
            for name in ("other_rows_control", "came_through_control")
        }
        return vars(self) | {
            "own_row": {kind: self.own_row[kind] for kind in KINDS},
            "other_rows": {kind: self.other_rows[kind] for kind in KINDS},
            "by_place": dict(self.by_place.most_common()),
            **controls,
            "residual": round(self.residual, 1),
        }


@dataclass(frozen=True)
class _Searched:
    """What stands in a cell, before it is known whose row it is."""

    real: Sequence[Match]
    decoys: Sequence[Match]


class ResidualSearch:
    """Looks for originals in every cell of a masked table.

    Args:
        pair: the tables.
        originals: what was masked.
        recomputer: says what the mask must have written, if the key is known.
    """

    def __init__(self, pair: Pair, originals: Originals, recomputer: Recomputer | None) -> None:
        self._pair = pair
        self._originals = originals
        self._recomputer = recomputer
        self._counts = [
            ResidualCount(source.column, source.entity_type, len(values))
            for source, values in zip(originals.sources, originals.values, strict=True)
        ]
        self._decoys = [Counter[bool]() for _ in self._counts]  # places by whether text came through
        self._found: list[set[int]] = [set() for _ in self._counts]
        self._other_person = _derangement(pair.rows)

    def count(self, on_rows: Callable[[int], None]) -> list[ResidualCount]:
        """Return the counts of every source."""
        for start in range(0, self._pair.rows, _STEP_ROWS):
            stop = min(start + _STEP_ROWS, self._pair.rows)
            searched = self._search({cells[row] for cells in self._pair.masked.values() for row in range(start, stop)})
            for column, cells in self._pair.masked.items():
                for row in range(start, stop):
                    if (found := searched.get(cells[row])) is not None:
                        self._take(column, row, found)
            on_rows(stop - start)
        sizes = zip(self._counts, self._decoys, self._originals.decoy_values, self._found, strict=True)
        for count, places, decoys, entries in sizes:
            count.distinct = len(entries)
            if decoys:
                count.other_rows_control = places.total() * count.values / decoys
                count.came_through_control = places[True] * count.values / decoys
        return self._counts

    def _search(self, cells: Iterable[str]) -> dict[str, _Searched]:
        """Search distinct cells; those in which nothing stands are left out."""
        tokenized = {cell: tokenize(cell) for cell in cells if cell.strip()}
        found: list[dict[str, list[Match]]] = []
        for index in (self._originals.index, self._originals.decoys):
            near = index.find_edits(tokenized.values())
            matches = {cell: [*index.matches(tokens), *index.edits(tokens, near)] for cell, tokens in tokenized.items()}
            found.append(matches)
        real, decoys = found
        return {cell: _Searched(real[cell], decoys[cell]) for cell in tokenized if real[cell] or decoys[cell]}

    def _take(self, column: str, row: int, found: _Searched) -> None:
        origin = _Origin(self._pair, column, row, self._recomputer)
        own = self._originals.by_row[row]
        for match, entry in choose_places(found.real, self._originals.index, own):
            source = self._originals.index.sources[match.entries[0] if entry is None else entry]
            count = self._counts[source]
            if origin.is_explained(match):
                count.explained += 1
                continue
            if entry is None:
                count.other_rows[match.kind] += 1
                count.came_through += origin.came_through(match)
            else:
                count.own_row[match.kind] += 1
            count.by_place[column] += 1
            self._found[source].add(match.entries[0] if entry is None else entry)
        stranger = self._other_person[row]
        other = self._originals.by_row[stranger] if stranger != row else ()
        index = self._originals.index
        theirs = [match for match in found.real if _own_entry(match, index, other) is not None]
        for match, entry in choose_places(theirs, index, other):
            if entry is not None and not origin.is_explained(match):
                self._counts[self._originals.index.sources[entry]].own_row_control += 1
        for match, _ in choose_places(found.decoys, self._originals.decoys, ()):
            if not origin.is_explained(match):
                self._decoys[self._originals.decoys.sources[match.entries[0]]][origin.came_through(match)] += 1


class _Origin:
    """Where the parts of one masked cell come from; worked out when first asked."""

    def __init__(self, pair: Pair, column: str, row: int, recomputer: Recomputer | None) -> None:
        self._role = pair.roles.get(column)
        self._old = pair.original[column][row] if self._role else ""
        self._new = pair.masked[column][row]
        self._recomputer = recomputer

    def came_through(self, match: Match) -> bool:
        """True if the place is text of the original cell."""
        if self._role is None:
            return False
        return not any(c.start < match.end and match.start < c.end for c in self._changes)

    def is_explained(self, match: Match) -> bool:
        """True if the mask, run with the key, writes in this place what did not stand there before."""
        if self._recomputer is None or self._role is None or self._old == self._new:
            return False
        return any(
            start <= match.start and match.end <= end and not _holds(original, match.gram)
            for start, end, original in self._explained
        )

    @cached_property
    def _changes(self) -> list[Change]:
        return find_read_changes(self._old, self._new)

    @cached_property
    def _explained(self) -> list[tuple[int, int, str]]:
        """Start and end of what the key explains, and the original of each."""
        assert self._role is not None
        assert self._recomputer is not None
        if self._role.kind == "identifier":
            same = self._recomputer.writes(self._role, self._old, self._new)
            return [(0, len(self._new), self._old)] if same else []
        return [
            (change.start + start, change.start + end, original)
            for change in self._changes
            for start, end, original in self._recomputer.parts(self._role, change.original, change.written)
        ]


def _holds(text: str, gram: str) -> bool:
    """True if folded tokens stand in a text."""
    if text.isascii() and gram.partition(" ")[0] not in text.lower():
        return False  # most often so, and seen at once
    return f" {gram} " in f" {tokenize(text).key()} "


def choose_places(matches: Sequence[Match], index: ValueIndex, own: tuple[int, ...]) -> list[tuple[Match, int | None]]:
    """Choose among overlapping places: a row's own values first, then the surer kind, then the longer place.

    Returns:
        Places that do not overlap, each with the entry of the row's own value, or None for one of another row.
    """
    if len(matches) == 1:
        return [(matches[0], _own_entry(matches[0], index, own))]
    ranked = []
    for match in matches:
        entry = _own_entry(match, index, own)
        ranked.append((entry is None, _RANK[match.kind], match.start - match.end, match.start, entry, match))
    ranked.sort(key=lambda item: item[:4])
    chosen: list[tuple[Match, int | None]] = []
    for *_, entry, match in ranked:
        if all(match.end <= other.start or other.end <= match.start for other, _ in chosen):
            chosen.append((match, entry))
    return chosen


def _own_entry(match: Match, index: ValueIndex, own: tuple[int, ...]) -> int | None:
    """Return which of a row's own values stands in a place."""
    if not own:
        return None
    entry = next((entry for entry in match.entries if entry in own), None)
    return index.near(match.gram, own) if entry is None and match.kind == "edit" else entry


def _derangement(rows: int) -> list[int]:
    """Return, for each row, another row: one cycle through all in random order, the same in every audit."""
    order = list(range(rows))
    random.Random(0).shuffle(order)  # noqa: S311 (a control, no secret)
    other = list(range(rows))
    for here, there in zip(order, [*order[1:], *order[:1]], strict=True):
        other[here] = there
    return other
