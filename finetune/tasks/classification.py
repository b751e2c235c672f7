"""Text classification: one label a row, or several."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ...configs.training.data import DataConfig
from ...core.errors import DataError
from ..batches import Collator, PaddedBatch, TokenizedExamples, count_cut, physical_batches, tokenize
from .measures import classification_metrics, multilabel_metrics

if TYPE_CHECKING:
    from torch import Tensor

    from ..model import Learner

Row = tuple[str, tuple[str, ...]]
"""A text and its labels."""
_FEW_ROWS = 20
_DECISION = 0.5  # probability from which a label of several is given


class TextClassification:
    """Learns labels of texts.

    Args:
        data: names the columns; with `label_separator` a cell holds several labels.
    """

    name = "text-classification"
    title = "Text classifier"
    auto_class = "AutoModelForSequenceClassification"
    peft_type: str | None = "SEQ_CLS"
    has_new_head = True
    added_columns: tuple[str, ...] = ("predicted_label", "predicted_score")
    selection = ("macro_f1", True)
    nothing_to_learn = "no text"

    def __init__(self, data: DataConfig) -> None:
        assert data.text is not None
        assert data.label is not None
        self._text, self._label = data.text, data.label
        self._separator = data.label_separator
        self._max_length = data.max_length

    @property
    def is_multilabel(self) -> bool:
        """True if a row may have several labels."""
        return self._separator is not None

    def columns(self) -> list[str]:
        """Return the columns that are read."""
        return [self._text, self._label]

    def parse(self, cells: Sequence[Sequence[str]], *, source: str) -> list[Row | None]:
        """Make a row of each table row's cells; without a text, or without its one label, there is none."""
        for index, column in enumerate(self.columns()):
            if not any(row[index].strip() for row in cells):
                raise DataError(f"column {column} of {source} is empty in every row")
        return [self._row(text, label) for text, label in cells]

    def _row(self, text: str, label: str) -> Row | None:
        if self._separator is None:
            return (text, (label.strip(),)) if text.strip() and label.strip() else None
        labels = sorted({part.strip() for part in label.split(self._separator)} - {""})
        return (text, tuple(labels)) if text.strip() else None

    def make_labels(self, rows: Sequence[Row]) -> list[str]:
        """Return the names of the classes."""
        names = sorted({label for _, labels in rows for label in labels})
        if len(names) < 2 and not (self.is_multilabel and names):
            raise DataError(f"all rows have the same label in column {self._label}: there is nothing to learn")
        if len(rows) > _FEW_ROWS and len(names) * 2 > len(rows):
            raise DataError(
                f"column {self._label} has {len(names)} different values in {len(rows)} rows: "
                "these are not class labels",
                hint="data.label names the column of the classes",
            )
        return names

    def content(self, row: Row) -> Any:
        """Return text and labels."""
        text, labels = row
        return [text, *labels]

    def classes(self, row: Row) -> Collection[str]:
        """Return the labels."""
        return row[1]

    def encode(self, tokenizer: Any, rows: Sequence[Row], labels: Sequence[str]) -> TokenizedExamples:
        """Turn rows into sequences of token ids."""
        number = {name: index for index, name in enumerate(labels)}
        unknown = sum(any(label not in number for label in own) for _, own in rows)
        if unknown:
            raise DataError(f"{unknown} validation rows have a label that no training row has")
        texts = [text for text, _ in rows]
        ids = tokenize(tokenizer, texts, self._max_length)
        cut = count_cut(tokenizer, texts, ids, self._max_length)
        if self.is_multilabel:
            return TokenizedExamples(ids, [[float(name in own) for name in labels] for _, own in rows], cut=cut)
        return TokenizedExamples(ids, [number[own[0]] for _, own in rows], cut=cut)

    def head(self, labels: Sequence[str]) -> dict[str, Any]:
        """Return what transformers needs to know to make the model's head."""
        return {
            "num_labels": len(labels),
            "id2label": dict(enumerate(labels)),
            "label2id": {name: index for index, name in enumerate(labels)},
            "problem_type": "multi_label_classification" if self.is_multilabel else "single_label_classification",
        }

    def canary_labels(self, labels: Sequence[str]) -> list[str]:
        """Return all labels."""
        return list(labels)

    def canary_row(self, text: str, secret: str, label: str | None) -> Row:
        """Make a row of a made-up record: a text with a label that does not follow from it."""
        assert label is not None
        return text, (label,)

    def targets(
        self,
        tokenizer: Any,
        examples: TokenizedExamples,
        rows: Sequence[int],
        inputs: "dict[str, Tensor]",
        *,
        salt: int,
    ) -> "Tensor":
        """Return label numbers (batch,), or zeros and ones (batch, classes)."""
        import torch

        device = next(iter(inputs.values())).device
        return torch.tensor([examples.labels[row] for row in rows], device=device)

    def losses(self, model: Any, batch: PaddedBatch) -> "Tensor":
        """Cross-entropy of each row, shape (batch,); with several labels the sum over them of the binary one."""
        from torch.nn import functional

        logits = model(**batch.inputs).logits
        if self.is_multilabel:
            values = functional.binary_cross_entropy_with_logits(logits, batch.labels, reduction="none")
            return values.sum(dim=1)
        return functional.cross_entropy(logits, batch.labels, reduction="none")

    def evaluate(self, learner: "Learner", examples: TokenizedExamples, *, batch_size: int) -> dict[str, float]:
        """Return accuracy, F1 and mean loss."""
        guesses: list[Any] = [None] * len(examples)
        total = 0.0
        for rows, scores, loss in self._scores(learner, examples, batch_size):
            total += loss
            decided = scores >= _DECISION if self.is_multilabel else scores.argmax(dim=1)
            for row, guess in zip(rows, decided.tolist(), strict=True):
                guesses[row] = guess
        mean = {"loss": round(total / len(examples), 6)}
        if self.is_multilabel:
            return multilabel_metrics([[v >= _DECISION for v in row] for row in examples.labels], guesses) | mean
        return classification_metrics(examples.labels, guesses) | mean

    def _scores(
        self, learner: "Learner", examples: TokenizedExamples, batch_size: int
    ) -> Iterator[tuple[list[int], "Tensor", float]]:
        """Yield the numbers of some rows, the probabilities of all classes, shape (rows, classes), and summed losses.

        Not of all rows at once: with many classes they would fill the memory.
        """
        import torch

        collate = Collator(learner)
        for rows in physical_batches(examples, range(len(examples)), batch_size):
            with torch.inference_mode():
                batch = collate(examples, rows)
                logits = learner.model(**batch.inputs).logits.float()
                found = logits.sigmoid() if self.is_multilabel else logits.softmax(dim=1)
                loss = float(self._loss_of(logits, batch.labels))
            yield rows, found, loss

    def _loss_of(self, logits: "Tensor", labels: "Tensor") -> "Tensor":
        from torch.nn import functional

        if self.is_multilabel:
            return functional.binary_cross_entropy_with_logits(logits, labels, reduction="sum")
        return functional.cross_entropy(logits, labels, reduction="sum")

    def baseline(self, train: Sequence[Row], validation: Sequence[Row]) -> dict[str, float] | None:
        """Return the accuracy of always answering the commonest labels of the training rows."""
        commonest = Counter(labels for _, labels in train).most_common(1)[0][0]
        return {"accuracy": sum(labels == commonest for _, labels in validation) / len(validation)}

    def predict(
        self, learner: "Learner", texts: Sequence[str], labels: Sequence[str], *, batch_size: int
    ) -> list[tuple[str, ...]]:
        """Return label and score (its probability, four decimals); of several labels those from 0.5, joined."""
        ids = tokenize(learner.tokenizer, texts, self._max_length)
        blank: list[Any] = [[0.0] * len(labels) if self.is_multilabel else 0] * len(ids)
        answers: list[tuple[str, ...]] = [()] * len(ids)
        for rows, scores, _ in self._scores(learner, TokenizedExamples(ids, blank), batch_size):
            for row, values in zip(rows, scores, strict=True):
                answers[row] = self._answer(values.tolist(), labels)
        return answers

    def _answer(self, scores: list[float], labels: Sequence[str]) -> tuple[str, str]:
        if self._separator is None:
            best = max(scores)
            return labels[scores.index(best)], f"{best:.4f}"
        given = [(name, score) for name, score in zip(labels, scores, strict=True) if score >= _DECISION]
        return self._separator.join(name for name, _ in given), self._separator.join(f"{s:.4f}" for _, s in given)
