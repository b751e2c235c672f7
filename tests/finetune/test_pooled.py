"""Pooled heads: what they compute, where they start, that cached vectors change nothing, and who can load them."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.configs.training.loop import TrainConfig
from privml.core.errors import ConfigError, MissingError, UsageError
from privml.finetune.api import predict
from privml.finetune.batches import Collator, TokenizedExamples, tokenize
from privml.finetune.clipping import make_clipping, make_gradients
from privml.finetune.events import TrainingEvent
from privml.finetune.everyday import SENTENCES
from privml.finetune.features import class_means, start_from_means, with_features
from privml.finetune.model import Learner, load_learner
from privml.finetune.pooled import HEAD_FILE, LENGTH, PooledClassifier
from privml.finetune.privacy import PrivacyPlan
from privml.finetune.run_folder import load_report
from privml.finetune.schedule import learning_rate, resolve_learning_rate
from privml.finetune.stage import run_finetune
from privml.finetune.steps import make_optimizer
from privml.finetune.tasks import make_task
from pydantic import ValidationError
from safetensors.torch import load_file, save_file

MakeConfig = Callable[..., FinetuneConfig]
MakeTable = Callable[..., Path]
TEXTS = ["good day", "bad food and ticket", "it was a very lovely train", "sad", "the movie was happy again day day"]


def rows_of_two_kinds() -> list[dict[str, str]]:
    """Return rows that even a random encoder tells apart; blanks make each a row of its own for the split."""
    words = {"bad": "ugly awful nasty", "good": "lovely happy fine"}
    names = list(words) * 60
    return [
        {"id": str(n), "text": f"{words[name]} day {'a ' * (n % 5)}{' ' * n}", "label": name}
        for n, name in enumerate(names)
    ]


def learner_of(make_config: MakeConfig, *, names: tuple[str, ...] = ("bad", "good"), **model: Any) -> Learner:
    config = make_config(model={"method": "head", "pooling": "mean"} | model)
    return load_learner(config.model, make_task(config), label_names=names, max_length=32, seed=1)


def examples_of(learner: Learner) -> TokenizedExamples:
    return TokenizedExamples(tokenize(learner.tokenizer, TEXTS, 32), [1, 0, 1, 0, 1])


def vectors_of(folder: Path, texts: list[str], pooling: str) -> torch.Tensor:
    """Pool one text at a time, without padding, by transformers alone."""
    from transformers import AutoModel, AutoTokenizer

    tokenizer, encoder = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    with torch.inference_mode():
        tokens = [encoder(**tokenizer(text, return_tensors="pt")).last_hidden_state[0] for text in texts]
    return torch.stack([one.mean(dim=0) if pooling == "mean" else one[0] for one in tokens])


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_padding_is_no_part_of_a_text(make_config: MakeConfig, tiny_model: Path, pooling: str) -> None:
    learner = learner_of(make_config, pooling=pooling)
    learner.module.eval()
    examples = examples_of(learner)
    with torch.inference_mode():
        found = learner.model.pooled(Collator(learner)(examples, range(5)).inputs)
    torch.testing.assert_close(found, vectors_of(tiny_model, TEXTS, pooling), atol=1e-5, rtol=1e-4)


def test_the_head_starts_from_the_meaning_of_the_class_names(make_config: MakeConfig, tiny_model: Path) -> None:
    names = ("lovely_day", "badFood", "sad train")
    head = learner_of(make_config, names=names, head_init="label-names").model.head
    vectors = vectors_of(tiny_model, ["lovely day", "bad Food", "sad train"], "mean")
    everyday = vectors_of(tiny_model, list(SENTENCES), "mean")
    center = torch.cat([vectors, everyday]).mean(dim=0)
    torch.testing.assert_close(head.center, center, atol=1e-5, rtol=1e-4)
    wanted = torch.nn.functional.normalize(vectors - center, dim=1)
    weight = head.linear.weight.detach()
    torch.testing.assert_close(weight / weight.norm(dim=1, keepdim=True), wanted)
    logits = head(vectors)
    assert logits.argmax(dim=1).tolist() == [0, 1, 2]  # a name belongs to its own class before anything is learned
    random = learner_of(make_config, names=names).model.head
    assert not random.center.any()
    assert float(random.linear.weight.detach().std()) == pytest.approx(0.02, rel=0.3)


def test_classes_that_are_numbers_have_no_meaning(make_config: MakeConfig) -> None:
    with pytest.raises(ConfigError, match="classes that are words, and 2 of 3 are not") as caught:
        learner_of(make_config, names=("1", "2.5", "good"), head_init="label-names")
    assert caught.value.hint == "model.head_init: random"


def examples_run(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, **model: Any) -> Path:
    """A run on made-up texts."""
    config = make_config(
        model={"method": "full", "pooling": "mean", "head_init": "class-means"} | model,
        data={"validation_fraction": 0}, train={"epochs": 1, "learning_rate": 1e-3, "patience": None},
    )  # fmt: skip
    run = tmp_path / "examples"
    run_finetune(config, data=str(make_table(name="examples.csv", rows=rows_of_two_kinds())), output=run)
    return run


def test_the_head_starts_from_the_means_of_the_classes(
    make_config: MakeConfig, make_table: MakeTable, tiny_model: Path, tmp_path: Path
) -> None:
    config = make_config(
        model={"method": "head", "pooling": "mean", "head_init": "class-means"},
        data={"validation_fraction": 0}, train={"epochs": 1, "learning_rate": 1e-9, "patience": None},
    )  # fmt: skip
    rows = rows_of_two_kinds()
    run_finetune(config, data=str(make_table(rows=rows)), output=tmp_path / "run")
    head = load_file(tmp_path / "run" / HEAD_FILE)
    texts = {name: [row["text"] for row in rows if row["label"] == name] for name in ("bad", "good")}
    means = torch.stack([vectors_of(tiny_model, texts[name], "mean").mean(dim=0) for name in ("bad", "good")])
    center = torch.cat([means, vectors_of(tiny_model, list(SENTENCES), "mean")]).mean(dim=0)
    torch.testing.assert_close(head["center"], center, atol=1e-5, rtol=1e-4)
    wanted = torch.nn.functional.normalize(means - center, dim=1)
    torch.testing.assert_close(head["weight"], wanted, atol=1e-4, rtol=1e-3)


def test_a_run_goes_on_from_the_head_of_an_earlier_one(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    run = examples_run(make_config, make_table, tmp_path)
    saved = load_file(run / HEAD_FILE)
    head = learner_of(make_config, names=("good", "bad"), source=str(run), head_init="source").model.head
    torch.testing.assert_close(head.center, saved["center"])
    assert not head.linear.bias.detach().any()
    weight = head.linear.weight.detach()
    directions = torch.nn.functional.normalize(saved["weight"], dim=1)
    torch.testing.assert_close(weight / weight.norm(dim=1, keepdim=True), directions[[1, 0]])  # classes by name
    assert weight.norm(dim=1).tolist() == pytest.approx([0.4, 0.4])
    with pytest.raises(ConfigError, match="knows the classes, and 2 of 3 are new to it"):
        learner_of(make_config, names=("bad", "awful", "lovely"), source=str(run), head_init="source")
    with pytest.raises(ConfigError, match="needs the pooling of that run, mean"):
        learner_of(make_config, source=str(run), head_init="source", pooling="cls")
    with pytest.raises(UsageError, match="is no run folder"):
        learner_of(make_config, head_init="source")
    several = make_config(
        model={"method": "head", "pooling": "mean", "head_init": "source", "source": str(run)},
        data={"label_separator": ";"},
    )
    with pytest.raises(ConfigError, match="as many labels a row"):
        load_learner(several.model, make_task(several), label_names=("bad", "good"), max_length=32, seed=1)


@pytest.mark.parametrize("damage", ["missing", "cut", "narrow", "more", "nan"])
def test_a_damaged_head_is_not_gone_on_from(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, damage: str
) -> None:
    run = examples_run(make_config, make_table, tmp_path)
    path = run / HEAD_FILE
    head = load_file(path)
    if damage == "missing":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-9])
    else:
        change = {
            "narrow": {"weight": head["weight"][:, :1].clone(), "center": head["center"][:1].clone()},
            "more": {"weight": torch.cat([head["weight"], head["weight"]])},
            "nan": {"weight": head["weight"] * math.nan},
        }[damage]
        save_file(head | change, path)
    with pytest.raises(MissingError, match=HEAD_FILE):
        learner_of(make_config, source=str(run), head_init="source")
    with pytest.raises(MissingError, match=HEAD_FILE):
        predict(run, pd.DataFrame({"text": ["good day"]}))


def test_a_class_without_training_rows_begins_with_nothing(make_config: MakeConfig, tiny_model: Path) -> None:
    learner = learner_of(make_config, names=("bad", "none", "good"))
    examples = TokenizedExamples(tokenize(learner.tokenizer, TEXTS, 32), [2, 0, 2, 0, 2])
    known = with_features(learner, examples)
    for rows in (examples, known):
        start_from_means(learner, class_means(learner, rows))
        weight, center = learner.model.head.linear.weight.detach(), learner.model.head.center
        assert not weight[1].any()
        assert weight[[0, 2]].norm(dim=1).tolist() == pytest.approx([1, 1])
        vectors = vectors_of(tiny_model, TEXTS, "mean")
        means = torch.stack([vectors[[1, 3]].mean(dim=0), vectors[[0, 2, 4]].mean(dim=0)])
        everyday = vectors_of(tiny_model, list(SENTENCES), "mean")
        torch.testing.assert_close(center, torch.cat([means, everyday]).mean(dim=0), atol=1e-5, rtol=1e-4)


def test_nothing_goes_on_from_adapters(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    run = examples_run(make_config, make_table, tmp_path, method="lora")
    with pytest.raises(ConfigError, match="is a run with adapters") as caught:
        learner_of(make_config, source=str(run))
    assert caught.value.hint == "model.method: full for that run"


def test_a_private_run_after_made_up_examples_tells_of_them(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path
) -> None:
    run = examples_run(make_config, make_table, tmp_path)
    config = make_config(
        model={"source": str(run), "method": "head", "pooling": "mean", "head_init": "source"},
        train={"epochs": 3, "patience": None, "optimizer": "sgd", "learning_rate": 1e-9},
        privacy={"mechanism": "dp-sgd", "target_epsilon": 8, "max_grad_norm": 5},
    )
    report = run_finetune(config, data=str(make_table(rows=rows_of_two_kinds()[:100])), output=tmp_path / "private")
    assert report.epsilon is not None
    first, second = (load_file(folder / HEAD_FILE) for folder in (run, tmp_path / "private"))
    torch.testing.assert_close(second["weight"], 0.4 * torch.nn.functional.normalize(first["weight"], dim=1))
    assert "the run `examples` that the base model comes from" in (tmp_path / "private" / "README.md").read_text()


def test_a_decoder_cannot_be_pooled(make_config: MakeConfig, tiny_llama: Path) -> None:
    with pytest.raises(ConfigError, match="needs an encoder such as BERT, and the model is a llama"):
        learner_of(make_config, source=str(tiny_llama))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"model": {"head_init": "label-names"}}, "label-names needs pooling: mean or pooling: cls"),
        ({"model": {"head_init": "source"}}, "source needs pooling: mean or pooling: cls"),
        ({"model": {"head_init": "source", "pooling": "mean", "layers": 1, "method": "head"}}, "needs all layers"),
        (
            {
                "model": {"pooling": "mean", "head_init": "class-means"},
                "privacy": {"mechanism": "dp-sgd", "target_epsilon": 1},
            },
            "class-means does not go with dp-sgd: the means have no noise",
        ),
        (
            {
                "data": {"text": "t", "label": "l", "label_separator": ";"},
                "model": {"pooling": "mean", "head_init": "class-means"},
            },
            "class-means does not go with data.label_separator",
        ),
        (
            {
                "task": "token-classification",
                "data": {"text": "t", "spans": "s"},
                "model": {"pooling": "mean", "head_init": "label-names"},
            },
            "pooling: mean is for text-classification; token-classification takes auto",
        ),
        ({"train": {"learning_rate": "auto"}}, r"train\.learning_rate: auto needs privacy\.mechanism: dp-sgd"),
        ({"train": {"learning_rate": 0}}, "greater than 0"),
        ({"train": {"momentum": 1.0}}, "less than 1"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        FinetuneConfig.model_validate({"data": {"text": "t", "label": "l"}} | values)


@pytest.mark.parametrize("method", ["head", "lora", "full"])
def test_only_a_trained_encoder_has_dropout_and_no_cache(make_config: MakeConfig, method: str) -> None:
    learner = learner_of(make_config, method=method)
    learner.module.train()
    frozen = method == "head"
    assert learner.model.head.training
    assert learner.model.encoder.training != frozen
    assert (with_features(learner, examples_of(learner)).features is None) != frozen
    assert any(name.startswith("encoder.") for name in learner.trainable) != frozen
    assert {"head.linear.weight", "head.linear.bias"} <= set(learner.trainable)
    assert not any("pooler" in name for name in learner.trainable)


@pytest.mark.parametrize("mode", ["book-keeping", "ghost", "hooks"])
@pytest.mark.parametrize("unit_rows", [1, 2])
def test_cached_vectors_change_no_gradient(make_config: MakeConfig, mode: Any, unit_rows: int) -> None:
    """The same clipped sum from texts, from cached vectors, and from a loop over units by autograd."""
    learner = learner_of(make_config)
    module, examples = learner.module.train(), examples_of(learner)
    cached, collate, bound = with_features(learner, examples), Collator(learner), 4.0
    rows = [0, 1, 2, 3]
    wanted = dict.fromkeys(learner.trainable, torch.tensor(0.0))
    norms = []
    for start in range(0, 4, unit_rows):
        unit = rows[start : start + unit_rows]
        loss = learner.task.losses(module, collate(examples, unit)).mean()
        single = torch.autograd.grad(loss, list(learner.trainable.values()))
        norms.append(float(torch.stack([part.norm() for part in single]).norm()))
        factor = min(1.0, bound / norms[-1])
        wanted = {name: wanted[name] + factor * part for name, part in zip(wanted, single, strict=True)}
    assert max(norms) > bound  # something is clipped
    assert max(norms) < 1.42 * LENGTH * 1.01  # what the module's docstring claims
    for source in (examples, cached):
        gradients = make_gradients(module, learner.task.losses, mode=mode, clipping=make_clipping(module))
        gradients.add(collate(source, rows, unit_rows=unit_rows), bound)
        found = gradients.take()
        gradients.remove()
        for name, value in wanted.items():
            torch.testing.assert_close(found[name], value, atol=1e-4, rtol=1e-4)


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")  # peft's own
@pytest.mark.parametrize("mechanism", ["none", "dp-sgd"])
@pytest.mark.parametrize(("method", "pooling"), [("head", "mean"), ("lora", "mean"), ("full", "cls")])
def test_a_run_learns_and_its_card_says_how_to_use_it(
    make_config: MakeConfig,
    make_table: MakeTable,
    tmp_path: Path,
    private: dict[str, Any],
    method: str,
    pooling: str,
    mechanism: str,
) -> None:
    model = {"method": method, "pooling": pooling, "head_init": "label-names"}
    privacy = private | {"noise_multiplier": 0.5, "max_grad_norm": 10.0} if mechanism == "dp-sgd" else {}
    config = make_config(model=model, privacy=privacy, train={"epochs": 12})
    run = tmp_path / "run"
    report = run_finetune(config, data=str(make_table(rows=rows_of_two_kinds())), output=run)
    assert report.metrics is not None
    assert report.metrics["accuracy"] == 1.0
    assert report == load_report(run)
    card = (run / "README.md").read_text()
    assert ("public, with what the classes are called" in card) == (mechanism == "dp-sgd")
    code = card.split("```python\n")[1].split("```")[0].replace('"RUN', f'"{run}').replace("RUN/", f"{run}/")
    names: dict[str, Any] = {"texts": TEXTS}
    exec(code, names)
    scores = names["logits"].softmax(dim=1)
    frame = predict(run, pd.DataFrame({"text": TEXTS}))
    assert frame["predicted_label"].tolist() == [("bad", "good")[label] for label in scores.argmax(dim=1)]
    assert frame["predicted_score"].tolist() == pytest.approx(scores.max(dim=1).values.tolist(), abs=1e-4)


def test_a_run_without_its_head_is_not_guessed(make_config: MakeConfig, make_table: MakeTable, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run_finetune(make_config(model={"method": "head", "pooling": "mean"}), data=str(make_table()), output=run)
    for broken in (b"", None):
        (run / HEAD_FILE).write_bytes(broken) if broken is not None else (run / HEAD_FILE).unlink()
        with pytest.raises(MissingError, match=r"cannot load the head from .*head\.safetensors"):
            predict(run, pd.DataFrame({"text": TEXTS}))


class Crash(Exception):
    """Stands for a power failure."""


def test_a_resumed_head_equals_an_uninterrupted_one(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, private: dict[str, Any]
) -> None:
    model = {"method": "head", "pooling": "mean", "head_init": "label-names"}
    config = make_config(model=model, privacy=private, train={"checkpoint_every_steps": 1})

    def crash(event: TrainingEvent) -> None:
        if event.kind == "checkpoint" and event.step == 8:
            raise Crash

    table, whole, broken = str(make_table()), tmp_path / "whole", tmp_path / "broken"
    run_finetune(config, data=table, output=whole)
    with pytest.raises(Crash):
        run_finetune(config, data=table, output=broken, on_event=crash)
    run_finetune(config, data=table, output=broken, resume=True)
    one, other = load_file(whole / HEAD_FILE), load_file(broken / HEAD_FILE)
    assert set(one) == {"center", "weight", "bias"}
    for name, value in one.items():
        assert torch.equal(value, other[name]), name


@pytest.mark.parametrize("schedule", ["constant", "linear", "cosine"])
def test_at_the_auto_rate_the_noise_moves_a_logit_by_one(schedule: Any) -> None:
    config = TrainConfig(batch_size=500, schedule=schedule, momentum=0, learning_rate="auto", physical_batch_size=1)
    plan = PrivacyPlan(6.0, 0.5, 10.0, 1e-4, "prv", 50)
    resolved = resolve_learning_rate(config, plan, units=1000, feature_length=LENGTH, curvature=0.01)
    generator = torch.Generator().manual_seed(0)
    weights = torch.zeros(4000, 16)
    for step in range(50):
        noise = torch.randn(weights.shape, generator=generator) * 6.0 * 10.0 / 500
        weights -= learning_rate(resolved, step=step, total_steps=50) * noise
    direction = torch.nn.functional.normalize(torch.randn(16, generator=generator), dim=0)
    assert float((weights @ (LENGTH * direction)).std()) == pytest.approx(1, rel=0.04)
    quiet = PrivacyPlan(1e-6, 0.5, 10.0, 1e-4, "prv", 50)
    steady = resolve_learning_rate(config, quiet, units=1000, feature_length=LENGTH, curvature=0.5)
    # without noise to limit it, the rate still does not overshoot
    assert steady.learning_rate == pytest.approx(25 / (0.5 * LENGTH**2))
    fixed = config.model_copy(update={"learning_rate": 0.3})
    assert resolve_learning_rate(fixed, None, units=1, feature_length=LENGTH, curvature=0.5).learning_rate == 0.3


def test_an_auto_rate_reaches_the_steps(
    make_config: MakeConfig, make_table: MakeTable, tmp_path: Path, private: dict[str, Any]
) -> None:
    train = {"optimizer": "sgd", "momentum": 0, "learning_rate": "auto", "schedule": "constant", "batch_size": 500}
    privacy = private | {"noise_multiplier": 60.0}
    config = make_config(model={"method": "head", "pooling": "mean"}, privacy=privacy, train=train | {"epochs": 4})
    run_finetune(config, data=str(make_table()), output=tmp_path / "run")
    rates = pd.read_json(tmp_path / "run" / "metrics.jsonl", lines=True)["learning_rate"].dropna().tolist()
    # 4 steps of all 110 rows with noise 60 and bound 1
    assert rates == pytest.approx([110 / (LENGTH * 60 * math.sqrt(4))] * 4, rel=1e-3)


@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_momentum_is_the_configured_one(make_config: MakeConfig, momentum: float) -> None:
    learner = learner_of(make_config)
    optimizer = make_optimizer(learner, name="sgd", learning_rate=1.0, weight_decay=0.0, momentum=momentum)
    weight = learner.model.head.linear.weight
    before = weight.detach().clone()
    for _ in range(2):
        for parameter in learner.trainable.values():
            parameter.grad = torch.ones_like(parameter)
        optimizer.step()
    torch.testing.assert_close(before - weight.detach(), torch.full_like(before, 2 + momentum))


def test_a_pooled_model_is_one_module(make_config: MakeConfig) -> None:
    model = learner_of(make_config).model
    assert isinstance(model, PooledClassifier)
    assert model.config.id2label == {0: "bad", 1: "good"}
    assert model.device == torch.device("cpu")
