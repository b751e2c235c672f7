"""One run, one folder, one ledger: what a second process, a copy, an edit or another ledger would hide is refused."""

import json
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from privml.configs.finetune import FinetuneConfig
from privml.configs.training.privacy import PrivacyConfig
from privml.core.errors import GuardError, UsageError
from privml.finetune import reservation
from privml.finetune.budget import BudgetFile, Entry
from privml.finetune.events import TrainingEvent
from privml.finetune.privacy import PrivacyLedger, PrivacyPlan
from privml.finetune.reservation import counted, require_within
from privml.finetune.run_folder import CONFIG_HEAD, check_run_folder, claim_run_folder
from privml.finetune.run_lock import LOCK_FILE, RunLock, require_unlocked
from privml.finetune.stage import run_finetune

Make = Callable[..., FinetuneConfig]
PLAN = PrivacyPlan(1.1, 0.02, 1.0, 1e-5, "rdp", 50)
SHA = "0" * 64


class Crash(Exception):
    """Stands for the end of a process."""


@dataclass
class Run:
    """The accounting side of a run: a folder with its name and the steps of its ledger."""

    folder: Path

    def start(self, ledger: Path | None, *, steps: int, **more: Any) -> None:
        """Take steps, in a ledger or without, as a start of the run does, and end."""
        privacy = PrivacyConfig(
            mechanism="dp-sgd", noise_multiplier=1.1, ledger=None if ledger is None else str(ledger), **more
        )
        require_within(privacy, PLAN, SHA, resumed=self.folder)
        own = PrivacyLedger(self.folder / "privacy.jsonl", PLAN)
        with counted(privacy, own, folder=self.folder, data_sha256=SHA, on_new=lambda path: None):
            for _ in range(steps):
                own.record()

    def copy(self, name: str) -> "Run":
        shutil.copytree(self.folder, self.folder.parent / name)
        return Run(self.folder.parent / name)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an epsilon be a number of steps: what is kept is tested here, not the accountant."""
    monkeypatch.setattr(
        "privml.finetune.budget.composed_epsilon", lambda runs, *, delta: float(sum(run.steps for run in runs))
    )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").write_text('{"run": "a"}')
    return Run(tmp_path / "run")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger.json"


def kept(ledger: Path) -> dict[str, Any]:
    (entry,) = json.loads(ledger.read_text())["runs"]
    return dict(entry)


def _hold(folder: Path, ready: Any) -> None:
    with RunLock(folder) as lock:
        lock.take()
        ready.set()
        time.sleep(60)


@pytest.fixture
def other_process() -> Iterator[Callable[[Path], Any]]:
    """Let another process hold a run folder; returns it."""
    context = multiprocessing.get_context("fork")
    started = []

    def hold(folder: Path) -> Any:
        ready = context.Event()
        started.append(context.Process(target=_hold, args=(folder, ready)))
        started[-1].start()
        assert ready.wait(60)
        return started[-1]

    yield hold
    for process in started:
        process.kill()
        process.join(60)


def test_one_process_at_a_time_trains_in_a_folder(
    make_config: Make, make_table: Callable[..., Path], tmp_path: Path, other_process: Callable[[Path], Any]
) -> None:
    config, table, folder = make_config(), str(make_table(count=40)), tmp_path / "run"

    def crash(event: TrainingEvent) -> None:
        if event.kind == "step":
            assert (folder / LOCK_FILE).exists()
            with pytest.raises(GuardError, match="another process trains in"):
                run_finetune(config, data=table, output=folder, resume=True)
            raise Crash

    with pytest.raises(Crash):
        run_finetune(config, data=table, output=folder, on_event=crash)
    holder = other_process(folder)
    before = sorted(folder.iterdir())
    for how in ({"resume": True}, {"force": True}, {"resume": True, "dry_run": True}, {"force": True, "dry_run": True}):
        with pytest.raises(GuardError, match="another process trains in"):
            run_finetune(config, data="no such table", output=folder, **how)
    assert sorted(folder.iterdir()) == before
    holder.kill()
    holder.join(60)
    assert (folder / LOCK_FILE).exists(), "a killed process cannot remove it, and it does no harm"
    assert run_finetune(config, data=table, output=folder, resume=True).steps > 1
    assert not (folder / LOCK_FILE).exists()


def test_a_new_run_does_not_replace_one_that_began_meanwhile(
    make_config: Make, make_table: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from privml.finetune import stage

    config, table, folder = make_config(train={"epochs": 0.2}), str(make_table(count=40)), tmp_path / "run"
    prepare = stage.prepare

    def slowly(*args: Any, **options: Any) -> Any:
        monkeypatch.undo()
        run_finetune(config, data=table, output=folder)
        return prepare(*args, **options)

    monkeypatch.setattr(stage, "prepare", slowly)
    with pytest.raises(UsageError, match="exists"):
        run_finetune(config, data=table, output=folder)
    assert (folder / "report.json").exists()


def test_a_folder_that_only_holds_a_lock_is_empty(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).touch()
    check_run_folder(tmp_path, resume=False, force=False)
    require_unlocked(tmp_path)


@pytest.mark.parametrize(
    ("files", "is_free"),
    [
        ({".run.json.0123abcd.tmp": ""}, True),
        ({"config.yaml": CONFIG_HEAD + "task: x", ".run.json.0123abcd.tmp": "{"}, True),
        ({"config.yaml": CONFIG_HEAD, "bases.json": "{}", "canaries.jsonl": ""}, True),
        ({"config.yaml": "mine: 1\n"}, False),
        ({"config.yaml": "a folder"}, False),
        ({"bases.json": "{}"}, False),
        ({"config.yaml": CONFIG_HEAD, "model.safetensors": ""}, False),
        ({".thesis.txt.0123abcd.tmp": ""}, False),
        ({".run.json.tmp": ""}, False),
    ],
)
def test_what_a_run_leaves_that_was_killed_before_it_began(
    tmp_path: Path, files: dict[str, str], is_free: bool
) -> None:
    (tmp_path / LOCK_FILE).touch()
    for name, content in files.items():
        if content == "a folder":
            (tmp_path / name).mkdir()
        else:
            (tmp_path / name).write_text(content)
    if is_free:
        check_run_folder(tmp_path, resume=False, force=False)
    else:
        with pytest.raises(UsageError, match="is no run folder"):
            check_run_folder(tmp_path, resume=False, force=True)


def test_what_identifies_a_run_is_there_before_it_is_a_run(
    make_config: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a run that is replaced is one until all else of it is gone."""
    folder, config = tmp_path / "run", make_config()
    order: list[str] = []
    rename, unlink = os.replace, Path.unlink

    def replace(source: Any, target: Any, **options: Any) -> None:
        order.append(Path(target).name)
        rename(source, target, **options)

    def remove(path: Path, missing_ok: bool = False) -> None:
        order.append(path.name)
        unlink(path, missing_ok=missing_ok)

    files = {"bases.json": "{}", "canaries.jsonl": ""}
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        claim_run_folder(folder, config, data_sha256=SHA, resume=False, files=files)
    assert sorted(order) == ["bases.json", "canaries.jsonl", "config.yaml", "run.json"]
    assert (order[0], order[-1]) == ("config.yaml", "run.json")
    order.clear()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", remove)
        claim_run_folder(folder, config, data_sha256=SHA, resume=False, files=files)
    assert [name for name in order if not name.endswith(".tmp")][3] == "run.json"


def test_a_lock_whose_file_was_removed_is_taken_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between opening and locking the file, its holder ends and removes it, and a third process makes another."""
    import fcntl

    flock, taken = fcntl.flock, []

    def late(descriptor: int, how: int) -> None:
        if not taken:
            (tmp_path / LOCK_FILE).unlink()
        taken.append(descriptor)
        flock(descriptor, how)

    with RunLock(tmp_path) as lock, monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", late)
        lock.take()
        assert len(taken) == 2
        patch.undo()
        with pytest.raises(GuardError), RunLock(tmp_path) as other:
            other.take()


def test_settling_never_tells_less_than_was_taken(run: Run, ledger: Path) -> None:
    privacy = PrivacyConfig(mechanism="dp-sgd", noise_multiplier=1.1, ledger=str(ledger))
    own = PrivacyLedger(run.folder / "privacy.jsonl", PLAN)
    with counted(privacy, own, folder=run.folder, data_sha256=SHA, on_new=lambda path: None):
        own.record()
        other = PrivacyLedger(run.folder / "privacy.jsonl", PLAN)  # what another process adds
        for _ in range(6):
            other.record()
    assert kept(ledger)["steps"] == kept(ledger)["taken"] == 7
    entry = Entry("a", None, 1.1, 0.02, 3, SHA, session=kept(ledger)["session"])
    BudgetFile(ledger, delta=1e-5).settle(entry)
    assert kept(ledger)["steps"] == 7
    BudgetFile(ledger, delta=1e-5).reserve(Entry("b", None, 1.1, 0.02, 50, SHA, session="latest"), max_epsilon=None)
    BudgetFile(ledger, delta=1e-5).settle(Entry("b", None, 1.1, 0.02, 3, SHA, session="earlier"))
    assert [entry["steps"] for entry in json.loads(ledger.read_text())["runs"]] == [7, 50], "a later start's stays"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("noise_multiplier", 0.001),
        ("noise_multiplier", "1.1"),
        ("noise_multiplier", True),
        ("noise_multiplier", float("nan")),
        ("sample_rate", 0.5),
        ("max_grad_norm", 100.0),
        ("delta", 0.1),
        ("accountant", "prv"),
        ("total_steps", 10_000),
    ],
)
def test_a_plan_that_is_not_the_folders_is_refused(run: Run, ledger: Path, name: str, value: Any) -> None:
    run.start(ledger, steps=3)
    before = ledger.read_text()
    path = run.folder / "privacy.jsonl"
    first, *lines = path.read_text().splitlines()
    path.write_text("\n".join([json.dumps(json.loads(first) | {name: value}), *lines, ""]))
    for where in (ledger, None):
        with pytest.raises(GuardError, match=f"another privacy plan: {name}"):
            run.start(where, steps=1)
    with pytest.raises(GuardError, match="another privacy plan"):
        PrivacyLedger(path, PLAN)
    assert ledger.read_text() == before


def test_last_digits_of_a_plan_may_differ(run: Run, ledger: Path) -> None:
    run.start(ledger, steps=3)
    path = run.folder / "privacy.jsonl"
    path.write_text(path.read_text().replace("1.1", "1.1000000000000003"))
    run.start(ledger, steps=1)
    assert kept(ledger)["steps"] == 4


def test_a_step_counts_though_its_line_is_gone(run: Run) -> None:
    run.start(None, steps=5)
    path = run.folder / "privacy.jsonl"
    first, *lines = path.read_text().splitlines(keepends=True)
    path.write_text(first + lines[-1])
    assert PrivacyLedger(path, PLAN).steps == 5


def test_a_run_stays_in_its_ledger(run: Run, ledger: Path, tmp_path: Path) -> None:
    run.start(ledger, steps=3)
    with pytest.raises(GuardError, match="and none is given") as refused:
        run.start(None, steps=1)
    assert f"privacy.ledger={ledger}" in str(refused.value.hint)
    own = PrivacyLedger(run.folder / "privacy.jsonl", PLAN)
    alone = PrivacyConfig(mechanism="dp-sgd", noise_multiplier=1.1)
    with (
        pytest.raises(GuardError, match="and none is given"),
        counted(alone, own, folder=run.folder, data_sha256=SHA, on_new=lambda path: None),
    ):
        pass
    other = tmp_path / "other.json"
    with pytest.raises(GuardError, match=r"other\.json is not there"):
        run.start(other, steps=1)
    assert not other.exists()
    BudgetFile(other, delta=1e-5).reserve(Entry("b", None, 1.1, 0.02, 50, SHA), max_epsilon=None)
    with pytest.raises(GuardError, match="another ledger than the run was counted in"):
        run.start(other, steps=1)
    moved = ledger.rename(tmp_path / "moved.json")
    run.start(moved, steps=1)
    assert kept(moved)["steps"] == 4
    with pytest.raises(GuardError, match="and none is given") as refused:
        run.start(None, steps=1)
    assert str(moved) in str(refused.value.hint), "the folder remembers where the ledger was last"


def test_a_run_may_enter_a_ledger_later_and_then_stays(run: Run, ledger: Path) -> None:
    run.start(None, steps=2)
    copy = run.copy("copy")
    run.start(ledger, steps=1)
    assert kept(ledger)["steps"] == 3
    with pytest.raises(GuardError, match=r"tells of 2 steps, and .* of 3"):
        copy.start(ledger, steps=1)
    with pytest.raises(GuardError, match="none is given"):
        run.start(None, steps=1)


def test_an_older_state_of_a_folder_is_refused(run: Run, ledger: Path) -> None:
    run.start(ledger, steps=3)
    copy = run.copy("copy")
    run.start(ledger, steps=2)
    before = ledger.read_text()
    with pytest.raises(GuardError, match=r"tells of 3 steps, and .* of 5 that it has taken"):
        copy.start(ledger, steps=1)
    assert ledger.read_text() == before
    run.start(ledger, steps=1)
    assert kept(ledger)["steps"] == 6


def test_a_copy_with_as_many_steps_is_refused(run: Run, ledger: Path) -> None:
    run.start(ledger, steps=3)
    copy = run.copy("copy")
    run.start(ledger, steps=0)
    with pytest.raises(GuardError, match="in another folder: this one is a copy"):
        copy.start(ledger, steps=1)


def test_copies_are_noticed_while_a_reservation_stands(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed runs settle nothing; a state from before is told by the steps that were noted on the way."""
    monkeypatch.setattr(reservation.BudgetFile, "settle", lambda self, entry: 0.0)
    monkeypatch.setattr(reservation, "_NOTED_EVERY_S", 0.0)
    run.start(ledger, steps=3)
    copy = run.copy("copy")
    assert (kept(ledger)["steps"], kept(ledger)["taken"]) == (50, 3)
    privacy = PrivacyConfig(mechanism="dp-sgd", noise_multiplier=1.1, ledger=str(ledger))
    own = PrivacyLedger(run.folder / "privacy.jsonl", PLAN)
    with counted(privacy, own, folder=run.folder, data_sha256=SHA, on_new=lambda path: None):
        with pytest.raises(GuardError, match="this one is a copy"):
            copy.start(ledger, steps=1)
        own.record()
        with pytest.raises(GuardError, match=r"tells of 3 steps, and .* of 4"):
            copy.start(ledger, steps=1)
    run.start(ledger, steps=1)


def test_a_start_that_was_killed_before_it_was_entered_is_no_copy(
    run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.start(ledger, steps=3)
    before = ledger.read_text()

    def die(*args: Any) -> None:
        raise Crash

    for _ in range(2):
        with monkeypatch.context() as patch, pytest.raises(Crash):
            patch.setattr(BudgetFile, "_write", die)
            run.start(ledger, steps=1)
        assert ledger.read_text() == before
    run.start(ledger, steps=1)
    assert kept(ledger)["steps"] == 4


def test_a_start_that_was_killed_before_there_was_a_ledger_begins_it(
    run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: Any) -> None:
        raise Crash

    with monkeypatch.context() as patch, pytest.raises(Crash):
        patch.setattr(BudgetFile, "_write", die)
        run.start(ledger, steps=1)
    assert not ledger.exists()
    run.start(ledger, steps=2)
    assert kept(ledger)["steps"] == 2
    ledger.unlink()  # steps were taken: it must be found again
    with pytest.raises(GuardError, match="is not there"):
        run.start(ledger, steps=1)


def test_the_other_of_two_copies_stops_at_its_next_step(run: Run, ledger: Path) -> None:
    """Two that start at once both pass the check before either one is entered."""
    privacy = PrivacyConfig(mechanism="dp-sgd", noise_multiplier=1.1, ledger=str(ledger))
    own = PrivacyLedger(run.folder / "privacy.jsonl", PLAN)
    count = counted(privacy, own, folder=run.folder, data_sha256=SHA, on_new=lambda path: None)
    with pytest.raises(GuardError, match="or a copy of it was started"), count:
        content = json.loads(ledger.read_text())
        content["runs"][0]["session"] = "of the copy"
        ledger.write_text(json.dumps(content))
        own.record()
    assert (kept(ledger)["steps"], kept(ledger)["session"]) == (50, "of the copy")


def test_steps_are_noted_every_second(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    privacy = PrivacyConfig(mechanism="dp-sgd", noise_multiplier=1.1, ledger=str(ledger))
    own = PrivacyLedger(run.folder / "privacy.jsonl", PLAN)
    noted = []
    with counted(privacy, own, folder=run.folder, data_sha256=SHA, on_new=lambda path: None):
        for _ in range(6):
            own.record()
            noted.append(kept(ledger)["taken"])
            now[0] += 0.4
    assert noted == [1, 1, 1, 4, 4, 4]
    assert kept(ledger)["taken"] == 6


def test_a_symbolic_link_leads_to_the_shared_ledger(run: Run, ledger: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    ledger.symlink_to(shared / "ledger.json")
    run.start(ledger, steps=3)
    assert ledger.is_symlink()
    assert kept(shared / "ledger.json")["steps"] == 3
    assert {path.name for path in shared.iterdir()} == {"ledger.json", "ledger.json.lock"}
    run.start(shared / "ledger.json", steps=1)
    assert kept(ledger)["steps"] == 4
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(UsageError, match="loop"):
        run.start(tmp_path / "loop", steps=1)


def test_a_runs_own_reservation_is_not_counted_twice(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reservation.BudgetFile, "settle", lambda self, entry: 0.0)
        run.start(ledger, steps=3)
    assert kept(ledger)["steps"] == 50
    spent = BudgetFile(ledger, delta=1e-5).spent()
    assert spent is not None
    limit, _ = spent
    run.start(ledger, steps=47, max_epsilon=limit * 1.000001)
    assert kept(ledger)["steps"] == 50
    BudgetFile(ledger, delta=1e-5).reserve(Entry("b", None, 1.1, 0.02, 50, SHA), max_epsilon=None)
    with pytest.raises(GuardError, match="this run would bring"):
        run.start(ledger, steps=0, max_epsilon=limit)


def test_a_check_leaves_nothing_behind(run: Run, ledger: Path) -> None:
    before = sorted(run.folder.parent.rglob("*"))
    privacy = PrivacyConfig(mechanism="dp-sgd", noise_multiplier=1.1, ledger=str(ledger))
    require_within(privacy, PLAN, SHA)
    require_within(privacy, PLAN, SHA, resumed=run.folder)
    assert sorted(run.folder.parent.rglob("*")) == before
    lost = privacy.model_copy(update={"ledger": str(ledger.parent / "none" / "ledger.json")})
    with pytest.raises(UsageError, match="does not exist"):
        require_within(lost, PLAN, SHA)


GOOD = {"run": "b", "unit": None, "noise_multiplier": 1.1, "sample_rate": 0.02, "steps": 300, "data_sha256": SHA}


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": -1},
        {"steps": "300"},
        {"steps": 1.5},
        {"steps": True},
        {"taken": -1},
        {"noise_multiplier": "1.1"},
        {"noise_multiplier": 0},
        {"noise_multiplier": float("nan")},
        {"delta": "1e-5"},
        {"delta": 0},
        {"delta": 1.0},
        {"sample_rate": 1.5},
        {"sample_rate": -0.1},
        {"run": 7},
        {"unit": 7},
        {"session": []},
        {"unknown": 1},
    ],
    ids=str,
)
def test_a_ledger_with_impossible_entries_stops_the_run(run: Run, ledger: Path, wrong: dict[str, Any]) -> None:
    content = {"format": "privml-ledger/1", "id": "x", "runs": [GOOD]}
    ledger.write_text(json.dumps(content))
    assert BudgetFile(ledger, delta=1e-5).spent() is not None
    for damaged in (
        content | {"runs": [GOOD | wrong]},
        content | {"runs": [GOOD, GOOD]},
        content | {"id": 7},
        content | {"runs": {}} | {"format": 1},
    ):
        ledger.write_text(json.dumps(damaged))
        with pytest.raises(GuardError, match="what was spent is not known"):
            run.start(ledger, steps=1)
        assert ledger.read_text() == json.dumps(damaged)
    ledger.write_bytes(b'{"format": "\xff"}')
    with pytest.raises(GuardError, match="what was spent is not known"):
        run.start(ledger, steps=1)


def test_a_ledger_of_before_is_read_and_given_an_identity(run: Run, ledger: Path) -> None:
    ledger.write_text(json.dumps({"format": "privml-ledger/1", "runs": [GOOD | {"run": "a", "steps": 50}]}))
    run.start(ledger, steps=3)
    assert kept(ledger)["steps"] == 3
    assert json.loads(ledger.read_text())["id"]
    with pytest.raises(GuardError, match="none is given"):
        run.start(None, steps=1)


@pytest.mark.parametrize("member", [[], "x", {"ledger": "x"}, {"ledger": 1, "path": 2, "session": 3, "previous": 4}])
def test_a_folder_that_lost_its_ledgers_name_is_refused(run: Run, ledger: Path, member: Any) -> None:
    (run.folder / "run.json").write_text(json.dumps({"run": "a", "ledger": member}))
    with pytest.raises(GuardError, match="which ledger the run is in is not known"):
        run.start(ledger, steps=1)
