"""The mends of the patrons' side, by hand: budget and name, need; and what they change together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.mends import table as mends
from sim.rules import budget, fighting, ladder, need, patronage, perception
from sim.scenario import Event
from sim.world import World
from tests.engine import play, stage, with_events
from tests.patronage import BLEED, NOW, OURS, UKRAINE, set_up

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
    for place in ("ukraine-analogue", "border-war-1979"):
        one, other = (play(place, 30, runs=300, mends=mend) for mend in ("none", "russia-need"))
        assert np.array_equal(one.world.block, other.world.block)


def test_sales_reach_the_targets_output() -> None:
    rows = {"reliance": [0.6, 1.0], "output": 0.15, "self_supply": 0.0}
    world, turn = set_up("russia-need", rows, runs=2, quarter=0)
    fighting.munitions(world, turn)
    assert world.output == pytest.approx([0.15, 0.15 - 0.05 * 0.4])


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
    """Return how much a doctrine of a patron moves a measure in peace, in standard errors, types from the prior."""
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
