"""CSV and TSV, read and written without changing what was not masked."""

import codecs
import io
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Literal

from ..errors import DataError, UsageError
from .base import Batch
from .dialect import Dialect, detect_bom, detect_delimiter
from .records import PlainRows, Record, RecordScanner, flatten_cell, spell_cell

# a batch ends when its rows hold so many characters, however few they are
BATCH_CHARS = 4_000_000
_SNIFFED_LINES = 20
_DELIMITER_LINE = re.compile(r"sep=.?", re.IGNORECASE)


class Layout(Sequence[Any]):
    """How the rows of a batch stood in the file: what ended each, and the spellings of those that hold quotes.

    Attributes:
        ends: line ends, with the blank lines that followed.
        spelled: spellings by position, where they are not the cells themselves.
        has_one_end: all line ends are equal.
    """

    def __init__(self) -> None:
        self.ends: list[str] = []
        self.spelled: dict[int, list[str]] = {}
        self.has_one_end = True

    def add(self, record: Record) -> None:
        """Add a record."""
        if record.spellings is not record.cells:
            self.spelled[len(self.ends)] = record.spellings
        self.add_plain(1, record.end)

    def add_plain(self, count: int, end: str) -> None:
        """Add rows without quotes."""
        self.has_one_end = self.has_one_end and self.ends[-1:] in ([], [end])
        self.ends += [end] * count

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, part: int | slice) -> Any:
        if isinstance(part, int):
            return self.ends[part], self.spelled.get(range(len(self.ends))[part])
        chosen = range(len(self.ends))[part]
        found = Layout()
        for position in chosen:
            if position in self.spelled:
                found.spelled[len(found.ends)] = self.spelled[position]
            found.add_plain(1, self.ends[position])
        return found


def _names_delimiter(cells: Sequence[str]) -> bool:
    """True for the cells of `sep=;`, which Excel reads as the delimiter of what follows."""
    return _DELIMITER_LINE.fullmatch("".join(cells)) is not None


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
        self._first: Record | None = None
        self.header_record, self.columns = self._read_header()
        self.skipped = 0
        self.rows_read = 0

    def _read_header(self) -> tuple[Record | None, list[str]]:
        first = self._scanner.next_record()
        if first is None:
            raise DataError(f"{self._name} is empty")
        if first.is_blank and self.dialect.header:
            while (record := self._scanner.next_record()) is not None and record.is_blank:
                continue
            if record is None:
                raise DataError(f"{self._name} is empty")
            raise DataError(f"{self._name}: its first line is blank", hint="remove the lines above the header")
        if _names_delimiter(first.cells):
            raise DataError(
                f"{self._name}: its first line tells a spreadsheet the delimiter and is no header",
                hint="remove it; --delimiter names another delimiter than the one that is found",
            )
        if fault := first.fault():
            raise DataError(f"{self._name}: the first row {fault}", hint="--encoding names the encoding")
        if not self.dialect.header:
            self._first = first
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
        cells: list[str] = []  # row after row
        sources = Layout()
        characters = number = 0
        while True:
            plain = self._take_plain(size - len(sources))
            if plain is not None and plain.rows:
                number += plain.rows
                cells += plain.cells
                sources.add_plain(plain.rows, plain.end)
                characters += plain.characters
            else:
                record = self._next_record()
                if record is None:
                    break
                number += 1
                usable = self._usable(record, number)
                if usable is None:
                    continue
                sources.add(usable)
                cells += usable.cells
                characters += sum(map(len, usable.spellings))
            if len(sources) >= size or characters >= BATCH_CHARS:
                yield self._batch(cells, sources)
                cells, sources, characters = [], Layout(), 0
        if sources:
            yield self._batch(cells, sources)
        if self.rows_read == 0:
            raise DataError(f"{self._name} has no rows")

    def _take_plain(self, limit: int) -> PlainRows | None:
        return None if self._first is not None else self._scanner.take_plain(limit, len(self.columns))

    def _batch(self, cells: list[str], sources: Layout) -> Batch:
        """Return a batch of cells that stand row after row."""
        start, width = self.rows_read, len(self.columns)
        self.rows_read += len(sources)
        return Batch.of_columns(start, [cells[index::width] for index in range(width)], sources)

    def _next_record(self) -> Record | None:
        """Return the next record; the first one comes again where it was no header."""
        if self._first is None:
            return self._scanner.next_record()
        record, self._first = self._first, None
        return record

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
        layout: Layout = batch.sources  # type: ignore[assignment]
        columns: list[Sequence[str]] = []
        for index in range(batch.width):
            if index not in self._dropped:
                columns.append(self._spell_column(replaced[index]) if index in replaced else batch.column(index))
        columns += [self._spell_column(cells) for cells in added]
        lines = list(map(self._dialect.delimiter.join, zip(*columns, strict=True))) if columns else [""] * len(batch)
        pairs = [(index, batch.column(index), cells) for index, cells in replaced.items()] if layout.spelled else []
        for position, spellings in layout.spelled.items():
            changed = {index: new[position] for index, old, new in pairs if new[position] != old[position]}
            lines[position] = self._line(spellings, changed, [column[position] for column in added])
        if layout.has_one_end and lines:
            self._write(layout.ends[0].join([*lines, ""]))
        else:
            self._write("".join(itertools.chain.from_iterable(zip(lines, layout.ends, strict=True))))

    def _line(self, spellings: list[str], changed: Mapping[int, str], added: Sequence[str]) -> str:
        """Return a row of which some cells were quoted, with new cells for those that changed."""
        spellings = list(spellings)
        for index, cell in changed.items():
            quoted = spellings[index].startswith('"') and self._dialect.quoting
            spellings[index] = self._spell(cell, quoted=quoted)
        kept = [s for i, s in enumerate(spellings) if i not in self._dropped] if self._dropped else spellings
        return self._dialect.delimiter.join(kept + [self._spell(cell, quoted=False) for cell in added])

    def _spell_column(self, cells: Sequence[str]) -> Sequence[str]:
        """Spell the cells of a column that were not quoted."""
        together = "\0".join(cells)
        if not any(sign in together for sign in (self._dialect.delimiter, '"', "\n", "\r")):
            return cells
        return [self._spell(cell, quoted=False) for cell in cells]

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


def known_codec(encoding: str) -> str:
    """Return a codec's name, or raise UsageError."""
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)  # not every codec is one of texts
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise UsageError(f"unknown encoding {encoding}", hint="for example utf-8, gb18030, cp1252") from None


def decode(content: bytes, encoding: str | None, *, name: str) -> str:
    """Return the text of some bytes, by their byte order mark or as the encoding says; UTF-8 by default.

    Raises:
        UsageError: there is no such encoding.
        DataError: the bytes are of another one.
    """
    bom, bom_encoding = detect_bom(content[:4])
    codec = bom_encoding or known_codec(encoding or "utf-8")
    try:
        return content[len(bom) :].decode(codec)
    except UnicodeDecodeError:
        raise DataError(f"{name} is not {codec}", hint="--encoding names the encoding") from None


def error_handler(codec: str) -> str:
    """Return how undecodable bytes are read: escaped, so that the rows that hold them can be told."""
    # UTF-16 and UTF-32 cannot escape single bytes
    return "strict" if codec.startswith(("utf-16", "utf-32")) else "surrogateescape"
