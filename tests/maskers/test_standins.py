"""Stand-ins: offsets lead back, texts that differ in what is known only are read once, nothing known is lost."""

import random
from collections.abc import Sequence

import pytest
from privml.configs.policy import TextDetection
from privml.core.tables import Batch
from privml.maskers.finder import Finder
from privml.maskers.plan import ColumnPlan
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.standins import StandInReader, StoodIn, stand_in
from privml.maskers.spans import Span, resolve_overlaps


def span(text: str, part: str, entity_type: str, recognizer: str = "row") -> Span:
    start = text.index(part)
    return Span(start, start + len(part), entity_type, 1.0, recognizer)


def test_places_lead_back_to_the_text_as_read() -> None:
    rng = random.Random(3)
    for _ in range(300):
        text = "".join(rng.choices("abcdefgh ", k=rng.randint(0, 30)))
        cuts = sorted(rng.sample(range(len(text) + 1), k=min(len(text) + 1, 2 * rng.randint(0, 4)) // 2 * 2))
        parts = [(a, b, "X" * rng.randint(1, 5)) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        stood = StoodIn(text, parts)
        # a table of characters says the same
        origin: list[tuple[int, int]] = []
        position = 0
        for start, end, written in [*parts, (len(text), len(text), "")]:
            origin.extend((place, place + 1) for place in range(position, start))
            origin.extend([(start, end)] * len(written))
            position = end
        assert len(origin) == len(stood.text)
        for start in range(len(stood.text)):
            for end in range(start + 1, len(stood.text) + 1):
                assert stood.original(start, end) == (origin[start][0], origin[end - 1][1])


def test_what_stands_in() -> None:
    text = "Ask Zoë Quist (zoe@quist.example, +44 20 7946 0991) of 7 Low Lane, Ely; order A-123456 of 1987, 12 boxes."
    found = [
        span(text, "Zoë Quist", "PERSON"),
        span(text, "zoe@quist.example", "EMAIL_ADDRESS", "EmailRecognizer"),
        span(text, "+44 20 7946 0991", "PHONE_NUMBER", "PhoneRecognizer"),
        span(text, "7 Low Lane, Ely", "STREET_ADDRESS"),
    ]
    written = stand_in(text, found).text
    assert not any(part in written for part in ("Zoë", "Quist", "7946", "Low Lane", "Ely", "123456"))
    # shapes of numbers, years and small numbers stay
    assert "+48 48 4827 4827)" in written
    assert written.endswith("order A-482715 of 1987, 12 boxes.")


@pytest.mark.parametrize(("name", "words"), [("Quist", 1), ("Zoë Quist", 2), ("Zoë van der Quist", 3)])
def test_names_keep_their_length_and_case(name: str, words: int) -> None:
    for written in (name, name.upper(), name.lower()):
        instead = stand_in(written, [Span(0, len(written), "PERSON", 1.0, "row")]).text
        assert len(instead.split()) == words
        assert (instead.isupper(), instead.islower()) == (written.isupper(), written.islower())


def test_a_name_that_a_pattern_or_the_model_found_stays() -> None:
    text = "Contact: Zoë Quist"
    assert stand_in(text, [span(text, "Zoë Quist", "PERSON", "announced")]).text == text


class CountingModel:
    """Stands for the model: notes what it reads, and finds the word `here` with what follows."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        self.read.extend(texts)
        return [[Span(text.index("here"), len(text), "LOCATION", 0.9, "privml")] for text in texts]


def test_letters_to_many_are_read_a_few_times() -> None:
    model = CountingModel()
    reader = StandInReader(model.find)
    names = [f"{first}{n} Quist" for n in range(20) for first in ("Ann", "Bo", "Cy")]
    texts = [f"Dear {name}, order 55{n:04d} is here, {name}" for n, name in enumerate(names)]
    told = [
        [Span(start, start + len(name), "PERSON", 1.0, "row") for start in (5, len(text) - len(name))]
        for name, text in zip(names, texts, strict=True)
    ]
    results = [*reader.find(texts[:30], told[:30]), *reader.find(texts[30:], told[30:])]
    assert 1 < len(set(model.read)) == len(model.read) <= 4
    for text, [found] in zip(texts, results, strict=True):
        assert text[found.start :] == text[text.index("here") :]
        assert found.end == len(text)


def test_rows_that_tell_names_find_the_rest() -> None:
    """The model still sees strangers beside what the row tells, and every part of the row's name is found."""
    plans = [
        ColumnPlan(0, "name", "identifier", "PERSON", None, False, {}, ""),
        ColumnPlan(1, "note", "text", None, None, False, {}, ""),
    ]
    detector = Detector(TextDetection(), ignored=frozenset())
    rows = [
        ["Ottoline Fairweather", "Ottoline Fairweather said that Margaret Whitfield called twice about order 4711223."],
        ["Bram Okonjo", "Bram Okonjo said that Margaret Whitfield called twice about order 9922331."],
    ]
    together = Finder(plans, detector=detector, row_context=True).find(Batch(0, rows, rows))[1]
    for row, spans in zip(rows, together, strict=True):
        text = row[1]
        found = {text[s.start : s.end] for s in resolve_overlaps(spans, text) if s.entity_type == "PERSON"}
        assert {row[0], "Margaret Whitfield"} <= found
        alone = Finder(plans, detector=Detector(TextDetection(), ignored=frozenset()), row_context=True)
        assert alone.find(Batch(0, [row], [row]))[1] == [spans]
