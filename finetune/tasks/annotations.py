"""What a row tells a token classifier, and what it leaves open: corpora that annotate some entity types only."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...core.errors import DataError
from ...core.tagging import OUTSIDE, Span
from ...core.windows import Place
from .base import IGNORED
from .language import token_losses
from .spans import tags_of

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Row:
    """A text and its entities.

    Attributes:
        text: the text.
        spans: entities, in order, not overlapping.
        labelled: entity types that are annotated; None for all. Elsewhere the row does not say that there is none.
        ignored: places about which the row says nothing.
    """

    text: str
    spans: tuple[Span, ...]
    labelled: frozenset[str] | None = None
    ignored: tuple[Place, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """True if no entity type is annotated."""
        return self.labelled is not None and not self.labelled

    def judges(self, span: Span) -> bool:
        """True if the row tells whether a found entity is one."""
        if self.labelled is not None and span.entity_type not in self.labelled:
            return False
        return not any(max(start, span.start) < min(end, span.end) for start, end in self.ignored)


class OpenTags:
    """Numbers of labels: those of the tags, and beyond them one for each set of entity types that is not annotated.

    A token outside all entities of a row that annotates, say, persons only may be a place. It is not taught that there
    is none: its loss is minus the logarithm of the probability of all tags that the row allows (the marginal
    likelihood of a partial annotation; Tsuboi et al. 2008).
    """

    def __init__(self) -> None:
        self._names: list[str] = []
        self._sets: dict[frozenset[str], int] = {}
        self._tables: dict[int, Tensor] = {}

    def of_row(self, row: Row, offsets: Sequence[Place], numbers: Mapping[str, int]) -> list[int]:
        """Return the label number of each word piece.

        Args:
            row: the row.
            offsets: characters of each piece, in order.
            numbers: tag numbers by name.
        """
        self._names = sorted(numbers, key=numbers.__getitem__)
        tags = tags_of(offsets, row.spans, numbers)
        if row.labelled is not None:
            beyond = len(numbers) + self._sets.setdefault(row.labelled, len(self._sets))
            tags = [beyond if tag == numbers[OUTSIDE] else tag for tag in tags]
        return [
            IGNORED if any(max(start, a) < min(end, b) for a, b in row.ignored) else tag
            for tag, (start, end) in zip(tags, offsets, strict=True)
        ]

    def losses(self, logits: "Tensor", labels: "Tensor") -> "Tensor":
        """Return the loss of each token, 0 where nothing is learned, shape (batch, length).

        Args:
            logits: shape (batch, length, tags).
            labels: label numbers, shape (batch, length).
        """
        if not self._sets:
            return token_losses(logits, labels)
        allowed = self._table().to(logits.device)[labels.clamp(min=0)]
        likelihood = logits.log_softmax(dim=2).masked_fill(~allowed, float("-inf")).logsumexp(dim=2)
        return -likelihood.masked_fill(labels == IGNORED, 0.0)

    def says_nothing(self, labels: "Tensor") -> "Tensor":
        """Return which tokens are of rows that annotate no entity type, as booleans of the same shape."""
        number = self._sets.get(frozenset(), len(self._sets))
        return labels == len(self._names) + number

    def _table(self) -> "Tensor":
        """Return which tags a label number allows, shape (label numbers, tags)."""
        import torch

        if len(self._sets) not in self._tables:
            rows = torch.eye(len(self._names), dtype=torch.bool)
            beyond = [
                [name == OUTSIDE or name.partition("-")[2] not in labelled for name in self._names]
                for labelled in self._sets
            ]
            self._tables[len(self._sets)] = torch.cat([rows, torch.tensor(beyond)])
        return self._tables[len(self._sets)]


def parse_spans(cell: str, text: str, where: str) -> tuple[Span, ...]:
    """Read a row's entities.

    Args:
        cell: a JSON list of objects with start, end and entity_type (or label); empty for none.
        text: the row's text.
        where: for messages.

    Raises:
        DataError: it is something else, or spans overlap or leave the text.
    """
    spans = _parsed(cell, _span, f"{where}: the spans are not a JSON list of start, end and entity_type")
    trimmed = [_without_blanks(span, text) for span in spans]
    _require_places(((span.start, span.end) for span in trimmed), text, f"{where}: a span")
    return tuple(trimmed)


def _without_blanks(span: Span, text: str) -> Span:
    """Return a span without the blanks at its ends, as no word piece begins or ends there."""
    value = text[max(0, span.start) : span.end]
    start = span.start + len(value) - len(value.lstrip())
    return replace(span, start=start, end=span.end - len(value) + len(value.rstrip()))


def parse_labelled(cell: str, spans: Sequence[Span], where: str) -> frozenset[str] | None:
    """Read which entity types a row annotates.

    Args:
        cell: a JSON list of entity types; empty for all.
        spans: the row's entities.
        where: for messages.

    Raises:
        DataError: it is something else, or an entity of another type is annotated.
    """
    if not cell.strip():
        return None
    kinds = frozenset(_parsed(cell, _name, f"{where}: the labelled types are not a JSON list of names"))
    if any(span.entity_type not in kinds for span in spans):
        raise DataError(f"{where}: an entity has a type that is not among the labelled ones")
    return kinds


def parse_ignored(cell: str, text: str, where: str) -> tuple[Place, ...]:
    """Read the places about which a row says nothing: a JSON list of start and end; empty for none.

    Raises:
        DataError: it is something else, or places overlap or leave the text.
    """
    places = _parsed(cell, _place, f"{where}: the ignored places are not a JSON list of start and end")
    _require_places(places, text, f"{where}: an ignored place")
    return tuple(places)


def dump_spans(spans: Iterable[Span]) -> str:
    """Return entities as JSON."""
    return json.dumps(
        [
            {"start": s.start, "end": s.end, "entity_type": s.entity_type, "score": round(s.score, 4)}
            for s in sorted(spans)
        ]
    )


def _parsed(cell: str, read: Any, message: str) -> list[Any]:
    if not cell.strip():
        return []
    try:
        return sorted(read(entry) for entry in json.loads(cell))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise DataError(message) from None


def _require_places(places: Iterable[Place], text: str, what: str) -> None:
    end = 0
    for start, stop in places:
        if not end <= start < stop <= len(text):
            raise DataError(f"{what} is empty, leaves the text or overlaps another one")
        end = stop


def _span(entry: dict[str, Any]) -> Span:
    kind = _name(entry["entity_type"] if "entity_type" in entry else entry["label"])
    return Span(*_place(entry), kind)


def _place(entry: dict[str, Any]) -> Place:
    return _offset(entry["start"]), _offset(entry["end"])


def _offset(value: Any) -> int:
    """Return an offset, which a program may have written as 4.0."""
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError
    return int(value)


def _name(entry: Any) -> str:
    if not isinstance(entry, str) or not entry.strip():
        raise ValueError
    return entry.strip()
