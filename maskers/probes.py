"""Cheap tests whether a text can hold a known value, in any of the ways in which it is looked for.

A row's values are hardly ever all in its texts. The tests let through everything that a search finds, and little else,
so that a value is made ready for searching only where it is likely to occur.
"""

import re

from .lookalikes import twin
from .recognizers.misspelt import SHORTEST, find_misspelt, halves_of
from .recognizers.terms import LAST_DIGITS, View, code_of, digits_only, lower_same_length
from .spelling import bare, read
from .surrogates.persons import called_forms, name_parts

TypedValue = tuple[str, str]
DATES = frozenset({"DATE_OF_BIRTH", "DATE_TIME"})
PLACES = frozenset({"LOCATION", "STREET_ADDRESS"})
# without letters, so that they are no codes
_NUMBERS = frozenset({"PHONE_NUMBER", "CREDIT_CARD", "US_SSN"})
_YEAR = re.compile(r"\d{4}")
ADDRESS_PARTS = re.compile(r"\s*[,;\n]\s*")
HOUSE_NUMBER = re.compile(r"^\d+[A-Za-z]?[ -]+| +\d+[A-Za-z]?$")
LETTERS = re.compile(r"[^\W\d_]+")
# parts of addresses and mailboxes that are looked for have more characters
_SHORTEST_PART = 3


def may_hold(view: View, value: str, entity_type: str) -> bool:
    """Tell whether a text may hold a value.

    Args:
        view: the text.
        value: what a typed cell holds.
        entity_type: what it is.
    """
    if entity_type == "PERSON":
        return any(_may_hold_name(view, part) for part in [*(name_parts(value) or [value]), *called_forms(value)])
    lowered = _lowered(value)
    if _stands_in(view, lowered):
        return True
    if entity_type == "EMAIL_ADDRESS":
        local = lowered.partition("@")[0]
        parts = LETTERS.findall(local)
        if local and _stands_in(view, local):
            return True
        return any(len(part) > _SHORTEST_PART and part in view.lowered for part in parts)
    if entity_type in PLACES:
        parts = ADDRESS_PARTS.split(lowered)
        parts += [HOUSE_NUMBER.sub("", part) for part in parts]
        return any(len(part) > _SHORTEST_PART and part in view.lowered for part in parts)
    if not view.digits:
        return False
    digits = digits_only(lowered)
    if entity_type in DATES:
        year = _YEAR.search(lowered)
        # the last two digits are all that some formats have
        return year is None or year[0][-2:] in view.digits
    if len(digits) >= LAST_DIGITS and digits[-LAST_DIGITS:] in view.digits:
        return True
    return entity_type not in _NUMBERS and digits != lowered and bool(code := code_of(lowered)) and code in view.compact


def _may_hold_name(view: View, part: str) -> bool:
    name = _lowered(part)
    if _stands_in(view, name):
        return True
    if len(name) < SHORTEST:
        return False
    halves = halves_of(name)
    return halves is not None and next(find_misspelt(view.words, halves), None) is not None


def _stands_in(view: View, lowered: str) -> bool:
    """True if a value stands in a text as it is, or in letters of another script that look the same."""
    if lowered in view.lowered:
        return True
    if lowered.isascii() and not view.has_lookalikes:
        return False
    other = twin(lowered)
    return other is not None and other in view.lowered


def _lowered(value: str) -> str:
    return value.lower() if value.isascii() else lower_same_length(bare(read(value).text))
