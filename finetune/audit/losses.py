"""What a model makes of rows: one loss each, the raw material of all membership scores."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..batches import Collator, physical_batches
from ..model import Learner

_PASSES = 8  # where a task hides words at random, its loss is the mean of so many draws
_LEAST = 1e-7  # keeps logarithms of confidences finite


def row_losses(
    learner: Learner, rows: Sequence[Any], label_names: Sequence[str], *, batch_size: int
) -> NDArray[np.float64]:
    """Return the loss of each row, the mean over its sequences, shape (rows,).

    Args:
        learner: model; dropout is off meanwhile.
        rows: as the task makes them.
        label_names: names of the classes.
        batch_size: sequences at a time.
    """
    task, module = learner.task, learner.module
    examples = task.encode(learner.tokenizer, rows, label_names)
    collate = Collator(learner)
    found = np.zeros(len(examples))
    passes = _PASSES if task.name == "masked-lm" else 1
    training = module.training
    module.eval()
    with torch.inference_mode():
        for batch_rows in physical_batches(examples, range(len(examples)), batch_size):
            for salt in range(passes):
                losses = task.losses(module, collate(examples, batch_rows, salt=salt))
                found[batch_rows] += losses.double().cpu().numpy() / passes
    module.train(training)
    return np.array([found[own].mean() for own in examples.units])


def logit_confidence(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log(p / (1 - p)) of the confidence p = e^-loss, which is nearly normal over models (Carlini et al. 2022).

    Example:
        >>> logit_confidence(np.array([np.log(2)])).round(6).tolist()
        [0.0]
    """
    confidence = np.clip(np.exp(-losses), _LEAST, 1 - _LEAST)
    return np.asarray(np.log(confidence) - np.log1p(-confidence))
