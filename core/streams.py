"""Byte streams that count and hash what goes through them."""

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

STANDARD_STREAM = "-"
BUFFER = 1 << 20  # bytes at a time


@dataclass(frozen=True)
class FileDigest:
    """What identifies a file's content: SHA-256 (hexadecimal) and size in bytes, as stored (compressed)."""

    sha256: str
    size: int


class HashingReader(io.RawIOBase):
    """Counts and hashes what is read from another binary stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: "memoryview[int] | bytearray") -> int:  # type: ignore[override]
        """Fill a buffer, as far as one read of the stream below does."""
        chunk = self._stream.read(len(buffer))
        self._hash.update(chunk)
        self.size += len(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def digest(self) -> FileDigest:
        """Hash of everything, the unread rest included."""
        while self.read(BUFFER):
            pass
        return FileDigest(self._hash.hexdigest(), self.size)


def _write_all(stream: BinaryIO, data: "bytes | bytearray | memoryview[int]") -> None:
    """Write to a stream that may take a part only, as standard output without a buffer does (PYTHONUNBUFFERED)."""
    rest = memoryview(data)
    while rest:
        written = stream.write(rest)
        if written is None:
            raise BlockingIOError("the output takes nothing more")
        rest = rest[written:]


class HashingWriter(io.RawIOBase):
    """Counts and hashes what is written to another binary stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._size = 0
        self._abandoned = False

    def writable(self) -> bool:
        """Return that it can be written."""
        return True

    def write(self, data: "bytes | bytearray | memoryview[int]") -> int:  # type: ignore[override]
        """Write all of the data."""
        if not self._abandoned:
            _write_all(self._stream, data)
            self._hash.update(data)
            self._size += len(data)
        return len(data)

    def flush(self) -> None:
        """Flush the stream below."""
        if not self._abandoned:
            self._stream.flush()

    def abandon(self) -> None:
        """Let nothing more through: buffers above may still be flushed when they are collected."""
        self._abandoned = True

    def digest(self) -> FileDigest:
        """Hash of everything that was written."""
        return FileDigest(self._hash.hexdigest(), self._size)
