"""`privml run`: run the stages of a pipeline file."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..core.progress import open_progress
from ..core.rounding import upper_bound
from . import options as opt
from .lazy import PlainCommand

if TYPE_CHECKING:
    from .pipeline import StageResult

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml run pipeline.yaml

  privml run pipeline.yaml --set workdir=/data/out --json

  privml run pipeline.yaml --force
"""


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def run(
    pipeline: Annotated[Path, typer.Argument(metavar="PIPELINE.yaml", help="Pipeline file.")],
    sets: opt.Sets = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Run every stage, also what has not changed.")] = False,
    as_json: opt.AsJson = False,
    no_progress: opt.NoProgress = False,
) -> None:
    """Run the stages of a pipeline file, each on the outputs of the ones before it.

    A stage is skipped while its configuration, its inputs and its outputs are those of the last run.
    """
    from ..configs.pipeline import PipelineConfig
    from ..configs.resolve import resolve_config
    from ..configs.strict_yaml import load_yaml
    from .finetune import TrainingPrinter
    from .pipeline import Pipeline

    document = load_yaml(pipeline)
    config = resolve_config(PipelineConfig, kind="pipeline", document=document, sets=sets or []).config
    runner = Pipeline(
        config,
        pipeline.parent,
        on_stage=lambda line: typer.echo(line, err=True),
        on_training=TrainingPrinter(enabled=not no_progress),
        open_rows=lambda title: open_progress(title, enabled=not no_progress),
    )
    results = list(runner.run(force=force))
    if as_json:
        opt.print_json({"name": config.name, "stages": [asdict(result) for result in results]})
    else:
        print_summary(config.name, results)


def print_summary(name: str, results: "list[StageResult]") -> None:
    """Print one line a stage."""
    from .render import print_table

    rows = [
        [result.id, result.stage, "skipped" if result.skipped else f"{result.seconds:,.1f} s", _outcome(result)]
        for result in results
    ]
    print_table(name, ["stage", "command", "time", "result"], rows, right=[2])


def _outcome(result: "StageResult") -> str:
    report: dict[str, Any] = result.report
    match result.stage:
        case "scan":
            found = sum(column["kind"] == "identifier" for column in report["columns"].values())
            return f"{report['rows']:,} rows, {found} identifier columns"
        case "mask":
            masked = sum(sum(file["entities"].values()) for file in report["files"])
            return f"{report['rows']:,} rows, {masked:,} values masked, {report['residual']:,} residual"
        case "finetune":
            privacy = report.get("epsilon")
            epsilon = "no DP" if privacy is None else f"epsilon {upper_bound(privacy)}"
            accuracy = (report.get("metrics") or {}).get("accuracy")
            return f"{epsilon}" + ("" if accuracy is None else f", accuracy {accuracy:.3f}")
        case _:
            return f"{report.get('rows', 0):,} rows"
