"""The split of one table into training and validation rows: a row's side hangs on itself and the seed alone.

A keyed hash of the row, or of its privacy unit, falls below `data.validation_fraction` or not. Nothing else of the
table takes part, so a unit more or less leaves all others where they are, and the guarantee of a private run speaks of
the whole table. Let two tables differ by one unit:

- it falls on the training side: the training rows differ by this unit and nothing else, which DP-SGD protects;
- it falls on the validation side: the training rows are the same, and so is the distribution of the last weights.

A draw from the whole table, such as a shuffle, would move other rows from side to side with it, and the training rows
would differ by more than a unit. Two things do not follow: metrics on the validation rows are published without noise,
so those rows are not protected; and weights that are chosen by these metrics (`train.patience`) tell of them, too.

Equal rows lie on the same side, so no twin of a training row is among the validation rows. Shares are not exact and
classes are not balanced: the number of validation units is binomial.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from ..configs.training.data import DataConfig
from ..core.seeds import derive_seed

METHOD = "blake2b/1"
_BITS = 64


@dataclass(frozen=True)
class Gaps:
    """Classes that are missing among the training or the validation rows.

    Attributes:
        classes: of the whole table.
        untrained: without a training row.
        unmeasured: without a validation row.
    """

    classes: int
    untrained: int
    unmeasured: int

    def describe(self) -> list[str]:
        """Say in numbers what is missing; nothing if nothing is."""
        found = []
        if self.untrained:
            found.append(f"{self.untrained:,} of {self.classes:,} classes have no training row: they cannot be learned")
        if self.unmeasured:
            found.append(
                f"{self.unmeasured:,} of {self.classes:,} classes have no validation row: the metrics do not speak of "
                "them"
            )
        return found


def split_method(data: DataConfig) -> str | None:
    """Return what decides on a row's side, with its version; None if the table is not split."""
    return METHOD if data.validation is None and data.validation_fraction else None


def is_held_out(content: Any, *, fraction: float, seed: int) -> bool:
    """Tell whether a row, or a unit, is kept for validation.

    A larger fraction keeps those that a smaller one keeps, and more.

    Args:
        content: what makes rows equal, of JSON's types; the identity of a privacy unit.
        fraction: share that is kept, in [0, 1).
        seed: root seed of the run.

    Example:
        >>> sum(is_held_out(["text", str(number)], fraction=0.1, seed=0) for number in range(10_000))
        959
    """
    text = json.dumps(content, sort_keys=True).encode("ascii")
    key = derive_seed(seed, "split").to_bytes(_BITS // 8, "big")
    digest = blake2b(text, digest_size=_BITS // 8, key=key, person=b"privml split").digest()
    return int.from_bytes(digest, "big") / 2.0**_BITS < fraction


def find_gaps(train: Iterable[Collection[str]], validation: Iterable[Collection[str]]) -> Gaps:
    """Return which classes are missing on a side.

    Args:
        train: classes of each training row.
        validation: classes of each validation row.

    Example:
        >>> find_gaps([["a"], ["b", "c"]], [["a"]])
        Gaps(classes=3, untrained=0, unmeasured=2)
    """
    learned, measured = ({name for names in side for name in names} for side in (train, validation))
    return Gaps(len(learned | measured), len(measured - learned), len(learned - measured))
