"""`privml run`: stages in one file, skipped while nothing has changed."""

import csv
import fcntl
import itertools
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from safetensors.torch import load_file, save_file

Cli = Callable[..., Any]
EXAMPLES = Path(__file__).parents[2] / "examples"
PEOPLE = "id,email,text,label\n" + "".join(
    f"{n},u{n}@example.org,{'good happy' if n % 2 else 'bad sad'} day call 212-736-{n:04d},{('neg', 'pos')[n % 2]}\n"
    for n in range(60)
)


@pytest.fixture
def pipeline(cli: Cli, tmp_path: Path, tiny_model: Path) -> Path:
    """A pipeline of four stages on a small table."""
    (tmp_path / "people.csv").write_text(PEOPLE)
    assert cli("keygen", tmp_path / "k.key").code == 0
    policy = {"columns": {"label": "keep"}, "detect": {"text": {"model": None}}}
    finetune = {
        "data": {"text": "text", "label": "label", "max_length": 32},
        "model": {"source": str(tiny_model), "method": "full"},
        "train": {"epochs": 1, "batch_size": 16, "physical_batch_size": 16},
    }
    stages = [
        {"id": "scan", "stage": "scan", "source": "people.csv", "config": policy, "output": "scan.json"},
        {
            "id": "mask",
            "stage": "mask",
            "sources": ["people.csv"],
            "config": policy,
            "key_file": "k.key",
            "output": "masked.csv",
        },
        {"id": "train", "stage": "finetune", "data": "${mask}", "config": finetune, "output": "run"},
        {"id": "label", "stage": "predict", "run": "${train}", "source": "${mask}", "output": "labelled.csv"},
    ]
    path = tmp_path / "pipeline.yaml"
    path.write_text(yaml.safe_dump({"name": "small", "stages": stages}))
    return path


def run(cli: Cli, pipeline: Path, *options: str) -> dict[str, dict[str, Any]]:
    result = cli("run", pipeline, "--json", *options)
    assert result.code == 0, result.err
    return {stage["id"]: stage for stage in json.loads(result.out)["stages"]}


def skipped(stages: dict[str, dict[str, Any]]) -> list[str]:
    return [name for name, stage in stages.items() if stage["skipped"]]


def change(pipeline: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    content = yaml.safe_load(pipeline.read_text())
    edit(content)
    pipeline.write_text(yaml.safe_dump(content))


def test_all_stages_run_and_are_skipped_the_second_time(cli: Cli, pipeline: Path) -> None:
    first = run(cli, pipeline)
    out = pipeline.parent / "out"
    assert skipped(first) == []
    assert "u7@example.org" not in (out / "labelled.csv").read_text()
    assert (out / "labelled.csv").read_text().count("\n") == 61
    assert (out / "masked.csv.manifest.json").exists()
    assert first["train"]["report"]["masked"] is True
    second = run(cli, pipeline)
    assert skipped(second) == ["scan", "mask", "train", "label"]
    assert second["train"]["report"] == first["train"]["report"]
    people = cli("run", pipeline)
    assert "skipped" in people.err
    assert people.out == b""
    assert skipped(run(cli, pipeline, "--force")) == []


def test_what_depends_on_a_change_runs_again(cli: Cli, pipeline: Path) -> None:
    run(cli, pipeline)
    change(pipeline, lambda content: content["stages"][2]["config"]["train"].update(seed=1))
    assert skipped(run(cli, pipeline)) == ["scan", "mask"]
    (pipeline.parent / "out" / "labelled.csv").unlink()
    assert skipped(run(cli, pipeline)) == ["scan", "mask", "train"]
    (pipeline.parent / "people.csv").write_text(PEOPLE + "99,z@example.org,good day,pos\n")
    assert skipped(run(cli, pipeline)) == []
    masked = pipeline.parent / "out" / "masked.csv"
    masked.write_text(masked.read_text().replace("good", "bad"))
    again = run(cli, pipeline)
    assert "mask" not in skipped(again), "an output that was changed by hand is made anew"


PRIVATE = {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp", "ledger": "ledger.json"}


def test_a_private_stage_spends_once(cli: Cli, pipeline: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither an audit of its run nor another working directory makes it train again, or in another ledger."""
    change(pipeline, lambda content: content["stages"][2]["config"].update(privacy=PRIVATE))
    run(cli, pipeline)
    ledger, audit = pipeline.parent / "ledger.json", pipeline.parent / "out" / "run" / "audit.json"
    assert len(json.loads(ledger.read_text())["runs"]) == 1
    assert cli("audit", audit.parent).code == 0
    (audit.parent / "metrics.jsonl").unlink()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "train" in skipped(run(cli, pipeline))
    assert audit.is_file()
    run(cli, pipeline, "--force")
    assert len(json.loads(ledger.read_text())["runs"]) == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_stage_that_was_broken_off_goes_on(cli: Cli, pipeline: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    change(pipeline, lambda content: content["stages"][2]["config"]["train"].update(checkpoint_every_steps=1))
    with monkeypatch.context() as patch:
        patch.setattr("privml.finetune.stage.make_report", broken)
        assert cli("run", pipeline).code not in (0, 70)
    begun = json.loads((pipeline.parent / "out" / "run" / "run.json").read_text())["run"]
    stages = run(cli, pipeline)
    assert "train" not in skipped(stages)
    assert json.loads((pipeline.parent / "out" / "run" / "run.json").read_text())["run"] == begun, "the same run"


def test_other_weights_of_the_base_train_again(cli: Cli, pipeline: Path, tiny_model: Path) -> None:
    base = pipeline.parent / "base"
    shutil.copytree(tiny_model, base)
    change(pipeline, lambda content: content["stages"][2]["config"]["model"].update(source="base"))
    run(cli, pipeline)
    file = base / "model.safetensors"
    save_file({name: value * 0.5 for name, value in load_file(file).items()}, file)
    assert skipped(run(cli, pipeline)) == ["scan", "mask"]


def test_a_failing_stage_ends_the_run_and_keeps_what_is_finished(cli: Cli, pipeline: Path) -> None:
    change(pipeline, lambda content: content["stages"][2]["config"]["data"].update(label="labels"))
    failed = cli("run", pipeline)
    assert failed.code == 3
    assert "has no column labels" in failed.err
    change(pipeline, lambda content: content["stages"][2]["config"]["data"].update(label="label"))
    assert skipped(run(cli, pipeline)) == ["scan", "mask"]


def test_a_stage_can_stop_the_run(cli: Cli, pipeline: Path) -> None:
    change(pipeline, lambda content: content["stages"][0].update(fail_on_findings=True))
    stopped = cli("run", pipeline)
    assert stopped.code == 1
    assert "people.csv holds personal data" in stopped.err
    assert not (pipeline.parent / "out" / "masked.csv").exists()


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda stages: stages[2].update(data="${later}"), "refers to later, which is no earlier stage"),
        (lambda stages: stages[1].update(id="scan"), "two stages have the id scan"),
        (lambda stages: stages[1].update(stage="masc"), "stage"),
        (lambda stages: stages[1].update(out="x"), "out"),
        (lambda stages: stages[2].update(data="${a b}"), "refers to a b, which is no earlier stage"),
        (lambda stages: stages[0].update(source="-"), "no standard input and output"),
        (lambda stages: stages[1].update(sources=["people.csv", "-"]), "no standard input and output"),
        (lambda stages: stages[3].update(output="-"), "no standard input and output"),
        (lambda stages: stages[0].update(output="../people.csv"), "is also an input"),
        (lambda stages: stages[3].update(output="../people.csv"), "is also an input"),
        (lambda stages: stages[1].update(output="scan.json"), "two outputs go to the same file"),
        (lambda stages: stages[0].update(output="masked.csv.manifest.json"), "two outputs go to the same file"),
        (lambda stages: stages[1].update(output=".privml-state.json"), "two outputs go to the same file"),
        (lambda stages: stages[3].update(output="../out/run"), "is also an input"),
        (lambda stages: stages[3].update(output="../out/scan.json"), "two outputs go to the same file"),
        (lambda stages: stages[2]["config"]["data"].update(validation="${nope}"), "refers to nope"),
        (lambda stages: stages[2]["config"]["data"].update(max_length=-1), "max_length"),
        (lambda stages: stages[1].update(config={"colums": {}}), "unknown key colums"),
    ],
)
def test_wrong_pipelines(cli: Cli, pipeline: Path, edit: Callable[[list[Any]], None], message: str) -> None:
    change(pipeline, lambda content: edit(content["stages"]))
    result = cli("run", pipeline)
    assert result.code == 2, result.err
    assert message in result.err
    assert not (pipeline.parent / "out").exists()


def test_what_no_run_has_made_is_not_replaced(cli: Cli, pipeline: Path) -> None:
    (out := pipeline.parent / "out").mkdir()
    (out / "masked.csv").write_text("mine")
    refused = cli("run", pipeline)
    assert refused.code == 2
    assert "exists, and no run of this pipeline made it" in refused.err
    assert sorted(path.name for path in out.iterdir()) == ["masked.csv"]
    assert (out / "masked.csv").read_text() == "mine"
    assert skipped(run(cli, pipeline, "--force")) == []
    # a folder with all that was made may go elsewhere
    pipeline.parent.joinpath("out").rename(pipeline.parent / "later")
    change(pipeline, lambda content: content.update(workdir="later"))
    assert "scan" in skipped(run(cli, pipeline))


def test_a_lost_manifest_is_written_again(cli: Cli, pipeline: Path) -> None:
    run(cli, pipeline)
    manifest = pipeline.parent / "out" / "masked.csv.manifest.json"
    before = manifest.read_bytes()
    manifest.unlink()
    assert "mask" not in skipped(run(cli, pipeline))
    assert len(manifest.read_bytes()) == len(before)


def test_a_training_that_ended_before_it_was_remembered_is_not_done_again(cli: Cli, pipeline: Path) -> None:
    run(cli, pipeline)
    state = pipeline.parent / "out" / ".privml-state.json"
    known = json.loads(state.read_text())
    for name in ("outputs", "report"):
        known["train"].pop(name)
    state.write_text(json.dumps(known))
    weights = pipeline.parent / "out" / "run" / "model.safetensors"
    before = weights.stat().st_mtime_ns
    assert "train" not in skipped(run(cli, pipeline))
    assert weights.stat().st_mtime_ns == before
    assert skipped(run(cli, pipeline)) == ["scan", "mask", "train", "label"]


def test_one_run_at_a_time(cli: Cli, pipeline: Path) -> None:
    (out := pipeline.parent / "out").mkdir()
    with (out / ".privml-state.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        refused = cli("run", pipeline)
        assert refused.code == 2
        assert "another run of a pipeline is going on" in refused.err
    assert sorted(path.name for path in out.iterdir()) == [".privml-state.lock"]
    assert skipped(run(cli, pipeline)) == []


@pytest.mark.parametrize("content", ["[", "[1]", '{"scan": 3}', '{"scan": ["x"]}'])
def test_a_damaged_state(cli: Cli, pipeline: Path, content: str) -> None:
    (out := pipeline.parent / "out").mkdir()
    (out / ".privml-state.json").write_text(content)
    refused = cli("run", pipeline)
    assert refused.code == 2
    assert "--force runs all stages again" in refused.err
    assert skipped(run(cli, pipeline, "--force")) == []


BLOCKED = """
import socket, sys
def refuse(*arguments, **options):
    raise AssertionError("a network call")
for name in ("connect", "connect_ex", "bind", "sendto"):
    setattr(socket.socket, name, refuse)
for name in ("create_connection", "getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    setattr(socket, name, refuse)
from privml.cli.main import run
for command in sys.stdin.read().splitlines():
    status = run(command.split("\\t"))
    if status:
        sys.exit(status)
"""


@pytest.mark.slow
def test_the_demo_path_needs_no_network(tmp_path: Path) -> None:
    """The example pipeline with its real models, on fewer tickets and steps, with sockets that refuse."""
    content = yaml.safe_load((EXAMPLES / "pipeline.yaml").read_text())
    (tmp_path / "tickets").mkdir()
    for name, rows in (("customers.csv", 40), ("tickets.csv", 120)):
        with (EXAMPLES / "tickets" / name).open(newline="") as whole, (tmp_path / "tickets" / name).open("w") as part:
            csv.writer(part).writerows(itertools.islice(csv.reader(whole), rows + 1))
    for name in ("mask.yaml", "finetune.yaml", "finetune_dp.yaml"):
        config = yaml.safe_load((EXAMPLES / name).read_text())
        if "data" in config:
            small = {"epochs": 1, "batch_size": 32, "physical_batch_size": 32}
            config |= {"train": config.get("train", {}) | small}
        (tmp_path / name).write_text(yaml.safe_dump(config))
    content["workdir"] = "out"
    for stage in content["stages"]:
        if "key_file" in stage:
            stage["key_file"] = "demo.key"
    (tmp_path / "pipeline.yaml").write_text(yaml.safe_dump(content))
    key, pipeline = str(tmp_path / "demo.key"), str(tmp_path / "pipeline.yaml")
    commands = "\n".join("\t".join(command) for command in (["keygen", key], ["run", pipeline, "--json"]))
    done = subprocess.run([sys.executable, "-c", BLOCKED], input=commands, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    stages = {stage["id"]: stage["report"] for stage in json.loads(done.stdout)["stages"]}
    assert stages["mask"]["rows"] == 160
    assert stages["private"]["epsilon"] <= 8
    assert "network" not in done.stderr
