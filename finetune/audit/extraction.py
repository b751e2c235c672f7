"""Extraction: a language model is made to write, and what it wrote is searched for secrets (Carlini et al. 2021)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch

from ...core.seeds import derive_seed
from ..model import Learner
from ..tasks.causal_lm import CausalLM
from ..tasks.language import generation_settings
from .canaries import Canaries
from .report import Extraction

_AT_ONCE = 16
_LEAST_DIGITS = 6  # secrets with so many are recognised by their digits alone
_TOP_K = 40  # Carlini et al. 2021, section 4.1


@dataclass(frozen=True)
class Written:
    """Texts that a model and its base wrote in the same situations.

    Attributes:
        model: of the model.
        base: of the model before training.
    """

    model: list[str]
    base: list[str]


def write_samples(
    model: Learner, base: Learner, task: CausalLM, canaries: Canaries | None, *, count: int, seed: int
) -> Written:
    """Make both models write: half of the texts from nothing, half after the beginnings of canaries.

    After a beginning the likeliest tokens are taken once, which is how a secret is got out whose owner is known; where
    canaries share their beginnings, more texts are drawn after them.

    Args:
        model: the audited one.
        base: the same before training.
        task: how prompts are written.
        canaries: of the run; without any all texts start from nothing.
        count: texts in all.
        seed: of the draws.
    """
    beginnings = [] if canaries is None else _beginnings(canaries, count // 2)
    prompts = [task.prompt_ids(model.tokenizer, task.canary_prompt(text)) for text in beginnings]
    more = count // 2 - len(prompts) if prompts else 0
    drawn = [[_start_token(model)]] * (count - len(prompts) - more) + (prompts * more)[:more]

    def write(learner: Learner) -> list[str]:
        return [
            *_generate(learner, drawn, task.max_new_tokens, seed=seed),
            *_generate(learner, prompts, task.max_new_tokens, seed=None),
        ]

    return Written(write(model), write(base))


def _beginnings(canaries: Canaries, count: int) -> list[str]:
    """Return distinct beginnings of canaries, planted and not, as far as they tell records apart."""
    texts = [record.text.removesuffix(record.secret).strip() for record in canaries.records]
    planted = [text for text, record in zip(texts, canaries.records, strict=True) if record.planted]
    others = [text for text, record in zip(texts, canaries.records, strict=True) if not record.planted]
    mixed = [text for pair in zip(planted, others, strict=False) for text in pair]
    return list(dict.fromkeys(mixed))[:count]


def _start_token(learner: Learner) -> int:
    tokenizer = learner.tokenizer
    return int(tokenizer.bos_token_id if tokenizer.bos_token_id is not None else tokenizer.eos_token_id)


def continue_prompts(learner: Learner, prompts: Sequence[list[int]], *, max_new_tokens: int) -> list[str]:
    """Return what a model writes after the token ids of some beginnings, the likeliest tokens."""
    return _generate(learner, prompts, max_new_tokens, seed=None)


def _generate(learner: Learner, prompts: Sequence[list[int]], max_new_tokens: int, *, seed: int | None) -> list[str]:
    """Continue prompts; with a seed by drawing tokens, without one by the likeliest."""
    tokenizer, device = learner.tokenizer, learner.model.device
    settings = generation_settings(tokenizer)
    if seed is not None:
        settings |= {"do_sample": True, "temperature": 1.0, "top_k": _TOP_K}
    texts: list[str] = []
    with torch.random.fork_rng(), torch.inference_mode():
        for start in range(0, len(prompts), _AT_ONCE):
            part = prompts[start : start + _AT_ONCE]
            torch.manual_seed(derive_seed(seed or 0, "extraction", start))
            length = max(map(len, part))
            ids = torch.tensor([[tokenizer.pad_token_id] * (length - len(own)) + own for own in part], device=device)
            lengths = torch.tensor([len(own) for own in part], device=device)
            mask = (torch.arange(length, device=device)[None] >= length - lengths[:, None]).long()
            written = learner.model.generate(
                input_ids=ids, attention_mask=mask, max_new_tokens=max_new_tokens, **settings
            )
            texts += tokenizer.batch_decode(written[:, length:], skip_special_tokens=True)
    return texts


def search(written: Written, *, source: str, seen: Sequence[str], unseen: Sequence[str]) -> Extraction:
    """Search what was written for secrets.

    Args:
        written: by the model and its base.
        source: what the secrets are.
        seen: secrets that the model may have seen.
        unseen: secrets of the same kind that it has not.
    """
    return Extraction(
        source=source,
        samples=len(written.model),
        sought=len(seen),
        found=len(found_in(written.model, seen)),
        control_sought=len(unseen),
        control_found=len(found_in(written.model, unseen)),
        base_found=len(found_in(written.base, seen)),
    )


def found_in(texts: Iterable[str], secrets: Sequence[str]) -> list[str]:
    """Return the secrets that stand in any of the texts, in any case; those with many digits also without blanks.

    Example:
        >>> found_in(["call 555 010 0199 now"], ["555-010-0199", "other words"])
        ['555-010-0199']
    """
    pile = [text.casefold() for text in texts]
    digits = [_digits(text) for text in pile]
    return [
        secret
        for secret in secrets
        if any(secret.casefold() in text for text in pile)
        or (len(_digits(secret)) >= _LEAST_DIGITS and any(_digits(secret) in text for text in digits))
    ]


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
