"""The files and folders that stages read and write."""

import os
from pathlib import Path

from ..configs.pipeline import FinetuneStage, MaskStage, PredictStage, ScanStage
from ..core.inputs import hash_file
from ..core.manifest import manifest_path, sha256_of

Stage = ScanStage | MaskStage | FinetuneStage | PredictStage


def made_by(stage: Stage, output: Path) -> list[Path]:
    """The files and folders that a stage writes."""
    is_table = isinstance(stage, MaskStage) and not stage.output.endswith("/")
    return [output, manifest_path(output)] if is_table else [output]


def is_same_file(path: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file, which need not be there yet."""
    return os.path.realpath(path) == os.path.realpath(other) or (
        path.exists() and other.exists() and path.samefile(other)
    )


def is_there(output: Path) -> bool:
    """True for a file, and for a folder with something in it."""
    return any(output.iterdir()) if output.is_dir() else output.exists()


def digest_of_outputs(stage: Stage, output: Path) -> str | None:
    """Hash of what a stage made: of a run its weights, as audits add to its folder and people clean it up."""
    if not isinstance(stage, FinetuneStage):
        return sha256_of([digest_of(path) for path in made_by(stage, output)])
    from ..finetune.run_folder import is_complete

    return digest_of(output, pattern="*.safetensors") if is_complete(output) else None


def digest_of(path: Path, *, pattern: str = "*") -> str | None:
    """Hash of a file, or of the files of a folder; None if there is nothing."""
    if path.is_dir():
        files = sorted(file for file in path.rglob(pattern) if file.is_file())
        return sha256_of([[str(file.relative_to(path)), hash_file(file).sha256] for file in files])
    return hash_file(path).sha256 if path.is_file() else None
