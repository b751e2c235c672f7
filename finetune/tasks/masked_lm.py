"""Masked language models: an encoder learns the words of a domain before it learns a task."""

import random
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from ...configs.training.data import DataConfig
from ...core.errors import DataError, UsageError
from ...core.seeds import derive_seed
from ..batches import PaddedBatch, TokenizedExamples
from .base import IGNORED
from .language import mean_of_learned, padded_labels, perplexity, token_losses

if TYPE_CHECKING:
    from torch import Tensor

    from ..model import Learner

_CHOSEN = (
    0.15  # share of the tokens that are guessed; of these 80 % masked, 10 % another word (Devlin et al. 2019, 3.1)
)
_MASKED, _REPLACED = 0.8, 0.9


class MaskedLM:
    """Learns to guess hidden words.

    Args:
        data: names the text column.
        seed: root seed; which words are hidden depends on it, on the step and on the sequence alone.
    """

    name = "masked-lm"
    title = "Masked language model"
    auto_class = "AutoModelForMaskedLM"
    peft_type: str | None = None
    has_new_head = True
    added_columns: tuple[str, ...] = ()
    selection = ("loss", False)
    nothing_to_learn = "the tokenizer knows none of the words"

    def __init__(self, data: DataConfig, *, seed: int) -> None:
        assert data.text is not None
        self._text, self._max_length, self._seed = data.text, data.max_length, seed

    def columns(self) -> list[str]:
        """Return the columns that are read."""
        return [self._text]

    def parse(self, cells: Sequence[Sequence[str]], *, source: str) -> list[str | None]:
        """Return the texts."""
        if not any(text.strip() for (text,) in cells):
            raise DataError(f"column {self._text} of {source} is empty in every row")
        return [text if text.strip() else None for (text,) in cells]

    def make_labels(self, rows: Sequence[str]) -> list[str]:
        """Return no classes."""
        return []

    def content(self, row: str) -> Any:
        """Return the text."""
        return row

    def classes(self, row: str) -> Collection[str]:
        """Return no classes."""
        return ()

    def encode(self, tokenizer: Any, rows: Sequence[str], labels: Sequence[str]) -> TokenizedExamples:
        """Turn texts into pieces; the labels are what may be hidden."""
        if tokenizer.mask_token_id is None:
            raise UsageError("the model's tokenizer has no mask token: masked-lm needs an encoder such as BERT")
        if not rows:
            return TokenizedExamples([], [])
        pieces = tokenizer(list(rows), truncation=True, max_length=self._max_length, return_overflowing_tokens=True)
        ids = pieces["input_ids"]
        owners: list[list[int]] = [[] for _ in rows]
        for piece, row in enumerate(pieces["overflow_to_sample_mapping"]):
            owners[row].append(piece)
        special = set(tokenizer.all_special_ids)
        learned = [[IGNORED if token in special else token for token in own] for own in ids]
        unlearned = sum(all(token == IGNORED for piece in own for token in learned[piece]) for own in owners)
        return TokenizedExamples(ids, learned, owners, unlearned=unlearned)

    def head(self, labels: Sequence[str]) -> dict[str, Any]:
        """Return nothing: the head is part of the base model."""
        return {}

    def canary_labels(self, labels: Sequence[str]) -> list[str]:
        """Return no labels."""
        return []

    def canary_row(self, text: str, secret: str, label: str | None) -> str:
        """Return the text of a made-up record."""
        return text

    def targets(
        self,
        tokenizer: Any,
        examples: TokenizedExamples,
        rows: Sequence[int],
        inputs: "dict[str, Tensor]",
        *,
        salt: int,
    ) -> "Tensor":
        """Hide words in the inputs and return them, shape (batch, length)."""
        labels = padded_labels(examples, rows, inputs)
        for index, row in enumerate(rows):
            draw = random.Random(derive_seed(self._seed, "masks", salt, row))  # noqa: S311 (no secret)
            places = [place for place, word in enumerate(examples.labels[row]) if word != IGNORED]
            hidden = {place for place in places if draw.random() < _CHOSEN} or set(places[:1])
            for place in places:
                if place not in hidden:
                    labels[index, place] = IGNORED
                    continue
                fate = draw.random()
                if fate < _MASKED:
                    inputs["input_ids"][index, place] = tokenizer.mask_token_id
                elif fate < _REPLACED:
                    inputs["input_ids"][index, place] = draw.randrange(len(tokenizer))
        return labels

    def losses(self, model: Any, batch: PaddedBatch) -> "Tensor":
        """Mean cross-entropy of a sequence's hidden words, shape (batch,)."""
        return mean_of_learned(token_losses(model(**batch.inputs).logits.float(), batch.labels), batch.labels)

    def evaluate(self, learner: "Learner", examples: TokenizedExamples, *, batch_size: int) -> dict[str, float]:
        """Return perplexity of hidden words, accuracy and loss, always with the same words hidden."""
        return perplexity(learner, examples, batch_size=batch_size, shift=0)

    def baseline(self, train: Sequence[str], validation: Sequence[str]) -> dict[str, float] | None:
        """Return nothing: what the base model can do is measured with it."""
        return None

    def predict(
        self, learner: "Learner", texts: Sequence[str], labels: Sequence[str], *, batch_size: int
    ) -> list[tuple[str, ...]]:
        """Raise UsageError: a masked language model is a base for other tasks."""
        raise UsageError(
            "a masked language model predicts nothing", hint="fine-tune it: model.source names the run folder"
        )
