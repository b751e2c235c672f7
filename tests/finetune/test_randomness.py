"""The draws of DP-SGD, by their distributions."""

import math
from collections import Counter

import pytest
import torch
from privml.finetune.randomness import KeyStream, PrivateRandomness


def test_normal_has_the_moments_and_tails_of_a_standard_normal() -> None:
    drawn = KeyStream(bytes(32)).normal(1_000_001).double()
    assert len(drawn) == 1_000_001
    assert float(drawn.mean()) == pytest.approx(0, abs=5e-3)
    assert float(drawn.std()) == pytest.approx(1, abs=5e-3)
    assert float((drawn**4).mean()) == pytest.approx(3, abs=0.05)
    for bound in (0.5, 1.0, 2.0, 3.0):
        share = float((drawn.abs() > bound).double().mean())
        assert share == pytest.approx(math.erfc(bound / math.sqrt(2)), rel=0.08)
    assert abs(float((drawn[:-1] * drawn[1:]).mean())) < 5e-3


def test_uniform_covers_the_interval_evenly() -> None:
    drawn = torch.from_numpy(KeyStream(bytes(range(32))).uniform(200_000))
    assert drawn.dtype == torch.float64
    assert 0 < float(drawn.min()) < 1e-4
    assert 1 - 1e-4 < float(drawn.max()) <= 1
    counts = torch.histc(drawn, bins=20, min=0, max=1)
    chi_square = float(((counts - 10_000) ** 2 / 10_000).sum())
    assert chi_square < 45  # 19 degrees of freedom, p = 0.0007


def test_release_draws_anew_and_test_seed_repeats() -> None:
    release = PrivateRandomness(None)
    assert not torch.equal(release.stream("noise", 1).normal(8), release.stream("noise", 1).normal(8))
    fixed = PrivateRandomness(3)
    assert torch.equal(fixed.stream("noise", 1).normal(8), PrivateRandomness(3).stream("noise", 1).normal(8))
    streams = [fixed.stream(name, step).uniform(4) for name, step in (("noise", 1), ("noise", 2), ("sample", 1))]
    assert len({tuple(stream.tolist()) for stream in streams}) == 3


def test_torch_seed_has_no_influence_on_release_draws() -> None:
    torch.manual_seed(0)
    first = PrivateRandomness(None).poisson_rows(1000, 0.5, 0)
    torch.manual_seed(0)
    assert PrivateRandomness(None).poisson_rows(1000, 0.5, 0) != first


def test_poisson_sampling_is_binomial_and_independent_by_row() -> None:
    randomness = PrivateRandomness(11)
    rows, rate, steps = 200, 0.05, 2000
    draws = [randomness.poisson_rows(rows, rate, step) for step in range(steps)]
    sizes = torch.tensor([float(len(draw)) for draw in draws])
    assert float(sizes.mean()) == pytest.approx(rows * rate, rel=0.03)
    assert float(sizes.var()) == pytest.approx(rows * rate * (1 - rate), rel=0.12)  # a fixed batch size has none
    by_row = Counter(row for draw in draws for row in draw)
    assert set(by_row) == set(range(rows))
    spread = torch.tensor([float(by_row[row]) for row in range(rows)]).var()
    assert float(spread) == pytest.approx(steps * rate * (1 - rate), rel=0.35)
    both = sum(0 in draw and 1 in draw for draw in draws)
    assert both == pytest.approx(steps * rate**2, abs=5 * math.sqrt(steps * rate**2))


def test_empty_samples_occur() -> None:
    randomness = PrivateRandomness(1)
    empty = sum(not randomness.poisson_rows(10, 0.1, step) for step in range(1000))
    assert empty / 1000 == pytest.approx(0.9**10, abs=0.05)
