"""The run's course in two forms: `metrics.jsonl` for programs, TensorBoard events for people."""

import json
from pathlib import Path
from types import TracebackType
from typing import Any

from ..core.errors import UsageError

METRICS_FILE = "metrics.jsonl"
TENSORBOARD_FOLDER = "tensorboard"


class MetricsLog:
    """Appends numbers by step.

    Args:
        folder: run folder.
        step: entries of steps after this one are left from an interrupted run, and dropped.

    Raises:
        UsageError: the entries of the interrupted run are damaged.
    """

    def __init__(self, folder: Path, *, step: int) -> None:
        from torch.utils.tensorboard import SummaryWriter

        self._path = folder / METRICS_FILE
        kept = self._lines_until(step)
        self._path.write_text("".join(kept), encoding="ascii")
        self._writer: Any = SummaryWriter(str(folder / TENSORBOARD_FOLDER), purge_step=step + 1 if step else None)
        self._handle = self._path.open("a", encoding="ascii")

    def _lines_until(self, step: int) -> list[str]:
        """Return the finished lines of steps that are not after one."""
        if not self._path.exists():
            return []
        try:
            lines = self._path.read_text(encoding="ascii").splitlines(keepends=True)
            return [line for line in lines if line[-1] == "\n" and json.loads(line)["step"] <= step]
        except (OSError, ValueError, TypeError, LookupError):
            raise UsageError(
                f"{self._path} is damaged", hint="remove it to go on without what it holds, or --force to start again"
            ) from None

    def __enter__(self) -> "MetricsLog":
        return self

    def write(self, kind: str, step: int, values: dict[str, float | None]) -> None:
        """Append the values of a step."""
        known = {name: value for name, value in values.items() if value is not None}
        self._handle.write(json.dumps({"kind": kind, "step": step, **known}) + "\n")
        self._handle.flush()
        for name, value in known.items():
            self._writer.add_scalar(f"{kind}/{name}", value, step)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._handle.close()
        self._writer.close()


class NoLog:
    """Takes the place of the log in processes that do not write."""

    def __enter__(self) -> "NoLog":
        return self

    def write(self, kind: str, step: int, values: dict[str, float | None]) -> None:
        """Write nothing."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


def anonymise_event_files(folder: Path) -> None:
    """Rename event files, whose names hold the name of the machine."""
    files = sorted((folder / TENSORBOARD_FOLDER).glob("events.out.tfevents.*"))
    for number, path in enumerate(files):
        moment = path.name.split(".")[3]
        path.rename(path.with_name(f"events.out.tfevents.{moment}.{number}"))
