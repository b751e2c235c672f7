"""What the patterns find in a text, overlaps settled."""

from collections.abc import Callable

import pytest
from privml.maskers.recognizers.patterns import find_patterns
from privml.maskers.spans import resolve_overlaps

Found = Callable[[str], list[tuple[str, str]]]


@pytest.fixture(scope="session")
def found() -> Found:
    """Return the search for entity types and their texts."""

    def search(text: str) -> list[tuple[str, str]]:
        spans = resolve_overlaps([span for span in find_patterns(text) if span.score >= 0.5], text)
        return [(span.entity_type, text[span.start : span.end]) for span in spans]

    return search
