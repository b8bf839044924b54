"""Mends of the war side, by hand: outlook and patience, the front line, the scar of war, the table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.mends import table
from sim.pledges import PLEDGES
from sim.rules import bargaining, economy, fighting, frontline, weariness
from sim.seats import BORDER_WAR, OCCUPATION, PEACE, STALEMATE
from tests.engine import Played, play, scenario, stage

WAR = scenario("border-war-1979")
SIDE = (
    *("prospects", "cambodia", "mobilisation", "border-deaths", "occupier-deaths"),
    *("starved-defender", "scar", "assurance", "bleeding-cost", "rotation"),
)


def staged(mend: str, rows: dict[str, Any], before: str = "fighting", **options: Any) -> Any:
    """Return a world and a turn of the history of 1979 in which only one mend is in use."""
    return stage(rows, mends=mend, before=before, base=options.pop("base", WAR), **options)


def factual(mends: str, quarters: int = 52, **options: Any) -> Played:
    return play("border-war-1979", quarters, mends=mends, runs=options.pop("runs", 400), keep=True, **options)


@pytest.mark.parametrize("name", SIDE)
def test_without_its_mend_no_row_of_ours_moves(name: str) -> None:
    played = factual("all,-" + name, 8, runs=5)
    rows = {"cambodia": ("expedition", "dead_abroad"), "mobilisation": ("army", "military_burden"), "scar": ("scar",)}
    assert not any(getattr(played.world, row).any() for row in rows.get(name, ()))
    assert name in table()


# -------------------------------------------------------------------------------------------------- prospects, patience


@pytest.mark.parametrize(("odds", "ratio"), [(0.5, 1.0), (1.0, 1.5), (0.0, 0.5), (0.8, 1.3)])
def test_a_war_weighs_the_more_the_likelier_it_is_lost(odds: float, ratio: float) -> None:
    world, turn = staged("prospects", {"rung": STALEMATE, "dead[0]": 20.0, "dead[1]": 20.0}, before="weariness")
    turn.odds, turn.stake = np.array([odds]), np.array([0.5])
    assert weariness.outlook(turn, turn.odds) == pytest.approx(ratio)
    weariness.judge(world, turn)
    bears = [1.0 / ratio, (turn.p.tolerance_challenger + 0.5) / (2.0 - ratio)]
    people = [53.0, 970.0]
    for side in range(2):
        tired = weariness.weariness(world.dead[side], people[side], world.burden[side], np.array([bears[side]]), turn.p)
        assert world.weariness[side] == pytest.approx(tired)


def test_in_peace_there_is_no_outlook() -> None:
    _world, turn = staged("prospects", {"rung": PEACE}, before="weariness")
    assert weariness.outlook(turn, np.array([1.0])) == 1.0


@pytest.mark.parametrize(
    ("rung", "spell", "times"), [(STALEMATE, 8.0, 1.5), (STALEMATE, 0.0, 1.0), (OCCUPATION, 8.0, 1.0)]
)
def test_years_of_bleeding_cost_the_challenger_more(rung: int, spell: float, times: float) -> None:
    burdens = []
    for mend in ("none", "bleeding-cost"):
        world, turn = staged(mend, {"rung": rung, "war_spell": spell}, before="weariness")
        world.war_spell = spell
        weariness.tire(world, turn)
        burdens.append(turn.drain)
    assert burdens[1][1] == pytest.approx(times * burdens[0][1]) and burdens[1][0] == pytest.approx(burdens[0][0])


# ------------------------------------------------------------------------------------------------------- the front line


def front(rung: int, **values: Any) -> dict[str, Any]:
    base = {"rung": rung, "war_spell": 9.0, "quarters_on_rung": 9.0, "land_held": 0.4 * (rung == OCCUPATION)}
    return base | {"force[0]": 2.0, "force[1]": 6.0} | values


def lost(mend: str, rung: int, **options: Any) -> Any:
    world, turn = staged(mend, front(rung), **options)
    turn.supply = np.array([options.pop("supply", 1.0)])
    meet = (fighting.static_front if rung == STALEMATE else fighting.front)(world, turn)
    return fighting.losses(world, turn, meet)


@pytest.mark.parametrize(("rung", "share"), [(STALEMATE, 0.3), (OCCUPATION, 1.0), (BORDER_WAR, 1.0)])
def test_a_static_border_is_fought_over_in_places(rung: int, share: float) -> None:
    assert lost("border-deaths", rung) == pytest.approx(share * lost("none", rung))


@pytest.mark.parametrize("rung", [OCCUPATION, STALEMATE])
def test_before_a_still_front_an_attack_meets_works_as_deep_as_its_own(rung: int) -> None:
    plain, mended = lost("none", rung), lost("occupier-deaths", rung)
    assert mended[1] > plain[1] and mended[0] < plain[0]


def test_in_an_invasion_nobody_has_dug_in() -> None:
    assert (lost("occupier-deaths", BORDER_WAR) == lost("none", BORDER_WAR)).all()
    _world, turn = staged("occupier-deaths", {})
    assert frontline.fortified(turn, 1.47, np.array([0.0, 1.0])) == pytest.approx([1.0, 1.47])


def test_an_occupier_that_presses_on_gains_less_ground_where_the_target_has_dug_in() -> None:
    moved = []
    for mend in ("none", "occupier-deaths"):
        world, turn = staged(mend, front(OCCUPATION), doctrines={"china": "seize"})
        world.weariness[0], turn.target_strength = 1.0, np.array([0.8])
        moved.append(fighting.advance(world, turn, fighting.front(world, turn)))
    assert 0.0 < moved[1] < moved[0]


@pytest.mark.parametrize("supply", [1.0, 0.6, 0.2])
def test_a_starved_defender_spares_men_and_pays_in_ground(supply: float) -> None:
    _world, turn = staged("starved-defender", {})
    turn.supply = np.array([supply])
    yields = frontline.yielding(turn)
    assert yields == pytest.approx(1 - supply)
    times = np.array([1.8])
    assert frontline.spared(times, yields) == pytest.approx(1 + 0.8 * supply)
    assert frontline.spared(times, yields) * frontline.pace(times, yields) == pytest.approx(times)


def test_a_starved_defender_stops_retaking_and_one_in_supply_does_as_before() -> None:
    for supply, share in ((1.0, 1.0), (0.4, 0.4)):
        efforts = []
        for mend in ("none", "starved-defender"):
            world, turn = staged(mend, front(OCCUPATION))
            turn.supply = np.array([supply])
            efforts.append(fighting.front(world, turn).retaking)
        assert efforts[1] == pytest.approx(share * efforts[0])


def test_a_starved_defender_loses_fewer_men() -> None:
    """The analogue with Vietnam's thin supply lines: a third fewer dead, and ground lost no slower at first."""
    opening = {"patron_a.corridor": 0.45, "patron_b.corridor": 0.35}
    plain, mended = (
        play("ukraine-analogue", opening=opening, mends=mend, runs=300, keep=True)
        for mend in ("none", "starved-defender")
    )
    dead = [np.median(run.outcomes["target_dead_thousand"]) for run in (plain, mended)]
    assert dead[1] < 0.75 * dead[0]
    land = [np.median(run.path("land_held")[4]) for run in (plain, mended)]
    assert land[1] > land[0]


@pytest.mark.parametrize(("force", "wear"), [(3.0, 1.0), (5.0, 1.0), (10.0, 0.75), (20.0, 0.625)])
def test_a_reserve_takes_wear_off_the_front(force: float, wear: float) -> None:
    world, turn = staged("rotation", {})
    world.force[1], turn.available = force, np.array([1.0])
    assert frontline.unworn(world, turn) == pytest.approx(wear)


def test_a_larger_army_takes_more_land_with_a_reserve_and_no_more_without() -> None:
    def taken(mend: str, force: float) -> float:
        opening: dict[str, Any] = {"quarrel.rung": "border-war", "challenger.force": force}
        opening["challenger.force_ceiling"] = force
        options: dict[str, Any] = {"doctrines": {"china": "seize"}, "mends": mend, "runs": 400, "opening": opening}
        return float(play("four-nos", 8, **options).outcomes["peak_land_lost"].mean())

    assert taken("none", 11.0) == pytest.approx(taken("none", 7.0), abs=0.005)
    assert taken("rotation", 11.0) > taken("rotation", 7.0) + 0.01


# -------------------------------------------------------------------------------------------------- scar, and the table


@pytest.mark.parametrize(
    ("rung", "scar"), [(BORDER_WAR, 0.098 + 0.25 * 0.06), (OCCUPATION, 0.098 + 0.25 * 0.06), (STALEMATE, 0.098)]
)
def test_fighting_at_home_leaves_a_scar_and_bleeding_does_not(rung: int, scar: float) -> None:
    world, turn = staged("scar", {"rung": rung}, before="economy")
    world.scar, turn.drain = 0.1, np.array([[0.06], [0.01]])
    turn.in_border_war, turn.in_occupation = np.array([rung == BORDER_WAR]), np.array([rung == OCCUPATION])
    assert economy.scar(world, turn) == pytest.approx(scar)


def test_a_scar_lowers_output_and_heals() -> None:
    world, _turn = staged("scar", {"gdp_path": 2.0, "output_loss": 0.0, "scar": 0.1})
    assert economy.gdp(world) == pytest.approx(1.8)
    played = play("four-nos", 30, mends="scar", runs=2, keep=True, opening={"quarrel.grievance": 0.0})
    assert not played.world.scar.any()
    world, turn = staged("scar", {"rung": 0}, before="economy")
    world.scar = 0.1
    for _quarter in range(34):
        world.scar = economy.scar(world, turn)
    assert world.scar == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize(
    ("vietnam", "greed", "stilled"),
    [("bamboo", 0.0, 0.765), ("four-nos", 0.0, 0.525), ("bamboo", 1.0, 0.0), ("bamboo", 0.5, 0.3825)],
)
def test_pledges_and_reassurance_still_the_fear_of_a_challenger_that_seeks_safety(
    vietnam: str, greed: float, stilled: float
) -> None:
    base = scenario("bleeding-white")
    world, turn = stage(
        {"greed": greed}, base=base, mends="assurance", before="bargaining", doctrines={"vietnam": vietnam}
    )
    assert bargaining.assurance(world, turn) == pytest.approx(stilled)
    plain, without = stage({"greed": greed}, base=base, before="bargaining", doctrines={"vietnam": vietnam})
    fear = bargaining.challenger_least(plain, without) - without.odds - plain.optimism[1] + plain.weariness[1]
    least = bargaining.challenger_least(world, turn) - turn.odds - world.optimism[1] + world.weariness[1]
    assert least == pytest.approx(fear * (1 - stilled))


def test_a_promise_is_worth_what_it_binds() -> None:
    world, turn = stage({}, base=scenario("bleeding-white"), mends="assurance", before="bargaining")
    world.greed = 0.0
    world.pledged = 0.0
    world.pledged[0] = 1.0
    weight = PLEDGES[0].weight / sum(row.weight for row in PLEDGES)
    assert bargaining.assurance(world, turn) == pytest.approx(0.525 * weight)


def test_without_pledges_the_histories_are_as_they_were() -> None:
    for name in ("border-war-1979", "ukraine-analogue"):
        plain, mended = (play(name, 30, mends=mend, runs=30) for mend in ("none", "assurance"))
        assert np.array_equal(plain.world.block, mended.world.block)


def test_postures_that_differ_in_peace_levers_alone_part_at_the_table() -> None:
    def settled(vietnam: str, mend: str) -> float:
        options: dict[str, Any] = {"doctrines": {"vietnam": vietnam}, "mends": mend, "runs": 1_000}
        return float(play("bleeding-white", **options).outcomes["settled"].mean())

    assert abs(settled("bamboo", "none") - settled("four-nos", "none")) < 0.02
    assert settled("bamboo", "assurance") > settled("four-nos", "assurance") + 0.02
