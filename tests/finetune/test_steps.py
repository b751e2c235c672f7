"""One step: which rows, how much noise, and what an example can move."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.finetune.batches import TokenizedExamples, tokenize
from privml.finetune.clipping import make_clipping, make_gradients
from privml.finetune.distributed import ALONE, Processes
from privml.finetune.model import Learner, load_learner
from privml.finetune.privacy import PrivacyLedger, PrivacyPlan
from privml.finetune.randomness import PrivateRandomness
from privml.finetune.steps import PlainSteps, PrivateSteps, make_optimizer
from privml.finetune.tasks import make_task

TEXTS = ["good day", "bad food and", "it was a very lovely train", "sad ticket"] * 6


class Spy(torch.optim.SGD):
    """Keeps the gradients that it is given and changes nothing."""

    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        self.seen = [p.grad.clone() for group in self.param_groups for p in group["params"]]


class Deaf(Processes):
    """One of several processes that hears nothing of the others, so that its own part can be looked at."""

    def sum_(self, tensors: Any) -> None:
        pass

    def total(self, value: float) -> float:
        return value

    def any(self, flag: bool) -> bool:
        return flag

    def from_first(self, make: Callable[[], Any]) -> Any:
        return make()


def make_steps(
    make_config: Callable[..., FinetuneConfig],
    folder: Path,
    *,
    noise: float,
    rate: float,
    bound: float = 0.5,
    units: list[list[int]] | None = None,
    processes: Processes = ALONE,
) -> tuple[Learner, Spy, PrivateSteps, PrivacyLedger]:
    config = make_config(train={"batch_size": 8, "physical_batch_size": 5})
    learner = load_learner(config.model, make_task(config), label_names=["neg", "pos"], max_length=32, seed=1)
    learner.module.train()
    examples = TokenizedExamples(tokenize(learner.tokenizer, TEXTS, 32), [1, 0, 1, 0] * 6, units or [])
    ledger = PrivacyLedger(folder / "privacy.jsonl", PrivacyPlan(noise, rate, bound, 1e-3, "rdp", 50))
    spy = Spy(list(learner.trainable.values()), lr=1.0)
    module = learner.module
    gradients = make_gradients(module, learner.task.losses, mode="book-keeping", clipping=make_clipping(module))
    randomness = PrivateRandomness(3)
    steps = PrivateSteps(
        learner,
        spy,
        examples,
        config.train,
        gradients=gradients,
        ledger=ledger,
        randomness=randomness,
        max_unit_rows=2,
        processes=processes,
    )
    return learner, spy, steps, ledger


def test_the_noise_has_the_deviation_of_the_plan(make_config: Any, tmp_path: Path) -> None:
    """An empty sample is noise alone: sigma C / B on every parameter."""
    _, spy, steps, ledger = make_steps(make_config, tmp_path, noise=1.7, rate=1e-12)
    assert steps.take(0) is None
    assert ledger.steps == 1
    flat = torch.cat([gradient.flatten() for gradient in spy.seen])
    deviation = 1.7 * 0.5 / 8
    assert float(flat.std()) == pytest.approx(deviation, rel=0.03)
    assert abs(float(flat.mean())) < 4 * deviation / len(flat) ** 0.5
    for gradient in spy.seen:
        if gradient.numel() > 500:
            assert float(gradient.std()) == pytest.approx(deviation, rel=0.15)


def test_without_noise_the_update_is_the_clipped_sum_over_the_expected_batch(make_config: Any, tmp_path: Path) -> None:
    _, spy, steps, _ = make_steps(make_config, tmp_path, noise=1e-9, rate=0.5, bound=0.01)
    assert steps.take(0) is not None
    rows = len(PrivateRandomness(3).poisson_rows(len(TEXTS), 0.5, 0))
    norm = float(torch.cat([gradient.flatten() for gradient in spy.seen]).norm())
    assert 5 < rows < 20
    assert 0 < norm <= rows * 0.01 / 8 * (1 + 1e-4)


def test_a_step_is_recorded_before_it_acts(make_config: Any, tmp_path: Path) -> None:
    _, spy, steps, ledger = make_steps(make_config, tmp_path, noise=1.0, rate=0.5)

    def fail() -> None:
        assert ledger.steps == 1
        raise KeyboardInterrupt

    spy.step = fail  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        steps.take(0)
    assert PrivacyLedger(tmp_path / "privacy.jsonl", ledger.plan).steps == 1


def test_an_epoch_meets_every_row_once_in_a_new_order(make_config: Any) -> None:
    config = make_config(train={"batch_size": 7, "physical_batch_size": 7})
    learner = load_learner(config.model, make_task(config), label_names=["neg", "pos"], max_length=32, seed=1)
    examples = TokenizedExamples(tokenize(learner.tokenizer, TEXTS, 32), [0] * len(TEXTS))
    optimizer = make_optimizer(learner, learning_rate=1e-3, weight_decay=0.0)
    steps = PlainSteps(learner, optimizer, examples, config.train)
    epochs = [[row for step in range(4 * e, 4 * e + 4) for row in steps._rows(step)] for e in range(2)]
    assert [sorted(epoch) for epoch in epochs] == [list(range(24))] * 2
    assert epochs[0] != epochs[1]
    assert steps._rows(2) == epochs[0][14:21], "a step can be drawn without those before it"


@pytest.mark.parametrize("physical", [1, 3, 8])
def test_the_physical_batch_does_not_change_the_update(make_config: Any, physical: int) -> None:
    updates = []
    for size in (8, physical):
        config = make_config(train={"batch_size": 8, "physical_batch_size": size})
        learner = load_learner(config.model, make_task(config), label_names=["neg", "pos"], max_length=32, seed=1)
        examples = TokenizedExamples(tokenize(learner.tokenizer, TEXTS, 32), [1, 0, 1, 0] * 6)
        spy = Spy(list(learner.trainable.values()), lr=1.0)
        learner.module.eval()  # no dropout
        PlainSteps(learner, spy, examples, config.train).take(0)
        updates.append(torch.cat([gradient.flatten() for gradient in spy.seen]))
    assert torch.allclose(updates[0], updates[1], atol=1e-6)


def test_dropout_is_as_secret_as_the_noise(make_config: Any, tmp_path: Path) -> None:
    """With dropout from a public seed, a row that leaves would change what all others add."""
    seen = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        _, spy, steps, _ = make_steps(make_config, tmp_path / name, noise=1e-9, rate=1.0)
        steps._randomness = PrivateRandomness(None)
        steps.take(0)
        seen.append(torch.cat([gradient.flatten() for gradient in spy.seen]))
    assert float((seen[0] - seen[1]).norm()) > 1e-3 * float(seen[0].norm())


def test_the_parts_of_several_processes_are_the_whole(make_config: Any, tmp_path: Path) -> None:
    """Every unit is clipped once, whole, in one of them, and each parameter's noise is drawn in one of them."""
    units = [[0, 1, 2], [3], [4, 5], [6], [7, 8], *([row] for row in range(9, 24))]
    found = []
    for processes in (ALONE, *(Deaf(rank=rank, size=3) for rank in range(3))):
        folder = tmp_path / str(len(found))
        folder.mkdir()
        learner, spy, steps, _ = make_steps(
            make_config, folder, noise=0.7, rate=0.6, bound=0.01, units=units, processes=processes
        )
        learner.module.eval()  # no dropout
        steps.take(0)
        found.append(torch.cat([gradient.flatten() for gradient in spy.seen]))
    whole, *parts = found
    assert torch.allclose(sum(parts, torch.zeros(())), whole, atol=1e-6 * float(whole.norm()))
    assert all(0.01 < float(part.norm() / whole.norm()) < 0.99 for part in parts)
