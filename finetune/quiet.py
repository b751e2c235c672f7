"""Keeps what libraries write for their own developers away from the user, notice by notice."""

import contextlib
import logging
import re
import warnings
from collections.abc import Callable, Iterator

from ..core.quiet import offline as offline
from ..core.quiet import quiet_transformers as quiet_transformers

# what scipy says of an integral, in several ways
_BAD_INTEGRAL = r"\s*(?:The integral is|The maximum number of subdivisions|The occurrence of roundoff|Extremely)"


@contextlib.contextmanager
def quiet_hooks() -> Iterator[None]:
    """Hold back torch's notice that the first layer's input, token ids, needs no gradient."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Full backward hook is firing when gradients are computed")
        yield


@contextlib.contextmanager
def quiet_accountant() -> Iterator[Callable[[], bool]]:
    """Hold back notices of the accountants whose results the caller checks.

    RDP's best order may be the last of its list, which is valid; PRV overflows where epsilon is in the hundreds, and
    takes the logarithm of 1 - q, minus infinity as it should be, where every unit takes part in every step.

    Yields:
        A question whether scipy doubts an integral behind the result.
    """
    with warnings.catch_warnings(record=True) as told:
        warnings.filterwarnings("ignore", message="(overflow|invalid value) encountered", module="opacus")
        warnings.filterwarnings("ignore", message="divide by zero encountered in log", module="opacus")
        warnings.filterwarnings("ignore", message="Optimal order is the (largest|smallest) alpha")
        warnings.filterwarnings("always", message=_BAD_INTEGRAL)
        yield lambda: any(_is_bad_integral(warning) for warning in told)
    for warning in told:
        if not _is_bad_integral(warning):
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)


def _is_bad_integral(warning: warnings.WarningMessage) -> bool:
    return re.match(_BAD_INTEGRAL, str(warning.message)) is not None


@contextlib.contextmanager
def quiet_exporter() -> Iterator[None]:
    """Hold back notices of the exporter about its own parts, and advice of the quantiser."""
    loggers = [logging.getLogger(name) for name in (None, "torch.onnx")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            warnings.filterwarnings("ignore", message="# The axis name", category=UserWarning)
            warnings.filterwarnings("ignore", category=DeprecationWarning)
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
