"""Dates and times in digits. Layouts, scores and context words are those of Presidio's recognizer."""

import re

from ...lazy_patterns import lazily
from ..likely_places import Places, at_digits, near
from ..pattern import Pattern

_CONTEXT = ("date", "birthday")
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())
_M = r"(?:0?[1-9]|1[0-2])"
_D = r"(?:0?[1-9]|[12]\d|3[01])"
_Y = r"(?:\d{4}|\d{2})"
_MMM = r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"


def _date(regex: str, score: float, places: Places) -> Pattern:
    return Pattern("DATE_TIME", lazily(regex, re.IGNORECASE), score, None, places, context=_CONTEXT)


def _has_month(text: str) -> bool:
    """One of the two numbers beside the year is a month."""
    parts = [int(part) for part in text.replace("/", "-").replace(".", "-").split("-")]
    return "." in text or text[:4].isdigit() or min(parts[:2]) <= 12


# a digit comes first in each, so that a search passes over everything else: `\d(?<!\w\d)` is `\b\d`
DATE_RULES: tuple[Pattern, ...] = (
    _date(
        r"\d(?<!\w\d)\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T[0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?"
        r"(?:[+-][0-2]\d:[0-5]\d|Z)\b",
        0.8,
        at_digits(least=4, most=4, ahead="-"),
    ),
    Pattern(
        "DATE_TIME",
        lazily(
            rf"\d(?<!\w\d)(?:\d{{3}}(?:/{_M}/{_D}|-{_M}-{_D})|"
            rf"(?:(?<=0)[1-9]|(?<=[12])\d|(?<=3)[01]|(?<=[1-9]))"
            rf"(?:/{_D}/{_Y}|-{_D}-\d{{4}}|\.{_M}\.{_Y}))\b",
            re.IGNORECASE,
        ),
        0.6,
        _has_month,
        at_digits(most=4, ahead="/-."),
        context=_CONTEXT,
    ),
    Pattern(
        "DATE_TIME",
        lazily(rf"\b(?:{_D}-{_MMM}(?:-{_Y})?|{_MMM}-{_Y})\b", re.IGNORECASE),
        0.6,
        None,
        near("-", before=3, after=12, words=_MONTHS),
        context=_CONTEXT,
    ),
    _date(r"\d(?<!\w\d)(?:(?<=[1-9])|(?<=0)[1-9]|(?<=1)[0-2])/\d{4}\b", 0.2, at_digits(most=2, ahead="/")),
    _date(r"\d(?<!\w\d)(?:(?<=[1-9])|(?<=0)[1-9]|(?<=1)[0-2])/\d{2}\b", 0.1, at_digits(most=2, ahead="/")),
)
