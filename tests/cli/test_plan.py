"""`privml plan`: numbers that the run then has, and nothing left behind."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.finetune.privacy import calibrate_noise


@pytest.fixture
def config(tmp_path: Path, tiny_model: Path) -> Path:
    path = tmp_path / "finetune.yaml"
    path.write_text(
        "data: {text: text, label: label, max_length: 32}\n"
        f"model: {{source: {tiny_model}, method: lora}}\n"
        "train: {epochs: 3, batch_size: 16, physical_batch_size: 8, threads: 1}\n"
        "privacy: {mechanism: dp-sgd, target_epsilon: 6, accountant: rdp}\n"
    )
    return path


def test_the_plan_is_what_the_run_does(
    cli: Callable[..., Any], config: Path, make_table: Callable[..., Path], tmp_path: Path
) -> None:
    table = make_table()
    before = sorted(tmp_path.iterdir())
    done = cli("plan", table, "--config", config, "--json")
    assert done.code == 0, done.err
    assert sorted(tmp_path.iterdir()) == before
    plan = json.loads(done.text)
    done = cli("finetune", table, "--config", config, "-o", tmp_path / "run", "--json")
    report = json.loads(done.text)
    assert plan["point"]["epsilon"] == pytest.approx(report["epsilon"], abs=1e-3)
    assert plan["point"]["noise_multiplier"] == pytest.approx(report["noise_multiplier"], abs=1e-3)
    assert (plan["point"]["steps"], plan["units"]) == (report["steps"], report["units"])
    assert plan["trainable_parameters"] == report["trainable_parameters"]
    assert plan["epsilon_by_epoch"]["end"] == plan["point"]["epsilon"]
    assert list(plan["epsilon_by_epoch"]) == ["1", "2", "3", "end"]
    assert sorted(plan["epsilon_by_epoch"].values()) == list(plan["epsilon_by_epoch"].values())
    assert plan["seconds"] > plan["seconds_per_step"] > 0
    assert plan["memory_mb"] > 50


def test_a_sweep_compares_values(cli: Callable[..., Any], config: Path, make_table: Callable[..., Path]) -> None:
    done = cli("plan", make_table(), "--config", config, "--sweep", "epsilon=2,4", "--no-measure", "--json")
    plan = json.loads(done.text)
    assert plan["seconds"] is None
    assert [point["setting"] for point in plan["sweep"]] == ["target_epsilon 2", "target_epsilon 4"]
    wanted = calibrate_noise(
        target_epsilon=2.0,
        delta=plan["delta"],
        sample_rate=16 / plan["units"],
        steps=plan["point"]["steps"],
        accountant="rdp",
    )
    assert plan["sweep"][0]["noise_multiplier"] == pytest.approx(wanted, abs=1e-4)
    assert plan["sweep"][0]["noise_multiplier"] > plan["sweep"][1]["noise_multiplier"]
    done = cli("plan", make_table(), "--config", config, "--sweep", "batch_size=8,32", "--no-measure")
    assert done.code == 0
    assert done.out == b""
    assert "batch_size 32" in done.err
    assert all(len(line) <= 80 for line in done.err.splitlines())


def test_a_point_out_of_reach_leaves_the_others(
    cli: Callable[..., Any], config: Path, make_table: Callable[..., Path], tmp_path: Path
) -> None:
    options = ("plan", make_table(), "--config", config, "--sweep", "epsilon=0.001,2", "--no-measure")
    done = cli(*options, "--json", "--figure", tmp_path / "sweep.svg")
    assert done.code == 0, done.err
    refused, kept = json.loads(done.text)["sweep"]
    assert refused["epsilon"] is None
    assert "epsilon 0.001 cannot be reached" in refused["refused"]
    assert kept["epsilon"] == pytest.approx(2, rel=0.02)
    done = cli(*options)
    assert "refused" in done.err
    assert "note: target_epsilon 0.001: epsilon 0.001 cannot be reached" in done.err


def test_a_sweep_asks_for_the_limit_and_exchanges_noise_for_epsilon(
    cli: Callable[..., Any], config: Path, make_table: Callable[..., Path]
) -> None:
    options = ("plan", make_table(), "--config", config, "--no-measure", "--json", "--sweep")
    kept, refused = json.loads(cli(*options, "max_epsilon=100,0.5".replace("max", "privacy.max")).text)["sweep"]
    assert kept["refused"] is None
    assert "this run would spend epsilon" in refused["refused"]
    done = cli(*options, "noise_multiplier=1,2")
    assert done.code == 0, done.err
    assert [point["noise_multiplier"] for point in json.loads(done.text)["sweep"]] == [1, 2]


@pytest.mark.parametrize(("sweep", "code"), [("epsilon", 2), ("epsilon=", 2), ("epsilon=-1", 2), ("nothing.here=1", 2)])
def test_sweeps_that_cannot_be_read(
    cli: Callable[..., Any],
    config: Path,
    make_table: Callable[..., Path],
    sweep: str,
    code: int,
) -> None:
    done = cli("plan", make_table(), "--config", config, "--sweep", sweep, "--no-measure")
    assert done.code == code
    assert "error: " in done.err


def test_without_privacy_a_plan_tells_time_alone(
    cli: Callable[..., Any], config: Path, make_table: Callable[..., Path]
) -> None:
    config.write_text(config.read_text().partition("privacy:")[0])
    done = cli("plan", make_table(), "--config", config, "--json")
    assert done.code == 0, done.err
    plan = json.loads(done.text)
    assert plan["point"]["epsilon"] is None
    assert plan["epsilon_by_epoch"] == {}
    assert plan["seconds"] > 0


def test_a_plan_needs_the_manifest(cli: Callable[..., Any], config: Path, make_table: Callable[..., Path]) -> None:
    done = cli("plan", make_table(manifest=False), "--config", config, "--no-measure")
    assert done.code == 4


def test_a_sweep_is_drawn(
    cli: Callable[..., Any], config: Path, make_table: Callable[..., Path], tmp_path: Path
) -> None:
    figure = tmp_path / "sweep.svg"
    arguments = ("plan", make_table(), "--config", config, "--no-measure", "--figure", figure)
    assert cli(*arguments, "--sweep", "epsilon=2,4").code == 0
    text = figure.read_text()
    assert all(f">{label}<" in text for label in ("epoch", "epsilon spent", "noise over batch size", "2", "4"))
    assert cli(*arguments).code == 2
    config.write_text(config.read_text().partition("privacy:")[0])
    figure.unlink()
    done = cli(*arguments)
    assert (done.code, figure.exists()) == (2, False)
    assert "nothing to draw" in done.err


def test_a_plan_asks_the_ledger(
    cli: Callable[..., Any], config: Path, make_table: Callable[..., Path], tmp_path: Path
) -> None:
    """It ends as the run would, and leaves nothing, not even a lock."""
    table = make_table()
    options = (
        table,
        "--config",
        config,
        "--no-measure",
        "--json",
        "--set",
        f"privacy.ledger={tmp_path / 'ledger.json'}",
    )
    before = sorted(tmp_path.iterdir())
    assert cli("plan", *options).code == 0
    for command in ("plan", "finetune"):
        rest = options if command == "plan" else [o for o in options if o != "--no-measure"] + ["-o", tmp_path / "run"]
        refused = cli(command, *rest, "--set", "privacy.max_epsilon=3")
        assert (refused.code, refused.out) == (4, b"")
        assert "this run would bring the epsilon of all runs" in refused.err
    assert sorted(tmp_path.iterdir()) == before
