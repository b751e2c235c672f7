"""What a model takes for IP addresses, cut down to the addresses in it."""

from collections.abc import Iterable
from dataclasses import replace

from ..spans import Span
from .patterns import find_patterns

_ADDRESSES = frozenset({"IP_ADDRESS"})


def only_addresses(spans: Iterable[Span], text: str) -> list[Span]:
    """Leave of findings of IP addresses what is one: no brackets, ports and prefixes, and each of several by itself.

    A finding in which the patterns see no address stays as it is.

    >>> text = "listen [2001:db8::8]:443"
    >>> [text[s.start : s.end] for s in only_addresses([Span(8, 24, "IP_ADDRESS", 0.9, "privml")], text)]
    ['2001:db8::8']
    """
    return [part for span in spans for part in (_addresses(span, text) if span.entity_type in _ADDRESSES else [span])]


def _addresses(span: Span, text: str) -> list[Span]:
    inside = find_patterns(text[span.start : span.end], entities=_ADDRESSES)
    return [replace(span, start=span.start + s.start, end=span.start + s.end) for s in inside] or [span]
