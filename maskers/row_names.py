"""A row's own full names in its other columns: `Ann Lee` beside `ann.lee`, `LEE, ANN`, `ann-lee-1` or `annlee7`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from .handles import find_handles
from .recognizers.terms import lower_same_length
from .spans import Span
from .spelling import bare
from .surrogates.persons import name_parts
from .words import is_han

_BETWEEN = r"[\s.,_+-]{1,3}"
_SHORTEST_HAN = 2
_CACHED = 20_000


def names_of_row(values: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the full names that the PERSON cells of a row hold, as their parts; single parts make one together.

    Example:
        >>> names_of_row(["Ann", "Lee"]), names_of_row(["Ann Lee"])
        ([('Ann', 'Lee')], [('Ann', 'Lee')])
    """
    names = []
    alone: list[str] = []
    for value in values:
        parts = _parts_of(value)
        if len(parts) > 1 or any(map(is_han, parts)):
            names.append(parts)
        else:
            alone += parts
    if len(alone) > 1:
        names.append(tuple(alone))
    return names


def find_full_names(text: str, names: Sequence[tuple[str, ...]]) -> Iterator[Span]:
    """Yield where a cell holds the full names of its row, first part first or last part first, in any case.

    A part alone is left: a town or a brand may be called like a person.
    """
    folded = text.casefold()
    for parts in names:
        if parts[-1].casefold() not in folded:
            continue
        whole = [match.span() for match in _pattern_of(parts).finditer(text)]
        yield from (Span(*place, "PERSON", 1.0, "row") for place in whole)
        if len(parts) > 1:
            for span in find_handles(lower_same_length(bare(text)), [" ".join(parts)]):
                if not any(start < span.end and span.start < end for start, end in whole):
                    yield span


@lru_cache(maxsize=_CACHED)
def _parts_of(value: str) -> tuple[str, ...]:
    parts = tuple(name_parts(value))
    return parts or ((value,) if is_han(value) and len(value) >= _SHORTEST_HAN else ())


@lru_cache(maxsize=_CACHED)
def _pattern_of(parts: tuple[str, ...]) -> re.Pattern[str]:
    if len(parts) == 1:
        return re.compile(re.escape(parts[0]))
    orders = (parts, (parts[-1], *parts[:-1]), (parts[0], parts[-1]), (parts[-1], parts[0]))
    spelled = dict.fromkeys(_BETWEEN.join(map(re.escape, order)) for order in orders)
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(spelled)})(?![^\W\d_])", re.IGNORECASE)
