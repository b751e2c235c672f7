"""Weights that two exported models have in common, stored once: a small model beside the large one it came from.

The file of the small model names such weights as external data; `export.json` tells where in the large one's file they
lie, and that file's hash.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import MissingError
from .inputs import hash_file


class SharedTensor(BaseModel):
    """Where the bytes of a weight lie in the other file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    offset: int = Field(ge=0)
    shape: list[int]
    dtype: str = Field(pattern=r"^[<|][fiu][0-9]$")


class SharedWeights(BaseModel):
    """What a model takes from the folder of another one.

    Attributes:
        folder: beside the model's own, by name.
        model_sha256: of the other model file.
        tensors: by name in the model that lacks them.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    folder: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    model_sha256: str
    tensors: dict[str, SharedTensor]


def read_shared(about: Mapping[str, Any], path: Path) -> SharedWeights | None:
    """Return what a model takes from another one, as its `export.json` says; None if it is whole.

    Raises:
        MissingError: the entry is damaged.
    """
    if about.get("shared") is None:
        return None
    try:
        return SharedWeights.model_validate(about["shared"])
    except ValidationError:
        raise MissingError(f"{path} is damaged: what it shares with another model cannot be read") from None


def load_shared(shared: SharedWeights, model: Path) -> tuple[Sequence[str], Sequence[Any]]:
    """Return names and values of the weights that lie in another model's file.

    Args:
        shared: where they lie.
        model: the other model's file.

    Raises:
        MissingError: the file is not there, or is another one.
    """
    import numpy as np
    from onnxruntime import OrtValue

    if not model.is_file() or hash_file(model).sha256 != shared.model_sha256:
        raise MissingError(f"{model} is not the model whose weights are shared", hint="copy both folders together")
    content = np.memmap(model, dtype=np.uint8, mode="r")
    values = []
    for tensor in shared.tensors.values():
        kind = np.dtype(tensor.dtype)
        end = tensor.offset + kind.itemsize * int(np.prod(tensor.shape))
        values.append(
            OrtValue.ortvalue_from_numpy(np.array(content[tensor.offset : end]).view(kind).reshape(tensor.shape))
        )
    return list(shared.tensors), values
