"""What a row knows about itself: values of its typed columns and names already found, looked for in its texts."""

from collections.abc import Iterable, Sequence

from .plan import ColumnPlan
from .recognizers.terms import Term, find_terms
from .spans import Span
from .surrogates.persons import is_ambiguous, name_parts
from .words import is_han

# shorter values of typed columns ("A", "12") stand in texts for other things
_SHORTEST = 4
_SHORTEST_HAN = 2
# typed values that mean little by themselves and would be found everywhere
_NOT_SEARCHED = frozenset({"COORDINATE", "VALUE"})


def row_terms(row: Sequence[str], plans: Sequence[ColumnPlan]) -> list[Term]:
    """Return what a row's typed cells tell to look for in its texts."""
    terms: list[Term] = []
    for plan in plans:
        value = row[plan.index].strip()
        if value and plan.entity_type is not None and plan.entity_type not in _NOT_SEARCHED:
            terms.extend(_terms_of(value, plan.entity_type))
    return terms


def found_terms(texts: Iterable[tuple[str, Sequence[Span]]]) -> list[Term]:
    """Return the parts of names that were found in a row's texts, to find their other mentions."""
    terms: dict[Term, None] = {}
    for text, spans in texts:
        for span in spans:
            if span.entity_type == "PERSON":
                found = text[span.start : span.end]
                for part in name_parts(found):
                    if part[0].isupper():
                        terms[Term(part, "PERSON", False)] = None
                if is_han(found) and len(found) >= _SHORTEST_HAN:
                    terms[Term(found, "PERSON", False)] = None
    return list(terms)


def _terms_of(value: str, entity_type: str) -> list[Term]:
    if entity_type == "PERSON":
        parts = name_parts(value)
        terms = [Term(part, "PERSON", not is_ambiguous(part) and len(part) > 3) for part in parts]
        if len(parts) != 1 and len(value) >= _SHORTEST_HAN:
            terms.append(Term(value, "PERSON", True))
        return terms
    if len(value) >= _SHORTEST:
        return [Term(value, entity_type, True)]
    return []


def search_row(texts: Sequence[str], found: Sequence[list[Span]], terms: Sequence[Term]) -> list[list[Span]]:
    """Add to each text's findings what the row and its other texts know.

    Args:
        texts: the row's text cells.
        found: findings in each of them.
        terms: what the row's typed cells hold.
    """
    names = found_terms(zip(texts, found, strict=True))
    if not terms and not names:
        return list(found)
    return [
        [*spans, *find_terms(text, terms, recognizer="row"), *find_terms(text, names, recognizer="document")]
        for text, spans in zip(texts, found, strict=True)
    ]
