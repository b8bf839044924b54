"""The mends of the patrons' side, by hand: budget and name, need, stepping in, votes, tiers of weapons, opinion."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.mends import table as mends
from sim.randomness import Draws
from sim.rules import budget, fighting, ladder, need, opinion, patronage, perception, stepping, tiers, votes
from sim.scenario import Event
from sim.world import NEVER, World
from tests.engine import play, scenario, stage, with_events

NOW, BLEED, UKRAINE = scenario("four-nos"), scenario("bleeding-white"), scenario("ukraine-analogue")
OURS = ("us-budget", "russia-need", "stepping-in", "aid-votes", "weapon-tiers", "opinion")
CALM = {"rung": 0, "support": 0.5, "support_opening": 0.5}


def set_up(mend: str, rows: dict[str, Any] | None = None, **options: Any) -> Any:
    """Return world and turn before the phase, with these rows as they are."""
    held = CALM | (rows or {})
    world, turn = stage(held, before="patronage", mends=mend, **({"base": NOW} | options))
    for name, value in held.items():
        row, bracket, index = name.partition("[")
        getattr(world, row)[int(index[:-1]) if bracket else ...] = value
    turn.at_war = (world.rung >= 3) & (world.rung < 6)
    turn.any_war = bool(turn.at_war.any())
    return world, turn


# --------------------------------------------------------------------------------------------------- budget and name


def test_other_theatres_take_their_share_first() -> None:
    world, turn = set_up("us-budget", {"distraction[0]": [0.0, 0.6, 1.0, 1.0]}, runs=4)
    assert budget.left(world, turn) == pytest.approx([0.7, 0.4, 0.2, 0.2])
    assert budget.capped(world, turn, np.array([0.4, 0.4, 0.05, 0.2])) == pytest.approx([0.315, 0.18, 0.05, 0.09])


def test_aid_stays_within_the_budget_in_a_war() -> None:
    rows = {"rung": 4, "support[0]": 1.0, "distraction[0]": 1.0}
    with_it, without = (set_up(mend, rows, base=BLEED, doctrines={"us": "full"}) for mend in ("us-budget", "none"))
    held = budget.left(*with_it)[0] * 0.45
    assert perception.aid(*with_it)[0, 0] == pytest.approx(held)
    assert perception.aid(*without)[0, 0] > held


@pytest.mark.parametrize(
    ("doctrine", "rows", "name"),
    [
        ("limited", {}, 0.8 + 0.02 * 0.2),
        ("offshore", {}, 0.8 + 0.02 * 0.2 - 0.1 * (0.4 - 0.3)),
        ("burden-shifting", {}, 0.8 + 0.02 * 0.2 - 0.1 * (0.4 - 0.2)),
        ("full", {"level[0]": 1.0, "rung": 2}, 0.8 + 0.02 * 0.2 - 0.1 * (1.0 - 0.7)),
        ("full", {"level[0]": 1.0}, 0.8 + 0.02 * 0.2),
        ("full", {"support[0]": 0.1}, 0.8 + 0.02 * 0.2 - 0.1 * (0.4 - 0.2)),
        ("limited", {"rung": 4, "abandoned_in[0]": 1.0}, 0.8 + 0.02 * 0.2 - 0.4 * 0.8),
        ("burden-shifting", {"credit": 0.05, "level[0]": 1.0}, 0.05),
    ],
    ids=["keeps", "cuts", "cuts-more", "beyond-its-means", "peace-costs-no-stocks", "loses-heart", "leaves", "bottom"],
)
def test_a_name_is_lost_by_what_is_not_given(doctrine: str, rows: dict[str, Any], name: float) -> None:
    held = {"credit": 0.8, "distraction": 0.0, "level[0]": 0.4} | rows
    world, turn = set_up("us-budget", held, doctrines={"us": doctrine})
    assert budget.credit(world, turn) == pytest.approx([name])


def test_a_dated_withdrawal_counts_as_leaving() -> None:
    left = with_events(NOW, Event(kind="withdrawal", quarter=3, seat="us"))
    for quarter, leaves in ((3, True), (4, False)):
        world, turn = set_up("us-budget", quarter=quarter, base=left)
        assert budget.walks_out(world, turn).tolist() == [leaves]
    world, turn = set_up(
        "us-budget", quarter=3, base=with_events(NOW, Event(kind="withdrawal", quarter=3, seat="russia"))
    )
    assert not budget.walks_out(world, turn).any()


def test_belief_moves_with_the_name() -> None:
    rows = {"credit": 0.8, "reliability": 0.5, "level": 0.4, "distraction": 0.0}
    world, turn = set_up("us-budget", rows, doctrines={"us": "burden-shifting"})
    budget.resolve(world, turn)
    assert world.reliability[:, 0] == pytest.approx([0.5 * world.credit[0] / 0.8, 0.5])
    assert budget.believed(world)[:, 0] == pytest.approx([0.4 * world.credit[0], 0.4])
    assert budget.taiwan(world, turn) == pytest.approx(turn.p.h_tw * (1 + 2 * (1 - world.credit)))


def test_credibility_follows_what_is_believed() -> None:
    paths = [
        play("four-nos", 20, runs=50, mends=mend, doctrines={"us": "burden-shifting"}) for mend in ("none", OURS[0])
    ]
    plain, worn = (played.world.credibility[0].mean() for played in paths)
    assert worn < plain - 0.02
    assert (paths[1].world.credibility[1] == paths[0].world.credibility[1]).all()


# ------------------------------------------------------------------------------------------------------------- need


def test_dependence_outlasts_half_of_the_war_and_ends_in_a_lean() -> None:
    world, turn = set_up("russia-need", {"reliance": 0.6}, quarter=400)
    assert need.fading(turn) == pytest.approx(0, abs=1e-6)
    assert need.bound(world, turn) == pytest.approx(0.6 + 0.05 * (0.3 - 0.6))
    world, turn = set_up("russia-need", {"reliance": 0.6}, quarter=400, doctrines={"russia": "lean-china"})
    assert need.bound(world, turn) == pytest.approx(0.6 + 0.05 * (1.0 - 0.6))


def test_what_dependence_leaves_of_aid_and_sales() -> None:
    world, turn = set_up("russia-need", {"reliance": [0.0, 0.6, 1.0]}, runs=3, quarter=0)
    assert need.spared(world, turn) == pytest.approx([1.0, 0.7, 0.5])
    assert need.sales(world, turn) == pytest.approx([0.03, 0.0, -0.02])
    world, turn = set_up("russia-need", {"reliance": 0.6}, quarter=400)
    assert need.sales(world, turn) == pytest.approx(-0.05 * 0.8)


def test_a_bound_patron_gives_deeper_cover() -> None:
    costs = []
    for mend in ("none", "russia-need"):
        rows = {"rung": 1, "reliance": 0.6}
        world, turn = stage(rows, before="ladder", base=NOW, mends=mend, doctrines={"russia": "lean-china"})
        costs.append([np.ravel(ladder.pressure_cost(turn))[0], ladder.crisis_cost(world, turn)[0]])
    assert np.subtract(costs[0], costs[1]) == pytest.approx([0.5 * 0.04 * 0.3, 0.04 * 0.3])


def test_the_far_east_grows_unsafe_with_the_challenger() -> None:
    rows = {"rivalry[1]": [0.2, 0.2, 0.4], "force[1]": [9.0, 4.5, 9.0]}
    world, turn = set_up("russia-need", rows, runs=3, quarter=0)
    assert need.far_east(world, turn) / turn.p.h_fe == pytest.approx([1.0, 0.5, 2.0])
    world, turn = set_up("russia-need", rows, runs=3, quarter=40)
    assert need.far_east(world, turn) / turn.p.h_fe == pytest.approx(np.array([1.0, 0.5, 2.0]) * 1.02**10)


def test_it_is_of_no_concern_where_the_scenario_has_no_need() -> None:
    one, other = (play("ukraine-analogue", 12, runs=40, mends=mend) for mend in ("none", "russia-need"))
    assert np.array_equal(one.world.block, other.world.block)


def test_sales_reach_the_targets_output() -> None:
    rows = {"reliance": [0.6, 1.0], "output": 0.15, "self_supply": 0.0}
    world, turn = set_up("russia-need", rows, runs=2, quarter=0)
    fighting.munitions(world, turn)
    assert world.output == pytest.approx([0.15, 0.15 - 0.05 * 0.4])


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


# ------------------------------------------------------------------------------------------------- all together


def fresh(mend: str) -> World:
    return stage(before="events", base=NOW, quarter=0, mends=mend)[0]


KEPT = {
    "us-budget": {"credit": 1.0},
    "russia-need": {"reliance": 0.6},
    "aid-votes": {"flow": 1.0, "divided": 1.0},
    "opinion": {"too_much": 0.07},
}


@pytest.mark.parametrize("mend", OURS)
def test_what_a_mend_keeps_is_laid_out_only_where_it_is_on(mend: str) -> None:
    world, bare = fresh(mend), fresh("none")
    for owner, rows in KEPT.items():
        for name, value in rows.items():
            assert getattr(bare, name).mean() == 0.0
            assert getattr(world, name).mean() == pytest.approx(value if owner == mend else 0.0)


def test_all_of_them_are_in_the_table_and_the_phase_moves_nothing_without_them() -> None:
    assert set(OURS) <= set(mends())
    world, turn = set_up("none", {"rung": 4}, base=UKRAINE)
    before = world.digest()
    patronage.resolve(world, turn)
    assert world.digest() == before
    assert patronage.feared(world, turn) == 1.0
    given = np.full((2, 1), 0.3)
    assert patronage.sent(world, turn, given) is given


@pytest.mark.parametrize("mend", OURS)
def test_chance_of_a_mend_has_names_of_its_own(mend: str) -> None:
    """The draws that were there before are the same: only runs that a mend touches can differ."""
    one, other = (play("four-nos", 3, runs=60, mends=choice) for choice in ("none", mend))
    same = ("mood", "distraction", "coerced")
    assert all(np.array_equal(getattr(one.world, name), getattr(other.world, name)) for name in same)


def apart(mend: str, seat: str, kind: str, harmful: str, measure: str) -> float:
    """Return how much a doctrine of a patron moves a measure in peace, in standard errors, over types from the prior."""
    options: dict[str, Any] = {"runs": 1_500, "types": "prior", "mends": mend}
    kinder, worse = (play(NOW, doctrines={seat: name}, **options).outcomes[measure] for name in (kind, harmful))
    moved = worse - kinder
    return float(moved.mean() / moved.std() * np.sqrt(moved.size))


def test_the_seats_of_the_patrons_tell_in_peace() -> None:
    """A patron that shifts the burden, or leans to the challenger, costs Vietnam crises; the mends make it tell."""
    burden = ("us", "full", "burden-shifting", "crises")
    assert abs(apart("none", *burden)) < 3 < apart("us-budget", *burden)
    assert apart("us-budget", "us", "full", "burden-shifting", "autonomy") < -4
    lean = ("russia", "supplier", "lean-china")
    assert apart("russia-need", *lean, "crises") > apart("none", *lean, "crises") + 5
    assert apart("russia-need", *lean, "autonomy") < -4
