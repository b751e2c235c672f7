"""Long texts in windows of word pieces; each piece is judged where it has most context."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import lt
from typing import TYPE_CHECKING, Any

from .errors import ConfigError
from .letter_case import letter_cases
from .window_places import window_places

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Scores = npt.NDArray[np.floating]  # probability of each tag by token, shape (tokens, tags)

Place = tuple[int, int]


@dataclass(frozen=True)
class Window:
    """Part of a text that is read at a time.

    Attributes:
        row: number of the text.
        ids: token ids, special tokens included.
        offsets: characters of each token; empty for special tokens.
        cases: case of each token's letters (`letter_cases`); empty unless it is read.
    """

    row: int
    ids: list[int]
    offsets: list[Place]
    cases: list[int]

    def is_special(self, index: int) -> bool:
        """Tell whether a token stands for no character."""
        return self.offsets[index][0] == self.offsets[index][1]


def read_windows(
    tokenizer: Any, texts: Sequence[str], *, max_length: int, overlap: int, letter_case: bool = False
) -> list[Window]:
    """Cut texts into windows, in their order.

    Args:
        tokenizer: a fast tokenizer of transformers.
        texts: what is read.
        max_length: tokens of a window, special ones included.
        overlap: tokens that neighbouring windows share within a sentence.
        letter_case: read the case of letters, too.

    Raises:
        ConfigError: the tokenizer does not know the offsets of its tokens.
    """
    if not tokenizer.is_fast:
        raise ConfigError("the model's tokenizer does not tell where its tokens stand in the text")
    if not texts:
        return []
    read = tokenizer(list(texts), return_offsets_mapping=True, return_special_tokens_mask=True, verbose=False)
    parts = zip(texts, read["input_ids"], read["special_tokens_mask"], read["offset_mapping"], strict=True)
    return [
        window
        for row, (text, *part) in enumerate(parts)
        for window in cut_windows(row, text, *part, max_length=max_length, overlap=overlap, letter_case=letter_case)
    ]


def cut_windows(
    row: int,
    text: str,
    ids: Sequence[int],
    special: Sequence[int],
    offsets: Sequence[Place],
    *,
    max_length: int,
    overlap: int,
    letter_case: bool,
) -> Iterator[Window]:
    """Yield the windows of a text; each has the special tokens that the text has at its ends.

    Args:
        row: number of the text.
        text: what is read.
        ids: all its tokens, shape (tokens,).
        special: 1 for tokens that stand for no character, shape (tokens,).
        offsets: characters of each token, blanks at their edges included, shape (tokens,).
        max_length: see `read_windows`.
        overlap: see there.
        letter_case: see there.
    """
    places = [trimmed(text, *place) for place in offsets]
    parts = list(ids), places, letter_cases(text, places) if letter_case else []
    if len(ids) <= max_length:
        yield Window(row, *parts)
        return
    # what is special within a text, because somebody has typed it, has a place there
    with_places = zip(special, offsets, strict=True)
    own_tokens = [number for number, (mark, (first, end)) in enumerate(with_places) if not mark or first < end]
    start, stop = own_tokens[0], own_tokens[-1] + 1
    length = max_length - start - (len(ids) - stop)
    for first, last in window_places(text, places[start:stop], length=length, overlap=overlap):
        own = slice(start + first, start + last)
        yield Window(row, *([*part[:start], *part[own], *part[stop:]] for part in parts))


def trimmed(text: str, start: int, end: int) -> Place:
    """Leave out blanks at the edges, which some tokenizers count to a token."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def merge_windows(
    windows: Iterable[tuple[Window, "npt.ArrayLike"]],
) -> dict[int, tuple[list[Place], "Scores"]]:
    """Put windows together again: a token's probabilities come from the window in which it is farthest from an edge.

    Args:
        windows: each with the probabilities of its tokens' tags, shape (tokens or more, tags).

    Returns:
        Places in order and their probabilities, shape (places, tags), by the number of the text; texts without tokens
        are left out.
    """
    import numpy as np

    judged: dict[int, list[tuple[Window, Scores]]] = {}
    for window, scores in windows:
        judged.setdefault(window.row, []).append((window, np.asarray(scores)))
    merged = {row: _merged(parts) for row, parts in judged.items()}
    return {row: (places, scores) for row, (places, scores) in merged.items() if places}


def _merged(parts: Sequence[tuple[Window, "Scores"]]) -> tuple[list[Place], "Scores"]:
    """Put the windows of one text together."""
    import numpy as np

    table = np.concatenate([scores for _, scores in parts])
    firsts = [0, *accumulate(len(scores) for _, scores in parts)]  # padded windows have more scores than tokens
    filled = [
        (place, first + index)
        for first, (window, _) in zip(firsts, parts, strict=False)
        for index, place in enumerate(window.offsets)
        if place[0] < place[1]
    ]
    places = [place for place, _ in filled]
    if all(map(lt, places, places[1:])):  # no token is in two windows
        return places, table[[number for _, number in filled]]
    chosen: dict[Place, tuple[int, int]] = {}  # margin, and number among the tokens of all windows
    for first, (window, _) in zip(firsts, parts, strict=False):
        last = len(window.ids) - 1
        for index, place in enumerate(window.offsets):
            margin = index if index + index < last else last - index
            if place[0] < place[1] and ((before := chosen.get(place)) is None or margin > before[0]):
                chosen[place] = margin, first + index
    places = sorted(chosen)
    return places, table[[chosen[place][1] for place in places]]
