"""Codes of no kind in particular: customer, order and ticket numbers, UUIDs."""

import re

from ...lazy_patterns import lazily
from ..likely_places import at_any_case, near_codes, with_count
from ..pattern import Pattern

# what every announcement of a number begins with, in lower case
_NUMBERED = (
    *("customer", "account", "order", "member", "patient", "employee", "policy", "invoice", "booking", "reference"),
    *("ref", "ticket", "case", "订单", "客户号", "编号", "会员号", "单号"),
)

CODE_PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "ID",
        lazily(
            r"(?<![\w-])(?:[A-Z]{1,5}-\d{4,12}|[a-z]{2,5}-\d{5,12}|[A-Z]{2,5}\d{5,12})(?![\w-])",
            re.ASCII,
        ),
        0.6,
        places=near_codes,
    ),
    Pattern(
        "ID",
        lazily(r"(?<![\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])", re.IGNORECASE | re.ASCII),
        0.9,
        places=with_count("-", 4, needs="has_long_word"),
    ),
    Pattern(
        "ID",
        lazily(
            r"(?:\b(?:customer|account|order|member|patient|employee|policy|invoice|booking|reference|ref|ticket|case)"
            r"(?: (?:number|no|id|nr))?\.?|订单号?|客户号|编号|会员号|单号)"
            r"\s{0,3}[:#：]?\s{0,3}(?:is |是|为)?(?P<value>[A-Z]{0,4}-?\d{4,14})(?![A-Za-z0-9_-])",
            re.IGNORECASE,
        ),
        0.7,
        places=at_any_case(*_NUMBERED, needs="codes"),
    ),
)
