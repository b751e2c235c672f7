"""An output that is not there yet: under a temporary name, or on its way to standard output."""

import contextlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from .compression import compressed
from .destinations import resolve_target, temporary_name
from .errors import MissingError, PrivmlError, UsageError
from .streams import BUFFER, FileDigest, HashingWriter
from .write_errors import FULL_DISK, full_disk_reason, write_error


class PendingOutput:
    """One output under its temporary name (or standard output), as layers: raw, hashing, buffer, compression.

    Args:
        path: None for standard output.
        withheld: standard output gets nothing before `publish`; until then everything lies in a file without a name,
            readable by this user alone, in the folder that `tempfile` chooses (TMPDIR).
    """

    def __init__(self, path: Path | None, *, withheld: bool = False) -> None:
        self.path = path
        self.target = path and resolve_target(path)
        self.temporary = self.target and temporary_name(self.target)
        self._withheld = path is None and withheld
        self._owned = path is not None or withheld
        self.raw = self._open_raw()
        self.hashing = HashingWriter(self.raw)
        self.buffer = cast(BinaryIO, io.BufferedWriter(self.hashing, BUFFER))
        self.stream = compressed(path, self.buffer) if path else self.buffer
        self.digest: FileDigest | None = None

    def _open_raw(self) -> BinaryIO:
        # closed by finish() or discard(): the file outlives this function
        if self.temporary:
            return cast(BinaryIO, open(self.temporary, "xb"))
        standard = _standard_output()
        if not self._withheld:
            return standard
        try:
            return cast(BinaryIO, tempfile.TemporaryFile())
        except OSError as error:
            raise self.failure(error) from None

    def finish(self) -> FileDigest:
        """Write everything, a file to disk, still under its temporary name."""
        if self.digest is None:
            if self.stream is not self.buffer:
                self.stream.close()
            self.buffer.flush()
            self.raw.flush()
            if self.temporary:
                os.fsync(self.raw.fileno())
                self.raw.close()
            self.digest = self.hashing.digest()
        return self.digest

    def publish(self) -> None:
        """Let the output appear."""
        if self.target and self.temporary:
            os.replace(self.temporary, self.target)
            self.temporary = None
        elif self._withheld:
            self._withheld = False  # from here on, what fails is standard output
            self.raw.seek(0)
            standard = _standard_output()
            shutil.copyfileobj(self.raw, standard, BUFFER)
            standard.flush()

    def discard(self) -> None:
        """Close and remove what has not appeared."""
        self.hashing.abandon()
        if self._owned:
            with contextlib.suppress(OSError):
                self.raw.close()
        if self.temporary:
            self.temporary.unlink(missing_ok=True)

    def failure(self, error: OSError) -> PrivmlError:
        """Return what to tell of an error of writing, and what has become of the output."""
        if self._withheld:
            reason = full_disk_reason(error) if error.errno in FULL_DISK else (error.strerror or "error").lower()
            return MissingError(
                f"{reason} while writing a temporary file for standard output; nothing was published",
                hint="TMPDIR names a folder with room",
            )
        if self.path is None and error.errno in FULL_DISK:
            return MissingError(
                f"{full_disk_reason(error)} while writing standard output; part of the output may have been written",
                hint="free some space or write to another folder",
            )
        return write_error(self.path or "standard output", error)


@contextlib.contextmanager
def mapped_failures(pending: PendingOutput) -> Iterator[None]:
    """Raise the project's own errors for failures of writing an output."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise pending.failure(error) from None


def _standard_output() -> BinaryIO:
    if sys.stdout is None:
        raise UsageError("standard output is closed", hint="-o FILE")
    return sys.stdout.buffer
