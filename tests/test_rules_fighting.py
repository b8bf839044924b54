"""Fighting, by hand: contact, losses, land, the culmination of an offensive, forces and munitions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters import Values
from sim.rules import fighting
from sim.rules.fighting import Front
from sim.rules.turn import intensity
from sim.seats import BORDER_WAR, CRISIS, OCCUPATION, STALEMATE
from tests.engine import CENTRE, resolved, scenario, stage

BLEED = scenario("bleeding-white")
WAR: dict[str, Any] = {
    "force": [[4.0], [9.0]],
    "weariness": [[0.2], [0.1]],
    "fighting": 0.0,
    "land_held": 0.0,
    "aim": 0.0,
}


def at_war(rows: dict[str, Any], **options: Any) -> Any:
    """Return world and turn before the fighting: supply .5, nine tenths of the challenger's force free."""
    world, turn = stage(WAR | rows, before="fighting", base=options.pop("base", BLEED), **options)
    for name, value in (WAR | rows).items():
        getattr(world, name)[...] = value
    turn.supply, turn.available, turn.challenger_output = np.array([0.5]), np.array([0.9]), 1.0
    turn.target_strength = 0.8 * world.force[0] * turn.supply
    turn.aid_total = np.array([0.2])
    turn.in_border_war, turn.in_stalemate = world.rung == BORDER_WAR, world.rung == STALEMATE
    turn.in_occupation = world.rung == OCCUPATION
    turn.at_war = turn.in_border_war | turn.in_stalemate | turn.in_occupation
    turn.intensity = intensity(world.rung, turn.challenger.bleed, turn.p)
    return world, turn


@pytest.mark.parametrize(
    ("rung", "bleed", "u"),
    [(2, 1.6, 0.0), (3, 1.6, 1.0), (4, 1.0, 0.045), (4, 1.6, 0.072), (5, 1.0, 0.45), (5, 1.6, 0.585), (6, 1.6, 0.0)],
    ids=["crisis", "border-war", "bleed", "bleed-harder", "occupation", "occupation-at-most", "settlement"],
)
def test_intensity(rung: int, bleed: float, u: float) -> None:
    assert intensity(np.array([rung]), bleed, CENTRE) == pytest.approx(u)


@pytest.mark.parametrize(
    ("force", "spell", "contact"),
    [(9.0, 1.0, 4.5 * 0.6), (9.0, 2.0, 4.5 * 0.8), (9.0, 3.0, 4.5), (9.0, 9.0, 4.5), (1.0, 1.0, 1.0)],
    ids=["first-quarter", "second", "third", "later", "small-force"],
)
def test_roads_cap_the_force_in_contact(force: float, spell: float, contact: float) -> None:
    assert fighting.in_contact(np.array([force]), 4.5, np.array([spell])) == pytest.approx(contact)


def test_the_front_over_occupied_land() -> None:
    world, turn = at_war({"rung": OCCUPATION, "war_spell": 9.0, "quarters_on_rung": 3.0})
    meet = fighting.front(world, turn)
    dug_in = 1 - np.exp(-1.0)
    assert meet.challenger == pytest.approx(4.5)
    assert meet.target == pytest.approx(0.8 * 4.0 * 0.5)
    assert meet.fires == pytest.approx(4.5 / (4.0 * 0.5))
    assert meet.entrenched == pytest.approx(dug_in) and meet.dug == pytest.approx(1 + 0.47 * dug_in)
    assert meet.retaking == pytest.approx(0.37 * 0.8) and meet.pressing == pytest.approx(0.05 * 0.9)


@pytest.mark.parametrize(
    ("rung", "retaking", "pressing", "entrenched"),
    [(BORDER_WAR, 0.0, 0.0, 1.0), (STALEMATE, 0.5 * 0.37 * 0.8, 0.05 * 0.9, 1.0)],
    ids=["border-war", "stalemate"],
)
def test_who_attacks(rung: int, retaking: float, pressing: float, entrenched: float) -> None:
    sides = fighting.static_front if rung == STALEMATE else fighting.front
    meet = sides(*at_war({"rung": rung, "quarters_on_rung": 2.0}))
    found = [float(np.ravel(value)[0]) for value in (meet.retaking, meet.pressing, meet.entrenched)]
    assert found == pytest.approx([retaking, pressing, entrenched])


def test_a_history_may_say_when_the_target_attacked() -> None:
    history = scenario("ukraine-analogue").history
    assert history is not None
    early = scenario("ukraine-analogue").model_copy(
        update={"history": history.model_copy(update={"effort_early": 0.5, "effort_late": 2.0})}
    )
    for quarters, effort in ((4.0, 0.5), (5.0, 2.0)):
        world, turn = at_war({"rung": OCCUPATION, "quarters_on_rung": quarters}, base=early)
        assert fighting.front(world, turn).retaking == pytest.approx(0.37 * 0.8 * effort)


def test_patrons_that_fight_add_strength_and_fire() -> None:
    rows = {"rung": STALEMATE, "war_spell": 9.0, "quarters_on_rung": 3.0, "fighting": [[1.0], [0.0]]}
    meet = fighting.front(*at_war(rows))
    assert meet.target == pytest.approx(0.8 * 4.0 * 0.5 + 0.8 * 4.5)
    assert meet.fires == pytest.approx(4.5 / (4.0 * 0.5 + 0.8 * 4.5))


@pytest.mark.parametrize(
    ("fires", "offensive", "times"),
    [(1.0, True, 1.0), (0.5, True, 1.0), (1.5, True, 1.5), (5.0, True, 2.0), (5.0, False, 1.0)],
    ids=["even", "superior", "outgunned", "at-most", "quiet-front"],
)
def test_the_outgunned_side_loses_more(fires: float, offensive: bool, times: float) -> None:
    assert fighting.outgunned(np.array([fires]), np.array([offensive]), CENTRE) == pytest.approx(times)


MEET = Front(*(np.array([x]) for x in (4.5, 1.6, 1.25, 0.5, 1.235, 0.3, 0.04)))
"""A meeting in which the target faces 1.25 times its own fire; entrenched by half."""


@pytest.mark.parametrize(
    ("rung", "u", "target", "challenger"),
    [
        (BORDER_WAR, 1.0, 4.5 * 1.25, 1.6 * 1.9),
        (
            OCCUPATION,
            0.585,
            4.5 * 1.25 * (1 + 0.3 * (1.9 * 0.8 * 1.235 - 1) + 0.04 * (1 / 1.32 - 1)),
            1.6 * (1 + 0.3 * (1.25 / 1.235 - 1) + 0.04 * (1.9 * 1.32 - 1)),
        ),
        (
            STALEMATE,
            0.072,
            4.5 * (1 + 0.3 * (1.9 * 0.8 * 1.235 - 1) + 0.04 * (1 / 1.32 - 1)),
            1.6 * (1 + 0.3 * (1.25 / 1.235 - 1) + 0.04 * (1.9 * 1.32 - 1)),
        ),
        (CRISIS, 0.0, 0.0, 0.0),
    ],
    ids=["border-war", "occupation", "stalemate", "no-war"],
)
def test_losses(rung: int, u: float, target: float, challenger: float) -> None:
    world, turn = at_war({"rung": rung})
    quiet = {BORDER_WAR: {"retaking": np.zeros(1), "pressing": np.zeros(1)}, STALEMATE: {"fires": None}}
    lost = fighting.losses(world, turn, replace(MEET, **quiet.get(rung, {})))
    assert lost[:, 0] == pytest.approx([0.105 * u * target, 0.105 * u * challenger])


def test_nobody_loses_more_than_half_a_force_in_a_quarter() -> None:
    world, turn = at_war({"rung": BORDER_WAR, "force": [[0.1], [0.2]]}, parameters={"beta": 5.0})
    assert fighting.losses(world, turn, MEET)[:, 0] == pytest.approx([0.05, 0.1])


def test_at_sea_superior_fire_does_not_multiply_losses() -> None:
    world, turn = at_war({"rung": BORDER_WAR}, base=scenario("rig-crisis"))
    meet = replace(MEET, retaking=np.zeros(1), pressing=np.zeros(1))
    assert fighting.losses(world, turn, meet)[0] == pytest.approx(min(0.105 * 4.5, 2.0))


PUSHED = 4.5 / (4.5 + 1.32 * 1.6)
REGAINED = 1.6 / (1.6 + 1.235 * 4.5)


@pytest.mark.parametrize(
    ("rung", "rows", "change"),
    [
        (BORDER_WAR, {}, 0.9 * (PUSHED - 0.25) * 0.8),
        (BORDER_WAR, {"aim": 1.0}, 0.9 * (PUSHED - 0.10) * 0.8),
        (BORDER_WAR, {"aim": 1.0, "land_held": 0.5}, 0.9 * (PUSHED - 0.10) * 0.8 * 0.5),
        (
            OCCUPATION,
            {"land_held": 0.5},
            0.9 * 0.585 * (0.4 * 0.04 * (PUSHED - 0.5) * 0.5 - 0.6 * max(REGAINED - 0.35, 0.0)),
        ),
        (STALEMATE, {"land_held": 0.0}, 0.0),
    ],
    ids=["punish", "seize", "slower-the-more-is-taken", "occupation", "stalemate"],
)
def test_land(rung: int, rows: dict[str, Any], change: float) -> None:
    world, turn = at_war({"rung": rung} | rows, luck={"fighting/advance": 0.3})
    assert fighting.advance(world, turn, MEET) == pytest.approx(change)


CULMINATION: dict[str, tuple[dict[str, Any], dict[str, float], str, int, float]] = {
    "punitive, ends early": ({"rung": 3, "land_held": 0.3}, {"culminate": 0.74}, "bleeding-white", STALEMATE, 0.0),
    "punitive, goes on": ({"rung": 3, "land_held": 0.3}, {"culminate": 0.76}, "bleeding-white", BORDER_WAR, 0.3),
    "punitive, worth holding": (
        {"rung": 3, "land_held": 0.3},
        {"culminate": 0.0},
        "bleeding-white",
        OCCUPATION,
        0.3,
    ),
    "seizing, ends": (
        {"rung": 3, "aim": 1.0, "land_held": 0.3},
        {"culminate": 0.39},
        "bleeding-white",
        OCCUPATION,
        0.3,
    ),
    "seizing, goes on": (
        {"rung": 3, "aim": 1.0, "land_held": 0.3},
        {"culminate": 0.41},
        "bleeding-white",
        BORDER_WAR,
        0.3,
    ),
    "seizing, no foothold": (
        {"rung": 3, "aim": 1.0, "land_held": 0.08},
        {"culminate": 0.0},
        "bleeding-white",
        STALEMATE,
        0.0,
    ),
    "at sea": ({"rung": 3, "land_held": 0.0}, {"culminate": 0.0}, "rig-crisis", CRISIS, 0.0),
    "foothold lost": ({"rung": 5, "land_held": 0.029}, {}, "bleeding-white", STALEMATE, 0.029),
    "foothold kept": ({"rung": 5, "land_held": 0.031}, {}, "bleeding-white", OCCUPATION, 0.031),
}


@pytest.mark.parametrize("name", CULMINATION)
def test_culmination(name: str) -> None:
    rows, luck, base, rung, land = CULMINATION[name]
    draws = {f"fighting/{draw}": value for draw, value in luck.items()}
    world, turn = at_war(rows, base=scenario(base), luck=draws)
    fighting.culmination(world, turn)
    assert (world.rung, world.land_held) == (rung, pytest.approx(land))
    assert world.ever_occupied == (rung == OCCUPATION)


def test_recruits_and_ceilings() -> None:
    world, turn = at_war({"rung": STALEMATE, "weariness": [[0.5], [0.0]]})
    assert fighting.recruits(world, turn)[:, 0] == pytest.approx([0.0016 * 100 * 10 * 0.5, 0.0016 * 1410 * 10])
    left = fighting.after_battle(world, turn, np.array([[0.3], [0.4]]))
    assert left[:, 0] == pytest.approx([4.0 - 0.3 + 0.8, 11.0])


@pytest.mark.parametrize(
    ("vietnam", "force", "after"),
    [("four-nos", 3.0, 3.1), ("four-nos", 5.0, 4.9), ("augmented", 4.0, 4.2), ("four-nos", 9.0, 6.7)],
    ids=["rebuilds", "demobilises", "self-help", "over-its-ceiling"],
)
def test_forces_return_to_their_usual_size_in_peace(vietnam: str, force: float, after: float) -> None:
    world, turn = at_war({"rung": 0, "force": [[force], [6.0]]}, doctrines={"vietnam": vietnam})
    fighting.rebuilt(world, turn)
    assert world.force[:, 0] == pytest.approx([after, 6.3])


@pytest.mark.parametrize(
    ("rung", "stocks", "output", "expected"),
    [
        (0, 2.0, 0.15, (2.25, 0.15)),
        (3, 2.0, 0.15, (2.0 + 0.15 + 0.2 - 1.0, 0.158)),
        (4, 2.0, 0.15, (2.0 + 0.15 + 0.2 - 0.072, 0.158)),
        (3, 0.1, 0.15, (0.0, 0.158)),
        (4, 3.99, 0.15, (4.0, 0.158)),
        (4, 2.0, 0.6, (2.0 + 0.6 + 0.2 - 0.072, 0.6)),
        (4, 2.0, 0.9, (2.0 + 0.9 + 0.2 - 0.072, 0.9)),
    ],
    ids=["peace", "border-war", "bleed", "exhausted", "full", "output-ceiling", "above-its-ceiling"],
)
def test_munitions(rung: int, stocks: float, output: float, expected: tuple[float, float]) -> None:
    world, turn = at_war({"rung": rung, "stocks": stocks, "output": output, "self_supply": 0.0})
    fighting.munitions(world, turn)
    assert (world.stocks[0], world.output[0]) == pytest.approx(expected)


def test_a_later_change_of_posture_builds_output_step_by_step() -> None:
    world, turn = at_war({"rung": 0, "output": 0.15, "self_supply": 0.0}, doctrines={"vietnam": "augmented"})
    for built in (0.02, 0.04, 0.06):
        fighting.munitions(world, turn)
        assert (world.self_supply[0], world.output[0]) == pytest.approx((built, 0.15 + built))


@given(st.floats(0.0, 3.0), st.floats(0.0, 3.0), st.floats(0.0, 1.0))
def test_more_fire_never_costs_its_own_side_more(fires: float, more: float, art: float) -> None:
    p = Values({"art": art})
    facing = fighting.outgunned(np.array([fires, fires + more]), np.array([True, True]), p)
    assert facing[1] >= facing[0]


def test_a_quarter_of_war_leaves_its_dead() -> None:
    world, _turn = resolved("fighting", WAR | {"rung": STALEMATE, "dead": [[9.0], [8.0]]}, base=BLEED)
    assert (world.dead[:, 0] > [9.0, 8.0]).all() and world.war_quarters == 1 and world.war_spell == 1
