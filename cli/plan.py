"""`privml plan`: what a run would cost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..core.rounding import upper_bound
from . import options as opt
from .finetune import load_finetune_config
from .lazy import PlainCommand

if TYPE_CHECKING:
    from ..finetune.planning import PlanReport, Point

_EITHER = ("privacy.target_epsilon", "privacy.noise_multiplier")
app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml plan masked.csv --config finetune.yaml

  privml plan masked.csv --config finetune.yaml --sweep epsilon=1,2,4,8 --no-measure

  privml plan masked.csv --config finetune.yaml --sweep epsilon=1,2,4,8 --no-measure --figure sweep.svg

  privml plan masked.csv --config finetune.yaml --json > plan.json
"""


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def plan(
    data: Annotated[str | None, typer.Argument(help="Masked table; - is standard input; default: data.path.")] = None,
    config: opt.Config = None,
    sets: opt.Sets = None,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", help="Manifest of the data; default: beside it.", show_default=False)
    ] = None,
    sweep: Annotated[
        str | None,
        typer.Option(
            "--sweep",
            help="Compare values of a setting: epsilon, noise_multiplier, batch_size, epochs or any key, "
            "such as epsilon=1,2,4,8.",
            show_default=False,
        ),
    ] = None,
    no_measure: Annotated[
        bool, typer.Option("--no-measure", help="Do not load the model to estimate time and memory.")
    ] = False,
    figure: Annotated[
        Path | None,
        typer.Option(
            "--figure", help="Picture of epsilon by epoch, and of the sweep: .svg, .png or .pdf.", show_default=False
        ),
    ] = None,
    force: opt.Force = False,
    as_json: opt.AsJson = False,
) -> None:
    """Tell noise, epsilon by epoch, time and memory of a run before it is run. Nothing is spent."""
    from ..configs.strict_yaml import parse_scalar
    from ..core.errors import UsageError
    from ..finetune.plan_figure import draw_plan
    from ..finetune.planning import parse_sweep, plan_run

    if config is None and not sets:
        raise UsageError(
            "no configuration given", hint="privml config init finetune/dp_classification -o finetune.yaml"
        )
    others = []
    if sweep is not None:
        key, values = parse_sweep(sweep)
        name = key.rpartition(".")[2]
        # noise and epsilon stand for each other
        unset = [f"{other}=null" for other in _EITHER if key in _EITHER and other != key]
        others = [
            (f"{name} {value}", load_finetune_config(config, [*(sets or []), *unset], {key: parse_scalar(value)}))
            for value in values
        ]
    report = plan_run(
        load_finetune_config(config, sets), data=data, manifest=manifest, sweep=others, measure=not no_measure
    )
    if figure is not None:
        draw_plan(report, figure, force=force)
    if as_json:
        opt.print_json(report.to_dict())
    else:
        print_plan(report)


def print_plan(report: "PlanReport") -> None:
    """Print a plan."""
    from .render import print_table

    print_table("plan", ["what", "value"], _summary(report))
    if report.epsilon_by_epoch:
        rows = [[epoch, upper_bound(epsilon)] for epoch, epsilon in report.epsilon_by_epoch.items()]
        print_table("spent after", ["epoch", "epsilon"], rows, right=[1])
    if report.sweep:
        points = [_row(point) for point in [report.point, *report.sweep]]
        columns = ["setting", "steps", "epsilon", "noise multiplier", "noise / batch"]
        print_table("sweep", columns, points, right=[1, 2, 3, 4])
    for point in report.sweep:
        if point.refused is not None:
            opt.note(f"{point.setting}: {point.refused}")
    for remark in report.remarks:
        opt.note(remark)


def _summary(report: "PlanReport") -> list[list[str]]:
    point, total = report.point, report.epsilon_with_base
    rows = [["training rows", f"{report.rows_train:,}"]]
    if point.epsilon is not None:
        rows += [
            ["privacy units", f"{report.units:,}"],
            ["epsilon", f"{upper_bound(point.epsilon)} ({report.accountant})"],
            *([["epsilon with base", upper_bound(total)]] if total is not None else []),
            ["delta", upper_bound(report.delta, 3)],
            ["noise multiplier", f"{point.noise_multiplier:.4g}"],
            ["sample rate", f"{point.sample_rate:.4g}"],
        ]
    rows.append(["steps", f"{point.steps:,} ({report.steps_per_epoch:g} an epoch)"])
    if report.seconds_per_step is not None and report.seconds is not None:
        rows += [
            ["trainable weights", f"{report.trainable_parameters:,}"],
            ["time", f"about {_time(report.seconds)} ({report.seconds_per_step:.3g} s a step), without evaluations"],
            ["memory", f"{report.memory_mb:,.0f} MB at the peak"],
            ["physical batch", f"{report.physical_batch_size:,} rows at a time, {report.precision}"],
        ]
    if report.grad_sample_mode is not None:
        rows.append(["clipping", report.grad_sample_mode])
    return rows


def _row(point: "Point") -> list[str]:
    if point.epsilon is None:
        return [point.setting, f"{point.steps:,}", "none" if point.refused is None else "refused", "-", "-"]
    return [
        point.setting,
        f"{point.steps:,}",
        upper_bound(point.epsilon),
        f"{point.noise_multiplier:.4g}",
        f"{point.noise_per_unit:.3g}",
    ]


def _time(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 90 else f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"
