"""Long texts in overlapping windows of word pieces; each piece is judged where it has most context."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import ConfigError

Place = tuple[int, int]


@dataclass(frozen=True)
class Window:
    """Part of a text that is read at a time.

    Attributes:
        row: number of the text.
        ids: token ids, special tokens included.
        offsets: characters of each token; empty for special tokens.
    """

    row: int
    ids: list[int]
    offsets: list[Place]

    def is_special(self, index: int) -> bool:
        """Tell whether a token stands for no character."""
        return self.offsets[index][0] == self.offsets[index][1]


def read_windows(tokenizer: Any, texts: Sequence[str], *, max_length: int, overlap: int) -> list[Window]:
    """Cut texts into windows, in their order.

    Args:
        tokenizer: a fast tokenizer of transformers.
        texts: what is read.
        max_length: tokens of a window, special ones included.
        overlap: tokens that neighbouring windows share.

    Raises:
        ConfigError: the tokenizer does not know the offsets of its tokens.
    """
    if not tokenizer.is_fast:
        raise ConfigError("the model's tokenizer does not tell where its tokens stand in the text")
    if not texts:
        return []
    read = tokenizer(
        list(texts),
        truncation=True,
        max_length=max_length,
        stride=overlap,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        return_special_tokens_mask=True,
    )
    parts = zip(
        read["overflow_to_sample_mapping"],
        read["input_ids"],
        read["special_tokens_mask"],
        read["offset_mapping"],
        strict=True,
    )
    windows = []
    for row, ids, special, places in parts:
        offsets = [(0, 0) if mark else trimmed(texts[row], *p) for mark, p in zip(special, places, strict=True)]
        windows.append(Window(row, ids, offsets))
    return windows


def trimmed(text: str, start: int, end: int) -> Place:
    """Leave out blanks at the edges, which some tokenizers count to a token."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def merge_windows(
    windows: Iterable[tuple[Window, Sequence[list[float]]]],
) -> dict[int, tuple[list[Place], list[list[float]]]]:
    """Put windows together again: a token's probabilities come from the window in which it is farthest from an edge.

    Args:
        windows: each with the probabilities of its tokens' tags.

    Returns:
        Places in order and their probabilities, by the number of the text.
    """
    known: dict[int, dict[Place, tuple[int, list[float]]]] = {}
    for window, scores in windows:
        of_text = known.setdefault(window.row, {})
        last = len(window.ids) - 1
        for index, place in enumerate(window.offsets):
            margin = min(index, last - index)
            if place[0] < place[1] and margin > of_text.get(place, (-1, []))[0]:
                of_text[place] = (margin, scores[index])
    return {row: (places := sorted(of_text), [of_text[place][1] for place in places]) for row, of_text in known.items()}
