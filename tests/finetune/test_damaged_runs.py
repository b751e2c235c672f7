"""A run folder that is damaged is told as such when it is resumed: never an internal error, never in silence."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from privml.configs.finetune import FinetuneConfig
from privml.finetune.events import TrainingEvent
from privml.finetune.stage import run_finetune

Cli = Callable[..., Any]
DAMAGED, REFUSED = 2, 4
STATE = '{"step": 4, "updates": 4, "best_score": null, "best_step": null, "evaluations_without_gain": 0, '
SETTINGS: dict[str, Any] = {
    "data": {"text": "text", "label": "label", "max_length": 32},
    "train": {"epochs": 2, "batch_size": 16, "physical_batch_size": 8, "threads": 1, "checkpoint_every_steps": 2}
    | {"patience": 50, "evaluate_every": 0.2},
    "privacy": {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp"},
}


class Crash(Exception):
    """Stands for a power failure."""


@pytest.fixture(scope="module")
def interrupted(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a table, a configuration and a run that ended after step 5."""
    import csv

    folder = tmp_path_factory.mktemp("interrupted")
    with (folder / "masked.csv").open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["id", "text", "label"])
        words = {"pos": "good fine great happy", "neg": "bad awful poor sad"}
        writer.writerows(
            [number, f"the {words[kind]} {number}", kind] for number, kind in enumerate(["neg", "pos"] * 60)
        )
    values = SETTINGS | {"model": {"source": str(tiny_model), "method": "lora"}}
    values["data"] = SETTINGS["data"] | {"unmasked": "allow"}
    values["privacy"] = SETTINGS["privacy"] | {"ledger": str(folder / "ledger.json")}
    (folder / "c.yaml").write_text(yaml.safe_dump(values))

    def crash(event: TrainingEvent) -> None:
        if event.kind == "step" and event.step == 5:
            raise Crash

    config = FinetuneConfig.model_validate(values)
    with pytest.raises(Crash):
        run_finetune(config, data=str(folder / "masked.csv"), output=folder / "run", on_event=crash)
    return folder


@pytest.fixture
def resume(interrupted: Path, tmp_path: Path, cli: Cli) -> Callable[[], Any]:
    """Resume the run in a copy of the folder, which a test may damage before."""
    shutil.copytree(interrupted, tmp_path, dirs_exist_ok=True)
    ledger = f"privacy.ledger={tmp_path / 'ledger.json'}"
    table, config, run = (tmp_path / name for name in ("masked.csv", "c.yaml", "run"))
    return lambda: cli("finetune", table, "--config", config, "--set", ledger, "-o", run, "--resume")


def test_an_optimizer_of_other_weights_is_told(resume: Callable[[], Any], tmp_path: Path) -> None:
    (path,) = (tmp_path / "run").glob("checkpoints/*/optimizer.pt")
    content = torch.load(path, weights_only=True)
    for values in content["state"].values():
        values["exp_avg"] = torch.zeros(3, 3, 3)
    torch.save(content, path)
    done = resume()
    assert done.code == DAMAGED, done.err
    assert "cannot be read" in done.err


def test_an_undamaged_copy_resumes(resume: Callable[[], Any]) -> None:
    done = resume()
    assert done.code == 0, done.err


CASES: list[tuple[str, bytes | str | None, int, str]] = [
    ("checkpoints/*/optimizer.pt", b"", DAMAGED, "cannot be read"),
    ("checkpoints/*/optimizer.pt", b"garbage", DAMAGED, "cannot be read"),
    ("checkpoints/*/optimizer.pt", b"\x80\x04K\x01.", DAMAGED, "cannot be read"),
    ("checkpoints/*/optimizer.pt", None, DAMAGED, "cannot be read"),
    ("checkpoints/*/state.json", "[]", DAMAGED, "cannot be read"),
    ("checkpoints/*/state.json", "null", DAMAGED, "cannot be read"),
    ("checkpoints/*/state.json", "", DAMAGED, "cannot be read"),
    ("checkpoints/*/state.json", STATE + '"stopped": false, "other": 1}', DAMAGED, "cannot be read"),
    ("checkpoints/*/state.json", STATE + '"stopped": "no"}', DAMAGED, "cannot be read"),
    ("checkpoints/*/state.json", STATE + '"step": "4"}', DAMAGED, "cannot be read"),
    ("checkpoints/*/state.json", STATE + '"step": -1}', DAMAGED, "cannot be read"),
    ("checkpoints/*/state.json", STATE + '"physical": 0}', DAMAGED, "cannot be read"),
    ("checkpoints/*/weights.safetensors", b"", DAMAGED, "cannot be read"),
    ("checkpoints/*/weights.safetensors", b"garbage of some length", DAMAGED, "cannot be read"),
    ("checkpoints/*/weights.safetensors", b"\x02\0\0\0\0\0\0\0{}", DAMAGED, "cannot be read"),  # sound, and no weights
    ("checkpoints/*/best.safetensors", b"", DAMAGED, "cannot be read"),
    ("checkpoints/*/best.safetensors", b"garbage of some length", DAMAGED, "cannot be read"),
    ("run.json", "[]", DAMAGED, "is damaged"),
    ("run.json", "{}", DAMAGED, "is damaged"),
    ("run.json", "", DAMAGED, "is damaged"),
    ("run.json", b"\xff", DAMAGED, "is damaged"),
    ("run.json", '{"run": "a", "physical_batch_size": "x"}', DAMAGED, "is damaged"),
    ("metrics.jsonl", "{\n", DAMAGED, "is damaged"),
    ("metrics.jsonl", "[]\n", DAMAGED, "is damaged"),
    ("metrics.jsonl", "7\n", DAMAGED, "is damaged"),
    ("metrics.jsonl", '{"step": "one"}\n', DAMAGED, "is damaged"),
    ("metrics.jsonl", b"\xe9\n", DAMAGED, "is damaged"),
    ("privacy.jsonl", b"\xe9\n", REFUSED, "what was spent is not known"),
    ("privacy.jsonl", "[]\n", REFUSED, "what was spent is not known"),
    ("privacy.jsonl", "", REFUSED, "what was spent is not known"),
    ("privacy.jsonl", None, REFUSED, "steps"),
    ("../ledger.json", "[]", REFUSED, "what was spent is not known"),
    ("../ledger.json", b"\xff", REFUSED, "what was spent is not known"),
    ("../ledger.json", None, REFUSED, "is not there"),
]


@pytest.mark.parametrize(("name", "content", "code", "told"), CASES)
def test_damage_is_told(
    resume: Callable[[], Any], tmp_path: Path, name: str, content: bytes | str | None, code: int, told: str
) -> None:
    run = tmp_path / "run"
    (path,) = [tmp_path / name[3:]] if name.startswith("../") else run.glob(name)
    assert path.is_file()
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = (run / "privacy.jsonl").read_bytes() if (run / "privacy.jsonl").exists() else None
    done = resume()
    assert (done.code, done.out) == (code, b""), done.err
    assert told in done.err
    assert "cannot write" not in done.err
    assert path.name in done.err or "checkpoint" in done.err or content is None
    if before is not None:
        assert (run / "privacy.jsonl").read_bytes() == before, "no step is taken"
    assert not (run / "report.json").exists()


def test_a_checkpoint_of_another_run_is_refused(resume: Callable[[], Any], tmp_path: Path) -> None:
    """What another run has learned, with less noise or none, would be counted as this one's."""
    (origin,) = (tmp_path / "run").glob("checkpoints/*/checkpoint.json")
    known = json.loads(origin.read_text())
    assert known["run"] == json.loads((tmp_path / "run" / "run.json").read_text())["run"]
    origin.write_text(json.dumps(known | {"run": "0" * 32}))
    done = resume()
    assert done.code == REFUSED, done.err
    assert "another run" in done.err


def test_a_checkpoint_with_files_of_another_is_damaged(resume: Callable[[], Any], tmp_path: Path) -> None:
    (weights,) = (tmp_path / "run").glob("checkpoints/*/weights.safetensors")
    changed = bytearray(weights.read_bytes())
    changed[-1] ^= 1  # another value of the same shape
    weights.write_bytes(changed)
    done = resume()
    assert done.code == DAMAGED, done.err
    assert "cannot be read" in done.err
