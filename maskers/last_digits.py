"""The last four digits of a row's numbers, where a text says that they are: `ends in 8726`, `**** 1111`."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from .probes import TypedValue
from .recognizers.terms import View, digits_only
from .spans import Span

_TYPES = frozenset({"US_SSN", "CREDIT_CARD", "BANK_ACCOUNT", "IBAN_CODE", "NATIONAL_ID", "PHONE_NUMBER"})
_FEWEST_DIGITS = 8
_SHOWN = 4
_SAID = (
    r"\blast (?:four|4)\b[^\d\n]{0,24}|\bend(?:s|ing|ed)?\b[^\d\n]{0,12}|"
    r"(?<![\w*])\d{0,6}[*x•#·]{2,}[*x•#· -]{0,12}"
)
_CACHED = 20_000


def find_last_digits(view: View, values: Sequence[TypedValue], recognizer: str) -> Iterator[Span]:
    """Yield the last four digits of numbers behind words or signs that stand for the others.

    Args:
        view: the text.
        values: what the row tells.
        recognizer: name in reports.
    """
    for value, entity_type in values:
        if entity_type not in _TYPES or not view.digits:
            continue
        digits = digits_only(value)
        if len(digits) < _FEWEST_DIGITS or digits[-_SHOWN:] not in view.digits:
            continue
        for match in _pattern_of(digits[-_SHOWN:]).finditer(view.lowered):
            yield Span(*view.reading.original(*match.span("value")), entity_type, 1.0, recognizer)


@lru_cache(maxsize=_CACHED)
def _pattern_of(shown: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_SAID})(?P<value>{shown})(?!\d)")
