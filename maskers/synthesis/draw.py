"""What the values of one text share: random numbers, a locale, the person last named."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")

_MARKS = re.compile(r"[#%?~^]")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_HEX = "0123456789abcdef"


@dataclass
class Draw:
    """The state of one text.

    Attributes:
        rng: the text's random numbers.
        locale: where its people and places are from.
        locales: where others may be from.
        given: given name of the person last named; empty before the first.
        family: the surname.
    """

    rng: Random
    locale: str
    locales: Sequence[str]
    given: str = ""
    family: str = ""

    def chance(self, share: float) -> bool:
        """True in this share of calls."""
        return self.rng.random() < share

    def choice(self, items: Sequence[T]) -> T:
        """One item, each as likely."""
        return items[int(self.rng.random() * len(items))]

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.rng.random() * (high - low + 1))

    def any_locale(self) -> str:
        """The text's locale, or at times another one."""
        return self.locale if self.chance(0.75) else self.choice(self.locales)

    def fill(self, pattern: str) -> str:
        """Fill a pattern: # digit, % digit from 1 to 9, ? capital letter, ~ letter of either case or digit, ^ hex digit."""
        return _MARKS.sub(self._mark, pattern)

    def one_of(self, patterns: Sequence[str]) -> str:
        """Fill one of several patterns."""
        return self.fill(self.choice(patterns))

    def _mark(self, match: re.Match[str]) -> str:
        draw = self.rng.random()
        mark = match[0]
        if mark == "#":
            return str(int(draw * 10))
        if mark == "%":
            return str(1 + int(draw * 9))
        if mark == "?":
            return _LETTERS[int(draw * 24)]
        if mark == "^":
            return _HEX[int(draw * 16)]
        alphabet = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
        return alphabet[int(draw * len(alphabet))]


Value = Callable[[Draw], str]
