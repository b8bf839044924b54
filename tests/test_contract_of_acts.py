"""Acts on the ladder, and answers, mean what their texts say: hundreds of runs of one quarter, each with its own luck.

What is ordered stands instead of what the rules would have drawn; all that a text leaves open is still left to chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.model import CrisisModel
from sim.orders import order
from sim.rules.turn import Turn
from sim.seats import BORDER_WAR, CRISIS, GREY, OCCUPATION, PEACE, PUNISH, SEIZE, SETTLEMENT, STALEMATE
from sim.world import World
from tests.engine import scenario

RUNS = 400
HOSTILE = {"h_act": 1.0, "gz": 1.0, "c_cr": 0.0, "c_gz": 0.0, "slip": 0.3, "coercion_cost": 0.0}
"""Parameters under which pressure, crises and accidents are all likely, so that an order has something to prevent."""
MEEK = {"a_aut": 0.0, "h_act": 1.0}
"""And under which the target gives way more often than not."""


@dataclass(frozen=True)
class After:
    """What a quarter made of some runs."""

    world: World
    turn: Turn
    before: World

    @property
    def gave_way(self) -> NDArray[np.bool_]:
        """Where the target has conceded in this quarter."""
        return self.world.concessions > self.before.concessions

    def rungs(self, where: NDArray[np.bool_] | None = None) -> set[int]:
        """Return the rungs on which runs stand."""
        return set(self.world.rung[where if where is not None else slice(None)].astype(int))


def quarter(
    rows: Mapping[str, float],
    orders: Mapping[str, str],
    parameters: Mapping[str, float] | None = None,
    name: str = "four-nos",
    **options: object,
) -> After:
    """Return what becomes of one quarter, in which seats order what `orders` says, and the others nothing."""
    base = scenario(name)
    model = CrisisModel(base, moves="on", runs=RUNS, seed=5, parameters=parameters, **options)  # type: ignore[arg-type]
    world = model.world
    world.quarter = 1
    world.agenda.capital = 6.0
    world.pledged = 0.0
    for row, value in rows.items():
        getattr(world, row.partition(".")[0])[(0 if row.endswith(".a") else 1) if "." in row else ...] = value
    before = world.fork()
    model.step({seat: order(orders.get(seat, ""), base.role_of(seat), seat) for seat in base.seats})
    assert model.turn is not None
    return After(world, model.turn, before)


ABROAD = {"support": 0.6, "level": 0.5, "credibility": 0.5}


def test_pressing_in_the_grey_zone_ends_peace_and_no_more() -> None:
    usual, pressed = quarter({"rung": PEACE}, {}), quarter({"rung": PEACE}, {"china": "grey-zone"})
    assert usual.rungs() == {PEACE, GREY} and pressed.rungs() == {GREY}


@pytest.mark.parametrize("rung", [PEACE, GREY])
def test_coercion_by_trade_goes_on_until_the_target_gives_way(rung: int) -> None:
    after = quarter({"rung": rung}, {"china": "coerce-trade"}, MEEK)
    assert 0 < after.gave_way.mean() < 1
    assert ((after.world.coerced > 0) == ~after.gave_way).all()


@pytest.mark.parametrize("rung", [PEACE, GREY, CRISIS])
def test_lifting_ends_coercion_by_trade(rung: int) -> None:
    usual = quarter({"rung": rung, "coerced": 1.0}, {})
    lifted = quarter({"rung": rung, "coerced": 1.0}, {"china": "lift"})
    assert usual.world.coerced.any() and not lifted.world.coerced.any()


def test_a_crisis_is_opened_once() -> None:
    after = quarter({"rung": GREY}, {"china": "crisis"})
    assert after.rungs() == {CRISIS}
    assert (after.world.crises == after.before.crises + 1).all()


def test_stepping_down_ends_pressure_but_for_an_accident() -> None:
    usual = quarter({"rung": GREY, "trust": 0.0}, {}, HOSTILE)
    down = quarter({"rung": GREY, "trust": 0.0}, {"china": "step-down"}, HOSTILE)
    accident = down.world.rung == CRISIS
    assert down.rungs() == {PEACE, CRISIS}
    assert 0.1 < accident.mean() < 0.5 < (usual.world.rung == CRISIS).mean()
    assert (down.world.rung[~accident] == PEACE).all()


def test_stepping_down_ends_a_crisis_whatever_the_rules_would_have_had() -> None:
    usual = quarter({"rung": CRISIS}, {}, HOSTILE)
    down = quarter({"rung": CRISIS}, {"china": "step-down"}, HOSTILE)
    assert len(usual.rungs()) > 1 and down.rungs() == {GREY}
    assert not down.world.ever_war.any()


@pytest.mark.parametrize("name", ["four-nos", "rig-crisis"])
@pytest.mark.parametrize("rung", [GREY, CRISIS])
@pytest.mark.parametrize(("move", "aim"), [("strike", PUNISH), ("seize", SEIZE)])
def test_a_blow_opens_a_war_of_its_kind_unless_the_target_gives_way(name: str, rung: int, move: str, aim: int) -> None:
    after = quarter({"rung": rung, "coerced": 1.0}, {"china": move}, MEEK, name=name)
    war = after.world.ever_war > 0
    if (name, move) == ("rig-crisis", "seize"):
        assert not (war & (after.world.aim == SEIZE)).any(), "nothing can be seized at sea"
        return
    assert 0 < after.gave_way.mean() < 1
    assert (war == ~after.gave_way).all()
    assert (after.world.aim[war] == aim).all() and (after.world.first_war[war] == 1).all()


def test_a_blow_out_of_the_grey_zone_is_no_crisis_before_it() -> None:
    after = quarter({"rung": GREY, "trust": 0.0}, {"china": "strike"}, HOSTILE)
    war = after.world.ever_war > 0
    assert (after.world.crises[war] == after.before.crises[war]).all()


def test_the_front_falls_quiet_unless_a_deal_is_made() -> None:
    rows = {"rung": STALEMATE, "quarters_on_rung": 4.0, "war_spell": 6.0, "weariness": 0.7}
    after = quarter(rows, {"china": "quiet-front"}, {"h_set": 1.0, "com": 0.0})
    settled = after.turn.settled
    assert 0 < settled.mean() < 1
    assert after.rungs(settled) == {SETTLEMENT} and after.rungs(~settled) == {GREY}


def test_waiting_begins_no_pressure() -> None:
    usual, waits = (quarter({"rung": PEACE}, {"china": said}, HOSTILE) for said in ("", "answer calm=wait"))
    assert (usual.world.rung == GREY).any() and usual.world.coerced.any()
    assert waits.rungs() == {PEACE} and not waits.world.coerced.any()


def test_pressure_is_kept_as_it_is_but_for_an_accident() -> None:
    rows = {"rung": GREY, "trust": 0.0}
    for parameters, rungs in ((HOSTILE, {GREY, CRISIS}), (HOSTILE | {"slip": 0.0}, {GREY})):
        kept = quarter(rows, {"china": "answer grey=keep"}, parameters)
        assert kept.rungs() == rungs
        assert 0.0 <= (kept.world.rung == CRISIS).mean() < 0.5


@pytest.mark.parametrize(("said", "gives"), [("concede", True), ("hold", False), ("stand-firm", False)])
def test_the_target_gives_way_in_a_crisis_or_does_not_as_it_says(said: str, gives: bool) -> None:
    usual = quarter({"rung": CRISIS}, {}, {"a_aut": 0.2})
    after = quarter({"rung": CRISIS}, {"vietnam": f"answer crisis={said}"}, {"a_aut": 0.2})
    assert 0 < usual.gave_way.mean() < 1
    assert (after.gave_way == gives).all()
    assert not gives or (after.rungs() == {GREY} and (after.world.conceded > after.before.conceded).all())


@pytest.mark.parametrize(("said", "gives"), [("yield", True), ("bear", False)])
def test_the_target_yields_to_pressure_on_trade_or_bears_it_as_it_says(said: str, gives: bool) -> None:
    rows, china = {"rung": PEACE, "coerced": 1.0}, {"china": "coerce-trade"}
    usual = quarter(rows, china, MEEK)
    after = quarter(rows, china | {"vietnam": f"answer coercion={said}"}, MEEK)
    assert 0 < usual.gave_way.mean() < 1
    assert (after.gave_way == gives).all() and ((after.world.coerced == 0) == gives).all()


WAR = {BORDER_WAR, STALEMATE, OCCUPATION}
ANSWERED = {"back-down": {GREY}, "hold": {CRISIS}, "punish": WAR, "seize": WAR}


@pytest.mark.parametrize("said", ANSWERED)
def test_the_challengers_answer_stands_where_no_concession_is_made(said: str) -> None:
    after = quarter({"rung": CRISIS}, {"china": f"answer crisis={said}"}, {"a_aut": 0.2})
    gave = after.gave_way
    assert 0 < gave.mean() < 1 and after.rungs(gave) == {GREY}
    assert after.rungs(~gave) <= ANSWERED[said]
    if said in ("punish", "seize"):
        assert (after.world.aim[~gave] == (SEIZE if said == "seize" else PUNISH)).all()
        assert ((after.world.ever_war > 0) == ~gave).all()


@pytest.mark.parametrize(("said", "fights"), [("fight", True), ("arm", False), ("stay-out", False)])
@pytest.mark.parametrize(("seat", "number"), [("us", 0), ("russia", 1)])
@pytest.mark.parametrize(
    "rows", [{"rung": CRISIS}, {"rung": OCCUPATION, "fighting": 0.0}, {"rung": STALEMATE, "fighting": 1.0}]
)
def test_a_patron_fights_or_keeps_out_as_it_says(
    said: str, fights: bool, seat: str, number: int, rows: dict[str, float]
) -> None:
    """It fights where there is war as the quarter's blows have fallen; where there is none it has no war to fight."""
    orders = {seat: f"answer war={said}"} | ({"china": "strike"} if rows["rung"] == CRISIS else {})
    after = quarter(ABROAD | rows | {"war_spell": 3.0}, orders, {"h_culminate_punish": 0.0, "h_set": 0.0})
    war = after.turn.at_war
    assert war.any()
    assert ((after.world.fighting[number] > 0) == (war & fights)).all()


def test_a_patron_that_has_left_the_target_does_not_fight_for_it() -> None:
    after = quarter(ABROAD | {"rung": OCCUPATION, "gone.a": 1.0}, {"us": "answer war=fight"})
    assert not after.world.fighting.any()


def test_troops_come_home_from_cambodia_in_the_years_after_it_is_ordered() -> None:
    base = scenario("border-war-1979")
    plans = dict.fromkeys(base.seats, "") | {"vietnam": "abroad until 1: leave-cambodia"}
    model = CrisisModel(base, moves="on", runs=RUNS, seed=5, plans=plans)
    world, decided = model.world, {}
    world.agenda.capital = 6.0
    for year in range(5):
        for _quarter in range(4):
            model.step()
        decided[year] = (world.exit_decided >= 0).mean()
    assert 0.8 < decided[0] < decided[1] and decided[1] > 0.99
    assert world.expedition.mean() < 0.02


@pytest.mark.parametrize("rung", [STALEMATE, OCCUPATION])
def test_a_deal_is_made_on_the_terms_that_the_target_names_or_better_ones(rung: int) -> None:
    rows = {"rung": rung, "quarters_on_rung": 4.0, "war_spell": 6.0, "land_held": 0.3, "weariness": 0.4}
    made = {}
    for named in (0.2, 0.5, 1.0):
        after = quarter(rows, {"vietnam": f"answer war=offer-talks at {named}"}, {"h_set": 1.0, "zone_scale": 0.05})
        settled = after.turn.settled
        assert settled.any() == bool((after.turn.least < named).any())
        assert (after.world.terms[settled] <= named + 1e-9).all()
        assert (after.turn.least[settled] < named).all()
        made[named] = settled.mean()
    assert made[0.2] <= made[0.5] < made[1.0]


def test_no_deal_without_a_concession_where_the_challenger_asks_for_one_first() -> None:
    rows = {"rung": STALEMATE, "quarters_on_rung": 4.0, "war_spell": 6.0, "weariness": 0.7}
    eager = {"h_set": 1.0, "com": 0.0}
    offer = {"vietnam": "answer war=offer-talks at 0.9"}
    refuses = {"china": "answer talks=concession-first"}
    assert quarter(rows, {}, eager).turn.settled.any()
    assert not quarter(rows, refuses, eager).turn.settled.any()
    offered, both = quarter(rows, offer, eager), quarter(rows, offer | refuses, eager)
    assert both.turn.settled.any() and (both.turn.settled == offered.turn.settled).all()
