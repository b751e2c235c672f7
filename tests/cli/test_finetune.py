"""`privml finetune` and `privml predict` as a shell sees them."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
MakeTable = Callable[..., Path]
SENTINEL = "zyxwsentinel"


@pytest.fixture
def config(tmp_path: Path, tiny_model: Path) -> Path:
    path = tmp_path / "finetune.yaml"
    path.write_text(
        "preset: finetune/classification\n"
        "data: {text: text, label: label, max_length: 32}\n"
        f"model: {{source: {tiny_model}, method: full}}\n"
        "train: {epochs: 2, batch_size: 16, physical_batch_size: 8, threads: 1}\n"
    )
    return path


def test_train_and_predict(cli: Cli, config: Path, make_table: MakeTable, tmp_path: Path) -> None:
    table, run = make_table(), tmp_path / "run"
    trained = cli("finetune", table, "--config", config, "-o", run, "--json")
    assert trained.code == 0, trained.err
    report = json.loads(trained.out)
    assert report["run"] == str(run)
    assert report["masked"] is True
    assert "evaluate: step 14/14" in trained.err
    from_file = cli("predict", "--run", run, table)
    assert from_file.code == 0, from_file.err
    from_pipe = cli("predict", "--run", run, stdin=table.read_bytes())
    assert from_pipe.out == from_file.out
    header, *rows = from_file.text.splitlines()
    assert header == "id,text,label,predicted_label,predicted_score"
    assert len(rows) == 120
    assert {row.split(",")[3] for row in rows} <= {"neg", "pos"}
    assert all(0.5 <= float(row.split(",")[4]) <= 1 for row in rows)
    again = cli("predict", "--run", run, stdin=from_file.out)
    assert again.code == 2
    assert "already has a column predicted_label" in again.err


def test_data_from_standard_input_needs_its_manifest(
    cli: Cli, config: Path, make_table: MakeTable, tmp_path: Path
) -> None:
    table = make_table()
    options = ("--config", config, "--set", "train.epochs=0.2", "-o", tmp_path / "run")
    refused = cli("finetune", "-", *options, stdin=table.read_bytes())
    assert (refused.code, "--manifest" in refused.err) == (4, True)
    manifest = table.with_name("masked.csv.manifest.json")
    assert cli("finetune", "-", *options, "--manifest", manifest, stdin=table.read_bytes()).code == 0
    changed = cli("finetune", "-", *options, "--force", "--manifest", manifest, stdin=table.read_bytes() + b"\n")
    assert changed.code == 4


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["none.csv"], 4, "none.csv"),
        (["bare.csv"], 4, "manifest"),
        (["other.csv"], 4, "other.csv"),
        (["masked.csv", "--set", "data.text=txt"], 3, "masked.csv has no column txt\nhint: did you mean text?"),
        (["masked.csv", "--set", "data.label=id"], 3, "these are not class labels"),
        (["masked.csv", "--set", "train.epoch=1"], 2, "did you mean epochs?"),
        (["masked.csv", "--set", "privacy.mechanism=dp-sgd"], 2, "target_epsilon or noise_multiplier"),
        (["masked.csv", "--set", "privacy={mechanism: dp-sgd, target_epsilon: 0.005}"], 4, "cannot be reached"),
        (["masked.csv", "--set", "model.source=no/model"], 5, "there is no model at no/model"),
        (["masked.csv", "--set", "model.source=pkg:no_such_package/model"], 5, "pip install no-such-package"),
        (["masked.csv", "--set", "data.max_length=500"], 2, "the model reads 64 tokens at most"),
        (["masked.csv", "--set", "train.device=cuda"], 5, "no CUDA device"),
        (["masked.csv", "--set", "model.method=lora", "--set", "model.lora.targets=[nothing]"], 2, "name no layer"),
        (["masked.csv", "--set", "privacy.unit=nosuch"], 3, "hint: privacy.unit names a column of the table's header"),
        (["broken.csv"], 3, "hint: privml mask --on-error skip leaves such rows out; data.encoding, "),
        (["masked.csv", "--max-epsilon", "3"], 2, "command line: privacy: max_epsilon has no effect"),
        (["masked.csv", "--set", "train.learning_rate=1e9"], 2, "less than or equal to 1000000"),
        (["masked.csv", "--resume"], 2, "no run to resume"),
        (["masked.csv", "--set", "output.dir=x/y/z", "--dry-run", "--set", "data.key_file=none.key"], 2, "none.key"),
    ],
)
def test_bad_input(
    cli: Cli,
    config: Path,
    make_table: MakeTable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    code: int,
    message: str,
) -> None:
    make_table()
    make_table("bare.csv", manifest=False)
    shutil.copy(make_table("third.csv", count=50), tmp_path / "other.csv")
    (tmp_path / "broken.csv").write_text("id,text,label\n1,good,a\n2,bad\n")
    shutil.copy(tmp_path / "masked.csv.manifest.json", tmp_path / "broken.csv.manifest.json")
    shutil.copy(tmp_path / "masked.csv.manifest.json", tmp_path / "other.csv.manifest.json")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    if options[-1] == "--resume":
        (tmp_path / "run").mkdir()
        before.append(tmp_path / "run")
    result = cli("finetune", *options, "--config", config, "-o", tmp_path / "run")
    assert result.code == code, result.err
    assert message in result.err
    assert "Traceback" not in result.err
    assert SENTINEL not in result.err
    assert result.out == b""
    assert sorted(tmp_path.rglob("*")) == sorted(before), "nothing was written"


def test_an_unknown_failure_tells_no_value(
    cli: Cli, config: Path, make_table: MakeTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from privml.finetune.tasks import classification

    def fail(tokenizer: object, texts: list[str], length: int) -> None:
        raise ValueError(f"cannot handle {texts}")

    monkeypatch.setattr(classification, "tokenize", fail)
    result = cli("finetune", make_table(), "--config", config, "-o", tmp_path / "run")
    assert result.code == 70
    assert "internal error: ValueError at" in result.err
    assert SENTINEL not in result.err
    assert not (tmp_path / "run").exists()


def test_no_text_in_anything_that_training_says(cli: Cli, config: Path, make_table: MakeTable, tmp_path: Path) -> None:
    table, run = make_table(), tmp_path / "run"
    for options in ((), ("--json", "--force"), ("--dry-run", "--force")):
        said = cli("finetune", table, "--config", config, "-o", run, *options)
        assert said.code == 0
        assert SENTINEL not in said.err + said.text
    assert cli("predict", "--run", run, table, "-o", tmp_path / "o.csv", "--json").code == 0
    assert SENTINEL in (tmp_path / "o.csv").read_text(), "the table itself keeps its texts"
    for path in run.rglob("*"):
        assert path.is_dir() or SENTINEL.encode() not in path.read_bytes(), path


def test_a_full_disk_while_training(config: Path, make_table: MakeTable, tmp_path: Path) -> None:
    """No file may grow beyond 20 kB: the first checkpoint fails as on a full disk."""

    def limit() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    command = [sys.executable, "-m", "privml", "finetune", str(make_table()), "--config", str(config)]
    done = subprocess.run(
        [*command, "-o", str(tmp_path / "run")], capture_output=True, text=True, preexec_fn=limit, env=dict(os.environ)
    )
    assert done.returncode == 2, done.stderr
    assert "error: cannot write" in done.stderr
    assert not (tmp_path / "run" / "report.json").exists()


def test_predict_needs_a_finished_run_and_its_column(
    cli: Cli, config: Path, make_table: MakeTable, tmp_path: Path
) -> None:
    table, run = make_table(), tmp_path / "run"
    assert cli("predict", "--run", tmp_path / "none", table).code == 2
    assert cli("finetune", table, "--config", config, "-o", run, "--set", "train.epochs=0.2").code == 0
    no_column = make_table("other.csv", rows=[{"message": "good day"}])
    refused = cli("predict", "--run", run, no_column, "-o", tmp_path / "o.csv")
    assert (refused.code, "has no column text" in refused.err) == (3, True)
    same = cli("predict", "--run", run, table, "--label-column", "x", "--score-column", "x")
    assert same.code == 2
    (run / "report.json").unlink()
    unfinished = cli("predict", "--run", run, table)
    assert (unfinished.code, "is not complete" in unfinished.err) == (2, True)
    assert not (tmp_path / "o.csv").exists()


def test_a_new_ledger_is_told_of(cli: Cli, config: Path, make_table: MakeTable, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.json"
    private = f"privacy={{mechanism: dp-sgd, noise_multiplier: 1.0, accountant: rdp, ledger: {ledger}}}"
    options = (make_table(count=40), "--config", config, "--set", "train.epochs=0.5", "--set", private)
    first = cli("finetune", *options, "-o", tmp_path / "first", "--no-progress", "--json")
    assert first.code == 0, first.err
    assert f"note: there was no ledger: a new one was made at {ledger}" in first.err.splitlines()
    second = cli("finetune", *options, "-o", tmp_path / "second", "--no-progress", "--json")
    assert "ledger" not in second.err
    assert json.loads(second.out)["epsilon_of_ledger"] > json.loads(first.out)["epsilon_of_ledger"]
