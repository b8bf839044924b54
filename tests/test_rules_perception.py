"""Perception, by hand: encirclement, support, aid, honour, and how the forces compare."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters import Values
from sim.rules import backing, perception
from tests.engine import CENTRE, resolved, scenario, stage

PRESENT = scenario("four-nos")
CALM: dict[str, Any] = {
    "rung": 0,
    "tie": 0.4,
    "greed": 0.25,
    "breach": 0.0,
    "mood": 0.0,
    "fatigue": 0.0,
    "distraction": 0.0,
    "level": 0.4,
    "rivalry": [[0.65], [0.2]],
    "gone": 0.0,
    "fighting": 0.0,
    "credibility": 0.4,
    "taiwan": 0.0,
}
SOOTHED = 0.44 * 0.4 * (0.5 + 0.525) * 0.75
"""What the tie and the reassurance of the four no's take off: reassurance of .5 is felt as .5 (1.3 - .25) = .525."""


def perceived(rows: dict[str, Any], **options: Any) -> Any:
    """Return world and turn before perception, with partnerships at rest."""
    world, turn = stage(CALM | rows, before="perception", base=PRESENT, **options)
    for name, value in (CALM | rows).items():
        getattr(world, name)[...] = value
    turn.target_level = world.level.copy()
    return world, turn


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({}, 0.4 * 0.65 + 0.4 * 0.2 - SOOTHED),
        ({"level": [[0.8], [0.4]]}, 0.8 * 0.65 + 0.4 * 0.2 - SOOTHED),
        ({"breach": 0.15}, 0.4 * 0.65 + 0.4 * 0.2 + 0.15 - SOOTHED),
        ({"greed": 1.0}, 0.4 * 0.65 + 0.4 * 0.2),
        ({"tie": 0.0}, 0.4 * 0.65 + 0.4 * 0.2),
        ({"rivalry": 0.0}, 0.0),
        ({"level": 1.0, "rivalry": 1.0, "greed": 1.0}, 1.2),
    ],
    ids=["four-nos", "closer-to-a", "after-a-breach", "greedy", "no-tie", "no-rivalry", "top"],
)
def test_encirclement(rows: dict[str, Any], expected: float) -> None:
    world, turn = perceived(rows)
    assert perception.encirclement(world, turn) == pytest.approx(expected)


def test_an_alliance_still_forming_counts_in_part() -> None:
    world, turn = perceived({"greed": 1.0})
    turn.target_level = np.array([[0.9], [0.3]])
    assert perception.encirclement(world, turn) == pytest.approx((0.4 + 0.4 * 0.5) * 0.65 + 0.4 * 0.2)


def test_exercises_add_a_little() -> None:
    world, turn = perceived({"greed": 1.0}, doctrines={"vietnam": "augmented"})
    assert perception.encirclement(world, turn) == pytest.approx(0.4 * 0.65 + 0.4 * 0.2 + 0.1 * 0.65)


@pytest.mark.parametrize(
    ("rivalry", "border", "taiwan", "free"),
    [
        ([0.65, 0.2], [0.0, 1.0], 0.0, 1 - 0.44 * 0.2),
        ([0.25, 0.9], [0.0, 1.0], 0.0, 1 - 0.44 * 0.9),
        ([0.0, 0.0], [1.0, 1.0], 0.0, 1.0),
        ([0.0, 0.0], [0.0, 0.0], 1.0, 1 - 0.44 * 0.6),
        ([1.0, 1.0], [1.0, 1.0], 1.0, 0.2),
    ],
    ids=["present", "1979", "friends", "taiwan", "floor"],
)
def test_force_that_is_free(rivalry: list[float], border: list[float], taiwan: float, free: float) -> None:
    columns = np.array(rivalry)[:, None], np.array(border)[:, None], np.array([taiwan])
    assert perception.available(*columns, CENTRE) == pytest.approx(free)


@pytest.mark.parametrize(
    ("rows", "support"),
    [
        ({}, [0.485 * 0.4 + 0.5 * 0.65 - 0.3 * (0.1 + 0.8 * 0.15), 0.485 * 0.4 + 0.5 * 0.2 - 0.3 * (0.1 + 0.8 * 0.15)]),
        ({"tie": 0.3, "level": 0.25}, [0.485 * 0.25 + 0.5 * 0.65, 0.485 * 0.25 + 0.5 * 0.2]),
        ({"fatigue": [[0.2], [1.0]], "tie": 0.0, "level": 0.25}, [0.485 * 0.25 + 0.325 - 0.2, 0.0]),
        ({"mood": [[0.1], [-0.1]], "tie": 0.0, "level": 0.25}, [0.485 * 0.25 + 0.425, 0.485 * 0.25]),
        ({"gone": [[1.0], [0.0]], "tie": 0.0, "level": 0.25}, [0.0, 0.485 * 0.25 + 0.1]),
        ({"level": [[0.25], [0.85]], "tie": 0.0}, [0.485 * 0.25 + 0.325 - 0.3 * 0.8 * 0.6, 0.485 * 0.85 + 0.1]),
        ({"mood": 5.0}, [1.0, 1.0]),
    ],
    ids=["present", "no-hedging", "tired", "moods", "gone", "close-to-the-other", "ceiling"],
)
def test_support(rows: dict[str, Any], support: list[float]) -> None:
    world, turn = perceived(rows)
    assert perception.support(world, turn)[:, 0] == pytest.approx(support)


LIMITED = 1.0 * 0.45 * 0.65 * 0.5 * (1 - 0.47)
SUPPLIER = 0.4 * 0.35 * 0.25 * 0.5 * (1 - 0.47)


@pytest.mark.parametrize(
    ("rows", "options", "aid"),
    [
        ({"rung": 2}, {}, [LIMITED, SUPPLIER]),
        ({"rung": 3}, {}, [LIMITED, SUPPLIER]),
        ({"rung": 4}, {}, [0.45 * 0.325 * (1 - 0.47 * 0.045), 0.14 * 0.125 * (1 - 0.47 * 0.045)]),
        ({"rung": 5}, {}, [0.45 * 0.325 * (1 - 0.47 * 0.45), 0.14 * 0.125 * (1 - 0.47 * 0.45)]),
        ({"rung": 2, "distraction": [[1.0], [0.5]]}, {}, [LIMITED * 0.4, SUPPLIER * 0.7]),
        ({"rung": 2}, {"doctrines": {"us": "full"}}, [0.45 * 0.5 * (1 - 0.47 * 0.6), SUPPLIER]),
        ({"rung": 2}, {"doctrines": {"russia": "lean-china"}}, [LIMITED, 0.0]),
        ({"rung": 2}, {"opening": {"patron_a.corridor": 0.0}}, [0.0, SUPPLIER]),
        ({"rung": 2}, {"opening": {"quarrel.nuclear": 0.0}}, [LIMITED / 0.53, SUPPLIER / 0.53]),
        ({"rung": 3}, {"parameters": {"fear": 1.0}}, [0.0, 0.0]),
    ],
    ids=[
        *("crisis", "border-war", "bleed", "occupation", "distracted", "full", "lean-china", "no-corridor"),
        *("not-nuclear", "all-fear"),
    ],
)
def test_aid(rows: dict[str, Any], options: dict[str, Any], aid: list[float]) -> None:
    world, turn = perceived(rows, **options)
    world.support = 0.5
    assert perception.aid(world, turn)[:, 0] == pytest.approx(aid)


def check_gone_patron_gives_nothing() -> None:
    """A patron that is gone has no support left, sends no aid, and would not fight."""
    world, turn = perceived({"rung": 4, "gone": [[1.0], [0.0]], "mood": 1.0, "credibility": 1.0})
    world.support = perception.support(world, turn)
    assert world.support[0] == 0 and world.support[1] > 0
    assert perception.aid(world, turn)[0] == 0 and perception.aid(world, turn)[1] > 0
    assert backing.honour(world, turn)[0] == 0 and backing.honour(world, turn)[1] > 0


def test_a_patron_that_is_gone_gives_nothing() -> None:
    check_gone_patron_gives_nothing()


@pytest.mark.parametrize(
    ("rows", "logits"),
    [
        ({"resolve": 0.0}, [-3.55 + 3.6 * 0.4 + 0.15 - 1.05, -3.55 + 3.6 * 0.4 - 0.3 - 1.05]),
        ({"resolve": [[0.5], [-3.0]]}, [-3.55 + 1.44 + 0.15 - 1.05 + 0.5, -3.55 + 1.44 - 0.3 - 1.05 - 3.0]),
        ({"resolve": 0.0, "credibility": [[1.0], [0.0]]}, [-3.55 + 3.6 + 0.15 - 1.05, -3.55 - 0.3 - 1.05]),
        ({"resolve": 0.0, "distraction": 0.5}, [-3.55 + 1.44 + 0.15 - 2.05, -3.55 + 1.44 - 0.3 - 2.05]),
    ],
    ids=["present", "types", "seasoned-treaty", "distracted"],
)
def test_honour(rows: dict[str, Any], logits: list[float]) -> None:
    world, turn = perceived(rows)
    assert backing.honour(world, turn)[:, 0] == pytest.approx(1 / (1 + np.exp(-np.array(logits))))


def test_backing_is_the_chance_that_any_of_them_fights() -> None:
    world, turn = perceived({"resolve": [[2.0], [1.0]], "credibility": 1.0})
    a, b = backing.honour(world, turn)[:, 0]
    assert backing.backing(world, turn) == pytest.approx(a + b - a * b)


@pytest.mark.parametrize(
    ("challenger", "target", "odds"),
    [(1.32, 1.0, 0.5), (2.64, 1.0, 2**1.25 / (2**1.25 + 1)), (0.0, 1.0, 0.0), (1.0, 0.0, 1.0)],
    ids=["even", "twice", "nothing", "undefended"],
)
def test_contest(challenger: float, target: float, odds: float) -> None:
    assert perception.contest(np.array([challenger]), np.array([target]), CENTRE) == pytest.approx(odds, abs=1e-9)


@given(st.floats(0.01, 50), st.floats(0.01, 50), st.floats(0.01, 5), st.floats(0.3, 3))
def test_more_strength_never_worsens_the_odds(challenger: float, target: float, more: float, eta: float) -> None:
    p = Values({"eta": eta})
    odds = perception.contest(np.array([challenger, challenger + more]), np.array([target, target]), p)
    assert odds[1] >= odds[0]


def test_strengths_by_hand() -> None:
    world, turn = perceived({"rung": 4, "force": [[4.0], [9.0]], "stocks": 1.0, "output": 0.15})
    turn.available, turn.aid_total, turn.challenger_output = np.array([0.9]), np.array([0.2]), 1.0
    target, challenger = perception.strengths(world, turn)
    assert turn.supply == pytest.approx(0.25 + 0.15 + 0.2)
    assert target == pytest.approx(0.8 * 4.0 * 0.6)
    assert challenger == pytest.approx(min(9.0 * 0.9, 1.5 * 4.5))


@pytest.mark.parametrize(("stocks", "aid", "supply"), [(4.0, 1.0, 1.0), (0.0, 0.0, 0.1)], ids=["full", "never-less"])
def test_supply_has_its_limits(stocks: float, aid: float, supply: float) -> None:
    world, turn = perceived({"rung": 4, "stocks": stocks, "output": 0.0})
    turn.available, turn.aid_total, turn.challenger_output = np.array([1.0]), np.array([aid]), 1.0
    perception.strengths(world, turn)
    assert turn.supply == pytest.approx(supply)


def test_the_stake_weighs_grievance_and_encirclement() -> None:
    world, turn = resolved("perception", CALM | {"grievance": 0.5}, base=PRESENT)
    grievance, felt = world.grievance[0], turn.encirclement[0]
    assert turn.stake[0] == pytest.approx(0.57 * grievance + 0.44 * felt)


def test_in_peace_nobody_compares_forces_but_where_there_is_pressure_they_do() -> None:
    _world, turn = resolved("perception", CALM | {"rung": [0, 0, 0, 0, 0, 1]}, base=PRESENT, runs=6)
    assert 0 < turn.odds[5] < 1 and turn.supply[5] > 0
