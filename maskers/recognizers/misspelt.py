"""Names with one letter too many, too few, changed, or exchanged with its neighbour.

One such slip leaves the first or the last part of a name as it is, so a text is searched for both parts first, which
costs nearly nothing, and only words that have one of them are compared with the name.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ..common_words import COMMON_WORDS
from ..words import AMBIGUOUS_NAMES, NEVER_NAMES
from .rules.words import STOP_WORDS

SHORTEST = 6
_COMMON = COMMON_WORDS | AMBIGUOUS_NAMES | NEVER_NAMES | STOP_WORDS


class Halves(NamedTuple):
    """A name in lower case, and the beginning and the end of which one survives a slip, with the blank beside them."""

    name: str
    head: str
    tail: str


def is_common(word: str) -> bool:
    """True for an ordinary English word; the word is in lower case and without accents."""
    return word in _COMMON


def halves_of(name: str) -> Halves | None:
    """Return what to look for; None for short names and for those that are ordinary words, which count exactly only.

    Args:
        name: one word in lower case, without accents.
    """
    if len(name) < SHORTEST or not name.isalpha() or is_common(name) or ord(max(name)) > 0x2E80:
        return None
    # letters that are left before the two of an exchange, or behind them
    intact = (len(name) - 1) // 2
    return Halves(name, " " + name[:intact], name[-intact:] + " ")


def find_misspelt(words: str, halves: Halves) -> Iterator[tuple[int, int]]:
    """Yield the places of words that are one slip away from a name and are no ordinary words.

    Args:
        words: a text in lower case with a blank for everything but letters and digits, and a blank around it.
        halves: of the name.
    """
    name, head, tail = halves
    if head not in words and tail not in words:
        return
    at = words.find(head)
    while at != -1:
        start, end = at + 1, words.index(" ", at + 1)
        if is_misspelt(words[start:end], name):
            yield start, end
        at = words.find(head, end)
    at = words.find(tail)
    while at != -1:
        end = at + len(tail) - 1
        start = words.rindex(" ", 0, end) + 1
        # a word with both parts was compared before
        if not words.startswith(head, start - 1) and is_misspelt(words[start:end], name):
            yield start, end
        at = words.find(tail, end)


def is_misspelt(word: str, name: str) -> bool:
    """Tell whether a word is a name with one slip, and no ordinary word; both are in lower case."""
    return abs(len(word) - len(name)) <= 1 and is_one_edit_apart(word, name) and not is_common(word)


def is_one_edit_apart(first: str, second: str) -> bool:
    """Tell whether one insertion, deletion, substitution or exchange of neighbours makes one text the other.

    Example:
        >>> [is_one_edit_apart("cantwell", other) for other in ("cantwel", "catnwell", "cantwell", "wanted")]
        [True, True, False, False]
    """
    short, long = sorted((first, second), key=len)
    if first == second or len(long) - len(short) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    left, right = short[same:], long[same:]
    if len(short) < len(long):
        return left == right[1:]
    return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
