"""Spans of characters from tags of word pieces, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

OUTSIDE = "O"


@dataclass(frozen=True, order=True)
class Span:
    """An entity in a text.

    Attributes:
        start: first character.
        end: character after the last one.
        entity_type: what it is.
        score: probability, from 0 to 1.
    """

    start: int
    end: int
    entity_type: str
    score: float = 1.0


def tag_names(entity_types: Sequence[str]) -> list[str]:
    """Return the tags of some entity types (IOB2).

    Example:
        >>> tag_names(["PERSON"])
        ['O', 'B-PERSON', 'I-PERSON']
    """
    return [OUTSIDE, *(f"{position}-{kind}" for kind in sorted(entity_types) for position in "BI")]


def entity_types_of(tags: Sequence[str]) -> list[str]:
    """Return the entity types of some tags, sorted.

    Example:
        >>> entity_types_of(["O", "B-PERSON", "I-PERSON"])
        ['PERSON']
    """
    return sorted({tag.partition("-")[2] for tag in tags} - {""})


def tags_of(offsets: Sequence[tuple[int, int]], spans: Sequence[Span], numbers: Mapping[str, int]) -> list[int]:
    """Return the tag number of each word piece.

    A piece belongs to the span that it shares a character with; the first such piece of a span begins it.

    Args:
        offsets: characters of each piece, in order; empty ones are outside.
        spans: entities, not overlapping.
        numbers: tag numbers by name.
    """
    tags = [numbers[OUTSIDE]] * len(offsets)
    for span in spans:
        inside = [i for i, (start, end) in enumerate(offsets) if max(start, span.start) < min(end, span.end)]
        for index in inside:
            begins = offsets[index][0] <= span.start or (index == inside[0] and index == 0)
            tags[index] = numbers[f"{'B' if begins else 'I'}-{span.entity_type}"]
    return tags


def spans_of(
    text: str, offsets: Sequence[tuple[int, int]], scores: Sequence[Sequence[float]], tags: Sequence[str]
) -> list[Span]:
    """Return the entities that the probabilities of the pieces' tags tell.

    Pieces of one word are taken together, since a name does not end inside a word: letters and digits without a gap,
    each Han or Kana character by itself. A word belongs to the type whose tags have most probability
    together; it goes on with the entity before it unless its first piece rather begins one.

    Args:
        text: the whole text.
        offsets: characters of each piece, in order of their start.
        scores: probability of each tag, by piece.
        tags: tag names.
    """
    kinds = sorted({tag[2:] for tag in tags if tag != OUTSIDE})
    begin, inner = {kind: tags.index(f"B-{kind}") for kind in kinds}, {kind: tags.index(f"I-{kind}") for kind in kinds}
    outside = tags.index(OUTSIDE)
    parts: list[tuple[Span, int]] = []  # spans with their number of words
    for pieces in _words(text, offsets):
        of_kind = {k: sum(scores[p][begin[k]] + scores[p][inner[k]] for p in pieces) / len(pieces) for k in kinds}
        kind = max(of_kind, key=lambda name: of_kind[name], default=None)
        if kind is None or of_kind[kind] <= sum(scores[p][outside] for p in pieces) / len(pieces):
            continue
        start, end = offsets[pieces[0]][0], offsets[pieces[-1]][1]
        first = scores[pieces[0]]
        last = parts[-1] if parts else None
        goes_on = (
            last is not None
            and last[0].entity_type == kind
            and not text[last[0].end : start].strip()
            and first[inner[kind]] >= first[begin[kind]]
        )
        if goes_on and last is not None:
            span, words = last
            score = (span.score * words + of_kind[kind]) / (words + 1)
            parts[-1] = (Span(span.start, end, kind, score), words + 1)
        else:
            parts.append((Span(start, end, kind, of_kind[kind]), 1))
    return [span for span, _ in parts]


def _words(text: str, offsets: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the numbers of the pieces of each word."""
    words: list[list[int]] = []
    for index, (start, end) in enumerate(offsets):
        if start == end:
            continue
        is_inside = bool(words) and offsets[words[-1][-1]][1] == start
        if is_inside and _joins(text[start - 1]) and _joins(text[start]):
            words[-1].append(index)
        else:
            words.append([index])
    return words


def _joins(character: str) -> bool:
    """Tell whether a character makes one word with its neighbours: Han and Kana have no gaps between words."""
    return character.isalnum() and not "\u2e80" <= character <= "\u9fff"


def span_metrics(truth: Sequence[Sequence[Span]], found: Sequence[Sequence[Span]]) -> dict[str, float]:
    """Return precision, recall and F1 of whole spans (bounds and type), and the share of entity characters found.

    Example:
        >>> span_metrics([[Span(0, 3, "PERSON")]], [[Span(0, 3, "PERSON", 0.9), Span(5, 7, "PERSON", 0.8)]])
        {'precision': 0.5, 'recall': 1.0, 'f1': 0.666667, 'character_recall': 1.0}
    """
    keyed = [
        [{(row, span.start, span.end, span.entity_type) for span in spans} for row, spans in enumerate(side)]
        for side in (truth, found)
    ]
    wanted, given = (set().union(*rows) for rows in keyed)
    hits = len(wanted & given)
    characters = [
        {(row, place) for row, spans in enumerate(side) for span in spans for place in range(span.start, span.end)}
        for side in (truth, found)
    ]
    covered = len(characters[0] & characters[1])
    return {
        "precision": round(hits / max(1, len(given)), 6),
        "recall": round(hits / max(1, len(wanted)), 6),
        "f1": round(2 * hits / max(1, len(wanted) + len(given)), 6),
        "character_recall": round(covered / max(1, len(characters[0])), 6),
    }
