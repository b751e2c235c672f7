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
from ..tasks.causal_lm import render_chat
from .extraction import continue_prompts, found_in
from .losses import row_losses
from .report import Guessing
from .targets import text_of

_CANDIDATES = 10
_LEAST_LENGTH = 3
_MOST_LENGTH = 60  # of a change; longer ones are several values
_WRITTEN = _MOST_LENGTH // 2  # tokens
_LEAST_PROMPT, _USUAL_PROMPT = 1, 2048  # tokens


@dataclass(frozen=True)
class MaskedValue:
    """A value that masking replaced in a text.

    Attributes:
        row: the masked row.
        part: number of the text in which it stands: of a chat, the message.
        start: of the surrogate in its text.
        end: of the surrogate.
        value: what stood there.
    """

    row: Any
    part: int
    start: int
    end: int
    value: str

    @property
    def before(self) -> str:
        """What stands before the value in its text."""
        return _texts_of(self.row)[self.part][: self.start].rstrip()

    def replaced_by(self, candidate: str) -> Any:
        """Return the row with something else for the surrogate."""
        text = _texts_of(self.row)[self.part]
        changed = text[: self.start] + candidate + text[self.end :]
        if isinstance(self.row, str):
            return changed
        if isinstance(self.row, tuple):
            return (changed, *self.row[1:])
        messages = list(self.row)
        messages[self.part] = messages[self.part] | {"content": changed}
        return messages


def masked_values(
    masked: Sequence[Any | None], original: Sequence[Any | None], *, count: int, seed: int
) -> list[MaskedValue]:
    """Return values that masking replaced, at most so many, drawn at random.

    Args:
        masked: texts, texts with labels, or chats, as the task makes rows; None for those without a text.
        original: the same rows before masking.
        count: how many.
        seed: of the choice.
    """
    found = []
    for new, old in zip(masked, original, strict=True):
        if new is None or old is None:
            continue
        sides = [_texts_of(old), _texts_of(new)]
        for part, (before, after) in enumerate(zip(*sides, strict=True) if len(sides[0]) == len(sides[1]) else ()):
            for change in find_changes(before, after):
                if change.written and _LEAST_LENGTH <= len(change.original) <= _MOST_LENGTH:
                    found.append(MaskedValue(new, part, change.start, change.end, change.original))
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
    """Choose each value among others of the same look; None if there are no values whose choice changes a loss.

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
            rows += [value.replaced_by(candidate) for candidate in chosen]
    if not tried:
        return None

    losses = [row_losses(learner, rows, label_names, batch_size=batch_size) for learner in (model, base)]
    after, before = (np.split(values, np.cumsum(counts)[:-1]) for values in losses)
    # what stands behind all that is learned, or behind the maximal length, changes no loss: nothing was tried
    told = [number for number, part in enumerate(after) if np.ptp(part) > 0 or np.ptp(before[number]) > 0]
    if not told:
        return None
    right, base_right = (
        sum(bool((parts[number][0] < parts[number][1:]).all()) for number in told)  # the true value stands first
        for parts in (after, before)
    )
    return Guessing("inference", len(told), right, base_right, float(sum(1 / counts[number] for number in told)))


def reconstruct(model: Learner, base: Learner, values: Sequence[MaskedValue]) -> Guessing | None:
    """Let a language model go on where each value stood; None if none stands where it writes, with a text before it."""
    tried = [value for value in values if _is_written(value)]
    if not tried:
        return None
    longest = _longest_prompt(model) - _WRITTEN
    prompts = [_prompt_of(value, model.tokenizer)[-longest:] for value in tried]

    def right(learner: Learner) -> int:
        written = continue_prompts(learner, prompts, max_new_tokens=_WRITTEN)
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


def _texts_of(row: Any) -> list[str]:
    """Return a row's texts: of a chat its messages', else the one."""
    return [message["content"] for message in row] if isinstance(row, list) else [text_of(row)]


def _is_written(value: MaskedValue) -> bool:
    """Tell whether a language model writes what stands there: after some text, or in an answer."""
    if isinstance(value.row, list):
        return bool(value.row[value.part]["role"] == "assistant" and (value.part or value.before))
    return bool(value.before)


def _longest_prompt(learner: Learner) -> int:
    """Return the tokens that a model reads, those that it writes included."""
    limit = getattr(learner.model.config, "max_position_embeddings", None) or _USUAL_PROMPT
    return max(_WRITTEN + _LEAST_PROMPT, int(limit))


def _prompt_of(value: MaskedValue, tokenizer: Any) -> list[int]:
    """Return the token ids of all that comes before a value."""
    if not isinstance(value.row, list):
        plain: list[int] = tokenizer(value.before)["input_ids"]
        return plain
    said = render_chat(tokenizer, value.row[: value.part], answer=True)
    return said + list(tokenizer(value.before, add_special_tokens=False)["input_ids"])
