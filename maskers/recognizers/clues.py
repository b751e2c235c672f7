"""What a text holds, by cheap tests, so that a pattern is tried only where it can match.

A place is a start, the last offset at which a match may begin, and an end. Places are wide enough for every match, so
that nothing is lost: a search of the whole text finds the same.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ..words import is_han

Place = tuple[int, int, int]
# a property of `Clues`: what a text must hold for a pattern
Need = Literal["has_digit", "codes", "numbers", "has_han", "has_long_word"]
_LONG_WORD = 16

_DIGIT = re.compile(r"\d")
# six digits or more, whatever separates them: what long numbers are found in
_NUMBER = re.compile(r"\d(?:[ ().\-/]{0,3}\d){5,}+")
_CODE = re.compile(r"\d{4,}")
_LETTERS_AND_DIGITS = re.compile(r"(?<=[A-Za-z]{2})[ -]?\d{2}")
_ZIP = re.compile(r"[A-Z],? \d{5}")
# letters whose other case is ASCII, as `re.IGNORECASE` has it, but not `str.lower`
_SAME_LETTER = str.maketrans("ıſ", "is")
_PLAIN_SIGNS = str.maketrans("_-’", "  '")
_BETWEEN_WORDS = str.maketrans(dict.fromkeys("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~“”„«»‘’–—…¿¡、，。：；（）", " "))


class Clues:
    """A text with what is known about it; each clue is computed when it is first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.everywhere: list[Place] = [(0, len(text), len(text))]

    @cached_property
    def has_digit(self) -> bool:
        """True if the text holds a digit."""
        return _DIGIT.search(self.text) is not None

    @cached_property
    def has_han(self) -> bool:
        """True if the text holds Han characters."""
        return not self.text.isascii() and is_han(self.text)

    @cached_property
    def lowered(self) -> str:
        """The text in lower case; offsets may differ."""
        return self.text.lower() if self.text.isascii() else self.text.lower().translate(_SAME_LETTER)

    @cached_property
    def phrases(self) -> str:
        """The text in lower case with blanks for hyphens and underscores; offsets are the text's."""
        lowered = self.lowered
        if len(lowered) != len(self.text):
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        return lowered.translate(_PLAIN_SIGNS)

    @cached_property
    def has_long_word(self) -> bool:
        """True if sixteen characters stand without a blank."""
        return len(self.text) >= _LONG_WORD and max(map(len, self.text.split()), default=0) >= _LONG_WORD

    @cached_property
    def words(self) -> frozenset[str]:
        """The words in lower case, without punctuation."""
        return frozenset(self.lowered.translate(_BETWEEN_WORDS).split())

    @cached_property
    def numbers(self) -> list[tuple[int, int]]:
        """Where six digits or more stand together."""
        return [match.span() for match in _NUMBER.finditer(self.text)] if self.has_digit else []

    @cached_property
    def codes(self) -> list[tuple[int, int]]:
        """Where four digits or more stand without separators."""
        return [match.span() for match in _CODE.finditer(self.text)] if self.has_digit else []

    @cached_property
    def has_letters_and_digits(self) -> bool:
        """True if two digits follow two letters, at once or behind a blank or hyphen."""
        return self.has_digit and _LETTERS_AND_DIGITS.search(self.text) is not None

    @cached_property
    def has_zip(self) -> bool:
        """True if five digits follow a capital letter."""
        return self.has_digit and _ZIP.search(self.text) is not None


@dataclass(frozen=True)
class Places:
    """Tells where in a text a pattern can match.

    Attributes:
        find: returns the places.
        needs: what a text without any place lacks.
    """

    find: Callable[[Clues], Iterable[Place]]
    needs: Need | None = None

    def __call__(self, clues: Clues) -> Iterable[Place]:
        """Return the places."""
        return self.find(clues)


def where(test: Callable[[Clues], bool], *, needs: Need | None = None) -> Places:
    """The whole text if it passes a test and holds what is needed."""
    if needs is None:
        return Places(lambda clues: clues.everywhere if test(clues) else [])
    return Places(lambda clues: clues.everywhere if getattr(clues, needs) and test(clues) else [], needs)


anywhere = where(lambda clues: True)
with_digit = where(lambda clues: True, needs="has_digit")


def with_any(*parts: str, needs: Need | None = None) -> Places:
    """The whole text if it holds one of the parts, as written."""
    return where(lambda clues: any(part in clues.text for part in parts), needs=needs)


def with_any_case(*parts: str, needs: Need | None = None) -> Places:
    """The whole text if it holds one of the parts, in any case; parts are in lower case."""
    return where(lambda clues: any(part in clues.lowered for part in parts), needs=needs)


def with_count(part: str, least: int) -> Places:
    """The whole text if a part occurs often enough."""
    return where(lambda clues: clues.text.count(part) >= least)


def near(part: str, *, before: int, after: int, needs: Need | None = None) -> Places:
    """Around each occurrence of a part, places that overlap as one.

    Args:
        part: what every match holds.
        before: most characters of a match before the part.
        after: most characters of a match after the beginning of the part.
        needs: what the text must hold beside it.
    """

    def places(clues: Clues) -> Iterator[Place]:
        text, at = clues.text, clues.text.find(part)
        while at != -1:
            start, last = max(0, at - before), at
            while (at := text.find(part, at + 1)) != -1 and at - before <= last + after:
                last = at
            yield start, last, last + after

    return Places(places, needs)


def near_numbers(*, before: int = 2, after: int = 3, digits: int = 6) -> Places:
    """Around each group of six digits or more.

    Args:
        before: most characters of a match before its first digit.
        after: characters behind the last digit that a pattern looks at.
        digits: fewest digits of a match.
    """

    def places(clues: Clues) -> Iterator[Place]:
        for start, end in clues.numbers:
            if end - start >= digits:
                yield max(0, start - before), end, end + after

    return Places(places, "numbers")


def _near_codes(clues: Clues) -> Iterator[Place]:
    """Around each group of four digits or more without separators: six characters before, one behind."""
    for start, end in clues.codes:
        yield max(0, start - 6), end, end + 1


near_codes = Places(_near_codes, "codes")
