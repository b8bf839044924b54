"""The toll of a war: how heavily its dead weigh, and how far they stir those outside it. Several rules read it."""

from __future__ import annotations

import numpy as np

from sim.parameters import Values
from sim.rules.choice import FloatArray, Value, flag
from sim.rules.turn import Turn
from sim.seats import BORDER_WAR, SETTLEMENT
from sim.world import World

DECADE_UNIT = 1e-3
"""Thousand dead over million people, as a share of the population."""


def tenfolds(dead: FloatArray, population: Value, p: Values) -> FloatArray:
    """Return the dead on the scale on which they are felt, tenfolds, shape of `dead`: 0 without dead.

    The logarithm [Mueller1973] of their share of the population [Rosen1972], which counts from `death_scale` on.

    Parameters
    ----------
    dead : thousand; population : millions.
    """
    felt: FloatArray = np.log10(1.0 + dead * (DECADE_UNIT / (p.death_scale * population)))
    return felt


def alarm(world: World, turn: Turn) -> FloatArray:
    """Return how far the target's dead stir its patrons while the war lasts, share, shape (runs,).

    For the rival coding that bleeding draws third parties in: Soviet aid to Vietnam rose until 1990 [PressRecord], and
    Europe's to Ukraine from the first year of the war to the second [KielTracker].
    """
    at_war = flag((world.rung >= BORDER_WAR) & (world.rung < SETTLEMENT))
    return turn.p.alarm * tenfolds(world.dead[0], turn.setting.target_population, turn.p) * at_war
