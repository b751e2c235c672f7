"""National numbers of people."""

import re

from .. import checks
from ..clues import near_numbers
from ..pattern import Pattern

NATIONAL_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "US_SSN",
        re.compile(r"(?<![\w-])\d{3}([- ])\d{2}\1\d{4}(?![\w-])", re.ASCII),
        0.85,
        checks.is_us_ssn,
        near_numbers(digits=9),
    ),
    Pattern(
        "CN_ID_CARD",
        re.compile(r"(?<![A-Za-z0-9])\d{17}[\dXx](?![A-Za-z0-9])"),
        1.0,
        checks.is_cn_id,
        near_numbers(digits=17),
        has_checksum=True,
    ),
)
