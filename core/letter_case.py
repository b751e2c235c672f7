"""Letter case as a second input: what a lower-cased vocabulary does not see.

A model that reads it gets a number for each token, where models of the BERT family take token types (the segments of a
pair of texts, of which a single text has one).
"""

from collections.abc import Sequence
from functools import lru_cache

NONE, CAPITALIZED, CAPITALS, MIXED = range(4)
CASES = 4
CONFIG_KEY = "letter_case"  # in the config.json of a model that reads it
INPUT = "token_type_ids"
_REMEMBERED = 50_000


def letter_cases(text: str, offsets: Sequence[tuple[int, int]]) -> list[int]:
    """Return the case of each token's letters.

    Args:
        text: the text.
        offsets: characters of each token; empty ones, of special tokens, have no case.
    """
    return [_case_of(text[start:end]) for start, end in offsets]


@lru_cache(_REMEMBERED)
def _case_of(piece: str) -> int:
    """Return `NONE` without capitals, `CAPITALIZED` with the first letter alone, `CAPITALS` with nothing else."""
    lower = piece.lower()
    if piece == lower:
        return NONE
    if piece[1:] == lower[1:]:
        return CAPITALIZED
    return CAPITALS if piece == piece.upper() else MIXED
