"""JSON Lines as a table: what is not replaced comes out byte for byte; what is broken is told by its row."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from privml.core.errors import DataError, UsageError
from privml.core.inputs import open_input
from privml.core.tables import TableOptions, open_reader, open_writer
from privml.core.tables.json_lines import parse_object

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())
rows = st.lists(st.dictionaries(st.text(min_size=1), scalars, min_size=1, max_size=4), min_size=1, max_size=5)


def encodable(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def rewrite(content: bytes, tmp_path: Path, replace: Any = None, name: str = "t.jsonl", **options: Any) -> bytes:
    """Read and write a table; `replace` is (column, function)."""
    path = tmp_path / name
    path.write_bytes(content)
    out = io.BytesIO()
    with open_input(str(path)) as opened:
        reader = open_reader(opened, TableOptions(**options))
        writer = open_writer(out, reader)
        writer.write_header()
        for batch in reader.batches(2):
            changed = {}
            if replace:
                index = reader.columns.index(replace[0])
                changed = {index: [replace[1](cell) for cell in batch.column(index)]}
            writer.write_batch(batch, changed)
        writer.finish()
    return out.getvalue()


@given(rows.filter(encodable), st.sampled_from([None, 0, 1]), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_untouched_lines_come_out_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, objects: Any, spaced: Any, ascii_only: bool, end: str
) -> None:
    separators = (",", ":") if spaced == 0 else (" , ", " :  ")
    lines = [json.dumps(value, ensure_ascii=ascii_only, separators=separators) for value in objects]
    content = end.join(lines).encode()
    assert rewrite(content, tmp_path_factory.mktemp("t")) == content


@given(st.dictionaries(st.text(min_size=1), scalars, min_size=1).filter(encodable))
def test_cells_are_texts_and_numbers_as_written(value: dict[str, Any]) -> None:
    line = parse_object(json.dumps(value))
    for member, (key, cell) in zip(line.members, value.items(), strict=True):
        assert member.key == key
        expected = cell if isinstance(cell, str) else "" if cell is None else json.dumps(cell)
        assert member.cell == expected


def test_a_replaced_value_is_a_string_and_the_rest_stays(tmp_path: Path) -> None:
    content = b'{"a": 1.50,"b" : "x\\u00e9"}\n{"b":null}\n\n{ "a":2, "b": "y"}'
    found = rewrite(content, tmp_path, ("a", lambda cell: cell and f'<{cell}">'))
    assert found == b'{"a": "<1.50\\">","b" : "x\\u00e9"}\n{"b":null}\n{ "a":"<2\\">", "b": "y"}'


def test_columns_are_the_keys_in_order_of_appearance(tmp_path: Path) -> None:
    path = tmp_path / "t.ndjson"
    path.write_text('{"b": 1}\n{"a": 2, "b": 3}\n')
    with open_input(str(path)) as opened:
        reader = open_reader(opened, TableOptions())
        assert reader.columns == ["b", "a"]
        assert [batch.rows for batch in reader.batches(10)] == [[["1", ""], ["3", "2"]]]


def test_columns_go_and_come(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"a": 1, "b": [2], "c": 3}\n{"b": 4}\n')
    out = io.BytesIO()
    with open_input(str(path)) as opened:
        reader = open_reader(opened, TableOptions(nested="json"))
        writer = open_writer(out, reader)
        writer.write_header(dropped=frozenset({0}), added=["d"])
        for batch in reader.batches(9):
            writer.write_batch(batch, {}, added=[["x", 'y"']])
    assert out.getvalue() == b'{"b": [2], "c": 3, "d": "x"}\n{"b": 4, "d": "y\\""}\n'
    with open_input(str(path)) as opened, pytest.raises(UsageError, match="already has a column a"):
        open_writer(io.BytesIO(), open_reader(opened, TableOptions())).write_header(added=["a"])


LATER = b'{"a": 1}\n' * 1000 + b'{"a": 1, "new": "x"}\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"[1, 2]\n", "no line is a JSON object with keys"),
        (b'{"a": 1}\n{"a": 2', "row 2 is no JSON object"),
        (b'{"a": 1}\n{"a": 1, "a": 2}', "row 2 is no JSON object with each key once"),
        (b'{"a": 1}\n{"a": 1} {"a": 2}', "row 2 is no JSON object"),
        (b'{"a": 1}\n{"a": "\\ud800"}', "row 2 is no JSON object"),
        (b'{"a": "x"}\n{"a": "\xff"}', "row 2 cannot be read as utf-8"),
        (b'{"a": 1}\n{"a": {"b": 2}}', "row 2 holds a list or an object"),
        (b'{"a": 1}\n' + b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}", "row 2 "),
        (LATER, "row 1001 has a key that the first rows do not have"),
    ],
    ids=["empty", "blank", "no object", "cut", "twice", "two", "surrogate", "bytes", "nested", "deep", "late key"],
)
def test_broken_lines(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        rewrite(content, tmp_path)


def test_broken_lines_can_be_left_out_or_emptied(tmp_path: Path) -> None:
    content = b'{"a": 1}\nsecret\n{"a": 2}\n'
    assert rewrite(content, tmp_path, on_error="skip") == b'{"a": 1}\n{"a": 2}\n'
    assert rewrite(content, tmp_path, on_error="keep-line") == b'{"a": 1}\n{}\n{"a": 2}\n'


def test_a_long_line_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="more than 100 characters"):
        rewrite(b'{"a": "' + b"x" * 1000 + b'"}\n', tmp_path, max_record_chars=100)


def test_byte_order_mark_and_compression_stay(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbf{"a": "\xc3\xa9"}\n'
    assert rewrite(content, tmp_path) == content


@pytest.mark.parametrize("content", [b'{"a": 1}\n{"a\xff": 1}', b'{"a": 1}\n{"a": ["\xff"]}'])
def test_undecodable_keys_and_nested_values_are_broken(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DataError, match="row 2 "):
        rewrite(content, tmp_path, nested="json")
