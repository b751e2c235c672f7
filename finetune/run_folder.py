"""The run folder: claimed before training, filled while it goes on, finished by its report.

The report is written last: a folder without `report.json` is an unfinished run.
"""

import json
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ..configs.finetune import FinetuneConfig
from ..configs.strict_yaml import load_yaml
from ..core.destinations import temporary_of
from ..core.errors import GuardError, UsageError
from ..core.manifest import sha256_of
from ..core.outputs import OutputSet
from .report import FinetuneReport
from .run_lock import LOCK_FILE
from .split import split_method

STATE_FILE = "run.json"
CONFIG_FILE = "config.yaml"
LEDGER_FILE = "privacy.jsonl"
REPORT_FILE = "report.json"
BASES_FILE = "bases.json"
CANARIES_FILE = "canaries.jsonl"
CARD_FILE = "README.md"
CONFIG_HEAD = "# The configuration of this run, with all defaults.\n"
FORMAT = "privml-run/1"
_BEGINNING = frozenset({STATE_FILE, CONFIG_FILE, BASES_FILE, CANARIES_FILE})


@dataclass(frozen=True)
class Membership:
    """What a run folder remembers of the ledger that it is counted in.

    Attributes:
        ledger: identity of the ledger.
        path: as it was given.
        session: identity of the run's latest start.
        previous: that of the start before, which the ledger knows if the latest one was killed before it was entered.
    """

    ledger: str
    path: str
    session: str
    previous: str | None


def check_run_folder(folder: Path, *, resume: bool, force: bool) -> None:
    """Check that a run may use a folder; nothing is changed.

    Raises:
        UsageError: it exists and neither `resume` nor `force` is given, or holds something else, or is not there
            to be resumed.
    """
    if resume:
        if not is_run(folder):
            raise UsageError(f"there is no run to resume in {folder}", hint="leave out --resume to start one")
        return
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"the run folder {folder} is a file")
    if _is_unbegun(folder):
        return
    if not is_run(folder):
        raise UsageError(f"{folder} exists and is no run folder", hint="choose another folder")
    if not force:
        raise UsageError(f"the run folder {folder} exists", hint="--resume goes on with it, --force replaces it")


def _is_unbegun(folder: Path) -> bool:
    """Tell whether a folder is empty, or holds no more than a run that was killed before it had begun."""
    names = {path.name for path in folder.iterdir()} - {LOCK_FILE}
    names -= {name for name in names if temporary_of(name) in _BEGINNING}
    if not (folder / CONFIG_FILE).is_file():
        return not names
    with (folder / CONFIG_FILE).open(encoding="utf-8", errors="replace") as file:
        return file.readline() == CONFIG_HEAD and names <= _BEGINNING - {STATE_FILE}


def claim_run_folder(
    folder: Path,
    config: FinetuneConfig,
    *,
    data_sha256: str,
    resume: bool,
    weights: Mapping[str, str] | None = None,
    physical: int | None = None,
    files: Mapping[str, str] | None = None,
) -> None:
    """Make the folder and write what identifies the run; with `resume` compare it.

    An existing run is deleted unless it is resumed; `check_run_folder` has asked for that. `physical`, the rows that
    go through the model at a time, is kept so that a run which is resumed does not measure again.

    Args:
        folder: of the run.
        config: of the run.
        data_sha256: of the data.
        resume: go on with the run in the folder.
        weights: hashes of the weights that it begins with, by name, as far as they are known.
        files: contents by name that a new run begins with.

    Raises:
        UsageError: the run was started with another configuration.
        GuardError: the run was started on other data, with another split of it, or from other weights.
    """
    identity = {
        "format": FORMAT,
        "config_sha256": fingerprint(config),
        "data_sha256": data_sha256,
        "split": split_method(config.data),
    }
    if resume:
        _compare_identity(folder, identity, weights or {})
        return
    try:
        folder.resolve().mkdir(parents=True, exist_ok=True)  # a link to a folder stays
        for path in sorted(folder.iterdir(), key=lambda path: path.name == STATE_FILE):  # a run until the end
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != LOCK_FILE:
                path.unlink()
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {(error.strerror or 'error').lower()}") from None
    begun = {"run": secrets.token_hex(16), "physical_batch_size": physical} | dict(weights or {})
    with OutputSet() as outputs:  # the first one opened is in place last: then all that identifies the run is there
        outputs.write_text(folder / STATE_FILE, json.dumps(identity | begun, indent=1) + "\n")
        for name, text in (files or {}).items():
            outputs.write_text(folder / name, text)
        outputs.write_text(folder / CONFIG_FILE, dump_config(config))


def _compare_identity(folder: Path, identity: dict[str, str | None], weights: Mapping[str, str]) -> None:
    known = _load_state(folder)
    if known.get("data_sha256") != identity["data_sha256"]:
        raise GuardError(
            f"the run in {folder} was started on other data", hint="give the same table, or --force to start again"
        )
    if any(known.get(name) != value for name, value in identity.items() if name != "split"):
        raise UsageError(
            f"the run in {folder} was started with another configuration",
            hint=f"resume with --config {folder / CONFIG_FILE}, or --force to start again",
        )
    if known.get("split") != identity["split"] and not is_complete(folder):
        raise GuardError(
            f"the run in {folder} was started by a version of privml that splits the table in another way: "
            "it would go on with other training rows",
            hint="resume with the version that it began with, or --force to start again",
        )
    if any(known.get(name) not in (None, sha256) for name, sha256 in weights.items()) and not is_complete(folder):
        raise GuardError(
            f"the base model or teacher of the run in {folder} has other weights than the run began with",
            hint="put the old ones back, or --force to start again",
        )


def _load_state(folder: Path) -> dict[str, Any]:
    try:
        known = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
        if not isinstance(known, dict) or not isinstance(known["run"], str):
            raise ValueError
        physical = known.get("physical_batch_size")
        if physical is not None and (type(physical) is not int or physical < 1):
            raise ValueError
        return known
    except (OSError, ValueError, KeyError, RecursionError):
        raise UsageError(f"{folder / STATE_FILE} is damaged", hint="--force starts again") from None


def run_name(folder: Path) -> str:
    """Return the random name that a run was given when its folder was claimed."""
    return str(_load_state(folder)["run"])


def run_physical(folder: Path) -> int | None:
    """Return the number of rows at a time that a run was started with; None if it is not known."""
    physical: int | None = _load_state(folder).get("physical_batch_size")
    return physical


def load_membership(folder: Path) -> Membership | None:
    """Return what a run folder remembers of a ledger; None if it is in none.

    Raises:
        GuardError: that is damaged.
    """
    known = _load_state(folder).get("ledger")
    if known is None:
        return None
    try:
        member = Membership(**known)
        texts = [member.ledger, member.path, member.session]
        if not all(isinstance(text, str) for text in texts) or not isinstance(member.previous, str | None):
            raise TypeError
        return member
    except TypeError:
        raise GuardError(f"{folder / STATE_FILE} is damaged: which ledger the run is in is not known") from None


def began_with(folder: Path) -> dict[str, Any]:
    """Return what a run has noted at its start; nothing for one of before it was noted.

    Raises:
        UsageError: the file is damaged.
    """
    return _load_state(folder) if is_run(folder) else {}


def save_membership(folder: Path, member: Membership) -> None:
    """Keep what the run folder is to remember of a ledger."""
    known = _load_state(folder) | {"ledger": asdict(member)}
    with OutputSet(force=True) as outputs:
        outputs.write_text(folder / STATE_FILE, json.dumps(known, indent=1) + "\n")


def fingerprint(config: FinetuneConfig) -> str:
    """Return the hash of all settings that change the result, paths aside: the data has a hash of its own."""
    values = config.model_dump(mode="json", exclude={"output": True, "preset": True})
    for name in ("path", "manifest", "key_file", "validation"):
        values["data"][name] = values["data"][name] is not None if name == "validation" else None
    for name in ("ledger", "max_epsilon"):
        values["privacy"][name] = None
    for name in ("checkpoint_every_steps", "threads", "device", "gradient_checkpointing"):
        values["train"][name] = None
    return sha256_of(values)


def dump_config(config: FinetuneConfig) -> str:
    """Return the resolved configuration as YAML that `--config` takes again."""
    return CONFIG_HEAD + yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True)


def finish_run(folder: Path, report: FinetuneReport, card: str) -> None:
    """Write card and report; from here on the run is complete."""
    with OutputSet(force=True) as outputs:
        outputs.write_text(folder / CARD_FILE, card)
    with OutputSet(force=True) as outputs:
        outputs.write_text(folder / REPORT_FILE, json.dumps(report.to_dict(), indent=1) + "\n")


def is_run(folder: Path) -> bool:
    """Tell whether a folder is that of a run, complete or not."""
    return (folder / STATE_FILE).is_file()


def is_complete(folder: Path) -> bool:
    """Tell whether a run has come to its end."""
    return (folder / REPORT_FILE).is_file()


def load_report(folder: Path) -> FinetuneReport:
    """Read the report of a complete run.

    Raises:
        UsageError: the run is not complete.
    """
    if not is_complete(folder):
        state = "is not complete" if is_run(folder) else "is no run folder"
        raise UsageError(f"{folder} {state}", hint="privml finetune writes run folders; --resume finishes one")
    try:
        return FinetuneReport(**json.loads((folder / REPORT_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise UsageError(f"{folder / REPORT_FILE} is damaged") from None


def load_run_config(folder: Path) -> FinetuneConfig:
    """Read the configuration that a run was made with.

    Raises:
        UsageError: it is missing or damaged.
    """
    document = load_yaml(folder / CONFIG_FILE)
    try:
        return FinetuneConfig.model_validate(document.values)
    except ValidationError:
        raise UsageError(f"{folder / CONFIG_FILE} is damaged or of another version") from None


def publish_files(source: Path, folder: Path) -> None:
    """Move finished files into the run folder, each by an atomic rename, weights last."""
    for path in sorted(source.iterdir(), key=lambda path: path.suffix == ".safetensors"):
        os.replace(path, folder / path.name)
    source.rmdir()


def label_names(folder: Path) -> Sequence[str]:
    """Return a run's label names in the order of the model's outputs.

    Raises:
        UsageError: `config.json` is missing or damaged.
    """
    try:
        content: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        names = {int(index): str(name) for index, name in content["id2label"].items()}
    except (OSError, ValueError, KeyError, AttributeError):
        raise UsageError(f"{folder / 'config.json'} is missing or damaged") from None
    return [names[index] for index in sorted(names)]
