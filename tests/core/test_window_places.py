"""Windows of long texts: they end with sentences where they can, and leave nothing out."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from privml.core.window_places import window_places

from ..growth import require_linear

SENTENCE = "The applicant was taken to the prison of his town. "
NAMES = "He had met Prof. Lindqvist and J. Baker and Mr. Ito by no. 12. Street of No. 7. "
TEXTS = st.lists(
    st.sampled_from(["word ", "end. ", "Next ", "\n", "\n\n", "x. ", "Mr. ", "12. ", "A", "é. ", "ende! "]), max_size=60
).map("".join)


def tokens_of(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


def windows_of(text: str, length: int, overlap: int = 2) -> list[str]:
    offsets = tokens_of(text)
    places = window_places(text, offsets, length=length, overlap=overlap)
    return [text[offsets[first][0] : offsets[stop - 1][1]] for first, stop in places]


def test_windows_end_with_sentences() -> None:
    assert windows_of(SENTENCE * 5, length=25) == [(SENTENCE * 2).strip()] * 2 + [SENTENCE.strip()]


def test_empty_lines_end_a_window() -> None:
    assert windows_of("one two three four\n\nfive six seven", length=6) == ["one two three four", "five six seven"]


@pytest.mark.parametrize("word", ["Prof", "prof", "J", "Mr", "no", "No", "12", "dott", "srta", "Messrs", "Hauptstr"])
def test_no_window_ends_behind_what_only_looks_like_an_end(word: str) -> None:
    text = f"one two three four {word}. Lindqvist is here and there"
    ends = [window.split()[-1] for window in windows_of(text, length=8)]
    assert f"{word}." not in ends


def test_windows_within_a_sentence_share_tokens() -> None:
    windows = windows_of(" ".join(map(str, range(20))), length=8, overlap=2)
    assert [(window.split()[0], window.split()[-1]) for window in windows] == [("0", "7"), ("6", "13"), ("12", "19")]


def test_windows_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="without tokens"):
        windows_of("one two", length=0)


@example("end. Next", 1, 0)
@given(TEXTS, st.integers(1, 12), st.integers(0, 14))
def test_no_token_is_left_out(text: str, length: int, overlap: int) -> None:
    offsets = tokens_of(text)
    windows = list(window_places(text, offsets, length=length, overlap=overlap))
    assert all(stop - first <= length for first, stop in windows)
    assert all(first < stop for first, stop in windows) or not offsets
    assert windows[0][0] == 0
    assert windows[-1][1] == len(offsets)
    for before, after in pairwise(windows):
        assert before[0] < after[0] <= before[1]


@pytest.mark.parametrize("part", ["\n ", "end. ", "x\n", " ", "end.  "])
def test_time_grows_with_the_text(part: str) -> None:
    require_linear(lambda text: windows_of(text, length=20), lambda length: part * (length // len(part)) + "word")
