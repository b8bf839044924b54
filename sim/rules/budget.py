"""The first patron's budget: one purse and one good name across all theatres.

The mend `us-budget`. What other theatres take is not there for this one; a promise broken here is remembered
everywhere. Whether reputation travels between theatres is disputed: that it does is an assumption, and `taiwan_credit`
and the belief in the partnership hang on it.
"""

from __future__ import annotations

import numpy as np

from sim.rules.choice import BoolArray, FloatArray, bounded, flag
from sim.rules.turn import Turn
from sim.seats import CRISIS
from sim.world import World

LEAST = 0.05
"""A name is never lost altogether."""


def left(world: World, turn: Turn) -> FloatArray:
    """Return the share of the first patron's means that other theatres leave, shape (runs,), 0-1.

    Standing commitments are the scenario's; a flare-up elsewhere or a Taiwan crisis takes `budget_flare` of its pull.
    Claims A16, A17.
    """
    elsewhere = turn.setting.pair("commitments")[0] + turn.p.budget_flare * world.distraction[0]
    rest: FloatArray = np.maximum(1.0 - elsewhere, 0.0)
    return rest


def capped(world: World, turn: Turn, given: FloatArray) -> FloatArray:
    """Return the first patron's aid within what is left of its means, need a quarter, shape (runs,)."""
    most = turn.setting.pair("capacity")[0] * turn.setting.pair("corridor")[0]
    within: FloatArray = np.minimum(given, most * left(world, turn))
    return within


def delivered(world: World, turn: Turn) -> FloatArray:
    """Return how much of what it could give the first patron visibly gives, share, shape (runs,).

    Its measure of aid, as far as its support has held since the opening; from a crisis up no more than other theatres
    leave, and no more than votes let through.
    """
    held = world.support[0] / np.maximum(world.support_opening[0], LEAST)
    gives = turn.patrons.aid[0] * np.minimum(held, 1.0)
    hot = flag(world.rung >= CRISIS)
    gives = np.minimum(gives, left(world, turn) * hot + (1.0 - hot))
    passed: FloatArray = gives * np.minimum(world.flow, 1.0) if turn.on("aid-votes") else gives
    return passed


def walks_out(world: World, turn: Turn) -> BoolArray:
    """Whether the first patron gives the target up this quarter, shape (runs,)."""
    dated = any(
        event.kind == "withdrawal" and patron in (0, None) and event.falls_in(turn.quarter)
        for event, patron in turn.setting.calendar
    )
    leaves: BoolArray = (world.abandoned_in[0] == turn.quarter) | dated
    return leaves


def credit(world: World, turn: Turn) -> FloatArray:
    """Return the first patron's name for keeping its promises after a quarter, shape (runs,).

    It recovers at `credit_rise` of what is missing; it falls at `credit_fall` of what it gives less than a partnership
    of that level promises, and by `credit_abandon` of itself at once if the target is abandoned. Claims A13, A18.
    """
    p = turn.p
    short = np.maximum(world.level[0] - delivered(world, turn), 0.0)
    new = world.credit + p.credit_rise * (1.0 - world.credit) - p.credit_fall * short
    new -= p.credit_abandon * world.credit * walks_out(world, turn)
    return bounded(new, LEAST, 1.0)


def believed(world: World) -> FloatArray:
    """Return the level at which each partnership can be believed, shape (2, runs): the first by the patron's name."""
    level = world.level.copy()
    level[0] *= world.credit
    return level


def taiwan(world: World, turn: Turn) -> FloatArray:
    """Return the hazard of a Taiwan crisis, chance a quarter, shape (runs,): up to `taiwan_credit` more of it.

    It grows as the first patron's name wears thin.
    """
    hazard: FloatArray = turn.p.h_tw * (1.0 + turn.p.taiwan_credit * (1.0 - world.credit))
    return hazard


def resolve(world: World, turn: Turn) -> None:
    """Move the first patron's name, and the target's belief in its help with it."""
    old = world.credit.copy()
    world.credit = credit(world, turn)
    world.reliability[0] = turn.bound("reliability", 0)(world.reliability[0] * world.credit / old, 0.0, 1.0)
