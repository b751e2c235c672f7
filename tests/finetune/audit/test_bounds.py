"""Bounds of epsilon: known answers, and how often they are wrong where the truth is known."""

import math

import numpy as np
import pytest
from privml.finetune.accountants import Steps, composed_epsilon, group_epsilon
from privml.finetune.audit.bounds import (
    binomial_interval,
    epsilon_of_guesses,
    one_run_bound,
    right_by_chance,
    two_rates_bound,
)
from scipy.stats import binom, binomtest

KNOWN = [
    # canaries, guesses, right, delta, epsilon at 95 %
    (1000, 100, 100, 1e-5, 3.465),
    (1000, 100, 90, 1e-5, 1.626),
    (200, 20, 20, 1e-5, 1.816),
    (10, 10, 10, 0.0, 1.05),
    (100, 100, 100, 0.0, 3.49),
    (1000, 1000, 1000, 0.0, 5.81),
    (1000, 1000, 900, 0.0, 2.02),
]


@pytest.mark.parametrize(("canaries", "guesses", "right", "delta", "epsilon"), KNOWN)
def test_one_run_bounds_with_known_answers(
    canaries: int, guesses: int, right: int, delta: float, epsilon: float
) -> None:
    assert epsilon_of_guesses(canaries, guesses, right, delta=delta) == pytest.approx(epsilon, abs=0.005)


def test_rates_with_known_answers() -> None:
    assert two_rates_bound(500, 500, 0, 500, delta=1e-5) == pytest.approx(4.906, abs=0.001)
    assert two_rates_bound(490, 500, 5, 500, delta=1e-5) == pytest.approx(3.727, abs=0.001)
    assert two_rates_bound(0, 500, 5, 500, delta=1e-5) == 0.0


def test_the_bound_is_where_chance_meets_the_level() -> None:
    epsilon = epsilon_of_guesses(500, 100, 85, delta=1e-6, level=0.05)
    assert right_by_chance(500, 100, 85, epsilon=epsilon, delta=1e-6) == pytest.approx(0.05, rel=1e-6)
    assert right_by_chance(500, 100, 85, epsilon=epsilon + 0.1, delta=1e-6) > 0.05


def test_without_delta_chance_is_the_binomial_tail() -> None:
    p = math.e / (1 + math.e)
    assert right_by_chance(50, 40, 35, epsilon=1.0, delta=0.0) == pytest.approx(binom(40, p).sf(34))


@pytest.mark.parametrize("truth", [0.0, 1.5])
def test_bounds_of_randomised_response_are_seldom_wrong(truth: float) -> None:
    """Coins told truly with probability e^epsilon / (1 + e^epsilon) are epsilon-private: the tightest case there is."""
    draw = np.random.default_rng(5)
    wrong = 0
    found = []
    for _ in range(100):
        members = draw.random(200) < 0.5
        told = members ^ (draw.random(200) > 1 / (1 + math.exp(-truth)))
        bound = one_run_bound(told + draw.random(200) / 2, members, delta=0.0)
        wrong += bound.epsilon > truth
        found.append(bound.epsilon)
    assert wrong <= 11  # 5 in expectation at most
    assert truth == 0 or np.median(found) > truth / 2


def test_perfect_scores_reach_what_can_be_proven() -> None:
    members = np.arange(1000) % 2 == 0
    bound = one_run_bound(members.astype(float), members, delta=1e-5)
    assert bound.epsilon == bound.provable > 4
    assert bound.right == bound.guesses
    assert one_run_bound(-members.astype(float), members, delta=1e-5).epsilon == 0


@pytest.mark.parametrize(("hits", "trials"), [(0, 10), (3, 10), (10, 10), (50, 1000)])
def test_intervals_agree_with_scipy(hits: int, trials: int) -> None:
    peer = binomtest(hits, trials).proportion_ci(0.95, method="exact")
    assert binomial_interval(hits, trials) == pytest.approx((peer.low, peer.high))


def test_a_group_of_one_is_a_unit_and_larger_groups_cost_more_than_their_number() -> None:
    steps = Steps(3.0, 0.1, 50)
    one = composed_epsilon([steps], delta=1e-5)
    assert group_epsilon(steps, units=1, delta=1e-5) == one
    three = group_epsilon(steps, units=3, delta=1e-5)
    # k rows: k epsilon at the delta (e^(k epsilon) - 1) / (e^epsilon - 1) delta, which is more than delta
    assert 3 * one < three
    larger = 1e-5 * (math.exp(3 * one) - 1) / (math.exp(one) - 1)
    assert group_epsilon(steps, units=3, delta=larger) <= 3 * one
    # all sampled at once: the Gaussian mechanism with three times the sensitivity
    everyone = group_epsilon(Steps(3.0, 1.0, 50), units=3, delta=1e-5)
    assert everyone == pytest.approx(composed_epsilon([Steps(1.0, 1.0, 50)], delta=1e-5), rel=1e-3)
