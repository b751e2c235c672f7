"""Parquet through the commands: mask, scan, finetune and predict."""

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from privml.core.inputs import hash_file

Cli = Callable[..., Any]
PATTERNS_ONLY = ("--set", "detect.text.model=null", "--no-progress")
PEOPLE = {
    "name": ["Ann Winterbottom", "Bob Ellery", None],
    "email": ["ann@example.org", None, ""],
    "note": ["Ann Winterbottom called", "nothing", "wrote to bob@example.org"],
    "age": [41, None, 7],
    "phone": pa.array([2127365000, None, 4155550134], pa.int64()),
}


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.parquet"
    pq.write_table(pa.table(PEOPLE), path, compression="none")
    return path


def test_a_file_and_a_pipe_give_the_same_bytes(cli: Cli, people: Path, key_file: Path) -> None:
    options = ("--key-file", key_file, *PATTERNS_ONLY)
    masked = people.with_name("masked.parquet")
    done = cli("mask", people, "-o", masked, *options)
    assert done.code == 0, done.err
    manifest = json.loads(masked.with_name("masked.parquet.manifest.json").read_text())
    for part, path in (("input", people), ("output", masked)):
        assert manifest[part]["sha256"] == hash_file(path).sha256
        assert manifest[part]["rows"] == 3
    assert manifest["output"]["columns"] == list(PEOPLE)
    piped = cli("mask", *options, "--batch-rows", 1, stdin=people.read_bytes())
    assert (piped.code, piped.out) == (0, masked.read_bytes()), piped.err
    for value in (b"Winterbottom", b"ann@example", b"Ellery", b"bob@example", (2127365000).to_bytes(8, "little")):
        assert value in people.read_bytes()
        assert value not in piped.out
    found = pq.read_table(masked)
    assert found.column("age").to_pylist() == [41, None, 7]
    assert [cell is None for cell in found.column("name").to_pylist()] == [False, False, True]
    assert found.column("email").to_pylist()[1:] == [None, ""]
    assert found.column("note")[1].as_py() == "nothing"


def test_scan_and_compressed_files(cli: Cli, people: Path) -> None:
    packed = people.with_name("people.parquet.gz")
    packed.write_bytes(gzip.compress(people.read_bytes()))
    reports = [json.loads(cli("scan", path, "--json", *PATTERNS_ONLY).out)["columns"] for path in (people, packed)]
    assert reports[0] == reports[1]
    assert reports[0]["email"]["entity_type"] == "EMAIL_ADDRESS"
    assert reports[0]["phone"]["entity_type"] == "PHONE_NUMBER"
    masked = people.with_name("masked.parquet.gz")
    assert cli("mask", packed, "-o", masked, *PATTERNS_ONLY).code == 0
    assert pq.ParquetFile(io.BytesIO(gzip.decompress(masked.read_bytes()))).metadata.num_rows == 3


def test_columns_are_dropped_and_several_files_are_masked_alike(cli: Cli, people: Path, key_file: Path) -> None:
    more = people.with_name("more.csv")
    more.write_text("name,age\nAnn Winterbottom,41\n")
    out = people.with_name("out")
    out.mkdir()
    options = ("--key-file", key_file, *PATTERNS_ONLY)
    drop = ("--set", "columns={age: drop}")
    assert cli("mask", people, more, "-o", out, *options, *drop).code == 0
    assert pq.read_schema(out / "people.parquet").names == ["name", "email", "note", "phone"]
    name = pq.read_table(out / "people.parquet").column("name")[0].as_py()
    assert (out / "more.csv").read_text() == f"name\n{name}\n"


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b"name\nAnn Winterbottom\n", 3, "people.parquet is no Parquet file"),
        (b"", 3, "people.parquet is empty"),
        (b"PAR1 Winterbottom PAR1", 3, "people.parquet is damaged"),
    ],
)
def test_broken_files(cli: Cli, people: Path, content: bytes, code: int, message: str) -> None:
    people.write_bytes(content)
    done = cli("mask", people, "-o", people.with_name("o.parquet"), *PATTERNS_ONLY)
    assert (done.code, message in done.err) == (code, True), done.err
    assert "Winterbottom" not in done.err
    assert [path.name for path in people.parent.iterdir()] == ["people.parquet"]


def test_without_pyarrow(cli: Cli, people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = cli("scan", people, *PATTERNS_ONLY)
    assert done.code == 5
    assert "pip install 'privml[parquet]'" in done.err


def test_train_and_predict(cli: Cli, make_table: Callable[..., Path], tiny_model: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(make_table(manifest=False).read_text())))
    raw, masked, run = tmp_path / "raw.parquet", tmp_path / "masked.parquet", tmp_path / "run"
    pq.write_table(pa.table({name: [row[name] for row in rows] for name in rows[0]}), raw)
    assert cli("mask", raw, "-o", masked, *PATTERNS_ONLY).code == 0
    config = tmp_path / "finetune.yaml"
    config.write_text(
        "preset: finetune/classification\n"
        "data: {text: text, label: label, max_length: 32}\n"
        f"model: {{source: {tiny_model}, method: full}}\n"
        "train: {epochs: 1, batch_size: 16, physical_batch_size: 8, threads: 1}\n"
    )
    trained = cli("finetune", masked, "--config", config, "-o", run, "--json")
    assert trained.code == 0, trained.err
    assert json.loads(trained.out)["masked"] is True
    labelled = cli("predict", "--run", run, masked)
    assert labelled.code == 0, labelled.err
    assert cli("predict", "--run", run, stdin=masked.read_bytes()).out == labelled.out
    found = pq.ParquetFile(io.BytesIO(labelled.out)).read()
    assert found.select(["id", "text", "label"]) == pq.read_table(masked)
    assert set(found.column("predicted_label").to_pylist()) <= {"neg", "pos"}
    assert found.schema.field("predicted_score").type == pa.string()
    with masked.open("ab") as handle:
        handle.write(b"\0")
    assert cli("finetune", masked, "--config", config, "-o", tmp_path / "run2").code in (3, 4)
