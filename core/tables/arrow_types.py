"""Arrow columns as texts, and texts as Arrow columns again. pyarrow is imported by who opens a Parquet file."""

import base64
import json
import re
from collections.abc import Sequence
from typing import Any

from ..errors import MissingError

# floats hold whole numbers exactly up to here
_EXACT = 2**53
_NO_FRACTION = r"\.0+(Z?)$"


def load_arrow() -> Any:
    """Import pyarrow with the parts that tables need.

    Raises:
        MissingError: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError:
        raise MissingError("Parquet needs pyarrow", hint="pip install 'privml[parquet]'") from None
    return pyarrow


def plain_type(kind: Any) -> Any:
    """Return the type of a column's values: without dictionary, extension or views."""
    pa = load_arrow()
    if pa.types.is_dictionary(kind):
        return kind.value_type
    plain = kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind
    return pa.large_string() if pa.types.is_string_view(plain) else plain


def plain_values(column: Any) -> Any:
    """Return a column's values as `plain_type` says.

    A dictionary may hold values that no row of the column has; here they go. Arrow cannot take rows from views.
    """
    pa = load_arrow()
    if pa.types.is_dictionary(column.type):
        return column.dictionary_decode()
    plain = column.storage if isinstance(column.type, pa.BaseExtensionType) else column
    return pa.compute.cast(plain, pa.large_string()) if pa.types.is_string_view(plain.type) else plain


def is_text(kind: Any) -> bool:
    """Tell whether a type's values are strings."""
    types = load_arrow().types
    plain = plain_type(kind)
    return bool(types.is_string(plain) or types.is_large_string(plain))


def is_scalar(kind: Any) -> bool:
    """Tell whether a type's values are no strings but have a text of their own: numbers, booleans, dates, times."""
    pa = load_arrow()
    if isinstance(kind, pa.BaseExtensionType):
        return bool(kind.extension_name == "arrow.uuid")
    types = pa.types
    plain = plain_type(kind)
    return bool(types.is_primitive(plain) or types.is_decimal(plain) or types.is_null(plain))


def to_texts(values: Any, kind: Any) -> Any:
    """Return the texts of a column that is not nested.

    Whole floats lose their `.0`, since missing values make floats of phone numbers and codes; times of a zone are told
    in UTC. Nulls and floats that are no number have no text.

    Args:
        values: plain values.
        kind: the column's type; it tells a UUID.

    Returns:
        Array of strings, null where there is no text.
    """
    pa = load_arrow()
    types = pa.types
    if is_text(kind):
        return pa.compute.cast(values, pa.large_string())
    if isinstance(kind, pa.BaseExtensionType):
        return pa.array([None if v is None else _spell_uuid(v) for v in values.to_pylist()], pa.large_string())
    if types.is_timestamp(values.type) and values.type.tz is not None:
        values = pa.compute.cast(values, pa.timestamp(values.type.unit, "UTC"))
    texts = pa.compute.cast(values, pa.large_string())
    if types.is_floating(values.type):
        return pa.array([None if text is None else _spell_float(text) for text in texts.to_pylist()], pa.large_string())
    if types.is_timestamp(values.type) or types.is_time(values.type):
        return pa.compute.replace_substring_regex(texts, _NO_FRACTION, r"\1")
    return texts


def from_texts(texts: Any, kind: Any, *, nullable: bool) -> Any:
    """Turn texts into values of a scalar type, if every one comes back from them as it was.

    Args:
        texts: array of strings; an empty one stands for null.
        kind: the column's type.
        nullable: whether the column may hold nulls.

    Returns:
        Plain values; None if some text is none of the type.
    """
    pa = load_arrow()
    compute = pa.compute
    filled = compute.if_else(compute.equal(texts, ""), None, texts)
    if not nullable and filled.null_count > texts.null_count:
        return None
    plain = plain_type(kind)
    if filled.null_count == len(filled):
        return pa.nulls(len(filled), plain)
    try:
        if isinstance(kind, pa.BaseExtensionType):
            found = [None if text is None else bytes.fromhex(text.replace("-", "")) for text in filled.to_pylist()]
            values = pa.array(found, plain)
        elif pa.types.is_timestamp(plain) and plain.tz is not None:
            values = compute.cast(compute.cast(filled, pa.timestamp(plain.unit, "UTC")), plain)
        else:
            values = compute.cast(filled, plain)
    except (pa.ArrowException, ValueError):
        return None
    return values if to_texts(values, kind).equals(filled) else None


def nested_texts(values: Any) -> list[str]:
    """Return lists, structs, maps and bytes as JSON, the latter in base64; nothing for null."""
    return [
        "" if value is None else json.dumps(value, ensure_ascii=False, default=_plain_json)
        for value in values.to_pylist()
    ]


def with_levels(values: Any, kind: Any, levels: Sequence[str] | None) -> Any:
    """Put strings back into a dictionary.

    Args:
        values: plain values.
        kind: dictionary type.
        levels: the dictionary; None: the values, in order of appearance.
    """
    pa = load_arrow()
    if levels is None:
        encoded = values.dictionary_encode()
        indices, dictionary = encoded.indices, encoded.dictionary
    else:
        dictionary = pa.array(levels, kind.value_type)
        indices = pa.compute.index_in(values, value_set=dictionary, skip_nulls=True)
    return pa.DictionaryArray.from_arrays(pa.compute.cast(indices, kind.index_type), dictionary, ordered=kind.ordered)


def largest_index(kind: Any) -> int:
    """Return the largest index that a dictionary type can hold."""
    index = kind.index_type
    signed = load_arrow().types.is_signed_integer(index)
    return int(2 ** (index.bit_width - signed) - 1)


def _spell_uuid(value: bytes) -> str:
    return re.sub(r"^(.{8})(.{4})(.{4})(.{4})", r"\1-\2-\3-\4-", value.hex())


def _spell_float(text: str) -> str | None:
    """Return a float as Python spells it; Arrow's text is its shortest, also of 32 bits."""
    value = float(text)
    if value != value:
        return None
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)


def _plain_json(value: Any) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
