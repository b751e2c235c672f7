"""A tiny model, a small table with sentinels in its texts, and configurations around them."""

import csv
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.finetune import FinetuneConfig
from privml.core.files import hash_file
from privml.core.keys import Key
from privml.core.manifest import dump_manifest, make_manifest, manifest_path

SENTINEL = "zyxwsentinel"
_GOOD = "good fine great happy nice lovely".split()
_BAD = "bad awful poor sad ugly nasty".split()
_FILL = "the a movie was and very it day food train ticket again".split()
WORDS = [*_GOOD, *_BAD, *_FILL, "rare", "##s", *SENTINEL[:1], *(f"##{letter}" for letter in "zyxwsentil")]


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-layer BERT with a vocabulary of words."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("model") / "tiny"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(WORDS)]
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"), do_lower_case=True)
    tokenizer.save_pretrained(folder)
    with torch.random.fork_rng():
        torch.manual_seed(7)
        config = BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=48,
            max_position_embeddings=64,
            initializer_range=0.3,
        )
        BertModel(config).save_pretrained(folder)
    return folder


def make_rows(count: int, *, seed: int = 0, labels: tuple[str, ...] = ("neg", "pos")) -> list[dict[str, str]]:
    """Return rows whose label shows in their words; a few texts hold a sentinel."""
    generator = random.Random(seed)
    rows = []
    for number in range(count):
        label = number % len(labels)
        words = generator.choices(_FILL, k=generator.randint(1, 12)) + generator.choices((_BAD, _GOOD)[label % 2], k=2)
        generator.shuffle(words)
        if number % 10 == 0:
            words.append(f"{SENTINEL}{number}")
        rows.append({"id": str(number), "text": " ".join(words), "label": labels[label], "phone": f"555-{number}"})
    return rows


def write_table(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_manifest(table: Path, *, key: Key | None = None, to: Path | None = None) -> Path:
    """Write what `privml mask` would write beside a table."""
    digest = hash_file(table)
    columns = {
        "id": {"kind": "identifier", "entity_type": "ID", "operator": "hash", "masked": 9, "entities": {"ID": 9}},
        "text": {"kind": "text", "entity_type": None, "operator": None, "masked": 4, "entities": {"PERSON": 4}},
        "label": {"kind": "plain", "entity_type": None, "operator": None, "masked": 0, "entities": {}},
    }
    manifest = make_manifest(
        stage="mask",
        source={"name": "raw.csv", "sha256": "0" * 64, "bytes": 1, "rows": 9},
        output={"name": table.name, "sha256": digest.sha256, "bytes": digest.size, "rows": 9, "columns": list(columns)},
        policy={"preset": "mask/default"},
        key=key,
        body={"columns": columns, "entities": {}, "residual": {"verify": "values", "total": 3}, "skipped_rows": 0},
    )
    path = to or manifest_path(table)
    path.write_text(dump_manifest(manifest))
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A masked table of 120 rows with its manifest."""
    path = write_table(tmp_path / "masked.csv", make_rows(120))
    write_manifest(path)
    return path


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


PRIVATE = {"mechanism": "dp-sgd", "noise_multiplier": 1.0, "noise_seed": 5, "accountant": "rdp"}
