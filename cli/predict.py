"""`privml predict`: add a fine-tuned model's predictions to a table."""

from pathlib import Path
from typing import Annotated

import typer

from ..core.progress import open_progress
from . import options as opt
from .lazy import PlainCommand

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml predict --run runs/topics masked.csv -o labelled.csv

  cat masked.csv | privml predict --run runs/topics > labelled.csv
"""


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def predict(
    run: Annotated[Path, typer.Option("--run", help="Run folder of privml finetune.")],
    source: Annotated[str, typer.Argument(help="Table; - is standard input.")] = "-",
    output: opt.Output = "-",
    label_column: Annotated[
        str | None, typer.Option(help="Name of the added label column, or of what a language model writes.")
    ] = None,
    score_column: Annotated[str | None, typer.Option(help="Name of the added score column.")] = None,
    force: opt.Force = False,
    as_json: opt.AsJson = False,
    delimiter: opt.Delimiter = None,
    no_header: opt.NoHeader = False,
    no_quotes: opt.NoQuotes = False,
    encoding: opt.Encoding = None,
    on_error: opt.OnErrorOption = opt.OnError.error,
    max_record_chars: opt.MaxRecordChars = 1 << 24,
    no_progress: opt.NoProgress = False,
) -> None:
    """Add what a run predicts to every row of a table: a label and its probability, or generated text."""
    from ..finetune.predict import run_predict

    opt.require_free_stdout(output, as_json)
    with open_progress("predicting", enabled=not no_progress) as advance:
        report = run_predict(
            run,
            source,
            output,
            options=opt.table_options(delimiter, no_header, no_quotes, encoding, on_error, max_record_chars),
            force=force,
            added=[label_column, score_column],
            on_rows=advance,
        )
    if as_json:
        opt.print_json(report.to_dict())
