"""Configurations around the tiny model."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.finetune import FinetuneConfig


@pytest.fixture
def make_config(tiny_model: Path) -> Callable[..., FinetuneConfig]:
    """Return configurations; keyword arguments replace whole sections' values."""

    def make(**sections: dict[str, Any]) -> FinetuneConfig:
        values: dict[str, Any] = {
            "data": {"text": "text", "label": "label", "max_length": 32},
            "model": {"source": str(tiny_model), "method": "full"},
            "train": {"epochs": 2, "batch_size": 16, "physical_batch_size": 8, "learning_rate": 5e-3, "threads": 1},
            "privacy": {},
        }
        for name, section in sections.items():
            values[name] = values.get(name, {}) | section
        return FinetuneConfig.model_validate(values)

    return make


@pytest.fixture
def private() -> dict[str, Any]:
    """A privacy section with repeatable draws."""
    return {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "noise_seed": 5, "accountant": "rdp"}
