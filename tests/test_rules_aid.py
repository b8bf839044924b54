"""What mends make of the patrons' aid, by hand: stepping in, votes, tiers of weapons, opinion."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.randomness import Draws
from sim.rules import opinion, perception, stepping, tiers, votes
from sim.world import NEVER
from tests.engine import play, scenario
from tests.patronage import BLEED, UKRAINE, set_up

# ------------------------------------------------------------------------------------------------------ stepping in


def test_another_meets_part_of_what_is_cut_later_and_within_its_means() -> None:
    rows = {"rung": 4, "usual_aid": [[0.4], [0.2]], "stepped_in": 0.0, "support": 0.6}
    world, turn = set_up("stepping-in", rows, base=UKRAINE)
    turn.aid = np.array([[0.1], [0.2]])
    stepping.resolve(world, turn)
    assert world.usual_aid[:, 0] == pytest.approx([0.4 * 0.98, 0.2])
    assert world.stepped_in[:, 0] == pytest.approx([0.0, 0.33 * 0.55 * (0.4 * 0.98 - 0.1)])
    world.stepped_in = 1.0
    assert stepping.raised(world, turn, turn.aid)[:, 0] == pytest.approx([0.167, 0.334])


def test_the_other_side_does_not_step_in_and_peace_ends_it() -> None:
    rows = {"rung": 4, "usual_aid": 0.4, "stepped_in": 0.0}
    world, turn = set_up("stepping-in", rows, base=BLEED)
    turn.aid = np.zeros((2, 1))
    assert stepping.goal(world, turn, turn.aid)[:, 0] == pytest.approx(0.55 * 0.2 * 0.4)
    world, turn = set_up("stepping-in", {"usual_aid": 0.4, "stepped_in": 0.1}, base=BLEED)
    stepping.resolve(world, turn)
    assert not world.usual_aid.any() and not world.stepped_in.any()


def test_europe_rises_when_the_americans_stop() -> None:
    """Kiel's figures for 2025: military aid up by 67 % on three years, some 55 % of what was lost."""
    cut = {"us": "full,burden-shifting@8"}
    plain, met = (play(UKRAINE, 14, keep=True, runs=200, mends=m, doctrines=cut) for m in ("none", "stepping-in"))
    aid = [np.array([turn.aid[1] for turn in played.turns]) for played in (plain, met)]
    there = (aid[0] > 0.05).all(0) & (aid[1] > 0.05).all(0)
    rise = (aid[1] / np.maximum(aid[0], 0.05))[:, there].mean(1)
    assert there.mean() > 0.5
    assert rise[7] < 1.15 and 1.2 < rise[12] <= 1.67


# ------------------------------------------------------------------------------------------------------------ votes


@pytest.mark.parametrize(
    ("rows", "luck", "held"),
    [
        ({"flow": 1.0, "divided": 1.0}, 0.129, True),
        ({"flow": 1.0, "divided": 1.0}, 0.131, False),
        ({"flow": 1.0, "divided": 0.0}, 0.0, False),
        ({"flow": 0.09, "divided": 0.0}, 0.41, True),
        ({"flow": 0.09, "divided": 1.0}, 0.39, False),
        ({"flow": 0.09, "divided": 1.0, "rung": 1}, 0.9, False),
    ],
    ids=["begins", "spared", "one-party", "goes-on", "ends", "no-war"],
)
def test_when_votes_hold_aid_up(rows: dict[str, Any], luck: float, held: bool) -> None:
    start = {"rung": 4, "fatigue[0]": 0.1} | rows
    world, turn = set_up("aid-votes", start, base=UKRAINE, luck={"votes/hold": luck})
    assert votes.blocked(world, turn).tolist() == [held]


def test_a_block_of_two_quarters_is_worked_off_in_three() -> None:
    world, turn = set_up("aid-votes", {"rung": 4, "flow": 1.0, "backlog": 0.0}, base=UKRAINE)
    flows = []
    for held in (True, True, False, False, False, False):
        world.flow, world.backlog = votes.let_through(world, turn, np.array([held]))
        flows.append(float(world.flow[0]))
    owed = 2 * 0.8 * 0.91
    assert flows == pytest.approx([0.09, 0.09, 1.5, 1.5, 1.0 + owed - 1.0, 1.0])
    assert world.backlog == pytest.approx([0.0])


def test_legislatures_are_chosen_every_two_years() -> None:
    chosen = [
        quarter for quarter in range(20) if votes.chosen_anew(set_up("aid-votes", quarter=quarter, base=UKRAINE)[1])
    ]
    assert chosen == [3, 11, 19]
    world, turn = set_up("aid-votes", {"divided": 0.0}, quarter=3, base=UKRAINE, luck={"votes/divided": 0.59})
    votes.resolve(world, turn)
    assert world.divided.tolist() == [1.0] and world.flow.tolist() == [1.0]


def test_only_the_first_patrons_aid_is_held_up() -> None:
    shares = {}
    for flow in (1.0, 0.09):
        world, turn = set_up("aid-votes", {"rung": 5, "flow": flow}, base=UKRAINE)
        shares[flow] = perception.aid(world, turn)[:, 0]
    assert shares[0.09] == pytest.approx(shares[1.0] * [0.09, 1.0])


# ------------------------------------------------------------------------------------------------------------ tiers


def test_tiers_are_asked_for_approved_and_delivered_in_turn() -> None:
    rows = {"rung": 4, "war_spell": 2, "asked_in": NEVER, "approved_in": NEVER, "delivered_in": NEVER}
    world, turn = set_up("weapon-tiers", rows, base=UKRAINE, quarter=1, luck={"tiers/step": 0.0})
    tiers.resolve(world, turn)
    assert world.asked_in[:, 0].tolist() == [1.0, 1.0, NEVER, NEVER] and (world.approved_in == NEVER).all()
    tiers.resolve(world, turn)
    assert world.approved_in[:, 0].tolist() == [1.0, 1.0, NEVER, NEVER] and (world.delivered_in == NEVER).all()
    tiers.resolve(world, turn)
    assert world.delivered_in[:, 0].tolist() == [1.0, 1.0, NEVER, NEVER]
    assert tiers.withheld(world).tolist() == [0.5]


def test_the_luck_of_the_tiers_is_even_and_each_has_its_own() -> None:
    rows = {"rung": 4, "war_spell": 9, "asked_in": 0.0, "approved_in": NEVER, "delivered_in": NEVER}
    world, turn = set_up("weapon-tiers", rows, base=UKRAINE, runs=20_000)
    turn.draws = Draws(3, 20_000)
    _asks, approves, _delivers = tiers.steps(world, turn)
    assert approves.mean(1) == pytest.approx([0.15] * 4, abs=0.01)
    assert np.corrcoef(approves) == pytest.approx(np.eye(4), abs=0.03)


def test_a_bolder_patron_approves_sooner() -> None:
    for doctrine, faster in (("limited", 1.0), ("full", 1 / 0.6)):
        assert tiers.boldness(set_up("weapon-tiers", base=UKRAINE, doctrines={"us": doctrine})[1]) == pytest.approx(
            faster
        )


def test_fear_withholds_the_share_of_the_tiers_that_is_missing() -> None:
    found = []
    for arrived in (0, 2, 4):
        dates = np.where(np.arange(4) < arrived, 3.0, NEVER)[:, None]
        world, turn = set_up("weapon-tiers", {"rung": 5, "delivered_in": dates}, base=UKRAINE)
        found.append(perception.aid(world, turn)[0, 0])
    exposed = 0.47 * 0.45 * turn.challenger.bleed
    assert np.divide(found, found[2]) == pytest.approx([1 - exposed, 1 - exposed / 2, 1.0])


# ---------------------------------------------------------------------------------------------------------- opinion


def test_opinion_starts_with_the_war_nears_its_ceilings_and_comes_back() -> None:
    world, turn = set_up("opinion", {"rung": 4, "war_spell": [1, 2, 99], "too_much": opinion.OUTSET}, runs=3)
    moved = opinion.camps(world, turn)
    assert moved[:, 0] == pytest.approx([0.05, 0.09])
    assert moved[:, 1] == pytest.approx([0.05 + 0.37 * 0.10, 0.09 + 0.37 * 0.39])
    world.too_much = np.array([[0.15], [0.48]])
    assert opinion.camps(world, turn)[:, 2] == pytest.approx([0.15, 0.48])
    assert opinion.weary_public(world, turn) == pytest.approx([0.43 * (0.315 - 0.07)] * 3)
    world, turn = set_up("opinion", {"too_much": [[0.15], [0.48]]})
    assert opinion.camps(world, turn)[:, 0] == pytest.approx([0.15 - 0.37 * 0.10, 0.48 - 0.37 * 0.39])


def test_fatigue_follows_opinion_where_votes_count_and_the_quarters_elsewhere() -> None:
    rows = {"rung": 4, "war_spell": 9, "too_much": [[0.15], [0.48]], "fatigue": 0.6}
    world, turn = set_up("opinion", rows, base=UKRAINE)
    opinion.resolve(world, turn)
    assert world.fatigue[:, 0] == pytest.approx([0.43 * 0.245, 0.6])
    world, turn = set_up("opinion", rows, base=scenario("border-war-1979"))
    opinion.resolve(world, turn)
    assert world.fatigue[:, 0] == pytest.approx([0.6, 0.6])
