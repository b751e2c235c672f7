"""The rows that an attack is to tell apart: canaries by their coins, records of the table by the split."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ...core.seeds import derive_seed
from ..data import Dataset
from ..tasks import Task
from .canaries import Canaries, make_record

Group = tuple[str, str | None]


@dataclass(frozen=True)
class Targets:
    """Rows of one distribution, some of which the model was trained on.

    Attributes:
        kind: made-up rows, or rows of the table.
        rows: as the task makes them.
        texts: of the rows.
        members: which were trained on, shape (rows,).
        groups: rows of one group differ in their secret alone; None for rows of the table.
        candidates: rows by group that were never planted, to compare with.
        places: of rows of the table, their numbers in the part that they come from.
    """

    kind: Literal["canaries", "records"]
    rows: list[Any]
    texts: list[str]
    members: NDArray[np.bool_]
    groups: list[Group] | None
    candidates: dict[Group, list[Any]]
    places: list[int]

    def __len__(self) -> int:
        return len(self.rows)


def canary_targets(task: Task, canaries: Canaries, *, candidates: int) -> Targets:
    """Return the canaries, and for each group the twins and more candidates of the same kind.

    Args:
        task: makes rows of records.
        canaries: with their coins.
        candidates: at least so many for each group.
    """
    records = canaries.records
    others: dict[Group, list[Any]] = {}
    for record in records:
        twin = task.canary_row(record.twin, record.twin_secret, record.label)
        others.setdefault(record.group, []).append(twin)
    draw = secrets.SystemRandom()
    for record in records:
        own = others[record.group]
        while len(own) < candidates:
            text, secret = make_record(record.type, draw)
            own.append(task.canary_row(text, secret, record.label))
    return Targets(
        kind="canaries",
        rows=[task.canary_row(record.text, record.secret, record.label) for record in records],
        texts=[record.text for record in records],
        members=np.array([record.planted for record in records]),
        groups=[record.group for record in records],
        candidates=others,
        places=[],
    )


def record_targets(dataset: Dataset, *, count: int, seed: int) -> Targets:
    """Return rows of the training and the validation part, which one split has made of one table.

    Args:
        dataset: without canaries.
        count: at most so many of each part.
        seed: of the choice.
    """
    draw = random.Random(derive_seed(seed, "audited records"))  # noqa: S311 (a public choice)
    members, others = (
        sorted(draw.sample(range(len(part)), min(count, len(part)))) for part in (dataset.train, dataset.validation)
    )
    rows = [*(dataset.train.rows[row] for row in members), *(dataset.validation.rows[row] for row in others)]
    return Targets(
        kind="records",
        rows=rows,
        texts=[text_of(row) for row in rows],
        members=np.array([True] * len(members) + [False] * len(others), dtype=bool),
        groups=None,
        candidates={},
        places=[*members, *others],
    )


def text_of(row: Any) -> str:
    """Return the text of a task's row: of a text, a text with labels or entities, or a chat."""
    if isinstance(row, str):
        return row
    if isinstance(row, list):
        return "\n".join(message["content"] for message in row)
    return str(row[0] if isinstance(row, tuple) else row.text)


def by_group(groups: Sequence[Group]) -> dict[Group, list[int]]:
    """Return the row numbers of each group.

    Example:
        >>> by_group([("id", None), ("card", None), ("id", None)])
        {('id', None): [0, 2], ('card', None): [1]}
    """
    found: dict[Group, list[int]] = {}
    for number, group in enumerate(groups):
        found.setdefault(group, []).append(number)
    return found
