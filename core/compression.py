"""Compression by extension: `.gz` and `.zst`, read and written as streams."""

import gzip
import io
from pathlib import Path
from typing import BinaryIO, cast

from .streams import BUFFER


def decompressed(path: Path, stream: io.BufferedReader) -> io.BufferedReader:
    """Return the content of a file's bytes; the stream itself for any other extension."""
    if path.suffix == ".gz":
        return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=stream, mode="rb")), BUFFER)
    if path.suffix == ".zst":
        return io.BufferedReader(_ZstdReader(stream), BUFFER)
    return stream


def compressed(path: Path, stream: BinaryIO) -> BinaryIO:
    """Return a stream whose content is written compressed; the stream itself for any other extension."""
    if path.suffix == ".gz":
        # mtime 0 and no name: the same content gives the same bytes
        return cast(BinaryIO, gzip.GzipFile(filename="", fileobj=stream, mode="wb", mtime=0))
    if path.suffix == ".zst":
        import zstandard

        return cast(BinaryIO, zstandard.ZstdCompressor().stream_writer(stream, closefd=False))
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
            chunk = chunk or self._stream.read(BUFFER)
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
