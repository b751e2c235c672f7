"""Letter case as a second input, and narrower feed-forward parts."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import ConfigError
from privml.core.letter_case import CAPITALIZED, CAPITALS, MIXED, NONE, letter_cases
from privml.core.windows import read_windows
from privml.finetune.api import finetune
from privml.finetune.layers import narrow, read_letter_case
from privml.finetune.model import load_tokenizer
from pydantic import ValidationError
from transformers import AutoModel


def load(folder: Path) -> Any:
    return AutoModel.from_pretrained(folder, add_pooling_layer=False)


@pytest.mark.parametrize(
    ("piece", "case"),
    [
        ("lee", NONE), ("42", NONE), ("李", NONE), ("Lee", CAPITALIZED), ("A", CAPITALIZED),
        ("NATO", CAPITALS), ("A1", CAPITALIZED), ("AB1", CAPITALS), ("iPhone", MIXED), ("McDonald", MIXED),
    ],
)  # fmt: skip
def test_the_case_of_a_piece(piece: str, case: int) -> None:
    assert letter_cases(f"x{piece}", [(1, 1 + len(piece))]) == [case]


def test_windows_have_the_case_of_each_token(tiny_model: Path) -> None:
    tokenizer = load_tokenizer(str(tiny_model), allow_download=False)
    text = "the Movie was BAD and very bad " * 4
    windows = read_windows(tokenizer, [text], max_length=12, overlap=3, letter_case=True)
    assert len(windows) > 1
    for window in windows:
        assert window.cases == letter_cases(text, window.offsets)
        assert len(window.cases) == len(window.ids)
    assert not any(window.cases for window in read_windows(tokenizer, [text], max_length=12, overlap=3))


def test_before_training_the_case_changes_nothing(tiny_model: Path) -> None:
    model = load(tiny_model).eval()
    ids = torch.tensor([[2, 5, 6, 7, 3]])
    before = model(input_ids=ids).last_hidden_state
    read_letter_case(model, wanted=True)
    after = model(input_ids=ids, token_type_ids=torch.tensor([[0, 1, 2, 3, 0]])).last_hidden_state
    torch.testing.assert_close(before, after)
    with pytest.raises(ConfigError, match="reads the case"):
        read_letter_case(model, wanted=False)


def test_a_detector_learns_what_only_case_tells(tiny_model: Path, tmp_path: Path) -> None:
    import json

    import pandas as pd
    from privml.finetune.api import predict

    words = ["train", "food", "day", "movie", "very", "bad"]
    rows = []
    for number in range(160):
        parts = [words[(number * 7 + place * 5) % 6] for place in range(6)]
        chosen = number % 6
        parts[chosen] = parts[chosen].capitalize()
        start = len(" ".join(parts[:chosen])) + (chosen > 0)
        spans = [{"start": start, "end": start + len(parts[chosen]), "entity_type": "PERSON"}]
        rows.append({"text": " ".join(parts) + f" {number}", "spans": json.dumps(spans)})
    table = pd.DataFrame(rows)
    table.to_csv(tmp_path / "gold.csv", index=False)
    config = {
        "task": "token-classification",
        "data": {"text": "text", "spans": "spans", "max_length": 32, "window_overlap": 4, "unmasked": "allow"},
        "model": {"source": str(tiny_model), "method": "full", "letter_case": True},
        "train": {"epochs": 12, "batch_size": 16, "physical_batch_size": 16, "learning_rate": 5e-3, "threads": 1},
    }
    run = finetune(config, data=tmp_path / "gold.csv", output=tmp_path / "run")
    found = [json.loads(spans) for spans in predict(run, table.head(40))["predicted_spans"]]
    wanted = [json.loads(spans) for spans in table.head(40)["spans"]]
    right = sum(
        {(s["start"], s["end"]) for s in mine} == {(s["start"], s["end"]) for s in gold}
        for mine, gold in zip(found, wanted, strict=True)
    )
    assert right >= 36


def test_the_largest_inner_units_stay(tiny_model: Path) -> None:
    model = load(tiny_model).eval()
    before = model.config.intermediate_size
    layers = model.base_model.encoder.layer
    for layer in layers:  # all units but the first three say nothing
        layer.output.dense.weight.data[:, 3:] = 0
    ids = torch.tensor([[2, 5, 6, 7, 3]])
    expected = model(input_ids=ids).last_hidden_state
    narrow(model, 3)
    assert model.config.intermediate_size == 3 < before
    assert all(layer.intermediate.dense.weight.shape[0] == 3 for layer in layers)
    torch.testing.assert_close(model(input_ids=ids).last_hidden_state, expected)
    with pytest.raises(ConfigError, match="intermediate_size is 9"):
        narrow(model, 9)


def test_what_cannot_be_narrowed_or_told_the_case() -> None:
    with pytest.raises(ConfigError, match="no feed-forward parts"):
        narrow(SimpleNamespace(config=SimpleNamespace(model_type="other")), 3)
    with pytest.raises(ConfigError, match="no token types"):
        other = SimpleNamespace(config=SimpleNamespace(model_type="other"), base_model=SimpleNamespace())
        read_letter_case(other, wanted=True)


def test_only_detectors_read_letter_case() -> None:
    model = {"source": "x", "method": "full", "letter_case": True}
    data = {"text": "a", "label": "b"}
    with pytest.raises(ValidationError, match="letter_case is for token-classification"):
        FinetuneConfig.model_validate({"task": "text-classification", "data": data, "model": model})


@pytest.mark.parametrize(
    "wrong",
    [{"letter_case": True}, {"intermediate_size": 4}, {"method": "full", "intermediate_size": 4, "frozen_layers": 1}],
)
def test_settings_that_do_not_go_together(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="needs method: full"):
        FinetuneConfig.model_validate(
            {"task": "token-classification", "data": {"text": "a", "spans": "b"}, "model": {"source": "x"} | wrong}
        )
