"""Names that a model found in part: a given name without the surname after it, a surname without what stands before.

Half a name masked is a name leaked. A neighbouring word joins a finding if it is written like a part of it, is no
ordinary word, and is known as a name; behind a known one, or one in Greek or Cyrillic letters, any such word does,
since not all surnames are known. Behind nothing but given names an ordinary word does that is a surname as well. What
stands before a name may begin a sentence, and has to be known itself; `van`, `de la` and the like may stand between.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ..spans import Span
from ..spelling import bare
from ..words import (
    MONTHS,
    NEVER_NAMES,
    WEEKDAYS,
    is_han,
    is_known_name,
    listed_given_names,
    listed_surnames,
)
from .covered import Covered
from .misspelt import is_common

_MOST_WORDS = 2  # that join at each side
_SHORTEST = 3
_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
_AFTER = re.compile(rf"[ -]({_WORD})(?![\w@/])")
_PARTICLES = r"(?:(?:af|d[aeiu]|d[eao]s|de[lnr]|la|le|te[nr]|van|von|zu) ){0,3}"
_BEFORE = re.compile(rf"(?<![\w@#/.'’-])({_WORD})[ -]{_PARTICLES}$")
_LOOK_BACK = 40
_UNLISTED = re.compile("[\u0370-\u052f]")  # Greek and Cyrillic: scripts with capitals whose names no list has
_CALENDAR = frozenset((*MONTHS, *WEEKDAYS))


def widen_names(spans: Sequence[Span], text: str) -> list[Span]:
    """Return findings, people among them with the words beside them that belong to their names.

    Args:
        spans: findings of a model in a text; what another one covers joins no name.
        text: as read.
    """
    covered = Covered(spans)
    return [_widen(span, covered, text) if span.entity_type == "PERSON" else span for span in spans]


def _widen(span: Span, covered: Covered, text: str) -> Span:
    start, end = span.start, span.end
    while start < end and not text[start].isalnum():
        start += 1
    if end <= start or is_han(text[start:end]):
        return span
    first = start
    for _ in range(_MOST_WORDS):
        match = _AFTER.match(text, end)
        name = text[start:end]
        if match is None or covered.meets(*match.span(1)):
            break
        joins = _joins(match[1], name, unknown=_is_known(name))
        if not joins and (not _is_surname_of(match[1], name) or _is_heading(_AFTER.match(text, match.end()))):
            break
        end = match.end()
    for _ in range(_MOST_WORDS):
        match = _BEFORE.search(text[max(0, start - _LOOK_BACK) : start])
        if match is None:
            break
        begin = start - len(match[0])
        if covered.meets(begin, start - 1) or not _joins(match[1], text[start:end], unknown=False):
            break
        start = begin
    return span if (start, end) == (first, span.end) else replace(span, start=start, end=end)


def _joins(word: str, name: str, *, unknown: bool) -> bool:
    """Tell whether a word is a part of the name beside it.

    Args:
        word: beside it.
        name: as far as it was found.
        unknown: words that are not known as names join, too.
    """
    if len(word) < _SHORTEST or not _is_written_alike(word, name):
        return False
    plain = bare(word.casefold())
    if plain in NEVER_NAMES or plain in _CALENDAR or any(is_common(part) for part in re.split("['-]", plain)):
        return False
    return unknown or plain in listed_given_names() or plain in listed_surnames()


def _is_surname_of(word: str, name: str) -> bool:
    """True for an ordinary word that is a surname, too, with a capital behind given names: Chase Banks."""
    plain = bare(word.casefold())
    if plain not in listed_surnames() or plain in NEVER_NAMES or plain in _CALENDAR:
        return False
    given = listed_given_names()
    return word.istitle() and name.istitle() and all(bare(part.casefold()) in given for part in name.split(" "))


def _is_heading(following: re.Match[str] | None) -> bool:
    """True if an ordinary word with a capital follows, as in Thanks Anna Best Regards; days and months are none."""
    if following is None or not following[1].istitle():
        return False
    plain = bare(following[1].casefold())
    return is_common(plain) and plain not in _CALENDAR


def _is_known(name: str) -> bool:
    if _UNLISTED.search(name):
        return True
    return any(is_known_name(bare(part.casefold())) for part in re.split("[ -]", name))


def _is_written_alike(word: str, name: str) -> bool:
    """Tell whether both begin with capitals, are all in capitals, or all in small letters."""
    if word.islower() or name.islower():
        # small letters say nothing: only what is known as a name is taken for one
        return word.islower() and name.islower() and is_known_name(bare(word))
    if word.isupper():
        return name.isupper()
    return word[0].isupper() and name[0].isupper() and not name.isupper()
