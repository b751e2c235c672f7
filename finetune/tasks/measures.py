"""Measures of answers against the truth."""

from collections import Counter
from collections.abc import Sequence


def classification_metrics(labels: Sequence[int], predicted: Sequence[int]) -> dict[str, float]:
    """Return accuracy and macro F1.

    Macro F1 is the mean over the classes that occur among labels or predictions of 2 TP / (2 TP + FP + FN).

    Example:
        >>> classification_metrics([0, 0, 1, 1], [0, 1, 1, 1])
        {'accuracy': 0.75, 'macro_f1': 0.733333}
    """
    hits = Counter(true for true, guess in zip(labels, predicted, strict=True) if true == guess)
    concerned = Counter(labels) + Counter(predicted)
    scores = [2 * hits[label] / concerned[label] for label in sorted(concerned)]
    accuracy = hits.total() / len(labels)
    return {"accuracy": round(accuracy, 6), "macro_f1": round(sum(scores) / len(scores), 6)}


def multilabel_metrics(truth: Sequence[Sequence[bool]], guesses: Sequence[Sequence[bool]]) -> dict[str, float]:
    """Return accuracy (all labels of a row right), micro F1 and macro F1 over the labels.

    Example:
        >>> multilabel_metrics([[True, False], [True, True]], [[True, False], [True, False]])
        {'accuracy': 0.5, 'micro_f1': 0.8, 'macro_f1': 0.5}
    """
    by_label = list(zip(*truth, strict=True)), list(zip(*guesses, strict=True))
    hits = [sum(t and g for t, g in zip(ts, gs, strict=True)) for ts, gs in zip(*by_label, strict=True)]
    concerned = [sum(ts) + sum(gs) for ts, gs in zip(*by_label, strict=True)]
    scores = [2 * hit / count for hit, count in zip(hits, concerned, strict=True) if count]
    exact = sum(list(t) == list(g) for t, g in zip(truth, guesses, strict=True)) / len(truth)
    return {
        "accuracy": round(exact, 6),
        "micro_f1": round(2 * sum(hits) / max(1, sum(concerned)), 6),
        "macro_f1": round(sum(scores) / max(1, len(scores)), 6),
    }
