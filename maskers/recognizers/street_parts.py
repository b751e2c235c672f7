"""Addresses that a model found in parts: `48 Elm Park` and `Road` are one."""

from collections.abc import Sequence
from dataclasses import replace

from ..spans import Span


def join_addresses(spans: Sequence[Span], text: str) -> list[Span]:
    """Return findings, street addresses with nothing but a blank between them as one.

    Args:
        spans: findings of a model in a text.
        text: as read.
    """
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.entity_type == span.entity_type == "STREET_ADDRESS"
            and span.start - last.end == 1
            and text[last.end] in " \u00a0"
        ):
            joined[-1] = replace(last, end=span.end, score=max(last.score, span.score))
        else:
            joined.append(span)
    return joined
