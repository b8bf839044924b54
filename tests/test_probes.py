"""Probes: what each notation reads, against the states of a played batch; and slips in the notation."""

from __future__ import annotations

import numpy as np
import pytest

from sim.case import Case, prepare
from sim.errors import InputError, RunError, UnknownName
from sim.outcome import MEASURES
from sim.study.probes import parse, probed, quantities
from tests.engine import Played, play, scenario
from tests.studies import faulty

RUNS, QUARTERS, SEED = 60, 20, 5
PROBES = (
    *("settlement_terms", "war", "ending", "first_war", "support[1]", "dead[0]", "land_held@7", "land_held@20"),
    *("target_dead@0", "dead[0]@war+2", "rung@war+0", "rung@deal+0", "rung@deal-1", "aid@deal-1", "aid@0", "gdp@0"),
    *("peak land_held@2-9", "least support_a@1-20", "mean supply@1-20", "peak incident@1-20", "supply@4", "zone@0"),
)


@pytest.fixture(scope="module")
def played() -> Played:
    return play("border-war-1979", QUARTERS, runs=RUNS, seed=SEED, record=RUNS, keep=True)


@pytest.fixture(scope="module")
def found() -> dict[str, np.ndarray]:
    return probed(case(), PROBES, 0, RUNS)


def case(**options: object) -> Case:
    return prepare(scenario("border-war-1979"), seed=SEED, quarters=QUARTERS, **options)  # type: ignore[arg-type]


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return np.array_equal(one, other, equal_nan=True)


def test_probes_come_back_by_their_text_one_number_a_run(found: dict[str, np.ndarray]) -> None:
    assert list(found) == list(PROBES)
    assert all(values.shape == (RUNS,) and values.dtype == np.float64 for values in found.values())


def test_measures_and_rows_at_the_end_are_those_of_the_run(played: Played, found: dict[str, np.ndarray]) -> None:
    for name in ("settlement_terms", "war", "ending"):
        assert same(found[name], played.outcomes[name])
    assert same(found["first_war"], played.world.first_war)
    assert same(found["support[1]"], played.world.support[1])
    assert same(found["dead[0]"], played.world.dead[0])


def test_a_quarter_is_the_state_after_so_many_quarters(played: Played, found: dict[str, np.ndarray]) -> None:
    land = played.path("land_held")
    assert same(found["land_held@7"], land[7]) and same(found["land_held@20"], land[20])
    assert same(found["target_dead@0"], played.path("dead")[0, 0])
    assert not same(land[7], land[20])


def test_a_span_takes_the_most_the_least_or_the_mean_over_both_ends(
    played: Played, found: dict[str, np.ndarray]
) -> None:
    assert same(found["peak land_held@2-9"], played.path("land_held")[2:10].max(axis=0))
    assert same(found["least support_a@1-20"], played.path("support")[1:, 0].min(axis=0))


def test_quarters_without_a_number_do_not_count_in_a_mean(played: Played, found: dict[str, np.ndarray]) -> None:
    supply = np.array([np.where(turn.at_war, turn.supply, np.nan) for turn in played.turns])
    assert same(found["supply@4"], supply[3])
    at_war = np.isfinite(supply).any(axis=0)
    assert 0 < at_war.sum() < RUNS and np.isnan(supply).any(axis=0)[at_war].any()
    assert np.allclose(found["mean supply@1-20"][at_war], np.nanmean(supply[:, at_war], axis=0))
    assert np.isnan(found["mean supply@1-20"][~at_war]).all()


def test_moments_of_the_war_and_the_deal_are_found_in_each_run(played: Played, found: dict[str, np.ndarray]) -> None:
    rung, dead, start = played.path("rung"), played.path("dead")[:, 0], played.world.first_war
    aid = np.array([np.zeros(RUNS), *(turn.aid_total * turn.at_war for turn in played.turns)])
    for run in range(RUNS):
        if start[run] < 0:
            assert np.isnan(found["dead[0]@war+2"][run])
        elif start[run] + 2 <= QUARTERS:
            assert found["dead[0]@war+2"][run] == dead[int(start[run]) + 2, run]
            assert found["rung@war+0"][run] == rung[int(start[run]), run] < 3
    deals = np.flatnonzero(played.world.settled_in >= 0)
    for run in deals.tolist():
        quarter = int(played.world.settled_in[run])  # it is resolved at row `quarter` + 1
        assert found["rung@deal+0"][run] == 6 and found["rung@deal-1"][run] == rung[quarter, run] < 6
        assert found["aid@deal-1"][run] == aid[quarter, run]
    assert np.isnan(np.delete(found["rung@deal+0"], deals)).all()


def test_a_moment_near_the_end_of_the_run_has_no_later_quarter() -> None:
    values = probed(case(), ["rung@war+19", "rung@war+20", "first_war", "rung@war-19"], 0, RUNS)
    first = values["first_war"]
    assert np.array_equal(np.isfinite(values["rung@war+19"]), (first >= 0) & (first <= 1))
    assert np.array_equal(np.isfinite(values["rung@war+20"]), first == 0)
    assert np.isnan(values["rung@war-19"][first < 19]).all()


def test_what_no_quarter_has_worked_out_yet_is_unknown_at_the_opening(found: dict[str, np.ndarray]) -> None:
    assert np.isnan(found["aid@0"]).all() and np.isnan(found["zone@0"]).all()
    assert (found["gdp@0"] == 1.0).all()


def test_incidents_are_jumps_of_the_rivalry_and_happen_as_often_as_their_hazard_says() -> None:
    base = prepare(scenario("four-nos"), {}, {"h_fe": 0.03, "rivalry_noise": 0.0}, seed=2, quarters=12, mends="none")
    noted = [f"incident@{k}" for k in range(1, 13)]
    rows = [f"rivalry[1]@{k}" for k in range(13)]
    values = probed(base, [*noted, *rows, "peak incident@1-12"], 0, 2000)
    for k in range(1, 13):
        low = values[rows[k - 1]] < 0.55  # above that it is capped at 1
        jumps = values[rows[k]] - values[rows[k - 1]] > 0.1
        assert np.array_equal(jumps[low], values[noted[k - 1]][low] == 1.0)
    assert values["peak incident@1-12"].mean() == pytest.approx(1 - 0.97**12, abs=0.03)


def test_a_part_of_the_runs_is_that_part_of_all(found: dict[str, np.ndarray]) -> None:
    part = probed(case(), PROBES, 25, 10)
    assert all(same(part[name], found[name][25:35]) for name in PROBES)


def test_every_quantity_can_be_asked_for() -> None:
    texts = [f"{name}@2" for name in quantities()]
    values = probed(case(), texts, 0, 3)
    assert len(values) == len(texts) > 60
    assert all(parse(measure.name).is_outcome for measure in MEASURES)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("land_hold@4", "Did you mean 'land_held'"),
        ("setlement_terms", "Did you mean 'settlement_terms'"),
        ("settlement_terms@4", "Unknown quantity"),
        ("dead@4", "Did you mean 'dead["),
        ("dead[2]@4", "Did you mean 'dead["),
        ("rung[0]", "Did you mean 'rung'"),
        ("rung@peace+2", "Unknown moment"),
        ("most rung@1-4", "Unknown reduction"),
        ("rung@1-4", "take a span"),
        ("peak rung@4", "take a span"),
        ("peak rung", "take a span"),
        ("peak rung@9-4", "ends before it begins"),
        ("rung@", "cannot be read"),
        ("rung@-4", "cannot be read"),
        ("rung@1.5", "cannot be read"),
        ("", "cannot be read"),
        ("rung@4; dead[0]", "cannot be read"),
    ],
)
def test_a_slip_in_the_notation_is_told_with_what_would_be_right(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_quarter_beyond_the_run_is_refused_before_anything_runs() -> None:
    for text in ("land_held@21", "peak land_held@2-21"):
        with pytest.raises(InputError, match="beyond the last, 20"):
            probed(case(), [text], 0, 5)


def test_runs_that_fail_are_told_as_an_error() -> None:
    with pytest.raises(RunError, match="psi"):
        probed(faulty(range(3, 4), 8), ["war"], 0, 8)


def test_values_that_differ_by_run_are_as_many_as_the_runs() -> None:
    with pytest.raises(InputError, match="8 values"):
        probed(case(parameters={"psi": np.full(8, 0.3)}), ["war"], 0, 9)
    with pytest.raises(UnknownName):
        probed(case(), ["wra"], 0, 2)
