"""Parts of an address that a model finds apart."""

import pytest
from privml.maskers.recognizers.street_parts import join_addresses
from privml.maskers.spans import Span


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ("at 48 Elm Park Road now", ["48 Elm Park", "Road"], ["48 Elm Park Road"]),
        ("P.O. Box 1234 Main", ["P.O. Box", "1234", "Main"], ["P.O. Box 1234 Main"]),
        ("12 Elm St, 14 Oak Ave", ["12 Elm St", "14 Oak Ave"], ["12 Elm St", "14 Oak Ave"]),
        ("12 Elm St\n14 Oak Ave", ["12 Elm St", "14 Oak Ave"], ["12 Elm St", "14 Oak Ave"]),
        ("12 Elm St or 14 Oak Ave", ["12 Elm St", "14 Oak Ave"], ["12 Elm St", "14 Oak Ave"]),
    ],
)
def test_a_blank_parts_no_address(text: str, parts: list[str], expected: list[str]) -> None:
    spans = [Span(text.index(part), text.index(part) + len(part), "STREET_ADDRESS", 0.5, "privml") for part in parts]
    assert [text[span.start : span.end] for span in join_addresses(spans[::-1], text)] == expected


def test_other_types_stay_apart() -> None:
    spans = [Span(0, 3, "PERSON", 0.9, "privml"), Span(4, 7, "STREET_ADDRESS", 0.9, "privml")]
    assert join_addresses(spans, "Ann Elm Road") == spans
