"""`privml keygen`: make a key file."""

from pathlib import Path
from typing import Annotated

import typer

from .lazy import PlainCommand

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """Examples:

  privml keygen team.key

  PRIVML_KEY_FILE=team.key privml mask people.csv -o masked.csv
"""


@app.command(cls=PlainCommand, epilog=EXAMPLES)
def keygen(path: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the key.")]) -> None:
    """Make a key file, readable by its owner only. The same key gives the same pseudonyms everywhere."""
    from ..core.keys import write_key

    key = write_key(path)
    typer.echo(f"wrote {path} (fingerprint {key.fingerprint}); keep it safe and out of version control", err=True)
