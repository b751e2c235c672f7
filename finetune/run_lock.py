"""One process at a time in a run folder."""

import contextlib
import fcntl
import os
from pathlib import Path
from types import TracebackType

from ..core.errors import GuardError
from ..core.write_errors import mapped_os_errors

LOCK_FILE = "run.lock"


class RunLock:
    """Keeps other processes out of a run folder, from `take` to the end of a `with` block.

    The lock ends with the process that holds it, however it ends; its file is gone when nobody holds it.

    Args:
        folder: made by `take` if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    def __enter__(self) -> "RunLock":
        return self

    def take(self) -> None:
        """Take the lock, unless it is held already.

        Raises:
            GuardError: another process has it.
        """
        path = self._folder / LOCK_FILE
        while self._descriptor is None:
            with mapped_os_errors(self._folder):
                self._folder.mkdir(parents=True, exist_ok=True)
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
                try:
                    _lock(descriptor, self._folder)
                    if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
                        self._descriptor = descriptor
                finally:
                    if self._descriptor is None:  # or whoever held it has removed the file meanwhile
                        os.close(descriptor)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is None:
            return
        with contextlib.suppress(OSError):  # a file that stays does no harm
            (self._folder / LOCK_FILE).unlink()
        os.close(self._descriptor)
        self._descriptor = None


def require_unlocked(folder: Path) -> None:
    """Raise GuardError if a process trains in a folder; nothing is changed."""
    try:
        descriptor = os.open(folder / LOCK_FILE, os.O_RDWR)
    except OSError:
        return
    try:
        _lock(descriptor, folder)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise GuardError(
            f"another process trains in {folder}", hint="wait for its end, or choose another folder"
        ) from None
