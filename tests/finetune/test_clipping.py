"""Clipped sums: all kinds of machinery and a naive loop must agree, and no row may weigh more than C."""

import dataclasses
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import GuardError
from privml.finetune import selfcheck
from privml.finetune.batches import Collator, TokenizedExamples, physical_batches, tokenize
from privml.finetune.clipping import ClippedGradients, choose_mode, make_clipping, make_gradients
from privml.finetune.clipping.bounds import clip_factors
from privml.finetune.model import Learner, checkpoint_activations, load_learner
from privml.finetune.selfcheck import attach_gradients
from privml.finetune.tasks import make_task

TEXTS = ["good", "bad day and food", "it was a very lovely train", "sad " * 11, "ugly ticket", "the movie again it was"]
LABELS = [1, 0, 1, 0, 0, 1]
METHODS = ["full", "lora", "head"]
MODES = ["book-keeping", "ghost", "hooks"]


def load(make_config: Callable[..., FinetuneConfig], method: str, **model: Any) -> tuple[Learner, TokenizedExamples]:
    config = make_config(model={"method": method, **model})
    learner = load_learner(config.model, make_task(config), label_names=["neg", "pos"], max_length=32, seed=1)
    examples = TokenizedExamples(tokenize(learner.tokenizer, TEXTS, 32), LABELS)
    with torch.no_grad():  # LoRA's B starts at zero, where the gradient of A is zero
        for parameter in learner.trainable.values():
            parameter.add_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(3)), alpha=0.05)
    return learner, examples


def attach(learner: Learner, mode: Any) -> ClippedGradients:
    module = learner.module
    return make_gradients(module, learner.task.losses, mode=mode, clipping=make_clipping(module))


def without_dropout(learner: Learner) -> None:
    for module in learner.module.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0


def naive_sum(learner: Learner, examples: TokenizedExamples, rows: list[int], bound: float) -> dict[str, Any]:
    """Clip and add the gradient of one unpadded row after another, with autograd alone."""
    collate = Collator(learner)
    learner.module.eval()
    total = {name: torch.zeros_like(p) for name, p in learner.trainable.items()}
    for row in rows:
        loss = learner.task.losses(learner.module, collate(examples, [row])).sum()
        gradient = torch.autograd.grad(loss, list(learner.trainable.values()))
        norm = torch.sqrt(sum((g**2).sum() for g in gradient))
        for name, g in zip(learner.trainable, gradient, strict=True):
            total[name] += g * min(1.0, bound / float(norm))
    learner.module.train()
    return total


def clipped_sum(learner: Learner, examples: TokenizedExamples, rows: list[int], bound: float, mode: Any, size: int):
    learner.module.train()
    gradients = attach(learner, mode)
    for part in physical_batches(examples, rows, size):
        gradients.add(Collator(learner)(examples, part), bound)
    found = gradients.take()
    gradients.remove()
    return found


def distance(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> float:
    return float(torch.sqrt(sum(((one[name] - other[name]) ** 2).sum() for name in one)))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [6, 4, 1])
def test_clipped_sum_equals_naive_loop(make_config: Any, method: str, mode: str, size: int) -> None:
    learner, examples = load(make_config, method)
    without_dropout(learner)
    rows = list(range(len(TEXTS)))
    wanted = naive_sum(learner, examples, rows, 0.5)
    found = clipped_sum(learner, examples, rows, 0.5, mode, size)
    assert set(found) == set(learner.trainable)
    zero = {name: torch.zeros_like(value) for name, value in wanted.items()}
    assert distance(found, wanted) < 1e-4 * distance(wanted, zero)


@pytest.mark.parametrize("mode", MODES)
def test_a_row_moves_the_sum_by_at_most_c(make_config: Any, mode: str) -> None:
    learner, examples = load(make_config, "full")
    without_dropout(learner)
    rows = list(range(len(TEXTS)))
    bound = 0.01  # far below every row's norm, so each row weighs exactly C
    everything = clipped_sum(learner, examples, rows, bound, mode, 4)
    for left_out in rows:
        rest = clipped_sum(learner, examples, [r for r in rows if r != left_out], bound, mode, 4)
        assert distance(everything, rest) == pytest.approx(bound, rel=1e-3)
        assert distance(everything, rest) <= bound * (1 + 1e-4)


def test_no_raw_gradient_is_left(make_config: Any) -> None:
    """An optimizer that stepped by mistake would find nothing (opacus's ghost mode leaves the unclipped sum)."""
    learner, examples = load(make_config, "full")
    learner.module.train()
    for mode in MODES:
        gradients = attach(learner, mode)
        gradients.add(Collator(learner)(examples, [0, 1]), 0.1)
        assert all(p.grad is None for p in learner.module.parameters())
        gradients.remove()


def test_a_gradient_that_is_not_finite_is_refused() -> None:
    with pytest.raises(GuardError, match="not finite"):
        clip_factors(torch.tensor([1.0, float("inf")]), 0.1)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("mode", MODES)
def test_self_check_passes_and_puts_weights_back(make_config: Any, method: str, mode: Any) -> None:
    learner, examples = load(make_config, method, lora={"dropout": 0.3})
    before = {name: value.clone() for name, value in learner.module.state_dict().items()}
    learner.module.train()
    gradients = attach_gradients(learner, examples, make=lambda: attach(learner, mode), seed=0)
    after = learner.module.state_dict()
    assert all(torch.equal(value, after[name]) for name, value in before.items())
    assert all(module.training for module in learner.module.modules())
    assert all(not value.any() for value in gradients.take().values())


def test_self_check_names_the_wrong_parameter(make_config: Any) -> None:
    learner, examples = load(make_config, "full")

    def broken() -> Any:
        gradients = attach(learner, "hooks")
        take = gradients.take

        def wrong_take(self: Any) -> dict[str, torch.Tensor]:
            sums = take()
            sums["classifier.weight"] *= 1.01
            return sums

        gradients.take = types.MethodType(wrong_take, gradients)
        return gradients

    with pytest.raises(GuardError, match=r"wrong at classifier\.weight"):
        attach_gradients(learner, examples, make=broken, seed=0)


def test_one_row_of_positions_for_all_rows(make_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """BERT without positions of shape (batch, length): Opacus fails or is wrong, the taps look them up row by row."""
    learner, examples = load(make_config, "full")
    monkeypatch.setattr("privml.finetune.model._POSITIONED", frozenset())
    attach_gradients(learner, examples, make=lambda: attach(learner, "book-keeping"), seed=0).remove()
    with pytest.raises((GuardError, RuntimeError)):
        attach_gradients(learner, examples, make=lambda: attach(learner, "hooks"), seed=0)


@pytest.mark.parametrize("mode", MODES)
def test_unused_trainable_parameter_is_named(make_config: Any, mode: Any) -> None:
    learner, examples = load(make_config, "full")
    learner.model.spare = torch.nn.Linear(4, 4)
    with pytest.raises(GuardError, match=r"spare\.weight"):
        attach_gradients(learner, examples, make=lambda: attach(learner, mode), seed=0)


def test_batch_norm_is_refused(make_config: Any) -> None:
    learner, _ = load(make_config, "full")
    learner.model.mixing = torch.nn.BatchNorm1d(4)
    with pytest.raises(GuardError, match="layer mixing is a batch norm"):
        attach(learner, "hooks")


def test_auto_takes_hooks_for_unknown_layers_alone(make_config: Any) -> None:
    full, _ = load(make_config, "full")
    lora, _ = load(make_config, "lora")
    assert choose_mode(full.module, "auto") == choose_mode(lora.module, "auto") == "book-keeping"
    assert choose_mode(lora.module, "ghost") == "ghost"
    full.model.mixing = torch.nn.Bilinear(2, 2, 2)
    assert choose_mode(full.module, "auto") == "hooks"
    with pytest.raises(GuardError, match=r"layer mixing \(Bilinear\).*\n.*hooks"):
        attach(full, "ghost")


def test_self_check_rows_differ_in_length(make_config: Any) -> None:
    _, examples = load(make_config, "head")
    rows = selfcheck._varied_rows(examples)
    assert len({len(examples.ids[row]) for row in rows}) > 2


def test_new_weights_depend_on_the_seed_alone(make_config: Any, tiny_model: Path) -> None:
    config = make_config(model={"method": "lora"})
    state = torch.random.get_rng_state()
    first = load_learner(config.model, make_task(config), label_names=["a", "b"], max_length=32, seed=1)
    assert torch.equal(state, torch.random.get_rng_state())
    torch.manual_seed(99)
    second = load_learner(config.model, make_task(config), label_names=["a", "b"], max_length=32, seed=1)
    other = load_learner(config.model, make_task(config), label_names=["a", "b"], max_length=32, seed=2)
    weights = [c.module.state_dict() for c in (first, second, other)]
    assert all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())
    assert not all(torch.equal(value, weights[2][name]) for name, value in weights[0].items())


@pytest.mark.parametrize("method", ["full", "lora"])
def test_gradient_checkpointing_computes_activations_again(make_config: Any, method: str) -> None:
    learner, examples = load(make_config, method)
    checkpoint_activations(learner)
    learner.module.train()
    (layer,) = [module for name, module in learner.module.named_modules() if name.endswith("layer.0.intermediate")]
    seen = []
    layer.register_forward_hook(lambda *_: seen.append(1))
    learner.task.losses(learner.module, Collator(learner)(examples, [0, 1])).sum().backward()
    assert len(seen) == 2


def in_pairs(examples: TokenizedExamples) -> TokenizedExamples:
    return dataclasses.replace(examples, units=[[0, 1], [2, 3], [4, 5]])


@pytest.mark.parametrize("mode", MODES)
def test_self_check_looks_at_units_of_several_rows(make_config: Any, mode: Any) -> None:
    learner, examples = load(make_config, "full")
    learner.module.train()
    attach_gradients(learner, in_pairs(examples), make=lambda: attach(learner, mode), seed=0).remove()

    def broken() -> Any:
        gradients = attach(learner, mode)
        add = gradients.add

        def rows_for_units(self: Any, batch: Any, bound: float) -> float:
            return add(dataclasses.replace(batch, unit_rows=1), bound)

        gradients.add = types.MethodType(rows_for_units, gradients)
        return gradients

    attach_gradients(learner, examples, make=broken, seed=0).remove()
    with pytest.raises(GuardError, match="per-row gradients are wrong"):
        attach_gradients(learner, in_pairs(examples), make=broken, seed=0)


@pytest.mark.parametrize("mode", ["book-keeping", "ghost"])  # the configuration refuses it with hooks
def test_self_check_checkpoints_activations_as_training_does(
    make_config: Any, mode: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And puts back what it has switched off for that."""
    learner, examples = load(make_config, "full")
    learner.module.train()
    checkpoint_activations(learner)
    blocks = [block for block in learner.module.modules() if getattr(block, "gradient_checkpointing", False)]
    assert blocks
    for block in blocks:
        block.dropout_share = 0.9
    calls = []
    for block in blocks:
        kept = block._gradient_checkpointing_func
        monkeypatch.setattr(
            block, "_gradient_checkpointing_func", lambda *args, kept=kept: calls.append(1) or kept(*args)
        )
    attach_gradients(learner, examples, make=lambda: attach(learner, mode), seed=0).remove()
    assert len(calls) >= len(blocks)
    assert all(block.dropout_share == 0.9 for block in blocks)
