"""Failures of writing, told in the project's own errors."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from .errors import MissingError, PrivmlError, UsageError

FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Nothing more can be written: the device or a quota is full, or the file is as large as it may be."""


def full_disk_reason(error: OSError) -> str:
    """Return in words which of `FULL_DISK` it is."""
    return "the file may not grow any larger" if error.errno == errno.EFBIG else "no space left on the device"


@contextlib.contextmanager
def mapped_os_errors(path: str | Path) -> Iterator[None]:
    """Raise the project's own errors for failures of writing.

    Raises:
        MissingError: the disk is full, or the file as large as it may be.
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
            f"{full_disk_reason(error)} while writing {path}; nothing was published",
            hint="free some space or write to another folder",
        )
    return UsageError(f"cannot write {path}: {(error.strerror or 'error').lower()}")
