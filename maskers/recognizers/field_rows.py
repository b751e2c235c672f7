"""Rows inside a text, below or behind the names of their columns: small tables, and the values of SQL's INSERT."""

import re
from collections.abc import Iterator

from ..lazy_patterns import lazily
from .field_keys import Key, key_of

_INSERT = lazily(r"\binsert\s+into\s+[\w.\"`\[\]]{1,120}\s*\((?P<columns>[^()]{1,2000})\)\s*values\s*", re.IGNORECASE)
_ROW = lazily(r"\s*,?\s*\((?P<values>(?:[^()']|'(?:[^']|'')*+')*+)\)")
_VALUE = lazily(r"\s*(?:N?'(?P<single>(?:[^']|'')*+)'|\"(?P<double>[^\"]*+)\"|(?P<plain>[^,]*?))\s*(?:,|\Z)")
_DELIMITERS = "\t|;,"
# short names with a delimiter between
_MAY_BE_HEADER = lazily(r"[ |]{0,4}[^\t|;,\n]{1,40}[\t|;,][^\t|;,\n]{0,40}(?:[\t|;,]|\Z)")
_RULE = lazily(r"[\s|:+=-]*")
_MOST_COLUMNS = 60
_MOST_HEADERS = 20
_LONGEST_NAME = 40


def find_rows(text: str) -> Iterator[tuple[Key, int, int]]:
    """Yield the cells whose column names an entity type, with their places."""
    if "(" in text and ("VALUES" in text or "values" in text or "Values" in text):
        yield from _inserted(text)
    if "\n" in text:
        yield from _delimited(text)


def _inserted(text: str) -> Iterator[tuple[Key, int, int]]:
    for match in _INSERT.finditer(text):
        keys = [key_of(name.strip(' \t\n"`[]')) for name in match["columns"].split(",")]
        if not any(keys):
            continue
        at = match.end()
        while (row := _ROW.match(text, at)) is not None:
            at = row.end()
            position, stop = row.span("values")
            for key in keys:
                value = _VALUE.match(text, position, stop)
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
    for number, line in enumerate(lines):
        start, position = position, position + len(line) + 1
        if columns and line.count(delimiter) + 1 == len(columns):
            if not _RULE.fullmatch(line):
                yield from _cells(line, start, delimiter, columns)
            continue
        columns = []
        if tried < _MOST_HEADERS and number + 1 < len(lines):
            tried += 1
            found = _header(line, lines[number + 1])
            delimiter, columns = found if found is not None else ("", [])


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
        names = [name.strip(" \r\"'*`") for name in line.split(delimiter)]
        if max(map(len, names)) > _LONGEST_NAME:
            continue
        keys = [key_of(name) if name else None for name in names]
        if any(key is not None and key.is_strong for key in keys):
            return delimiter, keys
    return None


def _cells(line: str, start: int, delimiter: str, columns: list[Key | None]) -> Iterator[tuple[Key, int, int]]:
    for key, cell in zip(columns, line.split(delimiter), strict=True):
        value = cell.strip(" \r\"'*`")
        if key is not None and value:
            begin = start + cell.index(value)
            yield key, begin, begin + len(value)
        start += len(cell) + len(delimiter)
