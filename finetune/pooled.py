"""A classifier over pooled token vectors: an encoder, its tokens' mean or the first one, and one linear layer.

A text's vector is centred, brought to one length and handed to the linear layer. So with one label a row, its gradient
norm is at most 1.42 times that length for any encoder and text (the softmax's error is at most the square root of 2),
and one clipping bound and one learning rate serve all of them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from ..core.errors import ConfigError, MissingError

HEAD_FILE = "head.safetensors"
LENGTH = 20.0
"""Length of a text's vector; with unit weights the logits are cosines times this, as sentence encoders are trained."""
_SPREAD = 0.02  # of random first weights, as transformers draws them


@dataclass
class ClassLogits:
    """What the classifier returns.

    Attributes:
        logits: shape (batch, classes).
    """

    logits: Tensor


class PooledHead(nn.Module):
    """The linear layer and what comes before it.

    Args:
        width: of a text's vector.
        classes: number of outputs.
    """

    center: Tensor

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.register_buffer("center", torch.zeros(width))
        self.linear = nn.Linear(width, classes)
        nn.init.normal_(self.linear.weight, std=_SPREAD)
        nn.init.zeros_(self.linear.bias)

    def forward(self, pooled: Tensor) -> Tensor:
        """Return the logits (batch, classes) of vectors (batch, width)."""
        logits: Tensor = self.linear(LENGTH * functional.normalize(pooled - self.center, dim=1))
        return logits

    def start_from(self, vectors: Tensor, everyday: Tensor, *, length: float) -> None:
        """Let each class begin with a vector; the center becomes the mean of all vectors.

        Args:
            vectors: of the classes, shape (classes, width); a class whose row is not a number begins with nothing.
            everyday: of sentences that are in no table, (sentences, width); with few classes the center is theirs.
            length: of a class's first weights.
        """
        known = vectors.isfinite().all(dim=1, keepdim=True)
        with torch.no_grad():
            self.center.copy_(torch.cat([vectors[known.squeeze(1)], everyday]).mean(dim=0))
            self.linear.weight.copy_(length * functional.normalize((vectors - self.center).where(known, 0.0), dim=1))

    def tensors(self) -> dict[str, Tensor]:
        """Return what is saved: center (width,), weight (classes, width), bias (classes,)."""
        return {"center": self.center, "weight": self.linear.weight.detach(), "bias": self.linear.bias.detach()}


class PooledClassifier(nn.Module):
    """An encoder with a `PooledHead`.

    Args:
        encoder: a transformers model without a head, or a peft model around one.
        pooling: `mean` of a text's tokens, or `cls`, the first one.
        classes: number of outputs.
        frozen: the encoder is not trained; its dropout is then off, so that texts keep their vectors.
    """

    def __init__(self, encoder: Any, *, pooling: str, classes: int, frozen: bool) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = PooledHead(encoder.config.hidden_size, classes)
        self.is_frozen = frozen
        self._pooling = pooling

    @property
    def config(self) -> Any:
        """The encoder's configuration, which also names the classes."""
        return self.encoder.config

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.head.center.device

    def train(self, mode: bool = True) -> "PooledClassifier":
        """Switch dropout on or off; a frozen encoder keeps it off."""
        super().train(mode)
        if self.is_frozen:
            self.encoder.eval()
        return self

    def forward(self, features: Tensor | None = None, **inputs: Tensor) -> ClassLogits:
        """Return the logits of texts.

        Args:
            features: their vectors (batch, width), where they are known already.
            inputs: else the encoder's arguments, each (batch, length).
        """
        return ClassLogits(self.head(self.pooled(inputs) if features is None else features))

    def pooled(self, inputs: dict[str, Tensor]) -> Tensor:
        """Return the vectors of texts, shape (batch, width)."""
        tokens: Tensor = self.encoder(**inputs).last_hidden_state
        if self._pooling == "cls":
            return tokens[:, 0]
        weights = inputs["attention_mask"].unsqueeze(-1).to(tokens.dtype)
        return (tokens * weights).sum(dim=1) / weights.sum(dim=1)


def require_encoder(config: Any) -> None:
    """Raise ConfigError unless a model is an encoder, whose tokens have seen the whole text."""
    from transformers import MODEL_FOR_MASKED_LM_MAPPING

    if type(config) not in MODEL_FOR_MASKED_LM_MAPPING or config.is_encoder_decoder:
        raise ConfigError(
            f"model.pooling needs an encoder such as BERT, and the model is a {config.model_type}",
            hint="model.pooling: auto",
        )


def freeze_pooler(encoder: Any) -> None:
    """Leave the layer alone that some encoders put on the first token: no text's vector goes through it."""
    for name, layer in encoder.named_children():
        if name == "pooler":
            layer.requires_grad_(False)


def save_head(model: PooledClassifier, folder: Path) -> None:
    """Write the head beside the encoder."""
    save_file({name: value.cpu().contiguous() for name, value in model.head.tensors().items()}, folder / HEAD_FILE)


def load_pooled(encoder: Any, folder: Path, *, pooling: str) -> PooledClassifier:
    """Put the head that lies beside an encoder on it; the caller's random state is left as it was.

    Raises:
        MissingError: the head is not there, or of another size.
    """
    with torch.random.fork_rng(devices=[]):
        model = PooledClassifier(encoder, pooling=pooling, classes=encoder.config.num_labels, frozen=True)
    saved = load_head(folder, like=model.head)
    with torch.no_grad():
        for name, value in model.head.tensors().items():
            value.copy_(saved[name])
    return model


def load_head(folder: Path, *, like: PooledHead) -> dict[str, Tensor]:
    """Return what `PooledHead.tensors` has saved in a folder.

    Raises:
        MissingError: it is not there, damaged, or of another size.
    """
    shapes = {name: value.shape for name, value in like.tensors().items()}
    try:
        saved: dict[str, Tensor] = load_file(folder / HEAD_FILE)
    except (OSError, SafetensorError):
        raise MissingError(f"cannot load the head from {folder / HEAD_FILE}") from None
    is_whole = {name: value.shape for name, value in saved.items()} == shapes
    if not is_whole or not all(bool(value.isfinite().all()) for value in saved.values()):
        raise MissingError(f"{folder / HEAD_FILE} is damaged, or not the head of the model beside it")
    return saved
