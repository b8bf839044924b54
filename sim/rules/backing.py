"""Backing: the chance that a patron fights for the target. The way into a crisis, its answer and the onset read it."""

from __future__ import annotations

from sim.rules.choice import FloatArray, logistic
from sim.rules.turn import Turn
from sim.world import World


def honour(world: World, turn: Turn, resolve: FloatArray | None = None) -> FloatArray:
    """Return the chance that each patron would fight for the target, shape (2, runs), 0-1 [BerkemeierFuhrmann2018].

    A logit in the treaty's credibility, the patron's rivalry with the challenger, the fear of a nuclear power, the
    patron's resolve (its type) and its distraction. Claims A8, A12, A13.

    Parameters
    ----------
    resolve : (2, runs) as somebody takes it to be; None for what it is.
    """
    p = turn.p
    fixed = p.q0 - 0.5 - p.qf * turn.setting.nuclear
    logit = p.qk * world.credibility
    logit += world.rivalry
    logit += world.resolve if resolve is None else resolve
    logit -= p.distraction_logit * world.distraction
    logit += fixed
    chance = logistic(logit)
    chance *= 1.0 - world.gone
    return chance


def backing(world: World, turn: Turn) -> FloatArray:
    """Return the chance that any patron would fight, as the challenger reckons with it, shape (runs,), 0-1.

    Where seats make moves it cannot know the patrons' resolve, and takes what all make of it (`sim.rules.signals`).
    """
    each = honour(world, turn, None if turn.acts is None else world.agenda.belief[1:])
    any_of_them: FloatArray = each[0] + each[1] - each[0] * each[1]
    return any_of_them
