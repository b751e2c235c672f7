"""Numbers of the United States and the United Kingdom: bank, driving licence, tax, passport, social security, health.

Layouts, scores and context words are those of Presidio's recognizers.
"""

import re

from ...lazy_patterns import lazily
from ..likely_places import near_digits, near_numbers
from ..pattern import Pattern
from . import checks

_BANK = ("check", "account", "acct", "bank", "save", "debit")
# "lic" alone begins a word here: in Presidio it also counts inside "public" and "click"
_LICENSE = ("driver", "license", "permit", " lic", "identification", "dls", "driving")
_ITIN = ("individual", "tax", "itin", "payer", "tin")
_PASSPORT = ("us", "united", "states", "passport", "travel", "document")
_SSN = ("social", "security", "ssn", "ssid")
# digits behind a decimal point are no number of their own, which Presidio does not see
_START = r"\b(?<!\d\.)"
# the fourth and fifth digit of a tax number
_ITIN_GROUP = r"(?:[57]\d|6[0-5]|8[0-8]|9[0-24-9])"

NUMBER_RULES: tuple[Pattern, ...] = (
    Pattern("US_BANK_NUMBER", lazily(rf"{_START}\d{{8,17}}\b"), 0.05, None, near_numbers(), context=_BANK),
    Pattern(
        "US_DRIVER_LICENSE",
        lazily(
            r"\b(?:[A-Z](?:\d{1,14}|\d{18}|\d{6}R|\d[A-Z]\d[A-Z])|[A-Z]{2}(?:\d{3,7}|\d{6}[A-Z])|\d{2}[A-Z]{3}\d{5,6}|"
            r"\d{3}[A-Z]{2}\d{4}|\d{7,9}[A-Z]|\d{8}[A-Z]{2})\b",
            re.IGNORECASE,
        ),
        0.3,
        None,
        near_digits(before=2, after=12),
        context=_LICENSE,
    ),
    Pattern(
        "US_DRIVER_LICENSE",
        lazily(rf"{_START}(?:\d{{6,14}}|\d{{16}})\b"),
        0.01,
        None,
        near_numbers(),
        context=_LICENSE,
    ),
    Pattern(
        "US_ITIN",
        lazily(rf"{_START}9\d{{2}}(?:[- ]{_ITIN_GROUP}|{_ITIN_GROUP}[- ])\d{{4}}\b"),
        0.05,
        None,
        near_numbers(digits=9),
        context=_ITIN,
    ),
    Pattern(
        "US_ITIN",
        lazily(rf"{_START}9\d{{2}}{_ITIN_GROUP}\d{{4}}\b"),
        0.3,
        None,
        near_numbers(digits=9),
        context=_ITIN,
    ),
    Pattern(
        "US_ITIN",
        lazily(rf"{_START}9\d{{2}}[- ]{_ITIN_GROUP}[- ]\d{{4}}\b"),
        0.5,
        None,
        near_numbers(digits=9),
        context=_ITIN,
    ),
    Pattern("US_PASSPORT", lazily(rf"{_START}\d{{9}}\b"), 0.05, None, near_numbers(digits=9), context=_PASSPORT),
    Pattern(
        "US_PASSPORT",
        lazily(r"\b[A-Z]\d{8}\b", re.IGNORECASE),
        0.1,
        None,
        near_numbers(digits=8),
        context=_PASSPORT,
    ),
    Pattern(
        "US_SSN",
        lazily(rf"{_START}(?:\d{{5}}-\d{{4}}|\d{{3}}-\d{{6}}|\d{{9}})\b"),
        0.05,
        checks.is_plausible_ssn,
        near_numbers(digits=9),
        context=_SSN,
    ),
    Pattern(
        "US_SSN",
        lazily(rf"{_START}\d{{3}}[- .]\d{{2}}[- .]\d{{4}}\b"),
        0.5,
        checks.is_plausible_ssn,
        near_numbers(digits=9),
        context=_SSN,
    ),
    Pattern(
        "UK_NHS",
        lazily(rf"{_START}\d{{3}}[- ]?\d{{3}}[- ]?\d{{4}}\b"),
        1.0,
        checks.is_nhs_number,
        near_numbers(digits=10),
    ),
    Pattern(
        "MEDICAL_LICENSE",
        lazily(r"[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}", re.IGNORECASE),
        1.0,
        checks.is_dea_number,
        near_numbers(digits=7),
    ),
)
