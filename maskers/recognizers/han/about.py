"""The files of the CRF, and what one of them says of the other."""

import json
from dataclasses import dataclass
from pathlib import Path

from ....core.errors import MissingError

NAME = "han"
"""Of the recognizer, in findings."""
ARRAYS_FILE = "names.npz"
ABOUT_FILE = "names.json"
HINT = "install privml again"
DAMAGED = "the recognizer of Chinese names is damaged"


@dataclass(frozen=True)
class About:
    """What a model's folder says of its arrays.

    Attributes:
        tags: names of the tags, IOB2.
        points: by entity type the probability whose score is 0.5.
        scale: what a unit of the weights is.
        sha256: of the file of the arrays.
    """

    tags: tuple[str, ...]
    points: dict[str, float]
    scale: float
    sha256: str


def read_about(folder: Path) -> About:
    """Read what is said of a model.

    Raises:
        MissingError: a file is missing or damaged.
    """
    missing = [name for name in (ABOUT_FILE, ARRAYS_FILE) if not (folder / name).is_file()]
    if missing:
        raise MissingError(f"the recognizer of Chinese names lacks {' and '.join(missing)}", hint=HINT)
    try:
        about = json.loads((folder / ABOUT_FILE).read_text(encoding="utf-8"))
        return About(tuple(about["tags"]), about["points"], about["scale"], about["sha256"])
    except (ValueError, TypeError, KeyError):
        raise MissingError(DAMAGED, hint=HINT) from None
