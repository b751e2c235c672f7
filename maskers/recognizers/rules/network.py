"""Addresses of the network: e-mail, IP, hardware.

Layouts, scores and context words are those of Presidio's recognizers.
"""

import re

from ...lazy_patterns import lazily
from ...mailboxes import mailbox_start
from ..likely_places import at_digits, where, with_any
from ..pattern import Pattern
from . import checks

# what stands before the @ beside letters, digits and dots
_SIGNS = r"!#$%&'*+\-/=?^_`{|}~"
_LABELS = r"\w++(?:-++\w++)*+"
# first octet, from its first digit on
_OCTET = r"(?:25[0-5]|2[0-4]\d|[01]?\d\d?)"
_FIRST_OCTET = r"\d(?<!\w\d)(?:(?<=2)(?:5[0-5]|[0-4]\d|\d?)|(?<=[01])\d{0,2}|(?<=[3-9])\d?)"
_IP = ("ip",)
_MIDDLE_OF_MAC = lazily(r"\.[0-9A-Fa-f]{4}\.")

NETWORK_RULES: tuple[Pattern, ...] = (
    # from the first letter or digit of what stands before the @; each stretch of text is read once
    Pattern(
        "EMAIL_ADDRESS",
        lazily(
            rf"(?<![{_SIGNS}.\w])(?:[{_SIGNS}.](?<!_))*+(?P<value>\w[{_SIGNS}.\w]*+(?<!\.)@{_LABELS}(?:\.{_LABELS})++)"
        ),
        1.0,
        None,
        with_any("@"),
        begin=mailbox_start,
    ),
    Pattern(
        "IP_ADDRESS",
        lazily(rf"{_FIRST_OCTET}(?:\.{_OCTET}){{3}}(?:/(?:[0-2]?\d|3[0-2]))?\b"),
        0.6,
        checks.is_ip,
        at_digits(most=3, ahead="."),
        context=_IP,
    ),
    Pattern(
        "IP_ADDRESS",
        lazily(
            rf"(?<![\w:])(?:[0-9a-f]{{0,4}}:){{2,7}}(?:{_OCTET}(?:\.{_OCTET}){{3}}|[0-9a-f]{{1,4}})?"
            r"(?:%[0-9a-z]+)?(?:/\d{1,3})?(?![\w:]|\.\d)",
            re.IGNORECASE,
        ),
        0.6,
        checks.is_ip,
        where(lambda clues: "::" in clues.text or clues.text.count(":") >= 6),
        context=_IP,
    ),
    Pattern(
        "IP_ADDRESS",
        lazily(r"::(?<![\w:]::)(?:/\d{1,3})?(?![\w:])"),
        0.1,
        checks.is_unspecified_ip,
        with_any("::"),
        context=_IP,
    ),
    Pattern(
        "MAC_ADDRESS",
        lazily(r"\b[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}\b", re.IGNORECASE),
        0.6,
        checks.is_mac,
        where(lambda clues: clues.text.count(":") >= 5 or clues.text.count("-") >= 5),
        context=("mac", "ethernet"),
    ),
    Pattern(
        "MAC_ADDRESS",
        lazily(r"\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b", re.IGNORECASE),
        0.6,
        checks.is_mac,
        where(lambda clues: _MIDDLE_OF_MAC.search(clues.text) is not None, parts="."),
        context=("mac", "ethernet"),
    ),
)
