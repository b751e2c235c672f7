"""Measures of a classifier."""

from collections.abc import Sequence

import torch

from .batches import Collator, TokenizedExamples, physical_batches
from .model import Classifier


def classification_metrics(labels: Sequence[int], predicted: Sequence[int], classes: int) -> dict[str, float]:
    """Return accuracy and macro F1.

    Macro F1 is the mean over the classes that occur among labels or predictions of 2 TP / (2 TP + FP + FN).

    Example:
        >>> classification_metrics([0, 0, 1, 1], [0, 1, 1, 1], classes=2)
        {'accuracy': 0.75, 'macro_f1': 0.733333}
    """
    pairs = list(zip(labels, predicted, strict=True))
    scores = []
    for label in range(classes):
        hit = sum(true == label == guess for true, guess in pairs)
        concerned = sum((true == label) + (guess == label) for true, guess in pairs)
        if concerned:
            scores.append(2 * hit / concerned)
    accuracy = sum(true == guess for true, guess in pairs) / len(pairs)
    return {"accuracy": round(accuracy, 6), "macro_f1": round(sum(scores) / len(scores), 6)}


def evaluate(classifier: Classifier, examples: TokenizedExamples, *, batch_size: int, classes: int) -> dict[str, float]:
    """Return accuracy, macro F1 and mean loss on some rows; the model comes back in training mode."""
    collate = Collator(classifier)
    predicted = [0] * len(examples)
    total = 0.0
    classifier.module.eval()
    with torch.inference_mode():
        for rows in physical_batches(examples, range(len(examples)), batch_size):
            batch = collate(examples, rows)
            logits = classifier.model(**batch.inputs).logits
            total += float(torch.nn.functional.cross_entropy(logits, batch.labels, reduction="sum"))
            for row, guess in zip(rows, logits.argmax(dim=1).tolist(), strict=True):
                predicted[row] = guess
    classifier.module.train()
    return classification_metrics(examples.labels, predicted, classes) | {"loss": round(total / len(examples), 6)}
