"""Failures of writing, told in the project's own errors."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from .errors import MissingError, PrivmlError, UsageError

FULL_DISK = (errno.ENOSPC, errno.EDQUOT)


@contextlib.contextmanager
def mapped_os_errors(path: str | Path) -> Iterator[None]:
    """Raise the project's own errors for failures of writing.

    Raises:
        MissingError: the disk is full.
        UsageError: anything else that the operating system refuses.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise write_error(path, error) from None


def write_error(path: str | Path, error: OSError) -> PrivmlError:
    """Return what to tell of a failure of writing."""
    if error.errno in FULL_DISK:
        return MissingError(
            f"no space left on the device while writing {path}; nothing was published",
            hint="free some space or write to another folder",
        )
    return UsageError(f"cannot write {path}: {(error.strerror or 'error').lower()}")
