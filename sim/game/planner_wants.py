"""What a planner wants: the objective by which a computer opponent ranks its own orders, and nothing else.

It is a choice of ours about that opponent, published so that it can be disputed. It is never a score of the game: the
five meters stay five, and nobody's game is judged by these weights. Each part is divided by a round figure near its
spread over games of the usual policies, so that a weight of 1 means one such spread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.game.notes import standing
from sim.language import _
from sim.outcome import FloatArray
from sim.parameters import Values
from sim.seats import Role
from sim.world import World

Standing = dict[str, FloatArray]
Read = Callable[[World, Standing], FloatArray]


@dataclass(frozen=True)
class Want:
    """One part of an objective.

    Attributes
    ----------
    name, text : its name, and what it is in plain words.
    weight : per `scale`; below 0 it is a cost.
    scale : the unit in which it counts.
    read : how it is read from the state at the end, and the five meters as they stand then, shape (runs,).
    """

    name: str
    text: str
    weight: float
    scale: float
    read: Read


def _meter(name: str) -> Read:
    return lambda _world, stands: stands[name]


def _pair(row: str, place: int) -> Read:
    def read(world: World, _stands: Standing) -> FloatArray:
        held: FloatArray = getattr(world, row)[place]
        return held

    return read


def _taken(world: World, _stands: Standing) -> FloatArray:
    """Return the land held and ceded, as far as this challenger is out for land: by its own type."""
    found: FloatArray = world.greed * np.minimum(world.land_held + world.land_ceded, 1.0)
    return found


def _encircled(world: World, _stands: Standing) -> FloatArray:
    """Return the closer of the target's partnerships, as far as this challenger is out for security."""
    found: FloatArray = (1.0 - world.greed) * np.maximum(world.level[0], world.level[1])
    return found


def _conceded(world: World, _stands: Standing) -> FloatArray:
    return world.conceded


def _fought(world: World, _stands: Standing) -> FloatArray:
    return world.ever_general_war


TARGET = (
    Want("territory", _("land of the border region that it holds"), 1.0, 0.05, _meter("territory")),
    Want("autonomy", _("policy not conceded"), 1.0, 0.1, _meter("autonomy")),
    Want("prosperity", _("GDP against its usual path"), 1.0, 0.05, _meter("prosperity")),
    Want("lives", _("its own military dead"), -1.0, 10_000.0, _meter("lives")),
    Want("legitimacy", _("standing at home"), 1.0, 0.1, _meter("legitimacy")),
)
CHALLENGER = (
    Want("conceded", _("policy that the target concedes"), 1.0, 0.1, _conceded),
    Want("land", _("land taken, the more so the greedier it is"), 1.0, 0.05, _taken),
    Want("encircled", _("the target's closer partnership, the more so the less greedy it is"), -1.0, 0.1, _encircled),
    Want("dead", _("its own military dead"), -1.0, 20.0, _pair("dead", 1)),
    Want("burden", _("what war costs it"), -1.0, 0.02, _pair("burden", 1)),
)


def _patron(number: int) -> tuple[Want, ...]:
    return (
        Want("credibility", _("how far its promise is believed"), 1.0, 0.1, _pair("credibility", number)),
        Want("territory", _("land that the target holds"), 1.0, 0.05, _meter("territory")),
        Want("autonomy", _("policy that the target has not conceded"), 1.0, 0.1, _meter("autonomy")),
        Want("fatigue", _("its own fatigue with aiding"), -1.0, 0.1, _pair("fatigue", number)),
        Want("general-war", _("having to fight"), -1.0, 0.2, _fought),
    )


WANTS: dict[Role, tuple[Want, ...]] = {
    Role.TARGET: TARGET,
    Role.CHALLENGER: CHALLENGER,
    Role.PATRON_A: _patron(0),
    Role.PATRON_B: _patron(1),
}
"""What the planner of each role wants, in its published order."""


def value(role: Role, world: World, p: Values, pace: float) -> FloatArray:
    """Return what a state is worth to the planner of a role, shape (runs,).

    Parameters
    ----------
    pace : growth of the target's GDP a quarter on its usual path (`sim.game.notes.pace_of`).
    """
    stands = standing(world, p, pace)
    parts = [want.weight / want.scale * want.read(world, stands) for want in WANTS[role]]
    found: FloatArray = np.sum(parts, axis=0)
    return found
