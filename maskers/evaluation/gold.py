"""Labelled texts: what a measurement compares the detector with."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...core.errors import DataError


@dataclass(frozen=True)
class GoldSpan:
    """An entity that someone labelled.

    Attributes:
        start: offset of the first character.
        end: offset after the last character.
        label: its type as the gold names it.
        entity_id: equal for the mentions of one entity; None where the gold does not say.
        identifier: how far it identifies, where the gold says: `direct`, `quasi`, or `none` for what may stay.
    """

    start: int
    end: int
    label: str
    entity_id: str | None = None
    identifier: str | None = None


@dataclass(frozen=True)
class GoldDocument:
    """A text with the entities that one annotator labelled in it.

    Attributes:
        text: the whole text.
        spans: entities in order of their start; they may overlap.
        labelled: the types that the annotator looked for, as the gold names them; None for all.
    """

    text: str
    spans: tuple[GoldSpan, ...]
    labelled: frozenset[str] | None = None


def make_document(
    text: str, spans: Sequence[GoldSpan], where: str, *, labelled: frozenset[str] | None = None
) -> GoldDocument:
    """Check the places of the spans and cut blanks off their edges.

    Args:
        text: the whole text.
        spans: entities in any order.
        where: for messages, such as `gold.jsonl: line 3`.
        labelled: the types that the annotator looked for; None for all.

    Raises:
        DataError: the text cannot be encoded, or a span leaves it or holds nothing but blanks.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise DataError(f"{where}: the text holds half a surrogate pair") from None
    checked = []
    for number, span in enumerate(spans, 1):
        if not 0 <= span.start < span.end <= len(text):
            raise DataError(
                f"{where}: span {number} ({span.start} to {span.end}) leaves its text of {len(text)} characters",
                hint="offsets count characters (Unicode code points) from 0; end is the offset after the last one",
            )
        inside = text[span.start : span.end]
        if not inside.strip():
            raise DataError(f"{where}: span {number} holds nothing but blanks")
        start = span.start + len(inside) - len(inside.lstrip())
        end = span.end - len(inside) + len(inside.rstrip())
        checked.append(GoldSpan(start, end, span.label, span.entity_id, span.identifier))
    return GoldDocument(text, tuple(sorted(checked, key=lambda span: (span.start, span.end))), labelled)


def require_same(text: str, start: int, end: int, value: object, where: str) -> None:
    """Raise DataError if a span's own copy of its value is not what stands at its place.

    A gold whose offsets count bytes or another spelling of line ends would be measured wrongly. Blanks are not
    compared: some tools write a line end in a value as a blank.
    """
    if isinstance(value, str) and 0 <= start < end <= len(text) and value.split() != text[start:end].split():
        raise DataError(
            f"{where}: the value given for the span {start} to {end} is not what stands there",
            hint="offsets count characters (Unicode code points), a line end of two characters as two",
        )
