"""Choice under noise, and the bounds that shares keep to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.choice import accepts, bounded, choose, logistic, share

GRID = (np.arange(20_000) + 0.5) / 20_000
"""Luck spread evenly: shares of options among it are their probabilities."""


@pytest.mark.parametrize(
    ("x", "odds"),
    [(0.0, 0.5), (np.log(3.0), 0.75), (-np.log(3.0), 0.25), (800.0, 1.0), (-800.0, 0.0), (np.inf, 1.0)],
    ids=["even", "three-to-one", "one-to-three", "certain", "hopeless", "infinite"],
)
def test_logistic(x: float, odds: float) -> None:
    assert logistic(x) == pytest.approx(odds, abs=1e-15)
    assert logistic(np.array([x, x]))[1] == logistic(x)


@pytest.mark.parametrize(
    ("advantage", "precision", "odds"),
    [(0.0, 12.0, 0.5), (0.1, 12.0, 1 / (1 + np.exp(-1.2))), (-0.1, 12.0, 1 / (1 + np.exp(1.2))), (5.0, 0.0, 0.5)],
    ids=["even", "better", "worse", "blind"],
)
def test_accepts_as_often_as_the_logit_says(advantage: float, precision: float, odds: float) -> None:
    assert accepts(advantage, precision, GRID).mean() == pytest.approx(odds, abs=1e-4)


@pytest.mark.parametrize(
    ("utilities", "precision"),
    [
        ((0.0, 0.0), 12.0),
        ((0.0, 0.1, -0.05), 12.0),
        ((0.3, 0.0, 0.2, 0.1), 6.0),
        ((1.0, 2.0, 3.0), 0.0),
        ((0.0, -9.0, 0.05, 0.02), 12.0),
        ((1e6, 0.0, 1e6), 12.0),
    ],
    ids=["two-even", "three", "four", "blind", "unthinkable", "huge"],
)
def test_choose_as_often_as_the_quantal_response_says(utilities: tuple[float, ...], precision: float) -> None:
    taken = np.bincount(choose(utilities, precision, GRID), minlength=len(utilities)) / GRID.size
    weights = np.exp(precision * (np.array(utilities) - max(utilities)))
    assert taken == pytest.approx(weights / weights.sum(), abs=2e-4)


def test_choose_by_hand() -> None:
    """Three even options: luck below a third takes the first, and so on."""
    assert choose((0.2, 0.2, 0.2), 12.0, np.array([0.0, 0.33, 0.34, 0.66, 0.67, 0.999])).tolist() == [0, 0, 1, 1, 2, 2]


def test_choose_takes_utilities_that_differ_by_run() -> None:
    utilities = (np.array([9.0, 0.0, 0.0]), 0.0, np.array([0.0, 0.0, 9.0]))
    assert choose(utilities, np.array([12.0, 12.0, 12.0]), np.array([0.5, 0.5, 0.5])).tolist() == [0, 1, 2]


@given(
    st.lists(st.floats(-5, 5), min_size=2, max_size=4),
    st.floats(0, 30),
    st.floats(0, 1, exclude_max=True),
    st.floats(0.001, 5),
)
def test_a_better_option_is_never_taken_less_often(
    utilities: list[float], precision: float, luck: float, gain: float
) -> None:
    """Raising the last option's utility can only move a choice towards it."""
    before = choose(utilities, precision, np.array([luck]))[0]
    after = choose([*utilities[:-1], utilities[-1] + gain], precision, np.array([luck]))[0]
    assert after >= before


def test_bounds_hold_and_leave_what_they_are_given() -> None:
    given_values = np.array([-1.0, 0.2, 0.9, 3.0])
    kept = given_values.copy()
    assert share(given_values).tolist() == [0.0, 0.2, 0.9, 1.0]
    assert bounded(given_values, 0.1, 0.5).tolist() == [0.1, 0.2, 0.5, 0.5]
    assert bounded(given_values, 0.0, np.array([1.0, 0.1, 2.0, 2.0])).tolist() == [0.0, 0.1, 0.9, 2.0]
    assert (bounded(2.0, 0.0, 1.0), share(-1.0)) == (1.0, 0.0)
    assert np.array_equal(given_values, kept)
