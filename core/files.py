"""Files in and out: standard streams, compression by extension, hashes, and outputs that appear whole or not at all."""

import contextlib
import errno
import gzip
import hashlib
import io
import os
import secrets
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from .errors import DataError, MissingError, UsageError

STANDARD_STREAM = "-"
_BUFFER = 1 << 20
_IN_MEMORY = 1 << 25


@dataclass(frozen=True)
class FileDigest:
    """What identifies a file's content: SHA-256 (hexadecimal) and size in bytes, as stored (compressed)."""

    sha256: str
    size: int


class _HashingReader(io.RawIOBase):
    """Counts and hashes what is read from another binary stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int] | bytearray") -> int:  # type: ignore[override]
        chunk = self._stream.read(len(buffer))
        self._hash.update(chunk)
        self.size += len(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def digest(self) -> FileDigest:
        """Hash of everything, the unread rest included."""
        while self.read(_BUFFER):
            pass
        return FileDigest(self._hash.hexdigest(), self.size)


class InputFile:
    """An open source of bytes, decompressed by extension.

    Attributes:
        name: base name for messages and manifests; `stdin` for standard input.
        stream: decompressed bytes.
    """

    def __init__(self, name: str, hashing: _HashingReader, stream: io.BufferedReader) -> None:
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
        while chunk := self.stream.read(_BUFFER):
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
        hashing = _HashingReader(sys.stdin.buffer)
        with contextlib.closing(InputFile("stdin", hashing, io.BufferedReader(hashing, _BUFFER))) as opened:
            yield opened
        return
    path = Path(source)
    try:
        raw = open(path, "rb", buffering=0)  # noqa: SIM115 (closed below, after the error is mapped)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or 'error').lower()}") from None
    with raw:
        hashing = _HashingReader(cast(BinaryIO, raw))
        buffered: io.BufferedReader = io.BufferedReader(cast(io.RawIOBase, hashing), _BUFFER)
        try:
            with contextlib.closing(InputFile(path.name, hashing, _decompressed(path, buffered))) as opened:
                yield opened
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise DataError(f"{path.name} is damaged or cut short ({type(error).__name__})") from None


def _decompressed(path: Path, stream: io.BufferedReader) -> io.BufferedReader:
    if path.suffix == ".gz":
        return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=stream, mode="rb")), _BUFFER)
    if path.suffix == ".zst":
        return io.BufferedReader(_ZstdReader(stream), _BUFFER)
    return stream


class _ZstdReader(io.RawIOBase):
    """Reads concatenated zstd frames (RFC 8878) and refuses a frame that is cut short."""

    def __init__(self, stream: io.BufferedReader) -> None:
        import zstandard

        self._stream = stream
        self._decompressor = zstandard.ZstdDecompressor()
        self._error = zstandard.ZstdError
        self._frame = self._decompressor.decompressobj()
        self._in_frame = False
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int] | bytearray") -> int:  # type: ignore[override]
        while not self._ready:
            chunk = self._frame.unused_data if self._frame.eof else b""
            if self._frame.eof:
                self._frame = self._decompressor.decompressobj()
                self._in_frame = False
            chunk = chunk or self._stream.read(_BUFFER)
            if not chunk:
                if self._in_frame:
                    raise EOFError("zstd frame cut short")
                return 0
            self._in_frame = True
            try:
                self._ready = self._frame.decompress(chunk)
            except self._error:
                raise EOFError("not zstd") from None
            if self._frame.eof and not self._frame.unused_data:
                self._in_frame = False
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count


def hash_file(path: Path) -> FileDigest:
    """Digest of a file's bytes as stored."""
    with open_input(path) as source:
        return source.digest()


class _HashingWriter(io.RawIOBase):
    """Counts and hashes what is written to another binary stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._size = 0
        self._abandoned = False

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview[int]") -> int:  # type: ignore[override]
        if not self._abandoned:
            self._stream.write(data)
            self._hash.update(data)
            self._size += len(data)
        return len(data)

    def flush(self) -> None:
        if not self._abandoned:
            self._stream.flush()

    def abandon(self) -> None:
        """Let nothing more through: buffers above may still be flushed when they are collected."""
        self._abandoned = True

    def digest(self) -> FileDigest:
        return FileDigest(self._hash.hexdigest(), self._size)


class _Pending:
    """One output under its temporary name (or standard output), as layers: raw, hashing, buffer, compression."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.temporary = path and path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        # closed by finish() or discard(): the file outlives this function
        self.raw = cast(BinaryIO, open(self.temporary, "xb")) if self.temporary else sys.stdout.buffer  # noqa: SIM115
        self.hashing = _HashingWriter(self.raw)
        self.buffer = cast(BinaryIO, io.BufferedWriter(self.hashing, _BUFFER))
        self.stream = _compressed(path, self.buffer) if path else self.buffer
        self.digest: FileDigest | None = None

    def finish(self) -> FileDigest:
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
        if self.path and self.temporary:
            os.replace(self.temporary, self.path)
            self.temporary = None

    def discard(self) -> None:
        self.hashing.abandon()
        if self.temporary:
            with contextlib.suppress(OSError):
                self.raw.close()
            self.temporary.unlink(missing_ok=True)


class OutputSet:
    """Outputs that are published together when the block ends without an error, or not at all.

    Each file is written under a temporary name in its own folder, flushed to disk and renamed at the end, the last
    opened first: a manifest, opened after its data, is in place before the data appears.

    Args:
        force: existing outputs may be replaced.
        inputs: sources of the same run; none of them may be written, not even with `force`.
    """

    def __init__(self, *, force: bool = False, inputs: Sequence[str | Path] = ()) -> None:
        self.force = force
        self.inputs = [Path(source) for source in inputs if str(source) != STANDARD_STREAM]
        self._pending: list[_Pending] = []

    def __enter__(self) -> "OutputSet":
        return self

    def check(self, destination: str | Path) -> None:
        """Raise UsageError if the destination could not be published."""
        if str(destination) == STANDARD_STREAM:
            return
        path = Path(destination)
        if not path.parent.is_dir():
            raise UsageError(f"the output folder {path.parent} does not exist", hint=f"mkdir -p {path.parent}")
        if path.is_dir():
            raise UsageError(f"the output {path} is a folder")
        if not path.exists():
            return
        if any(source.exists() and os.path.samefile(path, source) for source in self.inputs):
            raise UsageError(f"the output {path} is also an input", hint="write to another file")
        if not self.force:
            raise UsageError(f"the output {path} exists", hint="--force replaces it")

    def open(self, destination: str | Path) -> BinaryIO:
        """Open an output; compression by extension (`.gz`, `.zst`)."""
        self.check(destination)
        path = None if str(destination) == STANDARD_STREAM else Path(destination)
        with mapped_os_errors(destination):
            pending = _Pending(path)
        self._pending.append(pending)
        return pending.stream

    def write_text(self, destination: str | Path, text: str) -> None:
        """Write a small UTF-8 text as one of the outputs."""
        stream = self.open(destination)
        with mapped_os_errors(destination):
            stream.write(text.encode())

    def finish(self, stream: BinaryIO) -> FileDigest:
        """Close one output's stream, still under its temporary name, and return its digest."""
        pending = next(p for p in self._pending if p.stream is stream)
        with mapped_os_errors(pending.path or "standard output"):
            return pending.finish()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._publish()
        finally:
            for pending in self._pending:
                pending.discard()
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise _disk_full("the output") from None

    def _publish(self) -> None:
        for pending in self._pending:
            self.finish(pending.stream)
        for pending in self._pending:
            if pending.path is not None:
                self.check(pending.path)
        for pending in reversed(self._pending):
            pending.publish()


def _compressed(path: Path, stream: BinaryIO) -> BinaryIO:
    if path.suffix == ".gz":
        # mtime 0 and no name: the same content gives the same bytes
        return cast(BinaryIO, gzip.GzipFile(filename="", fileobj=stream, mode="wb", mtime=0))
    if path.suffix == ".zst":
        import zstandard

        return cast(BinaryIO, zstandard.ZstdCompressor().stream_writer(stream, closefd=False))
    return stream


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
        if error.errno == errno.ENOSPC:
            raise _disk_full(path) from None
        raise UsageError(f"cannot write {path}: {(error.strerror or 'error').lower()}") from None


def _disk_full(path: str | Path) -> MissingError:
    return MissingError(
        f"no space left on the device while writing {path}; nothing was published",
        hint="free some space or write to another folder",
    )
