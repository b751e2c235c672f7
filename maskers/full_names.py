"""Whether a whole value is a person's name, for columns that no header explains."""

import re
from typing import Literal

from .common_words import COMMON_WORDS
from .header_tables import THINGS
from .spelling import bare
from .surrogates.persons import looks_like_han_name
from .words import (
    AMBIGUOUS_NAMES,
    NEVER_NAMES,
    given_name_lexicon,
    han_given_names,
    is_han,
    is_known_name,
    split_han_name,
    surname_lexicon,
)

# a name the lexicons know as given name and surname; one of which they know the given name only
Evidence = Literal["full", "half"]
# one part of a name by itself: a given name of the lexicons, or a surname
Part = Literal["given", "surname"]

_LONGEST = 60
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.,-]{1,2}[^\W\d_]+){1,5}\.?")
_PART = re.compile(r"[^\W\d_]{2,}(?:[ '’-][^\W\d_]{2,})?")
_TURNED = re.compile(r"(?P<family>[^,]+), +(?P<given>[^,]+)")
# towns, states and countries that more cells mean than people
_PLACES = frozenset(
    """
    adelaide alexandria arlington aurora austin boston brooklyn carolina carson chad chandler charlotte chelsea china
    clayton cleveland clinton cuba dakota dallas denver derby dublin durham florence francisco geneva georgia hamilton
    houston india irvine israel jackson jersey jordan kenya kent lancaster laredo lincoln london lourdes lyon
    madison malta memphis mexico milan montana monroe nevada newton norfolk orlando oxford paris perth phoenix plano
    portland preston raleigh salem santiago savannah seville sydney tyler verona victoria vienna virginia warren
    washington wellington winston
    """.split()
)
_SUFFIXES = frozenset("jr sr ii iii iv phd md".split())
_FEWEST_WORDS = 2
_MOST_WORDS = 4
_SHORT_PART = 2
# of places, houses and offers that are called like people ("Virginia Beach", "Grace Period")
_NO_SURNAMES = (
    COMMON_WORDS
    | NEVER_NAMES
    | THINGS
    | frozenset(
        """
        alert avenue based beach bldg building camp center centre coast college court courthouse department dr drive
        garden hall hills house increase lake library office period point port report river road sale school service
        services springs square support tech term tower township valley village vista
        """.split()
    )
)


def name_evidence(value: str) -> Evidence | None:
    """Tell how well a value is known as the full name of a person.

    Args:
        value: such as "Ann B. Lee", "Lee, Ann" or "李娜".

    Returns:
        `full` for a given name and a surname of the lexicons, of which at least one is no common word ("Rose Gold"),
        and for a given name with an initial; `half` where the surname may be one.
    """
    if looks_like_han_name(value):
        _, given = split_han_name(value)
        # words of two characters often begin with a surname ("黄金", "江苏")
        return "full" if given in han_given_names(len(given)) else "half" if len(value) == len("王小明") else None
    words = _words_of_name(value)
    if words is None or words[0] not in given_name_lexicon():
        return None
    first, *middle, last = words
    if _is_surname(last) and not (first in AMBIGUOUS_NAMES and last in AMBIGUOUS_NAMES):
        return "full"
    if last in _NO_SURNAMES or len(last) < _SHORT_PART or (value.islower() and first in AMBIGUOUS_NAMES):
        return None
    return "full" if any(len(word) == 1 for word in middle) else "half"


def part_evidence(value: str) -> Part | None:
    """Tell whether a value is a given name or a surname by itself, such as "Ann", "Jean-Luc" or "Garcia".

    Words that are common ("Rose", "Price") tell nothing.
    """
    if len(value) > _LONGEST or not _PART.fullmatch(value):
        return None
    words = [word for word in re.split("[ '-]", _folded(value)) if word]
    if any(word in known for word in words for known in (COMMON_WORDS, AMBIGUOUS_NAMES, NEVER_NAMES, _PLACES)):
        return None
    if all(word in given_name_lexicon() for word in words):
        return "given"
    return "surname" if all(is_known_name(word) for word in words) else None


def is_called_like_a_person(value: str) -> bool:
    """True for a value that is a name even where words are expected: "Mark Young", "Adam Schiff", not "Grant Owner"."""
    words = _words_of_name(value)
    evidence = name_evidence(value)
    if words is None or evidence is None:
        return evidence == "full" and is_han(value)
    return words[0] not in AMBIGUOUS_NAMES or _is_surname(words[-1])


def _words_of_name(value: str) -> list[str] | None:
    """Return the words of what could be a name in the order given name, surname, without "Jr." behind it."""
    if len(value) > _LONGEST or not _NAME.fullmatch(value):
        return None
    turned = _TURNED.fullmatch(value)
    if turned is not None and _folded(turned["given"]) not in _SUFFIXES:
        value = f"{turned['given']} {turned['family']}"
    words = [_folded(word) for word in value.replace(",", " ").split()]
    while len(words) > _FEWEST_WORDS and words[-1] in _SUFFIXES:
        words.pop()
    return words if _FEWEST_WORDS <= len(words) <= _MOST_WORDS else None


def _folded(word: str) -> str:
    return bare(word.casefold()).strip(".")


def _is_surname(word: str) -> bool:
    known = surname_lexicon()
    return word in known or any(len(part) > _SHORT_PART and part in known for part in re.split("[-']", word))
