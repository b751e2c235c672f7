"""Causal language models: plain texts, prompts with answers, or chats; only answers are learned."""

import json
import sys
from bisect import bisect_left
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from ...configs.training.data import DataConfig
from ...core.errors import DataError
from ..batches import PaddedBatch, TokenizedExamples
from .base import IGNORED
from .language import generation_settings, in_chunks, mean_of_learned, padded_labels, perplexity, shifted, token_losses

if TYPE_CHECKING:
    from torch import Tensor

    from ..model import Learner

Message = dict[str, str]
Row = str | list[Message]
"""A plain text, or the messages of a chat."""
_ROLES = ("system", "user", "assistant")


class CausalLM:
    """Learns to write texts, or answers.

    Args:
        data: names the columns: `text`; or `prompt` and `answer`; or `messages`, JSON lists of role and content.
    """

    name = "causal-lm"
    title = "Language model"
    auto_class = "AutoModelForCausalLM"
    peft_type: str | None = "CAUSAL_LM"
    has_new_head = False
    added_columns: tuple[str, ...] = ("generated",)
    selection = ("loss", False)
    nothing_to_learn = "no answer begins within data.max_length"

    def __init__(self, data: DataConfig) -> None:
        self._data = data

    def columns(self) -> list[str]:
        """Return the columns that are read."""
        if self._data.messages is not None:
            return [self._data.messages]
        if self._data.prompt is not None:
            assert self._data.answer is not None
            return [self._data.prompt, self._data.answer]
        assert self._data.text is not None
        return [self._data.text]

    def parse(self, cells: Sequence[Sequence[str]], *, source: str) -> list[Row | None]:
        """Make a row of each table row's cells; without any of its texts there is none."""
        for index, column in enumerate(self.columns()):
            if not any(row[index].strip() for row in cells):
                raise DataError(f"column {column} of {source} is empty in every row")
        return [self._row(row, number) for number, row in enumerate(cells, 1)]

    def _row(self, cells: Sequence[str], number: int) -> Row | None:
        if not all(cell.strip() for cell in cells):
            return None
        if self._data.messages is not None:
            messages = parse_messages(cells[0], f"row {number}")
            if not any(message["role"] == "assistant" for message in messages):
                raise DataError(f"row {number}: no message is the assistant's, so there is nothing to learn")
            return messages
        if self._data.prompt is not None:
            return [{"role": "user", "content": cells[0]}, {"role": "assistant", "content": cells[1]}]
        return cells[0]

    def make_labels(self, rows: Sequence[Row]) -> list[str]:
        """Return no classes."""
        return []

    def content(self, row: Row) -> Any:
        """Return the text, or the chat."""
        return row

    def classes(self, row: Row) -> Collection[str]:
        """Return no classes."""
        return ()

    def encode(self, tokenizer: Any, rows: Sequence[Row], labels: Sequence[str]) -> TokenizedExamples:
        """Turn rows into sequences: a plain text into its pieces, a chat into one, cut at the end."""
        if all(isinstance(row, str) for row in rows):
            texts = tokenizer(list(rows), add_special_tokens=True)["input_ids"] if rows else []
            pieces, owners = in_chunks([[*ids, tokenizer.eos_token_id] for ids in texts], self._data.max_length)
            return TokenizedExamples(pieces, list(pieces), owners)
        encoded = [encode_chat(tokenizer, row) for row in rows if not isinstance(row, str)]
        limit = self._data.max_length
        learned = [own[:limit] for _, own in encoded]
        return TokenizedExamples(
            [ids[:limit] for ids, _ in encoded],
            learned,
            cut=sum(len(ids) > limit for ids, _ in encoded),
            unlearned=sum(all(token == IGNORED for token in own[1:]) for own in learned),  # the first follows nothing
        )

    def head(self, labels: Sequence[str]) -> dict[str, Any]:
        """Return nothing: the head is part of the base model."""
        return {}

    def canary_labels(self, labels: Sequence[str]) -> list[str]:
        """Return no labels."""
        return []

    def canary_row(self, text: str, secret: str, label: str | None) -> Row:
        """Make a row of a made-up record: the text, or a chat whose answer is the secret."""
        if self._data.text is not None:
            return text
        return [
            {"role": "user", "content": text.removesuffix(secret).strip()},
            {"role": "assistant", "content": secret},
        ]

    def targets(
        self,
        tokenizer: Any,
        examples: TokenizedExamples,
        rows: Sequence[int],
        inputs: "dict[str, Tensor]",
        *,
        salt: int,
    ) -> "Tensor":
        """Return the tokens that are to be written, shape (batch, length)."""
        return padded_labels(examples, rows, inputs)

    def losses(self, model: Any, batch: PaddedBatch) -> "Tensor":
        """Mean cross-entropy of a sequence's learned tokens, shape (batch,)."""
        logits, labels = shifted(model(**batch.inputs).logits, batch, 1)
        return mean_of_learned(token_losses(logits, labels), labels)

    def evaluate(self, learner: "Learner", examples: TokenizedExamples, *, batch_size: int) -> dict[str, float]:
        """Return perplexity, token accuracy and loss."""
        return perplexity(learner, examples, batch_size=batch_size, shift=1)

    def baseline(self, train: Sequence[Row], validation: Sequence[Row]) -> dict[str, float] | None:
        """Return nothing: the base model itself is measured before training."""
        return None

    def predict(
        self, learner: "Learner", texts: Sequence[str], labels: Sequence[str], *, batch_size: int
    ) -> list[tuple[str, ...]]:
        """Return what the model writes after each text, the likeliest token each time."""
        import torch

        tokenizer = learner.tokenizer
        found: list[tuple[str, ...]] = []
        with torch.inference_mode():
            limit = _prompt_limit(learner.model, self._data.max_new_tokens)
            for text in texts:
                prompt = self.prompt_ids(tokenizer, text)
                if not prompt:
                    found.append(("",))
                    continue
                ids = torch.tensor([prompt[-limit:]], device=learner.model.device)
                written = learner.model.generate(
                    input_ids=ids,
                    attention_mask=torch.ones_like(ids),
                    max_new_tokens=self._data.max_new_tokens,
                    **generation_settings(tokenizer),
                )
                found.append((tokenizer.decode(written[0][ids.shape[1] :], skip_special_tokens=True).strip(),))
        return found

    @property
    def max_new_tokens(self) -> int:
        """Tokens that are written at most."""
        return self._data.max_new_tokens

    def canary_prompt(self, text: str) -> str:
        """Return a cell that `prompt_ids` reads, of the beginning of a made-up record."""
        return json.dumps([{"role": "user", "content": text}]) if self._data.messages is not None else text

    def prompt_ids(self, tokenizer: Any, text: str) -> list[int]:
        """Return the token ids that the model goes on from: of a text, or of a chat that waits for its answer.

        A chat in which nobody has asked anything has none.
        """
        if self._data.text is not None:
            plain: list[int] = tokenizer(text)["input_ids"]
            return plain
        messages = [{"role": "user", "content": text}]
        if self._data.messages is not None:
            messages = parse_messages(text, "the chat")
            while messages and messages[-1]["role"] == "assistant":
                messages.pop()
        return render_chat(tokenizer, messages, answer=True) if messages else []


def _prompt_limit(model: Any, new_tokens: int) -> int:
    """Return how many tokens of a prompt leave room for an answer within the positions that the model knows."""
    positions = getattr(model.config, "max_position_embeddings", None)
    return max(1, positions - new_tokens) if isinstance(positions, int) else sys.maxsize


def encode_chat(tokenizer: Any, messages: Sequence[Message]) -> tuple[list[int], list[int]]:
    """Return a chat's token ids, and the same with all but the assistant's tokens ignored.

    Raises:
        DataError: the chat template refuses the chat, or does not write a chat after its own beginning.
    """
    if not tokenizer.chat_template:
        return _encode_lines(tokenizer, messages)
    text = _written(tokenizer, messages)
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    ids, starts = encoded["input_ids"], [start for start, _ in encoded["offset_mapping"]]
    labels = [IGNORED] * len(ids)
    for index, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        before = _written(tokenizer, messages[:index], answer=True)
        said = _written(tokenizer, messages[: index + 1])
        if not (text.startswith(before) and text.startswith(said)):
            raise DataError("the tokenizer's chat template changes what was said before: answers cannot be told")
        answer = slice(bisect_left(starts, len(before)), bisect_left(starts, len(said)))
        labels[answer] = ids[answer]
    return ids, labels


def _encode_lines(tokenizer: Any, messages: Sequence[Message]) -> tuple[list[int], list[int]]:
    ids: list[int] = []
    labels: list[int] = []
    for message in messages:
        own = _line(tokenizer, message, is_first=not ids)
        ids += own
        labels += own if message["role"] == "assistant" else [IGNORED] * len(own)
    return ids, labels


def _line(tokenizer: Any, message: Message, *, is_first: bool) -> list[int]:
    ids: list[int] = tokenizer(message["content"] + "\n", add_special_tokens=is_first)["input_ids"]
    return [*ids, tokenizer.eos_token_id] if message["role"] == "assistant" else ids


def _written(tokenizer: Any, messages: Sequence[Message], *, answer: bool = False) -> str:
    """Return a chat as the tokenizer's template writes it."""
    from jinja2 import TemplateError

    try:
        return str(tokenizer.apply_chat_template(list(messages), tokenize=False, add_generation_prompt=answer))
    except TemplateError:
        roles = ", ".join(dict.fromkeys(message["role"] for message in messages))
        raise DataError(f"the tokenizer's chat template refuses a chat of the roles {roles}") from None


def render_chat(tokenizer: Any, messages: Sequence[Message], *, answer: bool = False) -> list[int]:
    """Return token ids of a chat by the tokenizer's template; without one, of its lines.

    Args:
        tokenizer: of the model.
        messages: role and content of each.
        answer: end with what comes before an answer.

    Raises:
        DataError: the chat template refuses the chat.
    """
    if tokenizer.chat_template:
        found: list[int] = tokenizer(_written(tokenizer, messages, answer=answer), add_special_tokens=False)[
            "input_ids"
        ]
        return found
    ids: list[int] = []
    for message in messages:
        ids += _line(tokenizer, message, is_first=not ids)
    return ids


def parse_messages(cell: str, where: str) -> list[Message]:
    """Read a chat from JSON.

    Args:
        cell: a JSON list of role and content.
        where: for messages.

    Raises:
        DataError: it is something else.
    """
    try:
        messages = json.loads(cell)
        found = [{"role": message["role"], "content": message["content"]} for message in messages]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise DataError(f"{where}: the messages are not a JSON list of role and content") from None
    if not all(isinstance(m["content"], str) and m["role"] in _ROLES for m in found):
        raise DataError(f"{where}: a message's role is not one of {', '.join(_ROLES)}, or its content is no text")
    return found
