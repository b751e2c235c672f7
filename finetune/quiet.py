"""Keeps what libraries write for their own developers away from the user, notice by notice."""

import contextlib
import functools
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """Hold back what loading and saving writes: a bar, the report of new weights, a deprecation inside peft."""
    from transformers.utils import logging

    verbosity, bar = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="`is_gradient_checkpointing` is deprecated")
            yield
    finally:
        logging.set_verbosity(verbosity)
        if bar:
            logging.enable_progress_bar()


@contextlib.contextmanager
def quiet_hooks() -> Iterator[None]:
    """Hold back torch's notice that the first layer's input, token ids, needs no gradient."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Full backward hook is firing when gradients are computed")
        yield


@contextlib.contextmanager
def quiet_accountant() -> Iterator[None]:
    """Hold back notices of the accountants whose results the caller checks.

    RDP's best order may be the last of its list, which is valid; PRV overflows where epsilon is in the hundreds, and
    takes the logarithm of 1 - q, minus infinity as it should be, where every unit takes part in every step.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="(overflow|invalid value) encountered", module="opacus")
        warnings.filterwarnings("ignore", message="divide by zero encountered in log", module="opacus")
        warnings.filterwarnings("ignore", message="Optimal order is the (largest|smallest) alpha")
        yield


@contextlib.contextmanager
def offline(*, allow_download: bool) -> Iterator[None]:
    """Tell the hub client that there is no network, unless a download is allowed."""
    from huggingface_hub import constants

    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = before or not allow_download
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before


@contextlib.contextmanager
def quiet_gguf() -> Iterator[None]:
    """Hold back the bar of GGUF loading, which no setting of transformers reaches."""
    from transformers import modeling_gguf_pytorch_utils as loading

    before = loading.tqdm
    loading.tqdm = functools.partial(before, disable=True)
    try:
        yield
    finally:
        loading.tqdm = before
