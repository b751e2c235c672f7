"""The detector that comes with privml: whole, small, offline, the same for every neighbour, and what it must find."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from privml.configs.policy import TextDetection
from privml.core.inputs import hash_file
from privml.maskers.models.own import FAST_FOLDER, FOLDER, HAN_FOLDER, han_model
from privml.maskers.recognizers.detector import Detector
from privml.maskers.recognizers.ner import NerRecognizer
from privml.maskers.recognizers.plausible import reason_against
from privml.maskers.spans import Span, SpanFilter, resolve_overlaps

Cli = Callable[..., Any]


def find(*texts: str, model: str = "privml") -> list[list[Span]]:
    detector = Detector(TextDetection(model=model), ignored=frozenset())
    return detector.find_in_texts(list(texts))


def values(text: str, *, model: str = "privml") -> dict[str, str]:
    return {text[s.start : s.end]: s.entity_type for s in resolve_overlaps(find(text, model=model)[0], text)}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Wir haben am Montag geschlossen", "Montag"),
        ("Cerrado hasta lunes", "lunes"),
        ("Bis Donnerstag dann", "Donnerstag"),
    ],
)
def test_a_day_that_is_taken_for_a_name_is_a_date(text: str, day: str) -> None:
    assert set(values(text).values()) == {"DATE_TIME"}
    assert day in values(text)
    without = Detector(TextDetection(entities=["PERSON", "LOCATION"]), ignored=frozenset()).find_in_texts([text])[0]
    assert without == []


@pytest.mark.parametrize("folder", [FOLDER, FAST_FOLDER])
def test_it_is_whole(folder: Path) -> None:
    about = json.loads((folder / "export.json").read_text())
    assert hash_file(folder / "model.onnx").sha256 == about["model_sha256"]
    assert about["int8"]
    assert b"site-packages" not in (folder / "model.onnx").read_bytes()


def test_both_are_small_together() -> None:
    sizes = {folder: (folder / "model.onnx").stat().st_size for folder in (FOLDER, FAST_FOLDER)}
    assert sum(sizes.values()) <= 25_000_000
    assert sizes[FAST_FOLDER] <= 2_500_000
    about = json.loads((FAST_FOLDER / "export.json").read_text())["shared"]
    assert (about["folder"], about["model_sha256"]) == (FOLDER.name, hash_file(FOLDER / "model.onnx").sha256)


def test_the_fast_one_multiplies_less() -> None:
    """A quarter of the products a word piece; benchmarks/bench_text.py tells what that is worth in time."""

    def products(folder: Path) -> int:
        config = json.loads((folder / "config.json").read_text())
        width, inner = config["hidden_size"], config["intermediate_size"]
        return int(config["num_hidden_layers"] * (4 * width * width + 2 * width * inner))

    assert products(FAST_FOLDER) <= products(FOLDER) / 4
    card = (FAST_FOLDER / "README.md").read_text()
    numbers = re.search(r"takes\s+(\d+) microseconds a word piece, the detector (\d+)", card)
    assert numbers is not None
    assert int(numbers[1]) < 0.5 * int(numbers[2])


def test_the_card_names_licences_and_limits() -> None:
    card = (FOLDER / "README.md").read_text()
    assert all(word in card for word in ("CC BY 4.0", "MIT", "Apache-2.0", "## Limits"))


@pytest.mark.parametrize(
    ("text", "value", "entity_type"),
    [
        ("Please forward this to Margaret Whitfield before noon.", "Margaret Whitfield", "PERSON"),
        ("please forward this to margaret whitfield before noon", "margaret whitfield", "PERSON"),
        ("PLEASE FORWARD THIS TO MARGARET WHITFIELD BEFORE NOON", "MARGARET WHITFIELD", "PERSON"),
        ("I spoke with Nguyễn Thị Lan about the invoice.", "Nguyễn Thị Lan", "PERSON"),
        ("Herr Jürgen Schäfer wohnt in Leipzig.", "Jürgen Schäfer", "PERSON"),
        ("She moved to Rotterdam last spring.", "Rotterdam", "LOCATION"),
        ("He works for Siemens Energy in the south.", "Siemens Energy", "ORGANIZATION"),
        ("The van stopped at 48 Elm Park Road all day.", "48 Elm Park Road", "STREET_ADDRESS"),
    ],
)
@pytest.mark.parametrize("model", ["privml", "privml-fast", "privml-careful"])
def test_what_it_must_find(text: str, value: str, entity_type: str, model: str) -> None:
    found = values(text, model=model)
    assert found.get(value) == entity_type, found


def test_the_manifest_names_the_fast_one(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("note\nPlease forward this to Margaret Whitfield before noon.\n")
    done = cli(
        "mask",
        tmp_path / "t.csv",
        "-o",
        tmp_path / "o.csv",
        "--preset",
        "mask/labels",
        "--set",
        "detect.text.model=privml-fast",
    )
    assert done.code == 0, done.err
    assert "Whitfield" not in (tmp_path / "o.csv").read_text()
    policy = json.loads((tmp_path / "o.csv.manifest.json").read_text())["policy"]
    identity = json.loads((FAST_FOLDER / "export.json").read_text())["model_sha256"]
    assert (policy["detect"]["text"]["model"]["name"], policy["detect"]["text"]["model"]["sha256"]) == (
        "privml-fast",
        identity,
    )


@pytest.mark.parametrize(
    "text",
    [
        "The router restarts by itself every few minutes.",
        "Version 2.14.7 fixes the crash when the cache is full.",
        "Will it rain, or may we mark the lawn in the morning?",
    ],
)
def test_what_it_must_leave_alone(text: str) -> None:
    assert not [span for span in find(text)[0] if span.entity_type in ("PERSON", "LOCATION", "STREET_ADDRESS")]


def test_neighbours_change_nothing() -> None:
    texts = ["Ask Paula Jensen.", "Nothing here.", "Dr. Osei lives in Accra, not in Kumasi.", "王小明住在上海。"]
    assert find(*texts) == [found for text in texts for found in find(text)]
    assert find(*reversed(texts)) == find(*texts)[::-1]


def test_masking_free_text_needs_no_torch_no_spacy_no_presidio(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,note\n1,Please call Margaret Whitfield about the broken window tomorrow\n")
    program = (
        "import sys; from privml.cli.main import run; "
        f"code = run(['mask', {str(tmp_path / 't.csv')!r}, '-o', {str(tmp_path / 'o.csv')!r}, "
        "'--set', 'columns={note: {kind: text}}', '--no-progress']); "
        "loaded = {'torch', 'transformers', 'spacy', 'presidio_analyzer'} & set(sys.modules); "
        "sys.exit(code or ' '.join(sorted(loaded)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Whitfield" not in (tmp_path / "o.csv").read_text()
    manifest = json.loads((tmp_path / "o.csv.manifest.json").read_text())
    about, fast = (json.loads((folder / "export.json").read_text()) for folder in (FOLDER, FAST_FOLDER))
    names = json.loads((HAN_FOLDER / "names.json").read_text())
    assert manifest["policy"]["detect"]["text"]["model"] == {
        "name": "privml",
        "sha256": fast["model_sha256"],
        "second_look": {"name": "detector", "sha256": about["model_sha256"]},
        "chinese_names_sha256": names["sha256"],
    }


@pytest.mark.parametrize(
    ("found", "entity_type", "recognizer", "is_name"),
    [
        ("王小明", "PERSON", "privml", True),
        ("欧阳娜娜", "PERSON", "privml", True),
        ("谢婷", "PERSON", "privml", True),  # a surname that begins "thanks" as well
        ("谢谢谢婷", "PERSON", "privml", True),
        ("请王小明", "PERSON", "privml", True),  # the name within stays covered
        ("迈克尔·乔丹", "PERSON", "privml", True),
        ("谢谢", "PERSON", "privml", False),  # thanks
        ("您好", "PERSON", "privml", False),
        ("请把", "PERSON", "privml", False),  # please take
        ("谢谢", "PERSON", "ner", True),  # a detector of the user's own knows best
        ("谢谢", "LOCATION", "privml", True),
        ("Thanks", "PERSON", "privml", False),
        ("thanks", "PERSON", "privml", False),
        ("Thanks", "ORGANIZATION", "privml", True),
        ("Bill", "PERSON", "privml", True),
        ("bill", "PERSON", "privml", False),
        ("Mobile", "LOCATION", "privml", True),  # a town in Alabama
        ("-0.96", "PERSON", "ner", False),
        ("96c", "PERSON", "ner", False),
    ],
)
def test_what_cannot_be_a_name(found: str, entity_type: str, recognizer: str, is_name: bool) -> None:
    text = f"x {found} y"
    span = Span(2, 2 + len(found), entity_type, 0.9, recognizer)
    assert (reason_against(span, text) is None) == is_name


@pytest.mark.parametrize(
    ("text", "found", "entity_type", "left"),
    [
        ("照周雪琴说的步骤做了，还是不停重启。", "照周雪琴说", "PERSON", "周雪琴"),  # verbs at the edges
        ("这个产品质量很好", "产品质量", "PERSON", None),
        ("这个产品质量很好", "产品质量", "LOCATION", None),
        ("上次从杭州寄来的", "从杭州寄", "LOCATION", "杭州"),
        ("这个产品质量很好", "产品质量", "ORGANIZATION", "产品质量"),  # organisations are left as they are
        ("王小明 Ming 说", "王小明 Ming", "PERSON", "王小明 Ming"),
        ("東京の山田さんです", "東京", "LOCATION", "東京"),  # Japanese is not read
    ],
)
def test_chinese_words_at_the_edges(text: str, found: str, entity_type: str, left: str | None) -> None:
    start = text.index(found)
    span = Span(start, start + len(found), entity_type, 0.9, "privml")
    kept = han_model().trimmed(span, text)
    assert (None if kept is None else text[kept.start : kept.end]) == left
    assert (reason_against(span, text, han_model()) is None) == (left is not None)


class Silent(NerRecognizer):
    """A detector of the user's own that knows people and finds none."""

    def __init__(self) -> None:
        pass

    @property
    def supported_types(self) -> frozenset[str]:
        return frozenset({"PERSON"})

    def load(self) -> None:
        pass

    def find(self, texts: Sequence[str], admitted: SpanFilter) -> list[list[Span]]:
        return [[] for _ in texts]


@pytest.mark.parametrize("replaces", [True, False])
def test_a_detector_of_the_users_own_takes_its_place(replaces: bool) -> None:
    text = "please forward this to margaret whitfield in rotterdam"
    detector = Detector(TextDetection(), ignored=frozenset(), ner=Silent(), ner_replaces=replaces)
    found = {(span.entity_type, text[span.start : span.end]) for span in detector.find_in_texts([text])[0]}
    assert ("LOCATION", "rotterdam") in found
    assert (("PERSON", "margaret whitfield") in found) is not replaces


@pytest.mark.parametrize(
    "text", ["Gestern kam der Brief. Leider zu spät.", "Vielleicht auch nicht sofort.", "Helaas niet gekomen."]
)
def test_words_that_begin_sentences_elsewhere_are_no_people(text: str) -> None:
    detector = Detector(TextDetection(), ignored=frozenset())
    assert not [span for span in detector.find_in_texts([text])[0] if span.entity_type == "PERSON"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Leider: when does it start?", "Leider"),
        ("Leider called me about the car", "Leider"),
        ("Dear Weil, thank you", "Weil"),
        ("Eben called me today", "Eben"),
        ("Mein Name ist Leider und ich wohne hier.", "Leider"),
    ],
)
def test_people_who_are_called_so_stay_people(text: str, name: str) -> None:
    detector = Detector(TextDetection(), ignored=frozenset())
    assert name in [text[s.start : s.end] for s in detector.find_in_texts([text])[0] if s.entity_type == "PERSON"]
