"""`privml export`: a fine-tuned model as an ONNX file that needs no torch."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from . import options as opt
from .lazy import PlainCommand

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml export runs/detector --int8 -o detector

  privml mask people.csv --set detect.ner=detector -o masked.csv
"""


class Format(StrEnum):
    """File formats of exported models."""

    onnx = "onnx"


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def export(
    run: Annotated[Path, typer.Argument(help="Run folder of privml finetune.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to be made.")],
    format_: Annotated[Format, typer.Option("--format", help="Format of the model file.")] = Format.onnx,
    int8: Annotated[
        bool, typer.Option("--int8", help="Quantise weights: a quarter of the size, twice the speed.")
    ] = False,
    calibrate: Annotated[
        str | None,
        typer.Option(
            metavar="GOLD",
            help="Set a detector's scores by a table with the columns of its training: the probability with the best "
            "F2 of each entity type becomes the score 0.5.",
        ),
    ] = None,
    share: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Leave weights out that are in another export, which lies beside the output: those of frozen layers.",
        ),
    ] = None,
    force: opt.Force = False,
    as_json: opt.AsJson = False,
) -> None:
    """Write a run's model as one ONNX file, with its tokenizer, for use without torch."""
    from ..finetune.export import run_export

    report = run_export(run, output, int8=int8, force=force, calibration=calibrate, share=share)
    if as_json:
        opt.print_json(report.to_dict())
        return
    from .render import print_table

    rows = [
        ("output", report.output),
        ("task", report.task),
        ("size", f"{report.bytes / 1e6:.1f} MB, {'int8' if report.int8 else 'float32'}"),
        ("sha256", report.sha256),
        ("largest error of the graph", f"{report.float_error:.1e}"),
    ]
    if report.int8_error is not None:
        rows.append(("mean error of int8", f"{report.int8_error:.1e}"))
    for kind, point in sorted(report.operating_points.items()):
        rows.append((f"operating point of {kind}", f"{point:.2f}"))
    print_table("exported", ["what", "value"], rows)
