"""Records of delimited text (RFC 4180 with the liberties that real files take), each with its original spelling.

A record remembers how every cell was spelled, so a cell that is not changed is written back byte for byte, and the
difference between an empty cell and an empty quoted cell survives.
"""

import io
import itertools
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..errors import DataError

_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANK_LINES = frozenset(("\n", "\r", "\r\n"))
# characters read at a time
_BLOCK = 1 << 18
# what the surrogateescape handler puts where bytes could not be decoded
_UNDECODABLE = re.compile("[\udc80-\udcff]")


@dataclass(slots=True)
class Record:
    """One record.

    Attributes:
        cells: the values, quotes removed.
        spellings: the same cells as they stood in the file; the list `cells` itself where no quotes are involved.
        end: line end, and blank lines that followed.
        line: number of its first line, from 1.
    """

    cells: list[str]
    spellings: list[str]
    end: str
    line: int

    @property
    def is_blank(self) -> bool:
        """True for a line without any content."""
        return self.cells == [""] and not self.spellings[0]

    def fault(self) -> str | None:
        """Say what makes the text itself unusable, if anything does."""
        for spelling in self.spellings:
            if "\0" in spelling:
                return "holds a NUL byte"
            if not spelling.isascii() and _UNDECODABLE.search(spelling):
                return "holds bytes that cannot be decoded"
        return None


class PlainRows(NamedTuple):
    """Rows without quotes.

    Attributes:
        cells: row after row.
        rows: how many.
        end: line end of each.
        characters: of all, delimiters included.
    """

    cells: list[str]
    rows: int
    end: str
    characters: int


_NO_ROWS = PlainRows([], 0, "", 0)


class RecordScanner:
    """Cuts decoded text into records.

    Text is read in blocks. The lines of a plain block, without quotes and with one kind of line end, are cut by
    `take_plain`, many at a time; all others by `next_record`, which understands everything.

    Args:
        text: stream opened with `newline=""`, so that line ends arrive untouched.
        name: file name for messages.
        quoting: double quotes enclose cells.
        max_chars: largest record accepted, in characters.
    """

    def __init__(self, text: io.TextIOWrapper, *, name: str, quoting: bool, max_chars: int) -> None:
        self._text = text
        self._name = name
        self._quoting = quoting
        self._max_chars = max_chars
        # where undecodable bytes end the reading, they should not end it a block too early
        self._reads_blocks = text.errors != "strict"
        self._ahead: deque[str] = deque()
        # lines of a plain block that follow those of `_ahead`, without their ends, and the next of them
        self._plain: list[str] = []
        self._next = 0
        self._end = self._last_end = ""
        self.delimiter = ","
        self.lines_read = 0

    def peek_lines(self, count: int) -> list[str]:
        """Return up to `count` first lines without consuming them."""
        while len(self._ahead) < count and (line := self._next_physical()):
            self._ahead.append(line)
        return list(self._ahead)

    def __iter__(self) -> Iterator[Record]:
        while (record := self.next_record()) is not None:
            yield record

    def next_record(self) -> Record | None:
        """Return the next record; None at the end."""
        line = self._next_line()
        if not line:
            return None
        body, end = _split_end(line)
        if self._quoting and '"' in body:
            record = self._scan_quoted(line)
        else:
            cells = body.split(self.delimiter)
            record = Record(cells, cells, end, self.lines_read)
        # a blank line belongs to no row, unless the table has a single column
        while len(record.cells) > 1 and self._is_blank_next():
            record.end += self._next_line()
        return record

    def take_plain(self, limit: int, width: int) -> PlainRows:
        """Return rows that stand next and need no closer look.

        Args:
            limit: most rows.
            width: cells of each.

        Returns:
            No rows where the next line is for `next_record`; the last line of a block always is, since a blank line may
            follow it.
        """
        if self._ahead:
            return _NO_ROWS
        if self._next >= len(self._plain):
            self._fill()
        lines = self._plain[self._next : min(self._next + limit, len(self._plain) - 1)]
        if not lines:
            return _NO_ROWS
        self._next += len(lines)
        if not {width - 1}.issuperset(map(str.count, lines, itertools.repeat(self.delimiter))):
            self._ahead.extend(line + self._end for line in lines)
            return _NO_ROWS
        self.lines_read += len(lines)
        together = self.delimiter.join(lines)
        return PlainRows(together.split(self.delimiter), len(lines), self._end, len(together))

    def _is_blank_next(self) -> bool:
        if not self._ahead and self._next >= len(self._plain):
            self._fill()
        # plain blocks have no blank lines
        return bool(self._ahead) and self._ahead[0] in _BLANK_LINES

    def _next_line(self) -> str:
        if not self._ahead and self._next >= len(self._plain):
            self._fill()
        if self._ahead:
            line = self._ahead.popleft()
            if len(line) > self._max_chars:
                raise self._too_large(self.lines_read + 1)
        elif self._next < len(self._plain):
            self._next += 1
            line = self._plain[self._next - 1] + (self._end if self._next < len(self._plain) else self._last_end)
        else:
            return ""
        self.lines_read += 1
        return line

    def _fill(self) -> None:
        """Read the next block, or one line where blocks are not read; nothing at the end."""
        block = self._text.read(_BLOCK) if self._reads_blocks else ""
        if not block.endswith("\n"):
            block += self._next_physical()
        if self._reads_blocks and self._is_plain(block):
            self._last_end = self._end if block.endswith(self._end) else ""
            self._plain = block.removesuffix(self._end).split(self._end)
            self._next = 0
            if "" not in self._plain and max(map(len, self._plain)) + len(self._end) <= self._max_chars:
                return
        self._plain, self._next = [], 0
        self._ahead.extend(io.StringIO(block, newline=""))

    def _is_plain(self, block: str) -> bool:
        """True if every line of a block is a record, nothing in it is unusable, and its line ends are the same."""
        if not block or "\0" in block or (self._quoting and '"' in block):
            return False
        if not block.isascii() and _UNDECODABLE.search(block) is not None:
            return False
        self._end = "\n"
        if "\r" in block:
            self._end = "\r\n"
            ends = block.count("\r\n")
            return ends == block.count("\r") == block.count("\n")
        return True

    def _next_physical(self) -> str:
        try:
            line = self._text.readline(self._max_chars + 1)
        except UnicodeError:
            # only encodings that are not supersets of ASCII get here; the others escape bad bytes
            raise DataError(
                f"{self._name}: bytes that are not {self._text.encoding} after line {self.lines_read}",
                hint="--encoding names the encoding",
            ) from None
        if len(line) > self._max_chars:
            raise self._too_large(self.lines_read + 1)
        return line

    def _scan_quoted(self, line: str) -> Record:
        first_line = self.lines_read
        cells: list[str] = []
        spellings: list[str] = []
        position = 0
        while True:
            if line.startswith('"', position):
                quoted, line, position = self._scan_cell(line, position, first_line)
                stop = self._cell_end(line, position)
                tail = line[position:stop]
                cells.append(quoted[1:-1].replace('""', '"') + tail)
                spellings.append(quoted + tail)
            else:
                stop = self._cell_end(line, position)
                cells.append(line[position:stop])
                spellings.append(cells[-1])
            if not line.startswith(self.delimiter, stop):
                return Record(cells, spellings, line[stop:], first_line)
            position = stop + 1

    def _cell_end(self, line: str, position: int) -> int:
        stop = line.find(self.delimiter, position)
        return stop if stop != -1 else len(_split_end(line)[0])

    def _scan_cell(self, line: str, position: int, first_line: int) -> tuple[str, str, int]:
        """Read a quoted cell to its closing quote.

        Returns:
            The cell with its quotes, the line on which it ends and the position after the closing quote.
        """
        parts: list[str] = []
        size = 0
        search = position + 1
        while True:
            quote = line.find('"', search)
            if quote == -1:
                parts.append(line[position:])
                size += len(parts[-1])
                if size > self._max_chars:
                    raise self._too_large(first_line)
                line = self._next_line()
                if not line:
                    raise DataError(
                        f"{self._name}: the quote opened in the record at line {first_line} is never closed",
                        hint="the file is cut short, or its quotes are ordinary characters: --no-quotes",
                    )
                position = search = 0
            elif line.startswith('"', quote + 1):
                search = quote + 2
            else:
                parts.append(line[position : quote + 1])
                return "".join(parts), line, quote + 1

    def _too_large(self, line: int) -> DataError:
        return DataError(
            f"{self._name}: the record at line {line} has more than {self._max_chars:,} characters",
            hint="an unclosed quote? --no-quotes; or raise --max-record-chars",
        )


def _split_end(line: str) -> tuple[str, str]:
    if line.endswith("\r\n"):
        return line[:-2], "\r\n"
    if line.endswith(("\n", "\r")):
        return line[:-1], line[-1]
    return line, ""


def spell_cell(value: str, *, quoted: bool, delimiter: str) -> str:
    """Spell a cell for a file with quoting; one that was quoted stays quoted."""
    if quoted or delimiter in value or '"' in value or "\n" in value or "\r" in value:
        return '"' + value.replace('"', '""') + '"'
    return value


def flatten_cell(value: str, *, delimiter: str) -> str:
    """Spell a cell for a file without quoting: what would break the row becomes a space."""
    return _LINE_END.sub(" ", value).replace(delimiter, " ")
