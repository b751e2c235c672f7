"""Masked values in texts and chats: where they stand, what is tried, and what tells nothing."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from privml.finetune.audit import guessing
from privml.finetune.audit.guessing import MaskedValue, infer, masked_values, reconstruct

CHAT = [{"role": "user", "content": "who is <PERSON>?"}, {"role": "assistant", "content": "it is <PERSON> now"}]
BEFORE = [{"role": "user", "content": "who is Ann Lee?"}, {"role": "assistant", "content": "it is Bob Ray now"}]


def test_values_of_a_chat_stand_in_its_messages() -> None:
    values = masked_values([CHAT, None], [BEFORE, None], count=9, seed=0)
    assert sorted((value.part, value.value, value.before) for value in values) == [
        (0, "Ann Lee", "who is"),
        (1, "Bob Ray", "it is"),
    ]
    [answer] = [value for value in values if value.part == 1]
    assert answer.replaced_by("Eve Fox") == [CHAT[0], {"role": "assistant", "content": "it is Eve Fox now"}]
    assert CHAT[1]["content"] == "it is <PERSON> now", "the row itself is left as it was"


def test_chats_of_another_length_are_passed_over() -> None:
    assert masked_values([CHAT], [BEFORE[:1]], count=9, seed=0) == []


def learner(length: int | None) -> Any:
    tokenizer = SimpleNamespace(chat_template=None, eos_token_id=0)
    call = lambda text, **_: {"input_ids": [ord(c) for c in text]}  # noqa: E731
    model = SimpleNamespace(config=SimpleNamespace(max_position_embeddings=length))
    return SimpleNamespace(tokenizer=type("T", (), {**vars(tokenizer), "__call__": staticmethod(call)})(), model=model)


@pytest.mark.parametrize(("length", "longest"), [(None, 2018), (64, 34), (16, 1)])
def test_prompts_fit_the_model(monkeypatch: pytest.MonkeyPatch, length: int | None, longest: int) -> None:
    prompts: list[list[int]] = []

    def written(learner: Any, given: list[list[int]], *, max_new_tokens: int) -> list[str]:
        prompts.extend(given)
        return ["Bob Ray"] * len(given)

    monkeypatch.setattr(guessing, "continue_prompts", written)
    chat = [{"role": "user", "content": "x" * 5000}, {"role": "assistant", "content": "it is <PERSON>"}]
    values = [
        MaskedValue(chat, 1, 6, 14, "Bob Ray"),
        MaskedValue([{"role": "assistant", "content": "<PERSON> it is"}], 0, 0, 8, "Bob Ray"),  # nothing before it
        MaskedValue(CHAT, 0, 7, 15, "Bob Ray"),  # what the user says is not written
    ]
    found = reconstruct(learner(length), learner(length), values)
    assert found is not None
    assert (found.values, found.right) == (1, 1)
    assert {len(prompt) for prompt in prompts} == {longest}


def test_values_that_change_no_loss_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands behind the last answer, or behind the maximal length, is not tried at all."""
    values = [MaskedValue(f"{name} is <PERSON>", 0, len(name) + 4, len(name) + 12, name) for name in ("Ann", "Bob")]
    monkeypatch.setattr(guessing, "row_losses", lambda learner, rows, *_, **__: np.ones(len(rows)))
    assert infer("model", "base", values, [], batch_size=4, seed=0) is None  # type: ignore[arg-type]
    monkeypatch.setattr(
        guessing, "row_losses", lambda learner, rows, *_, **__: np.array([float("Ann" not in row) for row in rows])
    )
    found = infer("model", "base", values, [], batch_size=4, seed=0)  # type: ignore[arg-type]
    assert found is not None
    assert (found.values, found.chance) == (1, 0.5), "of the two, Ann's row tells nothing: her name stands in it anyway"
