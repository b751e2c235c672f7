"""What a model takes for a name and cannot be one: codes, greetings, Chinese phrases."""

import re

from ...configs.policy import OWN_MODEL
from ..spans import Span
from ..words import NEVER_NAMES, han_surnames, is_han

_LETTERS = re.compile(r"[^\W\d_]{2}")
# characters of phrases, seldom or never of names of people and places
_HAN_PHRASE = re.compile("[我你您他她它们请把被谢客服这那是的了吗呢吧啊要想没不也都就还给找问打付款退订单]")
_HAN_NAME_LENGTHS = range(2, 5)


def reason_against(span: Span, text: str) -> str | None:
    """Return why a model's finding is no name; None if it may be one, or is of another kind.

    A detector of the user's own, and a spaCy model, may know better what a name is: theirs are only no numbers.

    Args:
        span: the finding.
        text: the whole text.
    """
    found = text[span.start : span.end].strip()
    if span.entity_type == "PERSON" and _is_code(found):
        return "a number or a code is no person"
    if span.recognizer != OWN_MODEL:
        return None
    if span.entity_type in ("PERSON", "LOCATION") and found.casefold() in NEVER_NAMES:
        return "this word is no name"
    if is_han(found) and _is_no_han_name(found, span.entity_type):
        return "these characters are no name"
    return None


def _is_code(found: str) -> bool:
    """True for a number or a code, such as -0.96 or 96c."""
    return not any(c.isalpha() for c in found) or (any(c.isdecimal() for c in found) and _LETTERS.search(found) is None)


def _is_no_han_name(found: str, entity_type: str) -> bool:
    if entity_type not in ("PERSON", "LOCATION"):
        return False
    if _HAN_PHRASE.search(found) is not None:
        return True
    if entity_type == "LOCATION" or "·" in found:  # the dot stands between the parts of foreign names
        return False
    has_surname = found[:1] in han_surnames() or found[:2] in han_surnames()
    return not (has_surname and len(found) in _HAN_NAME_LENGTHS)
