"""`examples/detector/average.py`: a run whose weights lie between its base model's and its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import torch
from privml.finetune.api import finetune
from privml.finetune.run_folder import load_report
from safetensors.torch import load_file

SCRIPT = Path(__file__).parents[1] / "examples" / "detector" / "average.py"
Train = Callable[..., Path]


@pytest.fixture(scope="module")
def train(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Train:
    """Train a classifier of three steps, from the tiny model or from another run."""
    folder = tmp_path_factory.mktemp("runs")
    rows = [{"text": f"{'good' if n % 2 else 'bad'} day {n}", "label": "ab"[n % 2]} for n in range(24)]
    pd.DataFrame(rows).to_csv(folder / "table.csv", index=False)

    def run(name: str, source: Path = tiny_model, **sections: Any) -> Path:
        config = {
            "data": {"text": "text", "label": "label", "max_length": 16, "unmasked": "allow", "validation_fraction": 0},
            "model": {"source": str(source), "method": "full"},
            "train": {"epochs": 1, "batch_size": 8, "learning_rate": 5e-3, "threads": 1},
        }
        return finetune(config | sections, data=folder / "table.csv", output=folder / name)

    return run


@pytest.fixture(scope="module")
def runs(train: Train) -> tuple[Path, Path]:
    """A run and another one that went on from it."""
    first = train("first")
    return first, train("second", first, model={"source": str(first), "method": "full", "frozen_layers": 0})


def call(*arguments: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *map(str, arguments)], capture_output=True, text=True, check=False)


def test_weights_lie_between_the_two(runs: tuple[Path, Path], tmp_path: Path) -> None:
    done = call(runs[1], "--share", 0.25, "-o", tmp_path / "average")
    assert done.returncode == 0, done.stderr
    before, after, found = (load_file(folder / "model.safetensors") for folder in (*runs, tmp_path / "average"))
    assert set(found) == set(after)
    for name, value in found.items():
        assert torch.allclose(value, 0.25 * after[name] + 0.75 * before[name], atol=1e-7), name
    equal = {name for name in found if torch.equal(after[name], before[name])}
    assert {name for name in found if torch.equal(found[name], before[name])} == equal != set(found)
    assert load_report(tmp_path / "average") == load_report(runs[1])
    card = (tmp_path / "average" / "README.md").read_text(encoding="utf-8")
    assert card.startswith((runs[1] / "README.md").read_text(encoding="utf-8"))
    assert f"averaged: 0.25 of the run's and 0.75 of those of `{runs[0]}`" in card


def test_what_is_not_averaged(runs: tuple[Path, Path], train: Train, tmp_path: Path) -> None:
    private = train("private", privacy={"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp"})
    for run, said in (
        (private, "is a private run"),
        (train("adapters", model={"source": str(runs[0]), "method": "lora"}), "has no model.safetensors"),
        (runs[0], "weights of other names or shapes"),  # its base model has no head
        (tmp_path, "is no run folder"),
    ):
        done = call(run, "-o", tmp_path / "average")
        assert done.returncode == 2
        assert said in done.stderr
        assert not (tmp_path / "average").exists()
    done = call(runs[1], "-o", runs[0])
    assert done.returncode == 2
    assert "first exists" in done.stderr


def test_a_base_model_that_is_another_one_by_now(runs: tuple[Path, Path], train: Train, tmp_path: Path) -> None:
    third = train("third", runs[1])
    weights = runs[1] / "model.safetensors"
    kept = weights.read_bytes()
    weights.write_bytes((runs[0] / "model.safetensors").read_bytes())
    try:
        done = call(third, "-o", tmp_path / "average")
    finally:
        weights.write_bytes(kept)
    assert done.returncode == 2
    assert "has other weights than the run" in done.stderr
