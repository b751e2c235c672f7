"""The project's errors, one class per remedy. The class decides the exit code.

PrivmlError                  70  internal error
 ├─ AnswerIsNo                1  it ran, and the answer is no: findings, residuals, a limit passed
 ├─ UsageError                2  change the command line
 │   └─ ConfigError           2  change the configuration file
 ├─ DataError                 3  mend the input data
 ├─ GuardError                4  a privacy guard refused
 ├─ MissingError              5  install or provide something
 └─ TerminatedError         143  SIGTERM arrived; what could be saved was saved

A message never carries a value of the data: rows, columns and entity types only.
"""

import os
import traceback
from enum import IntEnum

_FRAMES_TOLD = 4


class ExitCode(IntEnum):
    """Exit status of every command."""

    OK = 0
    ANSWER_IS_NO = 1
    USAGE = 2
    DATA = 3
    GUARD = 4
    MISSING = 5
    INTERNAL = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141
    TERMINATED = 143


class PrivmlError(Exception):
    """Base of all errors that the project raises on purpose.

    Args:
        message: one line, lower case: what is wrong and where.
        hint: what the reader can do about it.
    """

    exit_code = ExitCode.INTERNAL

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message


class AnswerIsNo(PrivmlError):
    """The command ran to its end and a limit that the user set was passed."""

    exit_code = ExitCode.ANSWER_IS_NO


class UsageError(PrivmlError):
    """The command line asks for something that cannot be done."""

    exit_code = ExitCode.USAGE


class ConfigError(UsageError):
    """A configuration file or override is wrong; the message lists all its faults."""


class DataError(PrivmlError):
    """The input data cannot be read as what it claims to be."""

    exit_code = ExitCode.DATA


class GuardError(PrivmlError):
    """A privacy guard refused to go on."""

    exit_code = ExitCode.GUARD


class MissingError(PrivmlError):
    """Something needed is not installed or not there: a package, a model, a device."""

    exit_code = ExitCode.MISSING


class TerminatedError(PrivmlError):
    """SIGTERM arrived; outputs were cleaned up or a checkpoint was saved."""

    exit_code = ExitCode.TERMINATED


def internal_error(error: BaseException) -> PrivmlError:
    """Return what may be told of an unknown failure: where it arose, and not its text, which may quote a value."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_TOLD:]
    where = " < ".join(f"{os.path.basename(frame.filename)}:{frame.lineno}" for frame in reversed(frames))
    return PrivmlError(
        f"internal error: {type(error).__name__} at {where}",
        hint="this is a defect of privml; please report the line above",
    )
