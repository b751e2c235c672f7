"""The default detector: a fast classifier, and a careful one where that is in doubt."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from privml.configs.policy import TextDetection
from privml.maskers.models.own import own_model
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.ner import Answer, NerRecognizer
from privml.maskers.recognizers.second_look import SecondLook, sentences_around
from privml.maskers.spans import Span, SpanFilter

ALL = SpanFilter(entities=None, ignored=frozenset(), default_threshold=0.5, thresholds={}, allow=frozenset())
KEPT = frozenset({"ORGANIZATION"})
LEAD = "The parcel that you asked for is in the other room. "


class Knowing:
    """A classifier that finds words, is in doubt about others, and remembers what it was asked."""

    def __init__(self, finds: Mapping[str, str], doubts: Sequence[str] = ()) -> None:
        self.finds = finds
        self.doubts = doubts
        self.asked: list[str] = []

    def answer(self, texts: Sequence[str], admitted: SpanFilter, **_: Any) -> list[Answer]:
        self.asked.extend(texts)
        return [
            Answer(
                [Span(*place(text, word), kind, 0.9, "privml") for word, kind in self.finds.items() if word in text],
                [place(text, word) for word in self.doubts if word in text],
            )
            for text in texts
        ]


def place(text: str, word: str) -> tuple[int, int]:
    return text.index(word), text.index(word) + len(word)


def found(first: Knowing, second: Knowing, *texts: str) -> list[list[str]]:
    look = SecondLook(cast("NerRecognizer", first), cast("NerRecognizer", second))
    answers = zip(look.find(texts, ALL), texts, strict=True)
    return [sorted(text[span.start : span.end] for span in spans) for spans, text in answers]


def test_without_a_doubt_nothing_is_read_again() -> None:
    first, second = Knowing({"Ann": "PERSON"}), Knowing({"Bob": "PERSON"})
    assert found(first, second, f"{LEAD}Ann has it.", "Bob") == [["Ann"], []]
    assert second.asked == []


def test_the_sentence_of_a_doubt_is_read_again_and_once() -> None:
    first, second = Knowing({"Ann": "PERSON"}, ["Chase"]), Knowing({"Chase Banks": "PERSON"})
    texts = [f"Ann knows. {LEAD}Tell Chase Banks that it is here, and where.", f"{LEAD}Nobody, and nothing."]
    assert found(first, second, *texts, texts[0]) == [["Ann", "Chase Banks"], [], ["Ann", "Chase Banks"]]
    assert second.asked == ["Tell Chase Banks that it is here, and where."]


def test_what_both_find_is_told_once() -> None:
    first, second = Knowing({"Ann": "PERSON"}, ["Lee"]), Knowing({"Ann": "PERSON", "Lee": "PERSON"})
    assert found(first, second, "Ann is with Lee") == [["Ann", "Lee"]]


@pytest.mark.parametrize(
    ("kind", "doubts", "stays"),
    [
        ("PERSON", [], False),
        ("ORGANIZATION", [], False),
        ("PERSON", ["Lint"], True),  # it might be somebody
        ("ID", [], True),  # no name
    ],
)
def test_names_stay_unless_the_careful_one_is_sure(kind: str, doubts: list[str], stays: bool) -> None:
    first, second = Knowing({"Lint": kind}, ["Mark"]), Knowing({"Mark": "PERSON"}, doubts)
    assert found(first, second, "Lint for Mark") == [["Lint", "Mark"] if stays else ["Mark"]]


def test_what_was_not_read_again_stays() -> None:
    first, second = Knowing({"Room": "PERSON"}, ["Mark"]), Knowing({"Mark": "PERSON"})
    text = f"The Room is a film that few people liked at all. {LEAD}Ask somebody like Mark for the rest of it."
    assert found(first, second, text) == [["Mark", "Room"]]


def test_scripts_that_neither_knows_are_not_read_again_and_stay() -> None:
    first, second = Knowing({"王小明": "PERSON"}, ["张"]), Knowing({})
    assert found(first, second, "联系王小明和张") == [["王小明"]]
    assert second.asked == []
    first.doubts = ["Chase"]
    assert found(first, second, "Chase knows 王小明") == [["王小明"]]
    assert second.asked == ["Chase knows 王小明"]


def test_other_languages_are_read_by_the_careful_one_alone() -> None:
    first, second = Knowing({}), Knowing({"Rossi": "PERSON"})
    text = "Il paziente Rossi riferisce dolore al ginocchio da tre giorni."
    assert found(first, second, text, "The patient is well.") == [["Rossi"], []]
    assert (first.asked, second.asked) == (["The patient is well."], [text])


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(alphabet="ab A.\n!é王", max_size=400).map(lambda text: text * 5),
    places=st.lists(st.tuples(st.integers(0, 1999), st.integers(1, 30)), max_size=4),
)
def test_sentences_hold_what_is_in_doubt(text: str, places: list[tuple[int, int]]) -> None:
    inside = [(start, min(len(text), start + length)) for start, length in places if start < len(text)]
    sentences = sentences_around(text, inside)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(sentences))
    assert all(0 <= start < end <= len(text) for start, end in sentences)
    for start, end in inside:
        if "王" not in text[start:end]:
            assert any(first <= start and end <= last for first, last in sentences)


@pytest.mark.parametrize("title", ["Mr.", "Dr.", "Mrs.", "Prof.", "Capt.", "J."])
def test_titles_and_initials_end_no_sentence(title: str) -> None:
    text = f"{LEAD}We have not yet heard from {title} Xqvwitz about the parcel and the rest of it."
    [(start, end)] = sentences_around(text, [place(text, "Xqvwitz")])
    assert text[start:end] == text[len(LEAD) :]


def test_a_long_text_without_blanks_is_cut_between_words() -> None:
    text = '{"name":"word"},' * 100
    [(start, end)] = sentences_around(text, [(805, 809)])
    assert end - start > 580
    assert (text[start - 1 : start + 1].isalnum(), text[end - 1 : end + 1].isalnum()) == (False, False)


def test_a_long_cell_without_full_stops_is_not_read_again_as_a_whole() -> None:
    text = "word " * 100_000
    [(start, end)] = sentences_around(text, [(250_000, 250_004)])
    assert (text[start:end][:5], text[start:end][-4:]) == ("word ", "word")
    assert end - start <= 604


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(TextDetection(), ignored=KEPT)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("We met Chase Banks at the bank.", "Chase Banks"),
        ("The keys are with Chase now.", "Chase"),
        ("Joy and I went home.", "Joy"),
        ("Penny owes Bill ten dollars.", "Penny"),
        # words whose pieces are not all likely
        ("user reavy or Petrauskas logged in", "reavy"),
        ("Bruscantini, jakubec: see below", "Bruscantini, jakubec"),
    ],
)
def test_it_finds_people_that_the_fast_one_doubts(detector: Detector, text: str, person: str) -> None:
    found = detector.find_in_texts([text])[0]
    assert person in {text[span.start : span.end] for span in found if span.entity_type == "PERSON"}


def test_neighbours_and_batches_change_nothing(detector: Detector) -> None:
    texts = ["Penny owes Bill ten dollars.", "Joy and I went home.", "Il signor Rossi non c'è.", LEAD]
    one_by_one = [Detector(TextDetection(), ignored=KEPT).find_in_texts([text])[0] for text in texts]
    assert detector.find_in_texts(texts) == one_by_one
    assert detector.find_in_texts(texts[::-1]) == one_by_one[::-1]


def test_the_identity_names_both() -> None:
    first, second = own_model("privml-fast").identity, own_model("privml-careful").identity
    assert own_model("privml").identity == {**first, "second_look": second}
