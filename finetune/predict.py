"""Prediction: a table in, the same table with a label and a score out.

Rows are taken in batches of one size, so that a file and a pipe give the same bytes.
"""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from ..core.errors import UsageError
from ..core.files import OutputSet, open_input
from ..core.progress import no_progress
from ..core.tables import TableOptions, TableReader, TableWriter, open_reader, open_writer
from .batches import Collator, TokenizedExamples, physical_batches, tokenize
from .data import find_column
from .model import load_run
from .run_folder import label_names, load_report, load_run_config

DEFAULT_LABEL_COLUMN = "predicted_label"
DEFAULT_SCORE_COLUMN = "predicted_score"
_BATCH_ROWS = 1000


@dataclass
class PredictReport:
    """What `privml predict` did.

    Attributes:
        rows: rows written.
        empty: rows without a text, which get an empty label and score.
        skipped: broken rows that were left out or emptied.
    """

    rows: int
    empty: int
    skipped: int

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return asdict(self)


class Predictor:
    """A finished run, loaded.

    Args:
        run: run folder.

    Raises:
        UsageError: the run is not complete.
        MissingError: its base model is not there.
    """

    def __init__(self, run: Path) -> None:
        load_report(run)
        self.config = load_run_config(run)
        self.label_names = label_names(run)
        model = self.config.model
        self._classifier = load_run(run, method=model.method, source=model.source, allow_download=model.allow_download)
        self._collate = Collator(self._classifier)

    def predict(self, texts: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return label and score (probability of the label, four decimals) of each text; empty ones for empty text."""
        distinct = sorted({text for text in texts if text.strip()})
        answers = dict(zip(distinct, self._classify(distinct), strict=True))
        found = [answers.get(text, ("", "")) for text in texts]
        return [label for label, _ in found], [score for _, score in found]

    def _classify(self, texts: Sequence[str]) -> list[tuple[str, str]]:
        ids = tokenize(self._classifier.tokenizer, texts, self.config.data.max_length)
        examples = TokenizedExamples(ids, [0] * len(ids))
        answers = [("", "")] * len(ids)
        with torch.inference_mode():
            for rows in physical_batches(examples, range(len(ids)), self.config.train.physical_batch_size):
                logits = self._classifier.model(**self._collate(examples, rows).inputs).logits
                scores, labels = logits.softmax(dim=1).max(dim=1)
                for row, score, label in zip(rows, scores.tolist(), labels.tolist(), strict=True):
                    answers[row] = (self.label_names[label], f"{score:.4f}")
        return answers


def run_predict(
    run: Path,
    source: str,
    output: str,
    *,
    options: TableOptions,
    force: bool = False,
    label_column: str = DEFAULT_LABEL_COLUMN,
    score_column: str = DEFAULT_SCORE_COLUMN,
    on_rows: Callable[[int], None] = no_progress,
) -> PredictReport:
    """Add a run's predictions to a table.

    Args:
        run: run folder.
        source: table; `-` is standard input.
        output: table with two more columns; `-` is standard output.
        options: how to read the table.
        force: replace an existing output.
        label_column: name of the added label column.
        score_column: name of the added score column.
        on_rows: called with the number of rows just handled.

    Raises:
        UsageError: the run is not complete, the output exists, or a column of that name does.
        DataError: the table lacks the run's text column, or is broken.
    """
    load_report(run)
    with OutputSet(force=force, inputs=[source]) as outputs, contextlib.ExitStack() as stack:
        outputs.check(output)
        opened = stack.enter_context(open_input(source))
        reader = open_reader(opened, options)
        text = find_column(reader.columns, load_run_config(run).data.text, name=opened.name)
        _require_free(reader.columns, label_column, score_column)
        predictor = Predictor(run)
        writer = open_writer(outputs.open(output), reader)
        writer.write_header(added=[label_column, score_column])
        return _predict_rows(predictor, reader, writer, text, on_rows)


def _predict_rows(
    predictor: Predictor,
    reader: TableReader,
    writer: TableWriter,
    text: int,
    on_rows: Callable[[int], None],
) -> PredictReport:
    empty = 0
    for batch in reader.batches(_BATCH_ROWS):
        labels, scores = predictor.predict(batch.column(text))
        writer.write_batch(batch, {}, added=[labels, scores])
        empty += scores.count("")
        on_rows(len(batch))
    writer.finish()
    return PredictReport(reader.rows_read, empty, reader.skipped)


def _require_free(columns: Sequence[str], *added: str) -> None:
    for name in added:
        if name in columns:
            raise UsageError(f"the table already has a column {name}", hint="--label-column and --score-column")
    if len(set(added)) < len(added):
        raise UsageError("label and score need columns of different names")
