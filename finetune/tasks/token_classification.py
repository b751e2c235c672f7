"""Token classification: entities in texts, such as names; long texts are read in overlapping windows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...configs.finetune import DataConfig
from ...core.errors import ConfigError, DataError
from ..batches import Collator, PaddedBatch, TokenizedExamples, physical_batches
from .base import IGNORED
from .language import mean_of_learned, token_losses
from .spans import Span, entity_types_of, span_metrics, spans_of, tag_names, tags_of

if TYPE_CHECKING:
    from torch import Tensor

    from ..model import Learner


@dataclass(frozen=True)
class Row:
    """A text and its entities."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Window:
    """Part of a row that is read at a time.

    Attributes:
        row: number of the row.
        source: the row.
        offsets: characters of each token; empty for special tokens.
        tags: tag number of each token; ignored for special tokens.
    """

    row: int
    source: Row
    offsets: list[tuple[int, int]]
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
        if not tokenizer.is_fast:
            raise ConfigError("the model's tokenizer does not tell where its tokens stand in the text")
        read = tokenizer(
            [row.text for row in rows],
            truncation=True,
            max_length=self._max_length,
            stride=self._overlap,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        windows: list[Window] = []
        owners: list[list[int]] = [[] for _ in rows]
        for index, row in enumerate(read["overflow_to_sample_mapping"]):
            special = read["special_tokens_mask"][index]
            offsets = [
                (0, 0) if mark else place for mark, place in zip(special, read["offset_mapping"][index], strict=True)
            ]
            tags = tags_of(offsets, rows[row].spans, numbers)
            tags = [IGNORED if mark else tag for mark, tag in zip(special, tags, strict=True)]
            owners[row].append(index)
            windows.append(Window(row, rows[row], offsets, tags))
        return TokenizedExamples(read["input_ids"], windows, owners)

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
        pieces: dict[int, dict[tuple[int, int], tuple[int, list[float]]]] = {}
        loss, tokens = 0.0, 0
        with torch.inference_mode():
            for batch_rows in physical_batches(examples, range(len(examples)), batch_size):
                batch = collate(examples, batch_rows)
                logits = learner.model(**batch.inputs).logits.float()
                loss += float(token_losses(logits, batch.labels).sum())
                tokens += int((batch.labels != IGNORED).sum())
                for number, scores in zip(batch_rows, logits.softmax(dim=2).tolist(), strict=True):
                    window = examples.labels[number]
                    _keep_inner(pieces.setdefault(window.row, {}), window, scores)
        sources = {window.row: window.source for window in examples.labels}
        found = {}
        for row, by_place in pieces.items():
            places = sorted(by_place)
            found[row] = spans_of(sources[row].text, places, [by_place[place][1] for place in places], labels)
        return found, round(loss / max(1, tokens), 6)


def _keep_inner(
    known: dict[tuple[int, int], tuple[int, list[float]]], window: Window, scores: Sequence[list[float]]
) -> None:
    """Keep a token's probabilities from the window in which it stands farthest from an edge: it has most context."""
    last = len(window.offsets) - 1
    for index, place in enumerate(window.offsets):
        margin = min(index, last - index)
        if place[0] < place[1] and margin > known.get(place, (-1, []))[0]:
            known[place] = (margin, scores[index])


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
