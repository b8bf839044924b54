"""The exit from Cambodia and the size of the whole army, by hand: mends `cambodia` and `mobilisation`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios import load
from sim.errors import InputError
from sim.rules import army, economy, expedition, weariness
from sim.scenario_file import parse
from sim.seats import CRISIS, STALEMATE
from sim.world import NEVER
from tests.engine import Played, play, scenario, stage

WAR = scenario("border-war-1979")


def staged(mend: str, rows: dict[str, Any], before: str = "fighting", **options: Any) -> Any:
    """Return a world and a turn of the history of 1979 in which only one mend is in use."""
    return stage(rows, mends=mend, before=before, base=WAR, **options)


def factual(mends: str, quarters: int = 52) -> Played:
    return play("border-war-1979", quarters, mends=mends, runs=400, keep=True)


# ------------------------------------------------------------------------------------------------------------- Cambodia


@pytest.mark.parametrize(
    ("mend", "troops", "drain", "quarrel"),
    [
        ("none", 0.0, 0.02, 1.0),
        ("cambodia", 2.0, 0.02, 1.0),
        ("cambodia", 1.0, 0.01, 0.75),
        ("cambodia", 0.0, 0.0, 0.5),
    ],
)
def test_drain_and_quarrel_go_as_the_troops_come_home(mend: str, troops: float, drain: float, quarrel: float) -> None:
    world, turn = staged(mend, {"rung": STALEMATE, "expedition": troops})
    assert expedition.drain(world, turn) == pytest.approx(drain)
    assert expedition.quarrel_left(world, turn) == pytest.approx(quarrel)


def test_the_drain_is_counted_once() -> None:
    """With all troops abroad the burden is the reference's: the scenario's drain holds their cost already."""
    rows = {"rung": STALEMATE, "expedition": 2.0}
    plain, mended = (weariness.target_burden(*staged(mend, rows, before="weariness")) for mend in ("none", "cambodia"))
    assert mended == pytest.approx(plain)


def test_the_grievance_falls_as_the_troops_come_home_and_where_the_war_keeps_it_alive() -> None:
    levels = []
    for left in (2.0, 1.0, 0.0):
        world, turn = staged("cambodia", {"rung": STALEMATE, "grievance_onset": 0.9}, before="economy")
        world.expedition = left
        levels.append(economy.structural_grievance(world, turn)[0])
    assert levels == pytest.approx([0.9, 0.9 * 0.75, 0.45])


def test_troops_leave_in_equal_steps_after_the_decision_and_slowly_before_it() -> None:
    world, turn = staged("cambodia", {"expedition": 1.2}, before="expedition", quarter=40)
    assert expedition.withdrawn(world, turn) == pytest.approx(1.2 * (1 - 0.012))
    world.exit_decided, left = 40.0, []
    for quarter in range(40, 46):
        turn.quarter = quarter
        world.expedition = expedition.withdrawn(world, turn)
        left.append(world.expedition[0])
    assert left == pytest.approx([1.0, 0.8, 0.6, 0.4, 0.2, 0.0])


@pytest.mark.parametrize(
    ("tired", "rivalry", "chance"),
    [(0.78, 1.0, 0.5 * 0.55), (0.48, 0.0, 0.5 * 0.55), (0.0, 1.0, 4.74e-5), (1.0, 1.0, 0.513)],
    ids=["weariness-alone", "persuaded", "fresh", "exhausted"],
)
def test_weariness_and_a_patron_at_peace_with_the_challenger_make_the_exit(
    tired: float, rivalry: float, chance: float
) -> None:
    rows = {"expedition": 1.0, "weariness[0]": tired, "level[0]": 0.0, "level[1]": 1.0, "rivalry[1]": rivalry}
    for luck, leaves in ((chance * 0.97, True), (chance * 1.03, False)):
        world, turn = staged("cambodia", {}, before="expedition", luck={"expedition/exit": luck})
        for name, value in rows.items():
            row, bracket, index = name.partition("[")
            getattr(world, row)[int(index[:-1]) if bracket else ...] = value
        assert bool(expedition.decides(world, turn)[0]) is leaves


def test_a_patron_that_is_gone_persuades_nobody_and_its_aid_does_not_enter() -> None:
    world, turn = staged("cambodia", {"gone[0]": 1.0, "gone[1]": 1.0}, before="expedition")
    assert expedition.persuasion(world) == 0.0
    before = expedition.decides(world, turn).copy()
    turn.aid_total = turn.aid_total + 5.0
    assert (expedition.decides(world, turn) == before).all()


def test_a_settlement_brings_the_troops_home() -> None:
    world, turn = staged("cambodia", {"rung": STALEMATE}, before="expedition", quarter=20)
    turn.any_war, turn.settled = True, np.array([True])
    expedition.resolve(world, turn)
    assert world.exit_decided == 20 and world.expedition < 2.0


def test_the_dead_abroad_weigh_like_others() -> None:
    world, turn = staged("cambodia", {"rung": STALEMATE, "dead_abroad": 15.0, "dead[0]": 5.0}, before="weariness")
    weariness.judge(world, turn)
    other, turn = staged("cambodia", {"rung": STALEMATE, "dead_abroad": 0.0, "dead[0]": 20.0}, before="weariness")
    weariness.judge(other, turn)
    assert world.weariness[0] == pytest.approx(other.weariness[0])


def test_exit_and_settlement_are_two_decisions() -> None:
    """Most exits come before any settlement, in runs of their own; troops never come back."""
    played = factual("cambodia")
    world, troops = played.world, played.path("expedition")
    decided = world.exit_decided != NEVER
    alone = decided & ((world.settled_in == NEVER) | (world.exit_decided < world.settled_in))
    assert alone.mean() > 0.4 and (np.diff(troops, axis=0) <= 0).all()
    assert (world.expedition[world.exit_decided < 40][decided[world.exit_decided < 40]] == 0).all()
    assert np.median(world.dead_abroad) == pytest.approx(25, abs=8)


def test_parts_that_are_owed_to_troops_that_are_not_there_are_refused() -> None:
    text = WAR.text.replace("expedition = { value = 2.0", "expedition = { value = 0.0")
    with pytest.raises(InputError, match=r"expedition_share(.|\n)*no troops abroad"):
        parse(text, "a file")
    with pytest.raises(InputError, match=r"expedition_drain(.|\n)*no troops abroad"):
        parse(text, "a file")


# ------------------------------------------------------------------------------------------------------------- the army


@pytest.mark.parametrize(
    ("mends", "rung", "troops", "need"),
    [
        ("mobilisation", STALEMATE, 0.0, 1.0),
        ("mobilisation", CRISIS, 0.0, 0.0),
        ("mobilisation,cambodia", CRISIS, 2.0, 0.5),
        ("mobilisation,cambodia", STALEMATE, 2.0, 1.0),
        ("mobilisation,cambodia", STALEMATE, 1.0, 0.75),
        ("mobilisation,cambodia", CRISIS, 0.0, 0.0),
    ],
)
def test_the_army_follows_its_tasks(mends: str, rung: int, troops: float, need: float) -> None:
    world, turn = staged(mends, {"rung": rung, "expedition": troops, "army": 8.0}, before="army")
    turn.at_war = np.array([rung == STALEMATE])
    world.expedition = troops
    assert army.need(world, turn) == pytest.approx(need)
    assert army.size(world, turn) == pytest.approx(8.0 + 0.1 * (6.15 * (1 + 1.1 * need) - 8.0))


def test_the_military_burden_is_the_army_over_the_people() -> None:
    world, turn = staged("mobilisation", {"army": 12.6}, before="army")
    assert army.military_burden(world, turn) == pytest.approx(2.7 * 12.6 / 530)


def test_the_army_of_the_history_doubles_and_shrinks_again() -> None:
    """Held against the record: 2.05 times its size of 1977 at the top [COW-NMC], and less once the war is settled."""
    played = factual("mobilisation,cambodia", 60)
    size = np.median(played.path("army"), axis=1) / 6.15
    assert 1.7 < size.max() < 2.2
    settled = (played.world.settled_in > 0) & (played.world.settled_in < 44)
    assert (played.world.army[settled] < 0.8 * played.path("army").max(0)[settled]).all()


def test_the_scenario_of_1979_gives_what_the_mends_ask_for() -> None:
    target = load("border-war-1979").opening.target
    assert (target.expedition.value, target.expedition_drain.value, target.army.value) == (2.0, 1.0, 6.15)
    assert scenario("ukraine-analogue").opening.target.expedition.value == 0.0
