"""Options that several commands share, and how they become the stages' arguments."""

import json
import math
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ..core.errors import UsageError
from ..core.keys import Key, load_key
from ..core.tables import TableOptions

Config = Annotated[Path | None, typer.Option("--config", "-c", help="Configuration file (YAML).", show_default=False)]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Override a value, such as verify=full. Repeatable."),
]
Preset = Annotated[
    str | None, typer.Option("--preset", help="Preset to build on, such as mask/labels.", show_default=False)
]
Force = Annotated[bool, typer.Option("--force", "-f", help="Replace existing outputs.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as one JSON document.")]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="Show no progress.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Do everything but write; fail wherever the real run would.")
]
Output = Annotated[str, typer.Option("--output", "-o", help="Output file or folder; - is standard output.")]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        envvar="PRIVML_KEY_FILE",
        help="Key of pseudonyms and hashes (privml keygen). Without one a random key is used and forgotten.",
        show_default=False,
    ),
]
Delimiter = Annotated[
    str | None, typer.Option("--delimiter", help="Column separator; default: detected.", show_default=False)
]
NoHeader = Annotated[bool, typer.Option("--no-header", help="The first row is data; columns are c1, c2, ...")]
NoQuotes = Annotated[bool, typer.Option("--no-quotes", help="Quotes are ordinary characters.")]


def finite(value: float | None) -> float | None:
    """Refuse what is no number: nothing is above or below it, so that a limit would hold whatever comes."""
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter("not a finite number")
    return value


def limit(name: str, text: str, *, most: float | None = None) -> Any:
    """Return the option of a number from 0 to `most`, beyond which a command ends with exit 1."""
    return typer.Option(name, callback=finite, min=0, max=most, help=text, show_default=False)


Encoding = Annotated[
    str | None, typer.Option("--encoding", help="Text encoding; default: by byte order mark, else UTF-8.")
]

Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        metavar="N",
        help="Processes that share the work; the output is the same. Default: one for each CPU, at most 4, "
        "once a table turns out to be large.",
        show_default=False,
    ),
]


class OnError(StrEnum):
    """What happens to broken rows."""

    error = "error"
    skip = "skip"
    keep_line = "keep-line"


OnErrorOption = Annotated[
    OnError,
    typer.Option("--on-error", help="Broken rows: stop, leave them out, or keep the line with every cell emptied."),
]
MaxRecordChars = Annotated[int, typer.Option("--max-record-chars", help="Largest row accepted, in characters.", min=1)]


def table_options(
    delimiter: str | None,
    no_header: bool,
    no_quotes: bool,
    encoding: str | None,
    on_error: OnError = OnError.error,
    max_record_chars: int = 1 << 24,
) -> TableOptions:
    r"""Turn flags into table options; `\t` names the tab."""
    return TableOptions(
        delimiter="\t" if delimiter == "\\t" else delimiter,
        header=not no_header,
        quoting=not no_quotes,
        encoding=encoding,
        on_error=on_error.value,
        max_record_chars=max_record_chars,
    )


def key_from(path: Path | None) -> Key | None:
    """Load the key, if one was named."""
    return None if path is None else load_key(path)


def print_json(document: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print one JSON document on standard output."""
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def note(message: str) -> None:
    """Tell the user something on standard error."""
    typer.echo(f"note: {message}", err=True)


def require_free_stdout(output: str, as_json: bool) -> None:
    """Refuse to print a JSON report among data."""
    if as_json and output == "-":
        raise UsageError("--json and the data would both go to standard output", hint="-o FILE for the data")
