"""Several processes make the updates of one, and end together."""

import json
import os
import re
import signal
import subprocess
import sys
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
# calls `privml` several times; in the second process something happens at its ninth batch, after the self-check
DRIVER = """
import json, os, signal, sys
import torch
from privml.cli import main
from privml.core.errors import GuardError
from privml.finetune.tasks.classification import TextClassification

losses, calls = TextClassification.losses, []
rank = os.environ["RANK"]

def disturbed(self, model, batch):
    calls.append(1)
    if rank == "1" and len(calls) == 9:
        if what == "memory":
            raise torch.OutOfMemoryError("tried to allocate")
        if what == "guard":
            raise GuardError("something only the second process can see")
        if what:
            os.kill(os.getpid(), getattr(signal, what))
    return losses(self, model, batch)

TextClassification.losses = disturbed
signal.signal(signal.SIGTERM, main._on_sigterm)
codes = []
for what, arguments in json.loads(sys.argv[1]):
    calls.clear()
    codes.append(main.run(arguments))
    names = [open(f"/proc/self/task/{task}/comm").read() for task in os.listdir("/proc/self/task")]
    assert not [name for name in names if "gloo" in name], "threads of a closed group can break the exit"
sys.stderr.write(f"codes of {rank}: {codes}\\n")
sys.exit(codes[-1])
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

    def arguments(self, config: FinetuneConfig, table: Path, *options: object) -> list[str]:
        path = self._folder / f"{len(list(self._folder.glob('*.yaml')))}.yaml"
        path.write_text(yaml.safe_dump(config.model_dump(mode="json")))
        return ["finetune", str(table), "--config", str(path), *map(str, options)]

    def privml(self, *args: Any) -> tuple[int, str, str]:
        """Run `torchrun -m privml finetune ...`; returns torchrun's status and both streams."""
        return self._run("-m", "privml", *self.arguments(*args))

    def drive(self, *calls: tuple[str | None, list[str]]) -> tuple[int, str, str]:
        """Run several commands, each with what shall happen, in the same two processes."""
        return self._run(str(self._folder / "driver.py"), json.dumps(calls))

    def _run(self, *program: str) -> tuple[int, str, str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", *program],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"OMP_NUM_THREADS": "1", "TMPDIR": str(self._folder)},
            start_new_session=True,
        )
        self._started.append(process)
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


def assert_close(one: Path, two: Path) -> None:
    mine, theirs = weights(one), weights(two)
    for name, value in mine.items():
        assert torch.allclose(value, theirs[name], atol=1e-5), name
    logs = [(run / "metrics.jsonl").read_text().splitlines() for run in (one, two)]
    for line, other in zip(*logs, strict=True):
        expected = json.loads(line)
        kind = expected.pop("kind")
        assert json.loads(other) == {"kind": kind} | {k: pytest.approx(v, abs=1e-4) for k, v in expected.items()}


@pytest.mark.slow
def test_two_private_processes_learn_what_one_learns(
    make_config: MakeConfig,
    make_table: Callable[..., Path],
    torchrun: Torchrun,
    still_model: str,
    tmp_path: Path,
    private: dict[str, Any],
) -> None:
    """The same sample, the same noise, once, and the same clipped sums."""
    config = make_config(
        model={"source": still_model},
        train={"physical_batch_size": 4, "optimizer": "sgd", "learning_rate": 0.1, "epochs": 1.4, "batch_size": 15},
        privacy=private,
    )
    table = make_table()
    one = run_finetune(config, data=str(table), output=tmp_path / "one")
    code, out, said = torchrun.privml(config, table, "-o", tmp_path / "two", "--json")
    assert code == 0, said
    report = json.loads(out)  # one document: the second process is silent
    assert said.count("start: ") == 1
    assert "4 rows at a time in 2 processes" in said
    assert (report["processes"], one.processes) == (2, 1)
    assert (report["steps"], report["epsilon"]) == (one.steps, one.epsilon)
    before = load_file(Path(still_model) / "model.safetensors")
    after = weights(tmp_path / "one")
    assert max(float((after[f"bert.{name}"] - value).abs().max()) for name, value in before.items()) > 1e-2
    assert_close(tmp_path / "one", tmp_path / "two")
    ledgers = [(tmp_path / name / "privacy.jsonl").read_text() for name in ("one", "two")]
    assert ledgers[0] == ledgers[1]
    assert "steps in 2 processes" in (tmp_path / "two" / "README.md").read_text()


@pytest.mark.slow
def test_two_processes_learn_what_one_learns_and_memory_may_run_out_in_one(
    make_config: MakeConfig,
    make_table: Callable[..., Path],
    torchrun: Torchrun,
    still_model: str,
    tmp_path: Path,
    private: dict[str, Any],
) -> None:
    """A step of 15 rows, 8 and 7 of them in a process, and one of 3 rows."""
    train = {"physical_batch_size": 4, "batch_size": 15, "optimizer": "sgd", "learning_rate": 0.1}
    plain = make_config(model={"source": still_model}, train=train)
    tight = make_config(
        model={"source": still_model},
        train={"optimizer": "sgd", "epochs": 1, "physical_batch_size": 4},
        privacy=private | {"noise_multiplier": 1e-3},
    )
    table = make_table(count=70)
    calls = [(None, torchrun.arguments(plain, table, "-o", tmp_path / "two"))]
    calls += [("memory", torchrun.arguments(tight, table, "-o", tmp_path / "tight two"))]
    code, _, said = torchrun.drive(*calls)
    assert code == 0, said
    run_finetune(plain, data=str(table), output=tmp_path / "one")
    assert_close(tmp_path / "one", tmp_path / "two")
    run_finetune(tight, data=str(table), output=tmp_path / "tight one")
    assert_close(tmp_path / "tight one", tmp_path / "tight two")
    assert said.count("memory ran out: 2 rows at a time from here on") == 1
    ledgers = [(tmp_path / name / "privacy.jsonl").read_text() for name in ("tight one", "tight two")]
    assert ledgers[0] == ledgers[1], "no step is paid for twice"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "message", "codes"),
    [
        ("guard", "error: something only the second process can see", {4}),
        ("SIGKILL", "error: another process of the run has ended without a word", {-9, 143}),
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
    code, out, said = torchrun.drive((what, torchrun.arguments(config, make_table(), "-o", tmp_path / "run")))
    assert code == 1  # torchrun's own
    assert {int(status) for status in re.findall(r"exitcode *: (-?\d+)", said)} == codes
    assert said.count("error: ") == said.count(message) == 1, said
    assert not out
    assert not (tmp_path / "run" / "report.json").exists()


@pytest.mark.slow
def test_what_the_first_process_refuses_is_said_once(
    make_config: MakeConfig, make_table: Callable[..., Path], torchrun: Torchrun, tmp_path: Path
) -> None:
    code, _, said = torchrun.privml(make_config(), make_table(manifest=False), "-o", tmp_path / "run")
    assert code == 1
    assert set(re.findall(r"exitcode *: (-?\d+)", said)) == {"4"}
    assert said.count("error: ") == 1
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_a_terminated_run_stops_everywhere_at_once_and_resumes_bit_by_bit(
    make_config: MakeConfig, make_table: Callable[..., Path], torchrun: Torchrun, tmp_path: Path
) -> None:
    """With dropout, and the signal sent to the second process alone."""
    config = make_config(train={"epochs": 3, "checkpoint_every_steps": None})
    table, whole, broken = make_table(), tmp_path / "whole", tmp_path / "broken"
    code, _, said = torchrun.drive(
        (None, torchrun.arguments(config, table, "-o", whole)),
        ("SIGTERM", torchrun.arguments(config, table, "-o", broken)),
        (None, torchrun.arguments(config, table, "-o", broken, "--resume")),
    )
    assert code == 0, said
    assert "codes of 0: [0, 143, 0]" in said
    assert "codes of 1: [0, 143, 0]" in said
    assert said.count("error: terminated after step 9 of 21; a checkpoint is saved") == 1
    assert "resumed at step 9" in said
    mine, theirs = weights(whole), weights(broken)
    assert all(torch.equal(value, theirs[name]) for name, value in mine.items())
    assert (whole / "metrics.jsonl").read_text() == (broken / "metrics.jsonl").read_text()


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


def test_other_commands_take_no_notice(
    cli: Any, make_config: MakeConfig, make_table: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"RANK": "1", "WORLD_SIZE": "2", "LOCAL_RANK": "1"}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(make_config().model_dump(mode="json")))
    result = cli("plan", make_table(), "--config", tmp_path / "c.yaml", "--json")
    assert result.code == 0, result.err
    report = json.loads(result.text)
    assert (report["physical_batch_size"], report["precision"]) == (8, "float32")


def test_processes_that_cannot_find_each_other_say_so(
    cli: Any, make_config: MakeConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"RANK": "1", "WORLD_SIZE": "2", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "2"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("MASTER_ADDR", raising=False)
    monkeypatch.setenv("GLOO_SOCKET_IFNAME", "lo")  # so that it is put back afterwards
    result = cli("finetune", "none.csv", "--config", tmp_path / "c.yaml")
    assert result.code == 2
    assert "error: WORLD_SIZE is set, but not how the processes find each other" in result.err
    assert "hint: torchrun --nproc-per-node 2 -m privml finetune" in result.err
