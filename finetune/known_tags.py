"""A detector that goes on from another one: what its head knows of an entity type stays, whatever the others are."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_HEAD = "classifier"
_DEVIATION = 0.02  # of new weights, as BERT has it
_WEIGHTS = "model.safetensors"


def keep_known_tags(model: Any, folder: Path, labels: Sequence[str]) -> None:
    """Give each tag that the base model knows by name its row of the base's head.

    Rows of other tags begin anew: with as many tags in both, they were given rows by their numbers.

    Args:
        model: token classifier, is changed.
        folder: of the base model, in the layout of transformers; nothing happens if it has no head of its own.
        labels: tags, in the order of the model's outputs.
    """
    import torch
    from safetensors import safe_open
    from torch import nn

    head = getattr(model, _HEAD, None)
    known = _names(folder)
    if not isinstance(head, nn.Linear) or not (folder / _WEIGHTS).is_file() or not set(known) & set(labels):
        return
    with safe_open(folder / _WEIGHTS, framework="pt") as weights, torch.no_grad():
        for name, parameter in head.named_parameters():
            key = f"{_HEAD}.{name}"
            if key not in weights.keys() or (before := weights.get_tensor(key)).shape[0] != len(known):  # noqa: SIM118
                continue
            for row, label in enumerate(labels):
                if label in known:
                    parameter[row] = before[known.index(label)].to(parameter)
                elif len(known) == len(labels):
                    parameter[row] = torch.randn_like(parameter[row]) * _DEVIATION if parameter.ndim > 1 else 0.0


def _names(folder: Path) -> list[str]:
    """Return the tags of a model in the order of its outputs; nothing if it has none."""
    try:
        named = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("id2label") or {}
        return [name for _, name in sorted((int(number), name) for number, name in named.items())]
    except (OSError, ValueError, AttributeError):
        return []
