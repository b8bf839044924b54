"""Weariness, by hand: burden, fatigue, abandonment, and what the target learns of its patrons."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import weariness
from sim.rules.turn import intensity
from tests.engine import CENTRE, resolved, scenario, stage

BLEED = scenario("bleeding-white")
PATIENT = {"level": 0.4, "gone": 0.0, "support": 0.5, "abandoned_in": -1.0}


def fought(rows: dict[str, Any], aid: float = 0.1, **options: Any) -> Any:
    """Return world and turn before weariness: each patron sends `aid` of the target's full need."""
    world, turn = stage(PATIENT | rows, before="weariness", base=options.pop("base", BLEED), **options)
    for name, value in (PATIENT | rows).items():
        getattr(world, name)[...] = value
    turn.in_border_war, turn.in_stalemate, turn.in_occupation = world.rung == 3, world.rung == 4, world.rung == 5
    turn.at_war = turn.in_border_war | turn.in_stalemate | turn.in_occupation
    turn.any_war = bool(turn.at_war.any())
    turn.intensity = intensity(world.rung, turn.challenger.bleed, turn.p)
    turn.aid = np.full((2, world.runs), aid)
    turn.aid_total = turn.aid.sum(0)
    turn.stake = np.full(world.runs, 0.5)
    return world, turn


@pytest.mark.parametrize(
    ("rung", "aid", "target", "challenger"),
    [
        (3, 0.0, 0.27 + 0.05, 0.04),
        (3, 0.5, 0.27 + 0.05, 0.04),
        (4, 0.0, 0.0355 + 0.27 * 0.072 + 0.05, 0.004),
        (4, 0.0625, (0.0355 + 0.27 * 0.072 + 0.05) * 0.75, 0.004),
        (4, 0.5, (0.0355 + 0.27 * 0.072 + 0.05) * 0.5, 0.004),
        (5, 0.5, 0.27 * 0.785 + 0.05, 0.06 * 0.585),
        (1, 0.5, 0.0, 0.0),
    ],
    ids=["border-war", "aid-does-not-lift-it", "bleed", "half-aid", "full-aid", "occupation", "no-war"],
)
def test_burden(rung: int, aid: float, target: float, challenger: float) -> None:
    world, turn = fought({"rung": rung}, aid)
    assert weariness.target_burden(world, turn) == pytest.approx(target / 4)
    assert weariness.challenger_burden(turn) == pytest.approx(challenger / 4)


def test_the_burden_of_a_clash_at_sea_is_scaled() -> None:
    world, turn = fought({"rung": 3}, base=scenario("rig-crisis"))
    assert weariness.target_burden(world, turn) == pytest.approx((0.27 + 0.05) / 4 * 0.05)


@pytest.mark.parametrize(
    ("dead", "population", "burden", "tolerance", "tired"),
    [
        (0.0, 100.0, 0.0, 1.0, 0.0),
        (9.0, 100.0, 0.0, 1.0, 1 - np.exp(-0.35 * np.log10(1.9))),
        (90.0, 100.0, 0.0, 1.0, 1 - np.exp(-0.35)),
        (0.0, 100.0, 1.0, 1.0, 1 - np.exp(-0.88)),
        (90.0, 100.0, 1.0, 1.6, 1 - np.exp(-(0.35 + 0.88) / 1.6)),
    ],
    ids=["none", "nine-thousand", "tenfold", "a-year-of-gdp", "land-is-held"],
)
def test_weariness(dead: float, population: float, burden: float, tolerance: float, tired: float) -> None:
    found = weariness.weariness(np.array([dead]), population, np.array([burden]), tolerance, CENTRE)
    assert found == pytest.approx(tired)


@given(st.floats(0, 3000), st.floats(0, 500), st.floats(0.1, 1500), st.floats(0, 5), st.floats(0.1, 3))
def test_more_dead_or_burden_never_rests_and_stays_a_share(
    dead: float, more: float, population: float, burden: float, tolerance: float
) -> None:
    toll = np.array([dead, dead + more])
    by_dead = weariness.weariness(toll, population, np.array([burden, burden]), tolerance, CENTRE)
    by_burden = weariness.weariness(
        np.array([dead, dead]), population, np.array([burden, burden + more]), tolerance, CENTRE
    )
    for tired in (by_dead, by_burden):
        assert 0 <= tired[0] <= tired[1] <= 1


@pytest.mark.parametrize(
    ("rung", "aid", "fatigue", "reliability"),
    [
        (4, 0.0, [0.3 + 0.0215 * 0.5] * 2, [0.5 * (1 - 0.145)] * 2),
        (4, 0.045, [0.3 + 0.0215 * 0.6, 0.3 + 0.0215 * (0.5 + 0.045 / 0.14)], None),
        (4, 9.0, [0.3 + 0.0215 * 1.5] * 2, [0.5 + 0.145 * 0.5] * 2),
        (1, 9.0, [0.27] * 2, [0.5] * 2),
    ],
    ids=["nothing-arrives", "a-tenth", "all", "peace"],
)
def test_patrons_tire_and_the_target_learns(
    rung: int, aid: float, fatigue: list[float], reliability: list[float] | None
) -> None:
    """Aid counts as a share of what the corridor could carry: .45 of the need from A, .14 from B."""
    world, turn = fought({"rung": rung, "fatigue": 0.3, "reliability": 0.5}, aid)
    weariness.resolve(world, turn)
    assert world.fatigue[:, 0] == pytest.approx(fatigue)
    if reliability is not None:
        assert world.reliability[:, 0] == pytest.approx(reliability)


def test_in_peace_belief_drifts_to_even() -> None:
    world, turn = fought({"rung": 0, "reliability": [[0.9], [0.1]]})
    weariness.resolve(world, turn)
    assert world.reliability[:, 0] == pytest.approx([0.896, 0.104])


ABANDON: dict[str, tuple[dict[str, Any], float, list[bool]]] = {
    "support gone": ({"rung": 4, "support": [[0.24], [0.5]]}, 0.24, [True, False]),
    "just enough support": ({"rung": 4, "support": [[0.25], [0.5]]}, 0.0, [False, False]),
    "spared by luck": ({"rung": 4, "support": 0.0}, 0.26, [False, False]),
    "no war": ({"rung": 1, "support": 0.0}, 0.0, [False, False]),
    "nothing to abandon": ({"rung": 4, "support": 0.0, "level": [[0.15], [0.16]]}, 0.0, [False, True]),
    "gone already": ({"rung": 4, "support": 0.0, "gone": [[1.0], [0.0]]}, 0.0, [False, True]),
}


def check_abandonment() -> None:
    for name, (rows, luck, leaves) in ABANDON.items():
        draws = {"weariness/abandon/patron-a": luck, "weariness/abandon/patron-b": luck}
        world, turn = fought(rows, quarter=7, luck=draws)
        assert weariness.abandonment(world, turn)[:, 0].tolist() == leaves, name
        weariness.resolve(world, turn)
        assert world.abandoned_in[:, 0].tolist() == [7.0 if left else -1.0 for left in leaves], name


def test_abandonment() -> None:
    check_abandonment()


def test_the_first_abandonment_keeps_its_date() -> None:
    draws = {"weariness/abandon/patron-a": 0.0}
    world, turn = fought({"rung": 4, "support": 0.0, "abandoned_in": [[3.0], [-1.0]]}, quarter=9, luck=draws)
    weariness.resolve(world, turn)
    assert world.abandoned_in[:, 0].tolist() == [3.0, -1.0]


def test_land_held_lets_the_target_bear_more_and_a_stake_the_challenger() -> None:
    rows = {"rung": 5, "ever_war": 1.0, "dead": [[90.0], [141.0]], "land_held": [0.05, 0.5], "burden": 0.0}
    world, turn = fought(rows, runs=2, parameters={"wE": 0.0})
    weariness.judge(world, turn)
    toll = 0.35 * np.log10(1 + 141 / 141)
    assert world.weariness[0] == pytest.approx([1 - np.exp(-0.35), 1 - np.exp(-0.35 / 1.6)])
    assert world.weariness[1] == pytest.approx([1 - np.exp(-toll / 1.1)] * 2)


def test_burden_adds_up_in_war_and_fades_in_peace() -> None:
    rows = {"burden": 0.5, "rung": [4, 0]}
    world, turn = fought(rows, runs=2)
    weariness.resolve(world, turn)
    assert world.burden[:, 1] == pytest.approx([0.45, 0.45])
    assert world.burden[:, 0] == pytest.approx(0.5 + turn.drain[:, 0])
    assert not turn.drain[:, 1].any()


def test_those_who_never_fought_are_not_weary() -> None:
    world, _turn = resolved("weariness", {"rung": 0, "ever_war": 0.0}, base=scenario("four-nos"))
    assert not world.weariness.any()
