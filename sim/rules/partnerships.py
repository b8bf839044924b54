"""Partnerships: how fast the target's ties with patrons and challenger move, and how far they are believed."""

from __future__ import annotations

import numpy as np

from sim.parameters import Values
from sim.pledges import NO_ALLIANCE
from sim.postures import paired
from sim.rules import budget
from sim.rules.choice import BoolArray, Bound, FloatArray, Value, bounded, flag
from sim.rules.turn import Turn
from sim.seats import BORDER_WAR, CRISIS, GREY
from sim.world import World


def sought(world: World, turn: Turn, threatened: BoolArray | None) -> FloatArray:
    """Return the partnership level that the target heads for with each patron, shape (2, runs), 0-1.

    It is what the posture seeks, at most what the patron offers, and at most what the no-alliance pledge allows while
    it is in force: `pledge_level` in calm, `pledge_level_threat` for One Depend under threat. An abandoned target seeks
    next to nothing. In peace a patron offers no more than its support allows. Claims A13, B5, B8, C4 [EssayA]
    [EssayB] [EssayC].

    Parameters
    ----------
    threatened : whether the target counts itself threatened, shape (runs,); None if nothing turns on it.
    """
    p = turn.p
    pledge: Value = p.pledge_level
    if threatened is not None:
        invoked = flag(threatened & (np.asarray(turn.target.conditional) > 0))
        pledge = p.pledge_level + (p.pledge_level_threat - p.pledge_level) * invoked
    wanted = np.minimum(paired(turn.target.level_a, turn.target.level_b), turn.patrons.offer)
    level: FloatArray = np.minimum(wanted, 1.0 - (1.0 - pledge) * world.pledged[NO_ALLIANCE])
    level = np.minimum(level, 1.0 - (1.0 - p.abandoned_level) * world.gone, out=level)
    if turn.quarter > 0:
        supported = np.maximum(world.level, p.offer_slack + world.support)
        level = np.minimum(level, np.maximum(supported, world.rung >= BORDER_WAR), out=level)
    return level


def step(level: FloatArray, goal: FloatArray, held_back: BoolArray | None, p: Values) -> FloatArray:
    """Return the change of partnership this quarter, shape (2, runs): up by at most `up`, down by twice that.

    A paced target takes no step up while it is held back. Claims B2, B8 [EssayB].
    """
    move = bounded(goal - level, -2.0 * p.up, p.up)
    return move if held_back is None else np.minimum(move, p.up * flag(~held_back))


def credibility(
    old: FloatArray, level: FloatArray, seasoned: FloatArray, p: Values, bound: Bound = bounded
) -> FloatArray:
    """Return how far each partnership is believed, shape (2, runs): it lags behind the treaty [KenwickVasquez2017].

    Exercises and stockpiles (`seasoned`) lend credibility without a treaty. Claims B16, B17 [EssayB].
    """
    earned = bound(level + seasoned, 0.0, 1.0) if seasoned.any() else level
    return old * (1.0 - p.b_chi) + p.b_chi * earned


def tie(old: FloatArray, goal: Value, at_war: BoolArray, p: Values, bound: Bound = bounded) -> FloatArray:
    """Return the tie with the challenger, shape (runs,), 0-1: slow to build, torn by war. Claims C3, B12.

    It goes on tearing while a settlement is young, as in the prototype.
    """
    new = bounded(goal - old, -p.tie_step, p.tie_step)
    new += old
    new -= p.tie_torn * flag(at_war)
    return bound(new, 0.0, np.inf)


def trust(old: FloatArray, reassurance: Value, calm: BoolArray, p: Values, bound: Bound = bounded) -> FloatArray:
    """Return trust, shape (runs,), 0.05-0.9: grows with reassurance in calm, falls in crisis and war [Kydd2000]."""
    change = flag(calm) * (p.trust_step * (reassurance - 0.5) + p.trust_loss)
    change -= p.trust_loss
    change += old
    return bound(change, 0.05, 0.9)


def resolve(world: World, turn: Turn) -> None:
    """Move ties, credibility and trust by one quarter."""
    p, target = turn.p, turn.target
    hot = world.rung >= CRISIS
    threatened = hot | (world.grievance > p.threat_grievance) if np.any(target.conditional) else None
    turn.target_level = sought(world, turn, threatened)
    held_back = (hot | (world.grievance > p.pace_grievance)) & target.paced if np.any(target.paced) else None
    turn.step = step(world.level, turn.target_level, held_back, p)
    world.level += turn.step
    seasoned = paired(p.season_credibility * target.seasoning * turn.patrons.offer[0], 0.0)
    level = budget.believed(world) if turn.on("us-budget") else world.level
    believed = turn.bound("credibility", None, p.b_chi)
    world.credibility = credibility(world.credibility, level, seasoned, p, believed)
    world.tie = tie(world.tie, target.tie, world.rung >= BORDER_WAR, p, turn.bound("tie"))
    world.trust = trust(world.trust, target.reassurance, world.rung <= GREY, p, turn.bound("trust"))
