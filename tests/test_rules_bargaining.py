"""Bargaining, by hand: reservation terms, the zone, the deal and its consequences, and leaving for nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters import Values
from sim.rules import bargaining
from sim.seats import BORDER_WAR, CRISIS, GREY, OCCUPATION, PEACE, SETTLEMENT, STALEMATE
from tests.engine import CENTRE, resolved, scenario, stage

BLEED = scenario("bleeding-white")
WAR: dict[str, Any] = {
    "rung": STALEMATE,
    "weariness": [[0.4], [0.2]],
    "optimism": [[0.1], [0.15]],
    "trust": 0.35,
    "level": [[0.5], [0.3]],
    "rivalry": [[0.6], [0.2]],
    "quarters_on_rung": 5.0,
}


def talking(rows: dict[str, Any] | None = None, **options: Any) -> Any:
    """Return world and turn before bargaining: odds .6, stake .5, intensity .04, reviewed."""
    staged = WAR | (rows or {})
    world, turn = stage(staged, before="bargaining", base=options.pop("base", BLEED), **options)
    for name, value in staged.items():
        getattr(world, name)[...] = value
    turn.before = world.rung.copy()
    turn.odds, turn.stake = np.full(world.runs, 0.6), np.full(world.runs, 0.5)
    turn.intensity, turn.review = np.full(world.runs, 0.04), np.ones(world.runs, bool)
    turn.in_stalemate, turn.in_occupation = world.rung == STALEMATE, world.rung == OCCUPATION
    turn.in_border_war = world.rung == BORDER_WAR
    turn.at_war = turn.in_border_war | turn.in_stalemate | turn.in_occupation
    turn.any_war = bool(turn.at_war.any())
    turn.settled = np.zeros(world.runs, bool)
    return world, turn


def test_the_most_that_the_target_would_concede() -> None:
    assert bargaining.target_most(*talking()) == pytest.approx(0.6 + 0.4 - 0.1 - 0.5 * 0.65)


@pytest.mark.parametrize(("switch", "fear"), [(0.0, 0.36), (1.0, 0.5 * 0.6 + 0.3 * 0.2), (0.5, 0.36)])
def test_the_least_that_the_challenger_would_take(switch: float, fear: float) -> None:
    found = bargaining.challenger_least(*talking(parameters={"fear_client": switch}))
    assert found == pytest.approx(0.6 - 0.2 + 0.15 + 0.5 * fear)


@pytest.mark.parametrize(("u", "kept"), [(0.0, 1.0), (0.25, 0.84), (1.0, 0.68)], ids=["quiet", "war", "open-war"])
def test_battle_teaches(u: float, kept: float) -> None:
    assert bargaining.learning(np.full((2, 1), 0.3), np.array([u]), CENTRE) == pytest.approx(0.3 * kept)


HAZARD = 0.19 * (1 - np.exp(-1.0))
"""Of a deal where the zone is .15 wide."""
DEALS: dict[str, tuple[int, float, float, float, bool]] = {
    "a zone, and luck": (STALEMATE, 0.15, 5.0, HAZARD - 1e-6, True),
    "a zone, no luck": (STALEMATE, 0.15, 5.0, HAZARD + 1e-6, False),
    "no zone": (STALEMATE, 0.0, 5.0, 0.0, False),
    "far apart": (OCCUPATION, -0.4, 5.0, 0.0, False),
    "over occupied land": (OCCUPATION, 0.15, 5.0, 0.0, True),
    "too soon": (STALEMATE, 0.15, 1.0, 0.0, False),
    "in open war": (BORDER_WAR, 0.15, 5.0, 0.0, False),
    "in a crisis": (CRISIS, 0.15, 5.0, 0.0, False),
    "a wide zone is capped": (STALEMATE, 9.0, 5.0, 0.19 - 1e-6, True),
    "and no surer": (STALEMATE, 9.0, 5.0, 0.19 + 1e-6, False),
}


def check_deals() -> None:
    for name, (rung, zone, waited, luck, made) in DEALS.items():
        _world, turn = talking({"rung": rung}, luck={"bargaining/deal": luck, "bargaining/leave": luck})
        assert bargaining.deal(turn, np.array([zone]), np.array([waited])).tolist() == [made], name


def test_deals() -> None:
    check_deals()


@pytest.mark.parametrize(
    ("tired", "zone", "least", "terms"),
    [
        ([0.4, 0.2], 0.3, 0.4, 0.6),
        ([0.2, 0.2], 0.3, 0.4, 0.55),
        ([0.0, 0.0], 0.3, 0.4, 0.4),
        ([0.4, 0.0], 0.3, 0.9, 1.0),
        ([0.4, 0.2], 0.3, -0.5, 0.0),
    ],
    ids=["wearier-gives-more", "even", "nobody-tired", "all", "nothing"],
)
def test_terms(tired: list[float], zone: float, least: float, terms: float) -> None:
    world, _turn = talking({"weariness": [[tired[0]], [tired[1]]]})
    assert bargaining.terms(world, np.array([zone]), np.array([least])) == pytest.approx(terms)


def test_what_a_settlement_settles() -> None:
    rows = {"rung": OCCUPATION, "land_held": 0.5, "conceded": 0.1, "grievance": 0.8, "tie": 0.3, "settled_in": -1.0}
    world, turn = talking(rows, quarter=9)
    turn.zone, turn.settled = np.array([0.3]), np.array([True])
    bargaining.settle(world, turn, np.array([0.4]))
    kept = 0.5 * 0.3 * 0.6
    assert (world.rung, world.settled_in) == (SETTLEMENT, 9)
    assert world.terms == pytest.approx(0.6)
    assert (world.land_held, world.land_ceded) == (0.0, pytest.approx(kept))
    assert world.conceded == pytest.approx(0.1 + 0.35 * 0.6)
    assert world.grievance == pytest.approx(0.8 * (1 - 0.7 * 0.6))
    assert world.tie == pytest.approx(0.4)
    assert world.level[:, 0] == pytest.approx([0.5 * 0.7, 0.3 * 0.7])


def test_the_first_settlement_is_the_one_that_is_remembered() -> None:
    world, turn = talking({"settled_in": 4.0, "terms": 0.2}, quarter=30)
    turn.zone, turn.settled = np.array([0.3]), np.array([True])
    bargaining.settle(world, turn, np.array([0.4]))
    assert (world.settled_in, world.terms, world.rung) == (4.0, pytest.approx(0.2), SETTLEMENT)


LEAVES = 1 / (1 + np.exp(-12.0 * (0.095 - 0.09 - 0.5 * 0.5 * 1.2)))


@pytest.mark.parametrize(
    ("rung", "zone", "review", "luck", "gone"),
    [
        (STALEMATE, -0.1, True, LEAVES - 1e-6, True),
        (STALEMATE, -0.1, True, LEAVES + 1e-6, False),
        (STALEMATE, 0.0, True, 0.0, True),
        (STALEMATE, 0.1, True, 0.0, False),
        (STALEMATE, -0.1, False, 0.0, False),
        (OCCUPATION, -0.1, True, 0.0, False),
        (BORDER_WAR, -0.1, True, 0.0, False),
    ],
    ids=["leaves", "stays", "no-zone", "deal-open", "not-reviewed", "holds-land", "in-open-war"],
)
def test_leaving_for_nothing(rung: int, zone: float, review: bool, luck: float, gone: bool) -> None:
    world, turn = talking({"rung": rung}, luck={"bargaining/deal": luck, "bargaining/leave": luck})
    turn.zone, turn.review = np.array([zone]), np.array([review])
    assert bargaining.leaves(world, turn).tolist() == [gone]


def test_the_challenger_that_leaves_goes_back_to_the_grey_zone() -> None:
    world, turn = talking({"optimism": 0.9}, luck={"bargaining/deal": 0.0, "bargaining/leave": 0.0})
    bargaining.resolve(world, turn)
    assert (world.rung, world.quarters_on_rung) == (GREY, 0.0)
    assert turn.zone < 0


@pytest.mark.parametrize(("quarters", "rung"), [(8.0, SETTLEMENT), (9.0, PEACE)], ids=["not-yet", "over"])
def test_a_settlement_becomes_peace(quarters: float, rung: int) -> None:
    world, turn = talking({"rung": SETTLEMENT, "quarters_on_rung": quarters})
    bargaining.resolve(world, turn)
    assert world.rung == rung
    assert np.isnan(turn.zone).all()


def test_there_is_a_zone_where_there_is_war_and_nowhere_else() -> None:
    world, turn = talking({"rung": [0, 1, 2, 3, 4, 5, 6]}, runs=7)
    bargaining.resolve(world, turn)
    assert np.isfinite(turn.zone).tolist() == [False, False, False, True, True, True, False]


@given(
    st.floats(-1, 1), st.floats(0, 1, exclude_max=True), st.floats(0, 1), st.floats(0.01, 1), st.sampled_from(range(7))
)
def test_without_a_zone_there_is_no_deal(zone: float, luck: float, hazard: float, scale: float, rung: int) -> None:
    _world, turn = talking({"rung": rung}, luck={"bargaining/deal": luck, "bargaining/leave": luck})
    turn.p = Values({"h_set": hazard, "zone_scale": scale})
    made = bargaining.deal(turn, np.array([zone]), np.array([5.0]))
    assert not made.any() or (zone > 0 and rung in (STALEMATE, OCCUPATION) and luck < hazard)


def test_a_quarter_of_talks() -> None:
    """From the whole phase: expectations converge before the sides talk, and the deal is dated."""
    luck = {"bargaining/deal": 0.0, "bargaining/leave": 0.0}
    world, turn = resolved("bargaining", {"rung": STALEMATE}, base=BLEED, luck=luck, quarter=3)
    assert turn.zone[0] == pytest.approx(
        (bargaining.target_most(world, turn) - bargaining.challenger_least(world, turn))[0]
    )
