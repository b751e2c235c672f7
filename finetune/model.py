"""The base model: found, loaded without a network, and made trainable in part or whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..configs.training.model import LoraConfig, ModelConfig
from ..core.errors import ConfigError, MissingError, PrivmlError
from ..core.exported import DETECTOR
from ..core.pretrained import PACKAGE_PREFIX as PACKAGE_PREFIX
from ..core.pretrained import from_pretrained, load_trained
from ..core.pretrained import load_tokenizer as load_tokenizer
from ..core.pretrained import resolve_source as resolve_source
from ..core.quiet import offline, quiet_transformers
from ..core.restored import readable
from ..core.seeds import derive_seed
from .base_weights import require_same_base
from .head_start import start_head
from .known_tags import keep_known_tags
from .layers import freeze_lowest, keep_lowest, narrow, read_letter_case
from .pooled import (
    HEAD_FILE,
    PooledClassifier,
    freeze_pooler,
    load_pooled,
    require_encoder,
    save_head,
)

if TYPE_CHECKING:
    from torch import nn

    from .tasks import Task

# what a base model may lack because the task brings its own
_HEAD_PARTS = (
    *("classifier", "score", "pooler", "pre_classifier", "head", "logits_proj"),
    *("cls", "lm_head", "predictions", "decoder", "vocab_transform", "vocab_layer_norm", "vocab_projector"),
)
# these take positions (batch, length); left alone they broadcast one row, which per-sample gradients cannot follow
_POSITIONED = frozenset({"bert", "electra", "gpt2", "albert", "ernie", "megatron-bert"})


@dataclass
class Learner:
    """A model, its tokenizer and its task.

    Attributes:
        task: what is learned.
        model: a transformers model, or a peft model around one; with pooling a `PooledClassifier` around either.
        tokenizer: turns texts into token ids.
        location: folder or hub id that the base came from.
        method: which part is trained.
    """

    task: "Task"
    model: Any
    tokenizer: Any
    location: str
    method: str

    @property
    def module(self) -> "nn.Module":
        """The model, as torch sees it."""
        module: nn.Module = self.model
        return module

    @property
    def body(self) -> Any:
        """What transformers or peft loads and saves: the model, or the encoder below a pooled head."""
        return self.model.encoder if isinstance(self.model, PooledClassifier) else self.model

    @property
    def trainable(self) -> "dict[str, nn.Parameter]":
        """Parameters that training changes, by name."""
        return {name: p for name, p in self.module.named_parameters() if p.requires_grad}

    @property
    def needs_positions(self) -> bool:
        """True if position ids must be given for per-sample gradients."""
        return self.model.config.model_type in _POSITIONED

    @property
    def has_token_types(self) -> bool:
        """True if the model tells first from second texts."""
        return "token_type_ids" in self.tokenizer.model_input_names


def load_learner(
    config: ModelConfig, task: "Task", *, label_names: Sequence[str], max_length: int, seed: int
) -> Learner:
    """Load the base model, with a fresh head if the task has its own, and freeze what is not trained.

    New weights depend on the seed alone; the caller's random state is left as it was.

    Raises:
        MissingError: the model is not there, or the folder holds other weights than its config says.
        ConfigError: the model cannot do what the configuration asks for.
    """
    import torch

    location = resolve_source(config.source, allow_download=config.allow_download)
    if (Path(location) / "adapter_config.json").is_file():
        raise ConfigError(
            "model.source is a run with adapters, which nothing can go on from", hint="model.method: full for that run"
        )
    with (
        readable(location) as folder,
        torch.random.fork_rng(devices=[]),
        offline(allow_download=config.allow_download),
        quiet_transformers(),
    ):
        tokenizer = load_tokenizer(folder, allow_download=config.allow_download)
        torch.manual_seed(derive_seed(seed, "head"))
        model, info = from_pretrained(
            _auto_class(task, config.pooling),
            folder,
            local_files_only=not config.allow_download,
            **task.head(label_names),
            ignore_mismatched_sizes=True,
            output_loading_info=True,
            dtype=torch.float32,
        )
        _require_base_weights(task, info["missing_keys"], config)
        if task.name == DETECTOR:
            keep_known_tags(model, Path(folder), label_names)
        _check_length(model, max_length)
        model.config.pad_token_id = tokenizer.pad_token_id
        if config.layers is not None:
            keep_lowest(model, config.layers)
        if config.intermediate_size is not None:
            narrow(model, config.intermediate_size)
        read_letter_case(model, wanted=config.letter_case)
        if config.frozen_layers is not None:
            freeze_lowest(model, config.frozen_layers)
        if config.pooling != "auto":
            require_encoder(model.config)
            freeze_pooler(model)
        if config.method == "lora":
            torch.manual_seed(derive_seed(seed, "lora"))
            model = add_lora(model, config.lora, location, peft_type=_peft_type(task, config.pooling))
        if config.pooling != "auto":
            model = _add_pooled_head(model, config, tokenizer, label_names, seed=seed)
        elif config.method == "head":
            model.base_model.requires_grad_(False)
            if not any(p.requires_grad for p in model.parameters()):
                raise ConfigError("the model has no head of its own to train", hint="model.method: lora or full")
    return Learner(task, model, tokenizer, location, config.method)


def _auto_class(task: "Task", pooling: str) -> Any:
    import transformers

    return getattr(transformers, task.auto_class if pooling == "auto" else "AutoModel")


def _peft_type(task: "Task", pooling: str) -> str | None:
    return task.peft_type if pooling == "auto" else "FEATURE_EXTRACTION"


def _add_pooled_head(
    encoder: Any, config: ModelConfig, tokenizer: Any, label_names: Sequence[str], *, seed: int
) -> PooledClassifier:
    import torch

    if frozen := config.method == "head":
        encoder.requires_grad_(False)
    torch.manual_seed(derive_seed(seed, "head"))
    model = PooledClassifier(encoder, pooling=config.pooling, classes=len(label_names), frozen=frozen)
    start_head(model, tokenizer, config, labels=label_names)
    return model


def _require_base_weights(task: "Task", missing: Sequence[str], config: ModelConfig) -> None:
    new = [key for key in missing if any(part in key.split(".") for part in _HEAD_PARTS)] if task.has_new_head else []
    if lost := sorted(set(missing) - set(new)):
        raise MissingError(
            f"the weights at {config.source} do not fit its config.json, or not the task {task.name}: "
            f"{len(lost)} tensors are missing, first {lost[0]}"
        )
    if new and config.method == "lora" and task.peft_type is None:
        raise ConfigError(
            f"the model has no head for {task.name}, and adapters would leave a random one", hint="model.method: full"
        )


def _check_length(model: Any, max_length: int) -> None:
    limit = getattr(model.config, "max_position_embeddings", None)  # models with rotary positions may have none
    if limit is not None and max_length > limit:
        raise ConfigError(f"data.max_length is {max_length}, and the model reads {limit} tokens at most")


def add_lora(model: Any, lora: LoraConfig, location: str, *, peft_type: str | None) -> Any:
    """Freeze a model and put low-rank adapters on it; the head is trained and saved whole.

    Raises:
        ConfigError: no layer has the name of a target.
    """
    from peft import LoraConfig as PeftConfig
    from peft import get_peft_model

    config = PeftConfig(
        task_type=peft_type,
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        exclude_modules=_excluded(model, peft_type),
        target_modules="all-linear" if lora.targets == "auto" else list(lora.targets),
        base_model_name_or_path=location,
    )
    try:
        return get_peft_model(model, config)
    except ValueError:
        raise ConfigError(
            f"model.lora.targets {lora.targets} name no layer of the model", hint="auto takes all linear layers"
        ) from None


def _excluded(model: Any, peft_type: str | None) -> list[str] | None:
    """Return the layers that get no adapter: a head that peft saves whole, or a layer that nothing uses."""
    if peft_type == "TOKEN_CLS":
        return ["classifier"]
    if peft_type == "FEATURE_EXTRACTION":
        return [name for name, _ in model.named_modules() if name.split(".")[0] == "pooler"] or None
    return None


def checkpoint_activations(learner: Learner) -> None:
    """Keep one activation for each layer of the model and compute the others again in the backward pass.

    Raises:
        ConfigError: the model cannot do that.
    """
    model = learner.body.get_base_model() if learner.method == "lora" else learner.body
    try:
        # the other kind runs its backward passes inside of one another, where taps cannot tell rows
        model.activation_checkpointing_enable({"use_reentrant": False})
    except ValueError:
        raise ConfigError(
            "the model does not support gradient checkpointing", hint="train.gradient_checkpointing: false"
        ) from None


def load_run(run: Path, task: "Task", settings: ModelConfig) -> Learner:
    """Load a finished run for prediction, by the model settings that it was made with.

    Raises:
        GuardError: the base of an adapter has other weights than the run began with.
        MissingError: files are missing, or the base of an adapter is not there.
    """
    tokenizer = load_tokenizer(str(run), allow_download=False)
    is_adapter = settings.method == "lora"
    download = settings.allow_download and is_adapter
    base = resolve_source(settings.source, allow_download=download) if is_adapter else None
    if is_adapter:
        require_same_base(run, settings.source)
    model = load_trained(run, _auto_class(task, settings.pooling), base=base, allow_download=download)
    if settings.pooling != "auto":
        model = load_pooled(model, run, pooling=settings.pooling).eval()
    return Learner(task, model, tokenizer, base or str(run), settings.method)


def save_model(learner: Learner, folder: Path) -> None:
    """Write weights (all of them, or adapter and head), configuration and tokenizer."""
    with offline(allow_download=False), quiet_transformers():
        if learner.method != "lora":
            learner.body.save_pretrained(folder, safe_serialization=True)
        else:
            # the vocabulary is never changed, and peft would look for the base's to find that out
            learner.body.save_pretrained(folder, safe_serialization=True, save_embedding_layers=False)
            learner.body.get_base_model().config.save_pretrained(folder)
            (folder / "README.md").unlink(missing_ok=True)  # peft's empty card
        if isinstance(learner.model, PooledClassifier):
            save_head(learner.model, folder)
        learner.tokenizer.save_pretrained(folder)


def verify_saved(learner: Learner, folder: Path) -> None:
    """Read the saved weights back and compare them with the trained ones (a wrapper may have trained others).

    Raises:
        PrivmlError: they differ.
    """
    import torch
    from safetensors.torch import load_file

    if learner.method == "lora":
        from peft import get_peft_model_state_dict

        saved = load_file(folder / "adapter_model.safetensors")
        expected = get_peft_model_state_dict(learner.body, save_embedding_layers=False)
    else:
        saved = load_file(folder / "model.safetensors")
        expected = {name: value for name, value in learner.body.state_dict().items() if name in saved}
        trained = {name for name, parameter in learner.body.named_parameters() if parameter.requires_grad}
        expected |= {name: torch.empty(0) for name in trained - set(saved)}
    if isinstance(learner.model, PooledClassifier):
        saved |= load_file(folder / HEAD_FILE)
        expected |= learner.model.head.tensors()
    wrong = [name for name, value in expected.items() if name not in saved or not torch.equal(saved[name], value.cpu())]
    if wrong:
        raise PrivmlError(f"the saved weights are not the trained ones, first {sorted(wrong)[0]}")
