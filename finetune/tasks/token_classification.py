"""Token classification: entities in texts, such as names; long texts are read in overlapping windows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...configs.training.data import DataConfig
from ...core.errors import ConfigError, DataError
from ...core.tagging import Span, read_tags, spans_of
from ...core.windows import Window, merge_windows, read_windows
from ..batches import Collator, PaddedBatch, TokenizedExamples, physical_batches
from .annotations import OpenTags, Row, dump_spans, parse_ignored, parse_labelled, parse_spans
from .base import IGNORED
from .language import mean_of_learned
from .spans import entity_types_of, span_metrics, tag_names
from .teacher import Teacher

if TYPE_CHECKING:
    from torch import Tensor

    from ...core.windows import Scores
    from ..model import Learner


@dataclass(frozen=True)
class LabelledWindow(Window):
    """A window with what is to be learned of it.

    Attributes:
        source: the row.
        tags: label number of each token; ignored for special tokens.
    """

    source: Row
    tags: list[int]


class TokenClassification:
    """Learns entities of texts.

    Args:
        data: names the text column, the column of the entities (JSON lists of start, end and entity_type) and those of
            what is not annotated.
        teacher: folder of a detector whose probabilities are learned; None: the annotations are.
        learns_labels: with a teacher, the annotations of rows that annotate any entity type are learned all the same.
        letter_case: the model reads the case of letters.

    Raises:
        ConfigError: neighbouring windows share too much.
    """

    name = "token-classification"
    title = "Entity detector"
    auto_class = "AutoModelForTokenClassification"
    peft_type: str | None = "TOKEN_CLS"
    has_new_head = True
    added_columns: tuple[str, ...] = ("predicted_spans",)
    selection = ("f1", True)
    nothing_to_learn = "no text"

    def __init__(
        self,
        data: DataConfig,
        *,
        teacher: str | None = None,
        learns_labels: bool = False,
        letter_case: bool = False,
    ) -> None:
        assert data.text is not None
        assert data.spans is not None
        if 2 * data.window_overlap >= data.max_length:
            raise ConfigError("data.window_overlap must be less than half of data.max_length")
        self._text, self._spans = data.text, data.spans
        self._labelled, self._ignored = data.labelled, data.ignored
        self._open = OpenTags()
        self.teacher = None if teacher is None else Teacher(teacher, is_alone=not learns_labels)
        self._window = {"max_length": data.max_length, "overlap": data.window_overlap}
        self._letter_case = letter_case

    def columns(self) -> list[str]:
        """Return the columns that are read."""
        return [self._text, self._spans, *(column for column in (self._labelled, self._ignored) if column)]

    def parse(self, cells: Sequence[Sequence[str]], *, source: str) -> list[Row | None]:
        """Make a row of each table row's cells; without a text there is none, an empty cell is no entity."""
        if not any(row[0].strip() for row in cells):
            raise DataError(f"column {self._text} of {source} is empty in every row")
        return [self._row(row, f"row {number}") if row[0].strip() else None for number, row in enumerate(cells, 1)]

    def _row(self, cells: Sequence[str], where: str) -> Row:
        text, spans = cells[0], parse_spans(cells[1], cells[0], where)
        labelled = parse_labelled(cells[2], spans, where) if self._labelled else None
        ignored = parse_ignored(cells[-1], text, where) if self._ignored else ()
        return Row(text, spans, labelled, ignored)

    def make_labels(self, rows: Sequence[Row]) -> list[str]:
        """Return the tags of the entity types that occur, or that a teacher of other rows knows."""
        kinds = {span.entity_type for row in rows for span in row.spans}
        if self.teacher is not None and not self.teacher.is_alone:
            if not any(row.says_nothing for row in rows):
                raise DataError(
                    f"no row is left to train.teacher: none has [] in column {self._labelled}",
                    hint="[] annotates no entity type; an empty cell stands for all of them",
                )
            kinds.update(entity_types_of(self.teacher.tags()))
        if not kinds:
            raise DataError(f"column {self._spans} holds no entity: there is nothing to learn")
        return tag_names(sorted(kinds))

    def content(self, row: Row) -> Any:
        """Return the text, its entities, and what is not annotated."""
        spans = [[span.start, span.end, span.entity_type] for span in row.spans]
        labelled = None if row.labelled is None else sorted(row.labelled)
        return [row.text, spans, labelled, [list(place) for place in row.ignored]]

    def classes(self, row: Row) -> Collection[str]:
        """Return the entity types."""
        return {span.entity_type for span in row.spans}

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
        for window in read_windows(tokenizer, texts, **self._window, letter_case=self._letter_case):
            source = rows[window.row]
            tags = self._open.of_row(source, window.offsets, numbers)
            tags = [IGNORED if window.is_special(index) else tag for index, tag in enumerate(tags)]
            owners[window.row].append(len(windows))
            windows.append(LabelledWindow(window.row, window.ids, window.offsets, window.cases, source, tags))
        types = [window.cases for window in windows] if self._letter_case else None
        return TokenizedExamples([window.ids for window in windows], windows, owners, types=types)

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
        """Mean cross-entropy of a window's tokens, or what the teacher makes of them, shape (batch,)."""
        logits = model(**batch.inputs).logits.float()
        if self.teacher is not None and self.teacher.is_alone:
            return self.teacher.losses(model, batch, logits, batch.labels != IGNORED)
        losses = mean_of_learned(self._open.losses(logits, batch.labels), batch.labels)
        if self.teacher is not None:
            losses = losses + self.teacher.losses(model, batch, logits, self._open.says_nothing(batch.labels))
        return losses

    def evaluate(self, learner: "Learner", examples: TokenizedExamples, *, batch_size: int) -> dict[str, float]:
        """Return precision, recall and F1 of whole spans, the share of characters found, and the loss of a token."""
        names = [learner.model.config.id2label[index] for index in range(learner.model.config.num_labels)]
        found, loss = self._find(learner, examples, names, batch_size)
        sources = {window.row: window.source for window in examples.labels}
        rows = sorted(sources)
        truth = [[span for span in sources[row].spans if sources[row].judges(span)] for row in rows]
        judged = [[span for span in found[row] if sources[row].judges(span)] for row in rows]
        return span_metrics(truth, judged) | {"loss": loss}

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
        judged: list[tuple[LabelledWindow, Scores]] = []
        loss, tokens = 0.0, 0
        with torch.inference_mode():
            for batch_rows in physical_batches(examples, range(len(examples)), batch_size):
                batch = collate(examples, batch_rows)
                logits = learner.model(**batch.inputs).logits.float()
                loss += float(self._open.losses(logits, batch.labels).sum())
                tokens += int((batch.labels != IGNORED).sum())
                scores = logits.softmax(dim=2).cpu().numpy()
                judged += zip([examples.labels[number] for number in batch_rows], scores, strict=True)
        sources = {window.row: window.source for window in examples.labels}
        scheme = read_tags(labels)
        found: dict[int, list[Span]] = {row: [] for row in sources}
        for row, (places, scores) in merge_windows(judged).items():
            found[row] = spans_of(sources[row].text, places, scores, scheme)
        return found, round(loss / max(1, tokens), 6)
