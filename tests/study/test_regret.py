"""Regret against the best tested policy: by hand, and against a truth that is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.questions.regret import Redrawn, intervals, regret, split_regret, states
from sim.study.questions.regrets import by_state, heat, summary
from sim.world import FloatArray

NAMES = ("first", "second", "third")


def world(truth: FloatArray, size: int, replications: int, seed: int = 1) -> FloatArray:
    """Return runs of policies with these true means in many states, luck partly shared: (policies, states, runs)."""
    chance = np.random.default_rng(seed)
    luck = chance.normal(size=(1, size, replications))
    return truth[:, None, None] + luck + chance.normal(size=(len(truth), size, replications))


def test_regret_is_the_distance_to_the_best_policy_of_each_state() -> None:
    # More is better. State by state the best is 3, 5, 2: (3 - 1, 5 - 5, 2 - 2), (3 - 3, 5 - 1, 2 - 1).
    table = np.array([[1.0, 5.0, 2.0], [3.0, 1.0, 1.0]])
    assert regret(table).tolist() == [[2.0, 0.0, 0.0], [0.0, 4.0, 1.0]]
    # Less is better: the best is 1, 1, 1, and what is measured stays a distance.
    held = states(table[:, None, :, None], -1)
    assert regret(held.performance).tolist() == [[0.0, 4.0, 1.0], [2.0, 0.0, 0.0]]


def test_regret_is_of_expected_outcomes_and_not_of_single_runs() -> None:
    # Both policies come to 1 on average; run by run each would "regret" 1 in every run.
    runs = np.array([[[0.0, 2.0]], [[2.0, 0.0]]])
    assert regret(states(runs[:, None], 1).performance).tolist() == [[0.0], [0.0]]


def test_a_state_without_a_value_under_some_policy_counts_for_none() -> None:
    values = np.ones((2, 2, 3, 4))
    values[1, 0, 1] = np.nan  # second policy, first scenario, second point: no run at all
    values[0, 1, 2, 0] = np.nan  # one run is missing: the mean of the others stands
    held = states(values, 1)
    assert (held.size, held.dropped) == (5, 1)
    assert held.points.tolist() == [0, 2, 0, 1, 2]
    assert held.scenarios.tolist() == [0, 0, 1, 1, 1]
    assert np.isfinite(held.performance).all()


@pytest.mark.parametrize("replications", [8, 20])
def test_measured_regret_is_too_large_and_split_regret_errs_to_the_other_side(replications: int) -> None:
    truth = np.array([0.0, 0.3, 0.5])
    right = truth.max() - truth
    runs = world(truth, 1500, replications)
    measured, split = regret(runs.mean(axis=2)).mean(axis=1), split_regret(runs).mean(axis=1)
    assert (measured > right + 0.02).all()
    assert (split <= right + 0.02).all()
    assert ((split <= measured) & (split > right - 0.25)).all()


def test_where_policies_are_alike_split_regret_is_nought_on_average_and_measured_regret_is_not() -> None:
    runs = world(np.zeros(4), 1500, 20)
    # The best of four means with sd 1 / sqrt(20) lies 1.029 sd above their mean: 0.230.
    assert regret(runs.mean(axis=2)).mean() == pytest.approx(0.230, abs=0.01)
    assert split_regret(runs).mean() == pytest.approx(0.0, abs=0.01)


def test_with_clear_differences_both_find_the_truth() -> None:
    truth = np.array([0.0, 2.0, 4.0])
    runs = world(truth, 400, 30)
    for found in (regret(runs.mean(axis=2)), split_regret(runs)):
        assert found.mean(axis=1) == pytest.approx([4.0, 2.0, 0.0], abs=0.05)


def test_one_replication_has_no_split_regret() -> None:
    assert np.isnan(split_regret(np.ones((2, 3, 1)))).all()


@pytest.mark.parametrize("truth", [[0.0, 0.0, 0.0], [0.0, 0.2, 0.4], [0.0, 1.0, 2.0]])
def test_intervals_of_regret_hold_the_truth_as_often_as_they_say(truth: list[float]) -> None:
    means = np.array(truth)
    held = states(world(means, 300, 16)[:, None], 1)
    low, high = intervals(held, samples=200)
    right = (means.max() - means)[:, None]
    assert ((low <= right) & (right <= high)).mean() >= 0.92
    assert (low >= 0.0).all()
    measured = regret(held.performance)
    assert ((low <= measured) & (measured <= high)).all()


def test_luck_is_drawn_alike_for_all_policies_and_states_come_with_all_their_scenarios() -> None:
    shared = np.random.default_rng(2).normal(size=(1, 2, 6, 30))
    held = states(np.concatenate([shared, shared - 1.0]), 1)
    redrawn = Redrawn(held)
    for _sample in range(20):
        drawn = redrawn.luck()
        assert drawn[0] - drawn[1] == pytest.approx(np.ones(held.size))
        places = redrawn.places()
        for number in np.unique(held.points[places]):
            own = held.scenarios[places][held.points[places] == number]
            assert (own == 0).sum() == (own == 1).sum()


def test_luck_that_all_states_share_is_drawn_once_for_all_states() -> None:
    luck = np.random.default_rng(3).normal(size=(1, 1, 1, 25))
    values = luck + np.arange(8.0)[None, None, :, None] + np.zeros((2, 1, 1, 1))
    together, apart = Redrawn(states(values, 1, common=True)), Redrawn(states(values, 1))
    assert np.ptp(together.luck()[0] - np.arange(8.0)) == pytest.approx(0.0, abs=1e-12)
    assert np.ptp(apart.luck()[0] - np.arange(8.0)) > 0.05


def test_many_replications_are_drawn_in_batches_that_keep_their_mean_and_spread() -> None:
    runs = np.random.default_rng(4).normal(size=(1, 1, 3, 1003))
    held = states(runs, 1)
    redrawn = Redrawn(held)
    assert redrawn.sums.shape == (1, 3, 40)
    assert redrawn.sums.sum(axis=2) / redrawn.counts.sum(axis=2) == pytest.approx(held.performance)
    drawn = np.array([redrawn.luck() for _sample in range(600)])
    assert drawn.std(axis=0) == pytest.approx(np.full((1, 3), 1003**-0.5), rel=0.35)


def test_tables_say_regret_in_all_scenarios_and_in_each() -> None:
    values = np.zeros((3, 2, 4, 10))
    values[1, 0] = 1.0  # the second policy is better by 1 in the first scenario, and worse by 3 in the other
    values[1, 1] = -3.0
    rows = summary(states(values, 1), NAMES, ("calm", "war"))
    found = {(row["scenario"], row["policy"]): row for row in rows}
    assert found["all", "first"]["mean"] == pytest.approx(0.5)
    assert found["calm", "first"]["mean"] == pytest.approx(1.0)
    assert found["all", "second"]["mean"] == pytest.approx(1.5)
    assert found["war", "second"]["most"] == pytest.approx(3.0)
    assert found["all", "second"]["best_in"] == pytest.approx(0.5)
    assert found["all", "second"]["split_mean"] == pytest.approx(1.5)
    assert found["all", "second"]["states"] == 8


def test_a_heat_map_has_a_column_a_state_or_puts_neighbours_together() -> None:
    values = np.random.default_rng(5).normal(size=(3, 2, 50, 4))
    held = states(values, 1)
    few = heat(held, ("calm", "war"), columns=100)
    assert (len(few["states"]), set(few["states"])) == (100, {1})
    many = heat(held, ("calm", "war"), columns=60)
    assert (len(many["states"]), sum(many["states"])) == (60, 100)
    assert many["scenario"] == ["calm"] * 30 + ["war"] * 30
    own = regret(held.performance)[:, held.scenarios == 0].mean(axis=1)
    weights = np.array(many["states"][:30])
    assert (np.array(many["regret"])[:, :30] * weights).sum(axis=1) / 50 == pytest.approx(own)
    best = held.performance.max(axis=0)[[int(p) for p in few["point"][:50]]]
    assert (np.diff(best) <= 0).all()


def test_the_table_of_states_is_left_out_where_it_would_be_too_long() -> None:
    held = states(np.zeros((3, 1, 10, 4)), 1)
    assert len(by_state(held, NAMES, ("calm",), samples=10)["states"].rows) == 30
    assert by_state(states(np.zeros((3, 1, 2000, 1)), 1), NAMES, ("calm",)) == {}
