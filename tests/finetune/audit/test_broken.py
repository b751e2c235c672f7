"""Differential privacy that is broken on purpose is caught, by the checks while training and by the audit after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch
from privml.configs.finetune import FinetuneConfig
from privml.core.errors import GuardError
from privml.finetune import mechanism, randomness, selfcheck, steps
from privml.finetune.audit.stage import AuditOptions, run_audit
from privml.finetune.clipping import bounds
from privml.finetune.mechanism import MechanismCheck
from privml.finetune.privacy import PrivacyPlan
from privml.finetune.stage import run_finetune

Make = Callable[..., FinetuneConfig]
Broken = Callable[[pytest.MonkeyPatch], None]


def no_clipping(patch: pytest.MonkeyPatch) -> None:
    """Every gradient gets through as it is."""
    patch.setattr(bounds, "clip_factors", lambda norms, bound, function="abadi": torch.ones_like(norms))


def no_noise(patch: pytest.MonkeyPatch) -> None:
    """The noise is planned and not added."""
    patch.setattr(randomness.KeyStream, "add_normal", lambda self, target, *, deviation: None)


def shuffled_batches(patch: pytest.MonkeyPatch) -> None:
    """Batches of one size go through all units in order, and every unit is there twice."""

    def rows(self: Any, count: int, sample_rate: float, step: int) -> list[int]:
        size = round(count * sample_rate)
        start = step * size // 2
        return [unit % count for unit in range(start, start + size // 2) for _ in range(2)]

    patch.setattr(randomness.PrivateRandomness, "poisson_rows", rows)


def ordered_batches(patch: pytest.MonkeyPatch) -> None:
    """Batches of one size: nothing is left to chance."""

    def rows(self: Any, count: int, sample_rate: float, step: int) -> list[int]:
        size = round(count * sample_rate)
        return sorted((step * size + place) % count for place in range(size))

    patch.setattr(randomness.PrivateRandomness, "poisson_rows", rows)


def too_many(patch: pytest.MonkeyPatch) -> None:
    """Twice as many units are drawn as were accounted for."""
    drawn = randomness.PrivateRandomness.poisson_rows

    def rows(self: Any, count: int, sample_rate: float, step: int) -> list[int]:
        return drawn(self, count, min(1.0, 2 * sample_rate), step)

    patch.setattr(randomness.PrivateRandomness, "poisson_rows", rows)


@contextmanager
def nobody_watches(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Switch off the checks before and while training, so that the audit alone must notice."""
    with patch.context() as inner:
        inner.setattr(selfcheck, "_compare", lambda found, wanted, *args, **kwargs: None)
        for name in ("require_bounded", "require_noise", "count"):
            inner.setattr(mechanism.MechanismCheck, name, lambda self, *args, **kwargs: None)
        yield


@pytest.fixture
def people(audited: Make) -> FinetuneConfig:
    """A private run whose canaries are people with five rows each."""
    privacy = {"mechanism": "dp-sgd", "target_epsilon": 1, "unit": "id", "accountant": "rdp", "noise_seed": 6}
    return audited(
        privacy=privacy | {"max_grad_norm": 0.02},  # far below the gradients' norms, so that clipping matters
        train={"epochs": 10, "batch_size": 32, "learning_rate": 1e-2},
    )


CAUGHT_WHILE_TRAINING = {
    no_noise: "the noise on .* does not have the deviation that was planned",
    shuffled_batches: "drew the same privacy unit twice",
    ordered_batches: "batches do not vary as Poisson samples do",
    too_many: "the sample rate is another one",
}


@pytest.mark.parametrize("broken", list(CAUGHT_WHILE_TRAINING), ids=lambda broken: broken.__name__)
def test_training_refuses_to_go_on(
    broken: Broken, people: FinetuneConfig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken(monkeypatch)
    with pytest.raises(GuardError, match=CAUGHT_WHILE_TRAINING[broken]):
        run_finetune(people, output=tmp_path / "run")


def test_unclipped_gradients_are_caught_before_training_and_in_every_step(
    people: FinetuneConfig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The self-check computes what it expects by the same function, so it is the step's own check that notices."""
    no_clipping(monkeypatch)
    with pytest.raises(GuardError, match="the gradients of a step were not clipped"):
        run_finetune(people, output=tmp_path / "run")


@pytest.mark.parametrize("broken", [no_noise, no_clipping], ids=lambda broken: broken.__name__)
def test_the_audit_disproves_the_guarantee(
    broken: Broken, people: FinetuneConfig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cli: Any
) -> None:
    with nobody_watches(monkeypatch):
        broken(monkeypatch)
        run_finetune(people, output=tmp_path / "run")
    report = run_audit(tmp_path / "run", options=AuditOptions(candidates=60, records=20))
    assert report.bound is not None
    assert report.claimed is not None
    assert report.bound.epsilon > report.claimed == report.epsilon
    assert report.failures[0].startswith("the guarantee is broken: the attack proves an epsilon of")
    done = cli("audit", tmp_path / "run", "--candidates", 60, "--no-progress")
    assert done.code == 1
    assert "error: the guarantee is broken" in done.err


def test_an_honest_run_passes_all_checks(people: FinetuneConfig, tmp_path: Path) -> None:
    run_finetune(people, output=tmp_path / "run")
    report = run_audit(tmp_path / "run", options=AuditOptions(candidates=60, records=20))
    assert report.failures == []


def test_honest_mechanisms_raise_no_alarm() -> None:
    """Poisson samples of many rates and noise of many shapes, some thousand steps."""
    draws = randomness.PrivateRandomness(9)
    for units, rate in ((50, 0.3), (1000, 0.01), (10_000, 0.2), (30, 0.04)):
        check = MechanismCheck(PrivacyPlan(1.3, rate, 0.5, 1e-5, "rdp", 1000), units=units)
        for step in range(400):
            check.count(draws.poisson_rows(units, rate, step))
    for step in range(200):
        noise = {}
        for name, shape in (("a", (100,)), ("b", (40, 50)), ("few", (3,))):
            value = torch.zeros(shape)
            draws.stream(name, step).add_normal(value, deviation=1.3 * 0.5)
            noise[name] = value
        check.require_noise(noise)
    sums = {"a": torch.full((4,), 0.5), "b": torch.zeros(3)}
    check.require_bounded(sums, drawn=2)
    with pytest.raises(GuardError, match="were not clipped"):
        check.require_bounded(sums, drawn=1)


@pytest.mark.parametrize("deviation", [0.0, 0.5, 0.6, 0.7, 1.3])
def test_noise_of_another_deviation_is_noticed(deviation: float) -> None:
    check = MechanismCheck(PrivacyPlan(1.3, 0.1, 0.5, 1e-5, "rdp", 10), units=100)
    value = torch.zeros(20_000)
    if deviation:
        randomness.PrivateRandomness(1).stream("noise", 0).add_normal(value, deviation=deviation)
    with pytest.raises(GuardError, match="the noise on w"):
        check.require_noise({"w": value})


def test_steps_take_part_in_the_checks() -> None:
    assert steps.MechanismCheck is MechanismCheck
