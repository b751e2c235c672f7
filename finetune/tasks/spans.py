"""Tags of word pieces from spans of characters, and measures of found spans."""

from collections.abc import Mapping, Sequence

from ...core.tagging import OUTSIDE, Span


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
