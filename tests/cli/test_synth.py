"""`privml synth text`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


def test_texts_go_to_stdout_as_json_lines(cli: Cli) -> None:
    result = cli("synth", "text", "--count", 40, "--seed", 5, "--no-progress")
    assert result.code == 0
    rows = [json.loads(line) for line in result.text.splitlines()]
    assert len(rows) == 40
    assert all(set(row) == {"text", "spans"} for row in rows)
    assert any(row["spans"] for row in rows)
    assert "40 texts" in result.err
    assert cli("synth", "text", "--count", 40, "--seed", 5).out == result.out


def test_holdout_differs(cli: Cli) -> None:
    arguments = ("synth", "text", "--count", 40, "--seed", 5)
    assert cli(*arguments, "--holdout").out != cli(*arguments).out


def test_types_take_commas(cli: Cli) -> None:
    result = cli("synth", "text", "--count", 200, "--types", "PERSON, ID", "--types", "URL")
    kinds = {span["entity_type"] for line in result.text.splitlines() for span in json.loads(line)["spans"]}
    assert kinds == {"PERSON", "ID", "URL"}


def test_an_existing_file_is_kept(cli: Cli, tmp_path: Path) -> None:
    target = tmp_path / "t.jsonl"
    assert cli("synth", "text", "--count", 5, "-o", target).code == 0
    before = target.read_bytes()
    refused = cli("synth", "text", "--count", 6, "-o", target)
    assert refused.code == 2
    assert "exists" in refused.err
    assert target.read_bytes() == before
    assert cli("synth", "text", "--count", 6, "-o", target, "--force").code == 0
    assert len(target.read_bytes().splitlines()) == 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--locale", "xx_XX"], "unknown locale: xx_XX"),
        (["--types", "PERSN"], "unknown entity type"),
        (["--types", " ,"], "names no entity type"),
        (["--count", "0"], "count"),
    ],
)
def test_wrong_arguments(cli: Cli, arguments: list[str], message: str) -> None:
    result = cli("synth", "text", *arguments)
    assert result.code == 2
    assert message in result.err
    assert result.out == b""
