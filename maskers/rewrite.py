"""Replace the spans of a text, remembering which part of the result was written by an operator."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .spans import Span

# stands for a replaced span in the kept text: it is no word character, so nothing matches across it
GAP = "\0"
# a number of JSON without quotes, behind a key whose quotes may be escaped; what is no number needs quotes there
_BEHIND_KEY = re.compile(r"(?P<quote>\\{0,3}\")\s{0,3}:\s{0,3}\Z")
_BEFORE_NEXT = re.compile(r"\s{0,3}[,}]")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_REACH = 12


@dataclass(slots=True)
class Rewritten:
    """A masked text.

    Attributes:
        text: the output.
        kept: the output with every operator-written part as one GAP: what came through from the input.
        written: offsets in `text` of the operator-written parts.
        counts: replaced spans by entity type.
        originals: what was replaced, as (entity type, value).
    """

    text: str
    kept: str
    written: list[tuple[int, int]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    originals: list[tuple[str, str]] = field(default_factory=list)


def rewrite(text: str, spans: Sequence[Span], operate: Callable[[str, str], str]) -> Rewritten:
    """Apply an operator to disjoint spans in order of their start.

    Args:
        text: the original.
        spans: from `resolve_overlaps`.
        operate: from entity type and value to replacement.
    """
    pieces: list[str] = []
    kept: list[str] = []
    result = Rewritten("", "")
    position = length = 0
    for span in spans:
        before = text[position : span.start]
        value = text[span.start : span.end]
        replacement = operate(span.entity_type, value)
        if value[-1:].isdecimal() and _NUMBER.fullmatch(replacement) is None:
            replacement = _quoted(text, span, value, replacement)
        pieces += [before, replacement]
        kept += [before, GAP]
        length += len(before)
        result.written.append((length, length + len(replacement)))
        length += len(replacement)
        result.counts[span.entity_type] += 1
        result.originals.append((span.entity_type, value))
        position = span.end
    pieces.append(text[position:])
    kept.append(text[position:])
    result.text, result.kept = "".join(pieces), "".join(kept)
    return result


def _quoted(text: str, span: Span, value: str, replacement: str) -> str:
    """Return what is written in place of a number of JSON, between quotes; any other replacement as it is."""
    if _NUMBER.fullmatch(value) is None or _BEFORE_NEXT.match(text, span.end) is None:
        return replacement
    key = _BEHIND_KEY.search(text, max(0, span.start - _REACH), span.start)
    return replacement if key is None else f"{key['quote']}{replacement}{key['quote']}"
