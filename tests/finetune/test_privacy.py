"""Calibration, accounting and the ledger; epsilons against a second accountant."""

import json
import math
import statistics
from pathlib import Path
from typing import Any, Literal

import pytest
from dp_accounting import dp_event
from dp_accounting.pld import PLDAccountant
from dp_accounting.rdp import RdpAccountant
from privml.configs.training.privacy import PrivacyConfig
from privml.core.errors import GuardError
from privml.finetune.accountants import Steps, composed_epsilon
from privml.finetune.privacy import (
    EpsilonMeter,
    PrivacyLedger,
    PrivacyPlan,
    calibrate_noise,
    compute_epsilon,
    make_plan,
)

CASES = [
    # steps, noise multiplier, sample rate, delta
    (200, 0.8, 1024 / 67349, 1e-5),
    (270, 1.083, 256 / 6920, 1e-5),
    (14, 0.6, 0.148, 1e-3),
    (1000, 2.0, 0.05, 1e-6),
]


def peer_epsilon(accountant: Any, steps: int, noise: float, rate: float, delta: float) -> float:
    event = dp_event.PoissonSampledDpEvent(rate, dp_event.GaussianDpEvent(noise))
    accountant.compose(dp_event.SelfComposedDpEvent(event, steps))
    return float(accountant.get_epsilon(delta))


@pytest.mark.parametrize(("steps", "noise", "rate", "delta"), CASES)
def test_prv_agrees_with_privacy_loss_distributions(steps: int, noise: float, rate: float, delta: float) -> None:
    epsilon = compute_epsilon(steps=steps, noise_multiplier=noise, sample_rate=rate, delta=delta, accountant="prv")
    peer = peer_epsilon(PLDAccountant(), steps, noise, rate, delta)
    assert epsilon == pytest.approx(peer, rel=0.01, abs=0.02)
    assert epsilon >= peer - 0.005  # an upper bound


@pytest.mark.parametrize(("steps", "noise", "rate", "delta"), CASES)
def test_rdp_agrees_with_peer_and_is_above_prv(steps: int, noise: float, rate: float, delta: float) -> None:
    epsilon = compute_epsilon(steps=steps, noise_multiplier=noise, sample_rate=rate, delta=delta, accountant="rdp")
    assert epsilon == pytest.approx(peer_epsilon(RdpAccountant(), steps, noise, rate, delta), rel=0.02)
    assert epsilon > compute_epsilon(
        steps=steps, noise_multiplier=noise, sample_rate=rate, delta=delta, accountant="prv"
    )


@pytest.mark.parametrize(("accountant", "noise"), [("prv", 1.083), ("rdp", 1.157)])
def test_calibration_meets_the_known_noise(accountant: str, noise: float) -> None:
    """n = 6,920, batch 256, 10 epochs, epsilon 3, delta n^-1.1: PRV 1.083, RDP 1.157."""
    setting = {"delta": 6920**-1.1, "sample_rate": 256 / 6920, "steps": 270, "accountant": accountant}
    found = calibrate_noise(target_epsilon=3, **setting)
    assert found == pytest.approx(noise, abs=0.01)
    spent = compute_epsilon(noise_multiplier=found, **setting)
    assert 2.98 < spent <= 3


@pytest.mark.parametrize(("accountant", "target"), [("prv", 0.01), ("prv", 0.05), ("rdp", 0.1)])
def test_unreachable_epsilon_is_refused(accountant: str, target: float) -> None:
    """Both accountants have a smallest epsilon that no noise gets below."""
    setting = {"delta": 1e-5, "sample_rate": 0.1, "steps": 50_000, "accountant": accountant}
    with pytest.raises(GuardError, match=rf"epsilon {target:g} cannot be reached") as caught:
        calibrate_noise(target_epsilon=target, **setting)
    reachable = float(str(caught.value.hint).split(" can be; ")[0])
    assert reachable > target
    calibrate_noise(target_epsilon=reachable, **setting)


@pytest.mark.parametrize("target", [0.1, 50.0, 100.0])
def test_calibration_of_extreme_targets(target: float) -> None:
    setting = {"delta": 1e-4, "sample_rate": 0.1, "steps": 20, "accountant": "prv"}
    noise = calibrate_noise(target_epsilon=target, **setting)
    assert 0.9 * target < compute_epsilon(noise_multiplier=noise, **setting) <= target


def test_plan_chooses_delta_by_rows() -> None:
    config = PrivacyConfig(mechanism="dp-sgd", noise_multiplier=1.0)
    plan = make_plan(config, rows=1000, batch_size=100, total_steps=10)
    assert plan.delta == pytest.approx(1e-4)
    assert plan.sample_rate == pytest.approx(0.1)
    assert plan.epsilon(0) == 0


def test_plan_refuses_a_delta_that_says_nothing() -> None:
    config = PrivacyConfig(mechanism="dp-sgd", noise_multiplier=1.0, target_delta=0.01)
    with pytest.raises(GuardError, match="not below 1/n"):
        make_plan(config, rows=100, batch_size=10, total_steps=10)


@pytest.mark.parametrize("accountant", ["prv", "pld", "rdp"])
def test_a_batch_of_all_rows_costs_what_plain_gaussian_steps_cost(accountant: Literal["prv", "pld", "rdp"]) -> None:
    """T steps of noise sigma are one of sigma / sqrt(T), whose delta is known exactly (Balle and Wang 2018)."""
    config = PrivacyConfig(mechanism="dp-sgd", noise_multiplier=14.0, accountant=accountant)
    plan = make_plan(config, rows=10_000, batch_size=20_000, total_steps=100)
    assert plan.sample_rate == 1
    epsilon, mu = plan.epsilon(100), math.sqrt(100) / 14.0
    normal = statistics.NormalDist()
    claimed = normal.cdf(mu / 2 - epsilon / mu) - math.exp(epsilon) * normal.cdf(-mu / 2 - epsilon / mu)
    assert 0 < claimed <= plan.delta  # the claim holds
    assert (
        normal.cdf(mu / 2 - 0.9 * epsilon / mu) - math.exp(0.9 * epsilon) * normal.cdf(-mu / 2 - 0.9 * epsilon / mu)
        > plan.delta
    )  # and is tight to a tenth


@pytest.fixture
def plan() -> PrivacyPlan:
    return PrivacyPlan(1.0, 0.1, 0.1, 1e-4, "rdp", 7)


def test_meter_is_never_below_what_was_spent(plan: PrivacyPlan) -> None:
    long = PrivacyPlan(1.0, 0.01, 0.1, 1e-5, "rdp", 95)
    meter = EpsilonMeter(long)
    for steps in (1, 9, 10, 11, 50, 94, 95):
        assert long.epsilon(steps) <= meter.bound(steps) <= long.epsilon(95)
    assert meter.bound(95) == long.epsilon(95)
    assert meter.bound(0) == 0


def test_ledger_counts_over_reopening(tmp_path: Path, plan: PrivacyPlan) -> None:
    path = tmp_path / "privacy.jsonl"
    ledger = PrivacyLedger(path, plan)
    for _ in range(3):
        ledger.record()
    again = PrivacyLedger(path, plan)
    assert again.steps == 3
    again.record()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines[0]["noise_multiplier"] == 1.0
    assert [line["step"] for line in lines[1:]] == [1, 2, 3, 4]


def test_ledger_counts_a_line_cut_short(tmp_path: Path, plan: PrivacyPlan) -> None:
    path = tmp_path / "privacy.jsonl"
    PrivacyLedger(path, plan).record()
    with path.open("a") as handle:
        handle.write('{"st')
    again = PrivacyLedger(path, plan)
    assert again.steps == 2
    again.record()
    assert PrivacyLedger(path, plan).steps == 3


def test_ledger_ends_with_the_budget(tmp_path: Path, plan: PrivacyPlan) -> None:
    ledger = PrivacyLedger(tmp_path / "privacy.jsonl", plan)
    for _ in range(7):
        ledger.record()
    with pytest.raises(GuardError, match="is spent"):
        ledger.record()
    assert PrivacyLedger(tmp_path / "privacy.jsonl", plan).steps == 7


@pytest.mark.parametrize("content", ["", "{}\n", "not json\n"])
def test_damaged_ledger_is_refused(tmp_path: Path, plan: PrivacyPlan, content: str) -> None:
    path = tmp_path / "privacy.jsonl"
    path.write_text(content)
    with pytest.raises(GuardError, match="damaged"):
        PrivacyLedger(path, plan)


def test_an_integral_that_converges_badly_asks_for_a_second_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opacus's PRV integrates numerically; where scipy doubts the result, PLD's stands if it is higher."""
    import warnings

    from opacus.accountants.prv import PRVAccountant

    setting = {"steps": 30, "noise_multiplier": 1.0, "sample_rate": 0.1, "delta": 1e-5, "accountant": "prv"}
    honest = compute_epsilon.__wrapped__(**setting)
    second = compute_epsilon.__wrapped__(**setting | {"accountant": "pld"})

    def doubtful(self: PRVAccountant, **_: float) -> float:
        warnings.warn("The integral is probably divergent, or slowly convergent.", stacklevel=1)
        return 0.5

    monkeypatch.setattr(PRVAccountant, "get_epsilon", doubtful)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compute_epsilon.__wrapped__(**setting) == second
    assert 0.5 < second <= honest


@pytest.mark.parametrize(
    "steps",
    [Steps(1e-300, 0.5, 10), Steps(1.0, 0.5, 10**23), Steps(1e-3, 1.0, 10)],
    ids=["hardly any noise", "more steps than there are", "little noise for all rows"],
)
def test_what_cannot_be_computed_is_told(steps: Steps) -> None:
    with pytest.raises(GuardError, match="accountant cannot compute"):
        composed_epsilon([steps], delta=1e-300)
