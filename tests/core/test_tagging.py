"""Tag schemes, and windows that are put together again."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from privml.core.pretrained import load_tokenizer
from privml.core.tagging import SpanDecoder, read_tags, spans_of
from privml.core.windows import merge_windows, read_windows

TWO = [(0, 3), (4, 7)]


def probabilities(names: list[str], tags: list[str]) -> list[list[float]]:
    return [[0.9 if name == tag else 0.1 / (len(names) - 1) for name in names] for tag in tags]


@pytest.mark.parametrize(
    ("names", "tags", "spans"),
    [
        (["O", "B-PER", "I-PER"], ["B-PER", "I-PER"], [(0, 7)]),
        (["O", "B-PER", "I-PER"], ["I-PER", "I-PER"], [(0, 7)]),  # IOB1
        (["O", "B-PER", "I-PER"], ["B-PER", "B-PER"], [(0, 3), (4, 7)]),
        (["O", "I-PER"], ["I-PER", "I-PER"], [(0, 7)]),  # IO
        (["PER", "O"], ["PER", "PER"], [(0, 7)]),  # no prefix
        (["O", "B-PER", "I-PER", "E-PER", "S-PER"], ["B-PER", "E-PER"], [(0, 7)]),  # BIOES
        (["O", "B-PER", "I-PER", "E-PER", "S-PER"], ["S-PER", "S-PER"], [(0, 3), (4, 7)]),
        (["O", "B-PER", "I-PER", "L-PER", "U-PER"], ["O", "U-PER"], [(4, 7)]),  # BILOU
    ],
)
def test_tag_schemes(names: list[str], tags: list[str], spans: list[tuple[int, int]]) -> None:
    found = spans_of("Ann Lee", TWO, probabilities(names, tags), read_tags(names))
    assert [(span.start, span.end) for span in found] == spans
    assert {span.entity_type for span in found} == {"PER"}


def test_labels_without_positions_keep_their_hyphens() -> None:
    assert read_tags(["O", "E-MAIL", "S-ID"]).entity_types == ["E-MAIL", "S-ID"]
    assert read_tags(["O", "B-E-MAIL", "I-E-MAIL"]).entity_types == ["E-MAIL"]


def test_labels_of_one_type_count_together_and_null_is_outside() -> None:
    scheme = read_tags(["O", "B-FIRST", "B-LAST", "B-MISC"], {"FIRST": "PERSON", "LAST": "PERSON", "MISC": None}.get)
    assert scheme.outside == (0, 3)
    [span] = spans_of("Ann", [(0, 3)], [[0.3, 0.25, 0.4, 0.05]], scheme)
    assert (span.entity_type, span.score) == ("PERSON", pytest.approx(0.65))


def test_thresholds_count_for_every_word() -> None:
    scheme = read_tags(["O", "B-PER", "I-PER", "B-ORG"])
    scores = [[0.1, 0.8, 0.05, 0.05], [0.5, 0.05, 0.35, 0.1]]
    for threshold, end in ((0.3, 7), (0.5, 3)):
        [span] = spans_of("Ann Lee", TWO, scores, scheme, thresholds={"PER": threshold, "ORG": threshold})
        assert (span.start, span.end) == (0, end)
    assert spans_of("Ann Lee", TWO, scores, scheme, thresholds={"ORG": 0.2}) == []


@pytest.mark.parametrize(
    ("text", "found"), [("04/27", ["04/27"]), ("04 27", ["04"]), ("04.27", ["04"]), ("x/04/", ["x"]), ("04//7", ["04"])]
)
def test_a_number_with_signs_is_of_one_type(text: str, found: list[str]) -> None:
    places = [match.span() for match in re.finditer(r"\d+|[^\d\s]", text)]
    scores = [[0.1, 0.8, 0.1], *([[0.3, 0.3, 0.4]] * (len(places) - 1))]
    spans = spans_of(text, places, scores, read_tags(["O", "BIRTH", "DATE"]), thresholds={"BIRTH": 0.4})
    assert [text[span.start : span.end] for span in spans] == found


@pytest.mark.parametrize(
    ("person", "employer", "found"),
    [
        (0.3, 0.6, "PER"),  # reaches its own threshold
        (0.11, 0.85, "PER"),  # half of it, where hardly anything else is likely
        (0.09, 0.89, "ORG"),
        (0.11, 0.36, "ORG"),
        (0.11, 0.09, None),
    ],
)
def test_a_rival_is_found_only_where_nothing_else_is(person: float, employer: float, found: str | None) -> None:
    scheme = read_tags(["O", "B-PER", "B-ORG"])
    scores = [[1 - person - employer, person, employer]]
    decoder = SpanDecoder(scheme, thresholds={"PER": 0.2}, rivals={"ORG": 0.15}, mistaken=frozenset({"PER"}))
    spans = decoder.decode("Ann", [(0, 3)], scores)
    assert [span.entity_type for span in spans] == ([] if found is None else [found])
    alone = SpanDecoder(scheme, thresholds={"PER": 0.2}).decode("Ann", [(0, 3)], scores)
    assert bool(alone) == (person >= 0.2)


@pytest.mark.parametrize(
    ("person", "employer", "is_likely"),
    [
        (0.3, 0.0, True),
        (0.11, 0.0, True),
        (0.09, 0.0, False),  # a third of the threshold
        (0.06, 0.6, True),  # a third of half of it beside an employer
        (0.04, 0.6, False),
        (0.06, 0.2, False),
    ],
)
def test_a_third_of_what_is_needed_is_a_doubt(person: float, employer: float, is_likely: bool) -> None:
    scheme = read_tags(["O", "B-PER", "I-PER", "B-ORG"])
    places, scores = (
        [(0, 0), (0, 3), (4, 7)],
        [[0, 1, 0, 0], [1 - person - employer, 0, person, employer], [1, 0, 0, 0]],
    )
    decoder = SpanDecoder(scheme, thresholds={"PER": 0.3}, rivals={"ORG": 0.5}, mistaken=frozenset({"PER"}))
    assert decoder.doubts(places, scores, frozenset({"PER"})) == ([(0, 3)] if is_likely else [])
    assert decoder.doubts(places, scores, frozenset({"ORG"})) == []


def test_opposite_slacks_tell_what_is_near_a_decision() -> None:
    scheme = read_tags(["O", "B-PER", "I-PER"])
    for score, agree in ((0.7, True), (0.500001, False)):
        scores = [[1 - score, score, 0.0]]
        high, low = (
            spans_of("Ann", [(0, 3)], scores, scheme, thresholds={"PER": 0.5}, slack=slack) for slack in (1e-4, -1e-4)
        )
        assert (high == low) is agree


def test_marks_that_a_tokenizer_drops_belong_to_the_word() -> None:
    """Accents of Arabic, Hebrew or decomposed letters are in no token of a model that strips them."""
    scheme = read_tags(["O", "B-PER", "I-PER"])
    text = "x\u0323n\u0323 z"
    [span] = spans_of(text, [(0, 1), (2, 3), (5, 6)], [[0, 1, 0], [0, 0, 1], [1, 0, 0]], scheme)
    assert text[span.start : span.end] == "x\u0323n\u0323"


def byte_level() -> object:
    """A tokenizer whose tokens are bytes: several of them stand for one character."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    names = ["<pad>", "<unk>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    plain = Tokenizer(models.BPE(vocab={name: i for i, name in enumerate(names)}, merges=[], unk_token="<unk>"))
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    plain.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=plain, pad_token="<pad>", unk_token="<unk>")


TEXTS = st.text(
    st.one_of(
        st.sampled_from(list("aZé ßİ\u0130\u0301\u0323\u05d0\u05b8\u0645\u064e王𐐀😀👩\u200d\ufe0f\u200bﬁ\n\t-'")),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=60,
)


@pytest.fixture(scope="module")
def tokenizers(tiny_model: Path) -> list[object]:
    return [load_tokenizer(str(tiny_model), allow_download=False), byte_level()]


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(TEXTS, max_size=4), length=st.integers(8, 20))
def test_windows_keep_the_places_of_any_text(tokenizers: list[object], texts: list[str], length: int) -> None:
    """Windows put together are the tokens of the whole text, once, in order, inside of it and not blank."""
    for tokenizer in tokenizers:
        windows = read_windows(tokenizer, texts, max_length=length, overlap=3)
        assert [window.row for window in windows] == sorted(window.row for window in windows)
        assert all(len(window.ids) <= length for window in windows)
        merged = merge_windows((window, [[float(token)] for token in window.ids]) for window in windows)
        whole = merge_windows(
            (window, [[float(token)] for token in window.ids])
            for window in read_windows(tokenizer, texts, max_length=10_000, overlap=3)
        )
        for row, text in enumerate(texts):
            places, _ = merged.get(row, ([], []))
            assert places == whole.get(row, ([], []))[0]
            assert all(0 <= start < end <= len(text) for start, end in places)
            assert not any(text[start].isspace() or text[end - 1].isspace() for start, end in places)
            covered = {at for start, end in places for at in range(start, end)}
            assert {at for at, c in enumerate(text) if c.isascii() and c.isalnum()} <= covered
            assert places == sorted(places)


@settings(max_examples=100, deadline=None)
@given(text=TEXTS)
def test_a_name_is_found_where_it_stands(tokenizers: list[object], text: str) -> None:
    """Whatever stands around it, and in any case: the tokens of `good` say PERSON, all others nothing."""
    scheme = read_tags(["O", "B-PERSON", "I-PERSON"])
    around = f"{text} Good {text}"
    start = len(text) + 1
    tokenizer = tokenizers[0]
    good = tokenizer.convert_tokens_to_ids("good")  # type: ignore[attr-defined]
    windows = read_windows(tokenizer, [around], max_length=12, overlap=3)
    judged = ((w, [[0.0, 1.0, 0.0] if token == good else [1.0, 0.0, 0.0] for token in w.ids]) for w in windows)
    places, scores = merge_windows(judged)[0]
    spans = spans_of(around, places, scores, scheme)
    assert (start, start + 4) in {(span.start, span.end) for span in spans}


def test_what_looks_special_within_a_text_is_no_end_of_it(tokenizers: list[object]) -> None:
    """Unknown characters, and special tokens that somebody has typed."""
    for text in ("[SEP] " * 30 + "word", "word " + "[CLS]" * 30, "\U00010400 " * 29 + "x"):
        for tokenizer in tokenizers:
            windows = read_windows(tokenizer, [text], max_length=10, overlap=3)
            assert all(len(window.ids) <= 10 for window in windows)
            assert max(end for window in windows for _, end in window.offsets) == len(text)


def test_windows_grow_with_the_text() -> None:
    """Four times the text, four times the windows: the overlap does not pile up."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    plain = Tokenizer(models.WordLevel({"<pad>": 0, "<unk>": 1}, unk_token="<unk>"))
    plain.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=plain, pad_token="<pad>", unk_token="<unk>")
    counts = [len(read_windows(tokenizer, ["w " * n], max_length=16, overlap=4)) for n in (1200, 4800)]
    assert counts[1] == pytest.approx(4 * counts[0], rel=0.02)
