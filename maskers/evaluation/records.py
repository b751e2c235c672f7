"""JSON objects of a file, one after another or in one list, with the lines where they begin."""

import json
from collections.abc import Iterator
from typing import Any

from ...core.errors import DataError

_DECODER = json.JSONDecoder()
_BLANKS = " \t\r\n"
Record = dict[str, Any]


def read_records(text: str, name: str) -> Iterator[tuple[str, Record]]:
    r"""Yield where an object stands, for messages, and the object.

    Args:
        text: JSON lines, or a JSON list of objects.
        name: of the file, for messages.

    Raises:
        DataError: broken JSON, or a value that is no object.

    Example:
        >>> list(read_records('{"a": 1}\n{"a": 2}\n', "gold.jsonl"))
        [('gold.jsonl: line 1', {'a': 1}), ('gold.jsonl: line 2', {'a': 2})]
    """
    place = _skip(text, 0)
    in_list = text[place : place + 1] == "["
    place = _skip(text, place + in_list)
    line, counted, number = 1, 0, 0
    while place < len(text) and not (in_list and text[place] == "]"):
        line += text.count("\n", counted, place)
        counted = place
        number += 1
        where = f"{name}: record {number} (line {line})" if in_list else f"{name}: line {line}"
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            raise DataError(f"{where}: broken JSON") from None
        if not isinstance(value, dict):
            raise DataError(f"{where}: not a JSON object")
        yield where, value
        place = _skip(text, place)
        if in_list:
            place = _after_comma(text, place, where)
    if in_list and text[place + 1 :].strip(_BLANKS + "\0"):
        raise DataError(f"{name}: something follows the end of the JSON list")
    if in_list and place >= len(text):
        raise DataError(f"{name}: the JSON list has no end")


def _after_comma(text: str, place: int, where: str) -> int:
    if text[place : place + 1] == ",":
        return _skip(text, place + 1)
    if text[place : place + 1] not in ("]", ""):
        raise DataError(f"{where}: broken JSON after it")
    return place


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in _BLANKS:
        place += 1
    return place


def text_of(record: Record, key: str, where: str) -> str:
    """Return a text of an object; DataError if it is none."""
    value = record.get(key)
    if not isinstance(value, str):
        raise DataError(f"{where}: {key} is missing or not a text")
    return value


def offset_of(record: Record, key: str, where: str) -> int:
    """Return an offset of an object; DataError if it is none."""
    value = record.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise DataError(f"{where}: {key} of a span is missing or not a whole number")
    return value


def list_of(record: Record, key: str, where: str) -> list[Record]:
    """Return a list of objects in an object; DataError if it is none."""
    value = record.get(key)
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise DataError(f"{where}: {key} is missing or not a list of objects")
    return value


def label_of(record: Record, where: str, *keys: str) -> str:
    """Return the type of a span under the first of several names; DataError if there is none."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    raise DataError(f"{where}: a span has no {' or '.join(keys)}")
