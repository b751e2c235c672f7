"""Hints of broken rows, which name the flags of commands that may leave such rows out."""

import contextlib
from collections.abc import Iterator

from ..errors import DataError

_FLAG = "--on-error"


@contextlib.contextmanager
def broken_rows_hint(hint: str) -> Iterator[None]:
    """Let the error of a broken row say what its caller offers, who leaves out no row unasked.

    Args:
        hint: in place of one that names `--on-error`.
    """
    try:
        yield
    except DataError as error:
        if _FLAG not in (error.hint or ""):
            raise
        raise DataError(error.message, hint=hint) from None
