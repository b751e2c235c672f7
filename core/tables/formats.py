"""Choose the reader and writer of a table by its name."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, Literal

from ..errors import UsageError
from ..inputs import InputFile
from .base import TableReader, TableWriter
from .conll import ConllReader
from .delimited import DelimitedReader, DelimitedWriter
from .json_lines import JsonLinesReader, JsonLinesWriter
from .parquet import ENCRYPTED_MAGIC, PLAIN_MAGIC, ParquetReader
from .parquet_writer import ParquetWriter

_COMPRESSED = (".gz", ".zst")
_JSON_LINES = (".jsonl", ".ndjson")
_PARQUET = (".parquet", ".pq")
_CONLL = (".conll", ".bio", ".iob", ".iob2")
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
        nested: lists and objects in JSON: `refuse` takes the row for broken, `json` reads them as JSON text, which
            must not be masked. In Parquet (lists, structs, maps, bytes) `refuse` is said of the column.
        max_record_chars: largest record accepted, in characters; guards memory against an unclosed quote.
    """

    delimiter: str | None = None
    header: bool = True
    quoting: bool = True
    encoding: str | None = None
    on_error: OnError = "error"
    max_record_chars: int = 1 << 24
    nested: Literal["refuse", "json"] = "refuse"


def table_suffix(name: str) -> str:
    """Return a table's extension in lower case, compression aside."""
    path = PurePath(name)
    if path.suffix.lower() in _COMPRESSED:
        path = path.with_suffix("")
    return path.suffix.lower()


def open_reader(source: InputFile, options: TableOptions) -> TableReader:
    """Open a table by the extension of its name; standard input tells JSON and Parquet from delimited text.

    Raises:
        UsageError: unknown extension or options that do not fit.
        DataError: empty source, duplicate column names, undecodable header.
    """
    suffix = "" if source.name == "stdin" else table_suffix(source.name)
    if suffix in _JSON_LINES or (suffix == "" and _looks_like_json(source)):
        return JsonLinesReader(
            source.stream,
            source.name,
            encoding=options.encoding,
            on_error=options.on_error,
            max_record_chars=options.max_record_chars,
            nested=options.nested,
        )
    if suffix in _PARQUET or (suffix == "" and _looks_like_parquet(source)):
        return ParquetReader(
            source, on_error=options.on_error, max_record_chars=options.max_record_chars, nested=options.nested
        )
    if suffix in _CONLL:
        return ConllReader(source.stream, source.name, encoding=options.encoding, on_error=options.on_error)
    if suffix not in _DELIMITERS:
        known = ", ".join(sorted([*filter(None, _DELIMITERS), *_JSON_LINES, *_PARQUET, *_CONLL]))
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


def _looks_like_json(source: InputFile) -> bool:
    """Tell whether a stream without a name begins with an object; no header of a delimited table does."""
    return source.stream.peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b'{"')


def _looks_like_parquet(source: InputFile) -> bool:
    return source.stream.peek(4)[:4] in (PLAIN_MAGIC, ENCRYPTED_MAGIC)


def open_writer(stream: BinaryIO, reader: TableReader) -> TableWriter:
    """Return a writer in the reader's own format and dialect."""
    if isinstance(reader, DelimitedReader):
        return DelimitedWriter(stream, reader.dialect, reader.header_record)
    if isinstance(reader, JsonLinesReader):
        return JsonLinesWriter(stream, reader)
    if isinstance(reader, ParquetReader):
        return ParquetWriter(stream, reader)
    raise UsageError("tables of this type are read only", hint="write the texts as CSV or JSON Lines first")
