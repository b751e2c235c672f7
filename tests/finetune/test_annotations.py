"""Rows that annotate some entity types only: what they teach, and what they leave open."""

import json
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.configs.training.data import DataConfig
from privml.core.errors import DataError
from privml.core.tagging import Span
from privml.finetune.api import finetune, predict
from privml.finetune.tasks.annotations import OpenTags, Row, parse_ignored, parse_labelled
from privml.finetune.tasks.base import IGNORED
from privml.finetune.tasks.spans import tag_names
from privml.finetune.tasks.token_classification import TokenClassification

NAMES = tag_names(["CITY", "PERSON"])
NUMBERS = {name: index for index, name in enumerate(NAMES)}
WORDS = [(0, 3), (4, 7), (8, 10), (11, 15)]  # Ann Lee in Oslo


def loss_by_hand(logits: torch.Tensor, allowed: set[str]) -> torch.Tensor:
    probabilities = logits.double().exp() / logits.double().exp().sum()
    return -torch.stack([probabilities[NUMBERS[name]] for name in sorted(allowed)]).sum().log()


def test_a_row_that_annotates_persons_does_not_say_that_there_is_no_city() -> None:
    open_tags = OpenTags()
    spans = (Span(0, 7, "PERSON"),)
    complete = open_tags.of_row(Row("Ann Lee in Oslo", spans), WORDS, NUMBERS)
    partial = open_tags.of_row(Row("Ann Lee in Oslo", spans, frozenset({"PERSON"})), WORDS, NUMBERS)
    holes = open_tags.of_row(Row("Ann Lee in Oslo", spans, None, ((9, 15),)), WORDS, NUMBERS)
    assert holes == [NUMBERS["B-PERSON"], NUMBERS["I-PERSON"], IGNORED, IGNORED]
    logits = torch.randn(3, 4, len(NAMES), generator=torch.Generator().manual_seed(3))
    losses = open_tags.losses(logits, torch.tensor([complete, partial, holes]))
    expected = [
        [{"B-PERSON"}, {"I-PERSON"}, {"O"}, {"O"}],
        [{"B-PERSON"}, {"I-PERSON"}, {"O", "B-CITY", "I-CITY"}, {"O", "B-CITY", "I-CITY"}],
        [{"B-PERSON"}, {"I-PERSON"}, None, None],
    ]
    for row, of_row in enumerate(expected):
        for place, allowed in enumerate(of_row):
            by_hand = torch.tensor(0.0) if allowed is None else loss_by_hand(logits[row, place], allowed)
            assert losses[row, place].item() == pytest.approx(by_hand.item(), abs=1e-5)


def test_findings_that_a_row_cannot_judge() -> None:
    row = Row("Ann Lee in Oslo", (), frozenset({"PERSON"}), ((0, 3),))
    assert not row.judges(Span(11, 15, "CITY"))
    assert not row.judges(Span(2, 7, "PERSON"))
    assert row.judges(Span(4, 7, "PERSON"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("", None), ("[]", frozenset()), ('["PERSON", " CITY"]', frozenset({"PERSON", "CITY"}))],
)
def test_labelled_types(cell: str, expected: frozenset[str] | None) -> None:
    assert parse_labelled(cell, [], "row 1") == expected


@pytest.mark.parametrize("cell", ["PERSON", '{"a": 1}', "[1]", '[""]', '["CITY"]', '"CITY"'])
def test_labelled_types_that_are_wrong(cell: str) -> None:
    with pytest.raises(DataError, match="row 7"):
        parse_labelled(cell, [Span(0, 3, "PERSON")], "row 7")


@pytest.mark.parametrize("cell", ["[[0, 1]]", '[{"start": 2, "end": 2}]', '[{"start": 0, "end": 9}]', "x"])
def test_ignored_places_that_are_wrong(cell: str) -> None:
    with pytest.raises(DataError, match="row 7"):
        parse_ignored(cell, "Ann Lee", "row 7")
    assert parse_ignored('[{"start": 4, "end": 7}, {"start": 0, "end": 3}]', "Ann Lee", "") == ((0, 3), (4, 7))


@pytest.mark.parametrize("columns", [{}, {"labelled": "kinds"}, {"ignored": "holes"}])
def test_only_named_columns_are_read(columns: dict[str, str]) -> None:
    task = TokenClassification(DataConfig.model_validate({"text": "text", "spans": "gold", **columns}))
    assert task.columns() == ["text", "gold", *columns.values()]
    cells = {"kinds": '["PERSON"]', "holes": '[{"start": 0, "end": 1}]'}
    (row,) = task.parse([["Ann", "", *(cells[name] for name in columns.values())]], source="t")
    assert row is not None
    assert (row.labelled is not None, bool(row.ignored)) == ("labelled" in columns, "ignored" in columns)


def test_other_tasks_have_no_partial_annotations() -> None:
    data = {"text": "t", "label": "l", "labelled": "x"}
    with pytest.raises(ValueError, match="reads the columns"):
        FinetuneConfig.model_validate({"task": "text-classification", "data": data})


MARKS = {"very": "PERSON", "bad": "CITY"}


def marked_texts(count: int, seed: int) -> list[tuple[str, list[dict[str, Any]]]]:
    """The word after `very` is a PERSON, the one after `bad` a CITY."""
    draw = random.Random(seed)
    found = []
    for _ in range(count):
        words = draw.choices(["train", "food", "day", "movie", "very", "bad", "it", "and"], k=draw.randint(4, 12))
        spans: list[dict[str, Any]] = []
        at = 0
        for before, word in zip(["", *words], words, strict=False):
            if before in MARKS and word not in MARKS:
                spans.append({"start": at, "end": at + len(word), "entity_type": MARKS[before]})
            at += len(word) + 1
        found.append((" ".join(words), spans))
    return found


@pytest.mark.slow
def test_two_corpora_that_annotate_one_type_each_teach_both(tiny_model: Path, tmp_path: Path) -> None:
    """No row says both; without `labelled` each says of half of the entities that they are none."""
    rows = []
    for number, (text, spans) in enumerate(marked_texts(400, 5)):
        only = ("PERSON", "CITY")[number % 2]
        gold = json.dumps([span for span in spans if span["entity_type"] == only])
        rows.append({"text": text, "gold": gold, "kinds": json.dumps([only])})
    pd.DataFrame(rows).to_csv(tmp_path / "gold.csv", index=False)
    unseen = marked_texts(60, 6)
    truth = {
        (row, span["start"], span["end"], span["entity_type"])
        for row, (_, spans) in enumerate(unseen)
        for span in spans
    }
    recall = {}
    for name, columns in {"told": {"labelled": "kinds"}, "untold": {}}.items():
        config = {
            "task": "token-classification",
            "data": {"text": "text", "spans": "gold", "max_length": 16, "window_overlap": 4, "unmasked": "allow"}
            | columns,
            "model": {"source": str(tiny_model), "method": "full"},
            "train": {"epochs": 60, "batch_size": 16, "physical_batch_size": 16, "learning_rate": 3e-3, "threads": 1},
        }
        run = finetune(config, data=tmp_path / "gold.csv", output=tmp_path / name)
        cells = predict(run, pd.DataFrame({"text": [text for text, _ in unseen]}))["predicted_spans"]
        found = {
            (row, span["start"], span["end"], span["entity_type"])
            for row, cell in enumerate(cells)
            for span in json.loads(cell)
        }
        recall[name] = len(truth & found) / len(truth)
    assert recall["told"] > 0.85
    assert recall["untold"] < recall["told"] - 0.2
