"""Tables of names and values: rows such as `last_name,Miller`, and tables turned on their side.

What the cell before it, or the first cell of its row, names is looked for in a cell as in a field of a text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from .header_languages import WHOLE_HEADERS
from .header_tables import DIRECT, WEAK, WEAK_PEOPLE, WEAK_PHRASES
from .recognizers.field_keys import Key, key_of
from .recognizers.field_values import fits
from .recognizers.fields import RECOGNIZER
from .spans import Span
from .spelling import read

_SCORE = 0.85
_LONGEST_VALUE = 120
_LONGEST_KEY = 40
_LETTER = re.compile(r"[^\W\d_]")
_LAST_WORD = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z]+)(?=[\W\d_]*\Z)")


def keys_of(cells: Sequence[str]) -> list[Key | None] | None:
    """Return what the cells of a column name, by row; None if no cell names anything."""
    distinct = set(cells)
    if _LETTER.search("".join(distinct)) is None:
        return None
    known = {cell: key_of(cell.strip()) if _may_be_key(cell) else None for cell in distinct}
    return [known[cell] for cell in cells] if any(known.values()) else None


def _may_be_key(cell: str) -> bool:
    """A cheap test: cells that name something end with a word of headers."""
    if len(cell) > _LONGEST_KEY:
        return False
    last = _LAST_WORD.search(cell)
    return last[0].lower() in _last_words() if last is not None else not cell.isascii()


@cache
def _last_words() -> frozenset[str]:
    phrases = [*(phrase for phrase, _, _ in DIRECT), *WEAK, *WEAK_PEOPLE, *WEAK_PHRASES, *WHOLE_HEADERS]
    return frozenset(phrase.split()[-1] for phrase in phrases)


def find_named(cell: str, keys: Sequence[Key | None]) -> Iterator[Span]:
    """Yield the whole of a cell if it is what one of some keys names; blanks around it stay.

    Args:
        cell: as it is.
        keys: what cells of its row name.
    """
    value = cell.strip()
    if not value or len(value) > _LONGEST_VALUE:
        return
    start = cell.index(value)
    for key in keys:
        if key is not None and fits(read(value).text, key, "quoted", is_record=False):
            yield Span(start, start + len(value), key.entity_type, _SCORE, RECOGNIZER)
            return
