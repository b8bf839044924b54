"""The front line: mends of who is in the fight, how well both are dug in, and what a starved or a fresh side does.

Each rule is a factor that the rules of fighting multiply by; without its mend it is 1, or 0 where it is added.
"""

from __future__ import annotations

from sim.rules.choice import FloatArray, Value, bounded
from sim.rules.turn import Turn
from sim.world import World


def engaged(turn: Turn) -> Value:
    """Return the share of a static border front on which there is fighting; the mend `border-deaths`.

    Along a border at which neither side wants land most units watch. At Laoshan in 1984, the largest fight of those
    years, some 4 of 25-28 Chinese divisions and 2-3 of 10 regular Vietnamese ones took part [LOC-China] [LOC-Vietnam]
    [FactsRecord].
    """
    return turn.p.engaged if turn.on("border-deaths") else 1.0


def fortified(turn: Turn, dug: Value, holds: Value) -> Value:
    """Return the multiple of strength of a target that has dug in before an occupier; the mend `occupier-deaths`.

    A still front shelters both sides: an occupier that presses on meets works as deep as its own, and pays as the
    target pays when it attacks [CSIS2025].

    Parameters
    ----------
    dug : the occupier's own multiple.
    holds : 1 where the front stands still, over occupied land or on the border; 0 in an invasion.
    """
    return 1.0 + (dug - 1.0) * holds if turn.on("occupier-deaths") else 1.0


def yielding(turn: Turn) -> Value:
    """Return how far a target short of supply gives ground instead of men, 0-1; the mend `starved-defender`.

    After the idea of withdrawal as an answer to losses [Epstein1985]; the form is ours.
    """
    return 1.0 - turn.supply if turn.on("starved-defender") else 0.0


def spared(times: FloatArray, yields: Value) -> FloatArray:
    """Return the multiple of losses of an outgunned target that yields, shape (runs,): nearer to 1 the more it does.

    Parameters
    ----------
    times : the multiple if it stood; yields : how far it gives ground, 0-1.
    """
    return 1.0 + (times - 1.0) * (1.0 - yields)


def pace(times: FloatArray, yields: Value) -> FloatArray:
    """Return the multiple of the challenger's pace before a target that yields: men spared are paid in ground."""
    return times / spared(times, yields)


def unworn(world: World, turn: Turn) -> Value:
    """Return the wear of the challenger's front, 1 without a reserve; the mend `rotation`.

    Of the troops that are free, those beyond what the roads carry into contact rest and relieve the others: the larger
    that part, the fewer are lost and the longer an offensive goes on.
    """
    if not turn.on("rotation"):
        return 1.0
    free = world.force[1] * turn.available
    rested = bounded(1.0 - turn.setting.front / bounded(free, 1e-9, float("inf")), 0.0, 1.0)
    return 1.0 - turn.p.rotation * rested
