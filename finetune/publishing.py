"""A trained model put into its run folder: weights, card and report, the report last."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from safetensors import SafetensorError

from .card import render_card
from .metrics_log import anonymise_event_files
from .model import save_model, verify_saved
from .prepare import Prepared
from .report import FinetuneReport
from .run_folder import finish_run, publish_files
from .trainer import CHECKPOINTS_FOLDER

_PUBLISHING_FOLDER = "publishing.tmp"


def publish(prepared: Prepared, report: FinetuneReport, folder: Path) -> None:
    """Write model, card and report, the report last, and remove the checkpoints."""
    aside = folder / _PUBLISHING_FOLDER
    aside.mkdir(exist_ok=True)
    save_model(prepared.learner, aside)
    verify_saved(prepared.learner, aside)
    publish_files(aside, folder)
    anonymise_event_files(folder)
    card = render_card(
        prepared.config,
        report,
        manifest=prepared.dataset.manifest,
        plan=prepared.plan,
        base=prepared.learner.location,
        earlier=prepared.earlier,
    )
    finish_run(folder, report, card)
    shutil.rmtree(folder / CHECKPOINTS_FOLDER, ignore_errors=True)


@contextlib.contextmanager
def mapped_safetensors_errors() -> Iterator[None]:
    """Raise OSError for failures of writing, which safetensors reports as its own error."""
    try:
        yield
    except SafetensorError as error:
        code = errno.ENOSPC if "No space left" in str(error) else errno.EIO
        raise OSError(code, os.strerror(code)) from None
