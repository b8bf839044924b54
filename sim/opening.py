"""The opening of a batch of runs: the state that the scenario gives.

And the types drawn or taken from the doctrines.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.doctrines import Doctrine
from sim.parameters import Values
from sim.postures import Orders, Value
from sim.randomness import Draws
from sim.rules import patronage
from sim.rules.pledge_price import ordered
from sim.rules.turn import patrons
from sim.scenario import Prior, Scenario
from sim.seats import BORDER_WAR, SETTLEMENT, STALEMATE, Role
from sim.setting import Setting
from sim.world import NEVER, World

FloatArray = NDArray[np.float64]
TYPES = ("doctrine", "prior")
"""Where types come from: the central value of each seat's doctrine, or one draw a run from the scenario's prior."""

STANDING, RELIABILITY, STOCKS = 0.6, 0.5, 2.0
"""Legitimacy, believed reliability of a patron, and quarters of full fire in stock, at every opening."""


def triangular(prior: Prior, luck: FloatArray) -> FloatArray:
    """Return draws from a triangular prior by inversion, shape (runs,)."""
    span, rise = prior.high - prior.low, prior.mode - prior.low
    knee = rise / span
    below = prior.low + np.sqrt(luck * span * rise)
    above = prior.high - np.sqrt((1.0 - luck) * span * (prior.high - prior.mode))
    return np.where(luck < knee, below, above)


def drawn_types(
    scenario: Scenario, doctrines: Mapping[Role, Doctrine], draws: Draws, source: str
) -> tuple[Value, tuple[Value, Value]]:
    """Return the challenger's greed and both patrons' resolve, each a number or of shape (runs,)."""
    if source == "prior":
        priors = scenario.priors
        greed = triangular(priors.greed, draws.uniform("types/greed", 0))
        resolve = [
            triangular(prior, draws.uniform(f"types/resolve/patron-{letter}", 0))
            for letter, prior in (("a", priors.resolve_a), ("b", priors.resolve_b))
        ]
        return greed, (resolve[0], resolve[1])
    values = {role: held.type_value for role, held in doctrines.items()}
    return values[Role.CHALLENGER], (values[Role.PATRON_A], values[Role.PATRON_B])


def open_world(setting: Setting, orders: Orders, p: Values, runs: int) -> World:
    """Return the world at the opening.

    Postures held from the opening have already built what they build (self-help, sales).
    """
    world = World(runs)
    world.rung = setting.rung
    world.aim = float(orders.challenger.takes_land) if setting.aim is None else setting.aim
    for name in ("grievance", "trust", "tie", "trade_dependence"):
        setattr(world, name, setting.values[name])
    for name in ("level", "credibility", "rivalry"):
        setattr(world, name, setting.pair(name))
    world.grievance_onset = world.grievance
    world.legitimacy = STANDING
    world.reliability = RELIABILITY
    world.stocks = STOCKS
    world.gdp_path = 1.0
    world.force[0] = setting.target_force * (1.0 + p.help_force * orders.target.self_help)
    world.force[1] = setting.challenger_force
    world.dead[0], world.dead[1] = setting.target_dead, setting.challenger_dead
    built = p.help_output * orders.target.self_help + patrons(orders.patron_a, orders.patron_b).arms
    world.self_supply = built
    world.output = setting.target_output + built
    world.pledged = ordered(orders.target.pledges)
    world.optimism = {BORDER_WAR: 1.0, STALEMATE: 0.7}.get(setting.rung, 0.0) * p.opt
    at_war = BORDER_WAR <= setting.rung < SETTLEMENT
    world.ever_war = float(at_war)
    world.first_war = 0.0 if at_war else NEVER
    if "cambodia" in setting.switches:
        world.expedition = setting.target_expedition
    if "mobilisation" in setting.switches:
        world.army = setting.target_army
    for name in ("settled_in", "terms", "abandoned_in", "exit_decided", "asked_in", "approved_in", "delivered_in"):
        setattr(world, name, NEVER)
    patronage.opened(world, setting)
    return world
