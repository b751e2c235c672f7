"""Which weights a run began with: its base model's and its teacher's, so that no other ones take their place."""

from pathlib import Path

from ..configs.finetune import FinetuneConfig
from ..core.errors import GuardError, MissingError
from ..core.inputs import hash_file
from ..core.manifest import sha256_of
from ..core.pretrained import source_folder
from .run_folder import began_with

_SUFFIXES = frozenset({".safetensors", ".bin", ".gguf", ".pt", ".onnx"})
_BASE = "base_sha256"


def hash_base_weights(config: FinetuneConfig) -> dict[str, str]:
    """Return hashes of the files of weights of base model and teacher, by their names in `run.json`.

    A model of a hub, which is not in a folder, has none.
    """
    sources = {_BASE: config.model.source, "teacher_sha256": config.train.teacher}
    found = {name: None if source is None else _hash_weights(source) for name, source in sources.items()}
    return {name: sha256 for name, sha256 in found.items() if sha256 is not None}


def require_same_base(run: Path, source: str) -> None:
    """Check that the base model still has the weights that a run began with, as far as both are known.

    Raises:
        GuardError: it has others.
        UsageError: the run is damaged.
    """
    known = began_with(run).get(_BASE)
    current = _hash_weights(source) if known is not None else None
    if current is not None and current != known:
        raise GuardError(
            f"the base model {source} has other weights than the run in {run} began with",
            hint="put the old ones back, or train again",
        )


def _hash_weights(source: str) -> str | None:
    hashes = sorted(hash_file(path).sha256 for path in _weights_of(source))
    return sha256_of([hashes]) if hashes else None


def _weights_of(source: str) -> list[Path]:
    try:
        folder = source_folder(source)
        return [path for path in folder.iterdir() if path.suffix in _SUFFIXES and path.is_file()]
    except (MissingError, OSError):  # whoever loads the model says what is missing
        return []
