"""Stepping in: what one patron no longer sends, another sends in part, later, and within its means.

The mend `stepping-in`. When American aid to Ukraine ended in 2025, Europe's military aid rose by 67 per cent over the
three years before, which made up for some 55 per cent of what was lost; the gap of 2023-24 had been over before Europe
moved [KielTracker].
"""

from __future__ import annotations

import numpy as np

from sim.rules.choice import FloatArray, Value, flag
from sim.rules.turn import Turn
from sim.world import World

MEMORY = 0.98
"""Share of the aid that a patron is known for that is still remembered a quarter later: about nine years in all."""


def raised(world: World, turn: Turn, given: FloatArray) -> FloatArray:
    """Return aid with what each patron adds for the other, need a quarter, shape (2, runs).

    At most `step_surge` of what it sends of its own, and so within its capacity and its support.
    """
    if not world.stepped_in.any():
        return given
    return given + np.minimum(world.stepped_in, turn.p.step_surge * given)


def own(world: World, turn: Turn) -> FloatArray:
    """Return what each patron sent of its own this quarter, need, shape (2, runs): no aid for another, no backlog."""
    surge = turn.p.step_surge
    sent = turn.aid - np.minimum(world.stepped_in, turn.aid * (surge / (1.0 + surge)))
    if turn.on("aid-votes"):
        sent[0] /= np.maximum(world.flow, 1.0)
    return sent


def goal(world: World, turn: Turn, sent: FloatArray) -> FloatArray:
    """Return what each patron would add for what the other lately sent and no longer does, need, shape (2, runs).

    A share `step_share`, and the less the more the world is polarised: who is on the other side does not step in.
    """
    lost = np.maximum(world.usual_aid - sent, 0.0)[::-1]
    together: Value = turn.p.step_share * (1.0 - turn.setting.polarisation)
    return together * lost


def resolve(world: World, turn: Turn) -> None:
    """Remember what each patron sends, and let the other move `step_speed` of the way to what it would add."""
    if not turn.any_war:
        world.usual_aid, world.stepped_in = 0.0, 0.0
        return
    at_war, sent = flag(turn.at_war), own(world, turn)
    world.usual_aid = np.maximum(world.usual_aid * MEMORY, sent) * at_war
    added = world.stepped_in + turn.p.step_speed * (goal(world, turn, sent) - world.stepped_in)
    world.stepped_in = added * at_war
