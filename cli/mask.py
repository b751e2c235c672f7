"""`privml mask`: mask personal data in tables."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..core.progress import open_progress
from . import options as opt
from .lazy import PlainCommand

if TYPE_CHECKING:
    from ..maskers.report import MaskReport

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml mask customers.csv -o masked.csv --key-file team.key

  privml mask customers.csv tickets.csv -o masked/ --key-file team.key

  cat notes.csv | privml mask --manifest notes.manifest.json > masked.csv

  privml mask people.csv -o masked.csv --config mask.yaml --set verify=full

  privml mask people.csv -o masked.csv --key-file team.key --workers 8
"""


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def mask(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Tables; - is standard input.")
    ] = None,
    output: opt.Output = "-",
    config: opt.Config = None,
    preset: opt.Preset = None,
    sets: opt.Sets = None,
    key_file: opt.KeyFile = None,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", help="Manifest file; needed only if the output is standard output.")
    ] = None,
    max_residual: Annotated[
        int | None, typer.Option("--max-residual", min=0, help="Publish nothing and exit 1 above so many residuals.")
    ] = None,
    dry_run: opt.DryRun = False,
    force: opt.Force = False,
    as_json: opt.AsJson = False,
    delimiter: opt.Delimiter = None,
    no_header: opt.NoHeader = False,
    no_quotes: opt.NoQuotes = False,
    encoding: opt.Encoding = None,
    on_error: opt.OnErrorOption = opt.OnError.error,
    max_record_chars: opt.MaxRecordChars = 1 << 24,
    batch_rows: Annotated[int | None, typer.Option("--batch-rows", min=1, help="Rows in memory at a time.")] = None,
    workers: opt.Workers = None,
    no_progress: opt.NoProgress = False,
) -> None:
    """Mask personal data in tables.

    Columns that hold identifiers are masked in every cell; free text is searched. The output keeps the layout of the
    input, comes with a manifest, and is looked through again.
    """
    from ..core.errors import UsageError
    from ..maskers.stage import run_mask
    from .policy import load_policy

    sources = sources or ["-"]
    if not dry_run:
        opt.require_free_stdout(output, as_json)
    if manifest is not None and len(sources) > 1:
        raise UsageError("--manifest is for one source; several get their manifests beside the outputs")
    flags = {"max_residual": max_residual, "batch_rows": batch_rows, "workers": workers}
    policy, folder = load_policy(config, preset, sets, flags)
    with open_progress("masking", enabled=not no_progress) as advance:
        report = run_mask(
            sources,
            output,
            policy=policy.config,
            key=opt.key_from(key_file),
            options=opt.table_options(delimiter, no_header, no_quotes, encoding, on_error, max_record_chars),
            folder=folder,
            manifest=manifest,
            force=force,
            dry_run=dry_run,
            on_rows=advance,
        )
    if as_json:
        opt.print_json(report.to_dict())
    else:
        print_report(report)
    _notes(report, output, manifest, dry_run)


def print_report(report: "MaskReport") -> None:
    """Print what was masked, by column."""
    from .render import count_text, print_table

    for file in report.files:
        rows = []
        for name, column in file.columns.items():
            found = count_text(column.entities) if column.kind in ("text", "plain") else ""
            treated = "left, quasi-id" if column.quasi else column.operator or column.kind
            holds = found or column.entity_type or ""
            rows.append([name, holds, treated, f"{column.masked:,}", count_text(column.residual)])
        title = f"{file.name}: {file.rows:,} rows" + (f", {file.skipped:,} broken" if file.skipped else "")
        print_table(title, ["column", "holds", "treatment", "cells", "residual"], rows, right=[3], cut=[2])
    typer.echo(
        f"{'would mask' if report.dry_run else 'masked'} {sum(f.entities.total() for f in report.files):,} values in "
        f"{report.rows:,} rows, {report.residual:,} residual ({report.verify}), "
        f"{report.rows / max(report.seconds, 1e-9):,.0f} rows/s, key {report.key_fingerprint}",
        err=True,
    )


def _notes(report: "MaskReport", output: str, manifest: Path | None, dry_run: bool) -> None:
    for file in report.files:
        for remark in file.remarks:
            opt.note(f"{file.name}: {remark}")
        for name, column in file.columns.items():
            for pattern, cells in column.unsearched.items():
                opt.note(
                    f"{file.name}, column {name}: the pattern {pattern} ran out of time in {cells:,} cells, which were "
                    "replaced as a whole (UNSEARCHED)"
                )
    if report.ephemeral_key:
        opt.note("no key file: these pseudonyms cannot be joined with another run's (privml keygen FILE)")
    if output == "-" and manifest is None and not dry_run:
        opt.note("no manifest was written; privml finetune will want one (--manifest FILE)")
