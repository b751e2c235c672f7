"""What a run tells before its first step: texts that are cut, classes that are missing, guarantees that are weak."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import DataError
from privml.finetune import precision, remarks
from privml.finetune.events import TrainingEvent
from privml.finetune.stage import run_finetune

Make = Callable[..., FinetuneConfig]
Table = Callable[..., Path]
SHORT = {"epochs": 0.2}
LONG = "it was a very good day and a very lovely train " * 9
PRIVATE = {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "accountant": "rdp"}


def notes_of(config: FinetuneConfig, table: Path, run: Path, **options: Any) -> list[str]:
    """Run, and return the notes."""
    events: list[TrainingEvent] = []
    run_finetune(config, data=str(table), output=run, on_event=events.append, **options)
    return [str(event.message) for event in events if event.kind == "note"]


def labelled(*texts: str) -> list[dict[str, str]]:
    return [{"id": str(n), "text": f"{text} {n}", "label": "ab"[n % 2]} for n, text in enumerate(texts)]


def chats(count: int, *, long: int) -> list[dict[str, str]]:
    """Rows of a prompt and an answer; `long` prompts leave no room for theirs."""
    return [{"asked": LONG if n < long else f"how {n}?", "said": f"good {n}"} for n in range(count)]


def test_cut_texts_are_counted_and_told(make_config: Make, make_table: Table, tmp_path: Path) -> None:
    table = make_table(rows=labelled(*["good day"] * 30, *[LONG] * 10))
    config = make_config(train=SHORT, data={"validation_fraction": 0})
    assert notes_of(config, table, tmp_path / "run") == [
        "10 of 40 training rows are longer than data.max_length (32 tokens): their end is left out"
    ]
    assert json.loads((tmp_path / "run" / "report.json").read_text())["rows_cut"] == 10
    assert "- Cut at 32 tokens: 10 training rows\n" in (tmp_path / "run" / "README.md").read_text()


def test_a_text_that_just_fits_is_not_cut(make_config: Make, make_table: Table, tmp_path: Path) -> None:
    table = make_table(rows=labelled(*["good day"] * 40))
    config = make_config(train=SHORT, data={"validation_fraction": 0})
    assert notes_of(config, table, tmp_path / "run") == []


@pytest.mark.parametrize(("privacy", "is_told"), [({}, True), (PRIVATE, False)])
def test_a_batch_of_more_rows_than_there_are(
    make_config: Make, make_table: Table, tmp_path: Path, privacy: dict[str, Any], is_told: bool
) -> None:
    table = make_table(rows=labelled(*["good day"] * 40))
    train = {"epochs": 1, "batch_size": 41, "physical_batch_size": 8}
    config = make_config(train=train, data={"validation_fraction": 0}, privacy=privacy)
    said = "train.batch_size is 41, and there are 40 rows: every step takes all of them"
    assert (said in notes_of(config, table, tmp_path / "run")) is is_told


def causal(tiny_llama: Path, **sections: Any) -> FinetuneConfig:
    values: dict[str, Any] = {
        "task": "causal-lm",
        "data": {"prompt": "asked", "answer": "said", "max_length": 24, "validation_fraction": 0},
        "model": {"source": str(tiny_llama), "method": "lora"},
        "train": {"epochs": 0.5, "batch_size": 8, "threads": 1},
    }
    return FinetuneConfig.model_validate(values | sections)


def test_lost_answers_are_counted(make_table: Table, tiny_llama: Path, tmp_path: Path) -> None:
    notes = notes_of(causal(tiny_llama), make_table(rows=chats(20, long=6)), tmp_path / "run")
    assert notes == [
        "6 of 20 training rows are longer than data.max_length (24 tokens): their end is left out",
        "6 of 20 training rows have nothing to learn from: no answer begins within data.max_length",
    ]
    card = (tmp_path / "run" / "README.md").read_text()
    assert "- Cut at 24 tokens: 6 training rows\n- Without anything to learn from: 6 training rows\n" in card


def test_words_that_no_token_knows_are_nothing_to_learn(make_config: Make, make_table: Table, tmp_path: Path) -> None:
    unknown = [{"id": str(number), "text": "\U000103a0" * (number % 9 + 1)} for number in range(60)]
    values = make_config(privacy=PRIVATE, train=SHORT).model_dump() | {"task": "masked-lm"}
    values["data"] |= {"label": None}
    config = FinetuneConfig.model_validate(values)
    with pytest.raises(DataError, match="the tokenizer knows none of the words: there is nothing to learn"):
        run_finetune(config, data=str(make_table(rows=unknown)), output=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_without_any_answer_nothing_is_spent(make_table: Table, tiny_llama: Path, tmp_path: Path) -> None:
    config = causal(tiny_llama, privacy=PRIVATE)
    with pytest.raises(DataError, match=r"no answer begins within data\.max_length"):
        run_finetune(config, data=str(make_table(rows=chats(20, long=20))), output=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_validation_table_of_one_class_is_told(make_config: Make, make_table: Table, tmp_path: Path) -> None:
    table = make_table(rows=labelled(*["good day"] * 40))
    other = make_table("other.csv", rows=[{"id": "1", "text": "sad food", "label": "a"}] * 2)
    config = make_config(train=SHORT, data={"validation": str(other)})
    assert notes_of(config, table, tmp_path / "run") == [
        "1 of 2 classes have no validation row: the metrics do not speak of them"
    ]


@pytest.mark.parametrize(
    ("delta", "notes"),
    [
        (None, []),
        (0.02, ["delta 0.02 is 0.8/n for n = 40 units", "delta 0.02 is large for n = 40 units"]),
        (0.00101, ["delta 0.00101 is large for n = 40 units"]),
        (0.0009, []),
    ],
)
def test_a_weak_delta_is_told(
    make_config: Make, make_table: Table, tmp_path: Path, delta: float | None, notes: list[str]
) -> None:
    table = make_table(rows=labelled(*["good day"] * 40))
    privacy = PRIVATE | ({} if delta is None else {"target_delta": delta})
    config = make_config(train=SHORT, data={"validation_fraction": 0}, privacy=privacy)
    found = notes_of(config, table, tmp_path / "run")
    expected = notes or ([] if delta is not None else ["delta 0.0025 is large for n = 40 units"])
    assert [note.partition(":")[0] for note in found] == expected


def test_what_a_replaced_run_has_spent_is_told(make_config: Make, make_table: Table, tmp_path: Path) -> None:
    """Unless a ledger counts it, or nothing was spent."""
    table, run = make_table(count=2000), tmp_path / "run"
    private = make_config(train=SHORT | {"batch_size": 400}, privacy=PRIVATE)
    assert notes_of(private, table, run) == []
    spent = json.loads((run / "report.json").read_text())["epsilon"]
    (note,) = notes_of(make_config(train=SHORT), table, run, force=True)
    assert note.startswith("the run that is replaced has spent epsilon ")
    assert spent <= float(note.split("epsilon ")[1].split(",")[0]) <= spent * 1.001
    assert notes_of(private, table, run, force=True) == []
    (run / "privacy.jsonl").write_text("{}")
    assert notes_of(make_config(train=SHORT), table, run, force=True) == [
        "what the run that is replaced has spent is not known: its files are damaged"
    ]
    counted = make_config(train=SHORT, privacy=PRIVATE | {"ledger": str(tmp_path / "ledger.json")})
    notes_of(counted, table, run, force=True)
    assert notes_of(private, table, run, force=True) == []


@pytest.mark.parametrize(("slowdown", "is_told"), [(29.4, True), (0.7, False)])
def test_a_processor_without_instructions_for_bfloat16(
    make_config: Make,
    make_table: Table,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    slowdown: float,
    is_told: bool,
) -> None:
    monkeypatch.setattr(remarks, "bfloat16_slowdown", lambda: slowdown)
    table = make_table(rows=labelled(*["good day"] * 40))
    config = make_config(train=SHORT | {"precision": "bfloat16"}, data={"validation_fraction": 0})
    said = (
        "this processor multiplies 29 times as slowly in bfloat16 as in float32: "
        "train.precision: float32 (or auto) is faster here"
    )
    assert notes_of(config, table, tmp_path / "run") == ([said] if is_told else [])


def test_how_much_slower_bfloat16_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_shortest", lambda matrix: 3.0 if matrix.dtype is torch.bfloat16 else 1.5)
    assert precision.bfloat16_slowdown() == 2
