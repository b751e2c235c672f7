"""Rows of embeddings that no text asks for are not exported, and nothing that a model says changes by that."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from privml.core.exported import ExportedTagger
from privml.finetune import export
from privml.finetune.api import finetune
from privml.finetune.export import run_export
from tokenizers import Tokenizer

WORDS = ["very", "train", "food", "day", "movie", "it", "##s", "[", "]", "unused", "0", "3"]
UNUSED = [f"[unused{number}]" for number in range(40)]
# a vocabulary of BERT's: ids of special tokens stand behind the first unused ones, others follow
VOCABULARY = ["[PAD]", *UNUSED[:30], "[UNK]", "[CLS]", "[SEP]", "[MASK]", *UNUSED[30:], *WORDS]
TEXTS = ["very train", "it its [unused3] very [unused0]", "food " * 30, "[PAD] [SEP] movie", "", "Unknown words"]
LONGEST = 16


@pytest.fixture(scope="module", params=["full", "lora"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("pruning")
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n")
    BertTokenizerFast(vocab=str(folder / "vocab.txt"), do_lower_case=True).save_pretrained(folder / "base")
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=0.3,
    )
    with torch.random.fork_rng():
        torch.manual_seed(3)
        BertModel(config).save_pretrained(folder / "base")
    gold = json.dumps([{"start": 5, "end": 10, "entity_type": "PERSON"}])
    rows = [{"text": f"very train it {word}", "gold": gold} for word in WORDS]
    pd.DataFrame(rows).to_csv(folder / "gold.csv", index=False)
    settings = {
        "task": "token-classification",
        "data": {
            "text": "text",
            "spans": "gold",
            "max_length": LONGEST,
            "window_overlap": 4,
            "unmasked": "allow",
        },
        "model": {"source": str(folder / "base"), "method": request.param},
        "train": {"epochs": 1, "batch_size": 4, "learning_rate": 1e-2, "threads": 1},
    }
    return finetune(settings, data=folder / "gold.csv", output=folder / "run")


def plain_export(run: Path, output: Path, monkeypatch: pytest.MonkeyPatch, *, int8: bool) -> Path:
    """Export without pruning."""
    with monkeypatch.context() as patch:
        patch.setattr(export, "prune", lambda learner, folder, longest: len(VOCABULARY))
        run_export(run, output, int8=int8)
    return output


def judged(folder: Path) -> list[Any]:
    tagger = ExportedTagger(folder, max_length=LONGEST, overlap=4)
    return [(window.offsets, scores) for window, scores in tagger.judge(tagger.read(TEXTS))]


@pytest.mark.parametrize("int8", [False, True])
def test_the_probabilities_are_the_same(run: Path, int8: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = plain_export(run, tmp_path / "before", monkeypatch, int8=int8)
    run_export(run, tmp_path / "after", int8=int8)
    for (places, scores), (same_places, same_scores) in zip(judged(before), judged(tmp_path / "after"), strict=True):
        assert places == same_places
        # in int8 the scale of an embedding may become finer when the largest number in it goes
        np.testing.assert_allclose(scores, same_scores, atol=0.05 if int8 else 1e-6)
    bytes_of_a_row = 32 * (1 if int8 else 4)
    saved = (before / "model.onnx").stat().st_size - (tmp_path / "after" / "model.onnx").stat().st_size
    assert saved >= (len(UNUSED) + 64 - LONGEST) * bytes_of_a_row


def test_the_files_tell_the_new_sizes(run: Path, tmp_path: Path) -> None:
    run_export(run, tmp_path / "out", int8=False)
    about = json.loads((tmp_path / "out" / "config.json").read_text())
    assert (about["vocab_size"], about["max_position_embeddings"]) == (len(VOCABULARY) - len(UNUSED), LONGEST)
    before = Tokenizer.from_file(str(run / "tokenizer.json"))
    after = Tokenizer.from_file(str(tmp_path / "out" / "tokenizer.json"))
    assert sorted(after.get_vocab().values()) == list(range(about["vocab_size"]))
    for text in TEXTS:
        assert before.encode(text).tokens == after.encode(text).tokens
        assert before.encode(text).special_tokens_mask == after.encode(text).special_tokens_mask
    assert after.encode("[MASK]").ids[1] == after.token_to_id("[MASK]") == 4


def test_a_word_that_a_text_can_hold_stays(run: Path, tmp_path: Path) -> None:
    """An added token is looked for before brackets are cut off, so it is no longer unused."""
    copy = Path(shutil.copytree(run, tmp_path / "run"))
    about = json.loads((copy / "tokenizer.json").read_text())
    number = VOCABULARY.index("[unused3]")
    about["added_tokens"].append(about["added_tokens"][-1] | {"id": number, "content": "[unused3]"})
    about["added_tokens"].sort(key=lambda token: token["id"])
    (copy / "tokenizer.json").write_text(json.dumps(about))
    run_export(copy, tmp_path / "out", int8=False)
    after = Tokenizer.from_file(str(tmp_path / "out" / "tokenizer.json"))
    assert after.encode("it [unused3]").tokens[2] == "[unused3]"
    assert after.get_vocab_size() == len(VOCABULARY) - len(UNUSED) + 1
