"""Exported models: the same findings without torch, one folder that is whole or not there."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pandas as pd
import pytest
from privml.configs.policy import TextDetection
from privml.core.errors import ConfigError, MissingError, UsageError
from privml.core.exported import open_session
from privml.finetune import graph
from privml.finetune.api import finetune
from privml.finetune.export import run_export
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.ner import NerRecognizer
from privml.maskers.recognizers.ner_folder import open_ner_folder
from privml.maskers.spans import Span

Cli = Callable[..., Any]
WORDS = ["train", "food", "day", "movie", "very", "bad", "it", "and", "xq"]


def texts_of(count: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return [" ".join(draw.choices(WORDS, k=draw.randint(1, 40))) for _ in range(count)]


@pytest.fixture(scope="module", params=["full", "lora"])
def run(request: pytest.FixtureRequest, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A detector of the word after `very`."""
    folder = tmp_path_factory.mktemp("runs")
    rows = []
    for text in texts_of(160, 1):
        words, spans, at = text.split(), [], 0
        for before, word in zip(["", *words], words, strict=False):
            if before == "very":
                spans.append({"start": at, "end": at + len(word), "entity_type": "PERSON"})
            at += len(word) + 1
        rows.append({"id": str(len(rows)), "text": text, "gold": json.dumps(spans)})
    pd.DataFrame(rows).to_csv(folder / "gold.csv", index=False)
    config = {
        "task": "token-classification",
        "data": {"text": "text", "spans": "gold", "max_length": 16, "window_overlap": 4, "unmasked": "allow"},
        "model": {"source": str(tiny_model), "method": request.param},
        "train": {
            "epochs": {"full": 30, "lora": 60}[request.param],  # until it is sure: any processor then rounds alike
            "batch_size": 16,
            "physical_batch_size": 8,
            "learning_rate": 5e-3,
            "threads": 1,
        },
    }
    return finetune(config, data=folder / "gold.csv", output=folder / "detector")


@pytest.fixture(scope="module", params=[False, True], ids=["float32", "int8"])
def exported(request: pytest.FixtureRequest, run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("exports") / "detector"
    report = run_export(run, output, int8=request.param)
    assert report.float_error < 1e-4
    assert (report.int8_error is not None) is request.param
    return output


def find(folder: Path, texts: list[str], *, batch_size: int = 8) -> list[list[Span]]:
    ner = NerRecognizer(open_ner_folder(str(folder), labels={}, folder=Path()), batch_size=batch_size)
    detector = Detector(TextDetection.model_validate({"model": None}), ignored=frozenset(), ner=ner)
    return detector.find_in_texts(texts)


def places(found: list[list[Span]]) -> set[tuple[int, int, int]]:
    return {(row, span.start, span.end) for row, spans in enumerate(found) for span in spans}


def test_weights_of_eight_bits_are_narrow(exported: Path) -> None:
    about = json.loads((exported / "export.json").read_text())
    assert about["narrow"] is about["int8"]
    assert open_ner_folder(str(exported), labels={}, folder=Path()).narrow is about["int8"]


def test_it_finds_what_the_run_finds(run: Path, exported: Path) -> None:
    texts = texts_of(60, 2)
    before, after = places(find(run, texts)), places(find(exported, texts))
    assert len(before) > 90
    if json.loads((exported / "export.json").read_text())["int8"]:
        assert len(before & after) > 0.95 * len(before | after)
    else:
        assert before == after


def test_neighbours_change_nothing(exported: Path) -> None:
    texts = texts_of(20, 3)
    together = find(exported, texts)
    assert together == [found for text in texts for found in find(exported, [text])]
    assert together == find(exported, texts, batch_size=1)


def test_the_file_names_no_folder_of_this_machine(exported: Path) -> None:
    content = (exported / "model.onnx").read_bytes()
    assert not [
        word for word in (b"site-packages", b".py", b"stack_trace", str(Path.cwd()).encode()) if word in content
    ]


def attentions(folder: Path) -> list[tuple[str, ...]]:
    """The inputs of each fused attention."""
    nodes = onnx.load(folder / "model.onnx").graph.node
    return [tuple(node.input) for node in nodes if node.op_type == "MultiHeadAttention"]


def test_attention_is_fused_and_hides_nothing_of_a_text(exported: Path) -> None:
    inputs = attentions(exported)
    assert len(inputs) == json.loads((exported / "config.json").read_text())["num_hidden_layers"]
    assert all(not any(each[3:]) for each in inputs), "query, key and value alone"
    assert "Gelu" in {node.op_type for node in onnx.load(exported / "model.onnx").graph.node}


def test_a_causal_model_stays_causal(tiny_llama: Path, tmp_path: Path) -> None:
    pd.DataFrame({"text": texts_of(40, 4), "label": ["a", "b"] * 20}).to_csv(tmp_path / "t.csv", index=False)
    config = {
        "data": {"text": "text", "label": "label", "max_length": 16, "unmasked": "allow"},
        "model": {"source": str(tiny_llama), "method": "full"},
        "train": {"epochs": 1, "batch_size": 8, "threads": 1},
    }
    run = finetune(config, data=tmp_path / "t.csv", output=tmp_path / "run")
    report = run_export(run, tmp_path / "out", int8=False)
    assert report.float_error < 1e-4


def spoil(path: Path) -> None:
    """Let the softmax at the end run over the wrong axis."""
    model = onnx.load(path)
    [node] = [node for node in model.graph.node if "probabilities" in node.output]
    node.attribute[0].i = 1
    onnx.save(model, path)


@pytest.mark.parametrize("run", ["full"], indirect=True)
def test_what_fusing_breaks_is_left_as_it_was(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path) -> bool:
        spoil(path)
        return True

    monkeypatch.setattr(graph, "fuse", broken)
    assert run_export(run, tmp_path / "out", int8=False).float_error < 1e-4
    assert attentions(tmp_path / "out") == []
    assert [path.name for path in (tmp_path / "out").iterdir() if path.suffix == ".onnx"] == ["model.onnx"]


@pytest.mark.parametrize("run", ["full"], indirect=True)
def test_a_mask_that_matters_stays(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path, output: Path) -> None:
        shutil.copyfile(path, output)
        spoil(output)

    monkeypatch.setattr(graph, "leave_out_masks", broken)
    assert run_export(run, tmp_path / "out", int8=False).float_error < 1e-4
    inputs = attentions(tmp_path / "out")
    assert inputs
    assert all(each[5] for each in inputs)


def test_the_graph_reads_any_length_of_a_window(exported: Path) -> None:
    session = open_session(exported / "model.onnx")
    for length in (1, 2, 13, json.loads((exported / "export.json").read_text())["max_length"]):
        scores = session.run({"input_ids": np.full((1, length), 7, dtype=np.int64)})
        assert scores.shape[:2] == (1, length)
        assert np.allclose(scores.sum(axis=2), 1, atol=1e-5)


def test_masking_needs_neither_torch_nor_transformers(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,text\n1,it was very train\n")
    program = (
        "import sys; from privml.cli.main import run; "
        f"code = run(['mask', {str(tmp_path / 't.csv')!r}, '-o', {str(tmp_path / 'o.csv')!r}, "
        f"'--preset', 'mask/labels', '--set', 'detect.ner={exported}', '--set', 'detect.text.model=null', "
        "'--set', 'columns={text: {kind: text}}', '--no-progress']); "
        "loaded = {'torch', 'transformers', 'spacy', 'presidio_analyzer'} & set(sys.modules); "
        "sys.exit(code or ' '.join(sorted(loaded)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "o.csv.manifest.json").read_text())
    identity = json.loads((exported / "export.json").read_text())["model_sha256"]
    assert manifest["policy"]["detect"]["ner"] == {"name": "detector", "sha256": identity}


def test_calibration_moves_the_score_to_the_best_f2(run: Path, tmp_path: Path) -> None:
    gold = run.parent / "gold.csv"
    report = run_export(run, tmp_path / "c", int8=False, calibration=str(gold))
    assert set(report.operating_points) == {"PERSON"}
    plain = tmp_path / "p"
    run_export(run, plain, int8=False)
    table = pd.read_csv(gold)
    texts = table["text"].tolist()
    truth = [
        {place for span in json.loads(cell) for place in range(span["start"], span["end"])} for cell in table["gold"]
    ]

    def f2(folder: Path, threshold: float) -> float:
        ner = NerRecognizer(open_ner_folder(str(folder), labels={}, folder=Path()), batch_size=8)
        detection = TextDetection.model_validate({"model": None, "entities": ["PERSON"], "score_threshold": threshold})
        found = Detector(detection, ignored=frozenset(), ner=ner).find_in_texts(texts)
        hits = wanted = given = 0
        for spans, gold_places in zip(found, truth, strict=True):
            own = {place for span in spans if span.recognizer == "ner" for place in range(span.start, span.end)}
            hits, wanted, given = hits + len(own & gold_places), wanted + len(gold_places), given + len(own)
        return 5 * hits / max(1, 4 * wanted + given)

    by_threshold = {point: f2(plain, point) for point in (0.2, 0.3, 0.4, 0.5, 0.6)}
    assert f2(tmp_path / "c", 0.5) >= max(by_threshold.values()) - 1e-9
    assert f2(tmp_path / "c", 0.5) == pytest.approx(f2(plain, report.operating_points["PERSON"]))


def test_an_export_is_never_half_written(run: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (output / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="is no export"):
        run_export(run, output, int8=False, force=True)
    with pytest.raises(UsageError, match="exists"):
        run_export(run, run, int8=False)
    run_export(run, tmp_path / "a", int8=False)
    with pytest.raises(UsageError, match="exists"):
        run_export(run, tmp_path / "a", int8=True)
    assert run_export(run, tmp_path / "a", int8=True, force=True).int8
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "out"]


def test_a_damaged_export_is_refused(exported: Path, tmp_path: Path) -> None:
    for name, expected in (
        ("model.onnx", MissingError),
        ("export.json", ConfigError),
        ("tokenizer.json", MissingError),
    ):
        copy = Path(shutil.copytree(exported, tmp_path / name))
        content = (copy / name).read_bytes()
        (copy / name).write_bytes(content[: len(content) // 2])
        with pytest.raises(expected):
            find(copy, ["it was very train"])


def test_the_command_says_what_it_wrote(cli: Cli, run: Path, tmp_path: Path) -> None:
    done = cli("export", run, "--int8", "-o", tmp_path / "e", "--json")
    assert (done.code, done.err) == (0, "")
    report = json.loads(done.out)
    assert report["bytes"] == (tmp_path / "e" / "model.onnx").stat().st_size
    again = cli("export", run, "-o", tmp_path / "e")
    assert again.code == 2
    assert "--force" in again.err
    assert cli("export", tmp_path / "nothing", "-o", tmp_path / "f").code == 2


def test_a_classifier_is_exported_with_small_numbers(tiny_model: Path, tmp_path: Path) -> None:
    rows = [f"good word {number},pos\nbad word {number},neg" for number in range(20)]
    table = tmp_path / "t.csv"
    table.write_text("text,label\n" + "\n".join(rows) + "\n")
    config = {
        "task": "text-classification",
        "data": {"text": "text", "label": "label", "unmasked": "allow", "max_length": 16},
        "model": {"source": str(tiny_model), "method": "full"},
        "train": {"epochs": 1, "batch_size": 8, "physical_batch_size": 8},
    }
    run = finetune(config, data=table, output=tmp_path / "run")
    report = run_export(run, tmp_path / "e", int8=True)
    assert report.int8_error is not None
    assert report.int8_error < 0.05
