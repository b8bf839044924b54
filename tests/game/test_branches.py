from __future__ import annotations

import numpy as np
import pytest

from scenarios import load
from sim.belief import Belief
from sim.doctrines import names
from sim.game.branches import Branch, Branches
from sim.model import CrisisModel
from sim.orders import Order, order
from sim.seats import Role
from sim.sitting import Sitting

SEED = 7


def opened(name: str, role: Role, quarters: int = 0, count: int = 8):
    """Return a scenario, worlds that a seat believes in after some quarters, and its observation."""
    scenario = load(name)
    model = CrisisModel(scenario, seed=SEED, namespace="game", types="prior", moves="on")
    belief = Belief(scenario, role, seed=SEED)
    belief.update(model.seats[role].observe())
    for _quarter in range(quarters):
        model.step()
        belief.update(model.seats[role].observe())
    sees = model.seats[role].observe()
    return scenario, belief.sample(sees, count), sees


@pytest.mark.parametrize("role", list(Role))
def test_branches_side_by_side_come_to_the_same_bits_as_each_alone(role: Role) -> None:
    scenario, worlds, _sees = opened("bleeding-white", role, 3)
    held = scenario.seats[scenario.seat_of(role)].doctrine
    others = [Branch(held, Order(posture=name)) for name in names(role) if name not in (held, "as-history")]
    branches = [Branch(held), *others, Branch(held, Order())]
    numbers = list(range(8))
    wide = Branches(scenario, role, branches, worlds, numbers, seed=SEED, namespace="forecast")
    wide.run(10, lambda _each: None)
    for place, each in enumerate(branches):
        alone = Branches(scenario, role, [each], worlds, numbers, seed=SEED, namespace="forecast")
        alone.run(10, lambda _each: None)
        assert wide.world.part(wide.of(place)).digest() == alone.world.digest(), each
        alone.close()
    wide.close()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", ["four-nos", "bleeding-white"])
def test_without_an_order_a_branch_is_the_model_itself(name: str, role: Role) -> None:
    scenario, worlds, _sees = opened(name, role, 2)
    held = scenario.seats[scenario.seat_of(role)].doctrine
    branch = Branches(scenario, role, [Branch(held)], worlds, range(8), seed=SEED, namespace="forecast")
    branch.run(9, lambda _each: None)
    model = CrisisModel(scenario, seed=SEED, runs=8, namespace="forecast", moves="on", world=worlds)
    model.run(9)
    assert branch.world.digest() == model.world.digest()
    branch.close()


@pytest.mark.parametrize(
    ("name", "role", "text"),
    [
        ("four-nos", Role.TARGET, "reassure-beijing, denial; posture bamboo; say calm"),
        ("four-nos", Role.TARGET, "upgrade-us, denial, peoples-defence; break no-alliance"),
        ("four-nos", Role.CHALLENGER, "posture coerce"),
        ("four-nos", Role.PATRON_A, "posture offshore"),
        ("bleeding-white", Role.TARGET, "denial; answer war=offer-talks at 0.4; keep no-bases"),
    ],
)
def test_a_turn_of_a_branch_is_the_turn_of_a_sitting(name: str, role: Role, text: str) -> None:
    scenario, worlds, sees = opened(name, role, 0, 16)
    seat = scenario.seat_of(role)
    given = order(text, role, seat)
    held = scenario.seats[seat].doctrine
    length = 4 if scenario.turns == "year" and int(sees.rung[0]) < 2 else 1
    states = []
    branch = Branches(scenario, role, [Branch(held, given)], worlds, range(16), seed=SEED, namespace="forecast")
    branch.run(length + 2, lambda each: states.append(each.world.fork()))
    for run in range(16):
        one = worlds.part(np.array([run]))
        model = CrisisModel(scenario, seed=SEED, runs=[run], namespace="forecast", moves="on", world=one)
        sitting = Sitting(model)
        sitting.submit(seat, given)
        while not sitting.advance().quarters:
            pass
        after = states[model.world.quarter].part(np.array([run]))
        assert model.world.digest() == after.digest(), run
        model.step()
        assert model.world.digest() == states[model.world.quarter].part(np.array([run])).digest(), run
        model.close()
    branch.close()
