"""Several processes make the updates of one, and end together."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from privml.configs.finetune import FinetuneConfig
from privml.finetune.distributed import ALONE, Processes, open_processes
from privml.finetune.stage import run_finetune
from safetensors.torch import load_file

MakeConfig = Callable[..., FinetuneConfig]
QUIET = {"attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0}
LIMIT_S = 100
# `privml` with something that happens in the second process alone
DRIVER = """
import os, sys
import torch
from privml.cli import main
from privml.core.errors import GuardError
from privml.finetune.tasks.classification import TextClassification

losses, calls, what = TextClassification.losses, [], sys.argv.pop(1)

def disturbed(self, model, batch):
    calls.append(1)
    if os.environ["RANK"] == "1" and len(calls) == 9:  # after the self-check
        if what == "memory":
            raise torch.OutOfMemoryError("tried to allocate")
        if what == "guard":
            raise GuardError("something only the second process can see")
        if what == "killed":
            os.kill(os.getpid(), 9)
    return losses(self, model, batch)

TextClassification.losses = disturbed
sys.exit(main.run(sys.argv[1:]))
"""


@pytest.fixture
def still_model(tiny_model: Path, tmp_path: Path) -> str:
    """The tiny model without dropout, which depends on how rows are cut into batches."""
    folder = tmp_path / "base"
    folder.mkdir()
    for path in tiny_model.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    content = json.loads((folder / "config.json").read_text()) | QUIET
    (folder / "config.json").write_text(json.dumps(content))
    return str(folder)


class Torchrun:
    """Two processes, started as users start them; none is left behind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        (folder / "driver.py").write_text(DRIVER)

    def start(self, config: FinetuneConfig, table: Path, *options: object, what: str | None = None) -> Any:
        (self._folder / "c.yaml").write_text(yaml.safe_dump(config.model_dump(mode="json")))
        program = ["-m", "privml"] if what is None else [str(self._folder / "driver.py"), what]
        command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", *program]
        command += ["finetune", str(table), "--config", str(self._folder / "c.yaml"), *map(str, options)]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def run(self, *args: Any, **kwargs: Any) -> tuple[int, str, str]:
        process = self.start(*args, **kwargs)
        out, err = process.communicate(timeout=LIMIT_S)
        return process.returncode, out.decode(), err.decode()

    def stop(self) -> None:
        for process in self._started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture
def torchrun(tmp_path: Path) -> Iterator[Torchrun]:
    started = Torchrun(tmp_path)
    yield started
    started.stop()


def weights(run: Path) -> dict[str, torch.Tensor]:
    return load_file(run / "model.safetensors")


def exit_codes(said: str) -> set[int]:
    return {int(code) for code in re.findall(r"exitcode *: (-?\d+)", said)}


@pytest.mark.slow
@pytest.mark.parametrize("is_private", [False, True])
def test_two_processes_learn_what_one_learns(
    make_config: MakeConfig,
    make_table: Callable[..., Path],
    torchrun: Torchrun,
    still_model: str,
    tmp_path: Path,
    private: dict[str, Any],
    is_private: bool,
) -> None:
    """The same sample, the same noise, once, and the same clipped sums."""
    config = make_config(
        model={"source": still_model},
        train={"physical_batch_size": 4, "optimizer": "sgd", "learning_rate": 0.1, "epochs": 1.4, "batch_size": 15},
        privacy=private if is_private else {},
    )
    table = make_table()
    one = run_finetune(config, data=str(table), output=tmp_path / "one")
    code, out, said = torchrun.run(config, table, "-o", tmp_path / "two", "--json")
    assert code == 0, said
    report = json.loads(out)  # one document: the second process is silent
    assert said.count("start: ") == 1
    assert "rows at a time in 2 processes" in said
    assert (report["processes"], one.processes) == (2, 1)
    assert report["steps"] == one.steps
    assert report["metrics"]["loss"] == pytest.approx(one.metrics["loss"], abs=1e-4)
    mine, theirs = weights(tmp_path / "one"), weights(tmp_path / "two")
    before = load_file(Path(still_model) / "model.safetensors")
    moved = max(float((mine[f"bert.{name}"] - value).abs().max()) for name, value in before.items())
    for name, value in mine.items():
        assert torch.allclose(value, theirs[name], atol=1e-5), name
    assert moved > 1e-2
    logs = [(tmp_path / name / "metrics.jsonl").read_text().splitlines() for name in ("one", "two")]
    for line, other in zip(*logs, strict=True):
        expected = {key: pytest.approx(value, abs=1e-4) for key, value in json.loads(line).items() if key != "kind"}
        assert json.loads(other) == expected | {"kind": json.loads(line)["kind"]}
    assert "steps in 2 processes" in (tmp_path / "two" / "README.md").read_text()
    if is_private:
        ledgers = [(tmp_path / name / "privacy.jsonl").read_text() for name in ("one", "two")]
        assert ledgers[0] == ledgers[1]
        assert report["epsilon"] == one.epsilon


@pytest.mark.slow
def test_memory_that_runs_out_in_one_process_halves_all(
    make_config: MakeConfig,
    make_table: Callable[..., Path],
    torchrun: Torchrun,
    still_model: str,
    tmp_path: Path,
    private: dict[str, Any],
) -> None:
    config = make_config(
        model={"source": still_model},
        train={"optimizer": "sgd", "epochs": 1, "physical_batch_size": 4},
        privacy=private | {"noise_multiplier": 1e-3},
    )
    table = make_table(count=60)
    run_finetune(config, data=str(table), output=tmp_path / "one")
    code, _, said = torchrun.run(config, table, "-o", tmp_path / "two", what="memory")
    assert code == 0, said
    assert said.count("memory ran out: 2 rows at a time from here on") == 1
    mine, theirs = weights(tmp_path / "one"), weights(tmp_path / "two")
    assert all(torch.allclose(value, theirs[name], atol=1e-5) for name, value in mine.items())
    assert len((tmp_path / "two" / "privacy.jsonl").read_text().splitlines()) == 1 + 4, "no step was paid for twice"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "message", "codes"),
    [
        ("guard", "error: something only the second process can see", {4}),
        ("killed", "error: another process of the run has ended without a word", {-9, 143}),
    ],
)
def test_an_error_in_one_process_ends_all(
    make_config: MakeConfig,
    make_table: Callable[..., Path],
    torchrun: Torchrun,
    tmp_path: Path,
    what: str,
    message: str,
    codes: set[int],
) -> None:
    config = make_config(train={"epochs": 50})
    code, out, said = torchrun.run(config, make_table(), "-o", tmp_path / "run", what=what)
    assert code == 1  # torchrun's own
    assert exit_codes(said) <= codes
    assert exit_codes(said) & {4, -9}
    assert said.count("error: ") == said.count(message) == 1, said
    assert not out
    assert not (tmp_path / "run" / "report.json").exists()


@pytest.mark.slow
def test_what_the_first_process_refuses_is_said_once(
    make_config: MakeConfig, make_table: Callable[..., Path], torchrun: Torchrun, tmp_path: Path
) -> None:
    code, _, said = torchrun.run(make_config(), make_table(manifest=False), "-o", tmp_path / "run")
    assert code == 1
    assert exit_codes(said) == {4}
    assert said.count("error: ") == 1
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_a_terminated_run_stops_everywhere_at_once_and_resumes_bit_by_bit(
    make_config: MakeConfig, make_table: Callable[..., Path], torchrun: Torchrun, tmp_path: Path
) -> None:
    """With dropout, and the signal sent to the second process alone."""
    config = make_config(train={"epochs": 8, "checkpoint_every_steps": None})
    table, whole, broken = make_table(), tmp_path / "whole", tmp_path / "broken"
    assert torchrun.run(config, table, "-o", whole)[0] == 0
    process = torchrun.start(config, table, "-o", broken)
    until = time.monotonic() + LIMIT_S
    while not (broken / "metrics.jsonl").exists() or len((broken / "metrics.jsonl").read_text().splitlines()) < 5:
        assert time.monotonic() < until
        assert process.poll() is None, process.communicate()[1].decode()
        time.sleep(0.01)
    os.kill(second_of(process.pid), signal.SIGTERM)
    said = process.communicate(timeout=LIMIT_S)[1].decode()
    assert exit_codes(said) == {143}, said
    assert said.count("a checkpoint is saved") == 1
    (checkpoint,) = (broken / "checkpoints").iterdir()
    assert f"terminated after step {int(checkpoint.name[5:])} of" in said
    code, _, said = torchrun.run(config, table, "-o", broken, "--resume")
    assert code == 0, said
    mine, theirs = weights(whole), weights(broken)
    assert all(torch.equal(value, theirs[name]) for name, value in mine.items())
    assert (whole / "metrics.jsonl").read_text() == (broken / "metrics.jsonl").read_text()


def second_of(parent: int) -> int:
    """Return the process id of the second process of a torchrun."""
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            stat = (path.parent / "stat").read_text().rpartition(")")[2].split()
            if int(stat[1]) == parent and b"\0RANK=1\0" in b"\0" + path.read_bytes():
                return int(path.parent.name)
        except OSError:
            continue
    raise AssertionError("there is no second process")


def test_shares_are_whole_and_apart() -> None:
    items = list(range(11))
    shares = [Processes(rank=rank, size=3).share(items) for rank in range(3)]
    assert sorted(item for share in shares for item in share) == items
    assert {len(share) for share in shares} <= {3, 4}


def test_a_process_alone_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where something else has set the variables to one process."""
    tensor = torch.tensor([1.5])
    ALONE.sum_([tensor])
    assert (tensor.item(), ALONE.total(2.5), ALONE.any(True), ALONE.any(False), ALONE.least(3)) == (1.5, 2.5, 1, 0, 3)
    assert ALONE.from_first(lambda: "made") == "made"
    for name, value in {"RANK": "0", "WORLD_SIZE": "1", "LOCAL_RANK": "0"}.items():
        monkeypatch.setenv(name, value)
    with open_processes() as processes:
        assert processes == ALONE
    monkeypatch.setenv("WORLD_SIZE", "8")
    monkeypatch.delenv("RANK")  # a batch system's, not torchrun's
    with open_processes() as processes:
        assert processes == ALONE
