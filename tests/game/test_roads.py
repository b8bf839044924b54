from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

from scenarios import load
from sim.doctrines import doctrine, names
from sim.errors import Cancelled, UnknownName
from sim.game.roads import Course, replayed, roads, text
from sim.model import CrisisModel
from sim.orders import Order
from sim.outcome import ENDINGS
from sim.plans import table as plans
from sim.seats import Role
from sim.sitting import Sitting
from sim.study.meters import METERS
from sim.world import World

SEED = 9


def computer(name: str, upto: int | None = None, **options: object) -> World:
    """Return the state of a game of computer seats after some quarters, or at its end."""
    scenario = load(name)
    case = {"seed": SEED, "namespace": "game", "types": "prior", "moves": "on", **options}
    with closing(CrisisModel(scenario, **case)) as model:  # type: ignore[arg-type]
        for _quarter in range(scenario.quarters if upto is None else upto):
            model.step()
        return model.world.fork()


def test_the_road_of_the_posture_that_was_held_is_the_game_itself() -> None:
    scenario = load("rig-crisis")
    course = Course(scenario, SEED)
    for role, seat in scenario.by_role().items():
        found = {road.name: road for road in roads(course, seat)}
        assert set(found) == {name for name in names(role) if doctrine(role, name).suits(scenario)}
        assert found[scenario.seats[seat].doctrine].world.digest() == computer("rig-crisis").digest(), seat


def test_every_road_is_the_game_in_which_that_posture_was_held_from_the_opening() -> None:
    scenario = load("bleeding-white")
    for road in roads(Course(scenario, SEED), "vietnam", quarters=12):
        other = computer("bleeding-white", 12, doctrines={"vietnam": road.posture})
        assert road.world.digest() == other.digest(), road.name


def test_roads_can_part_later_and_a_posture_then_costs_what_it_costs_in_a_game() -> None:
    scenario, first = load("bleeding-white"), 4
    course = Course(scenario, SEED, start=computer("bleeding-white", first))
    for road in roads(course, "vietnam", quarters=10):
        held = "four-nos" if road.posture == "four-nos" else f"four-nos,{road.posture}@{first}"
        assert road.world.digest() == computer("bleeding-white", 10, doctrines={"vietnam": held}).digest(), road.name
        assert len(road.paths["lives"]) == 10 - first + 1


def test_a_game_with_orders_of_persons_is_made_again_exactly_from_them() -> None:
    scenario = load("bleeding-white")
    case = {"seed": SEED, "namespace": "game", "types": "prior", "moves": "on"}
    with closing(CrisisModel(scenario, **case)) as model:  # type: ignore[arg-type]
        sitting, given = Sitting(model), []
        for orders in (
            {"vietnam": "denial", "china": "warn"},
            {"vietnam": "posture porcupine; answer war=dig-in"},
            {"china": "quiet-front"},
        ):
            read = {seat: sitting.submit(seat, order) for seat, order in orders.items()}
            given += [read for _quarter in sitting.advance().quarters]
        played = model.world.fork()
    road = replayed(Course(scenario, SEED, given=given))
    assert road.world.digest() == played.digest()
    assert road.meters["lives"] == pytest.approx(1000.0 * played.dead[0, 0])
    assert road.ending in ENDINGS


def test_the_seats_own_orders_are_dropped_on_its_roads_and_the_others_orders_are_kept() -> None:
    scenario = load("bleeding-white")
    others = [{"china": Order(moves=("quiet-front",))}]
    both = [{"china": Order(moves=("quiet-front",)), "vietnam": Order(moves=("denial",))}]
    kept, dropped = (roads(Course(scenario, SEED, given=given), "vietnam", quarters=4) for given in (others, both))
    assert [road.world.digest() for road in kept] == [road.world.digest() for road in dropped]
    alone = roads(Course(scenario, SEED), "vietnam", quarters=4)
    assert [road.world.digest() for road in alone] != [road.world.digest() for road in kept]


def test_an_authors_policy_is_a_road_beside_the_postures() -> None:
    scenario = load("rig-crisis")
    seat = scenario.seat_of(Role.TARGET)
    lines = str(plans()["bamboo"])
    authors = {"essay C": ("bamboo", lines), "essay A": ("augmented", "any: denial")}
    found = {road.name: road for road in roads(Course(scenario, SEED), seat, authors=authors)}
    assert found["essay C"].world.digest() == found["bamboo"].world.digest()
    assert found["essay A"].world.digest() != found["augmented"].world.digest()
    assert set(found["essay A"].meters) == {meter.name for meter in METERS}
    assert all(np.isfinite(list(road.meters.values())).all() for road in found.values())
    assert any("essay A" in line for line in text(scenario, list(found.values())))


def test_what_does_not_exist_is_refused_and_roads_can_be_stopped() -> None:
    scenario = load("rig-crisis")
    with pytest.raises(UnknownName):
        roads(Course(scenario, SEED), "atlantis")
    with pytest.raises(UnknownName):
        roads(Course(scenario, SEED), scenario.seat_of(Role.TARGET), authors={"x": ("bambo", "")})
    with pytest.raises(Cancelled):
        roads(Course(scenario, SEED), scenario.seat_of(Role.TARGET), cancelled=lambda: True)
