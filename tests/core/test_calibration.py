"""Scores and probabilities are each other's inverse, in order, with the operating point in the middle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from privml.core.calibration import probability_of, score_of

POINTS = st.floats(0.05, 0.95)
SHARES = st.floats(0, 1)


@given(SHARES, POINTS)
def test_they_are_each_others_inverse(value: float, point: float) -> None:
    assert probability_of(score_of(value, point), point) == pytest.approx(value, abs=1e-12)
    assert 0 <= score_of(value, point) <= 1


@given(SHARES, SHARES, POINTS)
def test_order_is_kept(first: float, second: float, point: float) -> None:
    low, high = sorted((first, second))
    assert score_of(low, point) <= score_of(high, point) + 1e-12
    assert score_of(point, point) == pytest.approx(0.5)
