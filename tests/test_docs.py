"""Documentation, examples and presets are what the program does."""

import csv
import doctest
import importlib
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from privml.configs.strict_yaml import load_yaml

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = ROOT / "examples"
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def modules() -> list[str]:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    names = []
    for package in listed:
        folder = ROOT.joinpath(*package.split(".")[1:])
        names += [package, *(f"{package}.{path.stem}" for path in folder.glob("*.py") if path.stem[0] != "_")]
    return sorted(names)


def test_doctests() -> None:
    results = {name: doctest.testmod(importlib.import_module(name)) for name in modules()}
    assert {name: result.failed for name, result in results.items() if result.failed} == {}
    assert sum(result.attempted for result in results.values()) >= 20


def test_the_command_reference_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, ROOT / "docs" / "reference.py"], capture_output=True, text=True, check=True)
    assert (ROOT / "docs" / "commands.md").read_text() == done.stdout, "python docs/reference.py > docs/commands.md"


def options_of() -> dict[str, set[str]]:
    """Return the options of each command by its name."""
    import typer
    from privml.cli.lazy import COMMANDS
    from privml.cli.main import app

    group: Any = typer.main.get_command(app)
    options = {}
    for name in COMMANDS:
        command = group.get_command(None, name)
        for sub, inner in getattr(command, "commands", {"": command}).items():
            options[f"{name} {sub}".strip()] = {opt for p in inner.params for opt in p.opts} | {"--help"}
    return options | {"audit": options["audit run"]}  # `privml audit RUN` is short for it


def shown_commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each `privml` call in a page's, preset's or script's text."""
    for line in text.replace("\\\n", " ").splitlines():
        for call in re.findall(r"(?:^|[|`$#] *)privml ([a-z][^|`>;]*)", line.strip()):
            yield shlex.split(call.split("  # ")[0].split("   #")[0].split("&&")[0], comments=True)


@pytest.mark.parametrize(
    "path",
    [*PAGES, *sorted(EXAMPLES.glob("*.yaml")), *sorted(EXAMPLES.glob("*.sh")), *ROOT.glob("configs/presets/*/*.yaml")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_shown_command_exists(path: Path) -> None:
    options = options_of()
    for words in shown_commands(path.read_text()):
        if words in (["config"], ["synth"]):  # the headings of groups
            continue
        name = next((name for name in (" ".join(words[:2]), words[0]) if name in options), words[0])
        assert name in options, words
        given = {word.split("=")[0] for word in words[1:] if re.match(r"--?[a-z]", word)}
        assert given <= options[name], words


def test_every_command_is_in_the_readme() -> None:
    from privml.cli.lazy import COMMANDS

    shown = {words[0] for words in shown_commands((ROOT / "README.md").read_text())}
    assert set(COMMANDS) - shown == set()


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_presets_and_examples_fit_their_schemas() -> None:
    import jsonschema

    for path in [*ROOT.glob("configs/presets/*/*.yaml"), *EXAMPLES.glob("*.yaml")]:
        first, *lines = path.read_text().splitlines()
        kind = re.fullmatch(r"# yaml-language-server: \$schema=\S*?(\w+)\.schema\.json", first)
        assert kind, path
        assert any("privml " in line for line in lines if line.startswith("#")), f"{path} shows no command"
        schema = json.loads((ROOT / "configs" / "schemas" / f"{kind[1]}.schema.json").read_text())
        values = load_yaml(path).values
        if "presets" in path.parts and kind[1] == "finetune":  # the user names the two columns
            values["data"] |= {"text": "t", "label": "l"}
        jsonschema.validate(values, schema)


def test_schemas_are_up_to_date(cli: Any) -> None:
    for kind in ("mask", "finetune", "pipeline"):
        assert (ROOT / "configs" / "schemas" / f"{kind}.schema.json").read_text() == cli("config", "schema", kind).text


@pytest.mark.parametrize("script", ["pipe.sh", "scan_and_mask.sh"])
def test_example_scripts_run(script: str, tmp_path: Path) -> None:
    environment = os.environ | {"PATH": PATH}
    done = subprocess.run(
        ["bash", EXAMPLES / script, tmp_path], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    with (tmp_path / ("masked.csv" if script == "pipe.sh" else "customers.csv")).open(newline="") as handle:
        assert len(list(csv.reader(handle))) == (2401 if script == "pipe.sh" else 401)


def test_the_generator_makes_the_committed_tickets(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLES / "make_tickets.py", "--out", tmp_path], check=True, capture_output=True)
    for name in ("customers.csv", "tickets.csv", "gold.jsonl"):
        assert (tmp_path / name).read_bytes() == (EXAMPLES / "tickets" / name).read_bytes(), name


def test_gold_spans_stand_on_words() -> None:
    with (EXAMPLES / "tickets" / "tickets.csv").open(newline="") as handle:
        messages = [row["message"] for row in csv.DictReader(handle)]
    spans = [json.loads(line) for line in (EXAMPLES / "tickets" / "gold.jsonl").read_text().splitlines()]
    assert len(spans) > 5000
    for span in spans:
        value = messages[span["row"]][span["start"] : span["end"]]
        assert value == value.strip() != ""


def test_the_text_of_the_project_is_its_own() -> None:
    """A fresh clone needs nothing that lies outside of it."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".yaml", ".toml", ".sh"} and path.name != "test_docs.py":
            assert "../shared" not in path.read_text(), name
