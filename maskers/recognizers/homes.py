"""Where people are from: `Kiara Barker of Leeds`, of which a model may take the end for an organisation.

Policies may keep organisations, and a town beside a name is half an address. What such a finding holds behind `of` is
taken for a place unless a word tells the kind of organisation; an employer masked with it loses less than a home left.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..spans import Span
from .institutions import names_kind

_OF = re.compile(r"(?<!\s)\s++of(?:\s++|$)", re.IGNORECASE)
_SURNAMES = re.compile(r"(?:\s[^\W\d_a-z][\w'’-]+){0,2}")
_PLACE = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,2}")
_TYPES = frozenset({"LOCATION", "ORGANIZATION"})


def part_homes(spans: Sequence[Span], text: str) -> list[Span]:
    """Return findings, people and what follows them parted at an `of` that a model took for a part of either.

    Args:
        spans: findings of a model in a text.
        text: as read.
    """
    if " of" not in text.lower():
        return list(spans)
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        last = found[-1] if found else None
        if last is not None and last.entity_type == "PERSON" and span.entity_type in _TYPES:
            found[-1:] = _part(last, span, text)
        else:
            found.append(span)
    return found


def _part(person: Span, span: Span, text: str) -> Iterator[Span]:
    """Yield a person, with the surname if the finding behind it begins with one, and a home; or both as they are."""
    named = person.end - 3 if text[person.start : person.end].lower().endswith(" of") else person.end
    of = None if text[person.end : span.start].strip() else _OF.search(text, named, span.end)
    if of is None or not _SURNAMES.fullmatch(text, named, of.start()) or names_kind(text[named : of.start()]):
        yield from (person, span)
        return
    yield replace(person, end=of.start())
    if (start := of.end()) < span.end:
        is_place = _PLACE.fullmatch(text, start, span.end) is not None and not names_kind(text[start : span.end])
        yield replace(span, start=start, entity_type="LOCATION" if is_place else span.entity_type)
