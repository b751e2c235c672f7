"""Masked values that a model gives away, though it was trained on the masked text alone (Lukas et al. 2023).

Inference: among some values, the one that makes the text likeliest. Reconstruction: what a language model writes in the
value's place. The model before training shows what the text itself, or general knowledge, gives away.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.alignment import find_changes
from ...core.seeds import derive_seed
from ..model import Learner
from .extraction import continue_texts, found_in
from .losses import row_losses
from .report import Guessing
from .targets import text_of

_CANDIDATES = 10
_LEAST_LENGTH = 3
_MOST_LENGTH = 60  # of a change; longer ones are several values


@dataclass(frozen=True)
class MaskedValue:
    """A value that masking replaced in a text.

    Attributes:
        row: the masked row.
        start: of the surrogate in its text.
        end: of the surrogate.
        value: what stood there.
    """

    row: Any
    start: int
    end: int
    value: str


def masked_values(
    masked: Sequence[Any | None], original: Sequence[Any | None], *, count: int, seed: int
) -> list[MaskedValue]:
    """Return values that masking replaced, at most so many, drawn at random.

    Args:
        masked: rows as the task makes them, None for those without a text.
        original: the same rows before masking.
        count: how many.
        seed: of the choice.
    """
    found = []
    for new, old in zip(masked, original, strict=True):
        if new is None or old is None or not isinstance(new, str | tuple):
            continue
        for change in find_changes(text_of(old), text_of(new)):
            if change.written and _LEAST_LENGTH <= len(change.original) <= _MOST_LENGTH:
                found.append(MaskedValue(new, change.start, change.end, change.original))
    draw = random.Random(derive_seed(seed, "masked values"))  # noqa: S311 (a public choice)
    return draw.sample(found, min(count, len(found)))


def infer(
    model: Learner,
    base: Learner,
    values: Sequence[MaskedValue],
    label_names: Sequence[str],
    *,
    batch_size: int,
    seed: int,
) -> Guessing | None:
    """Choose each value among others of the same look; None if there are no values to choose among.

    Args:
        model: the audited one.
        base: the same before training.
        values: to be guessed.
        label_names: names of the classes.
        batch_size: sequences at a time.
        seed: of the choice of candidates.
    """
    draw = random.Random(derive_seed(seed, "candidates"))  # noqa: S311 (a public choice)
    looks: dict[str, set[str]] = {}
    for value in values:
        looks.setdefault(look_of(value.value), set()).add(value.value)
    tried, rows, counts = [], [], []
    for value in values:
        others = sorted(looks[look_of(value.value)] - {value.value})
        if others:
            chosen = [value.value, *draw.sample(others, min(_CANDIDATES - 1, len(others)))]
            tried.append(value)
            counts.append(len(chosen))
            rows += [_with_value(value, candidate) for candidate in chosen]
    if not tried:
        return None

    def right(learner: Learner) -> int:
        losses = row_losses(learner, rows, label_names, batch_size=batch_size)
        parts = np.split(losses, np.cumsum(counts)[:-1])
        return sum(bool((part[0] < part[1:]).all()) for part in parts)  # the true value stands first

    return Guessing("inference", len(tried), right(model), right(base), float(sum(1 / count for count in counts)))


def reconstruct(model: Learner, base: Learner, values: Sequence[MaskedValue]) -> Guessing | None:
    """Let a language model go on where each value stood; None if none has a text before it."""
    tried = [value for value in values if isinstance(value.row, str) and value.row[: value.start].strip()]
    if not tried:
        return None
    beginnings = [value.row[: value.start].rstrip() for value in tried]

    def right(learner: Learner) -> int:
        written = continue_texts(learner, beginnings, max_new_tokens=_MOST_LENGTH // 2)
        return sum(bool(found_in([text], [value.value])) for text, value in zip(written, tried, strict=True))

    return Guessing("reconstruction", len(tried), right(model), right(base), 0.0)


def look_of(value: str) -> str:
    """Return a value's look: values of one look are told apart by nothing but what they are.

    Example:
        >>> look_of("Ann Lee"), look_of("555-0199")
        ('words 2', 'digits 7')
    """
    digits = sum(character.isdigit() for character in value)
    if digits:
        return f"digits {digits}"
    return "address" if "@" in value else f"words {len(value.split())}"


def _with_value(value: MaskedValue, candidate: str) -> Any:
    text = text_of(value.row)
    changed = text[: value.start] + candidate + text[value.end :]
    return changed if isinstance(value.row, str) else (changed, *value.row[1:])
