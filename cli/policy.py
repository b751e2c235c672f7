"""From `--config`, `--preset`, `--set` and flags to a masking policy."""

from pathlib import Path
from typing import Any

from ..configs.policy import MaskPolicy
from ..configs.resolve import Resolved, resolve_config
from ..configs.strict_yaml import load_yaml


def load_policy(
    config: Path | None, preset: str | None, sets: list[str] | None, flags: dict[str, Any] | None = None
) -> tuple[Resolved[MaskPolicy], Path]:
    """Return the policy and the folder that file names in it are relative to."""
    document = None if config is None else load_yaml(config)
    overrides = [*(sets or []), *([f"preset={preset}"] if preset else [])]
    resolved = resolve_config(MaskPolicy, kind="mask", document=document, sets=overrides, flags=flags)
    return resolved, Path() if config is None else config.parent
