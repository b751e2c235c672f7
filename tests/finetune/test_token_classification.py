"""Entities: characters to word pieces and back, windows, learning, and what is predicted."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from privml.configs.finetune import FinetuneConfig
from privml.configs.training.data import DataConfig
from privml.core.errors import ConfigError, DataError
from privml.core.tagging import Span, read_tags, spans_of
from privml.finetune.api import finetune, predict
from privml.finetune.model import load_tokenizer
from privml.finetune.run_folder import load_report
from privml.finetune.tasks import make_task
from privml.finetune.tasks.base import IGNORED
from privml.finetune.tasks.spans import span_metrics, tag_names, tags_of
from privml.finetune.tasks.token_classification import Row, TokenClassification, parse_spans

TAGS = tag_names(["PERSON", "CITY"])
SCHEME = read_tags(TAGS)
NUMBERS = {name: index for index, name in enumerate(TAGS)}


def certain(tags: list[int]) -> list[list[float]]:
    """Return probabilities that leave no doubt."""
    return [[0.96 if index == tag else 0.01 for index in range(len(TAGS))] for tag in tags]


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """Words, some Han; every span covers whole words."""
    words = draw(st.lists(st.sampled_from(["Ann", "Lee", "met", "in", "王", "明", "Oslo", "x1", "-"]), min_size=1))
    text, spans, at = "", [], 0
    kinds = draw(st.lists(st.sampled_from([None, None, "PERSON", "CITY"]), min_size=len(words), max_size=len(words)))
    for word, kind in zip(words, kinds, strict=True):
        if (text and draw(st.booleans())) or (text and text[-1].isascii() and word[0].isascii()):
            text += " "
        at = len(text)
        text += word
        if kind:
            spans.append(Span(at, len(text), kind))
    return text, spans


def characters(text: str) -> list[tuple[int, int]]:
    """Return a piece for every character that is not blank."""
    return [(place, place + 1) for place, character in enumerate(text) if character != " "]


@given(texts_with_spans())
def test_tags_and_spans_are_each_others_inverse(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    offsets = characters(text)
    found = spans_of(text, offsets, certain(tags_of(offsets, spans, NUMBERS)), SCHEME)
    assert [(s.start, s.end, s.entity_type) for s in found] == [(s.start, s.end, s.entity_type) for s in spans]


def test_a_name_does_not_end_inside_a_word() -> None:
    """Two of three pieces say PERSON, so the word does."""
    scores = certain([NUMBERS["B-PERSON"], NUMBERS["O"], NUMBERS["I-PERSON"]])
    (span,) = spans_of("Winters", [(0, 3), (3, 5), (5, 7)], scores, SCHEME)
    assert (span.start, span.end, span.entity_type) == (0, 7, "PERSON")
    assert 0.5 < span.score < 0.9


def test_an_entity_goes_on_unless_its_next_word_begins_one() -> None:
    offsets = [(0, 3), (4, 7)]
    joined = spans_of("Ann Lee", offsets, certain([NUMBERS["B-PERSON"], NUMBERS["I-PERSON"]]), SCHEME)
    apart = spans_of("Ann Lee", offsets, certain([NUMBERS["B-PERSON"], NUMBERS["B-PERSON"]]), SCHEME)
    assert [(s.start, s.end) for s in joined] == [(0, 7)]
    assert [(s.start, s.end) for s in apart] == [(0, 3), (4, 7)]


def test_a_window_that_begins_inside_an_entity_begins_it() -> None:
    tags = tags_of([(10, 13), (14, 17)], [Span(5, 17, "PERSON")], NUMBERS)
    assert [TAGS[tag] for tag in tags] == ["B-PERSON", "I-PERSON"]


def test_span_metrics_count_bounds_types_and_characters() -> None:
    truth = [[Span(0, 4, "PERSON")], [Span(0, 6, "CITY")]]
    found = [[Span(0, 4, "CITY")], [Span(0, 3, "CITY"), Span(8, 9, "CITY")]]
    assert span_metrics(truth, found) == {"precision": 0, "recall": 0, "f1": 0, "character_recall": 0.7}
    assert span_metrics(truth, truth)["f1"] == 1


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("{", "row 7: the spans are not a JSON list"),
        ('[{"start": 0, "end": 3}]', "row 7: the spans are not a JSON list"),
        ('[{"start": 0, "end": 99, "entity_type": "X"}]', "leaves the text"),
        ('[{"start": 2, "end": 2, "entity_type": "X"}]', "is empty"),
        ('[{"start": 0, "end": 3, "label": "X"}, {"start": 2, "end": 4, "label": "X"}]', "overlaps"),
        ('[{"start": 3, "end": 4, "label": "X"}]', "is empty"),
        ('[{"start": 0.5, "end": 3, "label": "X"}]', "row 7: the spans are not a JSON list"),
        ('[{"start": true, "end": 3, "label": "X"}]', "row 7: the spans are not a JSON list"),
        ('[{"start": 1e999, "end": 3, "label": "X"}]', "row 7: the spans are not a JSON list"),
        ("[" * 100_000, "row 7: the spans are not a JSON list"),
    ],
    ids=range(10),
)
def test_broken_spans_name_the_row(cell: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse_spans(cell, "Ann Lee", "row 7")


def make_learnable(count: int) -> list[dict[str, str]]:
    """Rows in which the word after `very` is a thing, and the one after `bad` a mood."""
    generator = random.Random(1)
    rows = []
    for number in range(count):
        text, spans = "", []
        for _ in range(generator.randint(1, 10)):
            lead, kind = generator.choice([("very", "THING"), ("bad", "MOOD"), ("it", None)])
            text += f"{lead} "
            word = generator.choice(["train", "food", "day", "movie"])
            if kind:
                spans.append({"start": len(text), "end": len(text) + len(word), "entity_type": kind})
            text += f"{word} "
        rows.append({"id": str(number), "text": text, "gold": json.dumps(spans) if spans else ""})
    return rows


def config_of(base: Path, **sections: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "task": "token-classification",
        "data": {"text": "text", "spans": "gold", "max_length": 16, "window_overlap": 4},
        "model": {"source": str(base), "method": "full"},
        "train": {"epochs": 20, "batch_size": 16, "physical_batch_size": 8, "learning_rate": 5e-3, "threads": 1},
    }
    return {
        name: value | sections.get(name, {}) if isinstance(value, dict) else value for name, value in values.items()
    } | {name: value for name, value in sections.items() if name not in values}


def test_long_texts_are_read_in_windows_that_overlap(tiny_model: Path) -> None:
    data = DataConfig(text="text", spans="gold", max_length=10, window_overlap=3)
    task = TokenClassification(data)
    tokenizer = load_tokenizer(str(tiny_model), allow_download=False)
    text = " ".join(["good train"] * 10)
    spans = tuple(Span(m, m + 5, "THING") for m in range(5, len(text), 11))
    examples = task.encode(tokenizer, [Row("bad day", ()), Row(text, spans)], tag_names(["THING"]))
    assert examples.units == [[0], [1, 2, 3, 4]]
    assert max(map(len, examples.ids)) == 10
    whole, first, second = (set(window.offsets) - {(0, 0)} for window in examples.labels[:3])
    assert not whole & {(40, 45)}
    assert len(first & second) == 3
    assert all(window.tags[0] == window.tags[-1] == IGNORED for window in examples.labels)


def test_entities_are_learned_and_found_in_texts_of_any_length(
    make_table: Callable[..., Path], tiny_model: Path, tmp_path: Path
) -> None:
    config = config_of(tiny_model, train={"epochs": 45})
    run = finetune(config, data=make_table(rows=make_learnable(400)), output=tmp_path / "run")
    report = load_report(run)
    assert report.metrics is not None
    assert report.metrics["f1"] > 0.95
    assert report.labels == 5
    long = "it food very train " * 12
    answers = predict(run, pd.DataFrame({"text": [long, "it was", None]}))["predicted_spans"]
    found = json.loads(answers[0])
    assert [long[span["start"] : span["end"]] for span in found] == ["train"] * 12
    assert {span["entity_type"] for span in found} == {"THING"}
    assert all(0.5 < span["score"] <= 1 for span in found)
    assert answers[1] == "[]"
    assert pd.isna(answers[2])
    card = (run / "README.md").read_text()
    assert "pipeline_tag: token-classification" in card
    assert "character recall" in card


def test_a_detector_learns_privately(make_table: Callable[..., Path], tiny_model: Path, tmp_path: Path) -> None:
    """Windows of one text are one unit."""
    config = config_of(
        tiny_model,
        model={"method": "lora"},
        train={"epochs": 1},
        privacy={"mechanism": "dp-sgd", "noise_multiplier": 1.0, "noise_seed": 1, "accountant": "rdp"},
    )
    rows = make_learnable(60)
    rows[0]["text"], rows[0]["gold"] = "very train " * 30, ""
    report = load_report(finetune(config, data=make_table(rows=rows), output=tmp_path / "run"))
    assert report.units == report.rows_train
    assert report.epsilon is not None


def test_windows_must_move_on() -> None:
    config = FinetuneConfig.model_validate(
        {
            "task": "token-classification",
            "data": {"text": "t", "spans": "s", "max_length": 32, "window_overlap": 16},
        }
    )
    with pytest.raises(ConfigError, match=r"less than half of data\.max_length"):
        make_task(config)


def test_a_column_without_entities_is_refused(
    make_table: Callable[..., Path], tiny_model: Path, tmp_path: Path
) -> None:
    rows = [row | {"gold": ""} for row in make_learnable(20)]
    with pytest.raises(DataError, match="column gold holds no entity"):
        finetune(config_of(tiny_model), data=make_table(rows=rows), output=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_unknown_entity_types_are_counted_and_not_named(tiny_model: Path) -> None:
    task = TokenClassification(DataConfig(text="text", spans="gold", max_length=10, window_overlap=3))
    tokenizer = load_tokenizer(str(tiny_model), allow_download=False)
    with pytest.raises(DataError, match="1 entity types of the validation rows are in no training row") as caught:
        task.encode(tokenizer, [Row("bad day", (Span(0, 3, "SECRET"),))], tag_names(["THING"]))
    assert "SECRET" not in str(caught.value)


def test_blanks_at_the_ends_of_a_span_are_none_of_it() -> None:
    """Or its first word piece would not begin it."""
    spans = parse_spans(
        '[{"start": 0, "end": 4.0, "label": "P"}, {"start": 4, "end": 8, "label": "P"}]', "Ann  Lee ", "x"
    )
    assert [(span.start, span.end) for span in spans] == [(0, 3), (5, 8)]
    numbers = {"O": 0, "B-P": 1, "I-P": 2}
    assert tags_of([(0, 0), (0, 3), (5, 8), (0, 0)], spans, numbers) == [0, 1, 1, 0]
