"""Writes Parquet: the same types, names and compression, and not one byte that was not in a written row.

Whether a column keeps its type is known when its last cell has come. Until then the rows wait in a temporary file, so
the file's bytes do not depend on the size of the batches.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from ..errors import DataError, UsageError
from .arrow_types import (
    from_texts,
    is_scalar,
    is_text,
    largest_index,
    load_arrow,
    plain_type,
    to_texts,
    with_levels,
)
from .base import Batch
from .parquet import ArrowRows, ParquetReader

# a row group ends after so many rows, or so many bytes of text
_GROUP_ROWS = 1 << 16
_GROUP_BYTES = 1 << 26
_CODECS = {"UNCOMPRESSED": "none", "SNAPPY": "snappy", "GZIP": "gzip", "BROTLI": "brotli", "LZ4": "lz4", "ZSTD": "zstd"}
_FIELD_ID = b"PARQUET:field_id"


@dataclass
class _Column:
    """A column that is written.

    Attributes:
        index: in the source.
        field: its Arrow field.
        text: its values are strings, which can be replaced as they are.
        scalar: its values have texts, but are none.
        replaced: some cell was replaced.
        as_text: some new cell is no value of the column's type.
        seen: distinct values, where the dictionary needs them.
    """

    index: int
    field: Any
    text: bool
    scalar: bool
    replaced: bool = False
    as_text: bool = False
    seen: set[str] = field(default_factory=set)


class ParquetWriter:
    """Writes Parquet as the reader read it.

    A column of numbers, dates or the like in which cells were replaced keeps its type if every new cell is a value of
    it (an empty one is null), else it becomes a column of strings.
    """

    def __init__(self, stream: BinaryIO, reader: ParquetReader) -> None:
        self._arrow = load_arrow()
        self._stream = stream
        self._reader = reader
        self._columns: list[_Column] = []
        self._added: list[str] = []
        self._spool: BinaryIO | None = None
        self._waiting: Any = None
        self._waiting_schema: Any = None
        self._parts = 0
        self._groups: list[int] = []
        self._rows = 0
        self._bytes = 0

    def write_header(self, *, dropped: frozenset[int] = frozenset(), added: Sequence[str] = ()) -> None:
        """Note which columns go and which come.

        Raises:
            UsageError: a new column is there already, or none is left.
        """
        if taken := [name for name in added if name in self._reader.columns]:
            raise UsageError(f"the table already has a column {taken[0]}")
        self._added = list(added)
        self._columns = [
            _Column(index, kept, is_text(kept.type), is_scalar(kept.type))
            for index, kept in enumerate(self._reader.schema)
            if index not in dropped
        ]
        if not self._columns and not self._added:
            raise UsageError("every column is dropped, and Parquet has no rows without columns")
        pa = self._arrow
        fields = [pa.field(f"v{column.index}", plain_type(column.field.type)) for column in self._columns]
        fields += [pa.field(f"t{column.index}", pa.large_string()) for column in self._columns if column.scalar]
        fields += [pa.field(f"a{number}", pa.string()) for number in range(len(self._added))]
        self._waiting_schema = pa.schema(fields)
        self._spool = self._reader.source.temporary()
        options = pa.ipc.IpcWriteOptions(compression="lz4" if pa.Codec.is_available("lz4") else None)
        self._waiting = pa.ipc.new_stream(pa.PythonFile(self._spool, mode="w"), self._waiting_schema, options=options)

    def write_batch(
        self, batch: Batch, replaced: Mapping[int, Sequence[str]], added: Sequence[Sequence[str]] = ()
    ) -> None:
        """Take rows of the reader; values that did not change keep their type.

        Raises:
            DataError: a list, a struct, a map or bytes were to be replaced.
        """
        pa = self._arrow
        assert isinstance(batch.sources, ArrowRows)
        values, texts = [], []
        for column in self._columns:
            new = self._changes(column, batch, replaced.get(column.index))
            value, text = self._with_changes(column, batch.sources.records.column(column.index), new)
            values.append(value)
            if column.scalar:
                texts.append(text)
            if column.index in self._reader.levels:
                column.seen.update(pa.compute.unique(value.drop_null()).to_pylist())
        more = [pa.array(cells, pa.string()) for cells in added]
        records = pa.RecordBatch.from_arrays([*values, *texts, *more], schema=self._waiting_schema)
        for part in self._cut(records):
            self._waiting.write_batch(part)

    def finish(self) -> None:
        """Write the file, and hand everything to the stream below."""
        pa = self._arrow
        assert self._spool is not None
        self._waiting.close()
        self._end_group()
        self._spool.seek(0)
        schema = pa.schema([self._final_field(column) for column in self._columns] + self._added_fields())
        with (
            pa.ipc.open_stream(pa.PythonFile(self._spool, mode="r")) as waiting,
            pa.parquet.ParquetWriter(
                pa.PythonFile(self._stream, mode="w"),
                schema,
                compression=_CODECS.get(self._reader.codec, "snappy"),
                version="2.6",
            ) as writer,
        ):
            for parts in self._groups:
                group = pa.Table.from_batches([waiting.read_next_batch() for _ in range(parts)]).combine_chunks()
                [records] = group.to_batches(max_chunksize=max(len(group), 1))
                arrays = [self._final_array(column, records, schema) for column in self._columns]
                arrays += [records.column(f"a{number}") for number in range(len(self._added))]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=len(group))
        self._stream.flush()

    def _changes(self, column: _Column, batch: Batch, cells: Sequence[str] | None) -> dict[int, str]:
        """Return the new cells by row."""
        if cells is None:
            return {}
        old = batch.column(column.index)
        new = {row: cell for row, cell in enumerate(cells) if cell != old[row]}
        if new and not column.text and not column.scalar:
            raise DataError(
                f"row {batch.start + min(new) + 1}: column {self._reader.columns[column.index]} holds lists, structs, "
                "maps or bytes, which cannot be masked"
            )
        return new

    def _with_changes(self, column: _Column, values: Any, new: Mapping[int, str]) -> tuple[Any, Any]:
        """Return the values with the changed ones taken out, and the new texts where they were."""
        pa = self._arrow
        if not new:
            return values, pa.nulls(len(values), pa.large_string()) if column.scalar else None
        column.replaced = True
        if column.text:
            cells = values.to_pylist()
            for row, cell in new.items():
                cells[row] = cell
            return pa.array(cells, values.type), None
        texts = pa.array([new.get(row) for row in range(len(values))], pa.large_string())
        if not column.as_text:
            column.as_text = from_texts(texts, column.field.type, nullable=self._is_nullable(column)) is None
        kept = [None if row in new else row for row in range(len(values))]
        return values.take(pa.array(kept, pa.int64())), texts

    def _cut(self, records: Any) -> Iterator[Any]:
        """Yield the parts of a batch that belong to one row group each."""
        compute = self._arrow.compute
        sizes = [0] * records.num_rows
        for column in records.columns:
            if is_text(column.type):
                as_bytes = compute.cast(column, self._arrow.large_string())
                lengths = compute.fill_null(compute.binary_length(as_bytes), 0).to_pylist()
                sizes = [size + length for size, length in zip(sizes, lengths, strict=True)]
        start = 0
        for row, size in enumerate(sizes, 1):
            self._rows += 1
            self._bytes += size
            if self._rows == _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
                yield records.slice(start, row - start)
                self._parts += 1
                self._end_group()
                start = row
        if start < records.num_rows:
            yield records.slice(start)
            self._parts += 1

    def _end_group(self) -> None:
        if self._parts:
            self._groups.append(self._parts)
        self._parts = self._rows = self._bytes = 0

    def _is_nullable(self, column: _Column) -> bool:
        return bool(column.field.nullable or self._reader.nullable)

    def _final_field(self, column: _Column) -> Any:
        """Return the field as it is written; of its metadata only the number that table formats know it by stays."""
        kind = column.field.type
        if column.as_text:
            kind = self._arrow.string()
        elif not self._arrow.types.is_string_view(kind) and (
            (column.replaced and column.text) or not self._fits(column)
        ):
            kind = plain_type(kind)
        number = (column.field.metadata or {}).get(_FIELD_ID, b"")
        metadata = {_FIELD_ID: number} if number.isdigit() else None
        return self._arrow.field(column.field.name, kind, nullable=self._is_nullable(column), metadata=metadata)

    def _fits(self, column: _Column) -> bool:
        return column.index not in self._reader.levels or len(column.seen) <= largest_index(column.field.type) + 1

    def _added_fields(self) -> list[Any]:
        return [self._arrow.field(name, self._arrow.string()) for name in self._added]

    def _final_array(self, column: _Column, records: Any, schema: Any) -> Any:
        pa = self._arrow
        values = records.column(f"v{column.index}")
        wanted = schema.field(self._columns.index(column)).type
        if column.as_text:
            texts = pa.compute.coalesce(records.column(f"t{column.index}"), to_texts(values, column.field.type))
            if not self._is_nullable(column):
                texts = pa.compute.fill_null(texts, "")  # a float that is no number
            return pa.compute.cast(texts, wanted)
        if column.scalar and column.replaced:
            new = from_texts(records.column(f"t{column.index}"), column.field.type, nullable=True)
            values = pa.compute.coalesce(values, new)
        if pa.types.is_dictionary(wanted):
            levels = self._reader.levels.get(column.index)
            return with_levels(values, wanted, None if levels is None else [v for v in levels if v in column.seen])
        if isinstance(wanted, pa.BaseExtensionType):
            return pa.ExtensionArray.from_storage(wanted, values)
        return pa.compute.cast(values, wanted) if pa.types.is_string_view(wanted) else values
