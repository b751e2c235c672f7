"""`privml scan`: report what personal data a table holds."""

from typing import TYPE_CHECKING, Annotated

import typer

from ..core.progress import open_progress
from . import options as opt
from .lazy import PlainCommand

if TYPE_CHECKING:
    from ..maskers.scan import ScanReport

_SHAPE_WIDTH = 12

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml scan people.csv

  privml scan people.csv --policy > mask.yaml

  privml scan people.csv --json | jq '.columns | keys'

  privml scan incoming.csv --fail-on-findings --sample 10000
"""


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def scan(
    source: Annotated[str, typer.Argument(help="Table; - is standard input.")] = "-",
    config: opt.Config = None,
    preset: opt.Preset = None,
    sets: opt.Sets = None,
    policy: Annotated[bool, typer.Option("--policy", help="Print a policy that privml mask accepts.")] = False,
    fail_on_findings: Annotated[
        bool, typer.Option("--fail-on-findings", help="Exit 1 if there is personal data.")
    ] = False,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, help="Look at so many rows; default: all.", show_default=False)
    ] = None,
    spans: Annotated[
        str | None, typer.Option("--spans", help="Write the findings' places as JSON lines.", show_default=False)
    ] = None,
    force: opt.Force = False,
    as_json: opt.AsJson = False,
    delimiter: opt.Delimiter = None,
    no_header: opt.NoHeader = False,
    no_quotes: opt.NoQuotes = False,
    encoding: opt.Encoding = None,
    on_error: opt.OnErrorOption = opt.OnError.error,
    max_record_chars: opt.MaxRecordChars = 1 << 24,
    workers: opt.Workers = None,
    no_progress: opt.NoProgress = False,
) -> None:
    """Report what personal data a table holds: types, counts and shapes, never values."""
    from ..core.errors import AnswerIsNo, UsageError
    from ..maskers.scan import run_scan, suggest_policy
    from .policy import load_policy

    if policy and as_json:
        raise UsageError("--policy and --json both print a document; choose one")
    resolved, folder = load_policy(config, preset, sets, {"workers": workers})
    with open_progress("scanning", enabled=not no_progress) as advance:
        report = run_scan(
            source,
            policy=resolved.config,
            options=opt.table_options(delimiter, no_header, no_quotes, encoding, on_error, max_record_chars),
            folder=folder,
            sample=sample,
            spans=spans,
            force=force,
            on_rows=advance,
        )
    if policy:
        _print_policy(suggest_policy(report, preset=resolved.values.get("preset") or "mask/default"), report)
    elif as_json:
        opt.print_json(report.to_dict())
    else:
        print_report(report)
    if fail_on_findings and report.has_findings:
        raise AnswerIsNo(f"{report.name} holds personal data")


def _print_policy(policy: dict[str, object], report: "ScanReport") -> None:
    import yaml

    typer.echo(f"# masking policy for {report.name}, from a scan of {report.rows:,} rows; use it with")
    typer.echo(f"#   privml mask {report.name} -o masked.csv --config mask.yaml")
    typer.echo(yaml.safe_dump(policy, sort_keys=False, allow_unicode=True, width=100), nl=False)


def print_report(report: "ScanReport") -> None:
    """Print what was found, by column."""
    from ..maskers.spans import UNSEARCHED
    from .render import print_table

    rows = []
    for name, column in report.columns.items():
        found = [f"{kind} {count.count:,} ({count.mean_score:.2f})" for kind, count in column.entities.items()]
        known = f"{column.entity_type} (quasi)" if column.quasi else column.entity_type or column.kind
        what = "\n".join([f"{known}:" if found else known, *found])
        shape = column.shapes[0][:_SHAPE_WIDTH] if column.shapes else ""
        rows.append([name, what, f"{column.distinct:,}", column.evidence, shape])
    title = f"{report.name}: {report.rows:,} rows" + (f", {report.skipped:,} broken" if report.skipped else "")
    headings = ["column", "holds", "distinct", "evidence", "shape"]
    print_table(title, headings, rows, right=[2], cut=[3, 4])
    for name, column in report.columns.items():
        if UNSEARCHED in column.entities:
            cells = column.entities[UNSEARCHED].count
            opt.note(f"column {name}: a pattern ran out of time in {cells:,} cells; --spans names it and the rows")
    quasi = [name for name, column in report.columns.items() if column.quasi]
    if quasi:
        opt.note(f"quasi-identifiers, left by the default policies: {', '.join(quasi)}")
