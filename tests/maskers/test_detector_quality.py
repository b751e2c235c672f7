"""What the shipped detectors find in made texts of templates and regions that training never saw."""

import json
from pathlib import Path

import privml
import pytest
from privml.maskers.synthesis.generator import Generator


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gold") / "made.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for text in Generator(5, holdout=True).texts(400):
            spans = [{"start": start, "end": end, "entity_type": kind} for start, end, kind in text.spans]
            file.write(json.dumps({"text": text.text, "spans": spans}, ensure_ascii=False) + "\n")
    return path


@pytest.mark.parametrize(("model", "recall", "f2"), [("privml", 0.975, 0.97), ("privml-fast", 0.97, 0.955)])
def test_made_texts(gold: Path, model: str, recall: float, f2: float) -> None:
    report = privml.evaluate(gold, policy={"detect": {"text": {"model": model}}})
    assert report.recall > recall
    assert report.f2 > f2
    assert report.types["PERSON"].masked_recall > 0.95
    assert report.types["STREET_ADDRESS"].masked_recall > 0.97


@pytest.mark.parametrize("model", ["privml", "privml-fast"])
def test_made_texts_in_small_letters(gold: Path, tmp_path: Path, model: str) -> None:
    """They hide what a name is, most of all in languages that the vocabulary does not know."""
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    small = [row | {"text": row["text"].lower()} for row in rows if len(row["text"].lower()) == len(row["text"])]
    (tmp_path / "small.jsonl").write_text("".join(json.dumps(row) + "\n" for row in small))
    report = privml.evaluate(tmp_path / "small.jsonl", policy={"detect": {"text": {"model": model}}})
    assert report.recall > 0.94
    assert report.types["PERSON"].masked_recall > 0.9
