"""The file of the CRF: word list, tables, features and their weights, in arrays that compress well."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ....core.errors import MissingError
from ....core.inputs import hash_file
from .about import ABOUT_FILE, ARRAYS_FILE, DAMAGED, HINT, About, read_about
from .chain import Floats
from .features import FeatureReader, NameTables
from .lexicon import Hashes, Lexicon


@dataclass(frozen=True)
class HanModel:
    """What finds names.

    Attributes:
        reader: reads features.
        known: hashes of the features that have weights, sorted.
        weights: of shape (features + 1, tags), whole numbers; the last row, of unknown features, is zero.
        transitions: weights of tags behind tags.
        about: the rest.
    """

    reader: FeatureReader
    known: Hashes
    weights: npt.NDArray[np.int8]
    transitions: Floats
    about: About

    def scores(self, codes: Hashes) -> Floats:
        """Return the scores of each character's tags; sums of whole numbers, so that their order changes nothing."""
        features = self.reader.read(codes)
        places = np.minimum(np.searchsorted(self.known, features), len(self.known) - 1)
        places[self.known[places] != features] = len(self.known)
        found: Floats = self.weights[places].sum(axis=1, dtype=np.int32) * self.about.scale
        return found


def write_model(
    folder: Path,
    *,
    lexicon: Lexicon,
    tables: NameTables,
    known: Hashes,
    weights: Floats,
    transitions: Floats,
    about: dict[str, Any],
) -> int:
    """Write a model; returns the bytes of its arrays.

    Weights become whole numbers of eight bits, features whose weights are all zero then are left out.
    """
    scale = float(np.abs(weights).max()) / 127
    small = np.rint(weights / scale).astype(np.int8)
    used = small.any(axis=1)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / ARRAYS_FILE,
        words=_gaps(lexicon.hashes),
        costs=lexicon.costs,
        word_tags=lexicon.tags,
        tables=np.stack([tables.surname, tables.second, tables.last, tables.foreign]),
        features=_gaps(known[used]),
        # tag by tag: neighbours are alike
        weights=small[used].T,
        transitions=transitions.astype(np.float32),
    )
    written = hash_file(folder / ARRAYS_FILE)
    document = about | {"scale": scale, "sha256": written.sha256}
    (folder / ABOUT_FILE).write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return written.size


def read_model(folder: Path) -> HanModel:
    """Read a model.

    Raises:
        MissingError: a file is missing or damaged.
    """
    about = read_about(folder)
    if hash_file(folder / ARRAYS_FILE).sha256 != about.sha256:
        raise MissingError(DAMAGED, hint=HINT)
    with np.load(folder / ARRAYS_FILE, allow_pickle=False) as arrays:
        lexicon = Lexicon(_sums(arrays["words"]), arrays["costs"], arrays["word_tags"])
        weights = np.ascontiguousarray(arrays["weights"].T)
        return HanModel(
            FeatureReader(lexicon, NameTables(*arrays["tables"])),
            _sums(arrays["features"]),
            np.concatenate([weights, np.zeros((1, weights.shape[1]), np.int8)]),
            arrays["transitions"].astype(np.float64),
            about,
        )


def _gaps(hashes: Hashes) -> npt.NDArray[np.uint8]:
    """Return sorted numbers as the gaps between them, their high bytes first, which are mostly zero."""
    gaps = np.diff(hashes, prepend=np.uint32(0)).astype(">u4")
    return np.ascontiguousarray(gaps.view(np.uint8).reshape(-1, 4).T)


def _sums(gaps: npt.NDArray[np.uint8]) -> Hashes:
    """The inverse of `_gaps`."""
    found: Hashes = np.cumsum(np.ascontiguousarray(gaps.T).view(">u4").ravel(), dtype=np.uint32)
    return found
