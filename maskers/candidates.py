"""Which of many values can stand in some texts at all: cheap tests of whole columns before any exact search.

A value that fails a test is in none of the texts; what passes still has to be searched for.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from .spelling import bare, numbers_in, read

# a word, one Han character, or a gap that an operator left
TOKEN = re.compile(r"\0|[\u3400-\u4dbf\u4e00-\u9fff]|[^\W_\u3400-\u4dbf\u4e00-\u9fff]+")
_GROUP = re.compile(b"[0-9]+")
_OF_MANY_GROUPS = re.compile(rb"^[^0-9\n]*+[0-9]++[^0-9\n]++[0-9]++[^0-9\n]++[0-9].*$", re.MULTILINE)
_FIRST_WORDS = re.compile(r"^[^a-z0-9\n]*([a-z0-9]*).*$", re.MULTILINE)
# numbers of fewer digits tell nothing
SHORTEST_NUMBER = 5
_LONG_GROUP = re.compile(b"[0-9]{%d,}+" % SHORTEST_NUMBER)
# characters of texts from which on their numbers are not kept: there may be many for each digit
_LONG = 300_000
_LONG_NUMBER = 200
_SIGNS = bytes(range(128))
_ALL_BUT_DIGITS = _SIGNS.translate(None, b"0123456789\n")
_ALL_BUT_LETTERS = _SIGNS.translate(None, b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ\n")


def plain_form(text: str) -> str:
    """Return the form in which values are searched for: as read, without accents."""
    return text if text.isascii() and "`" not in text else bare(read(text).text)


class Candidates:
    """What some texts may hold.

    Args:
        texts: what values are searched for in.
    """

    def __init__(self, texts: Collection[str]) -> None:
        self._texts = texts
        together = "\n".join(texts)
        # texts of digits and punctuation: nothing with a letter is in them
        self._has_letters = (
            not _is_simple(together, len(texts)) or together.encode().translate(None, _ALL_BUT_LETTERS).strip() != b""
        )
        self._longest = 0 if self._has_letters else max(map(len, _digits_by_line(together.encode())))

    def among(self, values: Sequence[str]) -> Sequence[str]:
        """Return the values that the texts may hold, in order."""
        together = "\n".join(values)
        if not _is_simple(together, len(values)):
            return values
        if self._has_letters:
            first = _FIRST_WORDS.findall(together.lower())
            by_value = _digits_by_line(together.encode())
            numbers = self._numbers_among(by_value)
            found = zip(values, first, by_value, strict=True)
            return [value for value, word, digits in found if word in self._words or digits in numbers]
        written = together.encode()
        if b"\n\n" not in b"\n" + written.translate(None, _ALL_BUT_LETTERS) + b"\n":
            return []
        by_value = _digits_by_line(written)
        if min(map(len, by_value)) > self._longest:
            return []
        numbers = self._numbers_among(by_value)
        if numbers.isdisjoint(by_value):
            return []
        return [
            value
            for value, digits in zip(values, by_value, strict=True)
            if len(digits) >= SHORTEST_NUMBER and digits in numbers
        ]

    @cached_property
    def _words(self) -> set[str]:
        words: set[str] = set()
        for text in self._texts:
            words.update(TOKEN.findall(plain_form(text).casefold()))
        return words

    def _numbers_among(self, wanted: Sequence[bytes]) -> set[bytes]:
        """Return at least the numbers of the texts that are wanted."""
        if self._is_short:
            return self._numbers
        lengths = sorted(set(map(len, wanted)))
        return set(wanted).intersection(self._all_numbers(lengths))

    @cached_property
    def _is_short(self) -> bool:
        if self._has_letters:
            return sum(map(len, self._texts)) <= _LONG
        return max(map(len, self._texts)) <= _LONG_NUMBER

    @cached_property
    def _numbers(self) -> set[bytes]:
        return {digits for digits in self._all_numbers(None) if len(digits) >= SHORTEST_NUMBER}

    def _all_numbers(self, lengths: Sequence[int] | None) -> Iterator[bytes]:
        """Yield the digits of all numbers, and of all neighbouring groups where there are no letters.

        Args:
            lengths: numbers of digits that matter; None for all.
        """
        if self._has_letters:
            for text in self._texts:
                yield from (digits.encode() for digits, _, _ in numbers_in(plain_form(text)))
            return
        together = "\n".join(self._texts).encode()
        yield from _LONG_GROUP.findall(together)
        yield from _digits_by_line(together)
        for text in _OF_MANY_GROUPS.findall(together):
            groups = _GROUP.findall(text)
            yield from _runs(groups) if lengths is None else _runs_of(groups, lengths)


def _is_simple(together: str, lines: int) -> bool:
    """True for ASCII texts of one line each."""
    return together.isascii() and "\0" not in together and together.count("\n") == lines - 1


def _runs(groups: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the digits of all neighbouring groups."""
    for first in range(len(groups)):
        for last in range(first + 1, len(groups) + 1):
            yield b"".join(groups[first:last])


def _runs_of(groups: Sequence[bytes], lengths: Sequence[int]) -> Iterator[bytes]:
    """Yield the digits of neighbouring groups that have one of some lengths, in time linear in the groups."""
    digits = b"".join(groups)
    ends = list(accumulate(map(len, groups)))
    borders = frozenset(ends)
    for start in (0, *ends[:-1]):
        for length in lengths[: bisect_right(lengths, len(digits) - start)]:
            if start + length in borders:
                yield digits[start : start + length]


def _digits_by_line(text: bytes) -> list[bytes]:
    """Return the digits of each line of an ASCII text."""
    return text.translate(None, _ALL_BUT_DIGITS).split(b"\n")
