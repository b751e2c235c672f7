"""Prediction: a table in, the same table with more columns out.

Rows are taken in batches of one size, so that a file and a pipe give the same bytes.
"""

import contextlib
import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..configs.finetune import FinetuneConfig
from ..core.errors import UsageError
from ..core.inputs import open_input
from ..core.outputs import OutputSet
from ..core.progress import no_progress
from ..core.tables import TableOptions, TableReader, TableWriter, open_reader, open_writer
from .data import find_column
from .model import load_run
from .run_folder import label_names, load_report, load_run_config
from .tasks import make_task

_BATCH_ROWS = 1000
_ROWS_AT_A_TIME = 32  # where training measured what fits; prediction needs less


@dataclass
class PredictReport:
    """What `privml predict` did.

    Attributes:
        rows: rows written.
        empty: rows without a text, which get empty cells.
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
        GuardError: the base model of its adapter has other weights than the run began with.
        MissingError: its base model is not there.
    """

    def __init__(self, run: Path) -> None:
        report = load_report(run)
        self.config = load_run_config(run)
        self.task = make_task(self.config)
        self._labels = label_names(run) if report.labels else []
        self._learner = load_run(run, self.task, self.config.model)

    def predict(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the task's cells for each text, equal ones for equal texts; empty ones for empty text."""
        distinct = sorted({text for text in texts if text.strip()})
        configured = self.config.train.physical_batch_size
        size = _ROWS_AT_A_TIME if configured == "auto" else configured
        found = self.task.predict(self._learner, distinct, self._labels, batch_size=size) if distinct else []
        answers = dict(zip(distinct, found, strict=True))
        nothing = ("",) * len(self.task.added_columns)
        return [answers.get(text, nothing) for text in texts]


def run_predict(
    run: Path,
    source: str,
    output: str,
    *,
    options: TableOptions,
    force: bool = False,
    added: Sequence[str | None] | None = None,
    on_rows: Callable[[int], None] = no_progress,
) -> PredictReport:
    """Add a run's predictions to a table.

    Args:
        run: run folder.
        source: table; `-` is standard input.
        output: table with more columns; `-` is standard output.
        options: how to read the table.
        force: replace an existing output.
        added: names of the added columns, in the task's order; None: the task's own.
        on_rows: called with the number of rows just handled.

    Raises:
        UsageError: the run is not complete or has nothing to predict, the output exists, or a column of that name.
        DataError: the table lacks the column that the run reads, or is broken.
    """
    load_report(run)
    with OutputSet(force=force, inputs=[source]) as outputs, contextlib.ExitStack() as stack:
        outputs.check(output)
        opened = stack.enter_context(open_input(source))
        reader = open_reader(opened, dataclasses.replace(options, nested="json"))
        config = load_run_config(run)
        text = find_column(reader.columns, input_column(config), name=opened.name)
        names = added_columns(config, added)
        _require_free(reader.columns, names)
        predictor = Predictor(run)
        writer = open_writer(outputs.open(output), reader)
        writer.write_header(added=names)
        return _predict_rows(predictor, reader, writer, text, on_rows)


def input_column(config: FinetuneConfig) -> str:
    """Return the column that predictions are made from."""
    return make_task(config).columns()[0]


def added_columns(config: FinetuneConfig, names: Sequence[str | None] | None) -> list[str]:
    """Return the names of the columns that predictions add.

    Raises:
        UsageError: the task predicts nothing, or another number of columns, or two of one name.
    """
    usual = make_task(config).added_columns
    if not usual:
        raise UsageError(
            f"a {config.task} run predicts nothing", hint="fine-tune it: model.source names the run folder"
        )
    given = list(names or [])
    if any(given[len(usual) :]):
        raise UsageError(f"a {config.task} run adds {len(usual)} column(s): {', '.join(usual)}")
    given += [None] * (len(usual) - len(given))
    chosen = [own or default for own, default in zip(given, usual, strict=False)]
    if len(set(chosen)) < len(chosen):
        raise UsageError("the added columns need different names")
    return chosen


def _predict_rows(
    predictor: Predictor,
    reader: TableReader,
    writer: TableWriter,
    text: int,
    on_rows: Callable[[int], None],
) -> PredictReport:
    empty = 0
    for batch in reader.batches(_BATCH_ROWS):
        cells = batch.column(text)
        writer.write_batch(batch, {}, added=list(zip(*predictor.predict(cells), strict=True)))
        empty += sum(not cell.strip() for cell in cells)
        on_rows(len(batch))
    writer.finish()
    return PredictReport(reader.rows_read, empty, reader.skipped)


def _require_free(columns: Sequence[str], added: Sequence[str]) -> None:
    for name in added:
        if name in columns:
            raise UsageError(f"the table already has a column {name}", hint="--label-column and --score-column")
