"""Token ids of the rows, and padded batches of them."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .model import Learner

if TYPE_CHECKING:
    from torch import Tensor

_TOKENIZED_AT_ONCE = 1000


@dataclass(frozen=True)
class TokenizedExamples:
    """Rows ready for the model.

    Attributes:
        ids: token ids of each row, cut to the maximal length.
        labels: what is to be learned of each row, as the task needs it.
        units: rows of each privacy unit; default: every row is one.
        features: what the model makes of each row below its head, shape (rows, width), where that never changes.
        types: token types of each row, as long as its ids; None: all 0.
        cut: rows of the table whose end is left out, as they are longer than the maximal length.
        unlearned: rows without anything to learn.
    """

    ids: list[list[int]]
    labels: list[Any]
    units: list[list[int]] = field(default_factory=list)
    features: "Tensor | None" = None
    types: list[list[int]] | None = None
    cut: int = 0
    unlearned: int = 0

    def __post_init__(self) -> None:
        if not self.units:
            self.units.extend([row] for row in range(len(self.ids)))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def digest(self) -> int:
        """A number below 2**53 that very likely differs where token ids or units do."""
        ids, units = (hash(tuple(hash(tuple(row)) for row in rows)) for rows in (self.ids, self.units))
        return hash((ids, units)) % 2**53


@dataclass(frozen=True)
class PaddedBatch:
    """Rows of similar length.

    Attributes:
        inputs: keyword arguments of the model, each of shape (batch, length); or `features` (batch, width) alone.
        labels: what is to be learned, shape (batch, ...).
        unit_rows: neighbouring rows that belong to one privacy unit.
    """

    inputs: "dict[str, Tensor]"
    labels: "Tensor"
    unit_rows: int = 1

    def __len__(self) -> int:
        return len(self.labels)


def tokenize(tokenizer: Any, texts: Sequence[str], max_length: int) -> list[list[int]]:
    """Return the token ids of each text, special tokens included, cut to `max_length`."""
    ids: list[list[int]] = []
    for start in range(0, len(texts), _TOKENIZED_AT_ONCE):
        part = list(texts[start : start + _TOKENIZED_AT_ONCE])
        ids += tokenizer(
            part, truncation=True, max_length=max_length, return_attention_mask=False, return_token_type_ids=False
        )["input_ids"]
    return ids


def count_cut(tokenizer: Any, texts: Sequence[str], ids: Sequence[Sequence[int]], max_length: int) -> int:
    """Return how many texts have more token ids than the `max_length` that `tokenize` has left them."""
    full = [text for text, own in zip(texts, ids, strict=True) if len(own) >= max_length]
    return sum(len(own) > max_length for own in tokenize(tokenizer, full, max_length + 1))


class Collator:
    """Pads rows to the longest of their batch.

    Args:
        learner: says what its model takes and its task asks for.
    """

    def __init__(self, learner: Learner) -> None:
        self._pad = learner.tokenizer.pad_token_id
        self._positions = learner.needs_positions
        self._token_types = learner.has_token_types
        self._task = learner.task
        self._tokenizer = learner.tokenizer
        self._device = next(learner.module.parameters()).device

    def __call__(
        self, examples: TokenizedExamples, rows: Sequence[int], *, unit_rows: int = 1, salt: int = 0
    ) -> PaddedBatch:
        """Return the batch of some rows.

        Args:
            examples: all rows.
            rows: those of the batch.
            unit_rows: neighbouring rows that belong to one unit.
            salt: makes a task's random choices differ from step to step.
        """
        import torch

        if examples.features is not None:
            known = {"features": examples.features[list(rows)]}
            return PaddedBatch(known, self._task.targets(self._tokenizer, examples, rows, known, salt=salt), unit_rows)
        input_ids = torch.tensor(padded([examples.ids[row] for row in rows], self._pad), device=self._device)
        length = input_ids.shape[1]
        lengths = torch.tensor([len(examples.ids[row]) for row in rows], device=self._device)
        position = torch.arange(length, device=self._device)
        inputs = {"input_ids": input_ids, "attention_mask": (position[None, :] < lengths[:, None]).long()}
        if self._positions:
            inputs["position_ids"] = position.expand(len(rows), length).contiguous()
        if self._token_types:
            types = None if examples.types is None else padded([examples.types[row] for row in rows], 0)
            inputs["token_type_ids"] = (
                torch.zeros_like(input_ids) if types is None else torch.tensor(types, device=self._device)
            )
        labels = self._task.targets(self._tokenizer, examples, rows, inputs, salt=salt)
        return PaddedBatch(inputs, labels, unit_rows)


def padded(rows: Sequence[list[int]], value: int) -> list[list[int]]:
    """Return the rows, all as long as the longest."""
    length = max(map(len, rows))
    return [row + [value] * (length - len(row)) for row in rows]


def physical_batches(examples: TokenizedExamples, rows: Sequence[int], size: int) -> Iterator[list[int]]:
    """Cut rows into parts of `size`, short texts with short ones: less padding, same gradient."""
    ordered = by_length(examples, rows)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def by_length(examples: TokenizedExamples, rows: Sequence[int]) -> list[int]:
    """Return rows in order of their length, so that every so-manyth row is a fair share of them."""
    return sorted(rows, key=lambda row: len(examples.ids[row]))


def by_count_and_length(examples: TokenizedExamples, units: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    """Return units, each the numbers of its rows, in order of the number and then the length of their rows."""
    return sorted(units, key=lambda unit: (len(unit), max(len(examples.ids[row]) for row in unit)))


def unit_batches(
    examples: TokenizedExamples, units: Sequence[Sequence[int]], size: int
) -> Iterator[tuple[list[int], int]]:
    """Cut units into physical batches of at most `size` rows, or of one unit that has more.

    A batch's units all have the same number of rows, so that none is padded with rows.

    Args:
        examples: all rows.
        units: the row numbers of each unit.
        size: rows of a physical batch.

    Yields:
        Row numbers, unit by unit, and the number of rows of each unit.
    """
    for count, alike in itertools.groupby(by_count_and_length(examples, units), key=len):
        same, at_once = list(alike), max(1, size // count)
        for start in range(0, len(same), at_once):
            yield [row for unit in same[start : start + at_once] for row in unit], count
