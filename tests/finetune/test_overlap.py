"""Validation rows that are training rows: refused with dp-sgd, told without it."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import DataError, UsageError
from privml.finetune.events import TrainingEvent
from privml.finetune.overlap import Overlap, find_overlap, find_shared_units
from privml.finetune.run_folder import dump_config
from privml.finetune.stage import run_finetune

MakeConfig = Callable[..., FinetuneConfig]
MakeTable = Callable[..., Path]
PRIVATE = {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp"}
SHORT = {"epochs": 0.2}


def texts(count: int, *, first: int = 0, customer: str = "C") -> list[dict[str, str]]:
    """Return rows without twins."""
    return [
        {"id": str(n), "customer": f"{customer}{n % 40}", "text": f"it was {n}", "label": "ab"[n % 2]}
        for n in range(first, first + count)
    ]


@pytest.mark.parametrize("mechanism", [{}, PRIVATE])
def test_the_training_table_is_no_validation_table(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, mechanism: dict[str, Any]
) -> None:
    table = make_table()
    copy = make_table("copy.csv")
    (tmp_path / "link.csv").symlink_to(table)
    shutil.move(tmp_path / "masked.csv.manifest.json", tmp_path / "evidence.json")
    for same in (table, copy, tmp_path / "link.csv"):
        config = make_config(data={"validation": str(same)}, privacy=mechanism)
        with pytest.raises(UsageError, match="is the training table itself"):
            run_finetune(config, data=str(table), manifest=tmp_path / "evidence.json", output=tmp_path / "run")


def test_training_rows_among_the_validation_rows(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    table, other = make_table(rows=texts(80)), make_table("other.csv", rows=texts(30, first=75))
    data = {"validation": str(other)}
    said = r"5 of 30 rows of other\.csv are in the training table, too"
    with pytest.raises(DataError, match=said) as error:
        run_finetune(make_config(data=data, privacy=PRIVATE), data=str(table), output=tmp_path / "run")
    assert "it was" not in str(error.value)
    assert not (tmp_path / "run").exists()
    events: list[TrainingEvent] = []
    config = make_config(data=data, train=SHORT)
    report = run_finetune(config, data=str(table), output=tmp_path / "run", on_event=events.append)
    assert events[0].kind == "note"
    assert events[0].message == "5 of 30 rows of other.csv are in the training table, too: the metrics flatter"
    assert report.validation_shared == 5
    card = (tmp_path / "run" / "README.md").read_text()
    assert "**5 of the validation rows were trained on, too: the metrics flatter.**" in card


def test_the_note_is_no_progress(
    cli: Callable[..., Any], make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    table, other = make_table(rows=texts(80)), make_table("other.csv", rows=texts(30, first=70))
    (tmp_path / "c.yaml").write_text(dump_config(make_config(data={"validation": str(other)}, train=SHORT)))
    options = ("--config", tmp_path / "c.yaml", "-o", tmp_path / "run", "--no-progress", "--json")
    result = cli("finetune", table, *options)
    assert (result.code, json.loads(result.out)["validation_shared"]) == (0, 10)
    said = "note: 10 of 30 rows of other.csv are in the training table, too: the metrics flatter"
    assert result.err.splitlines() == [said]
    private = ("--set", "privacy.mechanism=dp-sgd", "--set", "privacy.noise_multiplier=1", "--force")
    assert cli("finetune", table, *options, *private).code == 3
    assert cli("finetune", other, *options, *private).code == 2


def test_a_table_apart_passes_in_silence(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    table, other = make_table(rows=texts(80)), make_table("other.csv", rows=texts(30, first=78))
    events: list[TrainingEvent] = []
    config = make_config(data={"validation": str(other)}, train=SHORT, privacy=PRIVATE)
    report = run_finetune(config, data=str(table), output=tmp_path / "run", on_event=events.append)
    assert not any("training table" in str(event.message) for event in events)
    assert report.validation_shared is None
    assert "the metrics flatter" not in (tmp_path / "run" / "README.md").read_text()


def test_people_of_the_training_table_among_the_validation_rows(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    rows = texts(40, first=80, customer="D")
    rows[7]["customer"] = "C3"
    table, other = make_table(rows=texts(80)), make_table("other.csv", rows=rows)
    data, unit = {"validation": str(other)}, {"unit": "customer"}
    with pytest.raises(DataError, match=r"1 of 40 privacy units \(customer\) of other\.csv") as error:
        run_finetune(make_config(data=data, privacy=PRIVATE | unit), data=str(table), output=tmp_path / "run")
    assert "C3" not in str(error.value)
    report = run_finetune(make_config(data=data, privacy=unit, train=SHORT), data=str(table), output=tmp_path / "run")
    assert report.validation_shared == 1
    assert "**1 of the validation values of customer were trained" in (tmp_path / "run" / "README.md").read_text()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (range(100), range(100, 200), None),
        (range(100), range(98, 198), None),  # two
        (range(100), range(97, 197), Overlap(3, 100)),
        (range(1000), range(996, 1400), None),  # four of 404 are less than one in a hundred
        (range(1000), range(995, 1395), Overlap(5, 400)),
        ([["chat", {"role": "user"}]] * 1, [["chat", {"role": "user"}]] * 3, Overlap(3, 3)),
        (["same"] * 100, ["same"] * 50, None),  # a table of twins
        ([], ["same"] * 50, None),
    ],
)
def test_rows_that_chance_does_not_explain(first: list[Any], second: list[Any], expected: Overlap | None) -> None:
    assert find_overlap(first, second) == expected


def test_one_source_with_twins_can_be_split_at_random() -> None:
    generator = random.Random(1)
    for _ in range(20):
        rows = [generator.randrange(300) if generator.random() < 0.1 else -n for n in range(4000)]
        found = find_overlap(rows[:3000], rows[3000:])
        assert found is None
        copied = find_overlap(rows[:3000], rows[2900:])
        assert copied is not None


def test_one_shared_person_is_enough() -> None:
    assert find_shared_units(["a", "b"], ["c", "b", "b", "d"]) == Overlap(1, 3)
    assert find_shared_units(["a", "b"], ["c", "d"]) is None
