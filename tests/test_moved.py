"""What calibration has moved against the prior: distances, standings and ties between parameters."""

from __future__ import annotations

import numpy as np
import pytest

from sim.posterior import free_parameters
from sim.randomness import FloatArray
from sim.study import moved


def sets_of_prior(count: int, seed: int = 1) -> FloatArray:
    rows = free_parameters()
    low, high = (np.array([getattr(row, end) for row in rows]) for end in ("low", "high"))
    drawn: FloatArray = low + (high - low) * np.random.default_rng(seed).random((count, len(rows)))
    return drawn


def test_draws_of_the_prior_itself_identify_nothing() -> None:
    standings = [row.standing for seed in range(5) for row in moved.marginals(sets_of_prior(400, seed))]
    assert standings.count(moved.PRIOR) >= len(standings) - 2


def test_a_parameter_that_moved_is_identified_and_its_neighbours_are_not() -> None:
    values = sets_of_prior(500)
    row = free_parameters()[4]
    values[:, 4] = row.low + (values[:, 4] - row.low) * 0.6
    found = moved.marginals(values)
    assert [row.name for row in found if row.standing == moved.IDENTIFIED] == [row.name]
    assert found[4].width == pytest.approx(0.6, abs=0.06)
    assert found[4].shift == pytest.approx(-0.2, abs=0.04)


def test_the_distance_is_that_of_kolmogorov_and_smirnov() -> None:
    from scipy.stats import kstest

    column = np.random.default_rng(3).beta(1.2, 1.0, 300)
    assert moved.distances(column[:, None])[0] == pytest.approx(kstest(column, "uniform").statistic)


def test_a_tie_between_two_parameters_is_found() -> None:
    values = sets_of_prior(500)
    rows = free_parameters()
    share = (values[:, 7] - rows[7].low) / (rows[7].high - rows[7].low)
    noise = np.random.default_rng(2).random(500)
    values[:, 20] = rows[20].low + (rows[20].high - rows[20].low) * (1.0 - 0.6 * share - 0.4 * noise)
    first, second = moved.pairs(values)[:2]
    assert {first.first, first.second} == {rows[7].name, rows[20].name}
    assert first.correlation < -0.6
    assert first.beyond
    assert not second.beyond


def test_medians_of_two_samples_of_the_prior_lie_within_their_noise() -> None:
    noise = moved.noise_of_medians(400, 300, 67)
    gaps = [np.abs(_medians(400, seed) - _medians(300, 50 + seed)).max() for seed in range(30)]
    assert 0.5 * noise < np.median(gaps) < noise
    assert sum(gap > noise for gap in gaps) <= 5


def _medians(count: int, seed: int) -> FloatArray:
    medians: FloatArray = np.median(moved.shares(sets_of_prior(count, seed)), axis=0)
    return medians
