"""Scores by hand, leader cards, and hidden types in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import scenarios
from sim.game.debrief.data import Scored
from sim.game.debrief.leader import leader_of, leaders
from sim.game.debrief.leader import line as leader_line
from sim.game.debrief.revelations import RoadTaken
from sim.game.debrief.scoring import told
from sim.game.debrief.types import meaning
from sim.game.predictions import brier
from sim.seats import Role


@pytest.mark.parametrize(
    ("given", "mean"),
    [
        ([(1.0, True)], 0.0),
        ([(0.0, True)], 1.0),
        ([(0.5, True), (0.5, False)], 0.25),
        ([(0.9, True), (0.2, False)], (0.01 + 0.04) / 2),
    ],
)
def test_briers_score_on_cases_worked_out_by_hand(given: list[tuple[float, bool]], mean: float) -> None:
    rows = [Scored("1979Q1", "war", "", chance, came, brier(chance, came)) for chance, came in given]
    scores = told(rows)
    assert scores.mean == pytest.approx(mean)
    assert scores.coin == pytest.approx(0.25)


def test_scores_are_told_kindly() -> None:
    assert "worth a try" in told([]).words
    wrong = [Scored("1979Q1", "war", "", 0.95, False, brier(0.95, False))] * 6
    words = told(wrong).words
    assert "A coin would have done better" in words
    assert "wrong 6 of them" in words
    assert "!" not in words


def test_every_role_has_leaders_and_a_game_always_has_the_same() -> None:
    for role in Role:
        own = [row for row in leaders().values() if row.role is role]
        assert len(own) >= 2
        assert {leader_of(seed, "x", role).id for seed in range(60)} == {row.id for row in own}
    assert leader_of(7, "vietnam", Role.TARGET) == leader_of(7, "vietnam", Role.TARGET)


def test_a_leaders_line_counts_the_roads_that_did_better() -> None:
    leader = replace(leaders()["builder"], first="+prosperity", then="-lives")
    roads = [
        RoadTaken("played", "", "", {"prosperity": 1.0, "lives": 500.0}, {}, played=True),
        RoadTaken("one", "", "", {"prosperity": 1.2, "lives": 400.0}, {}),
        RoadTaken("two", "", "", {"prosperity": 0.8, "lives": 500.0}, {}),
    ]
    said = leader_line(leader, roads)
    assert "By prosperity, 1 of the 2 roads on the same luck did better and 0 as well." in said
    assert "By loss of life, 1 of the 2 roads on the same luck did better and 1 as well." in said


def test_types_are_put_into_words() -> None:
    scenario = scenarios.load("four-nos")
    words = [meaning(Role.CHALLENGER, value, scenario) for value in np.linspace(0.0, 1.0, 6)]
    assert words[0] == "seeks security"
    assert words[-1] == "wants land and mastery"
    assert "offshore" in meaning(Role.PATRON_A, -0.75, scenario)
