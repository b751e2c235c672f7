"""Token classification: entities in texts, such as names; long texts are read in overlapping windows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...configs.finetune import DataConfig
from ...core.errors import ConfigError, DataError
from ...core.tagging import Span, read_tags, spans_of
from ...core.windows import Window, merge_windows, read_windows
from ..batches import Collator, PaddedBatch, TokenizedExamples, physical_batches
from .base import IGNORED
from .language import mean_of_learned, token_losses
from .spans import entity_types_of, span_metrics, tag_names, tags_of

if TYPE_CHECKING:
    from torch import Tensor

    from ..model import Learner


@dataclass(frozen=True)
class Row:
    """A text and its entities."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class LabelledWindow(Window):
    """A window with what is to be learned of it.

    Attributes:
        source: the row.
        tags: tag number of each token; ignored for special tokens.
    """

    source: Row
    tags: list[int]


class TokenClassification:
    """Learns entities of texts.

    Args:
        data: names the text column and the column of the entities: JSON lists of start, end and entity_type.
    """

    name = "token-classification"
    title = "Entity detector"
    auto_class = "AutoModelForTokenClassification"
    peft_type: str | None = "TOKEN_CLS"
    has_new_head = True
    added_columns: tuple[str, ...] = ("predicted_spans",)
    selection = ("f1", True)

    def __init__(self, data: DataConfig) -> None:
        assert data.text is not None
        assert data.spans is not None
        if 2 * data.window_overlap >= data.max_length:
            raise ConfigError("data.window_overlap must be less than half of data.max_length")
        self._text, self._spans = data.text, data.spans
        self._max_length, self._overlap = data.max_length, data.window_overlap

    def columns(self) -> list[str]:
        """Return the columns that are read."""
        return [self._text, self._spans]

    def parse(self, cells: Sequence[Sequence[str]], *, source: str) -> list[Row | None]:
        """Make a row of each table row's cells; without a text there is none, an empty cell is no entity."""
        if not any(text.strip() for text, _ in cells):
            raise DataError(f"column {self._text} of {source} is empty in every row")
        return [
            Row(text, parse_spans(spans, text, f"row {number}")) if text.strip() else None
            for number, (text, spans) in enumerate(cells, 1)
        ]

    def make_labels(self, rows: Sequence[Row]) -> list[str]:
        """Return the tags of the entity types that occur."""
        kinds = {span.entity_type for row in rows for span in row.spans}
        if not kinds:
            raise DataError(f"column {self._spans} holds no entity: there is nothing to learn")
        return tag_names(sorted(kinds))

    def strata(self, rows: Sequence[Row]) -> list[Any]:
        """Return whether a row has an entity."""
        return [bool(row.spans) for row in rows]

    def encode(self, tokenizer: Any, rows: Sequence[Row], labels: Sequence[str]) -> TokenizedExamples:
        """Turn rows into windows that overlap."""
        numbers = {name: index for index, name in enumerate(labels)}
        unknown = {span.entity_type for row in rows for span in row.spans if f"B-{span.entity_type}" not in numbers}
        if unknown:
            raise DataError(f"{len(unknown)} entity types of the validation rows are in no training row")
        if not rows:
            return TokenizedExamples([], [])
        return self._windows(tokenizer, rows, numbers)

    def _windows(self, tokenizer: Any, rows: Sequence[Row], numbers: dict[str, int]) -> TokenizedExamples:
        windows: list[LabelledWindow] = []
        owners: list[list[int]] = [[] for _ in rows]
        texts = [row.text for row in rows]
        for window in read_windows(tokenizer, texts, max_length=self._max_length, overlap=self._overlap):
            source = rows[window.row]
            tags = tags_of(window.offsets, source.spans, numbers)
            tags = [IGNORED if window.is_special(index) else tag for index, tag in enumerate(tags)]
            owners[window.row].append(len(windows))
            windows.append(LabelledWindow(window.row, window.ids, window.offsets, source, tags))
        return TokenizedExamples([window.ids for window in windows], windows, owners)

    def head(self, labels: Sequence[str]) -> dict[str, Any]:
        """Return what transformers needs to know to make the model's head."""
        return {
            "num_labels": len(labels),
            "id2label": dict(enumerate(labels)),
            "label2id": {name: index for index, name in enumerate(labels)},
        }

    def canary_labels(self, labels: Sequence[str]) -> list[str]:
        """Return the entity types."""
        return entity_types_of(labels)

    def canary_row(self, text: str, secret: str, label: str | None) -> Row:
        """Make a row of a made-up record, whose secret is an entity of a type that does not follow from it."""
        assert label is not None
        start = text.rindex(secret)
        return Row(text, (Span(start, start + len(secret), label),))

    def targets(
        self,
        tokenizer: Any,
        examples: TokenizedExamples,
        rows: Sequence[int],
        inputs: "dict[str, Tensor]",
        *,
        salt: int,
    ) -> "Tensor":
        """Return tag numbers, shape (batch, length)."""
        import torch

        ids = inputs["input_ids"]
        labels = torch.full_like(ids, IGNORED)
        for index, row in enumerate(rows):
            tags = examples.labels[row].tags
            labels[index, : len(tags)] = torch.tensor(tags, device=ids.device)
        return labels

    def losses(self, model: Any, batch: PaddedBatch) -> "Tensor":
        """Mean cross-entropy of a window's tokens, shape (batch,)."""
        return mean_of_learned(token_losses(model(**batch.inputs).logits.float(), batch.labels), batch.labels)

    def evaluate(self, learner: "Learner", examples: TokenizedExamples, *, batch_size: int) -> dict[str, float]:
        """Return precision, recall and F1 of whole spans, the share of characters found, and the loss of a token."""
        names = [learner.model.config.id2label[index] for index in range(learner.model.config.num_labels)]
        found, loss = self._find(learner, examples, names, batch_size)
        sources = {window.row: window.source for window in examples.labels}
        truth = [sorted(sources[row].spans) for row in sorted(sources)]
        return span_metrics(truth, [found[row] for row in sorted(sources)]) | {"loss": loss}

    def baseline(self, train: Sequence[Row], validation: Sequence[Row]) -> dict[str, float] | None:
        """Return nothing: who names nothing finds nothing."""
        return None

    def predict(
        self, learner: "Learner", texts: Sequence[str], labels: Sequence[str], *, batch_size: int
    ) -> list[tuple[str, ...]]:
        """Return a JSON list of the entities of each text: start, end, entity_type, score."""
        return [(dump_spans(spans),) for spans in self.find(learner, texts, labels, batch_size=batch_size)]

    def find(
        self, learner: "Learner", texts: Sequence[str], labels: Sequence[str], *, batch_size: int
    ) -> list[list[Span]]:
        """Return the entities of each text."""
        rows = [Row(text, ()) for text in texts]
        examples = self._windows(learner.tokenizer, rows, {name: index for index, name in enumerate(labels)})
        found, _ = self._find(learner, examples, labels, batch_size)
        return [found[row] for row in range(len(texts))]

    def _find(
        self, learner: "Learner", examples: TokenizedExamples, labels: Sequence[str], batch_size: int
    ) -> tuple[dict[int, list[Span]], float]:
        """Return the entities by row, and the mean loss of a token."""
        import torch

        collate = Collator(learner)
        judged: list[tuple[LabelledWindow, list[list[float]]]] = []
        loss, tokens = 0.0, 0
        with torch.inference_mode():
            for batch_rows in physical_batches(examples, range(len(examples)), batch_size):
                batch = collate(examples, batch_rows)
                logits = learner.model(**batch.inputs).logits.float()
                loss += float(token_losses(logits, batch.labels).sum())
                tokens += int((batch.labels != IGNORED).sum())
                scores = logits.softmax(dim=2).tolist()
                judged += zip([examples.labels[number] for number in batch_rows], scores, strict=True)
        sources = {window.row: window.source for window in examples.labels}
        scheme = read_tags(labels)
        found: dict[int, list[Span]] = {row: [] for row in sources}
        for row, (places, scores) in merge_windows(judged).items():
            found[row] = spans_of(sources[row].text, places, scores, scheme)
        return found, round(loss / max(1, tokens), 6)


def parse_spans(cell: str, text: str, where: str) -> tuple[Span, ...]:
    """Read a row's entities.

    Args:
        cell: a JSON list of objects with start, end and entity_type (or label); empty for none.
        text: the row's text.
        where: for messages.

    Raises:
        DataError: it is something else, or spans overlap or leave the text.
    """
    if not cell.strip():
        return ()
    try:
        spans = sorted(_span(entry) for entry in json.loads(cell))
    except (ValueError, TypeError, KeyError):
        raise DataError(f"{where}: the spans are not a JSON list of start, end and entity_type") from None
    end = 0
    for span in spans:
        if not end <= span.start < span.end <= len(text):
            raise DataError(f"{where}: a span is empty, leaves the text or overlaps another one")
        end = span.end
    return tuple(spans)


def _span(entry: dict[str, Any]) -> Span:
    kind = entry["entity_type"] if "entity_type" in entry else entry["label"]
    if not isinstance(kind, str) or not kind.strip():
        raise ValueError
    return Span(int(entry["start"]), int(entry["end"]), kind.strip())


def dump_spans(spans: Sequence[Span]) -> str:
    """Return entities as JSON."""
    return json.dumps(
        [
            {"start": s.start, "end": s.end, "entity_type": s.entity_type, "score": round(s.score, 4)}
            for s in sorted(spans)
        ]
    )
