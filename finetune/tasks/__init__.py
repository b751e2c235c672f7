"""Tasks by name; a configuration names one."""

from collections.abc import Callable

from ...configs.finetune import FinetuneConfig
from .base import Task
from .causal_lm import CausalLM
from .classification import TextClassification
from .masked_lm import MaskedLM
from .token_classification import TokenClassification

_TASKS: dict[str, Callable[[FinetuneConfig], Task]] = {
    "text-classification": lambda config: TextClassification(config.data),
    "token-classification": lambda config: TokenClassification(
        config.data,
        teacher=config.train.teacher,
        learns_labels=config.train.teacher_rows == "unlabelled",
        letter_case=config.model.letter_case,
    ),
    "causal-lm": lambda config: CausalLM(config.data),
    "masked-lm": lambda config: MaskedLM(config.data, seed=config.train.seed),
}

__all__ = ["Task", "make_task"]


def make_task(config: FinetuneConfig) -> Task:
    """Return the task of a configuration."""
    return _TASKS[config.task](config)
