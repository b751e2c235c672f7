"""Vectors of texts under an encoder that is not trained: computed once, instead of in every epoch."""

import dataclasses

import torch

from .batches import Collator, TokenizedExamples, physical_batches
from .model import Learner
from .pooled import PooledClassifier

_ROWS_AT_ONCE = 64


def with_features(learner: Learner, examples: TokenizedExamples) -> TokenizedExamples:
    """Return the examples with their vectors, if nothing below the head ever changes; else as they are.

    But for rounding, each vector depends on its own text alone, so clipping and noise protect a row as they do when it
    goes through the encoder anew.
    """
    model = learner.model
    if not isinstance(model, PooledClassifier) or not model.is_frozen or not len(examples):
        return examples
    collate = Collator(learner)
    features = torch.empty(len(examples), model.config.hidden_size, device=model.device)
    model.encoder.eval()
    with torch.no_grad():
        for rows in physical_batches(examples, range(len(examples)), _ROWS_AT_ONCE):
            features[rows] = model.pooled(collate(examples, rows).inputs)
    return dataclasses.replace(examples, features=features)
