"""Vectors of texts under an encoder that is not trained: computed once, instead of in every epoch."""

import dataclasses

import torch

from .batches import Collator, TokenizedExamples, physical_batches
from .head_start import everyday_vectors
from .model import Learner
from .pooled import PooledClassifier

_ROWS_AT_ONCE = 64
_MEAN = 1.0  # length of first weights: a logit is the cosine times `LENGTH`, and the encoder need not change to fit it


def with_features(learner: Learner, examples: TokenizedExamples) -> TokenizedExamples:
    """Return the examples with their vectors, if nothing below the head ever changes; else as they are.

    But for rounding, each vector depends on its own text alone, so clipping and noise protect a row as they do when it
    goes through the encoder anew.
    """
    model = learner.model
    if not isinstance(model, PooledClassifier) or not model.is_frozen or not len(examples):
        return examples
    return dataclasses.replace(examples, features=vectors_of(learner, examples))


def vectors_of(learner: Learner, examples: TokenizedExamples) -> torch.Tensor:
    """Return the pooled vectors of texts as the encoder is now, without dropout, shape (texts, width)."""
    model = learner.model
    collate = Collator(learner)
    vectors = torch.empty(len(examples), model.config.hidden_size, device=model.device)
    was_training = model.training
    model.eval()
    with torch.no_grad():
        for rows in physical_batches(examples, range(len(examples)), _ROWS_AT_ONCE):
            vectors[rows] = model.pooled(collate(examples, rows).inputs)
    model.train(was_training)
    return vectors


def class_means(learner: Learner, examples: TokenizedExamples) -> torch.Tensor:
    """Return the mean vector of each class's rows, on the CPU, shape (classes, width); NaN for a class without rows.

    Args:
        learner: with a pooled head.
        examples: rows of one class each.
    """
    vectors = vectors_of(learner, examples) if examples.features is None else examples.features
    classes = torch.tensor(examples.labels)
    counts = torch.bincount(classes, minlength=learner.model.config.num_labels)
    sums = torch.zeros(len(counts), vectors.shape[1], dtype=torch.float64)
    sums.index_add_(0, classes, vectors.cpu().double())
    return (sums / counts.unsqueeze(1)).float()


def start_from_means(learner: Learner, means: torch.Tensor) -> None:
    """Let each class of a pooled head begin with the mean vector of its rows, as `class_means` returns them."""
    model = learner.model
    model.head.start_from(means.to(model.device), everyday_vectors(model, learner.tokenizer), length=_MEAN)
