"""Texts as tokens, folded so that case, accents and punctuation do not count, with their places."""

import re
from dataclasses import dataclass

from ..spelling import bare, numbers_in, read
from ..words import is_han

# a word or number, or one Han character
_TOKEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W_\u3400-\u4dbf\u4e00-\u9fff]+")
FEWEST_DIGITS = 6
_DIGITS = re.compile(r"\d(?:[ ./()-]{0,3}\d){5}")
_SHORTEST_WORD = 3
_SHORTEST_NUMBER = 5
_SHORTEST_HAN = 2


@dataclass(slots=True)
class Tokens:
    """A text's tokens.

    Attributes:
        text: the text as a reader sees it.
        folded: the tokens, case-folded and without accents.
        bounds: start and end of each in `text`.
        numbers: numbers of six digits and more, whatever separates their groups: digits, start, end.
    """

    text: str
    folded: list[str]
    bounds: list[tuple[int, int]]
    numbers: list[tuple[str, int, int]]

    def key(self, first: int = 0, count: int | None = None) -> str:
        """Return tokens joined by blanks: the form in which two spellings of a value are the same."""
        return " ".join(self.folded[first:] if count is None else self.folded[first : first + count])

    def spelling(self, first: int = 0, count: int | None = None) -> str:
        """Return tokens as they are spelled, with what stands between them."""
        last = len(self.bounds) - 1 if count is None else first + count - 1
        return self.text[self.bounds[first][0] : self.bounds[last][1]]


def tokenize(value: str) -> Tokens:
    """Cut a text into tokens.

    >>> tokenize("O'Neil, José").folded
    ['o', 'neil', 'jose']
    """
    text = read(value).text
    if text.isascii():
        places = list(_TOKEN.finditer(text.lower()))
        folded = [match[0] for match in places]
    else:
        places = list(_TOKEN.finditer(bare(text)))
        folded = [match[0].casefold() for match in places]
    numbers = list(numbers_in(text, fewest=FEWEST_DIGITS)) if _DIGITS.search(text) else []
    return Tokens(text, folded, [match.span() for match in places], numbers)


def is_telling(tokens: Tokens) -> bool:
    """True if a value is long enough to be searched: three letters, five digits or two Han characters."""
    length = sum(map(len, tokens.folded))
    if tokens.folded and all(token.isdecimal() for token in tokens.folded):
        return length >= _SHORTEST_NUMBER
    if tokens.folded and all(is_han(token) for token in tokens.folded):
        return length >= _SHORTEST_HAN
    return length >= _SHORTEST_WORD
