"""Search for known texts: deny lists, what a row's other columns hold, what the same text already showed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..spans import Span
from ..spelling import Reading, bare, numbers_in, read
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
    """Yield where the terms stand in a text as whole words, with or without their accents.

    Han characters know no word boundary; there any occurrence counts. A number counts whatever stands between its
    digits, and without what precedes them: `+1 (415) 555-0134` is found in `4155550134`.
    """
    reading = read(text)
    plain = bare(reading.text)
    lowered: str | None = None
    numbers: dict[str, str] = {}
    for term in terms:
        known = bare(read(term.text).text)
        if not known:
            continue
        if term.any_case:
            if lowered is None:
                lowered = _lower_same_length(plain)
            yield from _occurrences(lowered, _lower_same_length(known), term.entity_type, recognizer, reading)
            numbers.update(_number_forms(known, term.entity_type))
        else:
            for form in {known, known.capitalize(), known.upper()}:
                yield from _occurrences(plain, form, term.entity_type, recognizer, reading)
    if numbers:
        for digits, start, end in numbers_in(plain):
            if digits in numbers:
                yield Span(*reading.original(start, end), numbers[digits], 1.0, recognizer)


def _number_forms(value: str, entity_type: str) -> dict[str, str]:
    """Return the digits of a number, all of them and what is left without its first groups."""
    numbers = list(numbers_in(value))
    return {digits: entity_type for digits, _, end in numbers if end == numbers[-1][2]}


def _occurrences(text: str, form: str, entity_type: str, recognizer: str, reading: Reading) -> Iterator[Span]:
    start = text.find(form)
    while start != -1:
        end = start + len(form)
        if _is_boundary(text, start, form[0], before=True) and _is_boundary(text, end, form[-1], before=False):
            yield Span(*reading.original(start, end), entity_type, 1.0, recognizer)
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
