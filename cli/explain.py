"""`privml explain`: why a text is masked as it is."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import options as opt
from .lazy import PlainCommand

if TYPE_CHECKING:
    from ..maskers.explanations import Candidate, TextExplanation

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml explain "Call Ann Lee on 212-555-0134, passport A12345678"

  privml explain --row tickets.csv --row-number 12 --policy mask.yaml

  privml explain "ask Canwtell" --row customers.csv --row-number 0

  privml explain - --json < notes.txt | jq '.texts[].candidates[] | select(.verdict == "rejected")'
"""


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def explain(
    text: Annotated[
        str | None,
        typer.Argument(
            help="The text; - reads texts from standard input, one a line. Without it, the row's own cells.",
            show_default=False,
        ),
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", "--config", "-c", help="Masking policy (YAML).", show_default=False)
    ] = None,
    preset: opt.Preset = None,
    sets: opt.Sets = None,
    row: Annotated[
        str | None, typer.Option("--row", metavar="TABLE", help="A table whose row the text belongs to.")
    ] = None,
    row_number: Annotated[
        int | None,
        typer.Option("--row-number", min=0, help="Which row; from 0, as in scan --spans.", show_default=False),
    ] = None,
    key_file: opt.KeyFile = None,
    show_values: Annotated[
        bool,
        typer.Option("--show-values", help="Show values of tables and of standard input, else shapes in their place."),
    ] = False,
    as_json: opt.AsJson = False,
    delimiter: opt.Delimiter = None,
    no_header: opt.NoHeader = False,
    encoding: opt.Encoding = None,
) -> None:
    """Tell why a text is masked as it is: who found what, with which score, and what decided.

    Candidates that were dropped are listed with the reason: a score below the threshold, a check that failed, the
    allow list, an operator that keeps, an overlap. A text of the command line is shown as it is; of everything else
    only shapes are, unless --show-values is given.
    """
    from ..core.errors import UsageError
    from ..core.tables.delimited import decode
    from ..maskers.explain import Explainer
    from .policy import load_policy

    if (row is None) != (row_number is None):
        raise UsageError("--row and --row-number go together", hint="--row TABLE --row-number N")
    if text == "-" and row is not None:
        raise UsageError("a row needs one text, not standard input", hint='privml explain "TEXT" --row TABLE')
    resolved, folder = load_policy(policy, preset, sets)
    explainer = Explainer(resolved.config, folder=folder, key=opt.key_from(key_file))
    is_given = text is not None and text != "-"
    if row is not None and row_number is not None:
        table = opt.table_options(delimiter, no_header, False, encoding)
        explanations = explainer.explain_row(row, row_number, text=text, options=table)
    elif text is not None and is_given:
        explanations = [explainer.explain_text(text)]
    else:
        lines = decode(sys.stdin.buffer.read(), encoding, name="standard input").split("\n")
        explanations = [explainer.explain_text(line.rstrip("\r")) for line in lines if line.strip()]
    shown = show_values or is_given
    if as_json:
        texts = [explanation.to_dict(show_values=shown) for explanation in explanations]
        opt.print_json({"values_shown": shown, "texts": texts})
    else:
        for number, explanation in enumerate(explanations, 1):
            print_explanation(explanation, explanation.column or f"text {number}", show_values=shown)


def print_explanation(explanation: "TextExplanation", title: str, *, show_values: bool) -> None:
    """Print the candidates and the result."""
    from .render import print_table

    rows = []
    for candidate in explanation.candidates:
        span = candidate.span
        rows.append(
            [
                f"{span.start}-{span.end}",
                explanation.found(span, show_values=show_values),
                f"{span.entity_type}\n{span.score:.2f} {_by(span.recognizer)}",
                "\n".join(filter(None, (_verdict(candidate), _cause(candidate)))),
            ]
        )
    if not rows:
        typer.echo(f"{title}: nothing is found", err=True)
        return
    print_table(title, ["at", "found", "type, score, by", "what became of it, and why"], rows, cut=[1])
    if show_values:
        typer.echo(f"masked: {explanation.masked}\n", err=True)
    else:
        made = ", ".join(
            f"{m.span.start}-{m.span.end} {m.span.entity_type} {m.operator}" for m in explanation.replacements
        )
        typer.echo(f"replaced: {made or 'nothing'}\n", err=True)


def _by(recognizer: str) -> str:
    """Return who found it; the entity type stands beside it."""
    return recognizer.partition(":")[0]


def _verdict(candidate: "Candidate") -> str:
    return f"{candidate.verdict}: {candidate.reason}" if candidate.reason else candidate.verdict


def _cause(candidate: "Candidate") -> str:
    """Return in words what led to a finding."""
    cause = candidate.cause
    parts = []
    if cause.source is not None:
        parts.append(f"from {cause.source}")
    if cause.how is not None:
        parts.append(cause.how)
    if cause.context is not None:
        parts.append(f"{cause.base_score:.2f} before the context word {cause.context}")
    if cause.check is not None and candidate.verdict != "rejected":
        parts.append(f"check {cause.check} passed")
    return ", ".join(parts)
