"""Progress on standard error: a bar on a terminal, a line every 30 seconds elsewhere."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TextIO

Advance = Callable[[int], None]
LINE_EVERY_S = 30.0


def no_progress(count: int) -> None:
    """Report nothing."""


@contextlib.contextmanager
def open_progress(
    title: str,
    *,
    total: int | None = None,
    unit: str = "rows",
    enabled: bool = True,
    stream: TextIO | None = None,
) -> Iterator[Advance]:
    """Show how far a stage is.

    Args:
        title: what is going on.
        total: units in all, if known.
        unit: what is counted, in the plural.
        enabled: false for `--no-progress`.
        stream: where to write; default: standard error.

    Yields:
        A function to call with the number of units done since the last call.
    """
    stream = stream or sys.stderr
    if not enabled:
        yield no_progress
    elif stream.isatty():
        with _bar(title, total, unit, stream) as advance:
            yield advance
    else:
        yield _lines(title, total, unit, stream)


@contextlib.contextmanager
def _bar(title: str, total: int | None, unit: str, stream: TextIO) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    started = time.monotonic()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[count]}"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=Console(file=stream), transient=True) as progress:
        task = progress.add_task(title, total=total, count="")
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            rate = done / max(time.monotonic() - started, 1e-3)
            progress.update(task, advance=count, count=f"{done:,} {unit} · {rate:,.0f} {unit}/s")

        yield advance


def _lines(title: str, total: int | None, unit: str, stream: TextIO) -> Advance:
    started = last = time.monotonic()
    done = 0

    def advance(count: int) -> None:
        nonlocal done, last
        done += count
        now = time.monotonic()
        if now - last >= LINE_EVERY_S:
            last = now
            rate = done / (now - started)
            of = f" of {total:,}" if total else ""
            left = f", {(total - done) / rate:,.0f} s left" if total and rate else ""
            stream.write(f"{title}: {done:,}{of} {unit}, {rate:,.0f} {unit}/s{left}\n")
            stream.flush()

    return advance
