"""Files in and out: standard streams, compression by extension, hashes, and outputs that appear whole or not at all."""

import contextlib
import errno
import gzip
import hashlib
import io
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from .destinations import FolderClaim, require_distinct, resolve_target, temporary_name
from .errors import DataError, MissingError, PrivmlError, UsageError

STANDARD_STREAM = "-"
_BUFFER = 1 << 20
_IN_MEMORY = 1 << 25
_FULL = (errno.ENOSPC, errno.EDQUOT)


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
        self.hashing = _HashingWriter(self.raw)
        self.buffer = cast(BinaryIO, io.BufferedWriter(self.hashing, _BUFFER))
        self.stream = _compressed(path, self.buffer) if path else self.buffer
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
        if self.target and self.temporary:
            os.replace(self.temporary, self.target)
            self.temporary = None
        elif self._withheld:
            self._withheld = False  # from here on, what fails is standard output
            self.raw.seek(0)
            standard = _standard_output()
            shutil.copyfileobj(self.raw, standard, _BUFFER)
            standard.flush()

    def discard(self) -> None:
        self.hashing.abandon()
        if self._owned:
            with contextlib.suppress(OSError):
                self.raw.close()
        if self.temporary:
            self.temporary.unlink(missing_ok=True)

    def failure(self, error: OSError) -> PrivmlError:
        """Return what to tell of an error of writing, and what has become of the output."""
        if self._withheld:
            reason = "no space left on the device" if error.errno in _FULL else (error.strerror or "error").lower()
            return MissingError(
                f"{reason} while writing a temporary file for standard output; nothing was published",
                hint="TMPDIR names a folder with room",
            )
        if self.path is None and error.errno in _FULL:
            return MissingError(
                "no space left on the device while writing standard output; part of the output may have been written",
                hint="free some space or write to another folder",
            )
        return _failure(self.path or "standard output", error)


def _standard_output() -> BinaryIO:
    if sys.stdout is None:
        raise UsageError("standard output is closed", hint="-o FILE")
    return sys.stdout.buffer


class OutputSet:
    """Outputs that are published together when the block ends without an error, or not at all.

    Each file is written under a temporary name in its own folder, flushed to disk and renamed at the end, the last
    opened first: a manifest, opened after its data, is in place before the data appears. Where an output is a symbolic
    link, the file that it leads to is replaced and the link stays. What killed runs left of the same outputs is
    removed. Standard output, which cannot be taken back, gets everything as it comes unless it is withheld.

    Args:
        force: existing outputs may be replaced.
        inputs: sources of the same run; none of them may be written, not even with `force`.
        withhold: standard output, too, gets nothing before the block has ended without an error.
    """

    def __init__(self, *, force: bool = False, inputs: Sequence[str | Path] = (), withhold: bool = False) -> None:
        self.force = force
        self.withhold = withhold
        self.inputs = [Path(source) for source in inputs if str(source) != STANDARD_STREAM]
        self._pending: list[_Pending] = []
        self._claims: dict[str, FolderClaim] = {}

    def __enter__(self) -> "OutputSet":
        return self

    def check(self, *destinations: str | Path) -> None:
        """Raise UsageError if the destinations could not be published, one by one or together."""
        paths = [Path(destination) for destination in destinations if str(destination) != STANDARD_STREAM]
        for path in paths:
            with mapped_os_errors(path):
                self._check_path(path)
        require_distinct(paths)

    def _check_path(self, path: Path) -> None:
        target = resolve_target(path)
        if not target.exists():
            return
        if any(source.exists() and os.path.samefile(target, source) for source in self.inputs):
            raise UsageError(f"the output {path} is also an input", hint="write to another file")
        if not self.force:
            raise UsageError(f"the output {path} exists", hint="--force replaces it")

    def open(self, destination: str | Path) -> BinaryIO:
        """Open an output; compression by extension (`.gz`, `.zst`)."""
        self.check(destination)
        path = None if str(destination) == STANDARD_STREAM else Path(destination)
        if path is not None:
            require_distinct([*(pending.path for pending in self._pending if pending.path is not None), path])
            self._claim(path)
        with mapped_os_errors(destination):
            pending = _Pending(path, withheld=self.withhold)
        self._pending.append(pending)
        return pending.stream

    def _claim(self, path: Path) -> None:
        folder = os.path.dirname(os.path.realpath(path))
        if folder not in self._claims:
            self._claims[folder] = FolderClaim(Path(folder))

    def write_text(self, destination: str | Path, text: str) -> None:
        """Write a small UTF-8 text as one of the outputs."""
        stream = self.open(destination)
        with mapped_os_errors(destination):
            stream.write(text.encode())

    def finish(self, stream: BinaryIO) -> FileDigest:
        """Close one output's stream, still under its temporary name, and return its digest."""
        pending = next(p for p in self._pending if p.stream is stream)
        with _mapped(pending):
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
            for claim in self._claims.values():
                claim.release()
        if isinstance(error, OSError) and error.errno in _FULL:
            standard = next((pending for pending in self._pending if pending.path is None), None)
            raise (_failure("the output", error) if standard is None else standard.failure(error)) from None

    def _publish(self) -> None:
        for pending in self._pending:
            self.finish(pending.stream)
        for pending in self._pending:
            if pending.target is not None:
                self.check(pending.target)
        standard = [pending for pending in self._pending if pending.path is None]
        files = [pending for pending in self._pending if pending.path is not None]
        # standard output first: should it be closed or full, no manifest tells of it
        for pending in [*standard, *reversed(files)]:
            with _mapped(pending):
                pending.publish()
        for folder, claim in self._claims.items():
            targets = [Path(os.path.realpath(pending.target)) for pending in self._pending if pending.target]
            claim.remove_leftovers({target.name for target in targets if str(target.parent) == folder})


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
        raise _failure(path, error) from None


@contextlib.contextmanager
def _mapped(pending: _Pending) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise pending.failure(error) from None


def _failure(path: str | Path, error: OSError) -> PrivmlError:
    if error.errno in _FULL:
        return MissingError(
            f"no space left on the device while writing {path}; nothing was published",
            hint="free some space or write to another folder",
        )
    return UsageError(f"cannot write {path}: {(error.strerror or 'error').lower()}")
