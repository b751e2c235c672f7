"""Where a pooled head begins before it has seen a row: at what the classes are called, or at an earlier run's head.

With differential privacy the first weights must be public: class names may be, and an earlier run is as public as the
rows that it has read.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from ..configs.training.model import ModelConfig
from ..core.errors import ConfigError
from ..core.pretrained import source_folder
from .everyday import SENTENCES
from .pooled import PooledClassifier, PooledHead, load_head
from .run_folder import label_names, load_report, load_run_config

_NAME = 0.2  # length of a class's first weights: a hint of the name's meaning that a few steps can correct
_EARLIER = 0.4  # what rows have taught is worth more than a name; at length 1 a few noisy steps turn too little
_WORD_BREAKS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")


def start_head(model: PooledClassifier, tokenizer: Any, config: ModelConfig, *, labels: Sequence[str]) -> None:
    """Give a pooled head its first weights as `model.head_init` says, if they do not come from the rows.

    Args:
        model: is changed.
        tokenizer: of the encoder.
        config: of the model.
        labels: names of the classes.

    Raises:
        ConfigError: the names say nothing, or the earlier run has other classes or another pooling.
        MissingError: the head of the earlier run is not there, or damaged.
        UsageError: the base model is no complete run.
    """
    if config.head_init == "label-names":
        start_from_names(model, tokenizer, labels)
    elif config.head_init == "source":
        start_from_run(model, source_folder(config.source), labels, pooling=config.pooling)


def start_from_names(model: PooledClassifier, tokenizer: Any, names: Sequence[str]) -> None:
    """Let the head begin with what the classes are called; the names count as public.

    Raises:
        ConfigError: a class is only a number.
    """
    texts = [words_of(name) for name in names]
    if mute := sum(not any(character.isalpha() for character in text) for text in texts):
        raise ConfigError(
            f"model.head_init: label-names needs classes that are words, and {mute} of {len(names)} are not",
            hint="model.head_init: random",
        )
    model.head.start_from(vectors_of_texts(model, tokenizer, texts), everyday_vectors(model, tokenizer), length=_NAME)


def start_from_run(model: PooledClassifier, folder: Path, names: Sequence[str], *, pooling: str) -> None:
    """Let each class begin with its direction in the head of the run that the base model comes from.

    Args:
        model: is changed.
        folder: of the run.
        names: of the classes.
        pooling: of the model.

    Raises:
        ConfigError: that run does not know all of the classes, or pools otherwise.
        MissingError: the head is not there, or damaged.
        UsageError: the folder is no complete run.
    """
    load_report(folder)  # the run is complete
    earlier, known = load_run_config(folder), list(label_names(folder))
    if earlier.model.pooling != pooling:
        raise ConfigError(
            f"model.head_init: source needs the pooling of that run, {earlier.model.pooling}",
            hint=f"model.pooling: {earlier.model.pooling}",
        )
    if (earlier.data.label_separator is None) != (model.config.problem_type == "single_label_classification"):
        raise ConfigError("model.head_init: source needs a run with as many labels a row: one, or several")
    if unknown := sum(name not in known for name in names):
        raise ConfigError(
            f"model.head_init: source needs a run that knows the classes, and {unknown} of {len(names)} are new to it "
            "(names are compared letter by letter)",
            hint="model.head_init: label-names",
        )
    head = load_head(folder, like=PooledHead(model.config.hidden_size, len(known)))
    with torch.no_grad():
        model.head.center.copy_(head["center"])
        weight = head["weight"][[known.index(name) for name in names]]
        model.head.linear.weight.copy_(_EARLIER * functional.normalize(weight, dim=1))


def words_of(name: str) -> str:
    """Return a class name as words.

    Example:
        >>> words_of("card_arrival"), words_of("cardArrival")
        ('card arrival', 'card Arrival')
    """
    return _WORD_BREAKS.sub(" ", name).strip()


def everyday_vectors(model: PooledClassifier, tokenizer: Any) -> torch.Tensor:
    """Return the vectors of the everyday sentences, shape (sentences, width)."""
    return vectors_of_texts(model, tokenizer, SENTENCES)


def vectors_of_texts(model: PooledClassifier, tokenizer: Any, texts: Sequence[str]) -> torch.Tensor:
    """Return the vectors of texts, one at a time and without dropout, shape (texts, width)."""
    was_training = model.training
    model.eval()
    with torch.no_grad():
        inputs = (tokenizer([text], truncation=True, return_tensors="pt").to(model.device) for text in texts)
        vectors = torch.cat([model.pooled(dict(one)) for one in inputs])
    model.train(was_training)
    return vectors
