"""Canaries: what they look like, which are planted, and that a run remembers its coins."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from privml.configs.finetune import FinetuneConfig
from privml.configs.training.audit import CanaryConfig, CanaryType
from privml.core.errors import UsageError
from privml.finetune.audit.canaries import (
    draw_canaries,
    dump_canaries,
    load_canaries,
    make_record,
    plant,
)
from privml.finetune.data import load_dataset
from privml.finetune.run_folder import CANARIES_FILE, load_report
from privml.finetune.stage import run_finetune
from privml.finetune.tasks import make_task
from stdnum import luhn

Make = Callable[..., FinetuneConfig]


@pytest.mark.parametrize("kind", get_args(CanaryType))
def test_records_end_with_a_secret_that_is_theirs_alone(kind: CanaryType) -> None:
    draw = random.Random(1)
    records = [make_record(kind, draw) for _ in range(2000)]
    assert all(text.endswith(secret) and text != secret for text, secret in records)
    assert len({secret for _, secret in records}) >= 1999
    if kind == "card":
        assert all(luhn.is_valid(secret.replace(" ", "")) for _, secret in records)


def test_coins_are_fair_and_new_each_time() -> None:
    config = FinetuneConfig.model_validate({"data": {"text": "t", "label": "l"}})
    task = make_task(config)
    drawn = [draw_canaries(CanaryConfig(count=2000), task, ["a", "b"]) for _ in range(2)]
    assert drawn[0].records[0] != drawn[1].records[0]
    for canaries in drawn:
        assert 850 < canaries.counts()["planted"] < 1150
        assert {record.type for record in canaries.records} == set(get_args(CanaryType))
        assert {record.label for record in canaries.records} == {"a", "b"}
    fixed = [draw_canaries(CanaryConfig(count=20, seed=4), task, ["a", "b"]) for _ in range(2)]
    assert fixed[0] == fixed[1]


def test_few_labels_of_many_are_used_by_a_type() -> None:
    task = make_task(FinetuneConfig.model_validate({"data": {"text": "t", "label": "l"}}))
    names = [f"class {number}" for number in range(50)]
    canaries = draw_canaries(CanaryConfig(count=400, seed=1), task, names)
    for kind in get_args(CanaryType):
        assert len({record.label for record in canaries.records if record.type == kind}) == 10


ROWS = {
    "token-classification": ({"text": "t", "spans": "s"}, ["O", "B-ID", "I-ID"], lambda row: (row.text, row.spans)),
    "causal-lm": ({"messages": "m"}, [], lambda row: [message["role"] for message in row]),
    "masked-lm": ({"text": "t"}, [], lambda row: row),
}


@pytest.mark.parametrize("name", list(ROWS))
def test_every_task_makes_rows_of_them(name: str) -> None:
    data, labels, view = ROWS[name]
    task = make_task(FinetuneConfig.model_validate({"task": name, "data": data}))
    record = draw_canaries(CanaryConfig(count=20, seed=1), task, labels).records[0]
    seen = view(task.canary_row(record.text, record.secret, record.label))
    if name == "token-classification":
        text, (span,) = seen
        assert (text[span.start : span.end], span.entity_type) == (record.secret, "ID")
    else:
        assert seen == (["user", "assistant"] if name == "causal-lm" else record.text)


def test_planted_canaries_stand_behind_the_rows_and_are_units(audited: Make) -> None:
    config = audited(privacy={"mechanism": "dp-sgd", "noise_multiplier": 1, "unit": "id"})
    task = make_task(config)
    dataset = load_dataset(config, task)
    canaries = draw_canaries(config.audit.canaries, task, dataset.label_names)  # type: ignore[arg-type]
    planted = plant(dataset, task, canaries)
    count = canaries.counts()["planted"]
    assert len(planted.train) == len(dataset.train) + 5 * count
    assert planted.train.rows[: len(dataset.train)] == dataset.train.rows
    assert planted.train.units is not None
    assert len(set(planted.train.units)) == len(dataset.train) + count
    texts = [row[0] for row in planted.train.rows]
    assert all((texts.count(record.text) == 5) is record.planted for record in canaries.records)
    assert not any(record.twin in texts for record in canaries.records)
    assert planted.validation == dataset.validation


def test_the_file_brings_all_of_it_back(audited: Make, tmp_path: Path) -> None:
    config = audited()
    canaries = draw_canaries(config.audit.canaries, make_task(config), ["a", "b"])  # type: ignore[arg-type]
    assert load_canaries(tmp_path) is None
    (tmp_path / CANARIES_FILE).write_text(dump_canaries(canaries))
    assert load_canaries(tmp_path) == canaries
    (tmp_path / CANARIES_FILE).write_text(dump_canaries(canaries)[:-30])
    with pytest.raises(UsageError, match=r"canaries\.jsonl is damaged"):
        load_canaries(tmp_path)


def test_a_run_plants_what_its_file_says(audited: Make, tmp_path: Path) -> None:
    config = audited(train={"epochs": 1})
    report = run_finetune(config, output=tmp_path / "run")
    canaries = load_canaries(tmp_path / "run")
    assert canaries is not None
    assert report.canaries == canaries.counts() == {"drawn": 200, "planted": 102, "repetitions": 5}
    assert report.rows_train == 190 + 5 * 102
    assert load_report(tmp_path / "run").canaries == report.canaries
    card = (tmp_path / "run" / "README.md").read_text()
    assert "102 of 200 were planted, 5 rows each" in card


def test_a_resumed_run_keeps_its_coins(audited: Make, tmp_path: Path, monkeypatch: Any) -> None:
    """Coins of the operating system are drawn once; without their file the run cannot go on."""
    from privml.finetune import trainer

    values = {
        "audit": {"canaries": {"count": 40, "types": ["phrase"]}},
        "train": {"epochs": 2, "checkpoint_every_steps": 1},
    }
    config = audited(**values)
    whole_fit = trainer.Trainer.fit

    def die(self: trainer.Trainer) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(trainer.Trainer, "fit", die)
    with pytest.raises(KeyboardInterrupt):
        run_finetune(config, output=tmp_path / "run")
    monkeypatch.setattr(trainer.Trainer, "fit", whole_fit)
    before = (tmp_path / "run" / CANARIES_FILE).read_bytes()
    report = run_finetune(config, output=tmp_path / "run", resume=True)
    assert (tmp_path / "run" / CANARIES_FILE).read_bytes() == before
    assert report.canaries == load_canaries(tmp_path / "run").counts()  # type: ignore[union-attr]
    (tmp_path / "run" / "report.json").unlink()
    (tmp_path / "run" / CANARIES_FILE).unlink()
    with pytest.raises(UsageError, match=r"canaries\.jsonl is missing"):
        run_finetune(config, output=tmp_path / "run", resume=True)


def test_canaries_are_part_of_a_plan(audited: Make) -> None:
    from privml.finetune.planning import plan_run

    report = plan_run(audited(), measure=False)
    assert report.rows_train == 190 + 5 * 102
    assert json.dumps(report.to_dict())
