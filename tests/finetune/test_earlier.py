"""Base models that come from earlier runs: refused, added up or named on the card."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import GuardError, UsageError
from privml.core.rounding import upper_bound
from privml.finetune.earlier import EarlierRun, with_base
from privml.finetune.planning import plan_run
from privml.finetune.privacy import PrivacyPlan
from privml.finetune.run_folder import load_report
from privml.finetune.stage import run_finetune

MakeConfig = Callable[..., FinetuneConfig]
MakeTable = Callable[..., Path]
PRIVATE = {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp"}
SHORT = {"epochs": 0.2}
OTHER_ROWS = [{"id": str(n), "text": f"it was {('bad', 'good')[n % 2]} {n}", "label": "ab"[n % 2]} for n in range(30)]

SAME_LABELS = [row | {"label": {"a": "neg", "b": "pos"}[row["label"]]} for row in OTHER_ROWS]


def run(make_config: MakeConfig, table: Path, output: Path, source: Path | None = None, **sections: Any) -> Any:
    model = {} if source is None else {"model": {"source": str(source)}}
    return run_finetune(make_config(train=SHORT, **model, **sections), data=str(table), output=output)


def card_of(folder: Path) -> str:
    return (folder / "README.md").read_text()


@pytest.mark.parametrize("privacy", [{}, PRIVATE | {"noise_seed": 3}], ids=["without dp-sgd", "with a fixed seed"])
def test_a_base_that_knows_the_table_is_refused(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, privacy: dict[str, Any]
) -> None:
    table = make_table()
    run(make_config, table, tmp_path / "first", privacy=privacy)
    with pytest.raises(GuardError, match="run first, which was trained on the same table without differential privacy"):
        run(make_config, table, tmp_path / "second", tmp_path / "first", privacy=PRIVATE)
    assert not (tmp_path / "second").exists()
    run(make_config, table, tmp_path / "second", tmp_path / "first")  # claims nothing


def test_the_base_of_the_base_and_a_copied_table_are_looked_at(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    table, other = make_table(), make_table("other.csv", rows=OTHER_ROWS)
    run(make_config, table, tmp_path / "first")
    run(make_config, other, tmp_path / "second", tmp_path / "first")
    copy = make_table("copy.csv")
    with pytest.raises(GuardError, match="the run first,"):
        run(make_config, copy, tmp_path / "third", tmp_path / "second", privacy=PRIVATE)
    held_out = make_table("held_out.csv", rows=OTHER_ROWS)  # the hash of the data is of both tables
    with pytest.raises(GuardError, match="the run first,"):
        data = {"validation": str(held_out)}
        run(make_config, copy, tmp_path / "third", tmp_path / "first", privacy=PRIVATE, data=data)


def test_a_base_that_was_chosen_by_the_table_is_refused(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    """Its training rows are others, and which of its weights stayed was decided on these ones, without noise."""
    table, other = make_table(), make_table("other.csv", rows=SAME_LABELS)
    data = {"validation": str(table)}
    chosen = make_config(train={"epochs": 2, "patience": 1}, data=data)
    run_finetune(chosen, data=str(other), output=tmp_path / "chosen")
    assert load_report(tmp_path / "chosen").selected_step is not None
    with pytest.raises(GuardError, match="run chosen, whose weights were chosen without noise"):
        run(make_config, table, tmp_path / "second", tmp_path / "chosen", privacy=PRIVATE)
    run_finetune(make_config(train=SHORT | {"patience": None}, data=data), data=str(other), output=tmp_path / "last")
    assert load_report(tmp_path / "last").selected_step is None
    run(make_config, table, tmp_path / "second", tmp_path / "last", privacy=PRIVATE)
    assert "with this one for its validation: its metrics tell of these rows" in card_of(tmp_path / "second")


def test_a_base_that_was_chosen_by_rows_split_off_the_table_is_refused(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    """With another seed, rows by which its weights were chosen are training rows here."""
    table = make_table()
    chosen = make_config(train={"epochs": 2, "patience": 1}, privacy=PRIVATE)
    run_finetune(chosen, data=str(table), output=tmp_path / "chosen")
    assert load_report(tmp_path / "chosen").selected_step is not None
    with pytest.raises(GuardError, match="run chosen, whose weights were chosen without noise"):
        run(make_config, table, tmp_path / "second", tmp_path / "chosen", privacy=PRIVATE)
    other = make_table("other.csv", rows=SAME_LABELS)
    elsewhere = make_config(train={"epochs": 2, "patience": 1}, privacy=PRIVATE, data={"validation": str(other)})
    run_finetune(elsewhere, data=str(table), output=tmp_path / "elsewhere")
    assert load_report(tmp_path / "elsewhere").selected_step is not None
    run(make_config, table, tmp_path / "third", tmp_path / "elsewhere", privacy=PRIVATE)


def test_a_run_that_goes_on_adds_the_runs_that_it_has_noted(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    table = make_table()
    first = run(make_config, table, tmp_path / "first", privacy=PRIVATE)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("privml.finetune.stage.make_report", killed)
        run(make_config, table, tmp_path / "second", tmp_path / "first", privacy=PRIVATE)
    for name in ("report.json", "run.json"):
        (tmp_path / "first" / name).unlink()
    config = make_config(train=SHORT, model={"source": str(tmp_path / "first")}, privacy=PRIVATE)
    resumed = run_finetune(config, data=str(table), output=tmp_path / "second", resume=True)
    assert resumed.epsilon_with_base == pytest.approx(first.epsilon + resumed.epsilon)
    assert "all runs together are" in card_of(tmp_path / "second")


def test_points_of_a_sweep_count_their_own_rows(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    table = make_table()

    def config(**data: Any) -> FinetuneConfig:
        return make_config(train=SHORT, privacy=PRIVATE, data=data)

    fractions = (0.1, 0.5, 0.8)
    sweep = [(str(f), config(validation_fraction=f)) for f in fractions]
    together = plan_run(config(), data=str(table), sweep=sweep, measure=False)
    alone = [plan_run(other, data=str(table), measure=False).point for _, other in sweep]
    assert [(p.steps, p.epsilon) for p in together.sweep] == [(p.steps, p.epsilon) for p in alone]
    epsilons = [point.epsilon for point in alone]
    assert len(set(epsilons)) == 3


def test_a_base_that_has_learned_the_validation_rows_flatters(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    table, other = make_table(), make_table("other.csv", rows=SAME_LABELS)
    run(make_config, other, tmp_path / "first")
    data = {"validation": str(other)}
    run(make_config, table, tmp_path / "second", tmp_path / "first", privacy=PRIVATE, data=data)
    line = "- the validation rows, which the run `first` has learned: the metrics flatter"
    assert line in card_of(tmp_path / "second")
    run(make_config, table, tmp_path / "third", tmp_path / "first", privacy=PRIVATE)
    assert line not in card_of(tmp_path / "third")


def test_a_head_without_its_report_is_no_base(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    table = make_table()
    model = {"pooling": "mean", "method": "full"}
    run_finetune(make_config(train=SHORT, model=model), data=str(table), output=tmp_path / "first")
    for name in ("report.json", "run.json"):
        (tmp_path / "first" / name).unlink()
    with pytest.raises(UsageError, match="is no run folder"):
        run(make_config, table, tmp_path / "second", tmp_path / "first", privacy=PRIVATE)


def test_a_teacher_of_the_base_is_looked_at(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    table, other = make_table(), make_table("other.csv", rows=OTHER_ROWS)
    run(make_config, table, tmp_path / "teacher")
    run(make_config, other, tmp_path / "student")
    text = (tmp_path / "student" / "config.yaml").read_text()
    text = text.replace("teacher: null", f"teacher: {tmp_path / 'teacher'}")
    text = text.replace("task: text-classification", "task: token-classification")
    text = text.replace("spans: null", "spans: label").replace("label: label\n", "label: null\n", 1)
    (tmp_path / "student" / "config.yaml").write_text(text)
    with pytest.raises(GuardError, match="the run teacher,"):
        run(make_config, table, tmp_path / "run", tmp_path / "student", privacy=PRIVATE)


def test_the_epsilons_of_private_runs_on_one_table_add(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    table = make_table()
    first = run(make_config, table, tmp_path / "first", privacy=PRIVATE)
    second = run(make_config, table, tmp_path / "second", tmp_path / "first", privacy=PRIVATE)
    epsilon, delta = upper_bound(first.epsilon + second.epsilon), upper_bound(first.delta + second.delta, 3)
    total = f"({epsilon}, {delta})-differentially private.**"
    assert second.epsilon_with_base == pytest.approx(first.epsilon + second.epsilon)
    assert second.delta_with_base == pytest.approx(first.delta + second.delta)
    assert first.epsilon_with_base is None
    card = card_of(tmp_path / "second")
    assert f"all runs together are {total}" in card
    spent = f"epsilon {upper_bound(first.epsilon)}, delta "
    assert f"- the run `first` that the base model comes from (text-classification, full; {spent}" in card
    assert "all runs together" not in card_of(tmp_path / "first")


def test_a_limit_holds_for_run_and_base_together(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    """Each run is within the limit, their sum is not; just above the sum it goes on."""
    table = make_table()
    first = run(make_config, table, tmp_path / "first", privacy=PRIVATE)
    model = {"source": str(tmp_path / "first")}
    tight = make_config(train=SHORT, model=model, privacy=PRIVATE | {"max_epsilon": 1.5 * first.epsilon})
    message = (
        rf"bring the epsilon of itself and of its base model to {upper_bound(2 * first.epsilon)}, "
        rf"over {1.5 * first.epsilon:g}; {upper_bound(first.epsilon)} is spent"
    )
    for dry_run in (True, False):
        with pytest.raises(GuardError, match=message):
            run_finetune(tight, data=str(table), output=tmp_path / "second", dry_run=dry_run)
    with pytest.raises(GuardError, match=message):
        plan_run(tight, data=str(table), measure=False)
    assert not (tmp_path / "second").exists()
    wide = make_config(train=SHORT, model=model, privacy=PRIVATE | {"max_epsilon": 2.0001 * first.epsilon})
    assert plan_run(wide, data=str(table), measure=False).epsilon_with_base == pytest.approx(
        2 * first.epsilon, abs=1e-4
    )
    second = run_finetune(wide, data=str(table), output=tmp_path / "second")
    assert second.epsilon_with_base == pytest.approx(2 * first.epsilon)
    elsewhere = make_config(train=SHORT, model=model, privacy=tight.privacy.model_dump())
    assert run_finetune(elsewhere, data=str(make_table("o.csv", rows=OTHER_ROWS)), output=tmp_path / "third").epsilon


def test_a_limit_with_a_ledger_counts_a_base_once(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    """A base in the ledger is in its sum, which is tighter than adding; one outside of it is added to the sum."""
    table, pld = make_table(), PRIVATE | {"accountant": "pld"}
    for name, ledger in {"inside": {"ledger": str(tmp_path / "one.json")}, "outside": {}}.items():
        first = run(make_config, table, tmp_path / name, privacy=pld | ledger)
        assert first.epsilon is not None
        together = run(make_config, table, tmp_path / f"{name} peer", privacy=pld | {"ledger": f"{tmp_path}/{name}2"})
        own = str(tmp_path / ("one.json" if ledger else "two.json"))
        limit = 1.99 * first.epsilon
        limited = pld | {"ledger": own, "max_epsilon": limit}
        config = make_config(train=SHORT, model={"source": str(tmp_path / name)}, privacy=limited)
        if ledger:
            second = run_finetune(config, data=str(table), output=tmp_path / "second")
            assert second.epsilon_of_ledger is not None
            assert first.epsilon < second.epsilon_of_ledger < limit
            continue
        message = (
            rf"all runs in .*two\.json and of its base model to {upper_bound(2 * together.epsilon)}, over {limit:g}"
        )
        with pytest.raises(GuardError, match=message):
            run_finetune(config, data=str(table), output=tmp_path / "third")
        assert not Path(own).exists()


@pytest.mark.parametrize("ledger", [False, True])
def test_no_limit_can_be_kept_over_different_units(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, ledger: bool
) -> None:
    table = make_table()
    run(make_config, table, tmp_path / "first", privacy=PRIVATE)
    people = PRIVATE | {"unit": "id"} | ({"ledger": str(tmp_path / "ledger.json")} if ledger else {})
    with pytest.raises(GuardError, match=r"by the run first with the privacy unit row, and this run has id: the epsil"):
        limited = people | {"max_epsilon": 1000.0}
        run(make_config, table, tmp_path / "second", tmp_path / "first", privacy=limited)
    run(make_config, table, tmp_path / "second", tmp_path / "first", privacy=people)
    assert "with another privacy unit: the epsilons do not add up" in " ".join(card_of(tmp_path / "second").split())


def test_a_comparison_shows_and_draws_the_sum(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, cli: Any
) -> None:
    table = make_table()
    first = run(make_config, table, tmp_path / "first", privacy=PRIVATE)
    second = run(make_config, table, tmp_path / "second", tmp_path / "first", privacy=PRIVATE)
    done = cli("compare", tmp_path / "first", tmp_path / "second", "--json", "--figure", tmp_path / "p.svg")
    runs = json.loads(done.text)["runs"]
    assert [run["epsilon"] for run in runs] == [first.epsilon, second.epsilon]
    assert [run["epsilon_with_base"] for run in runs] == [None, second.epsilon_with_base]
    assert [run["delta_with_base"] for run in runs] == [None, second.delta_with_base]
    picture = (tmp_path / "p.svg").read_text()
    assert ">second (with base)<" in picture
    assert ">first<" in picture
    assert f">{second.epsilon_with_base:.3g}<" in picture, "the tick of the sum"
    shown = cli("compare", tmp_path / "first", tmp_path / "second").err
    assert f"{upper_bound(second.epsilon_with_base)} (with base)" in " ".join(shown.split())
    assert "note: with base: the epsilons of the base model's runs on the same table are added" in shown
    assert "with base" not in cli("compare", tmp_path / "first", tmp_path / "first").err


def test_a_run_on_another_file_is_named(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    run(make_config, make_table("other.csv", rows=OTHER_ROWS), tmp_path / "first")
    run(make_config, make_table(), tmp_path / "second", tmp_path / "first", privacy=PRIVATE)
    card = card_of(tmp_path / "second")
    assert (
        "- the run `first` that the base model comes from (text-classification, full; epsilon none), on another file, "
        "which may hold the same rows: the guarantee above says nothing about the rows that it has seen"
    ) in card
    assert "all runs together" not in card


def test_reports_without_a_hash_of_the_table_alone_still_tell(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    table = make_table()
    run(make_config, table, tmp_path / "first")
    report = tmp_path / "first" / "report.json"
    values = json.loads(report.read_text())
    del values["table_sha256"]
    report.write_text(json.dumps(values))
    with pytest.raises(GuardError):
        run(make_config, table, tmp_path / "second", tmp_path / "first", privacy=PRIVATE)
    report.unlink()
    with pytest.raises(UsageError, match="is not complete"):
        run(make_config, table, tmp_path / "second", tmp_path / "first", privacy=PRIVATE)


def test_a_base_that_is_no_run_needs_no_report(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    run(make_config, make_table("other.csv", rows=OTHER_ROWS), tmp_path / "first")
    for name in ("report.json", "run.json"):
        (tmp_path / "first" / name).unlink()
    shutil.copytree(tmp_path / "first", tmp_path / "model")
    run(make_config, make_table(), tmp_path / "second", tmp_path / "model", privacy=PRIVATE)
    assert "- what the base model has read before: if your rows were among it" in card_of(tmp_path / "second")
    assert load_report(tmp_path / "second").noise_seed is None


@pytest.mark.parametrize(
    ("unit", "units", "runs"),
    [
        (None, [], None),
        (None, [None], 1),
        ("id", ["id", "id"], 2),
        ("id", ["id", None], None),
        (None, ["id"], None),
    ],
)
def test_composition(unit: str | None, units: list[str | None], runs: int | None) -> None:
    earlier = [EarlierRun("a", "masked-lm", "full", own, 2.0, 5e-6, True) for own in units]
    earlier.append(EarlierRun("b", "masked-lm", "full", None, None, None, False))
    plan = PrivacyPlan(1.0, 0.1, 1.0, 1e-5, "rdp", 10)
    found = with_base(plan, earlier, steps=10, unit=unit)
    if runs is None:
        assert found == (None, None)
    else:
        assert found == pytest.approx((plan.epsilon(10) + 2 * runs, 1e-5 + 5e-6 * runs))
    assert with_base(None, earlier, steps=10, unit=unit) == (None, None)
