"""Names that a model finds in part: what joins them, and what does not."""

import random

import pytest
from privml.configs.policy import TextDetection
from privml.maskers.recognizers.covered import Covered
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.name_edges import widen_names
from privml.maskers.spans import Span, resolve_overlaps


def widened(text: str, found: str, *others: tuple[str, str]) -> str:
    start = text.index(found)
    spans = [Span(start, start + len(found), "PERSON", 0.8, "privml")]
    for part, kind in others:
        spans.append(Span(text.index(part), text.index(part) + len(part), kind, 0.8, "privml"))
    person, *rest = widen_names(spans, text)
    assert rest == spans[1:]
    return text[person.start : person.end]


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("Then Margaret Whitfield called.", "Margaret", "Margaret Whitfield"),
        ("Then Margaret Whitfield called.", "Whitfield", "Margaret Whitfield"),
        ("Then Margaret Xqvwitz called.", "Margaret", "Margaret Xqvwitz"),  # no known surname
        ("Name: MARGARET WHITFIELD\nARRIVAL: MONDAY", "MARGARET", "MARGARET WHITFIELD"),
        ("ask margaret johnson please", "margaret", "margaret johnson"),
        ("Seen with Mary-Ellen Johnson", "Ellen Johnson", "Mary-Ellen Johnson"),
        ("Seen with Mary-Ellen Johnson", "-Ellen", "Mary-Ellen Johnson"),
        ("Zoë Núñez-O'Brien wrote", "Zoë", "Zoë Núñez-O'Brien"),
        ("We met Chase Banks at the bank", "Chase", "Chase Banks"),  # an ordinary word and a surname
        ("I saw Chase Banks Monday", "Chase", "Chase Banks"),
        ("Mary Ann Hill called", "Mary", "Mary Ann Hill"),
        ("Iida Viitanen sanoo, että", "Viitanen", "Iida Viitanen"),
        ("Vlasta de Fiserova tvrdí", "Fiserova", "Vlasta de Fiserova"),
        ("Deiby de la Fonjallaz asegura", "Fonjallaz", "Deiby de la Fonjallaz"),
        ("Меня зовут Иван Петров, живу", "Иван", "Иван Петров"),
        ("Με λένε Νίκος Παπαδάκης και", "Νίκος", "Νίκος Παπαδάκης"),
        # three words are the most that two at a side make
        ("Ana Maria Garcia Lopez Perez", "Ana", "Ana Maria Garcia"),
    ],
)
def test_the_rest_of_a_name_joins(text: str, found: str, expected: str) -> None:
    assert widened(text, found) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Margaret Please call back", "Margaret"),  # an ordinary word
        ("Margaret banks with us", "Margaret"),
        ("margaret banks with us", "margaret"),
        ("MARGARET BANKS WITH US", "MARGARET"),
        ("Xqvwitz Banks and Sons", "Xqvwitz"),  # no given name
        ("Margaret May Be Late", "Margaret"),
        ("Thanks Margaret Best Regards", "Margaret"),
        ("Иван сказал, что", "Иван"),
        ("Dear Margaret", "Margaret"),
        ("Thanks Margaret Monday is fine", "Margaret"),
        ("Margaret\nWhitfield", "Margaret"),  # another line
        ("Margaret, Whitfield", "Margaret"),
        ("Margaret said so", "Margaret"),
        ("margaret went home", "margaret"),
        ("Margaret NASA", "Margaret"),
        ("MARGARET Whitfield", "MARGARET"),
        ("Margaret Whitfield@example.org", "Margaret"),
        ("see @Whitfield Margaret", "Margaret"),
        ("Xqzt Vwqpl", "Xqzt"),  # nothing is known as a name
        ("Ask Margaret Whitfield", "Margaret Whitfield"),  # the first word of a sentence
        ("王小明 Margaret", "王小明"),
        ("Leider Viitanen", "Viitanen"),
        ("List Viitanen", "Viitanen"),
        ("Huonosti Viitanen sanoo", "Viitanen"),
        ("Rechnung von Viitanen", "Viitanen"),
        ("", ""),
    ],
)
def test_other_words_do_not(text: str, found: str) -> None:
    assert widened(text, found) == found


def test_what_another_finding_covers_stays_its() -> None:
    assert widened("Margaret Johnson Ltd", "Margaret", ("Johnson Ltd", "ORGANIZATION")) == "Margaret"
    span = Span(0, 5, "LOCATION", 0.9, "privml")
    assert widen_names([span], "Paris Johnson") == [span]


def test_no_half_name_is_left_by_the_detector() -> None:
    text = "GUEST NAME: SARA DÉBORA ALVES DOMINGUES\nARRIVAL: 14/1/2025"
    [spans] = Detector(TextDetection(), ignored=frozenset()).find_in_texts([text])
    found = [text[s.start : s.end] for s in resolve_overlaps(spans, text) if s.entity_type == "PERSON"]
    assert found == ["SARA DÉBORA ALVES DOMINGUES"]


def test_covered_places_are_those_of_a_loop() -> None:
    rng = random.Random(8)
    for _ in range(200):
        places = [sorted(rng.sample(range(30), 2)) for _ in range(rng.randint(0, 8))]
        covered = Covered([Span(start, end, "ID", 1.0, "x") for start, end in places])
        for start in range(30):
            for end in range(start + 1, 31):
                assert covered.meets(start, end) == any(a < end and start < b for a, b in places)
