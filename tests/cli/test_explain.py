"""`privml explain` on the command line: what is shown, and what never is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
Write = Callable[[str, str | bytes], Path]
PATTERNS_ONLY = ("--set", "detect.text.model=null")
TEXT = "Ask Mr Quimbyx, passport A12345678, or zq77@example.org"


def test_a_text_of_the_command_line_is_shown(cli: Cli) -> None:
    done = cli("explain", TEXT, *PATTERNS_ONLY)
    assert (done.code, done.out) == (0, b"")
    for part in ("Quimbyx", "zq77@example.org", "US_PASSPORT", "below the", "context word", "masked: Ask Mr"):
        assert part in done.err
    assert all(len(line) <= 80 for line in done.err.splitlines() if not line.startswith("masked:"))


def test_one_document_on_standard_output(cli: Cli) -> None:
    done = cli("explain", TEXT, "--json", *PATTERNS_ONLY, "--preset", "mask/labels")
    assert done.err == ""
    document = json.loads(done.text)
    assert document["values_shown"] is True
    [text] = document["texts"]
    assert text["masked"] == "Ask Mr <PERSON>, passport <PASSPORT>, or <EMAIL_ADDRESS>"
    for candidate in text["candidates"]:
        assert candidate["value"] == TEXT[candidate["start"] : candidate["end"]]
    passport = next(c for c in text["candidates"] if c["entity_type"] == "US_PASSPORT")
    assert (passport["verdict"], passport["threshold"], passport["score"]) == ("rejected", 0.5, 0.45)
    assert passport["cause"]["context"] == "passport"
    assert [(r["entity_type"], r["operator"], r["replacement"]) for r in text["replacements"]] == [
        ("PERSON", "replace", "<PERSON>"),
        ("PASSPORT", "replace", "<PASSPORT>"),
        ("EMAIL_ADDRESS", "replace", "<EMAIL_ADDRESS>"),
    ]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_other_values_are_shapes_unless_asked_for(cli: Cli, write: Write, form: tuple[str, ...]) -> None:
    table = write("t.csv", f'name,note\nZora Quimbyx,"{TEXT} and zora"\n')
    row = ("explain", "--row", table, "--row-number", "0", *PATTERNS_ONLY, *form)
    piped = ("explain", "-", *PATTERNS_ONLY, *form)
    for arguments, stdin in ((row, b""), (piped, f"{TEXT}\n\nzq78@example.org\n".encode())):
        hidden = cli(*arguments, stdin=stdin)
        shown = cli(*arguments, "--show-values", stdin=stdin)
        assert hidden.code == shown.code == 0, hidden.err
        told = (hidden.text + hidden.err).casefold()
        assert not any(word in told for word in ("quimbyx", "zq7", "a12345678", "zora"))
        assert "person" in told
        assert "Quimbyx" in shown.text + shown.err
    if form:
        assert len(json.loads(hidden.text)["texts"]) == 2
        assert "shape" in hidden.text


def test_a_given_text_in_a_row(cli: Cli, write: Write) -> None:
    table = write("t.csv", "name,phone,note\nZora Quimbyx,212-736-5000,x\n")
    done = cli("explain", "ask quimbxy", "--row", table, "--row-number", "0", *PATTERNS_ONLY)
    assert done.code == 0
    assert "misspelt" in done.err
    assert "Zora" not in done.err
    assert "212-736-5000" not in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["x", "--row", "t.csv"], 2, "go together"),
        (["x", "--row-number", "0"], 2, "go together"),
        (["-", "--row", "t.csv", "--row-number", "0"], 2, "not standard input"),
        (["--row", "t.csv", "--row-number", "7"], 3, "has no row 7"),
        (["--row", "gone.csv", "--row-number", "0"], 2, "gone.csv"),
        (["x", "--policy", "gone.yaml"], 2, "gone.yaml"),
    ],
)
def test_wrong_command_lines(
    cli: Cli, write: Write, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, message: str
) -> None:
    monkeypatch.chdir(write("t.csv", "name,note\nZora Quimbyx,x\n").parent)
    done = cli("explain", *arguments, *PATTERNS_ONLY)
    assert done.code == code, done.err
    assert message in done.err
    assert done.out == b""


def test_a_long_finding_leaves_room_for_the_reason(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    address = "https://www.example.com/albums/" + "summer-holidays/" * 8
    said = cli("explain", f"see {address} of Ann Lee", "--set", "detect.text.model=null").err
    assert "https://www.example.com/" in said
    assert "URL" in said
    assert "masked:" in said
    assert all(len(line.rstrip()) <= 80 for line in said.splitlines() if not line.startswith("masked: see"))
