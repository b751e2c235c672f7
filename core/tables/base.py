"""What every table format offers: a header, batches of rows, and a writer that keeps what was not changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Protocol


@dataclass
class Batch:
    """Consecutive rows of a table.

    Attributes:
        start: 0-based index of the first row among the data rows.
        rows: cells by row; every row has one cell per column.
        sources: what the writer of the same format needs to reproduce each row; opaque to everyone else.
    """

    start: int
    rows: list[list[str]]
    sources: Sequence[Any]
    _columns: dict[int, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, index: int) -> list[str]:
        """Cells of one column; the list is kept and must not be changed, nor may the rows any more."""
        if index not in self._columns:
            self._columns[index] = list(map(itemgetter(index), self.rows))
        return self._columns[index]


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
