"""What training minimises, row by row."""

from typing import Any

from torch import Tensor, nn

from .batches import PaddedBatch


def classification_losses(model: Any, batch: PaddedBatch) -> Tensor:
    """Cross-entropy of each row, shape (batch,)."""
    logits = model(**batch.inputs).logits
    return nn.functional.cross_entropy(logits, batch.labels, reduction="none")
