"""Passes in bfloat16: rounded gradients, exact bounds."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import ConfigError, GuardError
from privml.finetune.batches import Collator, PaddedBatch, TokenizedExamples, tokenize
from privml.finetune.clipping import make_clipping, make_gradients
from privml.finetune.clipping.factors import OuterProducts
from privml.finetune.model import Learner, load_learner
from privml.finetune.precision import Precision, _Autocast, choose_precision
from privml.finetune.selfcheck import attach_gradients
from privml.finetune.stage import run_finetune
from privml.finetune.tasks import make_task
from pydantic import ValidationError
from safetensors.torch import load_file

MakeConfig = Callable[..., FinetuneConfig]
TEXTS = ["good day", "bad food and the train", "it was a very lovely train ticket again", "sad", "nice happy movie"]


def load(make_config: MakeConfig, kind: str, tiny_llama: Path) -> tuple[Learner, TokenizedExamples]:
    """A BERT with all weights, adapters or a pooled head, or a language model with tied weights and RMS norms."""
    sections: dict[str, Any] = {"model": {"method": "lora" if kind == "lora" else "full"}}
    if kind == "pooled":
        sections["model"]["pooling"] = "mean"
    if kind == "llama":
        sections = {"model": {"source": str(tiny_llama), "method": "full"}, "data": {"label": None}}
        sections["task"] = "causal-lm"
    values = make_config().model_dump() | {"task": sections.pop("task", "text-classification")}
    for name, section in sections.items():
        values[name] = values[name] | section
    config = FinetuneConfig.model_validate(values)
    task = make_task(config)
    names = [] if kind == "llama" else ["neg", "pos"]
    learner = load_learner(config.model, task, label_names=names, max_length=32, seed=1)
    if kind == "llama":
        return learner, task.encode(learner.tokenizer, TEXTS, [])
    return learner, TokenizedExamples(tokenize(learner.tokenizer, TEXTS, 32), [1, 0, 1, 0, 1])


def norm(sums: dict[str, torch.Tensor]) -> float:
    return float(torch.cat([value.flatten() for value in sums.values()]).norm())


@pytest.mark.parametrize("style", ["flat", "per-layer"])
@pytest.mark.parametrize("kind", ["full", "lora", "pooled", "llama"])
def test_no_unit_adds_more_than_the_bound(make_config: MakeConfig, tiny_llama: Path, kind: str, style: Any) -> None:
    """Each unit alone in the very batch of all: the losses of the others are nought."""
    learner, examples = load(make_config, kind, tiny_llama)
    module, alone = learner.module.eval(), [0]
    with torch.no_grad():
        for parameter in learner.trainable.values():  # so that adapters are not at their start, where A has no gradient
            parameter.add_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(3)), alpha=0.02)

    def losses(model: Any, batch: PaddedBatch) -> torch.Tensor:
        found = learner.task.losses(model, batch)
        return found * torch.nn.functional.one_hot(torch.tensor(alone[0]), len(found))

    precision = Precision("bfloat16")
    clipping = make_clipping(module, style)
    gradients = make_gradients(module, precision.applied_to(losses), mode="book-keeping", clipping=clipping)
    batch = Collator(learner)(examples, range(len(examples)))
    for row in range(len(examples)):
        alone[0] = row
        gradients.add(batch, 1e-3)
        clipped = gradients.take()
        assert norm(clipped) <= 1e-3 * (1 + 1e-5)
        assert norm(clipped) >= 1e-3 * 0.3, "the bound is far below the norms"
        assert {value.dtype for value in clipped.values()} == {torch.float32}
        gradients.add(batch, 1e6)
        rounded = gradients.take()
        with precision.suspended():
            gradients.add(batch, 1e6)
        exact = gradients.take()
        difference = norm({name: rounded[name] - value for name, value in exact.items()})
        assert 1e-4 * norm(exact) < difference < 0.05 * norm(exact), "it is rounded, and no more than that"


@pytest.mark.parametrize("kind", ["full", "lora", "pooled", "llama"])
def test_the_self_check_lets_rounding_pass(make_config: MakeConfig, tiny_llama: Path, kind: str) -> None:
    attach(*load(make_config, kind, tiny_llama))


def attach(learner: Learner, examples: TokenizedExamples) -> None:
    module, precision = learner.module, Precision("bfloat16")
    losses = precision.applied_to(learner.task.losses)
    attach_gradients(
        learner,
        examples,
        make=lambda: make_gradients(module, losses, mode="book-keeping", clipping=make_clipping(module)),
        seed=0,
        precision=precision,
    )


def test_the_self_check_finds_a_wrong_rule_in_spite_of_rounding(
    make_config: MakeConfig, tiny_llama: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One per cent, less than rounding: the rules are checked in float32."""
    right = OuterProducts.weighted_sum
    monkeypatch.setattr(OuterProducts, "weighted_sum", lambda self, weights: right(self, 1.01 * weights))
    with pytest.raises(GuardError, match="per-row gradients are wrong at"):
        attach(*load(make_config, "full", tiny_llama))


def test_the_self_check_finds_a_layer_that_bfloat16_breaks(
    make_config: MakeConfig, tiny_llama: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = _Autocast.__call__

    def wrong(self: _Autocast, **inputs: torch.Tensor) -> Any:
        outputs = right(self, **inputs)
        outputs.logits = outputs.logits.flip(-1)
        return outputs

    monkeypatch.setattr(_Autocast, "__call__", wrong)
    with pytest.raises(GuardError, match="per-row gradients are wrong at"):
        attach(*load(make_config, "full", tiny_llama))


@pytest.mark.parametrize("pooling", ["auto", "mean"])
@pytest.mark.parametrize("is_private", [False, True])
def test_a_run_in_bfloat16_learns_and_keeps_float32_weights(
    make_config: MakeConfig,
    make_table: Callable[..., Path],
    tmp_path: Path,
    private: dict[str, Any],
    is_private: bool,
    pooling: str,
) -> None:
    privacy = private | {"noise_multiplier": 0.5} if is_private else {}
    table, losses = str(make_table()), []
    for name in ("float32", "bfloat16"):
        train = {"precision": name, "epochs": 4, "gradient_checkpointing": is_private}
        config = make_config(train=train, privacy=privacy, model={"pooling": pooling})
        report = run_finetune(config, data=table, output=tmp_path / name)
        assert report.precision == name
        assert report.metrics is not None
        losses.append(report.metrics["loss"])
    assert losses[0] != losses[1]
    assert losses[0] == pytest.approx(losses[1], abs=0.1)
    weights = load_file(tmp_path / "bfloat16" / "model.safetensors")
    assert {value.dtype for value in weights.values()} == {torch.float32}
    assert "passes in bfloat16" in (tmp_path / "bfloat16" / "README.md").read_text()


@pytest.mark.parametrize("mode", ["ghost", "hooks"])
def test_ways_of_clipping_that_do_not_go_with_rounding(
    make_config: MakeConfig, private: dict[str, Any], mode: Any
) -> None:
    """By the configuration, and where the model decides; `auto` is then float32."""
    with pytest.raises(ValidationError, match=f"bfloat16 does not go with privacy.grad_sample_mode: {mode}"):
        make_config(train={"precision": "bfloat16"}, privacy=private | {"grad_sample_mode": mode})
    cpu = torch.device("cpu")
    with pytest.raises(ConfigError, match=f"does not go with clipping by {mode}"):
        choose_precision("bfloat16", device=cpu, mode=mode)
    assert choose_precision("auto", device=cpu, mode=mode).name == "float32"
    make_config(train={"precision": "bfloat16"}, privacy={"grad_sample_mode": mode})  # has no effect without dp-sgd


def test_auto_is_bfloat16_where_the_device_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = torch.device("cuda")
    for has_it, expected in ((True, "bfloat16"), (False, "float32")):
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation, answer=has_it: answer)
        assert choose_precision("auto", device=gpu, mode=None).name == expected
        assert choose_precision("auto", device=gpu, mode="book-keeping").name == expected
        assert choose_precision("auto", device=gpu, mode="ghost").name == "float32"
    assert choose_precision("auto", device=torch.device("cpu"), mode=None).name == "float32"
