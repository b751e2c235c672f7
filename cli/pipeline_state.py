"""What a pipeline remembers of its stages, beside its outputs."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..core.errors import UsageError
from ..core.outputs import OutputSet
from ..core.write_errors import mapped_os_errors

STATE_FILE = ".privml-state.json"
LOCK_FILE = ".privml-state.lock"


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
            stages = json.loads(self.path.read_text(encoding="utf-8"))
            self._stages = {stage: dict(known) for stage, known in stages.items()}
        except FileNotFoundError:
            pass
        except (ValueError, TypeError, AttributeError, RecursionError):
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


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of a working folder meanwhile.

    Raises:
        UsageError: one is going on.
    """
    lock = folder / LOCK_FILE
    with mapped_os_errors(lock):
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"another run of a pipeline is going on in {folder}") from None
        yield
    finally:
        os.close(descriptor)
