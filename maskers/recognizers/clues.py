"""What a text holds, by cheap tests, each made when it is first asked for."""

import re
from collections.abc import Iterator
from typing import Literal

from ..once import once
from ..words import is_han

Place = tuple[int, int, int]
Digits = tuple[int, int]
# a property of `Clues`: what a text must hold for a pattern
Need = Literal["has_digit", "codes", "numbers", "letters_and_digits", "has_zip", "has_han", "has_long_word"]
# another one, which holds parts of texts
Within = Literal["text", "lowered", "phrases", "words", "before_digits", "after_digits"]
_LONG_WORD = re.compile(r"\S{16}")

_DIGITS = re.compile(r"\d\d*")  # twice as fast as `\d+`: the first character alone tells where to look
# six digits or more, whatever separates them: what long numbers are found in
_NUMBER = re.compile(r"\d(?:[ ().\-/]{0,3}\d){5,}+")
_SHORTEST_CODE = 4
_BEFORE_ZIP = re.compile(r"[A-Z],? \Z")
_BETWEEN_WORDS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_BLANKS = str.maketrans(_BETWEEN_WORDS, " " * len(_BETWEEN_WORDS))
_MORE_BETWEEN_WORDS = "“”„«»‘’–—…¿¡、，。：；（）"


class Clues:
    """A text with what is known about it; each clue is computed when it is first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.everywhere: list[Place] = [(0, len(text), len(text))]

    @once
    def digits(self) -> list[Digits]:
        """Where digits stand together."""
        return [match.span() for match in _DIGITS.finditer(self.text)]

    @once
    def before_digits(self) -> frozenset[str]:
        """The characters before them."""
        return frozenset(self.text[start - 1] for start, _ in self.digits if start)

    @once
    def after_digits(self) -> frozenset[str]:
        """The characters behind them."""
        return frozenset(self.text[end] for _, end in self.digits if end < len(self.text))

    @property
    def has_digit(self) -> bool:
        """True if the text holds a digit."""
        return bool(self.digits)

    @once
    def has_han(self) -> bool:
        """True if the text holds Han characters."""
        return not self.text.isascii() and is_han(self.text)

    @once
    def lowered(self) -> str:
        """The text in lower case; offsets may differ."""
        return _as_ascii(self.text.lower())

    @once
    def phrases(self) -> str:
        """The text in lower case with blanks for hyphens and underscores; offsets are the text's."""
        lowered = self.lowered
        if len(lowered) != len(self.text):
            lowered = _as_ascii("".join(c.lower()[0] for c in self.text))
        return lowered.replace("_", " ").replace("-", " ").replace("’", "'")

    @once
    def has_long_word(self) -> bool:
        """True if sixteen characters stand without a blank."""
        return _LONG_WORD.search(self.text) is not None

    @once
    def words(self) -> frozenset[str]:
        """The words in lower case, without punctuation."""
        if self.lowered.isascii():
            return frozenset(self.lowered.translate(_BLANKS).split())
        lowered = self.lowered
        for sign in _BETWEEN_WORDS + _MORE_BETWEEN_WORDS:
            lowered = lowered.replace(sign, " ")
        return frozenset(lowered.split())

    @once
    def numbers(self) -> list[Digits]:
        """Where six digits or more stand together."""
        return [match.span() for match in _NUMBER.finditer(self.text)] if self.digits else []

    @once
    def codes(self) -> list[Digits]:
        """Where four digits or more stand without separators."""
        return [(start, end) for start, end in self.digits if end - start >= _SHORTEST_CODE]

    @once
    def letters_and_digits(self) -> list[int]:
        """Where two letters stand before two digits, at once or with a blank or hyphen between."""
        found = []
        for start, end in self.digits:
            if start and end - start > 1:
                stop = start - 1 if self.text[start - 1] in " -" else start
                letters = self.text[max(0, stop - 2) : stop]
                if len(letters) == 2 and letters.isascii() and letters.isalpha():
                    found.append(stop - 2)
        return found

    @once
    def has_zip(self) -> bool:
        """True if five digits follow a capital letter."""
        return any(
            end - start >= 5 and _BEFORE_ZIP.search(self.text, max(0, start - 3), start) is not None
            for start, end in self.digits
        )


def _as_ascii(lowered: str) -> str:
    """Replace letters whose other case is ASCII, as `re.IGNORECASE` has it, but not `str.lower`."""
    return lowered.replace("ı", "i").replace("ſ", "s")


def occurrences(text: str, part: str) -> Iterator[int]:
    """Yield where a part stands in a text."""
    at = text.find(part)
    while at != -1:
        yield at
        at = text.find(part, at + 1)
