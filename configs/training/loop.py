"""Section `train`: steps, batches, rates and where they are taken."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ..base import StrictModel


class TrainConfig(StrictModel):
    """The loop."""

    seed: int = Field(
        0, ge=0, description="split, order, new weights and dropout; with dp-sgd never what is drawn in a step"
    )
    epochs: float = Field(3.0, gt=0, le=1e6, description="passes over the training rows; with dp-sgd in expectation")
    batch_size: int = Field(32, ge=1, description="rows of a step (logical batch); with dp-sgd the expected number")
    physical_batch_size: Literal["auto"] | Annotated[int, Field(ge=1)] = Field(
        "auto",
        description="rows in memory at a time, in each process; auto: as many as memory holds, found before the first "
        "step; no influence on what is learned but rounding and dropout",
    )
    optimizer: Literal["adamw", "sgd"] = Field("adamw", description="which steps are taken")
    momentum: float = Field(
        0.9, ge=0, lt=1, description="sgd: share of the last step in the next; 0 is best with much noise and few steps"
    )
    learning_rate: Annotated[float, Field(gt=0, le=1e6)] | Literal["auto"] = Field(
        5e-4,
        description="highest learning rate; auto, for a pooled head alone with dp-sgd and sgd: the rate at which all "
        "noise of the run moves a class's logit by about 1",
    )
    weight_decay: float = Field(0.0, ge=0, description="decay of weight matrices; biases and norms have none")
    warmup_fraction: float = Field(0.0, ge=0, lt=1, description="share of the steps in which the rate rises from 0")
    schedule: Literal["linear", "constant", "cosine"] = Field("linear", description="course of the rate after warm-up")
    max_grad_norm: float | None = Field(
        1.0, gt=0, description="clipping of a batch's mean gradient without dp-sgd; null: none"
    )
    evaluate_every: float = Field(1.0, gt=0, le=1e6, description="epochs between evaluations on the validation rows")
    patience: int | None = Field(
        None,
        ge=1,
        description="evaluations without a gain in macro F1 before stopping; the best weights stay; null: last weights",
    )
    checkpoint_every_steps: int | None = Field(
        100,
        ge=1,
        description="steps between checkpoints, with dp-sgd at most a tenth of all; null: on SIGTERM only",
    )
    gradient_checkpointing: bool = Field(
        False, description="keep one activation a layer and compute the others again: less memory, a third more time"
    )
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto",
        description="of the passes through the model, while weights, clipping, noise and optimizer stay float32; auto: "
        "bfloat16 on CUDA devices that have it",
    )
    teacher: str | None = Field(
        None,
        description="token-classification: folder of a finished or exported detector, or privml, whose probabilities "
        "are learned instead of the annotations (distillation); null: none",
    )
    teacher_rows: Literal["all", "unlabelled"] = Field(
        "all",
        description="rows that are learned from the teacher: all, or those that annotate no entity type ([] in "
        "data.labelled), while the annotations of the others count",
    )
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="where to train; auto: cuda if there is one")
    threads: int | None = Field(None, ge=1, description="CPU threads; null: as torch decides")

    @model_validator(mode="after")
    def _physical_within_logical(self) -> "TrainConfig":
        if self.physical_batch_size != "auto" and self.physical_batch_size > self.batch_size:
            raise ValueError("physical_batch_size is larger than batch_size")
        return self
