"""Users' own recognizers in Python, named in the policy."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.policy import Detection, MaskPolicy, TextDetection
from privml.core.errors import ConfigError
from privml.core.manifest import verify_manifest
from privml.maskers.recognizers.detector import Detector

Cli = Callable[..., Any]
TEXT = "the robot R2-AX and unit blue-seven left"
ROBOTS = """
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult


class RobotRecognizer(PatternRecognizer):
    def __init__(self):
        super().__init__("ROBOT", patterns=[Pattern("robot", r"\\bR\\d-[A-Z]{2}\\b", 0.9)])


class UnitRecognizer(EntityRecognizer):
    def __init__(self, word: str = "unit ") -> None:
        super().__init__(supported_entities=["UNIT"], name="units")
        self.word = word

    def load(self):
        pass

    def analyze(self, text, entities, nlp_artifacts=None):
        start = text.find(self.word) + len(self.word)
        return [RecognizerResult("UNIT", start, text.find(" ", start), 0.8)] if start > len(self.word) else []
"""


def own(folder: Path, content: str) -> Path:
    path = folder / "own.py"
    path.write_text(content)
    return path


def found_with(folder: Path, text: str, **settings: Any) -> dict[str, str]:
    """Return what the recognizers of a file find in a text, by value."""
    detect = {"text": {"recognizers": ["own.py"], "model": None} | settings}
    policy = MaskPolicy.model_validate({"detect": detect})
    [spans] = Detector(policy.detect.text, ignored=frozenset(), folder=folder).find_in_texts([text])
    return {text[span.start : span.end]: span.entity_type for span in spans}


@pytest.mark.parametrize("language", ["en", "auto"])
def test_classes_of_a_file_find_what_they_are_for(tmp_path: Path, language: str) -> None:
    own(tmp_path, ROBOTS)
    found = found_with(tmp_path, TEXT, language=language)
    assert {value: found.get(value) for value in ("R2-AX", "blue-seven")} == {"R2-AX": "ROBOT", "blue-seven": "UNIT"}


def test_a_policy_names_the_file(cli: Cli, tmp_path: Path) -> None:
    """Also with workers, which are processes of their own."""
    own(tmp_path, ROBOTS)
    detect = "detect: {text: {recognizers: [own.py], model: null}}"
    (tmp_path / "policy.yaml").write_text(f"preset: mask/labels\ncolumns: {{id: keep}}\n{detect}\n")
    rows = "".join(f"{n},{TEXT} again {n}\n" for n in range(300))
    (tmp_path / "t.csv").write_text(f"id,note\n{rows}")
    for workers in ("1", "2"):
        target = tmp_path / f"{workers}.csv"
        done = cli("mask", tmp_path / "t.csv", "-o", target, "--config", tmp_path / "policy.yaml", "--workers", workers)
        assert done.code == 0, done.err
        assert "the robot <ROBOT> and unit <UNIT> left again 7" in target.read_text()
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
    policy = verify_manifest(tmp_path / "1.csv")["policy"]
    known = {"name": "own.py", "sha256": hashlib.sha256(ROBOTS.encode()).hexdigest()}
    assert policy["detect"]["text"]["recognizers"] == [known]
    done = cli("explain", TEXT, "--config", tmp_path / "policy.yaml", "--json")
    assert {"ROBOT", "UNIT"} <= {c["entity_type"] for t in json.loads(done.text)["texts"] for c in t["candidates"]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("import no_such_package", "ModuleNotFoundError"),
        ("def broken(:", "SyntaxError"),
        ("from presidio_analyzer import EntityRecognizer", "defines no class of a recognizer"),
        (ROBOTS.replace('word: str = "unit "', "word"), r"UnitRecognizer\(\) failed: TypeError"),
        (ROBOTS.replace("text.find(self.word)", "int(text)"), "UnitRecognizer failed on a text with ValueError$"),
        (
            ROBOTS.replace("[RecognizerResult(", "[int(text) for _ in RecognizerResult("),
            "failed on a text with TypeError",
        ),
        (ROBOTS.replace('("UNIT", start', '("UNIT", -start'), "returned something else than results"),
        (ROBOTS.replace('text.find(" ", start)', "999"), "returned something else than results"),
        (ROBOTS.replace('("UNIT", start', "(None, start"), "returned something else than results"),
        (
            ROBOTS.replace('super().__init__(supported_entities=["UNIT"], name="units")', "pass"),
            "has no supported_language",
        ),
    ],
)
def test_a_file_that_is_wrong_is_told(tmp_path: Path, content: str, message: str) -> None:
    own(tmp_path, content)
    with pytest.raises(ConfigError, match=message) as caught:
        found_with(tmp_path, TEXT)
    assert "robot" not in caught.value.message.partition("own.py")[2]


def test_results_may_be_generated(tmp_path: Path) -> None:
    own(tmp_path, ROBOTS.replace("return [Recog", "yield from [Recog"))
    assert found_with(tmp_path, TEXT).get("blue-seven") == "UNIT"


def test_without_a_language_all_texts_are_searched(tmp_path: Path) -> None:
    own(tmp_path, ROBOTS.replace('"unit "', '"机器人"').replace('find(" "', 'find("号"'))
    assert found_with(tmp_path, "有个机器人七七号离开了房间", language="auto").get("七七") == "UNIT"


def test_recognizers_of_another_language_are_not_left_out_in_silence(tmp_path: Path) -> None:
    own(tmp_path, ROBOTS)
    with pytest.raises(ConfigError, match="none of its recognizers is for the language de"):
        found_with(tmp_path, TEXT, language="de")
    own(tmp_path, ROBOTS.replace('name="units"', 'name="units", supported_language="de"'))
    assert found_with(tmp_path, TEXT, language="de").get("blue-seven") == "UNIT"


def test_careful_is_short_for_the_larger_detector() -> None:
    assert MaskPolicy.model_validate({"detect": {"ner": "careful"}}).detect.text.model == "privml-careful"
    with pytest.raises(ValueError, match=r"ner: careful stands for text\.model: privml-careful"):
        MaskPolicy.model_validate({"detect": {"ner": "careful", "text": {"model": "privml-fast"}}})


def test_fast_is_short_for_the_smaller_detector() -> None:
    policy = MaskPolicy.model_validate({"detect": {"ner": "fast"}})
    assert (policy.detect.text.model, policy.detect.ner) == ("privml-fast", None)
    assert Detection(ner="fast", text=TextDetection(language="de")).text == TextDetection(
        model="privml-fast", language="de"
    )
    given = MaskPolicy.model_validate({"detect": {"ner": "fast", "text": {"model": "privml", "language": "auto"}}})
    assert (given.detect.text.model, given.detect.text.language) == ("privml-fast", "auto")
    with pytest.raises(ValueError, match=r"text\.model says something else"):
        MaskPolicy.model_validate({"detect": {"ner": "fast", "text": {"model": "en_core_web_sm"}}})
