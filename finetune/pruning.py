"""Pruning: rows of embeddings that no text can ever ask for are left out of an exported model.

Vocabularies of the BERT family hold about a thousand entries such as `[unused7]`, places for words to come. A text
never becomes one: brackets are cut off as words of their own. And a model whose texts are read in windows of 128 tokens
needs no 512 positions. What the model says of a text stays the same.
"""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.exported import TOKENIZER_FILE

if TYPE_CHECKING:
    from torch import nn

    from .model import Learner

CONFIG_FILE = "config.json"
_UNUSED = re.compile(r"\[unused\d+\]")
_CUTS_BRACKETS = "BertPreTokenizer"
# their positions are counted from zero, by an embedding and a buffer of these names
_POSITIONED = frozenset({"bert", "distilbert", "electra"})
_POSITIONS = "position_embeddings"
_BUFFERS = ("position_ids", "token_type_ids")  # shape (1, positions)


def prune(learner: "Learner", folder: Path, *, longest: int) -> int:
    """Leave out of a model, and of its files, what texts of at most so many tokens never ask for.

    Args:
        learner: the model, which is changed: rows of its embeddings go.
        folder: with a copy of the tokenizer and of `config.json`, which are written anew.
        longest: tokens of a window, special ones included.

    Returns:
        Size of the vocabulary that is left.
    """
    model = learner.body.get_base_model() if learner.method == "lora" else learner.body
    words = model.get_input_embeddings()
    kept = _used(folder / TOKENIZER_FILE, words)
    if kept is not None:
        _keep_rows(words, kept)
        model.config.vocab_size = len(kept)
        model.config.pad_token_id = _new_number(model.config.pad_token_id, kept)
    _write_tokenizer(folder / TOKENIZER_FILE, kept)
    positions = _positions(model)
    if positions is not None and positions.num_embeddings > longest:
        _keep_rows(positions, list(range(longest)))
        _shorten_buffers(model, longest)
        model.config.max_position_embeddings = longest
    _note(folder / CONFIG_FILE, model.config)
    return int(words.num_embeddings)


def _used(path: Path, words: "nn.Module") -> list[int] | None:
    """Return the token ids that a text can become, in their order; None if that is all of them, or not known."""
    from torch import nn

    if type(words) is not nn.Embedding or not path.is_file():  # an adapter's embedding is left as it is
        return None
    about = json.loads(path.read_text(encoding="utf-8"))
    if (about.get("pre_tokenizer") or {}).get("type") != _CUTS_BRACKETS or about["model"].get("type") != "WordPiece":
        return None
    added = {token["id"] for token in about.get("added_tokens", ())}  # these are looked for before words are cut
    unused = {
        number for word, number in about["model"]["vocab"].items() if number not in added and _UNUSED.fullmatch(word)
    }
    return [number for number in range(words.num_embeddings) if number not in unused] if unused else None


def _positions(model: Any) -> "nn.Embedding | None":
    from torch import nn

    if model.config.model_type not in _POSITIONED:
        return None
    found = getattr(model.base_model.embeddings, _POSITIONS, None)
    return found if type(found) is nn.Embedding else None


def _keep_rows(embedding: "nn.Embedding", rows: list[int]) -> None:
    import torch

    embedding.weight = torch.nn.Parameter(embedding.weight.data[rows].clone(), requires_grad=False)
    embedding.num_embeddings = len(rows)
    if embedding.padding_idx is not None:
        embedding.padding_idx = _new_number(embedding.padding_idx, rows)


def _shorten_buffers(model: Any, longest: int) -> None:
    embeddings = model.base_model.embeddings
    for name, value in list(embeddings.named_buffers(recurse=False)):
        if name in _BUFFERS:
            embeddings.register_buffer(name, value[:, :longest].clone(), persistent=False)


def _write_tokenizer(path: Path, kept: list[int] | None) -> None:
    """Write a tokenizer's file with the tokens' new ids, without the blanks that make a third of it."""
    if path.is_file():
        about = json.loads(path.read_text(encoding="utf-8"))
        if kept is not None:
            _renumber(about, kept)
        path.write_text(json.dumps(about, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _renumber(about: dict[str, Any], kept: list[int]) -> None:
    """Give the tokens of a tokenizer their new ids: in its vocabulary, among added tokens and at the edges."""
    numbers = {old: new for new, old in enumerate(kept)}
    vocabulary = about["model"]["vocab"]
    about["model"]["vocab"] = {word: numbers[old] for word, old in vocabulary.items() if old in numbers}
    for token in about.get("added_tokens", ()):
        token["id"] = numbers[token["id"]]
    _renumber_edges(about.get("post_processor") or {}, numbers)
    if about.get("padding"):
        about["padding"]["pad_id"] = numbers[about["padding"]["pad_id"]]


def _renumber_edges(processor: dict[str, Any], numbers: dict[int, int]) -> None:
    """Renumber what the tokenizer puts around a text, as `TemplateProcessing` or `BertProcessing` write it."""
    for token in (processor.get("special_tokens") or {}).values():
        token["ids"] = [numbers[old] for old in token["ids"]]
    for edge in ("sep", "cls"):
        if edge in processor:
            processor[edge] = [processor[edge][0], numbers[processor[edge][1]]]


def _note(path: Path, config: Any) -> None:
    """Write the new sizes into a `config.json`."""
    about = json.loads(path.read_text(encoding="utf-8"))
    changed = {key: getattr(config, key) for key in about if key in _SIZES}
    path.write_text(json.dumps(about | changed, indent=2) + "\n", encoding="utf-8")


_SIZES = ("vocab_size", "max_position_embeddings", "pad_token_id")


def _new_number(number: int | None, kept: list[int]) -> int | None:
    return None if number is None else kept.index(number)
