"""Configuration of `privml finetune`: what is learned from which table, how, and under which privacy guarantee."""

from typing import Literal

from pydantic import Field, model_validator

from .base import StrictModel
from .training.audit import AuditConfig
from .training.data import COLUMNS, NEEDED, OPTIONAL, DataConfig
from .training.loop import TrainConfig
from .training.model import ModelConfig
from .training.privacy import PrivacyConfig


class OutputConfig(StrictModel):
    """Where the run goes."""

    dir: str | None = Field(None, description="run folder; null: named on the command line")


class FinetuneConfig(StrictModel):
    """Configuration of `privml finetune`."""

    preset: str | None = Field(None, description="preset that this configuration builds on")
    task: Literal["text-classification", "token-classification", "causal-lm", "masked-lm"] = Field(
        "text-classification", description="what the model learns"
    )
    data: DataConfig
    model: ModelConfig = ModelConfig()
    train: TrainConfig = TrainConfig()
    privacy: PrivacyConfig = PrivacyConfig()
    audit: AuditConfig = AuditConfig()
    output: OutputConfig = OutputConfig()

    @model_validator(mode="after")
    def _patience_needs_validation(self) -> "FinetuneConfig":
        if self.train.patience is not None and self.data.validation is None and self.data.validation_fraction == 0:
            raise ValueError("train.patience needs validation rows: data.validation or data.validation_fraction")
        return self

    @model_validator(mode="after")
    def _columns_of_the_task(self) -> "FinetuneConfig":
        named = {name for name in COLUMNS if getattr(self.data, name) is not None}
        ways = NEEDED[self.task]
        if named - OPTIONAL.get(self.task, set()) not in [set(way) for way in ways]:
            wanted = ", or ".join(" and ".join(f"data.{name}" for name in way) for way in ways)
            given = " and ".join(f"data.{name}" for name in COLUMNS if name in named) or "none"
            raise ValueError(f"{self.task} reads the columns {wanted}; given: {given}")
        return self

    @model_validator(mode="after")
    def _pooling_is_for_texts(self) -> "FinetuneConfig":
        if self.model.pooling != "auto" and self.task != "text-classification":
            raise ValueError(f"model.pooling: {self.model.pooling} is for text-classification; {self.task} takes auto")
        return self

    @model_validator(mode="after")
    def _means_have_no_noise(self) -> "FinetuneConfig":
        if self.model.head_init == "class-means" and (self.is_private or self.data.label_separator is not None):
            why = "dp-sgd: the means have no noise" if self.is_private else "data.label_separator: a row has one class"
            raise ValueError(f"model.head_init: class-means does not go with {why}")
        return self

    @model_validator(mode="after")
    def _auto_rate_needs_known_noise(self) -> "FinetuneConfig":
        is_head = self.model.method == "head" and self.model.pooling != "auto"
        if self.train.learning_rate == "auto" and not (self.is_private and is_head and self.train.optimizer == "sgd"):
            raise ValueError(
                "train.learning_rate: auto needs privacy.mechanism: dp-sgd, train.optimizer: sgd, model.method: head "
                "and model.pooling: mean or cls"
            )
        return self

    @model_validator(mode="after")
    def _letter_case_is_for_words(self) -> "FinetuneConfig":
        if self.model.letter_case and self.task != "token-classification":
            raise ValueError(f"model.letter_case is for token-classification; {self.task} does not read it")
        return self

    @model_validator(mode="after")
    def _teachers_know_rows(self) -> "FinetuneConfig":
        if self.train.teacher_rows == "unlabelled" and (self.train.teacher is None or self.data.labelled is None):
            raise ValueError("train.teacher_rows: unlabelled needs train.teacher and data.labelled")
        if self.train.teacher is None:
            return self
        if self.task != "token-classification":
            raise ValueError(f"train.teacher is for token-classification; {self.task} has none")
        if self.is_private:
            raise ValueError(
                "train.teacher does not go with dp-sgd: a teacher may know the rows, and tells without noise"
            )
        return self

    @model_validator(mode="after")
    def _hooks_keep_activations(self) -> "FinetuneConfig":
        if self.train.gradient_checkpointing and self.is_private and self.privacy.grad_sample_mode == "hooks":
            raise ValueError("train.gradient_checkpointing does not go with privacy.grad_sample_mode: hooks")
        return self

    @model_validator(mode="after")
    def _rounding_needs_book_keeping(self) -> "FinetuneConfig":
        mode = self.privacy.grad_sample_mode
        if self.train.precision == "bfloat16" and self.is_private and mode in ("ghost", "hooks"):
            raise ValueError(f"train.precision: bfloat16 does not go with privacy.grad_sample_mode: {mode}")
        return self

    @property
    def is_private(self) -> bool:
        """True with differential privacy."""
        return self.privacy.mechanism == "dp-sgd"
