"""Files out: outputs that appear whole and together, or not at all."""

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from .destinations import FolderClaim, require_distinct, resolve_target
from .errors import UsageError
from .pending import PendingOutput, mapped_failures
from .streams import STANDARD_STREAM, FileDigest
from .write_errors import FULL_DISK, mapped_os_errors, write_error


class OutputSet:
    """Outputs that are published together when the block ends without an error, or not at all.

    Each file is written under a temporary name in its own folder, flushed to disk and renamed at the end, the last
    opened first: a manifest, opened after its data, is in place before the data appears. Where an output is a symbolic
    link, the file that it leads to is replaced and the link stays. What killed runs left of the same outputs is
    removed. Standard output, which cannot be taken back, gets everything as it comes unless it is withheld.

    Args:
        force: existing outputs may be replaced.
        inputs: sources of the same run; none of them may be written, not even with `force`.
        withhold: standard output, too, gets nothing before the block has ended without an error.
    """

    def __init__(self, *, force: bool = False, inputs: Sequence[str | Path] = (), withhold: bool = False) -> None:
        self.force = force
        self.withhold = withhold
        self.inputs = [Path(source) for source in inputs if str(source) != STANDARD_STREAM]
        self._pending: list[PendingOutput] = []
        self._claims: dict[str, FolderClaim] = {}

    def __enter__(self) -> "OutputSet":
        return self

    def check(self, *destinations: str | Path) -> None:
        """Raise UsageError if the destinations could not be published, one by one or together."""
        paths = [Path(destination) for destination in destinations if str(destination) != STANDARD_STREAM]
        for path in paths:
            with mapped_os_errors(path):
                self._check_path(path)
        require_distinct(paths)

    def _check_path(self, path: Path) -> None:
        target = resolve_target(path)
        if not target.exists():
            return
        if any(source.exists() and os.path.samefile(target, source) for source in self.inputs):
            raise UsageError(f"the output {path} is also an input", hint="write to another file")
        if not self.force:
            raise UsageError(f"the output {path} exists", hint="--force replaces it")

    def open(self, destination: str | Path) -> BinaryIO:
        """Open an output; compression by extension (`.gz`, `.zst`)."""
        self.check(destination)
        path = None if str(destination) == STANDARD_STREAM else Path(destination)
        if path is not None:
            require_distinct([*(pending.path for pending in self._pending if pending.path is not None), path])
            self._claim(path)
        with mapped_os_errors(destination):
            pending = PendingOutput(path, withheld=self.withhold)
        self._pending.append(pending)
        return pending.stream

    def _claim(self, path: Path) -> None:
        folder = os.path.dirname(os.path.realpath(path))
        if folder not in self._claims:
            self._claims[folder] = FolderClaim(Path(folder))

    def write_text(self, destination: str | Path, text: str) -> None:
        """Write a small UTF-8 text as one of the outputs."""
        stream = self.open(destination)
        with mapped_os_errors(destination):
            stream.write(text.encode())

    def finish(self, stream: BinaryIO) -> FileDigest:
        """Close one output's stream, still under its temporary name, and return its digest."""
        pending = next(p for p in self._pending if p.stream is stream)
        with mapped_failures(pending):
            return pending.finish()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._publish()
        finally:
            for pending in self._pending:
                pending.discard()
            for claim in self._claims.values():
                claim.release()
        if isinstance(error, OSError) and error.errno in FULL_DISK:
            standard = next((pending for pending in self._pending if pending.path is None), None)
            raise (write_error("the output", error) if standard is None else standard.failure(error)) from None

    def _publish(self) -> None:
        for pending in self._pending:
            self.finish(pending.stream)
        for pending in self._pending:
            if pending.target is not None:
                self.check(pending.target)
        standard = [pending for pending in self._pending if pending.path is None]
        files = [pending for pending in self._pending if pending.path is not None]
        # standard output first: should it be closed or full, no manifest tells of it
        for pending in [*standard, *reversed(files)]:
            with mapped_failures(pending):
                pending.publish()
        for folder, claim in self._claims.items():
            targets = [Path(os.path.realpath(pending.target)) for pending in self._pending if pending.target]
            claim.remove_leftovers({target.name for target in targets if str(target.parent) == folder})


def flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to disk: a new name may be lost with the power until then."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
