"""Which weights a run began with: its base model's and its teacher's, so that no other ones take their place."""

from pathlib import Path

from ..configs.finetune import FinetuneConfig
from ..core.errors import MissingError
from ..core.inputs import hash_file
from ..core.manifest import sha256_of
from ..core.pretrained import source_folder

_SUFFIXES = frozenset({".safetensors", ".bin", ".gguf", ".pt", ".onnx"})


def hash_base_weights(config: FinetuneConfig) -> str | None:
    """Return one hash of the files of weights of base model and teacher; None if none of them lies in a folder.

    A model of a hub, which is not in a folder, has no part in it.
    """
    sources = [config.model.source, *([] if config.train.teacher is None else [config.train.teacher])]
    hashes = [sorted(hash_file(path).sha256 for path in _weights_of(source)) for source in sources]
    return sha256_of(hashes) if any(hashes) else None


def _weights_of(source: str) -> list[Path]:
    try:
        folder = source_folder(source)
        return [path for path in folder.iterdir() if path.suffix in _SUFFIXES and path.is_file()]
    except (MissingError, OSError):  # whoever loads the model says what is missing
        return []
