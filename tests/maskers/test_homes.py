"""Where people are from: findings of a model parted at `of`."""

import pytest
from privml.configs.policy import TextDetection
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.homes import part_homes
from privml.maskers.spans import Span, resolve_overlaps

from ..growth import require_linear

KINDS = {"P": "PERSON", "L": "LOCATION", "O": "ORGANIZATION"}


def parted(text: str, *found: str) -> list[str]:
    """Return findings as they are given: the first letter of the type, and what was found."""
    spans = [
        Span(text.index(part), text.index(part) + len(part), KINDS[kind], 0.8, "privml")
        for kind, _, part in (given.partition(" ") for given in found)
    ]
    return [f"{span.entity_type[0]} {text[span.start : span.end]}" for span in part_homes(spans, text)]


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("Ann Lee of Leeds", ["P Ann Lee", "O of Leeds"], ["P Ann Lee", "L Leeds"]),
        ("Ann Lee of Leeds", ["P Ann Lee of", "O Leeds"], ["P Ann Lee", "L Leeds"]),
        ("Ann Lee of Leeds", ["P Ann", "O Lee of Leeds"], ["P Ann Lee", "L Leeds"]),
        ("ANN LEE OF LEEDS", ["P ANN LEE OF", "O LEEDS"], ["P ANN LEE", "L LEEDS"]),
        ("Ann Lee of Leeds", ["P Ann Lee", "L of Leeds"], ["P Ann Lee", "L Leeds"]),
        ("Ann Lee of Acme Ltd", ["P Ann", "O Lee of", "O Acme Ltd"], ["P Ann Lee", "O Acme Ltd"]),
        # an organisation that says so, and whatever is no plain name, stays one
        (
            "Ann Lee of Bath Royal Hospital",
            ["P Ann Lee", "O of Bath Royal Hospital"],
            ["P Ann Lee", "O Bath Royal Hospital"],
        ),
        ("Ann Lee of B&Q plc", ["P Ann Lee", "O of B&Q plc"], ["P Ann Lee", "O B&Q plc"]),
        ("Ann Lee of The Hague", ["P Ann Lee", "O of The Hague"], ["P Ann Lee", "L The Hague"]),
        ("Ann Lee of New York City", ["P Ann Lee", "O of New York City"], ["P Ann Lee", "L New York City"]),
        # nothing to part
        ("Ann Lee of Siemens", ["P Ann Lee", "O Siemens"], ["P Ann Lee", "O Siemens"]),
        ("Ann University of Bath", ["P Ann", "O University of Bath"], ["P Ann", "O University of Bath"]),
        ("Ann, Duke of Bath", ["P Ann", "O Duke of Bath"], ["P Ann", "O Duke of Bath"]),
        ("Ann is of Leeds", ["P Ann", "O of Leeds"], ["P Ann", "O of Leeds"]),
        ("Ann office", ["P Ann", "O office"], ["P Ann", "O office"]),
        ("Joan of Arc Ltd", ["P Joan of Arc", "O Ltd"], ["P Joan of Arc", "O Ltd"]),
    ],
)
def test_findings_are_parted_at_of(text: str, found: list[str], expected: list[str]) -> None:
    assert parted(text, *found) == expected


def test_blanks_without_end_take_linear_time() -> None:
    def blank(length: int) -> tuple[list[Span], str]:
        text = "Ann" + " " * length + "of Leeds"
        return [Span(0, 3, "PERSON", 0.8, "privml"), Span(4, len(text), "ORGANIZATION", 0.8, "privml")], text

    require_linear(lambda given: part_homes(*given), blank, 40_000)


@pytest.mark.parametrize("kept", [frozenset[str](), frozenset({"ORGANIZATION"})])
def test_a_home_is_masked_whether_organisations_are_looked_for_or_not(kept: frozenset[str]) -> None:
    text = "Spoke with Kiara Barker of Leeds. In the caller's words: my payment was declined 3 times today."
    [spans] = Detector(TextDetection(), ignored=kept).find_in_texts([text])
    found = [(span.entity_type, text[span.start : span.end]) for span in resolve_overlaps(spans, text)]
    assert found == [("PERSON", "Kiara Barker"), ("LOCATION", "Leeds")]


def test_organisations_that_are_not_looked_for_are_not_found() -> None:
    text = "Ann Lee of Acme Ltd wrote from Leeds"
    [spans] = Detector(TextDetection(), ignored=frozenset({"ORGANIZATION"})).find_in_texts([text])
    assert {span.entity_type for span in spans} == {"PERSON", "LOCATION"}
