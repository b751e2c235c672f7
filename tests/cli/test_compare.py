"""`privml compare`: what the runs' own reports say, side by side."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def runs(cli: Callable[..., Any], tmp_path: Path, tiny_model: Path, make_table: Callable[..., Path]) -> list[Path]:
    """A plain and a private run on one table."""
    config = tmp_path / "finetune.yaml"
    config.write_text(
        "data: {text: text, label: label, max_length: 32}\n"
        f"model: {{source: {tiny_model}, method: lora}}\n"
        "train: {epochs: 1, batch_size: 16, physical_batch_size: 8, threads: 1}\n"
    )
    table = make_table()
    private = (
        "privacy.mechanism=dp-sgd",
        "privacy.noise_multiplier=1",
        "privacy.noise_seed=1",
        "privacy.accountant=rdp",
    )
    for name, sets in {"plain": (), "private": private}.items():
        flags = [flag for value in sets for flag in ("--set", value)]
        assert cli("finetune", table, "--config", config, "-o", tmp_path / name, *flags).code == 0
    return [tmp_path / "plain", tmp_path / "private"]


def test_runs_stand_side_by_side(cli: Callable[..., Any], runs: list[Path]) -> None:
    done = cli("compare", *runs, "--json")
    found = json.loads(done.text)
    assert found["same_data"] is True
    assert [run["epsilon"] is None for run in found["runs"]] == [True, False]
    assert [run["unit"] for run in found["runs"]] == [None, "row"]
    assert [run["is_release"] for run in found["runs"]] == [True, False]
    for run in found["runs"]:
        report = json.loads((Path(run["run"]) / "report.json").read_text())
        assert run["metrics"] == report["metrics"]
        assert run["data_sha256"] == report["data_sha256"]
    table = cli("compare", *runs)
    assert (table.code, table.out) == (0, b"")
    assert "(test)" in table.err
    assert "macro f1" in " ".join(table.err.split())


def test_other_data_and_other_tasks_are_told(cli: Callable[..., Any], runs: list[Path]) -> None:
    report = json.loads((runs[1] / "report.json").read_text())
    (runs[1] / "report.json").write_text(json.dumps(report | {"data_sha256": "0" * 64}))
    assert "do not compare one to one" in cli("compare", *runs).err
    (runs[1] / "report.json").write_text(json.dumps(report | {"task": "causal-lm"}))
    done = cli("compare", *runs)
    assert done.code == 2
    assert "different tasks" in done.err


def test_an_unfinished_run_is_refused(cli: Callable[..., Any], runs: list[Path], tmp_path: Path) -> None:
    (runs[0] / "report.json").unlink()
    assert cli("compare", *runs).code == 2
    assert cli("compare", tmp_path / "nothing").code == 2


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_pictures_have_the_type_of_their_name(
    cli: Callable[..., Any], runs: list[Path], tmp_path: Path, suffix: str
) -> None:
    figure = tmp_path / f"privacy.{suffix}"
    assert cli("compare", *runs, "--figure", figure).code == 0
    first = figure.read_bytes()
    assert first.startswith({"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[suffix])
    if suffix == "svg":
        assert all(name in first.decode() for name in (">plain<", ">private<", ">epsilon<", ">macro f1<", ">none<"))
    assert cli("compare", *runs, "--figure", figure).code == 2
    assert cli("compare", *runs, "--figure", figure, "--force").code == 0
    assert figure.read_bytes() == first


def test_a_picture_of_another_type_is_refused(cli: Callable[..., Any], runs: list[Path], tmp_path: Path) -> None:
    done = cli("compare", *runs, "--figure", tmp_path / "privacy.docx")
    assert done.code == 2
    assert "known types: .svg, .png, .pdf" in done.err
    assert not (tmp_path / "privacy.docx").exists()


def test_audits_stand_beside_utility(cli: Callable[..., Any], runs: list[Path], tmp_path: Path) -> None:
    assert cli("audit", runs[1], "--data", tmp_path / "masked.csv", "--no-progress").code == 0
    done = cli("compare", *runs, "--json", "--figure", tmp_path / "both.svg")
    plain, private = json.loads(done.text)["runs"]
    written = json.loads((runs[1] / "audit.json").read_text())
    assert plain["audit"] is None
    assert private["audit"] == {
        "auc": max(attack["curve"]["auc"] for attack in written["attacks"]),
        "bound": None,
        "exposure": None,
        "failures": 0,
    }
    assert "membership inference" in (tmp_path / "both.svg").read_text()
    shown = cli("compare", *runs).err
    assert "best attack AUC" in " ".join(shown.split())
    assert all(len(line) <= 80 for line in shown.splitlines())
    (runs[1] / "audit.json").write_text("{}")
    assert "audit.json is damaged" in cli("compare", *runs).err
