"""CoNLL files as tables of texts and entities."""

import io
import json
from pathlib import Path

import pytest
from privml.core.errors import DataError, UsageError
from privml.core.inputs import open_input
from privml.core.tables import TableOptions, open_reader, open_writer


def read(path: Path, content: str, **options: object) -> list[tuple[str, list[str]]]:
    """Return each sentence's text and its entities, as `TYPE:words`."""
    path.write_text(content)
    with open_input(str(path)) as opened:
        reader = open_reader(opened, TableOptions(**options))  # type: ignore[arg-type]
        assert reader.columns == ["text", "spans"]
        rows = [row for batch in reader.batches(2) for row in batch.rows]
    return [
        (text, [f"{s['entity_type']}:{text[s['start'] : s['end']]}" for s in json.loads(spans or "[]")])
        for text, spans in rows
    ]


@pytest.mark.parametrize(
    ("content", "entities"),
    [
        ("Ann B-PER\nLee I-PER\nin O\nOslo B-LOC\n", ["PER:Ann Lee", "LOC:Oslo"]),
        ("Ann I-PER\nLee I-PER\nin O\nOslo I-LOC\n", ["PER:Ann Lee", "LOC:Oslo"]),
        ("Ann B-PER\nLee B-PER\nin O\nOslo B-LOC\n", ["PER:Ann", "PER:Lee", "LOC:Oslo"]),
        ("Ann B-PER\nLee E-PER\nin O\nOslo S-LOC\n", ["PER:Ann Lee", "LOC:Oslo"]),
        ("Ann NNP B-NP B-PER\nLee NNP I-NP I-PER\nin IN O O\nOslo NNP B-NP B-LOC", ["PER:Ann Lee", "LOC:Oslo"]),
        ("Ann\tB-PER\r\nLee\tI-PER\r\nin\tO\r\nOslo\tB-LOC\r\n", ["PER:Ann Lee", "LOC:Oslo"]),
    ],
    ids=["IOB2", "IOB1", "two in a row", "BIOES", "four columns", "tabs"],
)
def test_tag_schemes(tmp_path: Path, content: str, entities: list[str]) -> None:
    assert read(tmp_path / "t.conll", content) == [("Ann Lee in Oslo", entities)]


def test_sentences_comments_and_documents(tmp_path: Path) -> None:
    content = "-DOCSTART- -X- O O\n\n# sent_id = 1\nAnn B-PER\n\n\n王 B-PER\n明 I-PER\n在 O\nOslo B-LOC\n\n# O\n"
    assert read(tmp_path / "t.bio", content) == [
        ("Ann", ["PER:Ann"]),
        ("王明在 Oslo", ["PER:王明", "LOC:Oslo"]),
        ("#", []),
    ]


@pytest.mark.parametrize("line", ["Ann", "Ann PER", "Ann X-PER", "Ann B-", "\tB-PER"])
def test_broken_sentences_are_told_by_their_line(tmp_path: Path, line: str) -> None:
    content = f"Bob B-PER\n\n{line}\n\nCid O\n"
    with pytest.raises(DataError, match=r"the sentence that begins in line 3 has a"):
        read(tmp_path / "t.conll", content)
    assert read(tmp_path / "t.conll", content, on_error="skip") == [("Bob", ["PER:Bob"]), ("Cid", [])]
    assert read(tmp_path / "t.conll", content, on_error="keep-line")[1] == ("", [])


def test_what_is_no_conll_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has no rows"):
        read(tmp_path / "t.conll", "\n")
    with pytest.raises(DataError, match="without a blank one"):
        read(tmp_path / "t.conll", "a O\n" * 10_001)


def test_it_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "t.conll").write_text("a O\n")
    with open_input(str(tmp_path / "t.conll")) as opened, pytest.raises(UsageError, match="read only"):
        open_writer(io.BytesIO(), open_reader(opened, TableOptions()))
