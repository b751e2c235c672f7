"""`privml`: the entry point, the exit codes and the list of commands. Nothing heavy is imported here."""

import contextlib
import os
import signal
import sys
from types import FrameType
from typing import Annotated, NoReturn

import typer

from .. import __version__
from ..core.errors import ExitCode, MissingError, PrivmlError, TerminatedError, internal_error
from ..core.write_errors import FULL_DISK, full_disk_reason
from .lazy import LazyCommands

app = typer.Typer(
    name="privml",
    cls=LazyCommands,
    help="From a table with personal data to a fine-tuned model that does not leak it.",
    epilog="Examples:\n\n  privml scan people.csv\n\n  privml mask people.csv -o masked.csv",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"privml {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """From a table with personal data to a fine-tuned model that does not leak it."""


def main() -> NoReturn:
    """Run a command and exit with a status that means something; see `ExitCode`."""
    signal.signal(signal.SIGTERM, _on_sigterm)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command and return its exit status."""
    try:
        status = app(arguments, prog_name="privml", standalone_mode=True)
        return int(status or 0)
    except SystemExit as exit_:
        return _status_of(exit_)
    except PrivmlError as error:
        _report(error)
        return int(error.exit_code)
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        _silence_stdout()
        return int(ExitCode.PIPE_CLOSED)
    except OSError as error:
        if error.errno not in FULL_DISK:
            _report(internal_error(error))
            return int(ExitCode.INTERNAL)
        _silence_stdout()
        _report(MissingError(full_disk_reason(error)))
        return int(ExitCode.MISSING)
    except Exception as error:  # noqa: BLE001 (the last resort; the text of an unknown error may quote a value)
        _report(internal_error(error))
        return int(ExitCode.INTERNAL)


def _status_of(exit_: SystemExit) -> int:
    if isinstance(exit_.__context__, KeyboardInterrupt):
        return int(ExitCode.INTERRUPTED)
    if isinstance(exit_.__context__, BrokenPipeError):
        _silence_stdout()
        return int(ExitCode.PIPE_CLOSED)
    # Click turns an interrupt into Abort and that into 1
    if type(exit_.__context__).__name__ == "Abort":
        return int(ExitCode.INTERRUPTED)
    return exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)


def _report(error: PrivmlError) -> None:
    for line in error.message.splitlines():
        typer.echo(f"error: {line}", err=True)
    if error.hint:
        typer.echo(f"hint: {error.hint}", err=True)


def _silence_stdout() -> None:
    """Point standard output at nothing, so that flushing at exit does not fail again."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _on_sigterm(number: int, frame: FrameType | None) -> NoReturn:
    raise TerminatedError("terminated")
