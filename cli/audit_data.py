"""`privml audit data`: attack a masked table."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..core.progress import open_progress
from . import options as opt
from .lazy import PlainCommand

if TYPE_CHECKING:
    from ..maskers.audit.linkage import LinkageReport
    from ..maskers.audit.report import AuditReport

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml audit data masked.csv --original people.csv --key-file team.key

  privml audit data masked.csv --original people.csv --key-file team.key --report audit.html

  privml audit data masked.csv --original people.csv --sensitive diagnosis --json

  privml audit data masked.csv --original people.csv --max-residual 0 --max-linked 0.05
"""


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def audit_data(
    masked: Annotated[str, typer.Argument(help="Masked table; - is standard input.", show_default=False)],
    original: Annotated[
        str, typer.Option("--original", help="The table that was masked: the same rows in the same order.")
    ],
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file",
            envvar="PRIVML_KEY_FILE",
            help="Key of the masked table: its seal is checked, and surrogates that are real by chance are told apart.",
            show_default=False,
        ),
    ] = None,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", help="Manifest of the masked table; default: beside it.")
    ] = None,
    unmanifested: Annotated[
        bool, typer.Option("--unmanifested", help="Without a valid manifest, see from the cells what was masked.")
    ] = False,
    quasi: Annotated[
        list[str] | None,
        typer.Option("--quasi", help="Column that the attacker knows; default: those recognised. Repeatable."),
    ] = None,
    sensitive: Annotated[
        list[str] | None,
        typer.Option("--sensitive", help="Column that the attacker wants: measure its l-diversity. Repeatable."),
    ] = None,
    max_residual: Annotated[
        float | None, opt.limit("--max-residual", "Exit 1 if more originals are left than this.")
    ] = None,
    max_linked: Annotated[
        float | None, opt.limit("--max-linked", "Exit 1 if a larger share of rows is linked.", most=1)
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write the report as an HTML page.", show_default=False)
    ] = None,
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
    """Attack a masked table with its original in hand.

    Looks for originals that are left, links rows by the columns that were kept, and lays tokens beside values by how
    often they occur. Each number stands beside what chance gives. No value of the data is shown.
    """
    from ..maskers.audit.stage import run_data_audit

    with open_progress("auditing", enabled=not no_progress) as advance:
        found = run_data_audit(
            masked,
            original,
            key=opt.key_from(key_file),
            options=opt.table_options(delimiter, no_header, no_quotes, encoding, on_error, max_record_chars),
            manifest=manifest,
            unmanifested=unmanifested,
            quasi=quasi or (),
            sensitive=sensitive or (),
            page=report,
            force=force,
            on_rows=advance,
        )
    if as_json:
        opt.print_json(found.to_dict())
    else:
        print_report(found)
    _require_limits(found, max_residual, max_linked)


def _require_limits(found: "AuditReport", max_residual: float | None, max_linked: float | None) -> None:
    from ..core.errors import AnswerIsNo

    over = []
    if max_residual is not None and found.residual > max_residual:
        over.append(f"{found.residual:,.1f} originals left, over the limit of {max_residual:g}")
    if max_linked is not None and found.linked > max_linked:
        over.append(f"{found.linked:.1%} of rows linked, over the limit of {max_linked:.1%}")
    if over:
        raise AnswerIsNo(f"{found.name}: {'; '.join(over)}")


def print_report(found: "AuditReport") -> None:
    """Print what an attacker gets out."""
    from ..maskers.audit.page import evidence_line
    from .render import print_table

    rows = []
    for count in found.residuals:
        control = "-" if count.other_rows_control is None else f"{count.other_rows_control:,.0f}"
        own, other = count.own_row.total(), count.other_rows.total()
        numbers = [f"{count.values:,}", f"{own:,}", f"{count.own_row_control:,}", f"{other:,}", control]
        rows.append([count.column, count.entity_type, *numbers])
    if rows:
        heads = ["values of", "type", "values", "own row", "chance", "others", "chance"]
        print_table(f"{found.name}: originals that still stand", heads, rows, right=range(2, 7))
    _print_linkage(found.linkage)
    attacks = [
        [a.column, a.entity_type, f"{a.tokens:,}", f"{a.cells_recovered:.1%}", f"{a.control:.1%}"]
        for a in found.frequencies
    ]
    if attacks:
        heads = ["tokens of", "type", "distinct", "cells recovered", "control"]
        print_table("frequency attack", heads, attacks, right=range(2, 5))
    explained = sum(count.explained for count in found.residuals)
    checked, equal = (sum(column[name] for column in found.recomputed.values()) for name in ("checked", "equal"))
    if found.recomputed:
        opt.note(f"{equal:,} of {checked:,} cells masked again with the key came out equal")
    if explained:
        opt.note(f"{explained:,} places more hold a surrogate that is real by chance, as the key shows")
    opt.note(evidence_line(found)[:-1])
    typer.echo(
        f"{found.name}: {found.residual:,.0f} originals left in {found.rows:,} rows, {found.linked:.1%} of rows linked",
        err=True,
    )


def _print_linkage(linkage: "LinkageReport") -> None:
    from .render import print_table

    if linkage.main is None:
        return
    named = [("quasi", linkage.quasi), ("kept", linkage.kept), *((f"worst {len(s.columns)}", s) for s in linkage.steps)]
    rows = [
        [name, ", ".join(link.columns), *(f"{n:,}" for n in link.rows_by_k.values()), f"{link.linked:.1%}"]
        for name, link in named
        if link is not None
    ]
    heads = ["known", "columns", *linkage.main.rows_by_k, "linked"]
    print_table("rows by k, the number of rows that look alike", heads, rows, right=range(2, 8))
    if linkage.diversity:
        columns = [
            [d.column, f"{d.classes:,}", f"{d.l}", f"{d.rows_l1:.1%}", f"{d.inferred:.1%}", f"{d.control:.1%}"]
            for d in linkage.diversity
        ]
        heads = ["sensitive", "groups", "least l", "known", "guessed", "control"]
        print_table("sensitive columns in groups of rows that look alike", heads, columns, right=range(1, 6))
