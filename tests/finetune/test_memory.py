"""How many rows go through the model at a time, by the memory that there is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import MissingError
from privml.finetune.available import MemoryMeter, available_bytes
from privml.finetune.distributed import Processes
from privml.finetune.memory import measure_physical_batch, memory_budget, most_rows
from privml.finetune.stage import run_finetune
from pydantic import ValidationError
from safetensors.torch import load_file

MakeConfig = Callable[..., FinetuneConfig]
CPU = torch.device("cpu")


class Crash(Exception):
    """Stands for a power failure."""


class Machine:
    """Needs so much for any batch and so much for a row; breaks above its memory."""

    def __init__(self, *, fixed: int, row: int, memory: int) -> None:
        self.fixed, self.row, self.memory = fixed, row, memory
        self.tried: list[int] = []

    def run(self, rows: int) -> float:
        self.tried.append(rows)
        if self.used() > self.memory:
            raise torch.OutOfMemoryError(str(rows))
        return 0.0

    def used(self) -> int:
        return self.fixed + self.row * self.tried[-1]


@pytest.mark.parametrize("budget", [111, 150, 400, 1000, 4321, 10**6])
@pytest.mark.parametrize(("fixed", "row"), [(0, 10), (100, 10), (100, 1)])
def test_what_is_found_fits_and_uses_half_of_what_is_there(budget: int, fixed: int, row: int) -> None:
    machine = Machine(fixed=fixed, row=row, memory=budget)
    found = measure_physical_batch(machine.run, used=machine.used, budget=budget, most=256)
    possible = min(256, (budget - fixed) // row)
    assert found <= possible
    assert found == 256 or fixed + row * found >= budget / 2 or fixed + row * 2 > budget
    assert max(machine.tried) <= possible, "nothing is tried that does not fit"


def test_a_budget_that_was_wrong_ends_with_what_ran() -> None:
    machine = Machine(fixed=0, row=10, memory=100)
    assert measure_physical_batch(machine.run, used=machine.used, budget=10**6, most=64) == 8
    machine = Machine(fixed=0, row=10, memory=5)
    with pytest.raises(MissingError, match="memory ran out with one row"):
        measure_physical_batch(machine.run, used=machine.used, budget=10**6, most=64)


def test_the_processes_of_a_machine_share_its_memory() -> None:
    one = memory_budget(1000_000, trained=100, processes=Processes())
    two = memory_budget(1000_000, trained=100, processes=Processes(size=4, local_size=2))
    assert one + 1600 == 2 * (two + 1600) == 700_000
    assert memory_budget(1000, trained=100, processes=Processes()) == 0
    assert most_rows(256, torch.device("cuda"), Processes(size=3)) == 86
    assert most_rows(256, CPU, Processes()) == 8
    assert most_rows(256, CPU, Processes(), is_padded=False) == 256
    assert most_rows(5, CPU, Processes()) == 5


MEMINFO = "MemTotal: 8000 kB\nMemAvailable:    4000 kB\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 4000 * 1024),
        (
            {
                "self/cgroup": "0::/box\n",
                "fs/box/memory.max": "3000000",
                "fs/box/memory.current": "1000000",
                "fs/box/memory.stat": "anon 5\ninactive_file 500000\n",
            },
            2_500_000,
        ),
        ({"self/cgroup": "0::/box\n", "fs/box/memory.max": "max", "fs/box/memory.current": "7"}, 4000 * 1024),
        ({"self/cgroup": "0::/a/b\n", "fs/a/memory.max": "900", "fs/a/memory.current": "1000"}, 0),
        (
            {
                "self/cgroup": "5:cpu:/\n4:memory:/far/away\n0::/\n",  # the group's own view, as in a container
                "fs/memory/memory.limit_in_bytes": "2000000",
                "fs/memory/memory.usage_in_bytes": "500000",
            },
            1_500_000,
        ),
    ],
    ids=["no group", "limited", "no limit", "limited above", "version 1"],
)
def test_the_limits_of_control_groups_count(tmp_path: Path, files: dict[str, str], expected: int) -> None:
    for name, text in ({"meminfo": MEMINFO} | files).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert available_bytes(tmp_path, tmp_path / "fs") == expected


def test_the_meter_sees_what_was_used_and_given_back() -> None:
    meter = MemoryMeter(CPU)
    used = []
    for megabytes in (200, 20):
        meter.start()
        torch.ones(megabytes * 2**18)
        used.append(meter.used() / 2**20)
    assert 190 < used[0] < 260
    assert used[1] < 60, "the peak before does not count"
    assert meter.peak() > 190 * 2**20
    assert 0 < meter.available() < 2**45


def test_auto_is_the_default_and_is_told(
    make_config: MakeConfig, make_table: Callable[..., Path], tmp_path: Path, private: dict[str, Any]
) -> None:
    """The measure itself changes nothing: a run with the number that was found is equal, bit for bit."""
    events = []
    table = str(make_table())
    for name, rows in (("auto", "auto"), ("told", 8)):
        config = make_config(train={"physical_batch_size": rows, "epochs": 1}, privacy=private)
        report = run_finetune(config, data=table, output=tmp_path / name, on_event=events.append)
        assert report.physical_batch_size == 8  # memory is there: the most on a CPU
    assert [event.message for event in events if event.kind == "start"] == ["8 rows at a time"] * 2
    one, other = (load_file(tmp_path / name / "model.safetensors") for name in ("auto", "told"))
    assert all(torch.equal(value, other[name]) for name, value in one.items())
    assert FinetuneConfig.model_validate({"data": {"text": "a", "label": "b"}}).train.physical_batch_size == "auto"
    for wrong in (0, "many", 1.5):
        with pytest.raises(ValidationError):
            make_config(train={"physical_batch_size": wrong})


def test_little_memory_makes_small_batches_and_resuming_keeps_them(
    make_config: MakeConfig, make_table: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dropout depends on them: the resumed run equals the whole one although more memory is there by then."""
    config = make_config(train={"physical_batch_size": "auto", "checkpoint_every_steps": 2})
    table = str(make_table())
    room = {"bytes": 3500}
    monkeypatch.setattr("privml.finetune.measuring.memory_budget", lambda *args, **kwargs: room["bytes"])
    monkeypatch.setattr(MemoryMeter, "used", lambda self: 2000)
    whole = run_finetune(config, data=table, output=tmp_path / "small")
    assert whole.physical_batch_size == 1
    assert json.loads((tmp_path / "small" / "run.json").read_text())["physical_batch_size"] == 1

    def crash(event: Any) -> None:
        if event.kind == "step" and event.step == 1:
            raise Crash

    with pytest.raises(Crash):
        run_finetune(config, data=table, output=tmp_path / "broken", on_event=crash)
    room["bytes"] = 10**9
    resumed = run_finetune(config, data=table, output=tmp_path / "broken", resume=True)
    assert resumed.physical_batch_size == 1
    one, other = (load_file(tmp_path / name / "model.safetensors") for name in ("small", "broken"))
    assert all(torch.equal(value, other[name]) for name, value in one.items())
