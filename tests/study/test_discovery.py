"""Boxes: planted ones are found, none is found in noise, and neither order nor labels matter."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.study.questions.boxes import Bound, Box, Input, bound_text, rounded
from sim.study.questions.discovery import Wish, alone, choose, cover, find
from sim.study.questions.peeling import Tally, measured, paste, peel
from sim.study.questions.pruning import CHANCE, quasi_p
from sim.study.questions.resampling import again, held_out, split
from tests.study.planted import AID, INPUTS, PSI, TRUST, WAVES, by_aid, by_waves, design, flat, numeric, runs, tally

# ---------------------------------------------------------------- planted boxes


@pytest.mark.parametrize(("points", "replications"), [(64, 50), (200, 10), (1000, 1)])
@pytest.mark.parametrize("seed", range(3))
def test_a_planted_box_of_two_numbers_is_found_among_six_inputs(points: int, replications: int, seed: int) -> None:
    box = find(tally(numeric, points, replications, seed)).box
    assert box.restricted == (PSI, TRUST)
    slack = 2.5 / math.sqrt(points)
    assert box.bounds[PSI].low == pytest.approx(0.44, abs=slack)
    assert box.bounds[TRUST].high == pytest.approx(6.0, abs=10 * slack)
    assert math.isinf(box.bounds[PSI].high) and math.isinf(box.bounds[TRUST].low)


@pytest.mark.parametrize("seed", range(4))
def test_a_planted_level_of_a_category_is_found(seed: int) -> None:
    found = find(tally(by_aid, 400, 5, seed))
    assert found.box.bounds[AID].levels == frozenset({2})
    assert found.box.bounds[PSI].low == pytest.approx(0.44, abs=0.06)
    assert found.box.restricted == (PSI, AID)
    assert max(found.quasi_p.values()) < 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_a_planted_whole_number_is_found_to_the_number(seed: int) -> None:
    box = find(tally(by_waves, 800, 1, seed)).box
    assert box.bounds[WAVES] == Bound(low=5.0)
    assert box.bounds[PSI].high == pytest.approx(0.7, abs=0.08)
    assert "waves >= 5" in box.text(INPUTS)


def test_two_inputs_that_matter_are_found_among_sixty_that_do_not() -> None:
    rng = np.random.default_rng(3)
    values = rng.random((200, 62))
    chance = np.where((values[:, 40] > 0.5) & (values[:, 7] < 0.6), 0.9, 0.2)
    points = Tally.of([Input(f"x{k}") for k in range(62)], values, rng.binomial(20, chance) / 20, 20)
    assert find(points).box.restricted == (7, 40)
    assert set(alone(points)[:2]) == {7, 40}


def test_several_boxes_are_found_in_turn() -> None:
    values = design(1500, 5)
    two = (values[:, PSI] > 0.8) | (values[:, WAVES] >= 6)
    found = cover(Tally.of(INPUTS, values, np.where(two, 0.9, 0.05)), Wish(boxes=3))
    assert {box.box.restricted for box in found[:2]} == {(PSI,), (WAVES,)}
    inside = np.logical_or.reduce([box.box.holds(values) for box in found])
    assert inside[two].mean() > 0.97


# ---------------------------------------------------------------- what is asked for


def test_a_least_density_is_kept_and_covers_as_much_as_it_may() -> None:
    points = tally(lambda values: values[:, PSI], 2000)
    wide, dense = find(points, Wish(min_density=0.6)), find(points, Wish(min_density=0.85))
    assert wide.step.density >= 0.6 and dense.step.density >= 0.85
    assert wide.step.coverage > dense.step.coverage > 0.15
    nowhere = find(points, Wish(min_density=1.0))
    assert nowhere.step.density < 1.0


def test_no_more_inputs_are_restricted_than_wanted() -> None:
    values = design(3000, 2)
    three = (values[:, PSI] > 0.4) & (values[:, TRUST] < 7.0) & (values[:, WAVES] >= 2)
    points = Tally.of(INPUTS, values, np.where(three, 0.9, 0.1))
    assert [find(points, Wish(max_dims=most)).step.dims for most in (1, 2, 3, 5)] == [1, 2, 3, 3]


def test_the_rule_takes_the_largest_gain_which_parts_failures_from_successes() -> None:
    steps = peel(tally(numeric, 1000))
    best = choose(steps)
    assert best.gain == max(step.gain for step in steps)
    assert steps[0].gain == 0.0 and steps[0].coverage == 1.0 and steps[0].dims == 0
    rate = steps[0].density
    inside, outside = best.mass * best.density, rate - best.mass * best.density
    assert best.gain == pytest.approx((inside - best.mass * rate) / (rate * (1 - rate)))
    assert outside > 0


# ---------------------------------------------------------------- properties


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), points=st.integers(12, 90), replications=st.integers(1, 5))
def test_restricting_never_raises_coverage_and_pasting_never_lowers_it(
    seed: int, points: int, replications: int
) -> None:
    held = tally(numeric, points, replications, seed)
    steps = peel(held)
    covered = [step.coverage for step in steps]
    if held.rate > 0:
        assert all(after <= before + 1e-12 for before, after in pairwise(covered))
    for step in steps[:: max(len(steps) // 5, 1)]:
        again_measured = measured(step.box, held)
        assert (again_measured.points, again_measured.mass) == (step.points, step.mass)
        assert again_measured.density == pytest.approx(step.density)
        grown = paste(step, held)
        assert grown.points >= step.points and grown.density >= step.density


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), points=st.integers(20, 150))
def test_the_order_of_the_points_does_not_change_the_box(seed: int, points: int) -> None:
    held = tally(by_aid, points, 3, seed)
    order = np.random.default_rng(seed).permutation(points)
    assert find(held.part(order)) == find(held)


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(range(3)), seed=st.integers(0, 1000))
def test_the_order_of_the_levels_does_not_change_the_box(order: list[int], seed: int) -> None:
    values = design(300, seed)
    shares = np.random.default_rng(seed).beta(1 + 6 * by_aid(values), 4)  # no two points alike, so that nothing is tied
    other = values.copy()
    other[:, AID] = np.array(order)[values[:, AID].astype(int)]
    one, two = (find(Tally.of(INPUTS, each, shares)).box for each in (values, other))
    assert np.array_equal(one.holds(values), two.holds(other))


def test_points_count_by_their_runs_and_points_without_a_run_do_not_count() -> None:
    values = np.linspace(0.0, 1.0, 40)[:, None]
    shares = np.where(values[:, 0] > 0.5, 0.75, 0.25)
    weights = np.where(np.arange(40) % 2, 4.0, 8.0)
    weights[:3] = 0.0
    held = Tally.of([Input("x")], values, shares, weights)
    assert len(held) == 37
    assert held.rate == pytest.approx(np.average(shares, weights=weights))
    low = measured(Box({0: Bound(low=0.5)}), held)
    assert low.density == 0.75 and low.coverage == pytest.approx(0.75 * 120 / (held.rate * held.runs.sum()))


# ---------------------------------------------------------------- chance


def test_quasi_p_is_the_binomial_probability_of_as_many_failures() -> None:
    from scipy.stats import binom

    fails = np.array([1.0] * 9 + [0.0] * 3 + [1.0] * 4 + [0.0] * 14)
    held = Tally.of([Input("x", high=30)], np.arange(30.0)[:, None], fails)
    found = quasi_p(Box({0: Bound(high=11.5)}), Box(), held)
    assert found == pytest.approx(binom.sf(8, 12, 13 / 30))
    assert quasi_p(Box({0: Bound(high=11.5)}), Box(), Tally.of(held.inputs, held.values, np.full(30, 0.4))) == 1.0


def test_points_of_many_runs_count_for_more_than_points_of_one() -> None:
    box = Box({PSI: Bound(low=0.44), TRUST: Bound(high=6.0)})
    single, many = (quasi_p(box, box.without(PSI), tally(numeric, 60, each, 4)) for each in (1, 200))
    assert many < single


def test_noise_gives_a_box_seldom_and_held_out_points_confirm_next_to_none() -> None:
    found = confirmed = 0
    for seed in range(60):
        held = tally(flat, 150, 2, seed)
        apart = split(len(held), np.random.default_rng(seed))
        box = find(held.part(~apart)).box
        if box.bounds:
            found += 1
            confirmed += held_out(box, held.part(apart), np.random.default_rng(seed)).holds
    assert found <= 30
    assert confirmed <= 6  # 3 of 60 at the level of 0.05, if a box were found every time


def test_held_out_points_confirm_a_planted_box() -> None:
    held = tally(numeric, 200, 10, 1)
    apart = split(len(held), np.random.default_rng(1))
    assert apart.sum() == 60
    seen = held_out(find(held.part(~apart)).box, held.part(apart), np.random.default_rng(1))
    assert seen.holds and seen.chance <= CHANCE
    assert seen.step.density > 0.6 and seen.step.coverage > 0.5
    assert held_out(Box(), held, np.random.default_rng(1)).chance == 1.0


def test_resamples_repeat_a_planted_box_and_tell_its_limits() -> None:
    held, wish = tally(by_aid, 400, 5), Wish(resamples=12)
    counted: list[int] = []
    told = again(find(held), held, wish, np.random.default_rng(0), counted.append)
    assert sum(counted) == 12
    assert told[PSI].share > 0.9 and told[AID].share == 1.0
    low, high = told[PSI].low
    assert 0.3 < low <= 0.45 <= high + 0.02 < 0.6
    assert told[AID].levels == (0.0, 0.0, 1.0)
    assert math.isnan(told[PSI].high[0])


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("bound", "of", "text"),
    [
        (Bound(low=0.44), INPUTS[PSI], "psi > 0.44"),
        (Bound(high=6.0), INPUTS[TRUST], "trust < 6"),
        (Bound(low=0.1, high=0.25), INPUTS[PSI], "psi is 0.1 to 0.25"),
        (Bound(low=5), INPUTS[WAVES], "waves >= 5"),
        (Bound(high=2), INPUTS[WAVES], "waves <= 2"),
        (Bound(low=3, high=3), INPUTS[WAVES], "waves is 3"),
        (Bound(levels=frozenset({2, 0})), INPUTS[AID], "aid is full or offshore"),
    ],
)
def test_a_bound_in_words(bound: Bound, of: Input, text: str) -> None:
    assert bound_text(bound, of) == text


def test_limits_are_rounded_no_further_than_few_points_can_tell() -> None:
    values = np.sort(np.random.default_rng(0).random((1000, 1)), axis=0)
    raw = Box({0: Bound(low=0.43719283)})
    plain = rounded(raw, [Input("x")], values)
    assert plain.bounds[0].low == 0.44
    assert abs(int(raw.holds(values).sum()) - int(plain.holds(values).sum())) <= 5
    tight = rounded(raw, [Input("x")], values, slack=0.0)
    assert np.array_equal(tight.holds(values), raw.holds(values))


def test_the_whole_space_restricts_nothing() -> None:
    assert Box().text(INPUTS) == "nothing is restricted"
    assert Box().holds(design(5, 0)).all()
    assert runs(flat, design(5, 0), 3, 0).shape == (5, 3)
