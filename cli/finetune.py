"""`privml finetune`: fine-tune a model on a masked table."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..core.rounding import upper_bound
from . import options as opt
from .lazy import PlainCommand

if TYPE_CHECKING:
    from ..configs.finetune import FinetuneConfig
    from ..finetune.stage import FinetuneReport, TrainingEvent

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml finetune masked.csv --config finetune.yaml -o runs/topics

  privml finetune masked.csv --config finetune.yaml --set privacy.target_epsilon=3 -o runs/eps3

  privml finetune --config finetune.yaml -o runs/topics --resume

  privml finetune masked.csv --config finetune.yaml --dry-run

  torchrun --nproc-per-node 2 -m privml finetune masked.csv --config finetune.yaml -o runs/topics
"""
_LINE_EVERY_S = 10.0


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def finetune(
    data: Annotated[str | None, typer.Argument(help="Masked table; - is standard input; default: data.path.")] = None,
    config: opt.Config = None,
    sets: opt.Sets = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Run folder; default: output.dir of the configuration.")
    ] = None,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", help="Manifest of the data; default: beside it.", show_default=False)
    ] = None,
    max_epsilon: Annotated[
        float | None,
        typer.Option(
            "--max-epsilon",
            callback=opt.finite,
            help="What the run and its base model, or all runs of privacy.ledger, may spend together; exit 4 above.",
            show_default=False,
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run.")] = False,
    dry_run: opt.DryRun = False,
    force: opt.Force = False,
    as_json: opt.AsJson = False,
    no_progress: opt.NoProgress = False,
) -> None:
    """Fine-tune a model on a masked table.

    Data without a valid manifest is refused. With `privacy.mechanism: dp-sgd` the noise is calibrated to the epsilon
    asked for, and what was spent stands in the run's model card.
    """
    from ..core.errors import UsageError
    from ..finetune.distributed import open_processes
    from ..finetune.stage import run_finetune

    with open_processes() as processes:
        if config is None and not sets:
            raise UsageError(
                "no configuration given", hint="privml config init finetune/dp_classification -o finetune.yaml"
            )
        report = run_finetune(
            load_finetune_config(config, sets, {"privacy.max_epsilon": max_epsilon}),
            data=data,
            manifest=manifest,
            output=output,
            resume=resume,
            force=force,
            dry_run=dry_run,
            on_event=TrainingPrinter(enabled=not no_progress),
            processes=processes,
        )
        if not processes.is_first:
            return
        if as_json:
            opt.print_json(report.to_dict())
        else:
            print_report(report, dry_run=dry_run)


def load_finetune_config(
    config: Path | None, sets: list[str] | None, flags: Mapping[str, Any] | None = None
) -> "FinetuneConfig":
    """Return the validated configuration; flags, by dotted path, count above all; None: not given."""
    from ..configs.finetune import FinetuneConfig
    from ..configs.resolve import resolve_config
    from ..configs.strict_yaml import load_yaml

    document = None if config is None else load_yaml(config)
    return resolve_config(FinetuneConfig, kind="finetune", document=document, sets=sets or [], flags=flags).config


class TrainingPrinter:
    """Prints training events as lines on standard error, steps at most every ten seconds; notes in any case."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._last = time.monotonic()

    def __call__(self, event: "TrainingEvent") -> None:
        """Take one event; a note is told in any case."""
        if event.kind == "note":
            opt.note(str(event.message))
            return
        if not self._enabled:
            return
        now = time.monotonic()
        if event.kind == "step" and now - self._last < _LINE_EVERY_S:
            return
        if event.kind == "step":
            self._last = now
        if line := _line_of(event):
            typer.echo(line, err=True)


def _line_of(event: "TrainingEvent") -> str | None:
    parts = [f"step {event.step:,}/{event.total_steps:,}", f"epoch {event.epoch:.1f}"]
    if event.loss is not None:
        parts.append(f"loss {event.loss:.3f}")
    if event.epsilon is not None:
        parts.append(f"epsilon {upper_bound(event.epsilon, 3)}")
    if event.metrics:
        parts += [f"{name} {value:.3f}" for name, value in event.metrics.items()]
    if event.message:
        parts.append(event.message)
    if event.kind in ("step", "evaluate"):
        return f"{event.kind}: {', '.join(parts)}"
    return f"{event.kind}: {event.message}" if event.message else None


def print_report(report: "FinetuneReport", *, dry_run: bool) -> None:
    """Print what a run came to."""
    from .render import print_table

    rows = [[name.replace("_", " "), _text(value)] for name, value in report.to_dict().items() if value is not None]
    print_table("dry run" if dry_run else "fine-tuned", ["what", "value"], rows)


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
