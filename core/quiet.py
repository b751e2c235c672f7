"""Keeps transformers and the hub client quiet and offline while they load and save models."""

import contextlib
import functools
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """Hold back what loading and saving writes: a bar, the report of new weights, notices of peft and GGUF loading."""
    from transformers.utils import logging

    verbosity, bar = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="`is_gradient_checkpointing` is deprecated")
            # a run's config.json says that its base was a GGUF file, and so does the file
            warnings.filterwarnings("ignore", message="You passed `quantization_config` or equivalent")
            yield
    finally:
        logging.set_verbosity(verbosity)
        if bar:
            logging.enable_progress_bar()


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
