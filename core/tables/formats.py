"""Choose the reader and writer of a table by its name."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, Literal

from ..errors import UsageError
from ..files import InputFile
from .base import TableReader, TableWriter
from .delimited import DelimitedReader, DelimitedWriter

_COMPRESSED = (".gz", ".zst")
_DELIMITERS = {".csv": None, ".tsv": "\t", ".tab": "\t", ".txt": None, "": None}

OnError = Literal["error", "skip", "keep-line"]


@dataclass(frozen=True)
class TableOptions:
    r"""How to read a table, where its content does not say.

    Attributes:
        delimiter: one character; default: by extension, else detected.
        header: the first row names the columns; otherwise they are `c1`, `c2`, ….
        quoting: double quotes enclose cells.
        encoding: codec; default: by the byte order mark, else UTF-8.
        on_error: what happens to ragged and undecodable rows: `error` stops, `skip` leaves the row out,
            `keep-line` keeps its place with every cell emptied (the content is never let through).
        max_record_chars: largest record accepted, in characters; guards memory against an unclosed quote.
    """

    delimiter: str | None = None
    header: bool = True
    quoting: bool = True
    encoding: str | None = None
    on_error: OnError = "error"
    max_record_chars: int = 1 << 24


def table_suffix(name: str) -> str:
    """Return a table's extension in lower case, compression aside."""
    path = PurePath(name)
    if path.suffix.lower() in _COMPRESSED:
        path = path.with_suffix("")
    return path.suffix.lower()


def open_reader(source: InputFile, options: TableOptions) -> TableReader:
    """Open a table by the extension of its name; standard input is delimited text.

    Raises:
        UsageError: unknown extension or options that do not fit.
        DataError: empty source, duplicate column names, undecodable header.
    """
    suffix = "" if source.name == "stdin" else table_suffix(source.name)
    if suffix not in _DELIMITERS:
        known = ", ".join(sorted(filter(None, _DELIMITERS)))
        raise UsageError(
            f"{source.name}: tables of type {suffix} cannot be read",
            hint=f"known types: {known} (also .gz, .zst)",
        )
    return DelimitedReader(
        source.stream,
        source.name,
        delimiter=options.delimiter or _DELIMITERS[suffix],
        header=options.header,
        quoting=options.quoting,
        encoding=options.encoding,
        on_error=options.on_error,
        max_record_chars=options.max_record_chars,
    )


def open_writer(stream: BinaryIO, reader: TableReader) -> TableWriter:
    """Return a writer in the reader's own format and dialect."""
    if isinstance(reader, DelimitedReader):
        return DelimitedWriter(stream, reader.dialect, reader.header_record)
    raise UsageError("this table cannot be written")
