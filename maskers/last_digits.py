"""The last four digits of a row's numbers, where a text says that they are: `ends in 8726`, `**** 1111`."""

import re
from collections.abc import Iterator, Sequence

from .probes import TypedValue
from .recognizers.terms import View, digits_only
from .spans import Span

_TYPES = frozenset({"US_SSN", "CREDIT_CARD", "BANK_ACCOUNT", "IBAN_CODE", "NATIONAL_ID", "PHONE_NUMBER"})
_FEWEST_DIGITS = 8
_SHOWN = 4
_SAID = re.compile(
    r"(?:\blast (?:four|4)\b[^\d\n]{0,24}|\bend(?:s|ing|ed)?\b[^\d\n]{0,12}|"
    r"(?<![\w*])\d{0,6}[*x•#·]{2,}[*x•#· -]{0,12})(\d{4})(?!\d)"
)


def find_last_digits(view: View, values: Sequence[TypedValue], recognizer: str) -> Iterator[Span]:
    """Yield the last four digits of numbers behind words or signs that stand for the others.

    Args:
        view: the text.
        values: what the row tells.
        recognizer: name in reports.
    """
    if not view.digits:
        return
    shown: dict[str, str] = {}
    for value, entity_type in values:
        if entity_type in _TYPES:
            digits = digits_only(value)
            if len(digits) >= _FEWEST_DIGITS and digits[-_SHOWN:] in view.digits:
                shown.setdefault(digits[-_SHOWN:], entity_type)
    if not shown:
        return
    for match in _SAID.finditer(view.lowered):
        told = shown.get(match[1])
        if told is not None:
            yield Span(*view.reading.original(*match.span(1)), told, 1.0, recognizer)
