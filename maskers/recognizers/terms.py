"""Search for known texts: deny lists, what a row's other columns hold, what the same text already showed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..spans import Span
from ..words import is_han


@dataclass(frozen=True, slots=True)
class Term:
    """A text to look for.

    Attributes:
        text: as known.
        entity_type: what it is.
        any_case: also in other cases; otherwise as known, capitalised or in capitals.
    """

    text: str
    entity_type: str
    any_case: bool


def find_terms(text: str, terms: Iterable[Term], *, recognizer: str) -> Iterator[Span]:
    """Yield where the terms stand in a text as whole words.

    Han characters know no word boundary; there any occurrence counts.
    """
    lowered: str | None = None
    for term in terms:
        if term.any_case:
            if lowered is None:
                lowered = _lower_same_length(text)
            yield from _occurrences(lowered, _lower_same_length(term.text), term.entity_type, recognizer)
        else:
            for form in {term.text, term.text.capitalize(), term.text.upper()}:
                yield from _occurrences(text, form, term.entity_type, recognizer)


def _occurrences(text: str, form: str, entity_type: str, recognizer: str) -> Iterator[Span]:
    start = text.find(form)
    while start != -1:
        end = start + len(form)
        if _is_boundary(text, start, form[0], before=True) and _is_boundary(text, end, form[-1], before=False):
            yield Span(start, end, entity_type, 1.0, recognizer)
        start = text.find(form, start + 1)


def _is_boundary(text: str, offset: int, edge: str, *, before: bool) -> bool:
    index = offset - 1 if before else offset
    if not 0 <= index < len(text) or not edge.isalnum() or is_han(edge):
        return True
    return not text[index].isalnum() or is_han(text[index])


def _lower_same_length(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
