"""Where a pooled head begins: at what the classes are called, at the means of their texts, or at an earlier run's head.

With differential privacy the first weights must be public: class names may be, an earlier run is as public as the rows
that it has read, and the means of a private run's own rows are not.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from ..configs.training.model import ModelConfig
from ..core.errors import ConfigError, MissingError
from ..core.pretrained import source_folder
from .everyday import SENTENCES
from .pooled import HEAD_FILE, PooledClassifier, load_head
from .run_folder import label_names, load_run_config

_NAME = 0.2  # length of a class's first weights: a hint of the name's meaning that a few steps can correct
_EARLIER = (
    0.4  # what examples have taught is worth more than a name, and a private run's noise moves less at this length
)
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
        MissingError: the base model is no finished run with a pooled head.
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
    model.head.start_from(public_vectors(model, tokenizer, texts), everyday_vectors(model, tokenizer), length=_NAME)


def start_from_run(model: PooledClassifier, folder: Path, names: Sequence[str], *, pooling: str) -> None:
    """Let each class begin with its direction in the head of the run that the base model comes from.

    Args:
        model: is changed.
        folder: of the run.
        names: of the classes.
        pooling: of the model.

    Raises:
        ConfigError: that run does not know all of the classes, or pools otherwise.
        MissingError: there is no such head in the folder.
        UsageError: the run is damaged.
    """
    head = load_head(folder)
    if (other := load_run_config(folder).model.pooling) != pooling:
        raise ConfigError(
            f"model.head_init: source needs the pooling of that run, {other}", hint=f"model.pooling: {other}"
        )
    known = {name: number for number, name in enumerate(label_names(folder))}
    if unknown := sum(name not in known for name in names):
        raise ConfigError(
            f"model.head_init: source needs a run that knows the classes, and {unknown} of {len(names)} are new to it",
            hint="model.head_init: label-names",
        )
    try:
        with torch.no_grad():
            model.head.center.copy_(head["center"])
            weight = head["weight"][[known[name] for name in names]]
            model.head.linear.weight.copy_(_EARLIER * functional.normalize(weight, dim=1))
    except (IndexError, RuntimeError):
        raise MissingError(f"{folder / HEAD_FILE} is not the head of the model beside it") from None


def words_of(name: str) -> str:
    """Return a class name as words.

    Example:
        >>> words_of("card_arrival"), words_of("cardArrival")
        ('card arrival', 'card Arrival')
    """
    return _WORD_BREAKS.sub(" ", name).strip()


def everyday_vectors(model: PooledClassifier, tokenizer: Any) -> torch.Tensor:
    """Return the vectors of the everyday sentences, shape (sentences, width)."""
    return public_vectors(model, tokenizer, SENTENCES)


def public_vectors(model: PooledClassifier, tokenizer: Any, texts: Sequence[str]) -> torch.Tensor:
    """Return the vectors of texts that are in no table, one at a time, shape (texts, width)."""
    was_training = model.training
    model.eval()
    with torch.no_grad():
        inputs = (tokenizer([text], truncation=True, return_tensors="pt").to(model.device) for text in texts)
        vectors = torch.cat([model.pooled(dict(one)) for one in inputs])
    model.train(was_training)
    return vectors
