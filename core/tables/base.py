"""What every table format offers: a header, batches of rows, and a writer that keeps what was not changed."""

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Protocol


class Batch:
    """Consecutive rows of a table, at hand as rows and as columns; neither may be changed.

    Attributes:
        start: 0-based index of the first row among the data rows.
        sources: what the writer of the same format needs to reproduce each row; opaque to everyone else.
    """

    def __init__(self, start: int, rows: list[list[str]], sources: Sequence[Any]) -> None:
        self.start = start
        self.sources = sources
        self._rows: list[list[str]] | None = rows
        self._columns: dict[int, list[str]] = {}

    @classmethod
    def of_columns(cls, start: int, columns: Sequence[list[str]], sources: Sequence[Any]) -> "Batch":
        """Return a batch of columns, at least one, of the same length."""
        batch = cls(start, [], sources)
        batch._rows = None
        batch._columns = dict(enumerate(columns))
        return batch

    def __len__(self) -> int:
        return len(self._columns[0]) if self._rows is None else len(self._rows)

    @property
    def rows(self) -> list[list[str]]:
        """Cells by row; every row has one cell per column."""
        if self._rows is None:
            self._rows = list(map(list, zip(*self._columns.values(), strict=True)))
        return self._rows

    @property
    def width(self) -> int:
        """Number of columns; 0 where there are no rows."""
        return len(self._columns) if self._rows is None else len(self._rows[0]) if self._rows else 0

    def column(self, index: int) -> list[str]:
        """Cells of one column."""
        if index not in self._columns:
            self._columns[index] = list(map(itemgetter(index), self.rows))
        return self._columns[index]

    def without_sources(self) -> "Batch":
        """Return the batch without what only its writer needs."""
        if self._rows is None:
            return Batch.of_columns(self.start, list(self._columns.values()), ())
        return Batch(self.start, self._rows, ())


class TableReader(Protocol):
    """An open table.

    Attributes:
        columns: column names, unique.
        skipped: rows left out or emptied so far because they were broken (`on_error`).
        rows_read: data rows delivered so far.
    """

    columns: list[str]
    skipped: int
    rows_read: int

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield the rows in order, at most `size` at a time."""
        ...


class TableWriter(Protocol):
    """Writes a table in the dialect of the reader that it was made for."""

    def write_header(self, *, dropped: frozenset[int] = frozenset(), added: Sequence[str] = ()) -> None:
        """Write the header without the dropped columns and with new ones at the end."""
        ...

    def write_batch(
        self, batch: Batch, replaced: Mapping[int, Sequence[str]], added: Sequence[Sequence[str]] = ()
    ) -> None:
        """Write rows of the reader.

        Args:
            batch: rows as read.
            replaced: new cells of changed columns, by column index.
            added: cells of the columns that `write_header` added, one sequence a column.
        """
        ...

    def finish(self) -> None:
        """Hand everything to the stream below; the stream stays open."""
        ...
