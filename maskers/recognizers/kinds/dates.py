"""Dates of birth."""

import re

from ..clues import where
from ..pattern import Pattern

# 1980-03-21, 21/3/1980, 1980年3月21日, 21 March 1980, March 21st, 1980
_DATE = (
    r"\d{1,4}(?:[-/.]|年)\d{1,2}(?:[-/.]|月)\d{1,4}日?|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.?,? \d{4}|"
    r"[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
)
# what stands in every announcement of a date of birth, in lower case
_BIRTH = ("born", "birth", "dob", "d.o", "do.b", "生")

DATE_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "DATE_OF_BIRTH",
        re.compile(
            r"(?:\b(?:born(?: on)?|birth ?date|birthday|date of birth|d\.?o\.?b\.?)\b|生日|出生日期|出生)"
            rf"[^\d.;!?。；！？\n]{{0,48}}(?P<value>{_DATE})",
            re.IGNORECASE,
        ),
        0.9,
        places=where(lambda clues: clues.has_digit and any(word in clues.lowered for word in _BIRTH)),
    ),
    Pattern(
        "DATE_OF_BIRTH",
        re.compile(rf"(?P<value>{_DATE})[（(]?(?:出生|生于|生人)", re.IGNORECASE),
        0.9,
        places=where(lambda clues: clues.has_han and "生" in clues.text),
    ),
)
