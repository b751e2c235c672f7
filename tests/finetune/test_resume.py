"""A killed run goes on to the same end, and what was spent stays spent."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import GuardError, TerminatedError, UsageError
from privml.finetune.audit.subject import load_subject
from privml.finetune.events import TrainingEvent
from privml.finetune.predict import Predictor
from privml.finetune.stage import run_finetune
from privml.finetune.trainer import Trainer
from safetensors.torch import load_file, save_file

MakeConfig = Callable[..., FinetuneConfig]
MakeTable = Callable[..., Path]


class Crash(Exception):
    """Stands for a power failure."""


def crash_at(step: int) -> Callable[[TrainingEvent], None]:
    def listen(event: TrainingEvent) -> None:
        if event.kind == "step" and event.step == step:
            raise Crash

    return listen


def weights(run: Path) -> dict[str, torch.Tensor]:
    return load_file(
        run / ("adapter_model.safetensors" if (run / "adapter_config.json").exists() else "model.safetensors")
    )


def metrics(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("method", ["full", "lora"])
@pytest.mark.parametrize("crash", [3, 8, 13])
def test_a_resumed_run_equals_an_uninterrupted_one(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, method: str, crash: int
) -> None:
    config = make_config(
        model={"method": method, "lora": {"dropout": 0.1}}, train={"checkpoint_every_steps": 5, "patience": 3}
    )
    table, whole, broken = str(make_table()), tmp_path / "whole", tmp_path / "broken"
    expected = run_finetune(config, data=table, output=whole)
    with pytest.raises(Crash):
        run_finetune(config, data=table, output=broken, on_event=crash_at(crash))
    torch.manual_seed(crash)  # a new process has another random state
    report = run_finetune(config, data=table, output=broken, resume=True)
    assert report.metrics == expected.metrics
    assert report.selected_step == expected.selected_step
    assert metrics(broken) == metrics(whole)
    one, other = weights(whole), weights(broken)
    assert all(torch.equal(value, other[name]) for name, value in one.items())
    assert not (broken / "checkpoints").exists()


def test_a_private_run_never_forgets_what_it_spent(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, private: dict[str, Any]
) -> None:
    config = make_config(train={"checkpoint_every_steps": 4}, privacy=private)
    table, run = str(make_table()), tmp_path / "run"
    for crash in (3, 7, 11):  # a checkpoint after each step, since a tenth of the run is one
        with pytest.raises(Crash):
            run_finetune(config, data=table, output=run, resume=run.exists(), on_event=crash_at(crash))
        assert len((run / "privacy.jsonl").read_text().splitlines()) == 1 + crash
    report = run_finetune(config, data=table, output=run, resume=True)
    assert report.steps == 14
    assert report.updates_lost == 3  # the last one each time
    assert len((run / "privacy.jsonl").read_text().splitlines()) == 15
    assert "14 counted, of 14 planned" in (run / "README.md").read_text()
    assert "3 steps are counted whose update was lost" in (run / "README.md").read_text()


def test_a_private_run_that_lost_all_updates_is_none(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, private: dict[str, Any]
) -> None:
    config = make_config(train={"checkpoint_every_steps": None}, privacy=private)
    table, run = str(make_table()), tmp_path / "run"
    with pytest.raises(Crash):
        run_finetune(config, data=table, output=run, on_event=crash_at(14))
    for _ in range(2):
        with pytest.raises(GuardError, match="all 14 steps are paid for, and their updates were lost"):
            run_finetune(config, data=table, output=run, resume=True)
    assert not (run / "report.json").exists()


@pytest.mark.parametrize("method", ["full", "lora"])
def test_a_run_does_not_go_on_from_other_base_weights(
    make_config: MakeConfig, make_table: MakeTable, tiny_model: Path, tmp_path: Path, method: str
) -> None:
    base, kept, run, table = tmp_path / "base", tmp_path / "kept", tmp_path / "run", str(make_table())
    shutil.copytree(tiny_model, base)
    shutil.copytree(base, kept)
    config = make_config(model={"source": str(base), "method": method}, train={"checkpoint_every_steps": 2})
    with pytest.raises(Crash):
        run_finetune(config, data=table, output=run, on_event=crash_at(5))
    file = base / "model.safetensors"
    save_file({name: torch.zeros_like(value) for name, value in load_file(file).items()}, file)
    with pytest.raises(GuardError, match="has other weights than the run began with"):
        run_finetune(config, data=table, output=run, resume=True)
    shutil.rmtree(base)
    kept.rename(base)
    report = run_finetune(config, data=table, output=run, resume=True)
    shutil.rmtree(base)
    assert run_finetune(config, data=table, output=run, resume=True) == report, "a complete run needs no base"


def test_a_private_run_does_not_resume_without_its_ledger(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, private: dict[str, Any]
) -> None:
    config = make_config(train={"checkpoint_every_steps": 2}, privacy=private)
    table, run = str(make_table()), tmp_path / "run"
    with pytest.raises(Crash):
        run_finetune(config, data=table, output=run, on_event=crash_at(5))
    (run / "privacy.jsonl").unlink()
    with pytest.raises(GuardError, match="what was spent is not known"):
        run_finetune(config, data=table, output=run, resume=True)


def test_resuming_needs_the_same_data_and_configuration(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    config = make_config(train={"checkpoint_every_steps": 2})
    table, run = str(make_table()), tmp_path / "run"
    with pytest.raises(UsageError, match="no run to resume"):
        run_finetune(config, data=table, output=run, resume=True)
    with pytest.raises(Crash):
        run_finetune(config, data=table, output=run, on_event=crash_at(5))
    with pytest.raises(UsageError, match="another configuration"):
        run_finetune(make_config(train={"learning_rate": 1e-4}), data=table, output=run, resume=True)
    with pytest.raises(GuardError, match="other data"):
        run_finetune(config, data=str(make_table("other.csv", count=100)), output=run, resume=True)
    first = run_finetune(config, data=table, output=run, resume=True)
    stamp = (run / "report.json").stat().st_mtime_ns
    assert run_finetune(config, data=table, output=run, resume=True) == first, "a complete run is left alone"
    assert (run / "report.json").stat().st_mtime_ns == stamp


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGTERM, 143)])
def test_a_killed_process_resumes(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    config = make_config(train={"epochs": 40, "checkpoint_every_steps": 10 if code < 0 else None})
    table, run, whole = make_table(), tmp_path / "run", tmp_path / "whole"
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(config.model_dump(mode="json")))
    command = [sys.executable, "-m", "privml", "finetune", str(table), "--config", str(tmp_path / "c.yaml")]
    expected = run_finetune(config, data=str(table), output=whole)
    process = subprocess.Popen(
        [*command, "-o", str(run)], stderr=subprocess.PIPE, env=os.environ | {"OMP_NUM_THREADS": "1"}
    )
    until = time.monotonic() + 120
    while not (run / "metrics.jsonl").exists() or len((run / "metrics.jsonl").read_text().splitlines()) < 25:
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(number)
    said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == code, said
    assert not (run / "report.json").exists()
    if number == signal.SIGTERM:
        assert "a checkpoint is saved" in said
        assert len(list((run / "checkpoints").glob("step-*"))) == 1
    report = run_finetune(config, data=str(table), output=run, resume=True)
    assert report.metrics == expected.metrics
    one, other = weights(whole), weights(run)
    assert all(torch.equal(value, other[name]) for name, value in one.items())


@pytest.mark.parametrize("patience", [None, 2])
def test_a_run_ended_in_its_last_evaluation_is_not_done(
    make_config: MakeConfig,
    make_table: MakeTable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    patience: int | None,
) -> None:
    """Whoever started it would go on otherwise, although it was told to end."""
    config, table, run = make_config(train={"patience": patience}), str(make_table()), tmp_path / "run"
    expected = run_finetune(config, data=table, output=tmp_path / "whole")
    evaluate = Trainer._evaluate

    def killed(self: Trainer, state: Any, *, final: bool = False) -> dict[str, float]:
        if final:
            os.kill(os.getpid(), signal.SIGTERM)
        return evaluate(self, state, final=final)

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "_evaluate", killed)
        with pytest.raises(TerminatedError, match="a checkpoint is saved"):
            run_finetune(config, data=table, output=run)
    assert not (run / "report.json").exists()
    report = run_finetune(config, data=table, output=run, resume=True)
    assert (report.metrics, report.steps) == (expected.metrics, expected.steps)
    one, other = weights(tmp_path / "whole"), weights(run)
    assert all(torch.equal(value, other[name]) for name, value in one.items())


@pytest.mark.parametrize("method", ["full", "lora"])
def test_other_base_weights_answer_for_no_finished_run(
    make_config: MakeConfig, make_table: MakeTable, tiny_model: Path, tmp_path: Path, method: str
) -> None:
    base, run, table = tmp_path / "base", tmp_path / "run", str(make_table())
    shutil.copytree(tiny_model, base)
    config = make_config(model={"source": str(base), "method": method}, train={"epochs": 0.2})
    run_finetune(config, data=table, output=run)
    load_subject(run, data=table, manifest=None)
    file = base / "model.safetensors"
    save_file({name: torch.zeros_like(value) for name, value in load_file(file).items()}, file)
    with pytest.raises(GuardError, match="has other weights than the run"):
        load_subject(run, data=table, manifest=None)
    if method == "full":
        assert Predictor(run).predict(["fine"])  # needs no base
        return
    with pytest.raises(GuardError, match="has other weights than the run"):
        Predictor(run)
