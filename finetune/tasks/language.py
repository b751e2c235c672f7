"""What both kinds of language model share: losses and measures token by token, and chunks of long texts."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..batches import Collator, PaddedBatch, TokenizedExamples, physical_batches
from .base import IGNORED

if TYPE_CHECKING:
    from torch import Tensor

    from ..model import Learner


def padded_labels(examples: TokenizedExamples, rows: Sequence[int], inputs: "dict[str, Tensor]") -> "Tensor":
    """Return the labels of each token, shape (batch, length), padding ignored."""
    import torch

    ids = inputs["input_ids"]
    labels = torch.full_like(ids, IGNORED)
    for index, row in enumerate(rows):
        labels[index, : len(examples.labels[row])] = torch.tensor(examples.labels[row], device=ids.device)
    return labels


def token_losses(logits: "Tensor", labels: "Tensor") -> "Tensor":
    """Cross-entropy of each token, 0 where it is ignored: (batch, length, classes) and (batch, length)."""
    from torch.nn import functional

    return functional.cross_entropy(logits.transpose(1, 2), labels, ignore_index=IGNORED, reduction="none")


def mean_of_learned(values: "Tensor", labels: "Tensor") -> "Tensor":
    """Mean over a sequence's own learned tokens, shape (batch,).

    Dividing by the batch's token count instead would let a row change the weight of all others.
    """
    return values.sum(dim=1) / (labels != IGNORED).sum(dim=1).clamp(min=1)


def perplexity(learner: "Learner", examples: TokenizedExamples, *, batch_size: int, shift: int) -> dict[str, float]:
    """Return mean loss of a token, perplexity and the share of tokens guessed right.

    Args:
        learner: model in evaluation mode.
        examples: sequences.
        batch_size: sequences at a time.
        shift: 1 if a token's label is the next token.
    """
    import torch

    collate = Collator(learner)
    loss, right, tokens = 0.0, 0, 0
    with torch.inference_mode():
        for rows in physical_batches(examples, range(len(examples)), batch_size):
            batch = collate(examples, rows)
            logits, labels = shifted(learner.model(**batch.inputs).logits, batch, shift)
            loss += float(token_losses(logits, labels).sum())
            right += int((logits.argmax(dim=2) == labels).sum())
            tokens += int((labels != IGNORED).sum())
    mean = loss / max(1, tokens)
    return {
        "perplexity": round(math.exp(min(mean, 100.0)), 6),
        "token_accuracy": round(right / max(1, tokens), 6),
        "loss": round(mean, 6),
    }


def shifted(logits: "Tensor", batch: PaddedBatch, shift: int) -> "tuple[Tensor, Tensor]":
    """Return logits beside the labels that they should give."""
    length = logits.shape[1]
    return logits[:, : length - shift].float(), batch.labels[:, shift:]


def chunks(ids: Sequence[int], length: int) -> list[list[int]]:
    """Cut a long text into pieces of at most `length` tokens.

    Example:
        >>> chunks([1, 2, 3, 4, 5], 2)
        [[1, 2], [3, 4], [5]]
    """
    return [list(ids[start : start + length]) for start in range(0, len(ids), length)]


def in_chunks(texts: Sequence[Sequence[int]], length: int) -> tuple[list[list[int]], list[list[int]]]:
    """Return the chunks of all texts, and which chunks belong to each text."""
    pieces: list[list[int]] = []
    owners: list[list[int]] = []
    for ids in texts:
        own = chunks(ids, length)
        owners.append(list(range(len(pieces), len(pieces) + len(own))))
        pieces += own
    return pieces, owners


def generation_settings(tokenizer: Any) -> dict[str, Any]:
    """Return what makes generation repeatable: the likeliest token, always."""
    return {
        "do_sample": False,
        "temperature": None,
        "top_p": None,
        "top_k": None,
        "pad_token_id": tokenizer.pad_token_id,
    }
