"""Where an output goes: links lead to their file, what is no regular file is refused, leftovers of killed runs go.

A folder of outputs is written beside its place and renamed, so that it is whole or not there.
"""

import contextlib
import fcntl
import os
import re
import secrets
import shlex
import shutil
import stat
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from .errors import UsageError

_TEMPORARY = re.compile(r"\.(.+)\.[0-9a-f]{8}\.tmp", re.DOTALL)
_KINDS = {
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
# another run holds a folder for itself no longer than it takes to list it
_TRIES = 20
_PAUSE_S = 0.05


def resolve_target(path: Path) -> Path:
    """Return the regular file, there already or not, that an output's path stands for: a link's is where it leads.

    Raises:
        UsageError: its folder does not exist, or it is a folder, a FIFO, a device, a socket or a link to no name.
    """
    if path.is_dir():
        raise UsageError(f"the output {path} is a folder")
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    if path.exists():
        kind = stat.S_IFMT(path.stat().st_mode)
        if kind != stat.S_IFREG:
            raise UsageError(
                f"the output {path} is {_KINDS.get(kind, 'no regular file')}, and only regular files are replaced",
                hint=f"send the data to standard output and let the shell redirect it: -o - > {shlex.quote(str(path))}",
            )
        is_named = target.exists() and os.path.samefile(path, target)  # /dev/fd/3 may lead to a file without a name
    else:
        is_named = not target.is_symlink()  # a link that leads to itself stays one
    if not is_named:
        raise UsageError(f"the output {path} is a link that leads to no file name", hint="name the file itself")
    if not target.parent.is_dir():
        raise UsageError(f"the output folder {target.parent} does not exist", hint=f"mkdir -p {target.parent}")
    return target


def require_distinct(paths: Iterable[str | Path]) -> None:
    """Raise UsageError if two outputs are the same file: one of them would be lost."""
    seen: set[str] = set()
    for path in paths:
        real = os.path.realpath(path)
        if real in seen:
            raise UsageError(f"two outputs go to the same file {path}", hint="give each a file of its own")
        seen.add(real)


def temporary_name(target: Path) -> Path:
    """Return a new name in the same folder, under which an output is written before it is renamed."""
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")


def temporary_of(name: str) -> str | None:
    """Return the name of the output that a temporary name stands for; None for any other name."""
    found = _TEMPORARY.fullmatch(name)
    return None if found is None else found[1]


@contextlib.contextmanager
def folder_aside(final: Path) -> Iterator[Path]:
    """Give a new folder that takes a final one's place at the end; after an error nothing is left of it.

    Args:
        final: the folder, there already or not; it is replaced.

    Raises:
        OSError: it cannot be written.
    """
    final = final.absolute()  # "." has no name
    aside = temporary_name(final)
    try:
        aside.mkdir(parents=True)
        yield aside
        if final.exists():
            shutil.rmtree(final)
        os.rename(aside, final)
    finally:
        shutil.rmtree(aside, ignore_errors=True)  # a full disk would stay full of it


class FolderClaim:
    """A shared advisory lock on a folder, held as long as temporary files of this run lie in it.

    Locks end with the process that holds them. Whoever can lock the folder for itself therefore knows that the
    temporary files in it belong to nobody alive. Where a file system has no such locks nothing is removed. Locks of
    network file systems may hold for one machine only: should two machines write the same output at the same time, one
    of them may fail to publish it.

    Args:
        folder: to lock; that it cannot be locked is no error.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None
        with contextlib.suppress(OSError):
            self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        for _ in range(_TRIES):
            if self._descriptor is None or self._lock(fcntl.LOCK_SH):
                break
            time.sleep(_PAUSE_S)

    def remove_leftovers(self, names: Collection[str]) -> None:
        """Remove temporary files that killed runs left of outputs of these names; nothing while others write here.

        Call it when this run has none any more.
        """
        if not self._lock(fcntl.LOCK_EX):
            return
        with contextlib.suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                if temporary_of(entry.name) in names and entry.is_file(follow_symlinks=False):
                    with contextlib.suppress(OSError):
                        os.unlink(entry.path)

    def release(self) -> None:
        """Give the folder back."""
        if self._descriptor is not None:
            # explicitly: a child process may hold a copy of the descriptor
            self._lock(fcntl.LOCK_UN)
            os.close(self._descriptor)
            self._descriptor = None

    def _lock(self, operation: int) -> bool:
        if self._descriptor is None:
            return False
        try:
            fcntl.flock(self._descriptor, operation | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
