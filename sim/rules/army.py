"""The army: the size of the target's whole army under war footing and after, and the military burden.

The rules of war count only the troops that can reach the theatre; this one counts them all, as the record does. It is
a reading: no other rule asks for it. Only the mend `mobilisation` uses it, where a scenario gives the army's size.
"""

from __future__ import annotations

import numpy as np

from sim.rules.choice import FloatArray, Value, flag
from sim.rules.turn import Turn
from sim.world import World

MILLION = 10.0
"""Units of troops, 100 000, in a million people."""


def need(world: World, turn: Turn) -> Value:
    """Return how much of the army's tasks in war there is, 0-1: troops abroad, and those that guard the border in war.

    They weigh by their size at the opening; where none are abroad the border is all.
    """
    setting, at_war = turn.setting, flag(turn.at_war)
    if not turn.on("cambodia"):
        return at_war
    both = setting.target_expedition + setting.target_force
    return (np.minimum(world.expedition, setting.target_expedition) + setting.target_force * at_war) / both


def size(world: World, turn: Turn) -> FloatArray:
    """Return the army after a quarter, shape (runs,), 100 000: drawn to its usual size, or to that of war footing.

    It grows and shrinks as fast as other forces return to their size, with `rebuild`.
    """
    p = turn.p
    goal = turn.setting.target_army * (1.0 + p.war_footing * need(world, turn))
    return world.army + p.rebuild * (goal - world.army)


def military_burden(world: World, turn: Turn) -> FloatArray:
    """Return the military burden, shape (runs,), share of GDP a year.

    A soldier costs `soldier_cost` times what one head of the people produces.
    """
    burden: FloatArray = turn.p.soldier_cost * world.army / (MILLION * turn.setting.target_population)
    return burden


def resolve(world: World, turn: Turn) -> None:
    """Mobilise or demobilise, and read the military burden."""
    if not turn.on("mobilisation") or not np.any(turn.setting.target_army):
        return
    world.army = size(world, turn)
    world.military_burden = military_burden(world, turn)
