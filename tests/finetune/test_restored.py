"""Exports read back: the weights they hold, training that goes on from them, and what is known of their runs."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pandas as pd
import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import ConfigError, GuardError, MissingError, UsageError
from privml.core.exported import ExportedTagger
from privml.core.pretrained import SHIPPED, load_trained, source_folder
from privml.core.restored import read_weights, readable
from privml.finetune.api import finetune
from privml.finetune.export import run_export
from privml.finetune.model import load_learner
from privml.finetune.run_folder import load_report
from privml.finetune.tasks import make_task
from privml.maskers.models.own import FAST_FOLDER, FOLDER
from safetensors.torch import load_file
from transformers import AutoModelForTokenClassification

Change = Callable[[Path], None]
WORDS = ["train", "food", "day", "movie", "very", "bad", "it", "and", "xq"]
KINDS = {"food": "PERSON", "day": "LOCATION"}


def table(path: Path, kinds: dict[str, str], *, seed: int = 1, rows: int = 80) -> Path:
    """Texts in which some words are entities."""
    draw, made = random.Random(seed), []
    for _ in range(rows):
        spans, at = [], 0
        words = ["food", "day", *draw.choices(WORDS, k=8)]
        for word in words:
            if word in kinds:
                spans.append({"start": at, "end": at + len(word), "entity_type": kinds[word]})
            at += len(word) + 1
        made.append({"text": " ".join(words), "gold": json.dumps(spans)})
    pd.DataFrame(made).to_csv(path, index=False)
    return path


def config_of(source: Path | str, *, method: str = "full", model: dict[str, Any] | None = None, **sections: Any) -> Any:
    return {
        "task": "token-classification",
        "data": {
            **{"text": "text", "spans": "gold", "max_length": 16, "window_overlap": 4, "unmasked": "allow"},
            "validation_fraction": 0,
        },
        "model": {"source": str(source), "method": method, **(model or {})},
        "train": {"epochs": 15, "batch_size": 16, "learning_rate": 5e-3, "threads": 1, **sections.pop("train", {})},
        **sections,
    }


@pytest.fixture(scope="module", params=["full", "lora"])
def run(request: pytest.FixtureRequest, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    data = table(folder / "t.csv", KINDS)
    whole = finetune(config_of(tiny_model), data=data, output=folder / "run")
    if request.param == "full":
        return whole
    return finetune(config_of(whole, method="lora"), data=data, output=folder / "adapters")


@pytest.fixture(scope="module")
def detector(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export in eight bits."""
    folder = tmp_path_factory.mktemp("detector")
    made = finetune(config_of(tiny_model), data=table(folder / "t.csv", KINDS), output=folder / "run")
    run_export(made, folder / "detector", int8=True)
    return folder / "detector"


def judge(model: torch.nn.Module, ids: list[int], **inputs: list[int]) -> np.ndarray:
    given = {name: torch.tensor([value]) for name, value in inputs.items()}
    with torch.inference_mode():
        scores: np.ndarray = model(input_ids=torch.tensor([ids]), **given).logits.softmax(-1)[0].numpy()
    return scores


def test_a_float_export_comes_back_as_it_was(run: Path, tmp_path: Path) -> None:
    run_export(run, tmp_path / "out", int8=False)
    [window] = ExportedTagger(tmp_path / "out", max_length=16, overlap=4).read(["food day movie xq very bad"])
    base = json.loads((run / "adapter_config.json").read_text()) if (run / "adapter_config.json").is_file() else None
    where = None if base is None else base["base_model_name_or_path"]
    before = load_trained(run, AutoModelForTokenClassification, base=where)
    with readable(str(tmp_path / "out")) as folder:
        after = load_trained(Path(folder), AutoModelForTokenClassification)
    assert np.allclose(judge(before, window.ids), judge(after, window.ids), atol=1e-6)
    assert not Path(folder).exists()


def test_eight_bits_come_back_but_for_rounding(detector: Path) -> None:
    before, after = load_file(detector.parent / "run" / "model.safetensors"), read_weights(detector / "model.onnx")
    assert set(after) == set(before)
    rounded = 0
    for name, weight in before.items():
        whole, back = weight.numpy(), after[name]
        if back.shape != whole.shape:  # rows of embeddings that no text asks for
            whole = whole[: len(back)] if "position" in name else whole[-len(back) :]
        wrong = np.abs(back - whole)
        if "embeddings.weight" in name:  # one step for all, of the range with zero in it
            assert np.all(wrong <= 0.51 * (max(whole.max(), 0) - min(whole.min(), 0)) / 255), name
        elif whole.ndim == 2:  # narrow: one step for each output, and as good as seven bits without clipping
            step = np.abs(whole).max(axis=1) / 64
            assert np.all(np.square(wrong).mean(axis=1) <= 1.2 * np.square(step) / 12), name
        else:
            assert not wrong.any(), name
        rounded += not np.array_equal(back, whole)
    assert rounded > 5


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_the_detectors_that_are_shipped_come_back(name: str) -> None:
    folder = FAST_FOLDER if name == "privml-fast" else FOLDER
    assert source_folder(name).resolve() == folder.resolve()
    from privml.core.shared_weights import read_shared

    about = json.loads((folder / "export.json").read_text())
    tagger = ExportedTagger(folder, max_length=128, overlap=16, shared=read_shared(about, folder / "export.json"))
    [window] = tagger.read(["Dear Mr John Smith, please call me in Lisbon on 3 May 2020."])
    [(_, expected)] = tagger.judge([window])
    with readable(str(folder)) as back:
        model = load_trained(Path(back), AutoModelForTokenClassification)
    found = judge(model, window.ids, token_type_ids=window.cases)
    assert np.array_equal(found.argmax(-1), expected.argmax(-1))
    assert np.abs(found - expected).max() < 0.1
    assert np.abs(found - expected).mean() < 1e-3


def test_the_head_keeps_the_tags_that_it_knows(detector: Path, tmp_path: Path) -> None:
    config = FinetuneConfig.model_validate(config_of(detector))
    names = ["O", "B-AGE", "I-AGE", "B-PERSON", "I-PERSON"]  # as many as it knows, others among them
    learner = load_learner(config.model, make_task(config), label_names=names, max_length=16, seed=0)
    before = read_weights(detector / "model.onnx")["classifier.weight"]
    known = json.loads((detector / "export.json").read_text())["labels"]
    head = learner.model.classifier.weight.detach().numpy()
    for row, name in enumerate(names):
        assert (name in known and np.array_equal(head[row], before[known.index(name)])) is (name in known)
    words = learner.tokenizer("food day movie")
    scores = judge(learner.model.eval(), words["input_ids"])
    assert scores[1].argmax() == names.index("B-PERSON")  # before it has learned anything


def test_training_goes_on_from_an_export(detector: Path, tmp_path: Path) -> None:
    """A type that it knows, and one that is new to it."""
    data = table(tmp_path / "t.csv", {"food": "PERSON", "xq": "ID"}, seed=5)
    finetune(config_of(detector, train={"epochs": 3}), data=data, output=tmp_path / "run")
    run_export(tmp_path / "run", tmp_path / "again", int8=True)
    about = json.loads((tmp_path / "again" / "export.json").read_text())
    assert [known["name"] for known in about["runs"]] == ["run", "run"]
    assert about["runs"][0]["data_sha256"] != about["runs"][1]["data_sha256"]


def test_an_export_teaches(detector: Path, tmp_path: Path) -> None:
    data = table(tmp_path / "t.csv", KINDS, seed=6)
    config = config_of(detector, model={"layers": 1, "frozen_layers": 0}, train={"teacher": str(detector), "epochs": 1})
    finetune(config, data=data, output=tmp_path / "student")
    assert "`detector`" in (tmp_path / "student" / "README.md").read_text()
    run_export(tmp_path / "student", detector.parent / "small", int8=True, share=detector)
    with readable(str(detector.parent / "small")) as folder:
        model = load_trained(Path(folder), AutoModelForTokenClassification)
    assert model.config.num_hidden_layers == 1


# what is known of its run


def test_dp_sgd_refuses_the_export_of_a_run_on_the_same_table(detector: Path, tmp_path: Path) -> None:
    private = {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp"}
    config = config_of(detector, privacy=private)
    with pytest.raises(GuardError, match="run run, which was trained on the same table without differential privacy"):
        finetune(config, data=detector.parent / "t.csv", output=tmp_path / "second")
    assert not (tmp_path / "second").exists()
    finetune(config, data=table(tmp_path / "t.csv", KINDS, seed=8), output=tmp_path / "second")
    assert "`run`" in (tmp_path / "second" / "README.md").read_text()


def test_an_export_without_its_runs_is_no_base_of_a_private_run(detector: Path, tmp_path: Path) -> None:
    """Its table, or that of a run behind it, may be the same."""
    old = tmp_path / "old"
    shutil.copytree(detector, old)
    about = json.loads((old / "export.json").read_text())
    del about["runs"]
    (old / "export.json").write_text(json.dumps(about))
    private = {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp"}
    other = table(tmp_path / "t.csv", KINDS, seed=8)
    with pytest.raises(GuardError, match="export old, which does not say what it has read"):
        finetune(config_of(old, privacy=private), data=other, output=tmp_path / "second")
    finetune(config_of(old, train={"epochs": 1}), data=other, output=tmp_path / "second")  # claims nothing
    with pytest.raises(GuardError, match="export old, which"):
        finetune(config_of(tmp_path / "second", privacy=private), data=detector.parent / "t.csv", output=tmp_path / "x")


def test_a_base_that_is_gone_is_remembered(tiny_model: Path, tmp_path: Path) -> None:
    """The run notes where it came from when it began: what becomes of that folder changes nothing."""
    data, other = table(tmp_path / "t.csv", KINDS), table(tmp_path / "u.csv", KINDS, seed=8)
    finetune(config_of(tiny_model, train={"epochs": 1}), data=data, output=tmp_path / "first")
    finetune(config_of(tmp_path / "first", train={"epochs": 1}), data=other, output=tmp_path / "second")
    shutil.rmtree(tmp_path / "first")
    private = {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp"}
    with pytest.raises(GuardError, match="run first, which was trained on the same table"):
        finetune(config_of(tmp_path / "second", privacy=private), data=data, output=tmp_path / "third")
    run_export(tmp_path / "second", tmp_path / "export", int8=True)
    about = json.loads((tmp_path / "export" / "export.json").read_text())
    assert [known["name"] for known in about["runs"]] == ["second", "first"]


def test_a_private_export_adds_up(tiny_model: Path, tmp_path: Path) -> None:
    private = {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp"}
    data = table(tmp_path / "t.csv", KINDS)
    finetune(config_of(tiny_model, privacy=private, train={"epochs": 1}), data=data, output=tmp_path / "first")
    run_export(tmp_path / "first", tmp_path / "export", int8=True)
    finetune(config_of(tmp_path / "export", privacy=private, train={"epochs": 1}), data=data, output=tmp_path / "run")
    first, second = load_report(tmp_path / "first"), load_report(tmp_path / "run")
    assert first.epsilon is not None
    assert second.epsilon is not None
    assert second.epsilon_with_base == pytest.approx(first.epsilon + second.epsilon)


# what cannot be read back


def no_detector(folder: Path) -> None:
    about = json.loads((folder / "export.json").read_text())
    (folder / "export.json").write_text(json.dumps(about | {"task": "text-classification"}))


def no_version(folder: Path) -> None:
    (folder / "export.json").write_text("{")


def cut_short(folder: Path) -> None:
    content = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(content[: len(content) // 2])


def no_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (no_detector, ConfigError, "no token classifier"),
        (no_version, ConfigError, "damaged"),
        (cut_short, MissingError, "hash"),
        (no_tokenizer, MissingError, "cannot be read"),
    ],
)
def test_what_cannot_be_read_back(
    detector: Path, tmp_path: Path, change: Change, error: type[Exception], message: str
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(detector, broken)
    change(broken)
    with pytest.raises(error, match=message):
        finetune(config_of(broken), data=detector.parent / "t.csv", output=tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("runs", [[{"name": 1}], [], None, 3, ["x"]])
def test_runs_that_make_no_sense_are_damage(detector: Path, tmp_path: Path, runs: object) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(detector, broken)
    about = json.loads((broken / "export.json").read_text())
    (broken / "export.json").write_text(json.dumps(about | {"runs": runs}))
    private = {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp"}
    with pytest.raises(UsageError, match="damaged"):
        finetune(config_of(broken, privacy=private), data=detector.parent / "t.csv", output=tmp_path / "run")


def test_a_layer_without_a_name_is_told(detector: Path, tmp_path: Path) -> None:
    """A graph of another make: no bias says whose a weight is."""
    broken = tmp_path / "broken"
    shutil.copytree(detector, broken)
    model = onnx.load(broken / "model.onnx")
    for holder in (*model.graph.initializer, *model.graph.node):
        if hasattr(holder, "input"):
            holder.input[:] = [name.replace(".intermediate.dense.bias", ".other") for name in holder.input]
        else:
            holder.name = holder.name.replace(".intermediate.dense.bias", ".other")
    onnx.save(model, broken / "model.onnx")
    from privml.core.inputs import hash_file

    about = json.loads((broken / "export.json").read_text())
    about["model_sha256"] = hash_file(broken / "model.onnx").sha256
    (broken / "export.json").write_text(json.dumps(about))
    with pytest.raises(MissingError, match=r"tensors are missing, first bert\.encoder\.layer\.0\.intermediate"):
        finetune(config_of(broken), data=detector.parent / "t.csv", output=tmp_path / "run")
