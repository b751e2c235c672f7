"""Files in: standard input, compression by extension, hashes, private copies that can be read in any order."""

import contextlib
import gzip
import hashlib
import io
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from .compression import decompressed
from .errors import DataError, MissingError, UsageError
from .streams import BUFFER, STANDARD_STREAM, FileDigest, HashingReader

_IN_MEMORY = 1 << 25


class InputFile:
    """An open source of bytes, decompressed by extension.

    Attributes:
        name: base name for messages and manifests; `stdin` for standard input.
        stream: decompressed bytes.
    """

    def __init__(self, name: str, hashing: HashingReader, stream: io.BufferedReader) -> None:
        self.name = name
        self.stream = stream
        self._hashing = hashing
        self._temporaries: list[BinaryIO] = []

    def digest(self) -> FileDigest:
        """Digest of the bytes as stored."""
        return self._hashing.digest()

    def copy(self) -> BinaryIO:
        """Return the rest of the stream as a private copy that can be read in any order.

        The digest covers the very bytes of the copy, and nobody can change them.

        Raises:
            MissingError: there is no room for it.
        """
        target = self.temporary()
        while chunk := self.stream.read(BUFFER):
            try:
                target.write(chunk)
            except OSError as error:
                reason = (error.strerror or "error").lower()
                raise MissingError(
                    f"cannot write a temporary copy of {self.name}: {reason}", hint="TMPDIR names a folder with room"
                ) from None
        target.seek(0)
        return target

    def temporary(self) -> BinaryIO:
        """Return a file for this run alone: in memory while it is small, then on disk without a name."""
        made = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 (closed with the input)
        self._temporaries.append(made)
        return made

    def close(self) -> None:
        """Remove the temporary files."""
        for made in self._temporaries:
            made.close()


@contextlib.contextmanager
def open_input(source: str | Path) -> Iterator[InputFile]:
    """Open a file or `-` for reading, decompressing `.gz` and `.zst`.

    Raises:
        UsageError: it does not exist, is a directory or cannot be read.
        DataError: while reading, if the compressed data is damaged.
    """
    if str(source) == STANDARD_STREAM:
        hashing = HashingReader(sys.stdin.buffer)
        with contextlib.closing(InputFile("stdin", hashing, io.BufferedReader(hashing, BUFFER))) as opened:
            yield opened
        return
    path = Path(source)
    try:
        raw = open(path, "rb", buffering=0)  # noqa: SIM115 (closed below, after the error is mapped)
    except OSError as error:
        raise _unreadable(path, error) from None
    with raw:
        hashing = HashingReader(cast(BinaryIO, raw))
        buffered: io.BufferedReader = io.BufferedReader(cast(io.RawIOBase, hashing), BUFFER)
        try:
            with contextlib.closing(InputFile(path.name, hashing, decompressed(path, buffered))) as opened:
                yield opened
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DataError(f"{path.name} is damaged or cut short ({type(error).__name__})") from None


def hash_file(path: Path) -> FileDigest:
    """Digest of a file's bytes as stored.

    Raises:
        UsageError: it does not exist, is a directory or cannot be read.
    """
    try:
        with open(path, "rb", buffering=0) as file:
            return FileDigest(hashlib.file_digest(file, "sha256").hexdigest(), file.tell())
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"cannot read {path}: {(error.strerror or 'error').lower()}")
