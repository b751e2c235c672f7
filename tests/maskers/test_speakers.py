"""Who speaks in a chat: names at the beginning of lines."""

import pytest
from privml.maskers.recognizers.speakers import find_speakers
from privml.maskers.spans import Span

from ..growth import require_linear


def speakers(text: str, *people: str) -> list[str]:
    spans = [Span(text.index(name), text.index(name) + len(name), "PERSON", 0.9, "privml") for name in people]
    return [text[span.start : span.end] for span in find_speakers(text, spans)]


@pytest.mark.parametrize(
    ("text", "people", "found"),
    [
        ("Agent: thanks for calling\nMorgane: hi, it is dead\nAgent: ok then", (), ["Morgane"]),
        ("ann: hi there\nbob: hello you", ("ann",), ["bob"]),
        ('[10:02] Vsevolod: "Who are you?"\n[10:03] Nicole: nobody here', ("Nicole",), ["Vsevolod"]),
        # beside a listed name any word with a capital may be one, and so may names that are words
        ("Ubul: What a wife.\nNicole: Really? no", ("Nicole",), ["Ubul"]),
        ("Mark: hi all of you\nAgent: hello Mark", (), []),
        ("Mark: hi all of you\nAnnika: hello Mark", (), ["Mark", "Annika"]),
        ("Annika Xqvwitz: hi all\nKunde: hallo zusammen", (), ["Annika Xqvwitz"]),
    ],
)
def test_speakers_are_found(text: str, people: tuple[str, ...], found: list[str]) -> None:
    assert speakers(text, *people) == found


@pytest.mark.parametrize(
    "text",
    [
        "Price: 12\nColor: red\nMark: good\nGrace: period of 3 days",
        "Error: disk is full\nWarning: not enough space\nSolution: buy one",
        "Paris: 12 °C\nLondon: 3 °C",
        "Annika: one turn is no conversation",
        "Kunde: mein Router ist kaputt\nBerater: das tut mir leid",
    ],
)
def test_fields_are_no_speakers(text: str) -> None:
    assert speakers(text) == []


def test_long_chats_take_linear_time() -> None:
    require_linear(find_speakers_in, lambda length: "Annika: hi there\nUbul: well yes\n" * length, 4_000, name="turns")


def find_speakers_in(text: str) -> None:
    assert find_speakers(text, [])
