"""The price of breaking a pledge in the course of a run: public, feared at once, and hard to undo.

A posture held from the opening is taken as declared long before, so it costs nothing here; a posture that leaves a
pledge out later breaks it. Where seats make moves, the scenario's pledges are in force at the opening, and a posture
that leaves one out breaks it in the first quarter. Claims B5, B8 [EssayB]; the sizes are assumed, and none enters a
run whose postures keep their pledges.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.parameters import Values
from sim.pledges import NAMES, PLEDGES
from sim.rules.choice import BoolArray, FloatArray, Value
from sim.rules.turn import Turn
from sim.world import World

WEIGHTS = np.array([[pledge.weight] for pledge in PLEDGES])


def ordered(pledges: frozenset[str]) -> FloatArray:
    """Return a posture's pledges as flags, shape (4, 1), in the order of `sim.pledges`."""
    return np.array([[float(name in pledges)] for name in NAMES])


def weight(broken: BoolArray, guiding: bool, p: Values) -> FloatArray:
    """Return how heavily the broken pledges weigh together, shape (runs,).

    They weigh more once they have become guiding rules (October 2023).
    """
    surcharge = 1.0 + p.guiding_surcharge * guiding
    total: FloatArray = (WEIGHTS * broken).sum(0) * surcharge
    return total


def price(heavy: Value, p: Values) -> dict[str, Value]:
    """Return what breaking pledges changes at once, by row of the state: numbers, or shape (runs,).

    Parameters
    ----------
    heavy : how heavily they weigh together (`weight`).
    """
    return {"breach": p.breach_fear * heavy, "trust": -p.breach_trust * heavy, "legitimacy": -p.breach_audience * heavy}


def spoken(held: FloatArray, said: NDArray[np.int8]) -> FloatArray:
    """Return the pledges that the target wants in force, shape (4, runs): the posture's, unless it says otherwise.

    Parameters
    ----------
    held : (4, 1) flags of the posture's pledges.
    said : (4, runs) 1 where one is to be kept, -1 where it is to be broken.
    """
    return np.where(said == 0, held, said > 0)


def resolve(world: World, turn: Turn) -> None:
    """Break and renew pledges as the target's posture says, and let the memory of a breach fade."""
    p = turn.p
    wanted = ordered(turn.target.pledges)
    if turn.acts is not None:
        wanted = spoken(wanted, turn.acts.pledges)
    elif turn.quarter == 0:
        world.pledged = wanted
        return
    if (world.pledged == wanted).all() and not world.pledge_wait.any():
        world.breach = world.breach * p.breach_memory
        return
    kept, waiting = world.pledged > 0, world.pledge_wait > 0
    broken = kept & (wanted == 0)
    renewed = ~kept & (wanted > 0) & ~waiting
    changed = bool(broken.any() or renewed.any())
    world.pledge_wait = np.maximum(world.pledge_wait - 1.0, 0.0)
    world.breach = world.breach * p.breach_memory
    if not changed:
        return
    costs = price(weight(broken, turn.setting.guiding_in(turn.quarter), p), p)
    world.pledged = np.where(broken, 0.0, np.where(renewed, 1.0, world.pledged))
    world.pledge_wait = np.where(broken, p.breach_quarters, world.pledge_wait)
    world.breach = world.breach + costs["breach"]
    world.trust = turn.bound("trust")(world.trust + costs["trust"], 0.0, 1.0)
    world.legitimacy = turn.bound("legitimacy")(world.legitimacy + costs["legitimacy"], 0.0, 1.0)
