"""What a model takes for IP addresses, cut down to the addresses in it."""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..spans import Span

_IPV4 = r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
_GROUP = "[0-9A-Fa-f]{0,4}"
_CANDIDATE = re.compile(rf"(?<![\w.:])(?:{_IPV4}|{_GROUP}(?::{_GROUP}){{2,7}}(?:(?:\.[0-9]{{1,3}}){{3}})?)(?!\w)")


def only_addresses(spans: Iterable[Span], text: str) -> list[Span]:
    """Leave of findings of IP addresses what is one: no brackets, ports and prefixes, and each of several by itself.

    A finding that holds no whole address stays as it is.

    >>> text = "listen [2001:db8::8]:443"
    >>> [text[s.start : s.end] for s in only_addresses([Span(8, 24, "IP_ADDRESS", 0.9, "privml")], text)]
    ['2001:db8::8']
    """
    return [part for span in spans for part in (_addresses(span, text) if span.entity_type == "IP_ADDRESS" else [span])]


def _addresses(span: Span, text: str) -> list[Span]:
    return list(_valid(span, text)) or [span]


def _valid(span: Span, text: str) -> Iterator[Span]:
    for match in _CANDIDATE.finditer(text, span.start, span.end):
        try:
            ipaddress.ip_address(match[0])
        except ValueError:
            continue
        yield replace(span, start=match.start(), end=match.end())
