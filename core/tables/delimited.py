"""CSV and TSV, read and written without changing what was not masked."""

import codecs
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Literal

from ..errors import DataError, UsageError
from .base import Batch
from .dialect import Dialect, detect_bom, detect_delimiter
from .records import Record, RecordScanner, flatten_cell, spell_cell

# a batch ends when its rows hold so many characters, however few they are
BATCH_CHARS = 4_000_000
_SNIFFED_LINES = 20


class DelimitedReader:
    """Reads delimited text; see `TableOptions` for the arguments."""

    def __init__(
        self,
        stream: io.BufferedReader,
        name: str,
        *,
        delimiter: str | None,
        header: bool,
        quoting: bool,
        encoding: str | None,
        on_error: Literal["error", "skip", "keep-line"],
        max_record_chars: int,
    ) -> None:
        self._name = name
        self._on_error = on_error
        bom, bom_encoding = detect_bom(stream.peek(4)[:4])
        stream.read(len(bom))
        codec = bom_encoding or known_codec(encoding or "utf-8")
        text = io.TextIOWrapper(stream, encoding=codec, errors=error_handler(codec), newline="")
        self._scanner = RecordScanner(text, name=name, quoting=quoting, max_chars=max_record_chars)
        delimiter = delimiter or detect_delimiter(self._scanner.peek_lines(_SNIFFED_LINES), quoting=quoting)
        if len(delimiter) != 1 or delimiter in '"\r\n\0':
            raise UsageError("the delimiter must be one character, and not a quote or a line end")
        self._scanner.delimiter = delimiter
        self.dialect = Dialect(codec, bom, delimiter, quoting, header)
        self._records = iter(self._scanner)
        self.header_record, self.columns = self._read_header()
        self.skipped = 0
        self.rows_read = 0

    def _read_header(self) -> tuple[Record | None, list[str]]:
        first = next(self._records, None)
        if first is None or (first.is_blank and self.dialect.header):
            raise DataError(f"{self._name} is empty")
        if fault := first.fault():
            raise DataError(f"{self._name}: the first row {fault}", hint="--encoding names the encoding")
        if not self.dialect.header:
            self._records = _chain(first, self._records)
            return None, [f"c{number}" for number in range(1, len(first.cells) + 1)]
        names = [cell.strip() or f"c{number}" for number, cell in enumerate(first.cells, 1)]
        repeated = sorted({position for position, name in enumerate(names, 1) if names.index(name) != position - 1})
        if repeated:
            raise DataError(
                f"{self._name}: columns {', '.join(map(str, repeated))} repeat the name of an earlier column",
                hint="rename them, or --no-header if the first row is data",
            )
        return first, names

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield the rows in order, `size` at a time, or fewer where rows are long (see BATCH_CHARS).

        Raises:
            DataError: a broken row with `on_error="error"`, an unclosed quote, no row at all.
        """
        rows: list[list[str]] = []
        sources: list[Record] = []
        characters = 0
        for number, record in enumerate(self._records, 1):
            usable = self._usable(record, number)
            if usable is None:
                continue
            rows.append(usable.cells)
            sources.append(usable)
            self.rows_read += 1
            characters += sum(map(len, usable.spellings))
            if len(rows) == size or characters >= BATCH_CHARS:
                yield Batch(self.rows_read - len(rows), rows, sources)
                rows, sources, characters = [], [], 0
        if rows:
            yield Batch(self.rows_read - len(rows), rows, sources)
        if self.rows_read == 0:
            raise DataError(f"{self._name} has no rows")

    def _usable(self, record: Record, number: int) -> Record | None:
        width = len(self.columns)
        fault = record.fault()
        if fault is None and len(record.cells) != width:
            fault = f"has {len(record.cells)} cells where the table has {width} columns"
        if fault is None:
            return record
        if self._on_error == "error":
            raise DataError(
                f"{self._name}: row {number} (line {record.line}) {fault}",
                hint="--on-error skip leaves such rows out, keep-line empties them; "
                "--encoding, --delimiter and --no-quotes say how to read the file",
            )
        self.skipped += 1
        if self._on_error == "skip":
            return None
        empty = [""] * width
        return Record(empty, empty, record.end, record.line)


class DelimitedWriter:
    """Writes delimited text in the dialect of its reader."""

    def __init__(self, stream: BinaryIO, dialect: Dialect, header: Record | None) -> None:
        self._stream = stream
        self._dialect = dialect
        self._header = header
        self._dropped: frozenset[int] = frozenset()

    def write_header(self, *, dropped: frozenset[int] = frozenset(), added: Sequence[str] = ()) -> None:
        """Write the header without the dropped columns and with new ones at the end."""
        self._dropped = dropped
        self._stream.write(self._dialect.bom)
        if self._header is not None:
            cells = [s for i, s in enumerate(self._header.spellings) if i not in dropped]
            cells += [self._spell(name, quoted=False) for name in added]
            self._write(self._dialect.delimiter.join(cells) + self._header.end)

    def write_batch(
        self, batch: Batch, replaced: Mapping[int, Sequence[str]], added: Sequence[Sequence[str]] = ()
    ) -> None:
        """Write rows of the reader; cells that did not change keep their spelling."""
        delimiter = self._dialect.delimiter
        lines: list[str] = []
        for position, record in enumerate(batch.sources):
            spellings = list(record.spellings)
            for index, cells in replaced.items():
                if cells[position] != record.cells[index]:
                    quoted = record.spellings[index].startswith('"') and self._dialect.quoting
                    spellings[index] = self._spell(cells[position], quoted=quoted)
            if self._dropped:
                spellings = [s for i, s in enumerate(spellings) if i not in self._dropped]
            spellings += [self._spell(column[position], quoted=False) for column in added]
            lines.append(delimiter.join(spellings) + record.end)
        self._write("".join(lines))

    def finish(self) -> None:
        """Hand everything to the stream below."""
        self._stream.flush()

    def _spell(self, value: str, *, quoted: bool) -> str:
        delimiter = self._dialect.delimiter
        if self._dialect.quoting:
            return spell_cell(value, quoted=quoted, delimiter=delimiter)
        return flatten_cell(value, delimiter=delimiter)

    def _write(self, text: str) -> None:
        try:
            data = text.encode(self._dialect.encoding)
        except UnicodeEncodeError:
            raise DataError(
                f"a masked value cannot be written in {self._dialect.encoding}",
                hint="convert the file to UTF-8 first, or choose a locale whose letters the encoding has",
            ) from None
        self._stream.write(data)


def _chain(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


def known_codec(encoding: str) -> str:
    """Return a codec's name, or raise UsageError."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise UsageError(f"unknown encoding {encoding}", hint="for example utf-8, gb18030, cp1252") from None


def error_handler(codec: str) -> str:
    """Return how undecodable bytes are read: escaped, so that the rows that hold them can be told."""
    # UTF-16 and UTF-32 cannot escape single bytes
    return "strict" if codec.startswith(("utf-16", "utf-32")) else "surrogateescape"
