"""ROC curves, exposure and membership scores against second ways of computing them."""

import zlib

import numpy as np
import pytest
from privml.finetune.audit.curves import area_and_error, make_curve, roc
from privml.finetune.audit.exposure import exposures, summarise
from privml.finetune.audit.losses import logit_confidence
from privml.finetune.audit.scores import Evidence, lira, membership_scores, rmia
from scipy.stats import norm
from sklearn.metrics import roc_auc_score, roc_curve

DRAW = np.random.default_rng(3)


@pytest.mark.parametrize("ties", [False, True])
def test_the_area_agrees_with_scikit_learn(ties: bool) -> None:
    members, others = DRAW.normal(0.7, 1, 80), DRAW.normal(0, 1, 120)
    if ties:
        members, others = members.round(0), others.round(0)
    truth = np.r_[np.ones(80), np.zeros(120)]
    area, _ = area_and_error(members, others)
    assert area == pytest.approx(roc_auc_score(truth, np.r_[members, others]))
    fpr, tpr = roc(members, others)
    peer_fpr, peer_tpr, _ = roc_curve(truth, np.r_[members, others], drop_intermediate=False)
    assert fpr == pytest.approx(peer_fpr)
    assert tpr == pytest.approx(peer_tpr)


def test_intervals_of_the_area_hold_as_often_as_they_say() -> None:
    truth = norm.cdf(1 / np.sqrt(2))
    hits = 0
    for _ in range(300):
        curve = make_curve(DRAW.normal(1, 1, 100), DRAW.normal(0, 1, 100))
        hits += curve.auc_low <= truth <= curve.auc_high
    assert 0.9 <= hits / 300 <= 0.99


def test_rates_count_members_above_the_allowed_others() -> None:
    members, others = np.array([5.0, 4.0, 1.0, 0.0]), np.arange(300) / 100  # the third-highest other is 2.97
    one_percent, one_tenth = make_curve(members, others).rates
    assert (one_percent.fpr, one_percent.tpr, one_percent.resolved) == (0.01, 0.5, True)
    assert (one_tenth.tpr, one_tenth.resolved) == (0.5, False)
    assert one_percent.low < 0.5 < one_percent.high
    nobody = make_curve(np.array([1.0]), np.array([2.0, 3.0])).rates[0]
    assert (nobody.tpr, nobody.low) == (0.0, 0.0)


def test_long_curves_keep_their_ends() -> None:
    points = make_curve(DRAW.normal(1, 1, 5000), DRAW.normal(0, 1, 5000)).points
    assert points[0] == (0.0, 0.0)
    assert points[-1] == (1.0, 1.0)
    assert len(points) <= 500


def test_exposure_of_what_nothing_is_known_of() -> None:
    """A uniform rank among n + 1 has log2(n + 1) - mean log2 rank, about 1 / ln 2 bits."""
    bits = exposures(DRAW.random(20_000), DRAW.random(999))
    assert bits.mean() == pytest.approx(1 / np.log(2), abs=0.1)
    assert exposures(np.array([-1.0]), np.zeros(255))[0] == 8
    assert exposures(np.array([0.0]), np.zeros(255))[0] == pytest.approx(1, abs=0.02)  # ties count as half


def test_exposure_without_planted_canaries_is_nothing() -> None:
    empty = summarise("id", np.array([1.0]), np.array([1.0]), np.array([False]), candidates=[9])
    assert (empty.planted, empty.mean, empty.highest) == (0, 0.0, 0.0)


def test_the_likelihood_ratio_is_that_of_two_normal_laws() -> None:
    models, rows = 128, 40
    included = DRAW.random((models, rows)) < 0.5
    shadows = np.where(included, DRAW.gamma(2, 0.1, (models, rows)), DRAW.gamma(4, 0.3, (models, rows)))
    losses = DRAW.gamma(3, 0.2, rows)
    found = lira(losses, shadows, included)
    own, others = logit_confidence(losses), logit_confidence(shadows)
    for row in range(rows):
        inside, outside = others[included[:, row], row], others[~included[:, row], row]
        peer = norm(inside.mean(), inside.std(ddof=1)).logpdf(own[row])
        peer -= norm(outside.mean(), outside.std(ddof=1)).logpdf(own[row])
        assert found[row] == pytest.approx(peer)


def test_few_shadow_models_share_their_variance() -> None:
    """A row that all models have seen, or none, is judged all the same."""
    included = np.array([[True, False, True], [True, False, False]])
    found = lira(np.array([0.1, 2.0, 0.1]), np.array([[0.1, 2.0, 0.1], [0.2, 2.5, 1.5]]), included)
    assert np.isfinite(found).all()


def test_scores_are_what_their_papers_say() -> None:
    losses, base = np.array([0.5, 1.0]), np.array([2.0, 1.5])
    texts = ["a" * 200, "no two words of this are alike"]
    evidence = Evidence(losses, texts, base, True, np.array([1.0, 1.0]), np.zeros((0, 2)), np.zeros((0, 2), dtype=bool))
    found = membership_scores(evidence)
    assert set(found) == {"loss", "zlib", "reference", "calibrated"}
    assert found["loss"].tolist() == [-0.5, -1.0]
    assert found["zlib"].tolist() == [
        -0.5 / len(zlib.compress(b"a" * 200)),
        -1.0 / len(zlib.compress(texts[1].encode())),
    ]
    assert found["reference"].tolist() == [1.5, 0.5]
    assert found["calibrated"].tolist() == [0.5, -0.5]


def test_relative_likelihood_stands_tiny_probabilities() -> None:
    found = rmia(np.array([1500.0, 900.0, 1000.0]), np.array([[1000.0, 1000.0, 1000.0], [1100.0, 1000.0, 900.0]]))
    assert found.tolist() == [0.0, 1.0, 0.5]
