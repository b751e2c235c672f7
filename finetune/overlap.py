"""Rows or people that a table of validation rows shares with the training table."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_FEW = 3
_SHARE = 0.01


@dataclass(frozen=True)
class Overlap:
    """What two tables share.

    Attributes:
        shared: rows of the second table that are in the first one, too; privacy units, if there are any.
        total: all of them in the second table.
    """

    shared: int
    total: int


def find_overlap(first: Sequence[Any], second: Sequence[Any]) -> Overlap | None:
    """Return the rows of the second table that equal one of the first; None for as many as chance explains.

    Short texts repeat in one source. The share of the first table's rows that have a twin there is what a new row of
    the same source has by chance; that, three standard deviations more and one row in a hundred pass.

    Args:
        first: rows of the training table, as its task made them.
        second: rows of the table of validation rows.
    """
    known = Counter(map(repr, first))  # chats are lists, which have no hash
    shared = sum(repr(row) in known for row in second)
    twins = sum(count for count in known.values() if count > 1)
    expected = len(second) * twins / max(1, len(first))
    by_chance = expected + 3 * math.sqrt(expected) + _SHARE * len(second)
    return Overlap(shared, len(second)) if shared >= _FEW and shared > by_chance else None


def find_shared_units(first: Sequence[str], second: Sequence[str]) -> Overlap | None:
    """Return the privacy units of the second table that are in the first one, too; None for none."""
    units = set(second)
    shared = len(units & set(first))
    return Overlap(shared, len(units)) if shared else None
