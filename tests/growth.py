"""How the time of a piece of work grows with what it works on."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")

_ATTEMPTS = 3
_TOO_SHORT_TO_MEASURE = 0.02


def require_linear(
    work: Callable[[T], object], make: Callable[[int], T], length: int = 12_000, *, name: object = "work"
) -> None:
    """Fail unless four times the length takes about four times as long: sixteen times would be a square.

    The processor's time counts, since the length of a run says nothing where others run beside it.

    Args:
        work: what is measured.
        make: returns a text of about a length in characters, or what the work takes in its place.
        length: of the shorter text.
        name: of the work, for the message.
    """
    work(make(1000))
    short, long = make(length), make(4 * length)
    for _attempt in range(_ATTEMPTS):
        before, after = _seconds(work, short), _seconds(work, long)
        if after < 8 * max(before, _TOO_SHORT_TO_MEASURE):
            return
    pytest.fail(f"{name}: {length:,} characters take {before:.3f} s, four times as many {after:.3f} s")


def _seconds(work: Callable[[T], object], given: T) -> float:
    started = time.process_time()
    work(given)
    return time.process_time() - started
