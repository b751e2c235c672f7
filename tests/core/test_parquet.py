"""Parquet as a table: what is not replaced keeps type and value; nothing comes out that is in no row."""

import datetime
import io
import json
import math
import sys
import tempfile
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from privml.core import inputs
from privml.core.errors import DataError, MissingError, UsageError
from privml.core.inputs import hash_file, open_input
from privml.core.tables import TableOptions, open_reader, open_writer, parquet_writer

INT64 = st.integers(-(2**63), 2**63 - 1)
MOMENTS = st.datetimes(datetime.datetime(1, 1, 2), datetime.datetime(9999, 12, 30))
VALUES: list[tuple[pa.DataType, st.SearchStrategy[Any]]] = [
    (pa.string(), st.text()),
    (pa.large_string(), st.text()),
    (pa.string_view(), st.text()),
    (pa.dictionary(pa.int8(), pa.string()), st.sampled_from(["", "é", "三", "a"])),
    (pa.dictionary(pa.int32(), pa.string()), st.text(max_size=2)),
    (pa.int64(), INT64),
    (pa.uint8(), st.integers(0, 255)),
    (pa.float64(), st.floats()),
    (pa.float32(), st.floats(width=32)),
    (pa.float16(), st.floats(width=16)),
    (pa.bool_(), st.booleans()),
    (pa.decimal128(12, 3), st.decimals(-999999, 999999, places=3, allow_nan=False)),
    (pa.date32(), st.dates()),
    (pa.timestamp("us"), MOMENTS),
    (pa.timestamp("ms", "Asia/Tokyo"), st.integers(0, 2**40)),
    (pa.timestamp("ns"), INT64),
    (pa.time64("us"), st.times()),
    (pa.duration("s"), st.integers(0, 10**6)),
    (pa.null(), st.none()),
    (pa.uuid(), st.uuids().map(lambda value: value.bytes)),
]


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    rows = draw(st.integers(1, 12))
    chosen = draw(st.lists(st.sampled_from(VALUES), min_size=1, max_size=5))
    fields, columns = [], []
    for number, (kind, values) in enumerate(chosen):
        nullable = draw(st.booleans()) or kind == pa.null()
        cells = draw(st.lists(st.none() | values if nullable else values, min_size=rows, max_size=rows))
        fields.append(pa.field(f"é {number}", kind, nullable=nullable))
        columns.append(column(cells, kind))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def column(cells: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        encoded = pa.array(cells, kind.value_type).dictionary_encode()
        return pa.DictionaryArray.from_arrays(encoded.indices.cast(kind.index_type), encoded.dictionary)
    if isinstance(kind, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(kind, pa.array(cells, kind.storage_type))
    return pa.array(cells, kind)


def stored(table: pa.Table, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def loaded(content: bytes) -> pa.Table:
    return pq.ParquetFile(io.BytesIO(content)).read()


def rewrite(
    content: bytes | pa.Table,
    folder: Path,
    replace: dict[str, Any] | None = None,
    *,
    size: int = 2,
    dropped: frozenset[int] = frozenset(),
    added: dict[str, str] | None = None,
    **options: Any,
) -> bytes:
    """Read and write a table; `replace` maps columns to functions of a cell."""
    path = folder / "t.parquet"
    path.write_bytes(stored(content) if isinstance(content, pa.Table) else content)
    out = io.BytesIO()
    with open_input(str(path)) as opened:
        reader = open_reader(opened, TableOptions(**options))
        writer = open_writer(out, reader)
        writer.write_header(dropped=dropped, added=list(added or {}))
        for batch in reader.batches(size):
            places = {reader.columns.index(name): function for name, function in (replace or {}).items()}
            changed = {index: [function(cell) for cell in batch.column(index)] for index, function in places.items()}
            writer.write_batch(batch, changed, [[cell] * len(batch) for cell in (added or {}).values()])
        writer.finish()
        assert opened.digest() == hash_file(path)
    return out.getvalue()


def cells(content: bytes | pa.Table, folder: Path, size: int = 2, **options: Any) -> list[list[str]]:
    path = folder / "t.parquet"
    path.write_bytes(stored(content) if isinstance(content, pa.Table) else content)
    with open_input(str(path)) as opened:
        return [row for batch in open_reader(opened, TableOptions(**options)).batches(size) for row in batch.rows]


def bits(table: pa.Table) -> list[list[Any]]:
    """Values by column, floats as their bits, so that NaN equals itself and -0.0 differs from 0.0."""
    plain = []
    for part in table.columns:
        array = part.combine_chunks()
        if isinstance(array, pa.ChunkedArray):
            array = pa.concat_arrays(array.chunks)
        if pa.types.is_floating(array.type):
            array = array.view({2: pa.uint16(), 4: pa.uint32(), 8: pa.uint64()}[array.type.bit_width // 8])
        if pa.types.is_timestamp(array.type):
            array = array.cast(pa.int64())
        plain.append(array.to_pylist())
    return plain


@settings(deadline=None)
@given(tables(), st.integers(1, 14), st.integers(1, 14), st.integers(1, 5), st.sampled_from(["none", "zstd", "gzip"]))
def test_untouched_columns_keep_type_and_values(
    tmp_path_factory: pytest.TempPathFactory, table: pa.Table, size: int, other: int, groups: int, codec: str
) -> None:
    folder = tmp_path_factory.mktemp("t")
    content = stored(table, compression=codec, row_group_size=groups)
    written = rewrite(content, folder, size=size)
    found, source = loaded(written), loaded(content)
    assert found.schema == source.schema
    assert bits(found) == bits(source)
    assert [field.nullable for field in found.schema] == [field.nullable for field in table.schema]
    assert rewrite(content, folder, size=other) == written
    compressed = [pq.ParquetFile(io.BytesIO(part)).metadata.row_group(0).column(0) for part in (content, written)]
    assert compressed[0].compression == compressed[1].compression


@settings(deadline=None)
@given(tables(), st.integers(1, 14), st.integers(1, 14), st.integers(0, 3))
def test_replaced_cells_do_not_depend_on_the_batches(
    tmp_path_factory: pytest.TempPathFactory, table: pa.Table, size: int, other: int, keep: int
) -> None:
    folder = tmp_path_factory.mktemp("t")
    change = {name: lambda cell: cell if len(cell) <= keep else f"<{cell}>" for name in table.column_names}
    written = rewrite(table, folder, change, size=size)
    assert rewrite(table, folder, change, size=other) == written
    expected = [[change[table.column_names[0]](cell) for cell in row] for row in cells(table, folder)]
    assert cells(written, folder) == expected


@pytest.mark.parametrize(
    ("kind", "values", "texts"),
    [
        (pa.string(), ["", None, "三\n"], ["", "", "三\n"]),
        (pa.int64(), [-(2**63), None], [str(-(2**63)), ""]),
        (pa.float64(), [4155550134.0, 0.1, 1e300, math.nan, -math.inf, 2.0**60], None),
        (pa.float32(), [0.1, 7.0], ["0.1", "7"]),
        (pa.bool_(), [True, False], ["true", "false"]),
        (pa.decimal128(9, 2), [Decimal("1.50"), Decimal("-0.05")], ["1.50", "-0.05"]),
        (pa.date32(), [datetime.date(1999, 2, 3)], ["1999-02-03"]),
        (pa.timestamp("ns"), [0, 1], ["1970-01-01 00:00:00", "1970-01-01 00:00:00.000000001"]),
        (pa.timestamp("us", "Asia/Tokyo"), [0], ["1970-01-01 00:00:00Z"]),
        (pa.timestamp("us", "No/Where"), [0], ["1970-01-01 00:00:00Z"]),
        (pa.time32("ms"), [datetime.time(1, 2, 3)], ["01:02:03"]),
        (pa.duration("s"), [90], ["90"]),
        (pa.null(), [None], [""]),
        (pa.uuid(), [uuid.UUID(int=10**37).bytes], [str(uuid.UUID(int=10**37))]),
        (pa.dictionary(pa.int8(), pa.string()), ["b", None, "a"], ["b", "", "a"]),
    ],
    ids=str,
)
def test_cells_are_texts(tmp_path: Path, kind: pa.DataType, values: list[Any], texts: list[str] | None) -> None:
    found = [row[0] for row in cells(pa.table({"x": column(values, kind)}), tmp_path)]
    assert found == (texts or ["4155550134", "0.1", "1e+300", "", "-inf", "1.152921504606847e+18"])


@pytest.mark.parametrize(
    ("kind", "values", "new", "expected"),
    [
        (pa.int64(), [1, None, 3], {"1": "2"}, [2, None, 3]),  # a number for a number
        (pa.int64(), [1, None, 3], {"1": ""}, [None, None, 3]),  # redacted: null
        (pa.int64(), [1, None, 3], {"1": "<ID>"}, ["<ID>", None, "3"]),
        (pa.int64(), [1, None, 3], {"1": "01"}, ["01", None, "3"]),  # would come back as 1
        (pa.int8(), [1, 3], {"1": "300"}, ["300", "3"]),
        (pa.float64(), [1.0, 2.5], {"1": "7"}, [7.0, 2.5]),
        (pa.float64(), [1.0, math.nan, 2.5], {"1": "x"}, ["x", None, "2.5"]),
        (pa.bool_(), [True, False], {"true": "false"}, [False, False]),
        (pa.date32(), [datetime.date(2000, 1, 1)], {"2000-01-01": "2001-02-03"}, [datetime.date(2001, 2, 3)]),
        (pa.time32("ms"), [datetime.time(1), None], {"01:00:00": ""}, [None, None]),
        (pa.string(), ["a", None, ""], {"a": ""}, ["", None, ""]),
        (pa.string(), ["a", None, ""], {"": "x"}, ["a", "x", "x"]),
        (pa.string_view(), ["a", None, ""], {"a": "é"}, ["é", None, ""]),
        (pa.dictionary(pa.int8(), pa.string()), ["a", "b"], {"a": "c"}, ["c", "b"]),
        (pa.json_(), ["1", "2"], {"1": "not JSON"}, ["not JSON", "2"]),
    ],
)
def test_a_column_keeps_its_type_if_every_new_cell_fits(
    tmp_path: Path, kind: pa.DataType, values: list[Any], new: dict[str, str], expected: list[Any]
) -> None:
    written = rewrite(pa.table({"x": column(values, kind)}), tmp_path, {"x": lambda cell: new.get(cell, cell)}, size=1)
    found = loaded(written)
    assert found.column(0).to_pylist() == expected
    text = any(isinstance(value, str) for value in expected)
    assert found.schema.field(0).type == (pa.string() if text and kind != pa.string_view() else kind)


def test_a_late_surprise_makes_text_of_the_whole_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_writer, "_GROUP_ROWS", 4)
    table = pa.table({"x": pa.array(range(11)), "y": pa.array(range(11))})
    found = [
        rewrite(table, tmp_path, {"x": lambda cell: "<ID>" if cell == "9" else cell}, size=size) for size in (1, 3, 11)
    ]
    assert found[0] == found[1] == found[2]
    assert loaded(found[0]).column(0).to_pylist() == [*map(str, range(9)), "<ID>", "10"]
    assert loaded(found[0]).column(1).to_pylist() == list(range(11))
    metadata = pq.ParquetFile(io.BytesIO(found[0])).metadata
    assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == [4, 4, 3]


def test_a_required_column_is_not_made_null(tmp_path: Path) -> None:
    schema = pa.schema([pa.field("x", pa.int64(), nullable=False), pa.field("y", pa.float64(), nullable=False)])
    table = pa.table({"x": [1, 2], "y": [1.0, math.nan]}, schema=schema)
    found = loaded(rewrite(table, tmp_path, {"x": lambda cell: "", "y": lambda cell: cell and "<Y>"}))
    assert found.to_pydict() == {"x": ["", ""], "y": ["<Y>", ""]}
    assert not any(field.nullable for field in found.schema)


def test_columns_go_and_come(tmp_path: Path) -> None:
    table = pa.table({"a": [1, 2], "b": [[1], None], "c": [None, "x"]})
    found = loaded(rewrite(table, tmp_path, dropped=frozenset({0}), added={"d": "é"}, nested="json"))
    assert found.to_pydict() == {"b": [[1], None], "c": [None, "x"], "d": ["é", "é"]}
    assert found.schema == pa.schema([("b", pa.list_(pa.int64())), ("c", pa.string()), ("d", pa.string())])
    with pytest.raises(UsageError, match="already has a column a"):
        rewrite(table, tmp_path, added={"a": ""}, nested="json")
    with pytest.raises(UsageError, match="every column is dropped"):
        rewrite(table, tmp_path, dropped=frozenset({0, 1, 2}), nested="json")


def test_nothing_comes_out_that_is_in_no_row(tmp_path: Path) -> None:
    """Statistics, dictionaries, key-value metadata of file and column, and rows that were left out."""
    secret = "Winterbottom"
    categories = pa.DictionaryArray.from_arrays(pa.array([0, 0, 1]), [f"{secret} A", "kept", f"{secret} B"])
    narrow = pa.DictionaryArray.from_arrays(pa.array([1, 1, 1], pa.int8()), [f"{secret} C", "kept"], ordered=True)
    fields = [
        pa.field("name", pa.string(), metadata={"note": secret, "PARQUET:field_id": "7"}),
        pa.field("kind", categories.type),
        pa.field("level", narrow.type),
        pa.field("phone", pa.int64()),
    ]
    schema = pa.schema(fields, metadata={"pandas": json.dumps({"index": secret}), "owner": secret})
    names = pa.array([f"Ann {secret}", f"{secret}", None])
    phones = pa.array([0x57696E7465726231, None, 5], pa.int64())
    table = pa.Table.from_arrays([names, categories, narrow, phones], schema=schema)
    content = stored(table, compression="none")
    number = (0x57696E7465726231).to_bytes(8, "little")
    assert content.count(secret.encode()) > 5
    assert number in content
    mask = {"name": lambda cell: cell and "<P>", "kind": lambda cell: "x", "phone": lambda cell: "8" if cell else ""}
    written = rewrite(content, tmp_path, mask)
    assert secret.encode() not in written
    assert number not in written
    found = pq.ParquetFile(io.BytesIO(written))
    assert found.metadata.row_group(0).column(3).statistics.max == 8
    assert found.schema_arrow.field(0).metadata == {b"PARQUET:field_id": b"7"}
    assert found.schema_arrow.metadata is None
    assert set(found.metadata.metadata) == {b"ARROW:schema"}
    # unreferenced values of dictionaries go also where nothing is masked
    untouched = rewrite(table.select(["kind", "level"]).slice(1, 1), tmp_path)
    assert b"Winterbottom B" not in untouched
    assert b"Winterbottom C" not in untouched


def test_ordered_categories_keep_their_order(tmp_path: Path) -> None:
    levels = ["small", "medium", "large", "huge"]
    array = pa.DictionaryArray.from_arrays(pa.array([2, 0, None, 1], pa.int8()), levels, ordered=True)
    found = loaded(rewrite(pa.table({"x": array}), tmp_path, size=1)).column(0).combine_chunks()
    assert found.type == array.type
    assert found.dictionary.to_pylist() == ["small", "medium", "large"]
    assert found.to_pylist() == ["large", "small", None, "medium"]


def test_row_groups_with_dictionaries_that_do_not_fit_together(tmp_path: Path) -> None:
    """Two dictionaries of a hundred values each have no common one of eight bits."""
    kind = pa.dictionary(pa.int8(), pa.string())
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, pa.schema([("x", kind)])) as writer:
        for start in (0, 100):
            writer.write_table(pa.table({"x": column([str(n) for n in range(start, start + 100)], kind)}))
    found = loaded(rewrite(sink.getvalue(), tmp_path))
    assert found.schema.field(0).type == pa.string()
    assert found.column(0).to_pylist() == [str(n) for n in range(200)]


def test_nested_columns(tmp_path: Path) -> None:
    chats = [[{"role": "user", "content": 'é"'}], None]
    table = pa.table({"id": [1, 2], "chat": chats, "raw": [b"\xff", None]})
    with pytest.raises(DataError, match="column chat holds lists, structs, maps or bytes"):
        rewrite(table, tmp_path)
    found = cells(table, tmp_path, nested="json")
    assert [json.loads(text) for text in found[0]] == [1, chats[0], "/w=="]
    assert found[1] == ["2", "", ""]
    assert loaded(rewrite(table, tmp_path, nested="json")) == table
    with pytest.raises(DataError, match="row 1: column chat holds"):
        rewrite(table, tmp_path, {"chat": lambda cell: "x"}, nested="json")


def test_nested_values_without_a_text(tmp_path: Path) -> None:
    texts = pa.array([b"Ann\xff"]).view(pa.string())
    table = pa.table({"x": pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), texts)})
    with pytest.raises(DataError, match="column x holds something that JSON cannot say") as caught:
        cells(table, tmp_path, nested="json")
    assert "Ann" not in str(caught.value)


def test_long_rows_are_cut_into_small_batches_and_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_writer, "_GROUP_BYTES", 5_000_000)
    table = pa.table({"x": [str(n) * 1_500_000 for n in range(9)]})
    path = tmp_path / "t.parquet"
    path.write_bytes(stored(table))
    with open_input(str(path)) as opened:
        batches = list(open_reader(opened, TableOptions()).batches(100))
    assert [len(batch) for batch in batches] == [3, 3, 3]
    written = rewrite(table, tmp_path, size=100)
    assert written == rewrite(table, tmp_path, size=1)
    assert pq.ParquetFile(io.BytesIO(written)).metadata.num_row_groups == 3
    assert loaded(written) == table
    with pytest.raises(DataError, match="more than 1,000,000 characters"):
        rewrite(table, tmp_path, max_record_chars=1_000_000)


def undecodable() -> bytes:
    """Three rows, the second of which is no UTF-8."""
    kept = pa.array([1, 2, 3])
    offsets = pa.py_buffer(b"".join(n.to_bytes(4, "little") for n in (0, 2, 8, 10)))
    texts = pa.Array.from_buffers(pa.string(), 3, [None, offsets, pa.py_buffer(b"okpriv\xfe\xffok")])
    views = pa.array(["a", "b", "c"], pa.string_view())
    fields = [pa.field("n", pa.int64(), nullable=False), pa.field("x", pa.string()), pa.field("v", views.type)]
    return stored(pa.Table.from_arrays([kept, texts, views], schema=pa.schema(fields)))


@pytest.mark.parametrize("size", [1, 2, 9])
def test_undecodable_rows_can_be_left_out_or_emptied(tmp_path: Path, size: int) -> None:
    with pytest.raises(DataError, match="row 2 holds bytes that cannot be decoded") as caught:
        rewrite(undecodable(), tmp_path, size=size)
    assert "priv" not in str(caught.value)
    skipped = loaded(rewrite(undecodable(), tmp_path, size=size, on_error="skip"))
    assert skipped.to_pydict() == {"n": [1, 3], "x": ["ok", "ok"], "v": ["a", "c"]}
    emptied = loaded(rewrite(undecodable(), tmp_path, size=size, on_error="keep-line"))
    assert emptied.to_pydict() == {"n": [1, None, 3], "x": ["ok", None, "ok"], "v": ["a", None, "c"]}


GOOD = stored(pa.table({"name": [f"person {n}" for n in range(50)], "n": list(range(50))}))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"name,email\nAnn Lee,ann@example.org\n", "is no Parquet file"),
        (b"PAR1", "is damaged, cut short"),
        (GOOD[: len(GOOD) // 2], "is damaged, cut short"),
        (GOOD[:20] + bytes(60) + GOOD[80:], "is damaged, cut short"),
        (GOOD[:-400] + bytes(200) + GOOD[-200:], "is damaged, cut short"),
        (b"PARE" + GOOD[4:-4] + b"PARE", "is encrypted"),
        (stored(pa.table({"name": pa.array([], pa.string())})), "has no rows"),
        (stored(pa.table({})), "has no columns"),
        (stored(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", " a"])), "columns 2 repeat"),
        (stored(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])), "columns 2 repeat"),
    ],
    ids=["empty", "csv", "magic", "cut", "page", "footer", "encrypted", "no rows", "no columns", "twice", "same"],
)
def test_broken_files(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        rewrite(content, tmp_path)
    assert "Ann" not in str(caught.value)
    assert "person" not in str(caught.value)


def test_a_file_cut_anywhere_is_told(tmp_path: Path) -> None:
    for length in range(0, len(GOOD), 7):
        with pytest.raises(DataError):
            rewrite(GOOD[:length], tmp_path)


def test_encrypted_columns_of_a_plain_footer(tmp_path: Path) -> None:
    import base64

    import pyarrow.parquet.encryption as pe

    class Client(pe.KmsClient):  # type: ignore[misc]
        def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> bytes:
            return base64.b64encode(key_bytes)

        def unwrap_key(self, wrapped_key: bytes, master_key_identifier: str) -> bytes:
            return base64.b64decode(wrapped_key)

    factory = pe.CryptoFactory(lambda configuration: Client())
    settings = pe.EncryptionConfiguration(footer_key="f", column_keys={"c": ["x"]}, plaintext_footer=True)
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), settings)
    content = stored(pa.table({"x": ["Ann"], "y": [1]}), encryption_properties=properties)
    assert content.startswith(b"PAR1")
    with pytest.raises(DataError, match="is encrypted"):
        rewrite(content, tmp_path)


def test_pyarrow_is_named_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "t.parquet"
    path.write_bytes(GOOD)
    with open_input(str(path)) as opened, pytest.raises(MissingError, match=r"pip install 'privml\[parquet\]'"):
        open_reader(opened, TableOptions())


def test_temporary_files_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit in memory goes to a file without a name; a full disk is told."""
    usual = rewrite(GOOD, tmp_path)
    monkeypatch.setattr(inputs, "_IN_MEMORY", 100)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert rewrite(GOOD, tmp_path) == usual
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: io.FileIO("/dev/full", "r+"))
    with pytest.raises(MissingError, match=r"temporary copy of t.parquet: no space left[^\n]*\nhint: TMPDIR"):
        rewrite(GOOD, tmp_path)


def test_rows_are_taken_as_slices(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(GOOD)
    with open_input(str(path)) as opened:
        [batch] = open_reader(opened, TableOptions()).batches(100)
    assert batch.sources[2:4].records.to_pydict() == {"0": ["person 2", "person 3"], "1": [2, 3]}
    assert batch.sources[-1].to_pydict() == {"0": ["person 49"], "1": [49]}
    assert len(batch.sources[40:99]) == 10


def test_the_copy_is_what_the_digest_is_of(tmp_path: Path) -> None:
    """A file that changes after it was opened is parsed, and hashed, as it was."""
    path = tmp_path / "t.parquet"
    path.write_bytes(GOOD)
    before = hash_file(path)
    with open_input(str(path)) as opened:
        reader = open_reader(opened, TableOptions())
        path.write_bytes(b"x" * len(GOOD))
        [batch] = reader.batches(100)
        assert batch.rows[7] == ["person 7", "7"]
        assert opened.digest() == before
