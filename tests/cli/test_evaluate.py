"""`privml evaluate`: streams, exit codes, and no value anywhere."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PATTERNS_ONLY = ("--set", "detect.text.model=null", "--no-progress")
MAIL, PHONE, NAME = "quillfeather@example.org", "415-555-0134", "Quillfeather Zwyxton"
RECORDS: list[dict[str, Any]] = [
    {"text": f"write to {MAIL} or call {PHONE}", "values": {MAIL: "EMAIL", PHONE: "PHONE"}},
    {"text": f"here {NAME} lives, at 10.1.2.3 they say", "values": {NAME: "PER"}},
]


def lines() -> bytes:
    made = []
    for record in RECORDS:
        text = record["text"]
        spans = [
            {"start": text.index(value), "end": text.index(value) + len(value), "label": kind}
            for value, kind in record["values"].items()
        ]
        made.append(json.dumps({"text": text, "spans": spans}))
    return "\n".join(made).encode()


@pytest.fixture
def gold(write: Callable[[str, str | bytes], Path]) -> Path:
    return write("gold.jsonl", lines())


def has_value(shown: str) -> bool:
    words = [word for record in RECORDS for word in record["text"].split() if len(word) > 5]
    return any(word.casefold() in shown.casefold() for word in [*words, "quillfeather", "zwyxton", "0134", "10.1"])


def test_numbers_as_json(cli: Callable[..., Any], gold: Path) -> None:
    done = cli("evaluate", gold, *PATTERNS_ONLY, "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.text)
    assert (found["format"], found["documents"]) == ("jsonl", 2)
    assert found["labels"]["PER"] == {"entity_type": "PERSON", "count": 1}
    # letters and digits: mail 22, phone 10, name 19 of which patterns find none; 10.1.2.3 has 5 and is no gold
    characters = found["characters"]
    assert (characters["gold"], characters["recalled"], characters["found"], characters["right"]) == (51, 32, 37, 32)
    assert characters["f2"] == pytest.approx(5 * 32 / (4 * 51 + 37), abs=1e-6)
    assert found["spans"]["strict"]["recall"] == pytest.approx(2 / 3, abs=1e-6)
    assert found["types"]["PERSON"]["missed"] == 1
    assert found["misses"] == [{"entity_type": "PERSON", "shape": "xxxx [Xxxxxx Xxxxxx] xxxxx, xx", "count": 1}]
    assert found["false_positives"] == [
        {"entity_type": "IP_ADDRESS", "shape": "xxxxx, xx [99.9.9.9] xxxx xxx", "count": 1}
    ]
    assert not has_value(done.text)


def test_tables_for_people(cli: Callable[..., Any], gold: Path) -> None:
    done = cli("evaluate", gold, *PATTERNS_ONLY)
    assert (done.code, done.out) == (0, b"")
    assert all(len(line) <= 80 for line in done.err.splitlines() if not line.startswith(("note:", "gold.jsonl:")))
    assert "[Xxxxxx Xxxxxx]" in done.err
    assert "never named by this gold: IP_ADDRESS 1" in done.err
    assert "recall 0.6275" in done.err
    assert not has_value(done.err)
    assert "[Xxxxxx" not in cli("evaluate", gold, *PATTERNS_ONLY, "--contexts", 0).err


def test_standard_input(cli: Callable[..., Any], gold: Path) -> None:
    from_file, from_stdin = (
        json.loads(done.text)["types"]
        for done in (
            cli("evaluate", gold, *PATTERNS_ONLY, "--json"),
            cli("evaluate", "-", *PATTERNS_ONLY, "--json", stdin=lines()),
        )
    )
    assert from_file == from_stdin


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (("--min-recall", "0.62"), 0),
        (("--min-recall", "0.63"), 1),
        (("--min-f2", "0.66"), 0),
        (("--min-f2", "0.67"), 1),
    ],
)
def test_limits(cli: Callable[..., Any], gold: Path, limits: tuple[str, ...], code: int) -> None:
    done = cli("evaluate", gold, *PATTERNS_ONLY, *limits, "--json")
    assert done.code == code
    assert json.loads(done.text)["characters"]["gold"] == 51
    assert ("under the limit" in done.err) == bool(code)
    assert not has_value(done.err)


def test_types_brought_together_and_left_out(cli: Callable[..., Any], gold: Path) -> None:
    def types(*flags: str) -> set[str]:
        return set(json.loads(cli("evaluate", gold, *PATTERNS_ONLY, "--json", *flags).text)["types"])

    assert types() == {"EMAIL_ADDRESS", "PHONE_NUMBER", "PERSON", "IP_ADDRESS"}
    assert types("--only", "EMAIL,PERSON") == {"EMAIL_ADDRESS", "PERSON"}
    assert types("--map", "PER=null", "--map", "IP_ADDRESS=") == {"EMAIL_ADDRESS", "PHONE_NUMBER"}
    assert types("--map", "EMAIL=CONTACT", "--map", "PHONE=CONTACT", "--only", "CONTACT") == {"CONTACT"}
    done = cli("evaluate", gold, *PATTERNS_ONLY, "--only", "URL")
    assert done.code == 2
    assert "no entity is left to measure" in done.err
    assert cli("evaluate", gold, *PATTERNS_ONLY, "--map", "PER").code == 2


def test_what_the_policy_keeps_is_measured_unless_told(cli: Callable[..., Any], gold: Path, tmp_path: Path) -> None:
    policy = tmp_path / "mask.yaml"
    policy.write_text("preset: mask/default\noperators: {EMAIL_ADDRESS: keep}\ndetect: {text: {model: null}}\n")
    for flags, recalled in (((), {"EMAIL_ADDRESS": 1, "PHONE_NUMBER": 1}), (("--as-masked",), {"PHONE_NUMBER": 1})):
        done = cli("evaluate", gold, "--policy", policy, "--json", "--no-progress", *flags)
        found = json.loads(done.text)["types"]
        assert {kind: t["strict"]["recalled"] for kind, t in found.items() if t["strict"]["recalled"]} == recalled
        assert "PERSON" in found


def test_names_once_found_are_found_in_the_whole_text(cli: Callable[..., Any], tmp_path: Path) -> None:
    policy = tmp_path / "mask.yaml"
    policy.write_text("preset: mask/default\ndetect: {text: {model: null, deny: {PERSON: [Anna Kowalczyk]}}}\n")
    text = "Anna Kowalczyk wrote. Then Kowalczyk left."
    spans = [{"start": 0, "end": 14, "label": "PER"}, {"start": 27, "end": 36, "label": "PER"}]
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"text": text, "spans": spans}))

    def masked(*flags: str) -> int:
        done = cli("evaluate", gold, "--policy", policy, "--json", "--no-progress", *flags)
        count: int = json.loads(done.text)["types"]["PERSON"]["masked"]
        return count

    assert masked() == 2
    assert masked("--set", "detect.text.row_context=false") == 1


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b"", 3, "is empty"),
        (b'{"text": "quillfeather", "spans": [{"start": 0, "end": 99, "label": "PER"}]}', 3, "line 1: span 1"),
        (b'{"text": "quillfeather", "spans": []}', 3, "no entity is labelled"),
        (b"quillfeather", 3, "no known gold format"),
        (b'{"text": "quillfeather"', 3, "line 1: broken JSON"),
    ],
)
def test_bad_gold(cli: Callable[..., Any], tmp_path: Path, content: bytes, code: int, message: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    done = cli("evaluate", path, *PATTERNS_ONLY)
    assert (done.code, done.out) == (code, b"")
    assert message in done.err
    assert not has_value(done.err)
    assert cli("evaluate", tmp_path / "none.jsonl", *PATTERNS_ONLY).code == 2
