"""The folder of a token classifier: everything about it that can be checked without torch."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...configs.strict_yaml import load_yaml
from ...core.errors import ConfigError, MissingError
from ...core.exported import EXPORT_FILE, MODEL_FILE, NARROW, read_detector, tokenizer_file
from ...core.inputs import hash_file
from ...core.pretrained import PACKAGE_PREFIX, gguf_file, resolve_source, source_folder
from ...core.shared_weights import SharedWeights, read_shared
from ...core.tagging import TagScheme, read_tags
from .ner_labels import entity_type_of

_NAMELESS = re.compile(r"LABEL_\d+")
_HINT = "name a run folder of privml finetune (task: token-classification), its export, or a folder of that layout"
# tokens of a window, and those that neighbours share, where the training's are not known
_MAX_LENGTH = 256
_OVERLAP = 64


@dataclass(frozen=True)
class NerFolder:
    """A token classifier on disk.

    Attributes:
        path: the folder.
        name: what the manifest calls it.
        scheme: what its outputs mean.
        weights: file of its weights or of its adapter.
        sha256: their hash, where it is known.
        is_exported: the weights are an ONNX file.
        points: by entity type the probability whose score is 0.5; that of others is 0.5.
        base: where the adapter's base model lies; None if there is no adapter.
        base_name: what the manifest calls the base.
        max_length: tokens of a window.
        overlap: tokens that neighbouring windows share.
        shared: what an exported one takes from another export.
        narrow: the exported weights are narrow, see `open_session`.
    """

    path: Path
    name: str
    scheme: TagScheme
    weights: Path
    sha256: str | None
    is_exported: bool
    points: Mapping[str, float]
    base: str | None
    base_name: str | None
    max_length: int
    overlap: int
    shared: SharedWeights | None = None
    narrow: bool = False

    def identity(self) -> dict[str, Any]:
        """Return name and hash of the weights, without a path of this machine."""
        found: dict[str, Any] = {"name": self.name, "sha256": self.sha256 or hash_file(self.weights).sha256}
        if self.base is not None:
            weights = Path(self.base) / (gguf_file(self.base) or "model.safetensors")
            found["base"] = {"name": self.base_name, "sha256": hash_file(weights).sha256}
        return found


def open_ner_folder(source: str, *, labels: Mapping[str, str | None], folder: Path) -> NerFolder:
    """Look at a token classifier's files.

    Args:
        source: folder, or `pkg:PACKAGE/FOLDER`.
        labels: the policy's entity types of labels.
        folder: what a relative source is relative to.

    Raises:
        MissingError: the folder or a file in it is not there, the training is not finished, or the base of an adapter
            is not there.
        ConfigError: a file is damaged, or the model is no token classifier.
    """
    path = source_folder(source) if source.startswith(PACKAGE_PREFIX) else folder / source
    if not path.is_dir():
        raise MissingError(f"detect.ner: there is no folder {path}", hint=_HINT)
    if (path / "run.json").is_file() and not (path / "report.json").is_file():
        raise MissingError(f"detect.ner: the run in {path} is not complete", hint="privml finetune --resume ends it")
    if (path / EXPORT_FILE).is_file():
        return _open_exported(path, source, labels)
    has_adapter = (path / "adapter_config.json").is_file()
    weights = path / ("adapter_model.safetensors" if has_adapter else "model.safetensors")
    _require_files(path, "config.json", "tokenizer.json", weights.name)
    config = _read_json(path / "config.json")
    adapter = _read_json(path / "adapter_config.json") if has_adapter else None
    _require_head(path, config, adapter)
    training = load_yaml(path / "config.yaml").values if (path / "config.yaml").is_file() else {}
    base = None if adapter is None else _base_of(path, adapter, training)
    max_length, overlap = _window_of(config, training)
    return NerFolder(
        path,
        _public_name(source, path),
        _scheme_of(path, config, labels),
        weights,
        None,
        False,
        {},
        None if base is None else resolve_source(base),
        base if base is None or base.startswith(PACKAGE_PREFIX) else Path(base).name,
        max_length,
        overlap,
    )


def _open_exported(path: Path, source: str, labels: Mapping[str, str | None]) -> NerFolder:
    """Look at a classifier that `privml export` has written."""
    _require_files(path, "config.json", MODEL_FILE)
    about = read_detector(path, setting="detect.ner", hint=_HINT)
    shared = read_shared(about, path / EXPORT_FILE)
    tokenizer = tokenizer_file(path, shared)
    _require_files(tokenizer.parent, tokenizer.name)
    scheme = _scheme_of(path, _read_json(path / "config.json"), labels)
    points = _points_of(path, about, labels)
    return NerFolder(
        path,
        _public_name(source, path),
        scheme,
        path / MODEL_FILE,
        about["model_sha256"],
        True,
        points,
        None,
        None,
        about["max_length"],
        about["window_overlap"],
        shared,
        about.get(NARROW) is True,
    )


def _points_of(path: Path, about: Mapping[str, Any], labels: Mapping[str, str | None]) -> dict[str, float]:
    """Return the operating points of an export by entity type."""
    found = about.get("operating_points", {})
    is_right = isinstance(found, dict) and all(isinstance(p, float) and 0 < p < 1 for p in found.values())
    if not is_right:
        raise ConfigError(f"detect.ner: {path / EXPORT_FILE} is damaged, or of another version")
    named = {entity_type_of(label, labels): point for label, point in found.items()}
    return {kind: point for kind, point in named.items() if kind is not None}


def _public_name(source: str, path: Path) -> str:
    return source if source.startswith(PACKAGE_PREFIX) else path.resolve().name


def _require_files(path: Path, *names: str) -> None:
    for name in names:
        if not (path / name).is_file():
            raise MissingError(f"detect.ner: there is no {name} in {path}", hint=_HINT)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict):
        raise ConfigError(f"detect.ner: {path} is damaged")
    return content


def _require_head(path: Path, config: Mapping[str, Any], adapter: Mapping[str, Any] | None) -> None:
    if adapter is not None:
        is_tagger = adapter.get("task_type") == "TOKEN_CLS"
    else:
        is_tagger = any(str(name).endswith("ForTokenClassification") for name in config.get("architectures") or ())
    if not is_tagger:
        raise ConfigError(f"detect.ner: the model in {path} is no token classifier", hint=_HINT)


def _base_of(path: Path, adapter: Mapping[str, Any], training: Mapping[str, Any]) -> str:
    """Return the source of an adapter's base: as the run's configuration names it, else as peft does."""
    model = training.get("model")
    base = model.get("source") if isinstance(model, dict) else adapter.get("base_model_name_or_path")
    if not isinstance(base, str):
        raise ConfigError(f"detect.ner: the adapter in {path} does not name its base model")
    return base


def _scheme_of(path: Path, config: Mapping[str, Any], labels: Mapping[str, str | None]) -> TagScheme:
    try:
        by_number = {int(number): str(name) for number, name in config["id2label"].items()}
        names = [by_number[number] for number in range(len(by_number))]
    except (KeyError, ValueError, TypeError, AttributeError):
        raise ConfigError(f"detect.ner: {path / 'config.json'} does not name its labels (id2label)") from None
    if any(map(_NAMELESS.fullmatch, names)):
        raise ConfigError(f"detect.ner: the labels in {path / 'config.json'} have no names, such as B-PERSON")
    kinds = read_tags(names).entity_types
    if unknown := sorted(set(labels) - set(kinds)):
        raise ConfigError(
            f"detect.ner_labels: the classifier has no label {unknown[0]}", hint=f"it has {', '.join(kinds)}"
        )
    scheme = read_tags(names, lambda label: entity_type_of(label, labels))
    if not scheme.outside:
        raise ConfigError(
            f"detect.ner: no label in {path / 'config.json'} stands for no entity (O)",
            hint="detect.ner_labels: {OTHER: null} says that OTHER does",
        )
    if not scheme.entity_types:
        raise ConfigError(f"detect.ner: no label in {path / 'config.json'} is an entity")
    return scheme


def _window_of(config: Mapping[str, Any], training: Mapping[str, Any]) -> tuple[int, int]:
    """Return length and overlap of windows: those of the training, else what the model can read."""
    data = training.get("data")
    if isinstance(data, dict) and isinstance(data.get("max_length"), int):
        length, overlap = data["max_length"], data.get("window_overlap")
        return length, min(overlap if isinstance(overlap, int) else _OVERLAP, (length - 1) // 2)
    limit = config.get("max_position_embeddings")
    # RoBERTa and its kin count positions from two
    length = _MAX_LENGTH if not isinstance(limit, int) else max(4, min(_MAX_LENGTH, limit - 2))
    return length, min(_OVERLAP, length // 4)
