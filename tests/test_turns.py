"""Turns of a scenario: how long they are, in which phases they are played, and how long a game honestly takes."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import load, names
from sim.seats import RUNGS
from sim.turns import MINUTES, ROUND, Turns, expected, played

QUIET = ("peace", "grey", "settlement")


@pytest.mark.parametrize("name", names())
def test_a_turn_is_a_quarter_except_in_the_calm_of_a_scenario_of_years(name: str) -> None:
    turns = Turns(load(name))
    year = load(name).turns == "year"
    assert [turns.length(rung) for rung in RUNGS] == [4 if year and rung in QUIET else 1 for rung in RUNGS]


@pytest.mark.parametrize("name", names())
def test_phases_are_those_of_crisis_and_open_war_where_the_scenario_has_them(name: str) -> None:
    turns = Turns(load(name))
    for rung in RUNGS:
        three = load(name).phases and rung in ("crisis", "border-war")
        assert turns.phases(rung) == (("signal", "answer", "act") if three else ("order",))
        assert turns.minutes(rung) == sum(MINUTES[phase] for phase in turns.phases(rung))


PEACE, GREY, CRISIS, WAR, STALEMATE = range(5)


@pytest.mark.parametrize(
    ("name", "course", "turns", "minutes"),
    [
        ("four-nos", [PEACE] * 9, 2, 2 * 2.0),
        ("four-nos", [PEACE] * 10, 3, 3 * 2.0),
        ("four-nos", [PEACE, PEACE, GREY, GREY, GREY, GREY, GREY], 2, 2 * 2.0),
        ("four-nos", [PEACE, GREY, CRISIS, CRISIS, GREY], 4, 2 * 2.0 + 2 * 3.0),
        ("four-nos", [PEACE, PEACE, PEACE, PEACE, GREY], 1, 2.0),
        ("bleeding-white", [STALEMATE] * 5, 4, 4 * 2.0),
        ("ukraine-analogue", [WAR, WAR, STALEMATE], 2, 2 * 2.0),
        ("rig-crisis", [CRISIS, CRISIS, PEACE, PEACE, PEACE], 4, 2 * 3.0 + 2 * 2.0),
        ("tutorial", [WAR, STALEMATE, STALEMATE], 2, 3.0 + 2.0),
    ],
    ids=["two-years", "a-third", "cut-short", "crisis", "on-time", "war", "no-phases", "quarters", "tutorial"],
)
def test_turns_of_a_course(name: str, course: list[int], turns: int, minutes: float) -> None:
    counted, taken = played(load(name), np.array(course)[:, None])
    assert (counted.tolist(), taken.tolist()) == ([turns], [minutes])


def test_courses_beside_each_other_are_counted_each_for_itself() -> None:
    courses = np.array([[PEACE, PEACE], [PEACE, GREY], [PEACE, GREY], [PEACE, GREY], [PEACE, GREY]])
    assert played(load("four-nos"), courses)[0].tolist() == [1, 2]


@pytest.mark.parametrize("name", names())
def test_the_minutes_in_the_file_are_those_of_the_middling_game(name: str) -> None:
    scenario = load(name)
    found = expected(scenario)
    low, middle, high = found.turns
    assert 1 <= low <= middle <= high <= scenario.quarters
    assert scenario.turns == "year" or low == middle == high == scenario.quarters
    assert abs(found.minutes - scenario.minutes) <= ROUND
    other = expected(scenario, seed=2)
    assert abs(other.minutes - scenario.minutes) <= 2 * ROUND


def test_a_year_a_turn_makes_a_long_peace_short() -> None:
    scenario = load("four-nos")
    quarters = scenario.model_copy(update={"turns": "quarter"})
    assert expected(quarters).turns == (60, 60, 60)
    assert expected(scenario).turns[2] < 40
