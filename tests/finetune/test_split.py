"""The split of a table: a row's side hangs on itself and the seed, so one row more moves no other."""

import hashlib
import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import DataError, GuardError
from privml.finetune.audit.canaries import draw_canaries, plant
from privml.finetune.audit.stage import run_audit
from privml.finetune.compare import compare_runs
from privml.finetune.data import Dataset, load_dataset
from privml.finetune.events import TrainingEvent
from privml.finetune.run_folder import dump_config
from privml.finetune.split import METHOD, is_held_out
from privml.finetune.stage import run_finetune
from privml.finetune.tasks import make_task

MakeConfig = Callable[..., FinetuneConfig]
MakeTable = Callable[..., Path]
PRIVATE = {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp"}
SHORT = {"epochs": 0.2}


def made_rows(count: int) -> list[dict[str, str]]:
    """Rows with texts of their own, and people with three rows each."""
    return [
        {"id": str(n), "customer": f"C{n // 3}", "text": f"it was good day {n}", "label": "ab"[n % 2]}
        for n in range(count)
    ]


def load(config: FinetuneConfig, table: Path) -> Dataset:
    return load_dataset(config, make_task(config), data=str(table))


def sides(data: Dataset) -> dict[str, bool]:
    """Return whether each row is a validation row, by its text."""
    return {text: side is data.validation for side in (data.train, data.validation) for text, _ in side.rows}


@pytest.mark.parametrize("unit", [None, "customer"])
@pytest.mark.parametrize("seed", [0, 1, 7])
def test_a_row_more_moves_no_other(make_config: MakeConfig, make_table: MakeTable, unit: str | None, seed: int) -> None:
    """A new row in any place, of a new person or a known one, of a new class, or another order."""
    config = make_config(data={"validation_fraction": 0.3}, train={"seed": seed}, privacy={"unit": unit})
    rows = made_rows(90)
    before = sides(load(config, make_table(rows=rows)))
    assert {True, False} == set(before.values())
    stranger = {"id": "x", "customer": "new", "text": "a lovely train", "label": "c"}
    others = {
        "first": [stranger, *rows],
        "last": [*rows, stranger],
        "of a known person": [*rows[:40], stranger | {"customer": "C4", "label": "a"}, *rows[40:]],
        "shuffled": random.Random(3).sample([*rows, stranger], 91),
    }
    for name, table in others.items():
        after = sides(load(config, make_table(f"{name}.csv", rows=table)))
        assert {text: after[text] for text in before} == before, name
    fewer = sides(load(config, make_table("fewer.csv", rows=rows[3:])))
    assert fewer == {row["text"]: before[row["text"]] for row in rows[3:]}


def test_with_neighbouring_tables_training_rows_differ_by_the_unit_alone(
    make_config: MakeConfig, make_table: MakeTable
) -> None:
    config, rows = make_config(data={"validation_fraction": 0.3}, privacy={"unit": "customer"}), made_rows(90)
    whole = load(config, make_table(rows=rows))
    for person in range(30):
        left = [row for row in rows if row["customer"] != f"C{person}"]
        without = load(config, make_table(f"without{person}.csv", rows=left))
        own = {row["text"] for row in rows if row["customer"] == f"C{person}"}
        trained = {text for text, _ in whole.train.rows}
        assert {text for text, _ in without.train.rows} == trained - own
        assert own <= trained or not own & trained


@pytest.mark.parametrize(
    ("cells", "columns", "task"),
    [
        (("good day", "a"), {"text": "x", "label": "y"}, "text-classification"),
        (("good day", "a;b"), {"text": "x", "label": "y", "label_separator": ";"}, "text-classification"),
        (
            ("Ann was here", '[{"start": 0, "end": 3, "entity_type": "PERSON"}]'),
            {"text": "x", "spans": "y"},
            "token-classification",
        ),
        (("how?", "so"), {"prompt": "x", "answer": "y"}, "causal-lm"),
        (("only a text", ""), {"text": "x"}, "causal-lm"),
        (("only a text", ""), {"text": "x"}, "masked-lm"),
    ],
)
def test_what_makes_rows_equal(
    make_config: MakeConfig, cells: tuple[str, str], columns: dict[str, str], task: str
) -> None:
    """Equal rows have equal contents, whatever their cells looked like; another text or answer makes another one."""
    values = make_config().model_dump(mode="json")
    values |= {"task": task, "data": {"max_length": 128, **columns}, "model": {"source": values["model"]["source"]}}
    maker = make_task(FinetuneConfig.model_validate(values))
    width = len(maker.columns())
    spelled = {"a;b": " b ;a", "a": " a "}.get(cells[1], cells[1].replace(": ", ":   "))
    other = (cells[0] + "!", cells[1])
    rows = maker.parse([list(row[:width]) for row in (cells, (cells[0], spelled), other)], source="t")
    first, second, third = (json.dumps(maker.content(row)) for row in rows)
    assert first == second
    assert first != third


def test_the_side_is_that_of_a_keyed_hash() -> None:
    """Computed anew from the documented bytes: JSON of the content, the key derived from the seed."""
    for seed, content in [(0, ["a text", "label"]), (1, ["ein Straßenfest", "x", "y"]), (5, ["C17"]), (2, "\ud800")]:
        key = hashlib.sha256(f"privml:{seed}:split".encode()).digest()[:8]
        key = (int.from_bytes(key, "big") >> 1).to_bytes(8, "big")
        text = json.dumps(content).encode()
        place = int(hashlib.blake2b(text, digest_size=8, key=key, person=b"privml split").hexdigest(), 16) / 2**64
        assert is_held_out(content, fraction=place + 1e-9, seed=seed)
        assert not is_held_out(content, fraction=place - 1e-9, seed=seed)
    assert not is_held_out(["a text"], fraction=0.0, seed=0)


@pytest.mark.parametrize("fraction", [0.05, 0.1, 0.5, 0.9])
def test_the_share_is_the_fraction(fraction: float) -> None:
    """Within four standard deviations of a binomial count, for each seed; seeds differ, a larger share holds more."""
    drawn = [[is_held_out([str(n)], fraction=fraction, seed=seed) for n in range(4000)] for seed in range(5)]
    deviation = math.sqrt(4000 * fraction * (1 - fraction))
    assert all(abs(sum(own) - 4000 * fraction) < 4 * deviation for own in drawn)
    both = sum(a and b for a, b in zip(*drawn[:2], strict=True))
    assert abs(both - 4000 * fraction**2) < 4 * math.sqrt(4000 * fraction**2), "two seeds draw independently"
    larger = [is_held_out([str(n)], fraction=min(0.99, 1.2 * fraction), seed=0) for n in range(4000)]
    assert all(more for less, more in zip(drawn[0], larger, strict=True) if less)


def test_twins_lie_on_one_side(make_config: MakeConfig, make_table: MakeTable) -> None:
    rows = [row | {"id": str(copy)} for row in made_rows(60) for copy in range(3)]
    data = load(make_config(data={"validation_fraction": 0.3}), make_table(rows=rows))
    assert len(data.train) + len(data.validation) == 180
    assert not {text for text, _ in data.train.rows} & {text for text, _ in data.validation.rows}
    assert len(data.validation) % 3 == 0


@pytest.mark.parametrize(
    ("fraction", "unit", "message"),
    [
        (0.001, None, r"the split of masked\.csv \(30 rows\) left no validation rows; equal rows stay together"),
        (0.001, "customer", r"left no validation rows; rows of one customer stay together"),
        (0.999, None, r"the split of masked\.csv \(30 rows\) left no training rows; equal rows stay together"),
    ],
)
def test_an_empty_side_is_told_with_a_way_out(
    make_config: MakeConfig,
    make_table: MakeTable,
    cli: Any,
    tmp_path: Path,
    fraction: float,
    unit: str | None,
    message: str,
) -> None:
    config = make_config(data={"validation_fraction": fraction}, train={"seed": 1}, privacy={"unit": unit})
    table = make_table(rows=made_rows(30))
    with pytest.raises(DataError, match=message):
        load(config, table)
    (tmp_path / "c.yaml").write_text(dump_config(config))
    done = cli("finetune", table, "--config", tmp_path / "c.yaml", "-o", tmp_path / "run")
    assert (done.code, done.out) == (3, b"")
    assert "hint: data.validation_fraction: 0 trains on all rows" in done.err
    assert not (tmp_path / "run").exists()
    without = load(make_config(data={"validation_fraction": 0}, privacy={"unit": unit}), table)
    assert (len(without.train), len(without.validation)) == (30, 0)


def test_classes_that_are_missing_on_a_side_are_told(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    """Two classes of one row each, placed by what the hash makes of them."""
    config, seed = make_config(data={"validation_fraction": 0.3}, train=SHORT), 0
    held = {n: is_held_out([f"rare {n}", f"z{n}"], fraction=0.3, seed=seed) for n in range(20)}
    rare = [next(n for n, side in held.items() if side is wanted) for wanted in (True, False)]
    rows = made_rows(60) + [{"id": "r", "customer": "", "text": f"rare {n}", "label": f"z{n}"} for n in rare]
    said: list[TrainingEvent] = []
    run_finetune(config, data=str(make_table(rows=rows)), output=tmp_path / "run", on_event=said.append)
    notes = [event.message for event in said if event.kind == "note"]
    assert notes == [
        "1 of 4 classes have no training row: they cannot be learned",
        "1 of 4 classes have no validation row: the metrics do not speak of them",
    ]
    said.clear()
    run_finetune(config, data=str(make_table("all.csv", rows=rows[:60])), output=tmp_path / "b", on_event=said.append)
    assert not [event for event in said if event.kind == "note"]


class Crash(Exception):
    """Stands for a power failure."""


def crash(event: TrainingEvent) -> None:
    if event.kind == "step" and event.step == 2:
        raise Crash


@pytest.mark.parametrize("fraction", [0.3, 0])
def test_a_run_of_an_earlier_split_does_not_go_on(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, fraction: float
) -> None:
    """Without validation rows nothing was split, so nothing has changed."""
    config = make_config(data={"validation_fraction": fraction}, train={"checkpoint_every_steps": 1})
    table, run = str(make_table()), tmp_path / "run"
    with pytest.raises(Crash):
        run_finetune(config, data=table, output=run, on_event=crash)
    state = json.loads((run / "run.json").read_text())
    assert state.pop("split") == (METHOD if fraction else None)
    (run / "run.json").write_text(json.dumps(state))
    if not fraction:
        run_finetune(config, data=table, output=run, resume=True)
        return
    with pytest.raises(GuardError, match="splits the table in another way: it would go on with other training rows"):
        run_finetune(config, data=table, output=run, resume=True)
    (run / "run.json").write_text(json.dumps(state | {"split": METHOD}))
    report = run_finetune(config, data=table, output=run, resume=True)
    (run / "run.json").write_text(json.dumps(state))
    assert run_finetune(config, data=table, output=run, resume=True) == report, "a complete run is left alone"


def test_runs_of_an_earlier_split_are_told_apart(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    """An audit would take training rows for others, and a comparison other validation rows for the same."""
    table = make_table()
    for name in ("old", "new"):
        report = run_finetune(make_config(train=SHORT), data=str(table), output=tmp_path / name)
    assert report.split == METHOD
    assert compare_runs([tmp_path / "old", tmp_path / "new"]).same_data
    assert [attack.targets for attack in run_audit(tmp_path / "old", data=str(table)).attacks][:1] == ["records"]
    values = json.loads((tmp_path / "old" / "report.json").read_text())
    del values["split"]
    (tmp_path / "old" / "report.json").write_text(json.dumps(values))
    assert not compare_runs([tmp_path / "old", tmp_path / "new"]).same_data
    audit = run_audit(tmp_path / "old", data=str(table))
    assert audit.attacks == []
    assert "membership of records: the run's version of privml split the table in another way" in audit.not_measured


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_planted_canaries_are_trained_on(make_config: MakeConfig, make_table: MakeTable, seed: int) -> None:
    config = make_config(
        data={"validation_fraction": 0.4}, train={"seed": seed}, audit={"canaries": {"count": 40, "repetitions": 2}}
    )
    task, data = make_task(config), load(config, make_table())
    assert config.audit.canaries is not None
    canaries = draw_canaries(config.audit.canaries, task, data.label_names)
    planted = plant(data, task, canaries)
    assert len(planted.train) == len(data.train) + 2 * canaries.counts()["planted"]
    assert planted.validation == data.validation


@pytest.mark.parametrize(
    ("unit", "data", "train", "neighbours"),
    [
        (None, {}, {}, "one row of the table added or removed; nothing else changes sides"),
        ("customer", {}, {}, "all rows of one unit of the table added or removed; nothing else changes sides"),
        (
            None,
            {},
            {"patience": 1},
            "one row on the training side of the split added or removed; nothing else changes sides",
        ),
        (None, {"validation_fraction": 0}, {}, "one row of the training table added or removed"),
    ],
)
def test_the_card_says_how_and_between_which_tables(
    make_config: MakeConfig,
    make_table: MakeTable,
    tmp_path: Path,
    unit: str | None,
    data: dict[str, Any],
    train: dict[str, Any],
    neighbours: str,
) -> None:
    config = make_config(
        data={"validation_fraction": 0.25} | data,
        train={"epochs": 1, "seed": 4} | train,
        privacy=PRIVATE | {"unit": unit},
    )
    run_finetune(config, data=str(make_table(rows=made_rows(60))), output=tmp_path / "run")
    card = (tmp_path / "run" / "README.md").read_text()
    assert f"| neighbouring tables | {neighbours} |" in card
    line = f"- Split: each {unit or 'row'} by a keyed hash of itself ({METHOD}, seed 4, share 0.25)"
    assert (line in card) == (not data)
    assert "the split" not in card.split("Not covered by the guarantee:")[1].split("## Data")[0]
    assert ("- the validation rows: their metrics are published without noise" in card) == (not data)
