"""Token ids of the rows, and padded batches of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .model import Classifier

if TYPE_CHECKING:
    from torch import Tensor

_TOKENIZED_AT_ONCE = 1000


@dataclass(frozen=True)
class TokenizedExamples:
    """Rows ready for the model.

    Attributes:
        ids: token ids of each row, cut to the maximal length.
        labels: label index of each row.
    """

    ids: list[list[int]]
    labels: list[int]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class PaddedBatch:
    """Rows of similar length.

    Attributes:
        inputs: keyword arguments of the model, each of shape (batch, length).
        labels: label indices, shape (batch,).
    """

    inputs: "dict[str, Tensor]"
    labels: "Tensor"

    def __len__(self) -> int:
        return len(self.labels)


def tokenize(tokenizer: Any, texts: Sequence[str], max_length: int) -> list[list[int]]:
    """Return the token ids of each text, special tokens included, cut to `max_length`."""
    ids: list[list[int]] = []
    for start in range(0, len(texts), _TOKENIZED_AT_ONCE):
        part = list(texts[start : start + _TOKENIZED_AT_ONCE])
        ids += tokenizer(part, truncation=True, max_length=max_length, return_attention_mask=False)["input_ids"]
    return ids


class Collator:
    """Pads rows to the longest of their batch.

    Args:
        classifier: says what its model takes.
    """

    def __init__(self, classifier: Classifier) -> None:
        self._pad = classifier.tokenizer.pad_token_id
        self._positions = classifier.needs_positions
        self._token_types = classifier.has_token_types
        self._device = next(classifier.module.parameters()).device

    def __call__(self, examples: TokenizedExamples, rows: Sequence[int]) -> PaddedBatch:
        """Return the batch of some rows."""
        import torch

        length = max(len(examples.ids[row]) for row in rows)
        padded = [examples.ids[row] + [self._pad] * (length - len(examples.ids[row])) for row in rows]
        input_ids = torch.tensor(padded, device=self._device)
        lengths = torch.tensor([len(examples.ids[row]) for row in rows], device=self._device)
        position = torch.arange(length, device=self._device)
        inputs = {"input_ids": input_ids, "attention_mask": (position[None, :] < lengths[:, None]).long()}
        if self._positions:
            inputs["position_ids"] = position.expand(len(rows), length).contiguous()
        if self._token_types:
            inputs["token_type_ids"] = torch.zeros_like(input_ids)
        return PaddedBatch(inputs, torch.tensor([examples.labels[row] for row in rows], device=self._device))


def physical_batches(examples: TokenizedExamples, rows: Sequence[int], size: int) -> Iterator[list[int]]:
    """Cut rows into parts of `size`, short texts with short ones: less padding, same gradient."""
    ordered = sorted(rows, key=lambda row: len(examples.ids[row]))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
