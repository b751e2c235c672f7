"""Strings one edit apart (Levenshtein distance 1), found through hashes, in time linear in the strings.

Each string stands for itself, for itself with one position blanked (substitution) and for itself with one character
left out (insertion, deletion): the deletion neighbourhood of FastSS (Bocek, Hunt and Stiller, 2007) with the position
kept, so that a common hash means one edit and not two. Hashes are polynomials over 64 bits, computed for all strings
of a length at once; what they find is compared character by character.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse
_INVERSE = pow(_BASE, -1, 1 << 64)
_BLANK = np.uint64(0xD1B54A32D192ED03)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(31)
# values shorter than this have too many neighbours to tell anything
SHORTEST = 6
LONGEST = 64


def is_one_edit(first: str, second: str) -> bool:
    """True if one insertion, deletion or substitution turns one string into the other.

    >>> is_one_edit("cantwell", "cantwel"), is_one_edit("cantwell", "cantwell"), is_one_edit("cantwell", "canwtell")
    (True, False, False)
    """
    shorter, longer = (first, second) if len(first) <= len(second) else (second, first)
    if len(longer) - len(shorter) > 1 or first == second:
        return False
    same = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return longer[same + 1 :] == shorter[same + (len(longer) == len(shorter)) :]


class EditIndex:
    """Finds, for many strings at once, a known value one edit away.

    Args:
        values: known values; those shorter than `SHORTEST` or longer than `LONGEST` are left out.
    """

    def __init__(self, values: Sequence[str]) -> None:
        self._values = values
        by_length: dict[int, list[int]] = defaultdict(list)
        for number, value in enumerate(values):
            if SHORTEST <= len(value) <= LONGEST:
                by_length[len(value)].append(number)
        self._by_length = {length: self._table(numbers, length) for length, numbers in by_length.items()}

    def _table(self, numbers: list[int], length: int) -> "_Neighbours":
        hashes = _hash_all([self._values[number] for number in numbers], length)
        owners = np.asarray(numbers, dtype=np.int64)
        return _Neighbours(
            _Table.make(hashes.whole[:, None], owners),
            _Table.make(hashes.blanked, owners),
            _Table.make(hashes.shortened, owners),
        )

    def find(self, strings: Iterable[str]) -> dict[str, int]:
        """Return, for the strings that are one edit away from a value, the number of one such value.

        The strings themselves are no values: what has a hash in common with one is then always one edit away.
        """
        by_length: dict[int, list[str]] = defaultdict(list)
        for string in strings:
            by_length[len(string)].append(string)
        found: dict[str, int] = {}
        for length, group in by_length.items():
            if not any(length + step in self._by_length for step in (-1, 0, 1)):
                continue
            hashes = _hash_all(group, length)
            for row, value in self._candidates(hashes, length):
                if group[row] not in found and is_one_edit(group[row], self._values[value]):
                    found[group[row]] = value
        return found

    def _candidates(self, hashes: "_Hashed", length: int) -> Iterator[tuple[int, int]]:
        if (same := self._by_length.get(length)) is not None:
            yield from same.blanked.lookup(hashes.blanked)
        if (shorter := self._by_length.get(length - 1)) is not None:
            yield from shorter.whole.lookup(hashes.shortened)
        if (longer := self._by_length.get(length + 1)) is not None:
            yield from longer.shortened.lookup(hashes.whole[:, None])


@dataclass(frozen=True)
class _Table:
    """Hashes in order, and whose they are."""

    hashes: Hashes
    owners: npt.NDArray[np.int64]

    @classmethod
    def make(cls, hashes: Hashes, owners: npt.NDArray[np.int64]) -> "_Table":
        flat = hashes.ravel()
        order = np.argsort(flat)
        return cls(flat[order], np.repeat(owners, hashes.shape[1])[order])

    def lookup(self, hashes: Hashes) -> Iterator[tuple[int, int]]:
        """Yield row of `hashes` and owner for the rows of which a hash is known."""
        places = np.searchsorted(self.hashes, hashes)
        places[places == len(self.hashes)] = 0
        rows, columns = np.nonzero(self.hashes[places] == hashes)
        owners = self.owners[places[rows, columns]]
        return zip(rows.tolist(), owners.tolist(), strict=True)


@dataclass(frozen=True)
class _Neighbours:
    """Tables of all values of one length."""

    whole: _Table
    blanked: _Table
    shortened: _Table


@dataclass(frozen=True)
class _Hashed:
    """Hashes of strings of one length: (strings,), (strings, length) and (strings, length)."""

    whole: Hashes
    blanked: Hashes
    shortened: Hashes


def _hash_all(strings: Sequence[str], length: int) -> _Hashed:
    """Hash strings of one length.

    With m(c) for a mixed character, the hash is the sum of m(c_j) B^j modulo 2^64. Leaving out position i divides
    everything behind it by B.
    """
    codes = np.array(strings, dtype=f"<U{length}").view(np.uint32).reshape(len(strings), length).astype(np.uint64)
    mixed = (codes + _BLANK) * _MIX
    mixed ^= mixed >> _SHIFT
    powers = np.array([pow(_BASE, power, 1 << 64) for power in range(length)], dtype=np.uint64)
    terms = mixed * _MIX * powers
    upto = np.cumsum(terms, axis=1, dtype=np.uint64)
    whole = upto[:, -1]
    blanked = whole[:, None] - terms + _BLANK * powers
    shortened = (upto - terms) + (whole[:, None] - upto) * np.uint64(_INVERSE)
    return _Hashed(whole, blanked, shortened)
