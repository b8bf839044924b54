"""Partnerships, by hand: what is sought, how fast ties move, and how far they are believed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.parameters import Values
from sim.rules import partnerships
from tests.engine import CENTRE, resolved, scenario, stage

CALM = {"rung": 0, "grievance": 0.3, "level": [[0.4], [0.4]], "support": [[0.5], [0.5]]}


@pytest.mark.parametrize(
    ("level", "goal", "held_back", "change"),
    [
        (0.4, 0.4, None, 0.0),
        (0.4, 0.43, None, 0.03),
        (0.4, 1.0, None, 0.055),
        (0.4, 0.0, None, -0.11),
        (0.4, 1.0, True, 0.0),
        (0.4, 0.0, True, -0.11),
        (0.4, 1.0, False, 0.055),
    ],
    ids=["there", "near", "up", "down-twice-as-fast", "held-back", "down-all-the-same", "not-held-back"],
)
def test_step(level: float, goal: float, held_back: bool | None, change: float) -> None:
    back = None if held_back is None else np.array([held_back])
    assert partnerships.step(np.array([[level]] * 2), np.array([[goal]] * 2), back, CENTRE) == pytest.approx(change)


CREDIBILITY = {
    "at-rest": (0.4, 0.4, 0.0, 0.4),
    "lags-behind-the-treaty": (0.4, 1.0, 0.0, 0.457),
    "falls-as-slowly": (1.0, 0.4, 0.0, 0.943),
    "seasoned": (0.4, 0.4, 0.3, 0.4285),
    "never-above-a-treaty": (1.0, 1.0, 0.3, 1.0),
}


def check_credibility() -> None:
    for name, (old, level, seasoned, new) in CREDIBILITY.items():
        found = partnerships.credibility(np.array([old]), np.array([level]), np.array([seasoned]), CENTRE)
        assert found == pytest.approx(new), name


def test_credibility() -> None:
    check_credibility()


@pytest.mark.parametrize(
    ("old", "goal", "at_war", "new"),
    [
        (0.4, 0.4, False, 0.4),
        (0.4, 0.8, False, 0.42),
        (0.4, 0.2, False, 0.38),
        (0.4, 0.8, True, 0.37),
        (0.01, 0.0, True, 0.0),
    ],
    ids=["there", "up", "down", "torn-by-war", "floor"],
)
def test_tie(old: float, goal: float, at_war: bool, new: float) -> None:
    assert partnerships.tie(np.array([old]), goal, np.array([at_war]), CENTRE) == pytest.approx(new)


@pytest.mark.parametrize(
    ("old", "reassurance", "calm", "new"),
    [
        (0.35, 0.5, True, 0.35),
        (0.35, 1.0, True, 0.36),
        (0.35, 0.0, True, 0.34),
        (0.35, 1.0, False, 0.30),
        (0.06, 0.0, False, 0.05),
        (0.899, 1.0, True, 0.9),
    ],
    ids=["even", "reassured", "neglected", "crisis", "floor", "ceiling"],
)
def test_trust(old: float, reassurance: float, calm: bool, new: float) -> None:
    assert partnerships.trust(np.array([old]), reassurance, np.array([calm]), CENTRE) == pytest.approx(new)


SOUGHT: dict[str, tuple[dict[str, Any], dict[str, Any], list[float]]] = {
    "as the posture seeks": ({}, {}, [0.4, 0.4]),
    "as the patron offers": ({}, {"doctrines": {"vietnam": "bamboo"}}, [0.5, 0.4]),
    "no alliance in calm": ({}, {"doctrines": {"vietnam": "one-depend", "us": "full"}}, [0.4, 0.4]),
    "one depend under threat": (
        {"grievance": 0.56},
        {"doctrines": {"vietnam": "one-depend", "us": "full"}},
        [0.75, 0.4],
    ),
    "one depend in a crisis": ({"rung": 2}, {"doctrines": {"vietnam": "one-depend", "us": "full"}}, [0.75, 0.4]),
    "and short of a treaty": (
        {"grievance": 0.56, "reliability": 1.0, "support": 1.0},
        {"doctrines": {"vietnam": "one-depend", "us": "full"}},
        [0.95, 0.4],
    ),
    "what is offered all the same": ({"grievance": 0.56}, {"doctrines": {"vietnam": "one-depend"}}, [0.6, 0.4]),
    "a treaty is no more than support allows": ({}, {"doctrines": {"vietnam": "ally-us", "us": "full"}}, [0.8, 0.2]),
    "but what is reached is kept": (
        {"level": [[0.9], [0.2]]},
        {"doctrines": {"vietnam": "ally-us", "us": "full"}},
        [0.9, 0.2],
    ),
    "and in war it does not bind": ({"rung": 4}, {"doctrines": {"vietnam": "ally-us", "us": "full"}}, [1.0, 0.2]),
    "nor in the first quarter": ({}, {"quarter": 0, "doctrines": {"vietnam": "ally-us", "us": "full"}}, [1.0, 0.2]),
    "next to nothing from one that is gone": ({"gone": [[1.0], [0.0]]}, {}, [0.1, 0.4]),
}


def sought(rows: dict[str, Any], options: dict[str, Any]) -> list[float]:
    world, turn = stage(CALM | rows, base=scenario("four-nos"), **options)
    threatened = (world.rung >= 2) | (world.grievance > CENTRE.threat_grievance)
    return [float(level) for level in partnerships.sought(world, turn, threatened)[:, 0]]


@pytest.mark.parametrize("name", SOUGHT)
def test_what_is_sought(name: str) -> None:
    rows, options, levels = SOUGHT[name]
    assert sought(rows, options) == pytest.approx(levels)


def test_a_broken_pledge_binds_no_more() -> None:
    rows = {**CALM, "pledged": 0.0, "support": 1.0}
    world, turn = stage(rows, base=scenario("four-nos"), doctrines={"vietnam": "ally-us", "us": "full"})
    assert partnerships.sought(world, turn, np.array([False]))[0] == pytest.approx(1.0)
    world.pledged = 1.0
    assert partnerships.sought(world, turn, np.array([False]))[0] == pytest.approx(0.6)


def test_a_paced_target_steps_up_in_calm_alone() -> None:
    rows = {"rung": [0, 0, 2], "grievance": [0.3, 0.61, 0.3], "level": 0.4, "support": 1.0}
    world, _turn = resolved(
        "partnerships", rows, runs=3, base=scenario("four-nos"), doctrines={"vietnam": "bamboo", "russia": "patron"}
    )
    assert world.level[1] == pytest.approx([0.455, 0.4, 0.4])


def test_exercises_season_the_tie_with_the_first_patron_alone() -> None:
    plain, _turn = resolved("partnerships", CALM, base=scenario("four-nos"))
    world, _turn = resolved("partnerships", CALM, base=scenario("four-nos"), doctrines={"vietnam": "augmented"})
    gained = world.credibility - plain.credibility
    assert gained == pytest.approx(np.array([[0.095 * 0.3 * 0.6], [0.0]]))


def test_speeds_may_differ_by_run() -> None:
    speeds = Values({"up": np.array([0.0, 0.055, 0.2])})
    change = partnerships.step(np.full((2, 3), 0.4), np.full((2, 3), 1.0), None, speeds)
    assert change == pytest.approx(np.array([[0.0, 0.055, 0.2]] * 2))
