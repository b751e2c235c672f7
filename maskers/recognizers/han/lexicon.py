"""A word list as hashes: which words begin at each character of a text, how frequent they are, and what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]
LONGEST = 5
"""Longest word that is looked for, in characters."""

TAGS = "other n nr nrt ns nt nz v a d m q r p c u t f s y e i l b k single name".split()
"""What words are: the first letters of the part-of-speech tags of the Chinese treebanks' tradition, people and places
apart. `single` is a character that is no word of the list, `name` a sign that is no Han character."""

PEOPLE = frozenset({TAGS.index("nr"), TAGS.index("nrt")})
"""Numbers of the tags of people."""

_SINGLE = TAGS.index("single")
_SIGN = TAGS.index("name")
# odd constants of Murmur3's and of the golden ratio's hash; any would do
_FIRST, _STEP = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)
_SHIFT = np.uint32(15)
# costs are eighths of nats; a character that the list lacks costs as much as the rarest word
_UNKNOWN_COST = 160


def mix(seed: Hashes | np.uint32, values: Hashes) -> Hashes:
    """Return hashes of values, each with what was hashed before it."""
    mixed = (values ^ seed) * _STEP
    mixed = (mixed ^ (mixed >> _SHIFT)) * _FIRST
    found: Hashes = mixed ^ (mixed >> _SHIFT)
    return found


def hash_words(codes: Hashes, length: int) -> Hashes:
    """Return the hash of the word of some length that begins at each character; the last ones reach beyond the end."""
    padded = np.concatenate([codes, np.zeros(LONGEST, np.uint32)])
    found: Hashes = np.full(len(codes), _FIRST, np.uint32)
    for place in range(length):
        found = mix(found, padded[place : place + len(codes)])
    return found


@dataclass(frozen=True)
class Words:
    """The words of a text, by character.

    Attributes:
        start: character at which the word of each character begins.
        end: character after its last one.
        tag: what the word is, a number of `TAGS`.
        longest_from: length of the longest word of the list that begins here; 0 for none of two characters or more.
        longest_to: the same for words that end here.
        tag_from: what that word is.
        tag_to: the same for words that end here.
        in_name: 1 more than the place in the longest listed name of a person that holds the character; 0 for none.
    """

    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    tag: npt.NDArray[np.int32]
    longest_from: npt.NDArray[np.int32]
    longest_to: npt.NDArray[np.int32]
    tag_from: npt.NDArray[np.int32]
    tag_to: npt.NDArray[np.int32]
    in_name: npt.NDArray[np.int32]


class Lexicon:
    """A word list.

    Args:
        hashes: of the words, sorted.
        costs: of each word, in eighths of a nat: the rarer, the higher.
        tags: what each word is, numbers of `TAGS`.
    """

    def __init__(self, hashes: Hashes, costs: npt.NDArray[np.uint8], tags: npt.NDArray[np.uint8]) -> None:
        self.hashes, self.costs, self.tags = hashes, costs, tags

    @cached_property
    def _people(self) -> npt.NDArray[np.bool_]:
        return np.isin(self.tags, sorted(PEOPLE))

    def look_up(self, codes: Hashes, length: int) -> npt.NDArray[np.int64]:
        """Return the number of the word of a length that begins at each character; -1 for none."""
        hashes = hash_words(codes, length)
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        found: npt.NDArray[np.int64] = np.where(self.hashes[places] == hashes, places, -1)
        found[max(0, len(codes) - length + 1) :] = -1
        return found

    def words_of(self, codes: Hashes, is_han: npt.NDArray[np.bool_]) -> Words:
        """Cut a text into words, the most probable ones by their frequencies.

        Args:
            codes: code points.
            is_han: which of them are Han characters; others are words of their own.
        """
        size = len(codes)
        numbers = [self.look_up(codes, length) for length in range(1, LONGEST + 1)]
        longest_from, longest_to, tag_from, tag_to, in_name = (np.zeros(size, np.int32) for _ in range(5))
        for length in range(2, LONGEST + 1):
            begins = np.flatnonzero(numbers[length - 1] >= 0)
            found = numbers[length - 1][begins]
            longest_from[begins], tag_from[begins] = length, self.tags[found]
            longest_to[begins + length - 1], tag_to[begins + length - 1] = length, self.tags[found]
            people = begins[self._people[found]]
            for place in range(length):
                in_name[people + place] = 1 + place + (length - 1) * LONGEST
        start, end, tag = self._cut(numbers, is_han)
        return Words(start, end, tag, longest_from, longest_to, tag_from, tag_to, in_name)

    def _cut(
        self, numbers: Sequence[npt.NDArray[np.int64]], is_han: npt.NDArray[np.bool_]
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Find the words of the least cost together (Viterbi, from the end)."""
        size = len(is_han)
        # words of two characters or more, by the character at which they begin
        longer: list[list[tuple[int, int]]] = [[] for _ in range(size)]
        for length in range(2, LONGEST + 1):
            begins = np.flatnonzero(numbers[length - 1] >= 0)
            costs = self.costs[numbers[length - 1][begins]].tolist()
            for begin, cost in zip(begins.tolist(), costs, strict=True):
                longer[begin].append((length, cost))
        singles = np.where(numbers[0] >= 0, self.costs[numbers[0]], _UNKNOWN_COST).tolist()
        least = [0] * (size + LONGEST + 1)
        lengths = [1] * size
        for begin in range(size - 1, -1, -1):
            best = singles[begin] + least[begin + 1]
            for length, cost in longer[begin]:
                total = cost + least[begin + length]
                if total <= best:
                    best, lengths[begin] = total, length
            least[begin] = best
        firsts: list[int] = []
        begin = 0
        while begin < size:
            firsts.append(begin)
            begin += lengths[begin]
        begins = np.array(firsts, np.int64)
        sizes = np.diff(np.append(begins, size))
        chosen = np.stack(numbers)[sizes - 1, begins]
        tags = np.where(chosen >= 0, self.tags[chosen], _SINGLE).astype(np.int32)
        tags[~is_han[begins] & (sizes == 1)] = _SIGN
        start = np.repeat(begins, sizes).astype(np.int32)
        return start, np.repeat(begins + sizes, sizes).astype(np.int32), np.repeat(tags, sizes)
