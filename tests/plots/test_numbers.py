from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from scenarios import load
from sim import plots
from sim.case import prepare
from sim.ensemble import Ensemble, simulate
from sim.model import CrisisModel
from sim.outcome import ENDINGS
from sim.plots import bleed, contour, endings, fan, ladder, panel, words
from sim.plots.paths import quantiles
from sim.plots.reading import Reading
from sim.study.folder import StudyFolder

Stored = Callable[[Sequence[Ensemble]], StudyFolder]


def test_shares_of_endings_are_those_of_the_runs(bled: StudyFolder) -> None:
    reading = Reading(bled)
    for policy in reading.policies:
        rows = bled.runs()[bled.runs()["policy"] == policy]
        shares = [float((rows["ending"].astype(str) == name).mean()) for name in ENDINGS]
        np.testing.assert_allclose(reading.shares(policy), shares)
    assert f"{words.percent(reading.shares(reading.reference)[1])}" in plots.describe("endings", bled)


def test_policies_stand_in_their_published_order(bled: StudyFolder) -> None:
    reading = Reading(bled)
    assert [reading.label(policy) for policy in reading.policies] == ["four-nos", "porcupine", "accommodate"]
    assert reading.others() == "China bleed-white, United States limited, Russia supplier"


def test_paths_are_those_of_the_model(bled: StudyFolder) -> None:
    reading = Reading(bled)
    model = CrisisModel(load("bleeding-white"), runs=100, record=100)
    ends = model.run()["ending"]
    assert model.recorder is not None
    recorded = model.recorder.trajectories(model.draws.runs).values
    model.close()
    paths = reading.paths(reading.reference, "target_dead", "support_a", "target_weariness")
    np.testing.assert_allclose(paths.values["target_dead"], recorded["target_dead"])
    np.testing.assert_array_equal(paths.endings, ends)
    assert np.isnan(paths.values["support_a"][0]).all()
    assert np.isnan(paths.values["target_weariness"][0]).all()
    np.testing.assert_allclose(paths.values["target_weariness"][1:], recorded["target_weariness"][1:])


def test_quantiles_skip_what_is_not_known() -> None:
    values = np.array([[np.nan, np.nan, np.nan], [1.0, np.nan, 3.0], [1.0, 2.0, 6.0]])
    np.testing.assert_allclose(quantiles(values, (0.0, 0.5, 1.0)).T, [[np.nan] * 3, [1.0, 2.0, 3.0], [1.0, 2.0, 6.0]])


def test_fans_part_the_runs_by_ending_and_name_the_rare_ones(bled: StudyFolder) -> None:
    reading = Reading(bled)
    found, notes = fan.panels(reading, reading.reference, fan.curves(reading, None))
    shown = [row.paths.runs for row in found]
    assert all(number >= fan.LEAST_RUNS for number in shown)
    assert sum(shown) <= 100
    assert "100 runs whose path was recorded" in " ".join(notes)


def test_a_fan_of_few_runs_shows_them_together(stored: Stored) -> None:
    ensemble = simulate(load("bleeding-white"), runs=10, trajectories=10)
    reading = Reading(stored([ensemble]))
    found, notes = fan.panels(reading, reading.reference, fan.curves(reading, None))
    assert [row.title for row in found] == ["All runs"]
    assert "Too few runs" in notes[0]


def test_the_rungs_share_out_all_runs(bled: StudyFolder) -> None:
    reading = Reading(bled)
    share = ladder.occupancy(reading.paths(reading.reference))
    np.testing.assert_allclose(share.sum(axis=0), 1.0)
    assert share[4, 0] == 1.0


def test_wars_end_as_often_as_runs_leave_them(bled: StudyFolder) -> None:
    reading = Reading(bled)
    paths = reading.paths(reading.reference, *fan.BOTH, "zone")
    found = bleed.course(paths)
    left = (paths.fighting[:-1] & ~paths.fighting[1:]).mean(axis=1)
    np.testing.assert_allclose((found.deals + found.exits)[1:], left)
    assert np.isnan(found.open[0])
    assert found.deals.sum() > 0
    settled = float((bled.runs()[bled.runs()["policy"] == reading.reference]["settled"][:100]).mean())
    assert found.deals.sum() >= settled - 1e-9


def test_a_share_has_an_error_and_a_quantity_has_a_spread() -> None:
    share = panel.spread("war", np.repeat([0.0, 1.0], [90, 10]))
    assert share.centre == pytest.approx(0.1)
    assert share.outer == pytest.approx((0.0552, 0.1744), abs=1e-3)
    assert panel.spread("war", np.zeros(100)).outer[1] > 0.03
    spread = panel.spread("crises", np.append(np.arange(101.0), np.nan))
    assert (spread.centre, spread.inner, spread.outer, spread.runs) == (50.0, (25.0, 75.0), (5.0, 95.0), 101)
    assert panel.spread("settlement_terms", np.full(3, np.nan)).runs == 0


def test_the_contours_are_those_of_the_model_itself(bled: StudyFolder) -> None:
    reading = Reading(bled)
    case = reading.case(reading.reference)
    grid = contour.sample(case, points=3, runs=40)
    assert grid.multiples.tolist() == [0.0, 1.0, 2.0]
    for aid, intensity in ((1, 1), (0, 2), (2, 0)):
        opening = dict.fromkeys(contour.CAPACITIES, grid.multiples[aid] * 1.0)
        assert case.scenario.opening.patron_a.capacity.value == 1.0
        opening[contour.CAPACITIES[1]] *= case.scenario.opening.patron_b.capacity.value
        bleeding = {"u_lo": grid.multiples[intensity] * 0.045}
        model = CrisisModel(case.scenario, parameters=bleeding, opening=opening, runs=40)
        ends = model.run()["ending"]
        model.close()
        expected = [(ends == code).mean() for code in range(6)]
        np.testing.assert_allclose(grid.shares[:, aid, intensity], expected)
    assert grid.plausible == pytest.approx((0.015 / 0.045, 0.07 / 0.045))


def test_a_contour_keeps_what_the_study_set() -> None:
    each = np.linspace(0.03, 0.06, 7)
    opening = {"quarrel.rung": "border-war", "patron_a.capacity": 0.5}
    case = prepare(load("bleeding-white"), parameters={"u_lo": each}, opening=opening, types="prior", quarters=8)
    grid = contour.sample(case, points=3, runs=20)
    assert grid.plausible[0] == pytest.approx(0.015 / each[np.arange(20) % 7].mean(), rel=1e-6)
    np.testing.assert_allclose(grid.shares.sum(axis=0), 1.0)


def test_bars_of_endings_fill_the_whole(bled: StudyFolder) -> None:
    bars: list[Any] = [bar for bar in plots.draw("endings", bled).axes[0].patches if bar.get_facecolor()[-1] != 0.0]
    for place, policy in enumerate(Reading(bled).policies):
        row = [bar for bar in bars if abs(bar.get_y() + bar.get_height() / 2 - place) < 1e-6]
        assert sum(bar.get_width() for bar in row) == pytest.approx(1.0), policy


def test_endings_say_how_sure_they_are(bled: StudyFolder) -> None:
    assert "up to about 8 points" in endings._precision(Reading(bled))
