"""`privml audit`: what an attacker can still get out of a fine-tuned model, or of a masked table."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ..core.rounding import lower_bound, upper_bound
from . import audit_data
from . import options as opt
from .lazy import PlainCommand

if TYPE_CHECKING:
    from ..finetune.audit.curves import Rate
    from ..finetune.audit.report import AuditReport


class _RunByDefault(TyperGroup):
    """Takes `privml audit RUN` for `privml audit run RUN`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the command in front where it was left out."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_RunByDefault,
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    name="audit",
    help="Attack a fine-tuned model (privml audit RUN) or a masked table (privml audit data).",
)

app.command("data", cls=PlainCommand, epilog=audit_data.EXAMPLES)(audit_data.audit_data)

EXAMPLES = """Examples:

  privml audit runs/topics --data masked.csv

  privml audit runs/topics --shadows 8 --max-auc 0.6 --max-exposure 3

  privml audit runs/topics --json > audit.json
"""


@app.command("run", cls=PlainCommand, epilog=EXAMPLES)
def run(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="Run folder of privml finetune.")],
    data: Annotated[
        str | None,
        typer.Option(
            "--data", help="Masked table that the run was trained on; default: data.path of its configuration."
        ),
    ] = None,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", help="Manifest of the table; default: beside it.", show_default=False)
    ] = None,
    original: Annotated[
        str | None,
        typer.Option(
            "--original",
            help="The table before masking, to guess the masked values; it stays here.",
            show_default=False,
        ),
    ] = None,
    records: Annotated[
        int, typer.Option("--records", min=1, help="Training and validation rows attacked, of each.")
    ] = 1000,
    candidates: Annotated[
        int, typer.Option("--candidates", min=1, help="Secrets that a canary's is ranked among, at least.")
    ] = 100,
    shadows: Annotated[
        int, typer.Option("--shadows", min=0, help="Shadow models to train, for the LiRA attack; each costs a run.")
    ] = 0,
    samples: Annotated[
        int, typer.Option("--samples", min=0, help="Texts that a language model is made to write, to be searched.")
    ] = 100,
    values: Annotated[int, typer.Option("--values", min=1, help="Masked values that are guessed.")] = 200,
    max_auc: Annotated[float | None, opt.limit("--max-auc", "Exit 1 if an attack's AUC is higher.", most=1)] = None,
    max_exposure: Annotated[
        float | None, opt.limit("--max-exposure", "Exit 1 if a type's mean exposure is higher (bits).")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Folder of audit.json and audit.html; default: the run folder.", show_default=False
        ),
    ] = None,
    force: opt.Force = False,
    as_json: opt.AsJson = False,
    no_progress: opt.NoProgress = False,
) -> None:
    """Attack a fine-tuned model: membership inference, exposure of canaries, a lower bound of epsilon.

    Exit 1 if the bound disproves the guarantee, or a limit is passed.
    """
    from ..core.errors import AnswerIsNo
    from ..finetune.audit.files import check_outputs, write_report
    from ..finetune.audit.stage import AuditOptions, run_audit

    folder = output or run_folder
    check_outputs(folder, force=force)
    report = run_audit(
        run_folder,
        data=data,
        manifest=manifest,
        original=original,
        options=AuditOptions(records, candidates, shadows, samples, values, max_auc, max_exposure),
        on_stage=(lambda message: None) if no_progress else (lambda message: typer.echo(f"audit: {message}", err=True)),
    )
    write_report(report, folder, run=run_folder, force=force)
    if as_json:
        opt.print_json(report.to_dict())
    else:
        print_audit(report)
    if report.failures:
        raise AnswerIsNo("\n".join(report.failures))


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _rate(rate: "Rate") -> str:
    return f"{rate.tpr:.0%} ({rate.low:.0%}-{rate.high:.0%})" + ("" if rate.resolved else "*")


def print_audit(report: "AuditReport") -> None:
    """Print an audit."""
    from .render import print_table

    rows = [
        [
            attack.targets,
            attack.score,
            f"{_share(attack.curve.auc)} ± {_share((attack.curve.auc_high - attack.curve.auc_low) / 2)}",
            *map(_rate, attack.curve.rates),
            "-" if attack.control_auc is None else _share(attack.control_auc),
        ]
        for attack in report.attacks
    ]
    if rows:
        columns = ["rows", "score", "AUC", "TPR, 1% FPR", "0.1% FPR", "before"]
        print_table("membership inference, 95 % intervals", columns, rows, right=[2, 3, 4, 5])
        if not all(rate.resolved for attack in report.attacks for rate in attack.curve.rates):
            opt.note("* too few others to tell such a rate; none was allowed")
    if report.exposure:
        bits = [
            [
                e.type,
                f"{e.planted:,}",
                f"{e.mean:.2f}",
                f"{e.highest:.2f}",
                f"{e.control:.2f}",
                f"{e.base:.2f}",
                f"{e.possible:.2f}",
            ]
            for e in report.exposure
        ]
        columns = ["canaries", "planted", "mean", "highest", "not planted", "before", "possible"]
        print_table("exposure of planted secrets, in bits", columns, bits, right=range(1, 7))
    if report.bound is not None:
        pairs = [
            ["lower bound of epsilon", lower_bound(report.bound.epsilon)],
            ["what the accountant claims", upper_bound(report.claimed)],
            ["guesses right", f"{report.bound.right:,} of {report.bound.guesses:,}"],
            ["highest bound that could be proven", f"{report.bound.provable:.2f}"],
        ]
        print_table("one-run audit, 95 % confidence", ["what", "value"], pairs)
    for extraction in report.extraction:
        opt.note(
            f"extraction of {extraction.source}: {extraction.found:,} of {extraction.sought:,} in "
            f"{extraction.samples:,} texts; never seen {extraction.control_found:,} of {extraction.control_sought:,}; "
            f"before training {extraction.base_found:,}"
        )
    for guessing in report.guessing:
        opt.note(
            f"{guessing.attack} of masked values: {guessing.right:,} of {guessing.values:,} right, before training "
            f"{guessing.base_right:,}, by chance {guessing.chance:.1f}"
        )
    for reason in report.not_measured:
        opt.note(f"not measured: {reason}")
