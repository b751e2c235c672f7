"""What the loop asks of a task: rows from cells, token ids from rows, a loss for each sequence, measures of a model."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ..batches import PaddedBatch, TokenizedExamples

if TYPE_CHECKING:
    from torch import Tensor

    from ..model import Learner

IGNORED = -100
"""Label of a token that is not learned."""


class Task(Protocol):
    """What a model learns from a table. A row, here, is what the task made of a table row's cells.

    Attributes:
        name: as in the configuration.
        title: heading of the model card.
        auto_class: class of transformers that loads the model.
        peft_type: task type of peft; None where it has none.
        has_new_head: the base model may lack the head, which is then trained from nothing.
        added_columns: what `privml predict` adds to a table.
        selection: the measure that tells better weights, and whether more of it is better.
        nothing_to_learn: why a row may have nothing to learn from once it is made of tokens.
    """

    name: str
    title: str
    auto_class: str
    peft_type: str | None
    has_new_head: bool
    added_columns: tuple[str, ...]
    selection: tuple[str, bool]
    nothing_to_learn: str

    def columns(self) -> list[str]:
        """Return the columns that are read."""
        ...

    def parse(self, cells: Sequence[Sequence[str]], *, source: str) -> list[Any | None]:
        """Make a row of each table row's cells; None for one that has nothing to learn from.

        Raises:
            DataError: a column is empty everywhere, or a cell is not what the task needs.
        """
        ...

    def make_labels(self, rows: Sequence[Any]) -> list[str]:
        """Return the names of the classes, in the order of the model's outputs; none for a language model.

        Raises:
            DataError: there is nothing to learn.
        """
        ...

    def content(self, row: Any) -> Any:
        """Return what makes rows equal, of JSON's types; runs that are resumed rely on it from version to version."""
        ...

    def classes(self, row: Any) -> Collection[str]:
        """Return what a row shows of what is to be told apart: labels, entity types; nothing for a language model."""
        ...

    def encode(self, tokenizer: Any, rows: Sequence[Any], labels: Sequence[str]) -> TokenizedExamples:
        """Turn rows into sequences of token ids; a row may make several.

        Raises:
            DataError: a row has a class that is not among the labels.
        """
        ...

    def head(self, labels: Sequence[str]) -> dict[str, Any]:
        """Return what transformers needs to know to make the model's head."""
        ...

    def canary_labels(self, labels: Sequence[str]) -> list[str]:
        """Return what a made-up record may have for a label, of the names of the classes; none for a language model."""
        ...

    def canary_row(self, text: str, secret: str, label: str | None) -> Any:
        """Make a row of a made-up record.

        Args:
            text: of the record; it ends with the secret.
            secret: what nothing but the record gives away.
            label: one of `canary_labels`; None without labels.
        """
        ...

    def targets(
        self,
        tokenizer: Any,
        examples: TokenizedExamples,
        rows: Sequence[int],
        inputs: "dict[str, Tensor]",
        *,
        salt: int,
    ) -> "Tensor":
        """Return what is to be learned from a batch's sequences; may change the inputs.

        Args:
            tokenizer: of the model.
            examples: all sequences.
            rows: those of the batch.
            inputs: padded, shape (batch, length).
            salt: makes random choices differ from step to step; with the same salt a sequence gets the same ones.
        """
        ...

    def losses(self, model: Any, batch: PaddedBatch) -> "Tensor":
        """Return the loss of each sequence, shape (batch,); it depends on no other sequence."""
        ...

    def evaluate(self, learner: "Learner", examples: TokenizedExamples, *, batch_size: int) -> dict[str, float]:
        """Measure the model, which is in evaluation mode, on some sequences."""
        ...

    def baseline(self, train: Sequence[Any], validation: Sequence[Any]) -> dict[str, float] | None:
        """Measure what needs no model on the validation rows; None if there is nothing of that kind."""
        ...

    def predict(
        self, learner: "Learner", texts: Sequence[str], labels: Sequence[str], *, batch_size: int
    ) -> list[tuple[str, ...]]:
        """Return the cells of the added columns for each text.

        Raises:
            UsageError: the task has nothing to predict.
        """
        ...
