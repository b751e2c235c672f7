"""Linkage: whom the columns that were kept single out, and what that tells about them.

The attacker knows what the kept columns of a person hold, and how a changed cell came about (the worst case), and
takes at random one of the rows that fit. Rows that look alike form an equivalence class (Sweeney, 2002); a row is
found with probability 1 / size of its class, so the expected number of rows found is the number of classes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ...core.errors import DataError
from .pair import Pair, require_columns

Codes = npt.NDArray[np.int64]
MOST_COMBINED = 3
# sizes of classes that are reported together: up to and including
_BANDS = ((1, "1"), (2, "2"), (5, "3-5"), (10, "6-10"))
_LARGE = ">10"


@dataclass(frozen=True)
class Linkage:
    """What a set of columns singles out.

    Attributes:
        columns: known to the attacker.
        rows_by_k: rows by the size of their class.
        k: size of the smallest class.
        linked: expected share of rows linked to the right person.
        control: the same for a guess at random.
    """

    columns: tuple[str, ...]
    rows_by_k: dict[str, int]
    k: int
    linked: float
    control: float

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers for JSON."""
        return {
            "columns": list(self.columns),
            "k": self.k,
            "rows_by_k": self.rows_by_k,
            "linked": round(self.linked, 4),
            "control": round(self.control, 6),
        }


@dataclass(frozen=True)
class Diversity:
    """What linkage tells about a sensitive column without finding the row.

    Attributes:
        column: the sensitive one.
        l: distinct values in the poorest class.
        classes: number of classes.
        rows_l1: share of rows in classes that hold one value: it is known of everybody in them.
        inferred: expected share of rows guessed right by the commonest value of their class.
        control: the same by the commonest value of the table.
    """

    column: str
    l: int  # noqa: E741 (the name in the field)
    classes: int
    rows_l1: float
    inferred: float
    control: float

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers for JSON."""
        return vars(self) | {name: round(getattr(self, name), 4) for name in ("rows_l1", "inferred", "control")}


@dataclass(frozen=True)
class LinkageReport:
    """Linkage by several sets of columns.

    Attributes:
        quasi: by the quasi-identifiers, named or recognised; None if there are none.
        kept: by all columns that came through; None if there are none.
        steps: by the one, two and three columns that single out most, each step adding one.
        diversity: of sensitive columns, in the classes of the quasi-identifiers or else of all kept columns.
    """

    quasi: Linkage | None
    kept: Linkage | None
    steps: list[Linkage]
    diversity: list[Diversity]

    @property
    def main(self) -> Linkage | None:
        """The set that a limit is about."""
        return self.quasi or self.kept

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers for JSON."""
        return {
            "quasi": self.quasi and self.quasi.to_dict(),
            "kept": self.kept and self.kept.to_dict(),
            "steps": [step.to_dict() for step in self.steps],
            "diversity": [column.to_dict() for column in self.diversity],
        }


def measure_linkage(pair: Pair, *, quasi: Sequence[str] = (), sensitive: Sequence[str] = ()) -> LinkageReport:
    """Measure what the kept columns of a masked table single out.

    Args:
        pair: the tables.
        quasi: columns known to the attacker; default: those recognised as quasi-identifiers.
        sensitive: columns whose diversity is measured; the attacker does not know them.

    Raises:
        DataError: a column is missing.
    """
    shared = [name for name in pair.masked if name in pair.original]
    require_columns([*quasi, *sensitive], shared, name=pair.name)
    if both := set(quasi) & set(sensitive):
        raise DataError(f"column {sorted(both)[0]} cannot be both quasi-identifier and sensitive")
    codes = {name: _codes(pair.masked[name]) for name in shared}
    kept = [name for name in shared if pair.roles[name].kind in ("plain", "keep") and name not in sensitive]
    known = list(dict.fromkeys(quasi)) or [name for name in kept if pair.roles[name].quasi]
    candidates = [name for name in dict.fromkeys([*known, *kept]) if pair.rows and codes[name].max() > 0]
    report = LinkageReport(
        _link(known, codes) if known and pair.rows else None,
        _link(kept, codes) if kept and pair.rows else None,
        _greedy(candidates, codes),
        [],
    )
    if report.main is not None:
        groups = _combine([codes[name] for name in report.main.columns])
        report.diversity.extend(_diversity(name, groups, codes[name]) for name in sensitive)
    return report


def _codes(cells: Sequence[str]) -> Codes:
    """Number the distinct cells from 0; blanks around them do not count."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(cell.strip(), len(numbers)) for cell in cells], dtype=np.int64)


def _combine(columns: Sequence[Codes]) -> Codes:
    """Number the distinct combinations of several columns from 0."""
    combined = columns[0]
    for column in columns[1:]:
        combined = np.unique(combined * (column.max() + 1) + column, return_inverse=True)[1].astype(np.int64)
    return combined


def _link(columns: Sequence[str], codes: Mapping[str, Codes]) -> Linkage:
    sizes = np.bincount(_combine([codes[name] for name in columns]))
    rows = int(sizes.sum())
    by_k, above = {}, 0
    for band, name in _BANDS:
        by_k[name] = int(sizes[(sizes > above) & (sizes <= band)].sum())
        above = band
    by_k[_LARGE] = int(sizes[sizes > above].sum())
    return Linkage(tuple(columns), by_k, int(sizes.min()), len(sizes) / rows, 1 / rows)


def _greedy(candidates: Sequence[str], codes: Mapping[str, Codes]) -> list[Linkage]:
    """Add, up to three times, the column that makes most classes."""
    steps: list[Linkage] = []
    chosen: list[str] = []
    while len(chosen) < min(MOST_COMBINED, len(candidates)):
        tried = [_link([*chosen, name], codes) for name in candidates if name not in chosen]
        best = max(tried, key=lambda link: link.linked)
        if steps and best.linked <= steps[-1].linked:
            break
        steps.append(best)
        chosen = list(best.columns)
    return steps


def _diversity(column: str, groups: Codes, values: Codes) -> Diversity:
    pairs, counts = np.unique(groups * (values.max() + 1) + values, return_counts=True)
    group_of = pairs // (values.max() + 1)
    distinct = np.bincount(group_of)
    commonest = np.zeros(len(distinct), dtype=np.int64)
    np.maximum.at(commonest, group_of, counts)
    sizes = np.bincount(groups)
    rows = len(groups)
    return Diversity(
        column,
        int(distinct.min()),
        len(sizes),
        float(sizes[distinct == 1].sum() / rows),
        float(commonest.sum() / rows),
        float(np.bincount(values).max() / rows),
    )
