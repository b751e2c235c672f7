"""Parquet as tables: a column in which nothing was replaced keeps its type and its values.

What a Parquet file holds beside its rows (key-value metadata, statistics, dictionaries, bloom filters) may hold values
of the data. None of it is copied: statistics and dictionaries are made anew from the rows that are written.
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from ..errors import DataError
from ..inputs import InputFile
from .arrow_types import is_scalar, is_text, load_arrow, nested_texts, plain_values, to_texts
from .base import Batch
from .delimited import BATCH_CHARS

PLAIN_MAGIC = b"PAR1"
ENCRYPTED_MAGIC = b"PARE"
_PIECE_ROWS = 1024
_READ_BUFFER = 1 << 18


class ArrowRows(Sequence[Any]):
    """Rows of a record batch."""

    def __init__(self, records: Any) -> None:
        self.records = records

    def __len__(self) -> int:
        return int(self.records.num_rows)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            if step != 1:
                raise ValueError("rows are taken one after the other")
            return ArrowRows(self.records.slice(start, max(stop - start, 0)))
        return self.records.slice(range(len(self))[place], 1)


class ParquetReader:
    """Reads Parquet; see `TableOptions` for the arguments.

    Attributes:
        source: gives the temporary files that reading and writing need.
        schema: Arrow schema of the file.
        codec: compression of the file.
        nullable: columns may get nulls that the file has not (`keep-line`).
        levels: by column index, the dictionary of a column whose dictionary has an order or few places.
    """

    def __init__(
        self,
        source: InputFile,
        *,
        on_error: Literal["error", "skip", "keep-line"],
        max_record_chars: int,
        nested: Literal["refuse", "json"],
    ) -> None:
        self._arrow = load_arrow()
        self._name = source.name
        self._on_error = on_error
        self._max_chars = max_record_chars
        self.source = source
        self._file = self._open(source)
        self.columns = self._find_columns()
        self._require_readable(nested)
        self.nullable = on_error == "keep-line"
        self.levels: dict[int, dict[str, None]] = {i: {} for i in range(len(self.columns)) if self._has_levels(i)}
        self.skipped = 0
        self.rows_read = 0

    def _open(self, source: InputFile) -> Any:
        if not source.stream.peek(1):
            raise DataError(f"{self._name} is empty")
        if source.stream.peek(4)[:4] == ENCRYPTED_MAGIC:
            raise _encrypted(self._name)
        if source.stream.peek(4)[:4] != PLAIN_MAGIC:
            raise DataError(f"{self._name} is no Parquet file", hint="name it by what it is: .csv, .jsonl")
        copy = self._arrow.PythonFile(source.copy(), mode="r")
        try:
            # a buffer instead of whole column chunks: row groups may be of any size
            opened = self._arrow.parquet.ParquetFile(
                copy, pre_buffer=False, buffer_size=_READ_BUFFER, page_checksum_verification=True
            )
            self.schema = opened.schema_arrow
            # pyarrow aborts the process where it is asked for the codec of a column that it cannot read
            next(opened.iter_batches(1, use_threads=False), None)
            groups = [opened.metadata.row_group(number) for number in range(opened.metadata.num_row_groups)]
            self.codec = groups[0].column(0).compression if groups and groups[0].num_columns else "SNAPPY"
            widest = max((g.total_byte_size // max(g.num_rows, 1) for g in groups), default=0)
        except (self._arrow.ArrowException, OSError, UnicodeDecodeError) as error:
            raise self._damaged(error) from None
        self._piece_rows = min(max(BATCH_CHARS // max(widest, 1), 1), _PIECE_ROWS)
        return opened

    def _find_columns(self) -> list[str]:
        names = [name.strip() or f"c{number}" for number, name in enumerate(self.schema.names, 1)]
        if not names:
            raise DataError(f"{self._name} has no columns")
        if repeated := [place for place, name in enumerate(names, 1) if names.index(name) != place - 1]:
            raise DataError(
                f"{self._name}: columns {', '.join(map(str, repeated))} repeat the name of an earlier column",
                hint="rename them",
            )
        return names

    def _require_readable(self, nested: str) -> None:
        for name, field in zip(self.columns, self.schema, strict=True):
            if nested == "refuse" and not is_text(field.type) and not is_scalar(field.type):
                raise DataError(
                    f"{self._name}: column {name} holds lists, structs, maps or bytes, and only texts, numbers, "
                    "booleans, dates and times can be masked",
                    hint="leave the column out, or write its values as columns of their own",
                )

    def _has_levels(self, index: int) -> bool:
        kind = self.schema.field(index).type
        if not self._arrow.types.is_dictionary(kind):
            return False
        return bool(kind.ordered or kind.index_type.bit_width < 32)

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield the rows in order, `size` at a time, or fewer where rows are long (see BATCH_CHARS).

        Raises:
            DataError: a broken row with `on_error="error"`, a damaged file, or no row at all.
        """
        rows: list[list[str]] = []
        parts: list[Any] = []
        characters = 0
        for records in self._pieces():
            cells = self._cells(records)
            start = 0
            for end, row in enumerate(cells, 1):
                rows.append(row)
                characters += sum(map(len, row))
                if len(rows) == size or characters >= BATCH_CHARS:
                    parts.append(records.slice(start, end - start))
                    yield self._batch(rows, parts)
                    rows, parts, start, characters = [], [], end, 0
            if start < len(cells):
                parts.append(records.slice(start))
        if rows:
            yield self._batch(rows, parts)
        if self.rows_read == 0:
            raise DataError(f"{self._name} has no rows")

    def _batch(self, rows: list[list[str]], parts: list[Any]) -> Batch:
        table = self._arrow.Table.from_batches(parts).combine_chunks()
        start = self.rows_read
        self.rows_read += len(rows)
        return Batch(start, rows, ArrowRows(table.to_batches()[0]))

    def _pieces(self) -> Iterator[Any]:
        """Yield a few rows at a time, broken ones treated, as columns of plain values."""
        first = 0
        try:
            for records in self._file.iter_batches(self._piece_rows, use_threads=False):
                for index, levels in self.levels.items():
                    levels |= dict.fromkeys(self._decodable(records.column(index).dictionary))
                columns = [plain_values(column) for column in records.columns]
                names = [str(number) for number in range(len(columns))]
                if records.num_rows:
                    yield self._without_broken(self._arrow.RecordBatch.from_arrays(columns, names=names), first)
                first += records.num_rows
        except (self._arrow.ArrowException, OSError) as error:
            raise self._damaged(error) from None

    def _without_broken(self, records: Any, first: int) -> Any:
        """Treat rows that hold bytes which are no UTF-8 as `on_error` says."""
        broken = sorted(set(itertools.chain.from_iterable(map(self._undecodable, records.columns))))
        if not broken:
            return records
        if self._on_error == "error":
            raise DataError(
                f"{self._name}: row {first + broken[0] + 1} holds bytes that cannot be decoded",
                hint="--on-error skip leaves such rows out, keep-line empties them",
            )
        self.skipped += len(broken)
        places: list[int | None] = [None if row in broken else row for row in range(records.num_rows)]
        if self._on_error == "skip":
            places = [place for place in places if place is not None]
        return records.take(self._arrow.array(places, self._arrow.int64()))

    def _undecodable(self, column: Any) -> list[int]:
        if not is_text(column.type):
            return []
        try:
            column.validate(full=True)
        except self._arrow.ArrowInvalid:
            as_bytes = self._arrow.compute.cast(column, self._arrow.large_binary()).to_pylist()
            return [row for row, value in enumerate(as_bytes) if value is not None and not _is_utf8(value)]
        return []

    def _decodable(self, dictionary: Any) -> list[str]:
        if not self._undecodable(dictionary):
            return list(dictionary.to_pylist())
        as_bytes = self._arrow.compute.cast(dictionary, self._arrow.large_binary()).to_pylist()
        return [value.decode() for value in as_bytes if _is_utf8(value)]

    def _cells(self, records: Any) -> list[list[str]]:
        columns = []
        for name, field, values in zip(self.columns, self.schema, records.columns, strict=True):
            if is_text(field.type) or is_scalar(field.type):
                columns.append([text or "" for text in to_texts(values, field.type).to_pylist()])
                continue
            try:
                columns.append(nested_texts(values))
            except (ValueError, OverflowError):
                raise DataError(
                    f"{self._name}: column {name} holds something that JSON cannot say",
                    hint="bytes that are no text, a date out of range, or a struct with two fields of one name",
                ) from None
        rows = [list(row) for row in zip(*columns, strict=True)]
        if any(sum(map(len, row)) > self._max_chars for row in rows):
            raise DataError(
                f"{self._name}: a row has more than {self._max_chars:,} characters",
                hint="--max-record-chars raises the limit",
            )
        return rows

    def _damaged(self, error: Exception) -> DataError:
        if "crypt" in str(error).lower():
            return _encrypted(self._name)
        return DataError(f"{self._name} is damaged, cut short or no Parquet file ({type(error).__name__})")


def _encrypted(name: str) -> DataError:
    return DataError(f"{name} is encrypted", hint="decrypt it first: no key of Parquet's encryption is taken")


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
