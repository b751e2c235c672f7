"""Fixtures of all tests: a command line in this process, a key, small tables, a tiny model."""

import csv
import io
import os
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from privml.core.inputs import hash_file
from privml.core.keys import Key
from privml.core.manifest import dump_manifest, make_manifest, manifest_path

os.environ["HF_HUB_OFFLINE"] = "1"
SENTINEL = "zyxwsentinel"
_GOOD = "good fine great happy nice lovely".split()
_BAD = "bad awful poor sad ugly nasty".split()
_FILL = "the a movie was and very it day food train ticket again".split()
_VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    *_GOOD,
    *_BAD,
    *_FILL,
    "z",
    *(f"##{c}" for c in "zyxwsentil"),
]
PATTERNS_ONLY = ("--set", "detect.text.model=null")


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


Cli = Callable[..., Result]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command in this process, with its own standard streams."""
    from privml.cli.main import run

    monkeypatch.delenv("PRIVML_KEY_FILE", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*arguments: object, stdin: bytes = b"") -> Result:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = run([str(argument) for argument in arguments])
        return Result(code, out.buffer.getvalue(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]

    return call


@pytest.fixture
def key() -> Key:
    return Key(b"0123456789abcdef0123456789abcdef")


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    from privml.core.keys import write_key

    path = tmp_path / "test.key"
    write_key(path)
    return path


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a small file in the test's folder."""

    def make(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def rows_of(text: str) -> Sequence[list[str]]:
    """Parse CSV as the standard library reads it."""
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-layer BERT with a vocabulary of words."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("model") / "tiny"
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(_VOCABULARY) + "\n")
    BertTokenizerFast(vocab=str(folder / "vocab.txt"), do_lower_case=True).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(_VOCABULARY),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        max_position_embeddings=64,
        initializer_range=0.3,
    )
    with torch.random.fork_rng():
        torch.manual_seed(7)
        BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-layer Llama with tied embeddings, a vocabulary of words and a chat template."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("llama") / "tiny"
    words = ["<pad>", "<unk>", "<end>", "<user>", "<assistant>", "<system>", *_GOOD, *_BAD, *_FILL]
    plain = Tokenizer(models.WordLevel({word: index for index, word in enumerate(words)}, unk_token="<unk>"))
    plain.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=plain, pad_token="<pad>", unk_token="<unk>", eos_token="<end>")
    tokenizer.chat_template = (
        "{% for m in messages %}<{{ m.role }}> {{ m.content }} <end> {% endfor %}"
        "{% if add_generation_prompt %}<assistant> {% endif %}"
    )
    tokenizer.save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        intermediate_size=48,
        max_position_embeddings=64,
        tie_word_embeddings=True,
        pad_token_id=0,
        bos_token_id=None,
        eos_token_id=2,
        initializer_range=0.2,
    )
    with torch.random.fork_rng():
        torch.manual_seed(7)
        LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def make_rows(count: int, labels: tuple[str, ...] = ("neg", "pos")) -> list[dict[str, str]]:
    """Return rows whose label shows in their words; every tenth text holds a sentinel."""
    generator = random.Random(0)
    rows = []
    for number in range(count):
        label = number % len(labels)
        words = generator.choices(_FILL, k=generator.randint(1, 12)) + generator.choices((_BAD, _GOOD)[label % 2], k=2)
        generator.shuffle(words)
        if number % 10 == 0:
            words.append(f"{SENTINEL}{number}")
        rows.append({"id": str(number), "text": " ".join(words), "label": labels[label]})
    return rows


def seal(table: Path, *, key: Key | None = None, to: Path | None = None) -> Path:
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
def make_table(tmp_path: Path) -> Callable[..., Path]:
    """Write a table of texts and labels: `count` made rows, or the rows given; with its manifest unless told."""

    def make(
        name: str = "masked.csv",
        *,
        count: int = 120,
        rows: list[dict[str, str]] | None = None,
        manifest: bool = True,
        key: Key | None = None,
    ) -> Path:
        path = tmp_path / name
        rows = make_rows(count) if rows is None else rows
        with path.open("w", newline="") as handle:
            writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        if manifest:
            seal(path, key=key)
        return path

    return make
