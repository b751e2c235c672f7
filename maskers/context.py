"""What a row knows about itself: values of its typed columns and names already found, looked for in its texts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from .encodings import with_decoded
from .handles import find_handles, name_of_mailbox
from .last_digits import find_last_digits
from .plan import ColumnPlan
from .probes import ADDRESS_PARTS, DATES, HOUSE_NUMBER, LETTERS, PLACES, TypedValue, may_hold
from .recognizers.misspelt import is_common
from .recognizers.terms import Needle, Term, View, find_needles, needle_of
from .spans import Span
from .spelling import bare
from .surrogates.persons import called_forms, is_ambiguous, looks_like_han_name, name_parts
from .words import is_han, is_known_name, split_han_name

# shorter values of typed columns ("A", "12") stand in texts for other things
_SHORTEST = 4
_SHORTEST_HAN = 2
_SHORTEST_LOCAL = 4
_SHORTEST_LETTERS = 6  # of a mailbox without its digits
_SHORTEST_STREET = 8
# typed values that mean little by themselves and would be found everywhere
# longer cells are nobody's name or number, and looking for them takes time by their square
_LONGEST_TOLD = 5_000
_NOT_SEARCHED = frozenset({"COORDINATE", "VALUE"})
# mailboxes that belong to a role, not to a person
_ROLES = frozenset(
    "accounts admin billing careers contact desk enquiries feedback finance hello help helpdesk info invoice invoices "
    "jobs legal mail mailbox news press sales shop team "
    "marketing noreply office orders postmaster privacy reception security service support webmaster".split()
)
# values whose terms are kept ready
_CACHED = 20_000


def row_values(row: Sequence[str], plans: Sequence[ColumnPlan]) -> list[TypedValue]:
    """Return what a row's typed cells hold, as (value, entity type)."""
    values = []
    for plan in plans:
        value = plan.value_of(row[plan.index])
        kind = plan.entity_type
        if kind is not None and kind not in _NOT_SEARCHED and 0 < len(value) <= _LONGEST_TOLD:
            values.append((value, kind))
    return values


@lru_cache(maxsize=_CACHED)
def needles_of(value: str, entity_type: str) -> tuple[Needle, ...]:
    """Return what a typed value tells to look for, made ready for searching."""
    return tuple(Needle(term) for term in dict.fromkeys(_terms_of(value, entity_type)))


def found_terms(texts: Iterable[tuple[str, Sequence[Span]]]) -> list[Term]:
    """Return the parts of names that were found in a row's texts, to find their other mentions.

    A part that is also an ordinary word is looked for inside sentences only, where a capital makes it a name.
    """
    terms: dict[Term, None] = {}
    for text, spans in texts:
        for span in spans:
            if span.entity_type == "PERSON":
                found = text[span.start : span.end]
                for part in name_parts(found):
                    if part[0].isupper():
                        common = is_common(bare(part.casefold()))
                        terms[Term(part, "PERSON", False, in_sentence=common)] = None
                if is_han(found) and len(found) >= _SHORTEST_HAN:
                    terms[Term(found, "PERSON", False)] = None
                    if looks_like_han_name(found) and len(found) > _SHORTEST_HAN:
                        terms[Term(split_han_name(found)[1], "PERSON", False)] = None
    return list(terms)


def search_known(text: str, row: Sequence[TypedValue], known: Sequence[TypedValue] = ()) -> list[Span]:
    """Return what a text holds of what the row and another table know.

    Args:
        text: one of the row's text cells.
        row: what the row's typed cells hold.
        known: what another table knows about the row.
    """
    if not text or not (row or known):
        return []
    [spans] = with_decoded([text], [_search(text, row, known)], lambda texts: [_search(t, row, known) for t in texts])
    return spans


def _search(text: str, row: Sequence[TypedValue], known: Sequence[TypedValue]) -> list[Span]:
    spans: list[Span] = []
    view = View(text)
    for values, recognizer in ((row, "row"), (known, "known")):
        original = view.reading.original
        for span in find_handles(view.lowered, _names_told(values)):
            start, end = original(span.start, span.end)
            spans.append(replace(span, start=start, end=end, recognizer=recognizer))
        spans += find_last_digits(view, values, recognizer)
        for value, entity_type in values:
            # most values do not occur in most texts, and a cheap test tells
            if may_hold(view, value, entity_type):
                spans.extend(find_needles(view, needles_of(value, entity_type), recognizer=recognizer))
    return spans


def _names_told(values: Sequence[TypedValue]) -> list[str]:
    """Return the names of people, and those that the addresses consist of."""
    names = [value for value, entity_type in values if entity_type == "PERSON"]
    boxes = (name_of_mailbox(value) for value, entity_type in values if entity_type == "EMAIL_ADDRESS")
    return names + [name for name in boxes if name is not None]


def search_mentions(texts: Sequence[str], found: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """Return further mentions of the names that were found in a row's texts.

    Args:
        texts: the row's text cells.
        found: findings in each of them.
    """
    names = [needle_of(term) for term in found_terms(zip(texts, found, strict=True))]
    mentions: list[list[Span]] = []
    for text, spans in zip(texts, found, strict=True):
        # where a name was found is no other mention of it
        places = {(span.start, span.end) for span in spans if span.entity_type == "PERSON"}
        more = find_needles(View(text), names, recognizer="document") if names and text else ()
        mentions.append([span for span in more if (span.start, span.end) not in places])
    return mentions


def _terms_of(value: str, entity_type: str) -> Iterator[Term]:
    if entity_type == "PERSON":
        yield from _name_terms(value)
    elif len(value) >= _SHORTEST:
        yield Term(value, entity_type, True, is_date=entity_type in DATES)
        if entity_type == "EMAIL_ADDRESS":
            yield from _mailbox_terms(value)
        elif entity_type in PLACES:
            yield from _place_terms(value, entity_type)


def _name_terms(value: str) -> Iterator[Term]:
    parts = name_parts(value)
    for part in parts:
        yield Term(part, "PERSON", not is_ambiguous(part) and len(part) > 3, misspelt=True)
    if len(parts) != 1 and len(value) >= _SHORTEST_HAN:
        yield Term(value, "PERSON", True)
    for form in called_forms(value):
        yield Term(form, "PERSON", True)


def _mailbox_terms(address: str) -> Iterator[Term]:
    """The part before the @, and the names in it."""
    local = address.partition("@")[0].casefold()
    if len(local) < _SHORTEST_LOCAL or local in _ROLES or is_common(local):
        return
    yield Term(local, "USERNAME", True)
    letters = local.rstrip("0123456789")
    if letters != local and len(letters) >= _SHORTEST_LETTERS and not is_common(letters):
        yield Term(letters, "USERNAME", True)
    for word in LETTERS.findall(local):
        plain = bare(word)
        if len(word) > 3 and is_known_name(plain) and word != local:
            common = is_common(plain)
            yield Term(word.capitalize() if common else word, "PERSON", not common, in_sentence=common)


def _place_terms(address: str, entity_type: str) -> Iterator[Term]:
    """The street with its number, and the town, of an address written in one cell."""
    parts = ADDRESS_PARTS.split(address)
    for part in parts if len(parts) > 1 else ():
        has_digit = any(map(str.isdecimal, part))
        has_letter = any(map(str.isalpha, part))
        if has_digit and has_letter and len(part) >= _SHORTEST_STREET:
            yield Term(part, entity_type, True)
            street = HOUSE_NUMBER.sub("", part)
            if len(street) >= _SHORTEST_STREET and " " in street:
                yield Term(street, entity_type, True)
        elif not has_digit and len(part) > _SHORTEST and not is_common(bare(part.casefold())):
            yield Term(part, "LOCATION", False)
