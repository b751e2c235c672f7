"""Prose in other European languages than English, of which the detector's vocabulary knows little."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ...configs.policy import OWN_MODEL
from ..spans import Span
from ..spelling import bare
from ..words import DOUBTFUL_WORDS, ENGLISH_WORDS, FUNCTION_WORDS, listed_given_names, listed_surnames
from .covered import Covered

_SMALL_WORDS = re.compile(r"(?<![^\W_])[^\W\d_A-Z]{1,10}(?:['’][^\W\d_]{1,6})?(?![^\W_])")
_LOOKED_AT, _FEWEST_FUNCTION_WORDS = 2_000, 2
_WORD = r"[^\W\d_a-z\u0250-\uffff][^\W\d_A-Z]{2,}+"
_PAIR = re.compile(rf"(?<![\w@#/.'’-])(?=({_WORD}) ({_WORD})(?![\w@/'’-]))")
_SCORE = 0.6


def is_foreign_prose(text: str) -> bool:
    """True if small words tell that a text with capitals is in another language than English, by how it begins."""
    return _is_foreign(text[:_LOOKED_AT])


@lru_cache(maxsize=64)
def _is_foreign(beginning: str) -> bool:
    words = set() if beginning.islower() else set(_SMALL_WORDS.findall(beginning))
    sure, doubtful = len(words & FUNCTION_WORDS), len(words & DOUBTFUL_WORDS)
    return sure > 0 and sure + doubtful >= _FEWEST_FUNCTION_WORDS + 2 * len(words & ENGLISH_WORDS)


def find_listed_names(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return people whose given name and surname stand side by side, with capitals and both known, in such prose.

    Args:
        text: as read.
        spans: what a model has found; nothing that it meets is looked for.
    """
    pairs = [match for match in _PAIR.finditer(text) if _is_listed(match[1], match[2])]
    if not pairs or not is_foreign_prose(text):
        return []
    covered = Covered(spans)
    places = [(match.start(1), match.end(2)) for match in pairs]
    return [Span(start, end, "PERSON", _SCORE, OWN_MODEL) for start, end in places if not covered.meets(start, end)]


def _is_listed(given: str, surname: str) -> bool:
    return bare(given.casefold()) in listed_given_names() and bare(surname.casefold()) in listed_surnames()
