"""Features of the characters of a text, as hashes: neighbours, the words around, how like a name they are."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from .lexicon import PEOPLE, Hashes, Lexicon, Words, mix

SEPARATOR = 0x0A
"""Stands between texts that are read together, and at both ends."""
REACH = 3
"""A feature looks at most at so many characters to each side, or at words: so many separators part texts."""
Column = npt.NDArray[Any]
_Add = Callable[..., None]
# codes of signs that are no Han characters: what they are matters, not which
_LATIN, _DIGIT, _KANA, _OTHER = 1, 2, 3, 4
# classes: separator, Han, then as above; punctuation keeps its own code, but has one class
_HAN_CLASS, _PUNCTUATION = 5, 6
_PUNCTUATION_MARKS = frozenset("，。！？、；：:,.!?;“”\"'‘’（）()《》【】[]…—-~～·@#/|")
LEVELS = 6
"""How like a name a character is: 0 for one of no name, up to 5."""


# a character of this level is mostly a surname, or often in given names
_SURNAME, _GIVEN = 4, 3


@dataclass(frozen=True)
class NameTables:
    """How like a name characters are, from 0 to `LEVELS` - 1, by code point.

    Attributes:
        surname: as a surname.
        second: as the first character of a given name, behind the surname.
        last: as its last character.
        foreign: in names written by their sound.
    """

    surname: npt.NDArray[np.uint8]
    second: npt.NDArray[np.uint8]
    last: npt.NDArray[np.uint8]
    foreign: npt.NDArray[np.uint8]


def codes_of(text: str) -> Hashes:
    """Return the code points of a text, with one sign for every letter, digit and kind of sign that is not Han."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def is_han(codes: Hashes) -> npt.NDArray[np.bool_]:
    """Tell which code points are Han characters."""
    found: npt.NDArray[np.bool_] = ((codes >= 0x4E00) & (codes <= 0x9FFF)) | ((codes >= 0x3400) & (codes <= 0x4DBF))
    return found


_MARKS = np.array(sorted(map(ord, _PUNCTUATION_MARKS)), np.uint32)


def _classes(codes: Hashes, han: npt.NDArray[np.bool_]) -> Hashes:
    classes = np.full(len(codes), _OTHER, np.uint32)
    lowered = codes | np.uint32(0x20)
    classes[(lowered >= 0x61) & (lowered <= 0x7A)] = _LATIN
    classes[(codes >= 0x30) & (codes <= 0x39)] = _DIGIT
    classes[(codes >= 0x3040) & (codes <= 0x30FF)] = _KANA
    classes[np.isin(codes, _MARKS)] = _PUNCTUATION
    classes[han] = _HAN_CLASS
    classes[codes == SEPARATOR] = 0
    return classes


class FeatureReader:
    """Reads features.

    Args:
        lexicon: the word list.
        tables: how like a name characters are.
    """

    def __init__(self, lexicon: Lexicon, tables: NameTables) -> None:
        self._lexicon = lexicon
        self._tables = tables

    def read(self, codes: Hashes) -> Hashes:
        """Return the features of each character.

        Args:
            codes: code points; texts that are read together lie between separators.

        Returns:
            Hashes of shape (characters, features).
        """
        han = is_han(codes)
        classes = _classes(codes, han)
        # Latin letters, digits and rare signs are all alike
        plain = np.where(han | (classes == _PUNCTUATION) | (classes == 0), codes, classes)
        words = self._lexicon.words_of(codes, han)
        columns: list[Hashes] = []

        def add(*values: Column) -> None:
            seed = np.full(len(codes), len(columns) + 1, np.uint32)
            for value in values:
                seed = mix(seed, value.astype(np.uint32))
            columns.append(seed)

        self._add_characters(add, plain, classes)
        self._add_names(add, codes)
        self._add_words(add, words, plain)
        return np.stack(columns, axis=1)

    def has_name_form(self, codes: Hashes, start: int, end: int) -> bool:
        """Tell whether part of a text is written like a name: a listed one, or a surname before what is no word.

        Args:
            codes: code points of the whole text.
            start: first character of the part.
            end: character after its last one.
        """
        words = self._words_of(codes.tobytes())
        is_single = words.end - words.start == 1
        for place in range(start, end - 1):
            if words.tag[place] in PEOPLE and words.end[place] <= end and not is_single[place]:
                return True
            is_surname = self._tables.surname[codes[place]] >= _SURNAME and is_single[place]
            if is_surname and is_single[place + 1] and self._tables.last[codes[place + 1]] >= _GIVEN:
                return True
        return False

    @lru_cache(maxsize=16)  # noqa: B019 (there is one reader for each model)
    def _words_of(self, line: bytes) -> Words:
        """Return the words of a line, of which several names are looked at one after the other."""
        codes = np.frombuffer(line, np.uint32)
        return self._lexicon.words_of(codes, is_han(codes))

    def _add_characters(self, add: _Add, plain: Hashes, classes: Hashes) -> None:
        at = _neighbours(plain)
        for place in range(-2, 3):
            add(at(place))
        for place in range(-2, 2):
            add(at(place), at(place + 1))
        add(at(-1), at(1))
        for place in range(-2, 1):
            add(at(place), at(place + 1), at(place + 2))
        kind = _neighbours(classes)
        add(kind(-1), kind(0), kind(1))
        add(kind(-2), kind(-1), kind(0), kind(1), kind(2))
        same = [at(a) == at(b) for a, b in ((-2, -1), (-1, 0), (0, 1), (1, 2), (-2, 0), (-1, 1), (0, 2))]
        add(*same)
        add(at(0), same[1], same[2])

    def _add_names(self, add: _Add, codes: Hashes) -> None:
        small = np.where(codes < len(self._tables.surname), codes, 0)
        surname, second, last, foreign = (
            _neighbours(table[small])
            for table in (self._tables.surname, self._tables.second, self._tables.last, self._tables.foreign)
        )
        # surname here, before, and two before, each with what a given name would be behind it
        add(surname(0), second(1), last(2))
        add(surname(0), last(1))
        add(surname(-1), second(0), last(1))
        add(surname(-1), last(0))
        add(surname(-2), second(-1), last(0))
        add(surname(-2), last(-1))
        add(surname(-1), surname(0), surname(1))
        add(second(0), last(1))
        add(second(-1), last(0))
        add(foreign(-1), foreign(0), foreign(1))
        add(foreign(-2), foreign(-1), foreign(0), foreign(1), foreign(2))

    def _add_words(self, add: _Add, words: Words, plain: Hashes) -> None:
        size = len(plain)
        here = np.arange(size, dtype=np.int32)
        length = words.end - words.start
        place = np.minimum(here - words.start, 3) + 4 * np.minimum(length, 5)
        before = np.maximum(words.start - 1, 0)
        behind = np.minimum(words.end, size - 1)
        word = _word_hashes(words, plain)
        tag_before, tag_behind = words.tag[before], words.tag[behind]
        before2 = np.maximum(words.start[before] - 1, 0)
        behind2 = np.minimum(words.end[behind], size - 1)
        add(word, place)
        add(words.tag, place)
        add(word[before], place)
        add(word[behind], place)
        add(tag_before, place)
        add(tag_behind, place)
        add(tag_before, words.tag, tag_behind, place)
        add(length[before], length, length[behind], place)
        add(word[before], words.tag, place)
        add(word[behind], words.tag, place)
        add(words.tag[before2], tag_before, place)
        add(tag_behind, words.tag[behind2], place)
        add(word[before2], place)
        add(word[behind2], place)
        add(words.longest_from, words.longest_to, words.in_name)
        add(words.longest_from, words.tag_from)
        add(words.longest_to, words.tag_to)
        around = _neighbours(words.in_name)
        add(around(-1), around(0), around(1))
        ends, begins = _neighbours(words.longest_to), _neighbours(words.longest_from)
        add(ends(-1), begins(0), begins(1))
        add(ends(-1), ends(0), begins(1), begins(2))


def _neighbours(values: Column) -> Callable[[int], Column]:
    """Return what gives the values so many characters further on."""
    padded = np.concatenate([np.zeros(REACH, values.dtype), values, np.zeros(REACH, values.dtype)])
    return lambda place: padded[REACH + place : REACH + place + len(values)]


def _word_hashes(words: Words, plain: Hashes) -> Hashes:
    """Return at each character the hash of its word."""
    length = words.end - words.start
    found = length.astype(np.uint32)
    for place in range(int(length.max(initial=0))):
        inside = place < length
        character = plain[np.minimum(words.start + place, len(plain) - 1)]
        found = np.where(inside, mix(found, character), found)
    return found
