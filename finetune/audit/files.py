"""The audit's files: `audit.json` for programs, `audit.html` for the auditor, a section of the model card."""

import json
import os
from pathlib import Path

from ...core.errors import UsageError
from ...core.outputs import OutputSet
from ..run_folder import CARD_FILE
from .card import with_audit
from .page import render_page
from .report import AuditReport

JSON_FILE = "audit.json"
PAGE_FILE = "audit.html"


def check_outputs(folder: Path, *, force: bool) -> None:
    """Raise UsageError before any work if a report exists, or cannot be written."""
    for name in (JSON_FILE, PAGE_FILE):
        if (folder / name).exists() and not force:
            raise UsageError(f"{folder / name} exists", hint="--force replaces it, -o FOLDER puts it elsewhere")
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise UsageError(f"cannot write {folder}", hint="-o FOLDER puts the report elsewhere")


def write_report(report: AuditReport, folder: Path, *, run: Path, force: bool) -> None:
    """Write the report, and put it in short into the run's model card if that can be written; all files or none."""
    folder.mkdir(parents=True, exist_ok=True)
    with OutputSet(force=force) as outputs:
        outputs.write_text(folder / JSON_FILE, json.dumps(report.to_dict(), indent=1) + "\n")
        outputs.write_text(folder / PAGE_FILE, render_page(report))
    card = run / CARD_FILE
    if card.is_file() and os.access(run, os.W_OK):
        with OutputSet(force=True) as outputs:
            outputs.write_text(card, with_audit(card.read_text(encoding="utf-8"), report))
