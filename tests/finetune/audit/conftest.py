"""A tiny model that knows the words of canaries, and tables for it."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from privml.configs.finetune import FinetuneConfig

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def phrase_words() -> list[str]:
    from faker.providers.lorem.en_US import Provider

    return sorted(set(Provider.word_list) | {"the", "phrase", "on", "file", "is"})


@pytest.fixture(scope="session")
def wordy_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random one-layer BERT with the vocabulary of phrases."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("wordy") / "tiny"
    folder.mkdir()
    words = [*_SPECIAL, *phrase_words()]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")
    BertTokenizerFast(vocab=str(folder / "vocab.txt"), do_lower_case=True).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=48,
        max_position_embeddings=64,
        initializer_range=0.2,
    )
    with torch.random.fork_rng():
        torch.manual_seed(7)
        BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def wordy_llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random one-layer Llama with the vocabulary of phrases."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("wordy-llama") / "tiny"
    words = ["<pad>", "<unk>", "<end>", *phrase_words()]
    plain = Tokenizer(models.WordLevel({word: index for index, word in enumerate(words)}, unk_token="<unk>"))
    plain.normalizer = normalizers.Lowercase()
    plain.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    PreTrainedTokenizerFast(
        tokenizer_object=plain, pad_token="<pad>", unk_token="<unk>", eos_token="<end>"
    ).save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=len(words),
        hidden_size=48,
        num_hidden_layers=1,
        num_attention_heads=4,
        num_key_value_heads=2,
        intermediate_size=64,
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


@pytest.fixture
def topics(make_table: Callable[..., Path]) -> Path:
    """Rows whose label is one of their words."""
    draw = random.Random(2)
    words = phrase_words()[10:60]
    rows = []
    for number in range(200):
        label = draw.choice(["father", "mother"])
        text = [label, *draw.choices(words, k=5)]
        draw.shuffle(text)
        rows.append({"id": str(number), "text": " ".join(text), "label": label})
    return make_table("topics.csv", rows=rows)


@pytest.fixture
def audited(wordy_model: Path, topics: Path) -> Callable[..., FinetuneConfig]:
    """Return configurations with canaries; keyword arguments replace whole sections' values."""

    def make(**sections: dict[str, Any]) -> FinetuneConfig:
        values: dict[str, Any] = {
            "data": {"path": str(topics), "text": "text", "label": "label", "max_length": 32},
            "model": {"source": str(wordy_model), "method": "full"},
            "train": {"epochs": 6, "batch_size": 32, "physical_batch_size": 32, "learning_rate": 5e-3, "threads": 1},
            "audit": {"canaries": {"count": 200, "repetitions": 5, "types": ["phrase"], "seed": 11}},
            "privacy": {},
        }
        for name, section in sections.items():
            values[name] = values.get(name, {}) | section
        return FinetuneConfig.model_validate(values)

    return make
