"""`privml compare`: runs beside each other."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..core.rounding import upper_bound
from . import options as opt
from .lazy import PlainCommand

if TYPE_CHECKING:
    from ..finetune.compare import ComparedRun, Comparison

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml compare runs/plain runs/eps8 runs/eps3

  privml compare runs/* --json

  privml compare runs/* --figure privacy.svg
"""


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def compare(
    runs: Annotated[list[Path], typer.Argument(help="Run folders of privml finetune.", show_default=False)],
    figure: Annotated[
        Path | None,
        typer.Option(
            "--figure", help="Picture of utility and attacks over epsilon (.svg, .png, .pdf).", show_default=False
        ),
    ] = None,
    force: opt.Force = False,
    as_json: opt.AsJson = False,
) -> None:
    """Put runs beside each other: protection, utility, what audits found, cost."""
    from ..finetune.compare import compare_runs, draw_comparison

    found = compare_runs(runs)
    if figure is not None:
        draw_comparison(found, figure, force=force)
    if as_json:
        opt.print_json(found.to_dict())
    else:
        print_comparison(found)


def print_comparison(found: "Comparison") -> None:
    """Print a comparison, one line a run; the loss and what is equal for all are left out."""
    from .render import print_table

    names = list(dict.fromkeys(name for run in found.runs for name in run.metrics or {} if name != "loss"))
    shown = ["run", "method", "masked", "epsilon", *[name.replace("_", " ") for name in names], "minutes"]
    rows = [
        [
            run.run,
            run.method,
            "yes" if run.masked else "NO",
            _epsilon_cell(run),
            *[f"{run.metrics[name]:.4f}" if run.metrics and name in run.metrics else "-" for name in names],
            f"{run.seconds / 60:.1f}",
        ]
        for run in found.runs
    ]
    print_table("runs", shown, rows, right=range(3, len(shown)))
    if any(run.audit is not None for run in found.runs):
        shown = ["run", "bound of epsilon", "best attack AUC", "exposure, bits", "failures"]
        print_table("audits", shown, [[run.run, *_audit_cells(run)] for run in found.runs], right=range(1, 5))
    if any(run.epsilon_with_base is not None for run in found.runs):
        typer.echo("note: with base: the epsilons of the base model's runs on the same table are added", err=True)
    if not found.same_data:
        typer.echo("note: the runs differ in data or split, so their measures do not compare one to one", err=True)


def _epsilon_cell(run: "ComparedRun") -> str:
    notes = [*(["with base"] if run.epsilon_with_base is not None else []), *([] if run.is_release else ["test"])]
    return upper_bound(run.spent) + (f" ({', '.join(notes)})" if notes and run.spent is not None else "")


def _audit_cells(run: "ComparedRun") -> list[str]:
    if run.audit is None:
        return ["-", "-", "-", "-"]
    values = (run.audit.bound, run.audit.auc, run.audit.exposure)
    return [*("-" if value is None else f"{value:.2f}" for value in values), str(run.audit.failures)]
