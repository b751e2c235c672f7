"""Which word pieces make a word, so that no entity ends inside one."""

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

_NUMBER_SIGNS = "-/"  # a full stop makes decimal numbers as well


def words_around(text: str, offsets: Sequence[tuple[int, int]], chosen: Sequence[int]) -> list[list[int]]:
    """Return the numbers of the pieces of each word with one of the chosen pieces in it, all in order."""
    # pieces of no character belong to no word
    filled = [index for index, (start, end) in enumerate(offsets) if start < end]
    reached = list(accumulate((offsets[index][1] for index in filled), max))
    words: list[list[int]] = []
    stop = 0
    for index in chosen:
        place = bisect_left(filled, index, lo=stop)
        if place == len(filled) or filled[place] != index:  # without characters, or in the word before
            continue
        first, stop = place, place + 1
        while first and _is_inside(text, reached[first - 1], offsets[filled[first]][0]):
            first -= 1
        while stop < len(filled) and _is_inside(text, reached[stop - 1], offsets[filled[stop]][0]):
            stop += 1
        words.append(filled[first:stop])
    return words


def _is_inside(text: str, reached: int, start: int) -> bool:
    """Tell whether a piece goes on with the word that reaches so far; bytes of one character overlap."""
    if start < reached:
        return True
    if start > reached and not all(map(is_mark, text[reached:start])):
        return False
    return (_joins(text[reached - 1]) and _joins(text[start])) or _is_number_sign(text, reached, start)


def _is_number_sign(text: str, reached: int, start: int) -> bool:
    """Tell whether a sign between digits, as in 04/27, stands at one side of a border of pieces."""
    for place in (reached - 1, start):
        around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
        if text[place] in _NUMBER_SIGNS and len(around) == 2 and around.isdecimal():
            return True
    return False


def _joins(character: str) -> bool:
    """Tell whether a character makes one word with its neighbours: Han and Kana have no gaps between words."""
    return (character.isalnum() or is_mark(character)) and not "\u2e80" <= character <= "\u9fff"


def is_mark(character: str) -> bool:
    """True for a combining mark, which belongs to the letter before it."""
    return not character.isascii() and unicodedata.category(character)[0] == "M"
