"""The taps against a naive loop over single units, on random inputs, for every kind of layer and ways of using it."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import transformers
from privml.core.errors import GuardError
from privml.finetune.batches import PaddedBatch
from privml.finetune.clipping import make_clipping, make_gradients
from privml.finetune.clipping.factors import Lookups, OuterProducts, merged
from torch import Tensor, nn

ROWS, LENGTH, WORDS, CLASSES = 4, 9, 60, 3
SIZES = {
    "vocab_size": WORDS,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "max_position_embeddings": 64,
    "pad_token_id": 1,
}
LLAMA = SIZES | {"num_key_value_heads": 2}
GPT2 = {"vocab_size": WORDS, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64, "pad_token_id": 1}
DISTILBERT = {
    "vocab_size": WORDS,
    "dim": 32,
    "n_layers": 2,
    "n_heads": 4,
    "hidden_dim": 48,
    "max_position_embeddings": 64,
    "pad_token_id": 1,
}
MODERNBERT = SIZES | {"local_attention": 8, "bos_token_id": 2, "eos_token_id": 2, "cls_token_id": 2, "sep_token_id": 2}

MODELS = {
    "BERT learner": ("Bert", SIZES, "SequenceClassification"),
    "BERT tokens": ("Bert", SIZES, "TokenClassification"),
    "BERT masked words": ("Bert", SIZES, "MaskedLM"),  # a tied head, whose bias has two owners
    "RoBERTa masked words": ("Roberta", SIZES, "MaskedLM"),
    "DistilBERT": ("DistilBert", DISTILBERT, "SequenceClassification"),  # one row of positions for all
    "ALBERT": ("Albert", SIZES | {"embedding_size": 16}, "SequenceClassification"),  # one layer used twice
    "ModernBERT": ("ModernBert", MODERNBERT, "SequenceClassification"),
    "Llama": ("Llama", LLAMA, "CausalLM"),  # RMS norms
    "Llama, tied": ("Llama", LLAMA | {"tie_word_embeddings": True}, "CausalLM"),
    "Llama learner": ("Llama", LLAMA, "SequenceClassification"),
    "Qwen2, tied": ("Qwen2", LLAMA | {"tie_word_embeddings": True}, "CausalLM"),
    "Qwen3, tied": ("Qwen3", LLAMA | {"tie_word_embeddings": True, "head_dim": 8}, "CausalLM"),  # 4-dimensional norms
    "GPT-2": ("GPT2", GPT2, "LMHeadModel"),  # transposed layers, tied
    "GPT-2 learner": ("GPT2", GPT2, "ForSequenceClassification"),
}


def make_model(name: str) -> nn.Module:
    family, sizes, head = MODELS[name]
    config = getattr(transformers, f"{family}Config")(**sizes)
    config.num_labels = CLASSES
    head = head if head.startswith(("For", "LM")) else f"For{head}"
    torch.manual_seed(1)
    model: nn.Module = getattr(transformers, f"{family}{head}")(config)
    with torch.no_grad():  # norms and biases start at 1 and 0
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return model.train()


def make_batch(unit_rows: int = 1) -> PaddedBatch:
    """Random tokens of random lengths, padded."""
    generator = torch.Generator().manual_seed(5)
    lengths = torch.tensor([9, 7, 4, 9])
    mask = (torch.arange(LENGTH) < lengths[:, None]).long()
    ids = torch.randint(3, WORDS, (ROWS, LENGTH), generator=generator)
    ids[0, :4] = 7  # a word that is looked up several times
    inputs = {"input_ids": torch.where(mask.bool(), ids, 1), "attention_mask": mask}
    return PaddedBatch(inputs, torch.randint(0, CLASSES, (ROWS,), generator=generator), unit_rows)


def losses(model: Any, batch: PaddedBatch) -> Tensor:
    """Mean cross-entropy of each row: of its class, or of its next words."""
    logits = model(**batch.inputs).logits
    if logits.ndim == 2:
        return nn.functional.cross_entropy(logits, batch.labels, reduction="none")
    wanted, counted = batch.inputs["input_ids"][:, 1:], batch.inputs["attention_mask"][:, 1:]
    values = nn.functional.cross_entropy(logits[:, :-1].transpose(1, 2), wanted % logits.shape[-1], reduction="none")
    return (values * counted).sum(dim=1) / counted.sum(dim=1)


def naive(model: nn.Module, batch: PaddedBatch) -> list[dict[str, Tensor]]:
    """Return each unit's gradient by autograd; parameters that the loss does not reach are frozen."""
    found = []
    for start in range(0, ROWS, batch.unit_rows):
        part = slice(start, start + batch.unit_rows)
        single = PaddedBatch({name: value[part] for name, value in batch.inputs.items()}, batch.labels[part])
        named = {name: p for name, p in model.named_parameters() if p.requires_grad}
        gradients = torch.autograd.grad(losses(model, single).mean(), list(named.values()), allow_unused=True)
        for name, gradient in zip(named, gradients, strict=True):
            if gradient is None:
                model.get_parameter(name).requires_grad_(False)
        found.append({name: g for name, g in zip(named, gradients, strict=True) if g is not None})
    return found


def norm(gradient: dict[str, Tensor]) -> float:
    return float(torch.stack([value.norm() for value in gradient.values()]).norm())


def check(model: nn.Module, batch: PaddedBatch, mode: Any, style: Any = "flat", function: Any = "abadi") -> None:
    """Compare the clipped sum with the naive one, with a bound that half the units exceed."""
    singles = naive(model, batch)
    bound = sorted(map(norm, singles))[len(singles) // 2] * 0.9
    clipping = make_clipping(model, style, function)
    wanted = {name: torch.zeros_like(value) for name, value in singles[0].items()}
    for single in singles:
        for group in clipping.groups:
            size = norm({name: single[name] for name in group})
            limit = bound / len(clipping.groups) ** 0.5
            factor = min(1.0, limit / size) if function == "abadi" else limit / (size + 0.01)
            for name in group:
                wanted[name] += factor * single[name]
    gradients = make_gradients(model, losses, mode=mode, clipping=clipping)
    total = gradients.add(batch, bound)
    found = gradients.take()
    gradients.remove()
    assert total == pytest.approx(float(losses(model, batch).detach().sum()), rel=1e-5)
    assert all(p.grad is None for p in model.parameters())
    assert "forward" not in {key for module in model.modules() for key in vars(module)}
    difference = norm({name: found[name] - value for name, value in wanted.items()})
    assert difference < 2e-5 * norm(wanted)


@pytest.mark.parametrize("mode", ["book-keeping", "ghost"])
@pytest.mark.parametrize("unit_rows", [1, 2])
@pytest.mark.parametrize("name", MODELS)
def test_clipped_sum_of_a_model(name: str, unit_rows: int, mode: str) -> None:
    check(make_model(name), make_batch(unit_rows), mode)


@pytest.mark.parametrize("mode", ["book-keeping", "ghost"])
@pytest.mark.parametrize("name", ["BERT learner", "Llama, tied", "GPT-2"])
def test_gradient_checkpointing(name: str, mode: str) -> None:
    model: Any = make_model(name)
    model.activation_checkpointing_enable({"use_reentrant": False})
    check(model, make_batch(), mode)


@pytest.mark.parametrize("mode", ["book-keeping", "ghost", "hooks"])
@pytest.mark.parametrize("function", ["abadi", "automatic"])
@pytest.mark.parametrize("style", ["flat", "per-layer"])
def test_styles_of_clipping(style: str, function: str, mode: str) -> None:
    check(make_model("Llama"), make_batch(), mode, style, function)


@pytest.mark.parametrize("mode", ["book-keeping", "ghost", "hooks"])
@pytest.mark.parametrize("style", ["flat", "per-layer"])
@pytest.mark.parametrize("function", ["abadi", "automatic"])
def test_all_rows_of_a_unit_together_weigh_at_most_c(function: Any, style: Any, mode: Any) -> None:
    """Whoever leaves takes all their rows along, and changes the sum by at most C."""
    model = make_model("Llama")
    whole = make_batch(2)
    rest = PaddedBatch({name: value[:2] for name, value in whole.inputs.items()}, whole.labels[:2], 2)
    gradients = make_gradients(model, losses, mode=mode, clipping=make_clipping(model, style, function))
    sums = []
    for batch in (whole, rest):
        gradients.add(batch, 0.01)  # far below every norm
        sums.append(gradients.take())
    difference = norm({name: value - sums[1][name] for name, value in sums[0].items()})
    assert 0.009 < difference <= 0.01 * (1 + 1e-5)


def test_sums_add_up_over_physical_batches() -> None:
    model = make_model("Llama, tied")
    batch = make_batch()
    gradients = make_gradients(model, losses, mode="book-keeping", clipping=make_clipping(model))
    gradients.add(batch, 0.5)
    whole = gradients.take()
    for part in (slice(0, 1), slice(1, 4)):
        inputs = {name: value[part] for name, value in batch.inputs.items()}
        gradients.add(PaddedBatch(inputs, batch.labels[part]), 0.5)
    parts = gradients.take()
    assert norm({name: whole[name] - parts[name] for name in whole}) < 2e-5 * norm(whole)
    assert norm(gradients.take()) == 0


class Scaled(nn.Embedding):
    """An embedding that does more than look up: no rule is known for it."""

    def forward(self, input: Tensor) -> Tensor:
        return super().forward(input) * 2


class Flattening(nn.Module):
    """A layer that sees the tokens of all rows in one list."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(WORDS, 8)
        self.inner = nn.Linear(8, CLASSES)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Any:
        hidden = self.inner(self.words(input_ids).flatten(0, 1)).view(*input_ids.shape, -1)
        return transformers.modeling_outputs.SequenceClassifierOutput(logits=hidden.mean(dim=1))


class BesideLayers(nn.Module):
    """Uses a tied weight outside the layer that owns it."""

    def __init__(self, make_table: Callable[..., nn.Embedding]) -> None:
        super().__init__()
        self.words = make_table(WORDS, 8)
        self.head = nn.Linear(8, WORDS, bias=False)
        self.head.weight = self.words.weight

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Any:
        return transformers.modeling_outputs.CausalLMOutput(logits=self.head(self.words(input_ids)))


@pytest.mark.parametrize("mode", ["book-keeping", "ghost"])
@pytest.mark.parametrize(
    ("model", "message"),
    [
        (Flattening(), "layer inner works on 36 rows for a batch of 4"),
        (BesideLayers(Scaled), "no per-row gradient reaches words.weight"),
        (nn.Sequential(Scaled(WORDS, 8)), r"layer 0 \(Scaled\)"),
    ],
)
def test_what_cannot_be_clipped_is_named(model: nn.Module, message: str, mode: Any) -> None:
    with pytest.raises(GuardError, match=message):
        make_gradients(model, losses, mode=mode, clipping=make_clipping(model)).add(make_batch(), 1.0)
    assert all(p.grad is None for p in model.parameters())


def test_norms_from_gram_matrices_are_never_too_small() -> None:
    """Where tokens cancel each other, float32 loses the norm; it is taken for larger then, never for smaller."""
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(50, 6, 16, generator=generator)
    inputs[:, 3:] = inputs[:, :3]
    gradients = torch.randn(50, 6, 16, generator=generator)
    gradients[:, 3:] = -gradients[:, :3] * (1 + 1e-4 * torch.rand(50, 3, 16, generator=generator))
    factor = OuterProducts(inputs, gradients)
    exact = torch.einsum("btp,btd->bpd", gradients.double(), inputs.double()).flatten(1).square().sum(dim=1)
    assert bool((factor.norms_squared().double() >= exact).all())


def test_uses_of_one_kind_are_joined() -> None:
    one = Lookups(torch.tensor([[1, -1]]), torch.ones(1, 2, 3), 5)
    joined = merged([one, one])
    assert [type(factor) for factor in joined] == [Lookups]
    assert float(joined[0].norms_squared()) == pytest.approx(4 * float(one.norms_squared()), rel=1e-4)
    assert joined[0].weighted_sum(torch.tensor([0.5])).sum(dim=1).tolist() == [0, 3, 0, 0, 0]
