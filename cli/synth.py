"""`privml synth`: make labelled texts."""

from typing import Annotated

import typer

from ..core.errors import UsageError
from ..core.progress import open_progress
from . import options as opt
from .lazy import PlainCommand

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="Make labelled texts to train and test detectors on.",
    name="synth",
)

EXAMPLES = """Examples:

  privml synth text --count 12000 --seed 1 -o train.jsonl

  privml synth text --count 600 --holdout -o validation.jsonl

  privml synth text --count 1000 --locale de_DE --locale de_AT --types PERSON,STREET_ADDRESS,IBAN_CODE
"""


@app.callback()
def _group() -> None:
    """Make labelled texts to train and test detectors on."""


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def text(
    count: Annotated[int, typer.Option("--count", min=1, help="Number of texts.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Equal seeds give equal texts.")] = 0,
    locale: Annotated[
        list[str] | None,
        typer.Option("--locale", help="Region of people and places, such as de_DE; default: all. Repeatable."),
    ] = None,
    types: Annotated[
        list[str] | None,
        typer.Option("--types", help="Entity types to label, separated by commas; default: all. Repeatable."),
    ] = None,
    holdout: Annotated[
        bool, typer.Option("--holdout", help="Only templates and regions that training texts never use.")
    ] = False,
    output: opt.Output = "-",
    force: opt.Force = False,
    no_progress: opt.NoProgress = False,
) -> None:
    """Write texts with the places of the personal data in them, one JSON document a line: text and spans.

    Letters, chats, forms, logs, judgments and more in eight languages, with names, addresses and numbers of many
    countries, put together from templates. No text is about anyone.
    """
    from ..maskers.synthesis.stage import write_texts

    wanted = [name.strip() for item in types or () for name in item.split(",") if name.strip()]
    if types and not wanted:
        raise UsageError("--types names no entity type", hint="leave it out for all")
    with open_progress("writing", total=count, unit="texts", enabled=not no_progress) as advance:
        found = write_texts(
            output,
            count=count,
            seed=seed,
            locales=locale or (),
            types=wanted,
            holdout=holdout,
            force=force,
            on_texts=advance,
        )
    typer.echo(f"{count:,} texts, {found.total():,} spans of {len(found)} entity types", err=True)
