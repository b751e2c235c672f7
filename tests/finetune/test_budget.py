"""The ledger of several runs: sums that an accountant confirms, limits that hold, reservations that are never lost."""

import json
import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from privml.configs.finetune import FinetuneConfig
from privml.configs.training.privacy import PrivacyConfig
from privml.core.errors import GuardError
from privml.finetune.accountants import Steps, composed_epsilon, compute_epsilon
from privml.finetune.budget import BudgetFile, Entry
from privml.finetune.privacy import PrivacyLedger, PrivacyPlan
from privml.finetune.reservation import counted
from privml.finetune.stage import run_finetune
from pydantic import ValidationError

RUN = Steps(1.1, 0.02, 300)
Make = Callable[..., FinetuneConfig]


def entry(name: str, *, steps: int = 300, unit: str | None = None) -> Entry:
    return Entry(name, unit, RUN.noise_multiplier, RUN.sample_rate, steps, "0" * 64)


def test_two_halves_are_one_run() -> None:
    half = Steps(1.1, 0.02, 150)
    assert composed_epsilon([half, half], delta=1e-5) == pytest.approx(composed_epsilon([RUN], delta=1e-5), rel=1e-6)
    assert composed_epsilon([RUN, Steps(5.0, 0.5, 0)], delta=1e-5) == composed_epsilon([RUN], delta=1e-5)


def test_pld_gives_the_known_value_and_is_below_the_others() -> None:
    """n = 67,349 rows in batches of 1,024, 200 steps, sigma 0.8, delta 1/(2 n)."""
    setting = {"steps": 200, "noise_multiplier": 0.8, "sample_rate": 1024 / 67349, "delta": 1 / (2 * 67349)}
    found = [compute_epsilon(**setting, accountant=name) for name in ("pld", "prv", "rdp")]  # type: ignore[arg-type]
    assert found == sorted(found)
    assert found == pytest.approx([2.644, 2.654, 3.273], abs=0.002)


def test_runs_add_up_and_the_limit_holds(tmp_path: Path) -> None:
    budget = BudgetFile(tmp_path / "ledger.json", delta=1e-5)
    one = budget.reserve(entry("a"), max_epsilon=None)
    assert one == pytest.approx(composed_epsilon([RUN], delta=1e-5))
    two = budget.reserve(entry("b"), max_epsilon=2 * one)
    assert one < two < 2 * one, "an accountant is tighter than a sum"
    before = (tmp_path / "ledger.json").read_text()
    with pytest.raises(GuardError, match=r"over 2\.5; .* is spent"):
        budget.reserve(entry("c", steps=5000), max_epsilon=2.5)
    assert (tmp_path / "ledger.json").read_text() == before
    spent = budget.spent()
    assert spent is not None
    assert spent == (pytest.approx(two), 1e-5)


def test_what_is_spent_is_told_at_the_least_delta(tmp_path: Path) -> None:
    """A run on fewer rows has a larger delta, at which the others' epsilon looks smaller."""
    path = tmp_path / "ledger.json"
    first = BudgetFile(path, delta=1e-5).reserve(replace(entry("a"), delta=1e-5), max_epsilon=None)
    small = replace(entry("b", steps=1), delta=1e-3)
    with pytest.raises(GuardError, match="this run would bring"):
        BudgetFile(path, delta=1e-3).reserve(small, max_epsilon=first)
    both = BudgetFile(path, delta=1e-3).reserve(small, max_epsilon=None)
    assert both > first
    assert BudgetFile(path, delta=1e-3).spent() == (both, 1e-5)
    smaller = BudgetFile(path, delta=1e-6).spent()
    assert smaller is not None
    assert smaller[0] > both


def test_a_run_counts_once_and_gives_back_what_it_did_not_take(tmp_path: Path) -> None:
    budget = BudgetFile(tmp_path / "ledger.json", delta=1e-5)
    planned = budget.reserve(entry("a"), max_epsilon=None)
    assert budget.reserve(entry("a"), max_epsilon=planned) == planned, "a resumed run is the same run"
    assert budget.settle(entry("a", steps=100)) < planned
    (kept,) = json.loads((tmp_path / "ledger.json").read_text())["runs"]
    assert kept["steps"] == 100


def test_a_failing_run_settles_what_it_took(tmp_path: Path) -> None:
    privacy = PrivacyConfig(mechanism="dp-sgd", noise_multiplier=1.1, ledger=str(tmp_path / "ledger.json"))
    own = PrivacyLedger(tmp_path / "privacy.jsonl", PrivacyPlan(1.1, 0.02, 1.0, 1e-5, "rdp", 50))
    (tmp_path / "run.json").write_text('{"run": "a"}')
    made: list[Path] = []
    count = counted(privacy, own, folder=tmp_path, data_sha256="0" * 64, on_new=made.append)
    with pytest.raises(KeyboardInterrupt), count:
        own.record()
        (reserved,) = json.loads((tmp_path / "ledger.json").read_text())["runs"]
        assert reserved["steps"] == 50, "before the first step all are reserved"
        assert reserved["taken"] == 1
        assert made == [tmp_path / "ledger.json"]
        raise KeyboardInterrupt
    (kept,) = json.loads((tmp_path / "ledger.json").read_text())["runs"]
    assert kept["steps"] == 1


@pytest.mark.parametrize("units", [("customer", None), (None, "customer"), ("customer", "household")])
def test_runs_of_different_units_do_not_add_up(tmp_path: Path, units: tuple[str | None, str | None]) -> None:
    budget = BudgetFile(tmp_path / "ledger.json", delta=1e-5)
    budget.reserve(entry("a", unit=units[0]), max_epsilon=None)
    match = f"has the privacy unit {units[0] or 'row'}, and this one {units[1] or 'row'}"
    with pytest.raises(GuardError, match=match):
        budget.reserve(entry("b", unit=units[1]), max_epsilon=None)
    budget.reserve(entry("b", unit=units[0]), max_epsilon=None)


@pytest.mark.parametrize("content", ["", "{}", '{"format": "privml-ledger/1", "runs": [{}]}', "[1]"])
def test_a_damaged_ledger_stops_the_run(tmp_path: Path, content: str) -> None:
    (tmp_path / "ledger.json").write_text(content)
    with pytest.raises(GuardError, match="what was spent is not known"):
        BudgetFile(tmp_path / "ledger.json", delta=1e-5).reserve(entry("a"), max_epsilon=None)
    assert (tmp_path / "ledger.json").read_text() == content


def _enter(path: Path, name: str) -> None:
    BudgetFile(path, delta=1e-5).settle(entry(name, steps=1))


def test_processes_do_not_overwrite_each_other(tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_enter, args=(path, f"run {number}")) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 6
    assert len(json.loads(path.read_text())["runs"]) == 6


def test_links_to_a_ledger_are_one_ledger(tmp_path: Path) -> None:
    for name in ("team", "mine", "yours"):
        (tmp_path / name).mkdir()
    paths = [tmp_path / name / "ledger.json" for name in ("mine", "yours")]
    for number, path in enumerate(paths):
        path.symlink_to("../team/ledger.json")
        _enter(path, f"run {number}")
    assert all(path.is_symlink() for path in paths)
    assert len(json.loads((tmp_path / "team" / "ledger.json").read_text())["runs"]) == 2
    assert sorted(path.name for path in (tmp_path / "team").iterdir()) == ["ledger.json", "ledger.json.lock"]
    assert [path.name for path in tmp_path.glob("[my]*/*")] == ["ledger.json"] * 2, "and share its lock"


def test_runs_share_a_ledger(make_config: Make, make_table: Callable[..., Path], tmp_path: Path, private: Any) -> None:
    """The second run is refused before it starts; the first one's report and card tell the sum."""
    ledger = tmp_path / "ledger.json"
    privacy = {name: value for name, value in private.items() if name != "noise_seed"} | {"ledger": str(ledger)}
    table = make_table()
    first = run_finetune(make_config(privacy=privacy), data=str(table), output=tmp_path / "first")
    assert first.epsilon_of_ledger is not None
    assert first.epsilon is not None
    assert first.epsilon_of_ledger <= first.epsilon, "rdp claims more than pld"
    assert "All runs of the ledger" in (tmp_path / "first" / "README.md").read_text()
    tight = make_config(privacy=privacy | {"max_epsilon": first.epsilon_of_ledger * 1.01})
    for dry_run in (True, False):
        with pytest.raises(GuardError, match="this run would bring the epsilon of all runs"):
            run_finetune(tight, data=str(table), output=tmp_path / "second", dry_run=dry_run)
    assert not (tmp_path / "second").exists()
    wide = make_config(privacy=privacy | {"max_epsilon": 1000.0})
    second = run_finetune(wide, data=str(table), output=tmp_path / "second")
    assert second.epsilon_of_ledger is not None
    assert second.epsilon_of_ledger > first.epsilon_of_ledger
    assert len(json.loads(ledger.read_text())["runs"]) == 2
    again = run_finetune(wide, data=str(table), output=tmp_path / "second", resume=True)
    assert again.epsilon_of_ledger == second.epsilon_of_ledger


def test_a_limit_without_a_ledger_is_the_runs_own(
    make_config: Make, make_table: Callable[..., Path], tmp_path: Path, private: Any
) -> None:
    config = make_config(privacy=private | {"max_epsilon": 0.5})
    with pytest.raises(GuardError, match=r"would spend epsilon .*, over 0\.5"):
        run_finetune(config, data=str(make_table()), output=tmp_path / "run")
    with pytest.raises(ValidationError, match="max_epsilon has no effect without mechanism: dp-sgd"):
        make_config(privacy={"max_epsilon": 1.0})
