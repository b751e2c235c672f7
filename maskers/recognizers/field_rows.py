"""Rows inside a text, below or behind the names of their columns: small tables, the values of SQL's INSERT, and JSON
that names its columns once."""

import itertools
import re
from collections.abc import Iterator, Sequence

from ..lazy_patterns import lazily
from .field_keys import Key, key_of

_INSERT = lazily(r"\binsert\s+into\s+[\w.\"`\[\]]{1,120}\s*\((?P<columns>[^()]{1,2000})\)\s*values\s*", re.IGNORECASE)
_ROW = lazily(r"\s*,?\s*\((?P<values>(?:[^()']|'(?:[^']|'')*+')*+)\)")
_VALUE = lazily(r"\s*(?:N?'(?P<single>(?:[^']|'')*+)'|\"(?P<double>[^\"]*+)\"|(?P<plain>[^,]*?))\s*(?:,|\Z)")
_DELIMITERS = "\t|;,"
# short names with a delimiter between
_MAY_BE_HEADER = lazily(r"[ |]{0,4}[^\t|;,\n]{1,40}[\t|;,][^\t|;,\n]{0,40}(?:[\t|;,]|\Z)")
_RULE = lazily(r"[\s|:+=-]*")
# tables in JSON that name their columns once, as pandas writes them (`orient="split"`)
_SPLIT = lazily(r"[\"'](?:columns|fields|headers?|names)[\"']\s*:\s*\[(?P<columns>[^\[\]]{1,2000})\]")
_SPLIT_ROWS = lazily(r"[\"'](?:data|rows|values|records)[\"']\s*:\s*\[\s*(?=\[)")
_SPLIT_ROW = lazily(r"\s*,?\s*\[(?P<values>(?:[^\[\]\"']|\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+')*+)\]")
_SPLIT_VALUE = lazily(
    r"\s*(?:\"(?P<double>(?:[^\"\\]|\\.)*+)\"|'(?P<single>(?:[^'\\]|\\.)*+)'|(?P<plain>[^,\"']*?))\s*(?:,|\Z)"
)
_AROUND = " \r\"'*`"
_MOST_LINES = 40  # of names and values, looked at together
_MOST_COLUMNS = 60
_MOST_HEADERS = 20
_LONGEST_NAME = 40


def find_rows(text: str) -> Iterator[tuple[Key, int, int]]:
    """Yield the cells whose column names an entity type, with their places."""
    if "(" in text and ("VALUES" in text or "values" in text or "Values" in text):
        yield from _inserted(text)
    if "[" in text and ":" in text:
        yield from _split(text)
    if "\n" in text:
        yield from _delimited(text)


def _inserted(text: str) -> Iterator[tuple[Key, int, int]]:
    for match in _INSERT.finditer(text):
        yield from _rows(text, match.end(), match["columns"], _ROW, _VALUE)


def _split(text: str) -> Iterator[tuple[Key, int, int]]:
    named: re.Match[str] | None = None
    names = _SPLIT.finditer(text)
    following = next(names, None)
    for rows in _SPLIT_ROWS.finditer(text) if following is not None else ():
        while following is not None and following.end() <= rows.start():
            named, following = following, next(names, None)
        if named is not None:
            yield from _rows(text, rows.end(), named["columns"], _SPLIT_ROW, _SPLIT_VALUE)


def _rows(
    text: str, at: int, columns: str, row_form: re.Pattern[str], value_form: re.Pattern[str]
) -> Iterator[tuple[Key, int, int]]:
    """Yield the values of rows that follow each other from an offset on, under a list of names of columns."""
    keys = [key_of(name.strip(" \t\n\"'`[]")) for name in columns.split(",")]
    if not any(keys):
        return
    while (row := row_form.match(text, at)) is not None:
        at = row.end()
        position, stop = row.span("values")
        for key in keys:
            value = value_form.match(text, position, stop)
            if value is None or position >= stop:
                break
            position = value.end()
            start, end = value.span(value.lastgroup or 0)
            if key is not None and start < end:
                yield key, start, end


def _delimited(text: str) -> Iterator[tuple[Key, int, int]]:
    columns: list[Key | None] = []
    delimiter = ""
    position = tried = 0
    lines = text.split("\n")
    beside = 0  # lines of a name and its value that follow
    for number, line in enumerate(lines):
        start, position = position, position + len(line) + 1
        if beside:
            beside -= 1
            yield from _beside(line, start, delimiter)
            continue
        if columns and line.count(delimiter) + 1 == len(columns):
            if not _RULE.fullmatch(line):
                yield from _cells(line, start, delimiter, columns)
            continue
        columns = []
        if tried < _MOST_HEADERS and number + 1 < len(lines):
            tried += 1
            found = _header(line, lines[number + 1])
            delimiter, columns = found if found is not None else ("", [])
            if found is not None and (beside := _lines_of_names(lines[number : number + _MOST_LINES], delimiter)):
                beside -= 1
                columns = []
                yield from _beside(line, start, delimiter)


def _header(line: str, behind: str) -> tuple[str, list[Key | None]] | None:
    """Return the delimiter of a line of column names and what they name; None for another line.

    Args:
        line: what may be one.
        behind: the next line, which has as many delimiters.
    """
    if not _MAY_BE_HEADER.match(line):
        return None
    for delimiter in _DELIMITERS:
        count = line.count(delimiter)
        if not 0 < count < _MOST_COLUMNS or behind.count(delimiter) != count:
            continue
        names = [name.strip(_AROUND) for name in line.split(delimiter)]
        if max(map(len, names)) > _LONGEST_NAME:
            continue
        keys = [key_of(name) if name else None for name in names]
        if any(key is not None and key.is_strong for key in keys):
            return delimiter, keys
    return None


def _cells(line: str, start: int, delimiter: str, columns: list[Key | None]) -> Iterator[tuple[Key, int, int]]:
    for key, cell in zip(columns, line.split(delimiter), strict=True):
        value = cell.strip(_AROUND)
        if key is not None and value:
            begin = start + cell.index(value)
            yield key, begin, begin + len(value)
        start += len(cell) + len(delimiter)


def _pair_in(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line of two, with the blanks around them; none for another line."""
    cells = [cell for cell in line.split(delimiter) if cell.strip()]
    return cells if len(cells) == 2 else []


def _lines_of_names(lines: Sequence[str], delimiter: str) -> int:
    """Return how many of some lines hold a name and its value, if it is such a table and not one of rows."""
    pairs = list(itertools.takewhile(bool, (_pair_in(line, delimiter) for line in lines)))
    names = sum(1 for name, _ in pairs if key_of(name.strip(_AROUND)) is not None)
    return len(pairs) if names > 1 else 0


def _beside(line: str, start: int, delimiter: str) -> Iterator[tuple[Key, int, int]]:
    name, cell = _pair_in(line, delimiter)
    key, value = key_of(name.strip(_AROUND)), cell.strip(_AROUND)
    if key is not None and value and key_of(value) is None:
        begin = start + line.rindex(value)
        yield key, begin, begin + len(value)
