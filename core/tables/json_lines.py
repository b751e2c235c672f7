"""JSON Lines: one object a line, read as a table whose columns are the objects' keys.

What is not masked is written as it was read: numbers keep their digits, keys their order, lines their spacing.
"""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

from ..errors import DataError, UsageError
from .base import Batch
from .delimited import BATCH_CHARS, error_handler, known_codec
from .dialect import detect_bom

_LOOKED_AHEAD = 1000  # lines whose keys make the columns
_DECODER = json.JSONDecoder()
_BLANKS = " \t\r\n"


@dataclass(frozen=True)
class Member:
    """A key and its value as they stand in the line.

    Attributes:
        key: decoded.
        spelled_key: as written.
        spelled_value: as written.
        cell: the value as text; empty for null.
        is_nested: the value is a list or an object.
    """

    key: str
    spelled_key: str
    spelled_value: str
    cell: str
    is_nested: bool


@dataclass(frozen=True)
class Line:
    """An object of the source.

    Attributes:
        members: in their order; none for a line that was emptied.
        before: what stands before each member, and after the last one.
        end: line end.
    """

    members: tuple[Member, ...]
    before: tuple[str, ...]
    end: str


def parse_object(text: str) -> Line:
    r"""Take a line apart so that it can be put together again with other values.

    Raises:
        ValueError: it is no JSON object, or a key stands twice.

    Example:
        >>> line = parse_object('{"name": "Ann", "age": 4.50}\n')
        >>> [(member.key, member.cell) for member in line.members]
        [('name', 'Ann'), ('age', '4.50')]
    """
    text.encode()  # bytes that could not be decoded cannot be encoded again: ValueError
    body = text.rstrip("\r\n")
    place = _skip(body, 0)
    _expect(body, place, "{")
    start, place = 0, _skip(body, place + 1)
    members: list[Member] = []
    before: list[str] = []
    while body[place : place + 1] != "}":
        if members:
            _expect(body, place, ",")
            place = _skip(body, place + 1)
        key, after_key = _DECODER.raw_decode(body, place)
        if not isinstance(key, str) or any(key == member.key for member in members):
            raise ValueError
        colon = _skip(body, after_key)
        _expect(body, colon, ":")
        value_start = _skip(body, colon + 1)
        value, after_value = _DECODER.raw_decode(body, value_start)
        before.append(body[start:place])
        spelled = body[value_start:after_value]
        members.append(
            Member(key, body[place:value_start], spelled, _as_text(value, spelled), isinstance(value, dict | list))
        )
        start, place = after_value, _skip(body, after_value)
    if body[place + 1 :].strip(_BLANKS):
        raise ValueError
    before.append(body[start:])
    return Line(tuple(members), tuple(before), text[len(body) :])


def _as_text(value: object, spelled: str) -> str:
    if isinstance(value, str):
        value.encode()  # a lone surrogate cannot be written again: ValueError
        return value
    return "" if value is None else spelled


def _skip(text: str, place: int) -> int:
    while text[place : place + 1] and text[place] in _BLANKS:
        place += 1
    return place


def _expect(text: str, place: int, mark: str) -> None:
    if text[place : place + 1] != mark:
        raise ValueError


class JsonLinesReader:
    """Reads JSON Lines; see `TableOptions` for the arguments.

    Columns are the keys of the first thousand lines, in order of appearance. A later line with another key is broken,
    since no policy has said what the key holds.
    """

    def __init__(
        self,
        stream: io.BufferedReader,
        name: str,
        *,
        encoding: str | None,
        on_error: Literal["error", "skip", "keep-line"],
        max_record_chars: int,
        nested: Literal["refuse", "json"],
    ) -> None:
        self._name = name
        self._on_error = on_error
        self._max_chars = max_record_chars
        self._nested = nested
        self.bom, bom_encoding = detect_bom(stream.peek(4)[:4])
        stream.read(len(self.bom))
        self.encoding = bom_encoding or known_codec(encoding or "utf-8")
        errors = error_handler(self.encoding)
        self._text = io.TextIOWrapper(stream, encoding=self.encoding, errors=errors, newline="\n")
        self._ahead = self._look_ahead()
        self.columns = self._find_columns()
        self._places = {column: index for index, column in enumerate(self.columns)}
        self.skipped = 0
        self.rows_read = 0

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield the rows in order, `size` at a time, or fewer where rows are long.

        Raises:
            DataError: a broken line with `on_error="error"`, or no row at all.
        """
        rows: list[list[str]] = []
        sources: list[Line] = []
        characters = 0
        for number, text in enumerate(self._lines(), 1):
            line = self._usable(text, number)
            if line is None:
                continue
            rows.append(self._cells(line))
            sources.append(line)
            self.rows_read += 1
            characters += len(text)
            if len(rows) == size or characters >= BATCH_CHARS:
                yield Batch(self.rows_read - len(rows), rows, sources)
                rows, sources, characters = [], [], 0
        if rows:
            yield Batch(self.rows_read - len(rows), rows, sources)
        if self.rows_read == 0:
            raise DataError(f"{self._name} has no rows")

    def _look_ahead(self) -> list[str]:
        lines: list[str] = []
        characters = 0
        while len(lines) < _LOOKED_AHEAD and characters < BATCH_CHARS:
            text = self._next_line()
            if text is None:
                break
            lines.append(text)
            characters += len(text)
        return lines

    def _lines(self) -> Iterator[str]:
        while self._ahead:
            yield self._ahead.pop(0)
        while (text := self._next_line()) is not None:
            yield text

    def _next_line(self) -> str | None:
        """Return the next line that is not blank; None at the end."""
        while text := self._text.readline(self._max_chars + 1):
            if len(text) > self._max_chars:
                raise DataError(
                    f"{self._name}: a line has more than {self._max_chars:,} characters",
                    hint="--max-record-chars raises the limit",
                )
            if text.strip(_BLANKS):
                return text
        return None

    def _find_columns(self) -> list[str]:
        if not self._ahead:
            raise DataError(f"{self._name} is empty")
        columns: dict[str, None] = {}
        for text in self._ahead:
            try:
                columns |= dict.fromkeys(member.key for member in parse_object(text).members)
            except (ValueError, RecursionError):
                continue  # told with its number when its turn comes
        if not columns:
            raise DataError(f"{self._name}: no line is a JSON object with keys", hint="--encoding names the encoding")
        return list(columns)

    def _usable(self, text: str, number: int) -> Line | None:
        try:
            line = parse_object(text)
            fault = self._fault(line)
        except (ValueError, RecursionError):
            undecoded = any("\udc80" <= character <= "\udcff" for character in text)
            fault = f"cannot be read as {self.encoding}" if undecoded else "is no JSON object with each key once"
        if fault is None:
            return line
        if self._on_error == "error":
            raise DataError(
                f"{self._name}: row {number} {fault}",
                hint="--on-error skip leaves such rows out, keep-line empties them; --encoding says how to read them",
            )
        self.skipped += 1
        return None if self._on_error == "skip" else Line((), ("{}",), "\n")

    def _fault(self, line: Line) -> str | None:
        if any(member.key not in self._places for member in line.members):
            return "has a key that the first rows do not have"
        if self._nested == "refuse" and any(member.is_nested for member in line.members):
            return "holds a list or an object, and only texts, numbers, true, false and null can be masked"
        return None

    def _cells(self, line: Line) -> list[str]:
        cells = [""] * len(self.columns)
        for member in line.members:
            cells[self._places[member.key]] = member.cell
        return cells


class JsonLinesWriter:
    """Writes JSON Lines as the reader read them."""

    def __init__(self, stream: BinaryIO, reader: JsonLinesReader) -> None:
        self._stream = stream
        self._reader = reader
        self._places = {column: index for index, column in enumerate(reader.columns)}
        self._dropped: frozenset[int] = frozenset()
        self._added: list[str] = []

    def write_header(self, *, dropped: frozenset[int] = frozenset(), added: Sequence[str] = ()) -> None:
        """Note which keys go and which come; the format has no header.

        Raises:
            UsageError: a new key is there already.
        """
        if taken := [name for name in added if name in self._places]:
            raise UsageError(f"the table already has a column {taken[0]}")
        self._dropped, self._added = dropped, list(added)
        self._stream.write(self._reader.bom)

    def write_batch(
        self, batch: Batch, replaced: Mapping[int, Sequence[str]], added: Sequence[Sequence[str]] = ()
    ) -> None:
        """Write rows of the reader; values that did not change keep their spelling."""
        lines = []
        for position, line in enumerate(batch.sources):
            new = {self._reader.columns[index]: cells[position] for index, cells in replaced.items()}
            more = [column[position] for column in added]
            lines.append(self._spell(line, new, more) + line.end)
        try:
            self._stream.write("".join(lines).encode(self._reader.encoding))
        except UnicodeEncodeError:
            raise DataError(
                f"a masked value cannot be written in {self._reader.encoding}", hint="convert the file to UTF-8 first"
            ) from None

    def finish(self) -> None:
        """Hand everything to the stream below."""
        self._stream.flush()

    def _spell(self, line: Line, new: Mapping[str, str], more: Sequence[str]) -> str:
        kept = [member for member in line.members if self._places[member.key] not in self._dropped]
        values = [
            json.dumps(new[member.key], ensure_ascii=False)
            if member.key in new and new[member.key] != member.cell
            else member.spelled_value
            for member in kept
        ]
        extra = [f"{_quote(name)}: {_quote(cell)}" for name, cell in zip(self._added, more, strict=True)]
        if len(kept) == len(line.members) and line.members:
            parts = [b + m.spelled_key + v for b, m, v in zip(line.before, kept, values, strict=False)]
            tail = line.before[-1]
            return "".join(parts) + "".join(f", {part}" for part in extra) + tail
        members = [member.spelled_key + value for member, value in zip(kept, values, strict=True)]
        return "{" + ", ".join(members + extra) + "}"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
