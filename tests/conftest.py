"""Fixtures of all tests: a command line in this process, a key, small tables."""

import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from privml.core.keys import Key

os.environ["HF_HUB_OFFLINE"] = "1"
PATTERNS_ONLY = ("--set", "detect.text.model=null")


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


Cli = Callable[..., Result]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command in this process, with its own standard streams."""
    from privml.cli.main import run

    monkeypatch.delenv("PRIVML_KEY_FILE", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*arguments: object, stdin: bytes = b"") -> Result:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = run([str(argument) for argument in arguments])
        return Result(code, out.buffer.getvalue(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]

    return call


@pytest.fixture
def key() -> Key:
    return Key(b"0123456789abcdef0123456789abcdef")


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    from privml.core.keys import write_key

    path = tmp_path / "test.key"
    write_key(path)
    return path


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a small file in the test's folder."""

    def make(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def rows_of(text: str) -> Sequence[list[str]]:
    """Parse CSV as the standard library reads it."""
    import csv

    return list(csv.reader(io.StringIO(text, newline="")))
