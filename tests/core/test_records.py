"""Delimited text survives reading and writing byte for byte."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from privml.core.errors import DataError, UsageError
from privml.core.inputs import open_input
from privml.core.outputs import OutputSet
from privml.core.tables import TableOptions, open_reader, open_writer


def copy(path: Path, target: Path, options: TableOptions = TableOptions(), size: int = 2) -> list[list[str]]:
    rows: list[list[str]] = []
    with open_input(path) as source, OutputSet(force=True) as outputs:
        reader = open_reader(source, options)
        stream = outputs.open(target)
        writer = open_writer(stream, reader)
        writer.write_header()
        for batch in reader.batches(size):
            rows += batch.rows
            writer.write_batch(batch, {})
        writer.finish()
    return rows


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a,b\n1,2\n", "plain"),
        (b"a,b\r\n1,2\r\n", "Windows line ends"),
        (b"a,b\r1,2\r", "old Mac line ends"),
        (b"a,b\n1,2", "no line end at the end"),
        (b"\xef\xbb\xbfa,b\n1,2\n", "byte order mark"),
        ("a,b\né,中\n".encode("utf-16"), "UTF-16 with a mark"),
        (b'a,b\n"1",2\n1,""\n,\n', "needless quotes, an empty quoted cell and empty cells"),
        (b'a,b\n"x ""q"" y","line\nbreak"\n', "doubled quotes and a line break in a cell"),
        (b"a,b\n 1 ,\t2\n", "blanks around values"),
        (b"a,b\n001,NA\nnull,-0.0\n", "zeros in front and words that other tools read as missing"),
        (b"a;b\n1,5;2\n", "semicolons, with commas in the values"),
        (b"a\tb\n1\t2\n", "tabs"),
        (b"a,b\n\n1,2\n\n\n3,4\n\n", "blank lines"),
        (b"a\nx\n\ny\n", "one column, where a blank line is an empty cell"),
        (b'a,b\n"abc"def,2\n5" pipe,x"y\n', "text behind a closing quote and quotes inside a cell"),
        (b'a,b\r\n"x\r\ny",2\r\n', "Windows line end inside a cell"),
    ],
)
def test_copy_is_identical(tmp_path: Path, content: bytes, why: str) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(content)
    for size in (1, 2, 1000):
        copy(source, tmp_path / "out.csv", size=size)
        assert (tmp_path / "out.csv").read_bytes() == content, why


cells = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\r"), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_reads_what_the_standard_library_writes(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], delimiter: str
) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows([("a", "b"), *rows])
    folder = tmp_path_factory.mktemp("records")
    source = folder / "in.csv"
    source.write_bytes(buffer.getvalue().encode())
    assert copy(source, folder / "out.csv", TableOptions(delimiter=delimiter)) == [list(row) for row in rows]
    assert (folder / "out.csv").read_bytes() == source.read_bytes()


def read(content: bytes, tmp_path: Path, name: str = "t.csv", **options: object) -> list[list[str]]:
    (tmp_path / name).write_bytes(content)
    with open_input(tmp_path / name) as source:
        reader = open_reader(source, TableOptions(**options))  # type: ignore[arg-type]
        return [row for batch in reader.batches(10) for row in batch.rows]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"\na,b\n1,2\n", "its first line is blank"),
        (b"sep=;\na;b\n1;2\n", "tells a spreadsheet the delimiter"),
        (b"sep=,\na,b,c\n1,2,3\n", "tells a spreadsheet the delimiter"),
        (b"a,b\n", "has no rows"),
        (b"a,b\n1\n", "row 1 (line 2) has 1 cells where the table has 2 columns"),
        (b"a,b\n1,2\n1,2,3\n", "row 2 (line 3) has 3 cells"),
        (b"a,a\n1,2\n", "columns 2 repeat the name"),
        (b"a,b\n1,\xff\n", "row 1 (line 2) holds bytes that cannot be decoded"),
        (b"a,b\n1,x\0y\n", "row 1 (line 2) holds a NUL byte"),
        (b'a,b\n1,"x\n2,y\n', "the quote opened in the record at line 2 is never closed"),
        (b"\xffa,b\n1,2\n", "the first row holds bytes that cannot be decoded"),
    ],
)
def test_broken_tables(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read(content, tmp_path)
    assert message in caught.value.message


def test_broken_rows_can_be_left_out_or_emptied(tmp_path: Path) -> None:
    content = b"a,b\n1,2\nsecret\n3,\xff\n5,6\n"
    assert read(content, tmp_path, on_error="skip") == [["1", "2"], ["5", "6"]]
    assert read(content, tmp_path, on_error="keep-line") == [["1", "2"], ["", ""], ["", ""], ["5", "6"]]
    copy(tmp_path / "t.csv", tmp_path / "out.csv", TableOptions(on_error="keep-line"))
    assert (tmp_path / "out.csv").read_bytes() == b"a,b\n1,2\n,\n,\n5,6\n"


def test_records_have_a_limit(tmp_path: Path) -> None:
    quoted = b'a,b\n1,"' + b"x\n" * 1000 + b'"\n'
    with pytest.raises(DataError, match="more than 500 characters"):
        read(quoted, tmp_path, max_record_chars=500)
    with pytest.raises(DataError, match="more than 500 characters"):
        read(b"a,b\n1," + b"x" * 1000, tmp_path, max_record_chars=500)


def test_without_quotes_and_header(tmp_path: Path) -> None:
    content = b'ham\t"Hello there\nspam\twin "now"\n'
    rows = read(content, tmp_path, name="t.tsv", header=False, quoting=False)
    assert rows == [["ham", '"Hello there'], ["spam", 'win "now"']]


@pytest.mark.parametrize("suffix", [".csv.gz", ".csv.zst"])
def test_compressed(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "t.csv").write_bytes(b"a,b\n1,2\n")
    copy(tmp_path / "t.csv", tmp_path / f"t{suffix}")
    assert copy(tmp_path / f"t{suffix}", tmp_path / "back.csv") == [["1", "2"]]
    first = (tmp_path / f"t{suffix}").read_bytes()
    copy(tmp_path / "t.csv", tmp_path / f"t{suffix}")
    assert (tmp_path / f"t{suffix}").read_bytes() == first, "the same content gives the same bytes"
    (tmp_path / f"cut{suffix}").write_bytes(first[:-6])
    with pytest.raises(DataError, match="damaged or cut short"):
        copy(tmp_path / f"cut{suffix}", tmp_path / "never.csv")
    assert not (tmp_path / "never.csv").exists()


def test_wrong_options(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown encoding"):
        read(b"a,b\n1,2\n", tmp_path, encoding="utf-9")
    with pytest.raises(UsageError, match="delimiter must be one character"):
        read(b"a,b\n1,2\n", tmp_path, delimiter="||")
    with pytest.raises(UsageError, match=r"type \.xlsx cannot be read"):
        read(b"a,b\n1,2\n", tmp_path, name="t.xlsx")


@pytest.mark.parametrize("encoding", ["latin-1", "gb18030", "shift_jis", "cp1252"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    text = "a,b\nx,é\n" if encoding in ("latin-1", "cp1252") else "a,b\nx,中\n"
    assert read(text.encode(encoding), tmp_path, encoding=encoding)[0][1] in "é中"


def test_batches_of_long_rows_are_short(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + 10 * f"1,{'x' * 1_000_000}\n")
    with open_input(path) as source:
        reader = open_reader(source, TableOptions())
        batches = list(reader.batches(1000))
    assert [(batch.start, len(batch)) for batch in batches] == [(0, 4), (4, 4), (8, 2)]
