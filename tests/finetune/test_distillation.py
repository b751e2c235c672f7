"""Smaller detectors: fewer layers, lower ones left as they are, a teacher instead of annotations, weights in common."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import pandas as pd
import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import ConfigError, DataError, MissingError, UsageError
from privml.core.tagging import Span
from privml.finetune.api import finetune
from privml.finetune.batches import PaddedBatch
from privml.finetune.export import run_export
from privml.finetune.run_folder import load_report
from privml.finetune.tasks import TokenClassification, make_task
from privml.finetune.tasks.annotations import Row
from privml.finetune.tasks.base import IGNORED
from privml.finetune.tasks.teacher import Teacher
from privml.maskers.recognizers.ner import NerRecognizer
from privml.maskers.recognizers.ner_folder import open_ner_folder
from privml.maskers.spans import SpanFilter
from safetensors.torch import load_file

WORDS = ["train", "food", "day", "movie", "very", "bad", "it", "and", "xq"]


def rows_of(count: int, seed: int, *, annotated: bool = True) -> list[dict[str, str]]:
    """Texts in which two words are people; of those that are not annotated only the first one says so."""
    draw = random.Random(seed)
    rows = []
    for number in range(count):
        words, spans, at = ["food", *draw.choices(WORDS, k=draw.randint(4, 14))], [], 0
        for word in words:
            if word in ("food", "day"):
                spans.append({"start": at, "end": at + len(word), "entity_type": "PERSON"})
            at += len(word) + 1
        shown = spans if annotated or number == 0 else []
        rows.append({"text": " ".join(words), "gold": json.dumps(shown)})
    return rows


def config_of(source: Path, *, model: dict[str, Any] | None = None, **train: Any) -> dict[str, Any]:
    return {
        "task": "token-classification",
        "data": {
            **{"text": "text", "spans": "gold", "max_length": 24, "window_overlap": 4, "unmasked": "allow"},
            "validation_fraction": 0,
        },
        "model": {"source": str(source), "method": "full", **(model or {})},
        "train": {"epochs": 20, "batch_size": 16, "learning_rate": 5e-3, "threads": 1, "patience": None, **train},
    }


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def teacher(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("teacher")
    return finetune(config_of(tiny_model), data=write(folder / "t.csv", rows_of(160, 1)), output=folder / "run")


def f1(run: Path) -> float:
    rows = rows_of(80, 9)
    ner = NerRecognizer(open_ner_folder(str(run), labels={}, folder=Path()), batch_size=8)
    found = ner.find([row["text"] for row in rows], SpanFilter())
    truth = {(n, s["start"], s["end"]) for n, row in enumerate(rows) for s in json.loads(row["gold"])}
    guess = {(n, span.start, span.end) for n, spans in enumerate(found) for span in spans}
    return 2 * len(truth & guess) / max(1, len(truth) + len(guess))


def test_a_student_learns_what_its_teacher_thinks(teacher: Path, tmp_path: Path) -> None:
    assert f1(teacher) > 0.95
    table = write(tmp_path / "t.csv", rows_of(160, 2, annotated=False))
    small = {"layers": 1}
    taught = finetune(config_of(teacher, model=small, teacher=str(teacher)), data=table, output=tmp_path / "taught")
    alone = finetune(config_of(teacher, model=small), data=table, output=tmp_path / "alone")
    assert f1(taught) > 0.9
    assert f1(alone) < 0.5
    assert json.loads((taught / "config.json").read_text())["num_hidden_layers"] == 1
    assert load_report(taught).parameters < load_report(teacher).parameters
    card = (taught / "README.md").read_text()
    assert f"probabilities of the detector `{teacher.name}`" in card
    assert "the lowest 1 of the base" in card


def test_frozen_layers_stay_as_they_are(teacher: Path, tmp_path: Path) -> None:
    table = write(tmp_path / "t.csv", rows_of(60, 3))
    run = finetune(config_of(teacher, model={"frozen_layers": 1}, epochs=2), data=table, output=tmp_path / "run")
    before, after = load_file(teacher / "model.safetensors"), load_file(run / "model.safetensors")
    same = {name for name, value in before.items() if torch.equal(value, after[name])}
    is_low = {name for name in before if "embeddings" in name or "layer.0." in name}
    assert is_low <= same
    weights = {name for name in before if name.endswith("weight") and name not in is_low}
    assert weights
    assert not weights & same


def test_the_loss_is_the_weighted_divergence(teacher: Path) -> None:
    torch.manual_seed(0)
    truth, guess = torch.randn(2, 5, 3), torch.randn(2, 5, 3)
    labels = torch.tensor([[IGNORED, 0, 1, 2, IGNORED], [IGNORED, 0, 0, IGNORED, IGNORED]])
    own = Teacher(str(teacher))
    own._model, own._outside = _Answering(truth), 0
    batch = PaddedBatch({}, labels)
    losses = own.losses(_Answering(guess), batch, guess, labels != IGNORED)
    p, q = truth.softmax(2).double(), guess.softmax(2).double()
    for row in range(2):
        total = weight = 0.0
        for place in range(5):
            if labels[row, place] == IGNORED:
                continue
            divergence = float(sum(p[row, place, k] * (p[row, place, k] / q[row, place, k]).log() for k in range(3)))
            w = 1 + 3 * (1 - float(p[row, place, 0]))
            total, weight = total + w * divergence, weight + w
        assert float(losses[row]) == pytest.approx(total / weight, rel=1e-4)


class _Answering(torch.nn.Module):
    """A model with one answer for each row, whose number is its input."""

    def __init__(self, logits: torch.Tensor) -> None:
        super().__init__()
        self.logits = logits

    def forward(self, *, numbers: torch.Tensor | None = None) -> Any:
        return SimpleNamespace(logits=self.logits if numbers is None else self.logits[numbers])


def test_rows_without_annotations_are_left_to_the_teacher(teacher: Path, tmp_path: Path) -> None:
    """New rows say that `movie` is a person too; the old ones keep what the teacher knows."""
    new = rows_of(80, 6)
    for row in new:
        words = row["text"].split(" ")
        at = [sum(len(word) + 1 for word in words[:n]) for n in range(len(words))]
        places = [(start, len(word)) for start, word in zip(at, words, strict=True) if word == "movie"]
        row |= {"gold": json.dumps([{"start": s, "end": s + n, "entity_type": "PERSON"} for s, n in places])}
        row |= {"labelled": '["PERSON"]'}
    old = [{"text": row["text"], "gold": "[]", "labelled": "[]"} for row in rows_of(80, 7)]
    only_movies = write(tmp_path / "new.csv", new)
    both = write(tmp_path / "both.csv", [row for pair in zip(new, old, strict=True) for row in pair])
    config = config_of(teacher, teacher=str(teacher), teacher_rows="unlabelled", epochs=6)
    config["data"]["labelled"] = "labelled"
    plain = config_of(teacher, epochs=6)
    plain["data"]["labelled"] = "labelled"
    taught = finetune(config, data=both, output=tmp_path / "taught")
    alone = finetune(plain, data=only_movies, output=tmp_path / "alone")
    assert f1(alone) < 0.3  # it has forgotten `food` and `day`
    assert f1(taught) > f1(alone) + 0.3
    assert "on rows without annotations" in (taught / "README.md").read_text()


def test_new_annotations_need_not_show_every_type_that_the_teacher_knows(teacher: Path, tmp_path: Path) -> None:
    rows = [{"text": row["text"], "gold": "[]", "labelled": "[]"} for row in rows_of(20, 3)]
    config = config_of(teacher, teacher=str(teacher), teacher_rows="unlabelled", epochs=1)
    config["data"]["labelled"] = "labelled"
    run = finetune(config, data=write(tmp_path / "t.csv", rows), output=tmp_path / "run")
    assert json.loads((run / "config.json").read_text())["id2label"] == {"0": "O", "1": "B-PERSON", "2": "I-PERSON"}
    every = write(tmp_path / "every.csv", [row | {"labelled": ""} for row in rows])
    with pytest.raises(DataError, match=r"no row is left to train.teacher: none has \[\] in column labelled"):
        finetune(config, data=every, output=tmp_path / "other")


def test_a_row_is_learned_from_its_annotations_or_from_the_teacher(teacher: Path) -> None:
    config = FinetuneConfig.model_validate(
        config_of(teacher, teacher=str(teacher), teacher_rows="unlabelled")
        | {"data": {"text": "text", "spans": "gold", "labelled": "labelled"}}
    )
    task = make_task(config)
    assert isinstance(task, TokenClassification)
    assert task.teacher is not None
    torch.manual_seed(0)
    truth, guess = torch.randn(2, 4, 3), torch.randn(2, 4, 3)
    task.teacher._model = _Answering(truth)
    numbers = {"O": 0, "B-PERSON": 1, "I-PERSON": 2}
    offsets = [(0, 4), (5, 8), (9, 12), (13, 16)]
    rows = [
        Row("food was bad day", (Span(0, 4, "PERSON"),), frozenset({"PERSON"})),
        Row("food was bad day", (), frozenset()),
    ]
    labels = torch.tensor([task._open.of_row(row, offsets, numbers) for row in rows])
    labels[:, 3] = IGNORED
    losses = task.losses(_Answering(guess), PaddedBatch({"numbers": torch.arange(2)}, labels))
    by_hand = -guess[0].log_softmax(1)[range(3), [1, 0, 0]].mean()
    assert float(losses[0]) == pytest.approx(float(by_hand), rel=1e-5)
    taught = Teacher(str(teacher))
    taught._model = _Answering(truth)
    batch = PaddedBatch({}, torch.zeros(2, 4, dtype=torch.long))
    of_teacher = taught.losses(_Answering(guess), batch, guess, torch.tensor([[True, True, True, False]] * 2))
    assert float(losses[1]) == pytest.approx(float(of_teacher[1]), rel=1e-5)


@pytest.mark.parametrize(
    ("model", "train", "message"),
    [
        ({"frozen_layers": 2}, {}, "frozen_layers is 2, and the model has 2 layers"),
        ({"layers": 3}, {}, "layers is 3, and the model has 2 layers"),
        ({"layers": 1, "frozen_layers": 1}, {}, "frozen_layers is 1, and the model has 1 layers"),
        ({}, {"teacher": "nowhere"}, "no model in nowhere"),
    ],
)
def test_what_cannot_be_is_refused(
    tiny_model: Path, tmp_path: Path, model: dict[str, Any], train: dict[str, Any], message: str
) -> None:
    table = write(tmp_path / "t.csv", rows_of(20, 3))
    with pytest.raises((ConfigError, MissingError), match=message):
        finetune(config_of(tiny_model, model=model, **train), data=table, output=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_teacher_of_other_types_is_refused(teacher: Path, tmp_path: Path) -> None:
    rows = [row | {"gold": row["gold"].replace("PERSON", "CITY")} for row in rows_of(20, 3)]
    with pytest.raises(ConfigError, match="other entity types"):
        finetune(config_of(teacher, teacher=str(teacher)), data=write(tmp_path / "t.csv", rows), output=tmp_path / "r")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"train": {"teacher": "x"}, "privacy": {"mechanism": "dp-sgd", "noise_multiplier": 1}}, "dp-sgd"),
        (
            {"task": "text-classification", "data": {"text": "a", "label": "b"}, "train": {"teacher": "x"}},
            "is for token",
        ),
        ({"train": {"teacher": "x", "teacher_rows": "unlabelled"}}, "needs train.teacher and data.labelled"),
        ({"model": {"method": "lora", "layers": 1}}, "layers needs"),
        ({"model": {"method": "head", "frozen_layers": 1}}, "frozen_layers needs"),
    ],
)
def test_configurations_that_make_no_sense(tiny_model: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        FinetuneConfig.model_validate(config_of(tiny_model) | change)


@pytest.fixture(scope="module")
def pair(teacher: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A detector, and one that shares its lower weights, exported whole and without them."""
    folder = tmp_path_factory.mktemp("pair")
    table = write(folder / "t.csv", rows_of(60, 4))
    student = finetune(config_of(teacher, model={"frozen_layers": 1}, epochs=3), data=table, output=folder / "run")
    run_export(teacher, folder / "large", int8=True)
    run_export(student, folder / "whole", int8=True)
    run_export(student, folder / "small", int8=True, share=folder / "large")
    return folder / "large", folder / "whole", folder / "small"


def findings(folder: Path) -> list[Any]:
    ner = NerRecognizer(open_ner_folder(str(folder), labels={}, folder=Path()), batch_size=8)
    return ner.find([row["text"] for row in rows_of(40, 5)], SpanFilter())


def test_shared_weights_are_stored_once(pair: tuple[Path, Path, Path]) -> None:
    large, whole, small = pair
    assert findings(small) == findings(whole)
    assert any(findings(small))
    shared = json.loads((small / "export.json").read_text())["shared"]["tensors"]
    sizes = [np.dtype(tensor["dtype"]).itemsize * int(np.prod(tensor["shape"])) for tensor in shared.values()]
    saved = (whole / "model.onnx").stat().st_size - (small / "model.onnx").stat().st_size
    ours, theirs = (
        [t.raw_data for t in onnx.load(folder / "model.onnx").graph.initializer] for folder in (whole, large)
    )
    in_both = [len(raw) for raw in ours if len(raw) >= 1024 and raw in theirs]
    assert sorted(sizes) == sorted(in_both)
    assert sum(sizes) > 8_000  # words and the lowest layer; positions behind the window are in neither file
    assert saved > sum(sizes) - 100 * len(sizes)  # names and places of the weights take some bytes
    assert not (small / "tokenizer.json").exists()
    assert json.loads((small / "export.json").read_text())["shared"]["folder"] == large.name


def test_without_the_other_model_nothing_is_found(pair: tuple[Path, Path, Path], tmp_path: Path) -> None:
    large, _, small = pair
    copy = Path(shutil.copytree(small, tmp_path / "small"))
    with pytest.raises(MissingError, match="tokenizer"):
        findings(copy)
    other = Path(shutil.copytree(large, tmp_path / "large"))
    assert findings(copy) == findings(small)
    content = bytearray((other / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (other / "model.onnx").write_bytes(content)
    with pytest.raises(MissingError, match="is not the model"):
        findings(copy)
    about = json.loads((copy / "export.json").read_text())
    about["shared"]["folder"] = "../large"
    (copy / "export.json").write_text(json.dumps(about))
    with pytest.raises(MissingError, match="damaged"):
        findings(copy)


def test_only_what_can_be_shared_is(pair: tuple[Path, Path, Path], teacher: Path, tmp_path: Path) -> None:
    large, _, _ = pair
    with pytest.raises(UsageError, match="does not lie beside"):
        run_export(teacher, tmp_path / "out", int8=True, share=large)
    with pytest.raises(UsageError, match="no exported model"):
        run_export(teacher, tmp_path / "out", int8=True, share=tmp_path / "nothing")
    with pytest.raises(UsageError, match="would be replaced"):
        run_export(teacher, large, int8=True, share=large, force=True)
    assert not list(tmp_path.iterdir())
    assert any(findings(large))


def test_the_command_shares(cli: Callable[..., Any], teacher: Path, pair: tuple[Path, Path, Path]) -> None:
    large, _, _ = pair
    done = cli("export", teacher, "--int8", "-o", large.parent / "again", "--share", large, "--json")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["bytes"] < (large / "model.onnx").stat().st_size - 10_000
