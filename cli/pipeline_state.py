"""What a pipeline remembers of its stages, beside its outputs."""

import json
import os
from pathlib import Path
from typing import Any

from ..core.errors import UsageError
from ..core.outputs import OutputSet

STATE_FILE = ".privml-state.json"


class PipelineState:
    """The file of a working folder that says with what each stage ran and what it made.

    Args:
        folder: the working folder.
        is_ignored: what was remembered counts for nothing.

    Raises:
        UsageError: the file is damaged.
    """

    def __init__(self, folder: Path, *, is_ignored: bool) -> None:
        self.path = folder / STATE_FILE
        self._stages: dict[str, dict[str, Any]] = {}
        try:
            self._stages = dict(json.loads(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            pass
        except (ValueError, TypeError):
            if not is_ignored:
                raise UsageError(f"{self.path} is damaged", hint="--force runs all stages again") from None

    def of(self, stage: str) -> dict[str, Any]:
        """Return what is known of a stage; nothing before it ran."""
        return dict(self._stages.get(stage, {}))

    def has_made(self, stage: str, output: Path) -> bool:
        """Tell whether it was this stage that made, or began to make, an output."""
        return self.of(stage).get("output") == self._name(output)

    def save(self, stage: str, output: Path, **known: Any) -> None:
        """Remember a stage: the hash of its inputs, and of what it made with its report once it is finished."""
        self._stages[stage] = {"output": self._name(output), **known}
        with OutputSet(force=True) as outputs:
            outputs.write_text(self.path, json.dumps(self._stages, indent=1, ensure_ascii=False) + "\n")

    def _name(self, output: Path) -> str:
        return os.path.relpath(os.path.realpath(output), os.path.realpath(self.path.parent))
