"""Tiers of weapons: what fear of escalation withholds, it gives up step by step: asked for, approved, delivered.

The mend `weapon-tiers`. Four tiers by class, each a step up in reach or in what it stands for: rockets, air defence,
long-range missiles, aircraft. Each was first refused, then approved, and came months later [WeaponLags].
"""

from __future__ import annotations

import numpy as np

from sim.rules.choice import BoolArray, FloatArray
from sim.rules.few import some
from sim.rules.turn import Turn
from sim.world import NEVER, World

TIERS = 4
DIGITS = 2.0**13
"""A uniform draw has 53 binary digits: four draws of 13 and more."""


def withheld(world: World) -> FloatArray:
    """Return the share of the tiers that has not arrived, shape (runs,), 0-1: so much of the fear still withholds aid.

    Claim A15 [EssayA].
    """
    arrived = world.delivered_in != NEVER
    share: FloatArray = 1.0 - arrived.sum(0) * (1.0 / TIERS)
    return share


def boldness(turn: Turn) -> FloatArray:
    """Return how fast tiers are approved, multiple of the rule's pace: by the patron that fears escalation least."""
    fear = turn.patrons.fear
    faster: FloatArray = 1.0 / np.maximum(np.minimum(fear[0], fear[1]), 0.1)
    return faster


def steps(world: World, turn: Turn) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Return which tiers are asked for, approved and delivered this quarter, each of shape (4, runs).

    One tier is asked for in each of the first quarters of a war; then it is approved with chance `tier_approve` x the
    patrons' boldness a quarter, and delivered with `tier_deliver`, a quarter later at the earliest. A tier waits for
    one of them at a time, so that one draw serves both; and the digits of one draw serve all four.
    """
    p = turn.p
    places = np.arange(float(TIERS))[:, None]
    luck = (turn.luck("tiers/step") * DIGITS**places) % 1.0
    asked, approved = world.asked_in != NEVER, world.approved_in != NEVER
    asks = turn.at_war & (world.war_spell > places) & ~asked
    approves = turn.at_war & asked & ~approved & (luck < p.tier_approve * boldness(turn))
    delivers = approved & (world.delivered_in == NEVER) & (luck < p.tier_deliver)
    return asks, approves, delivers


def resolve(world: World, turn: Turn) -> None:
    """Move the tiers on by a quarter: in war, and what is on its way in peace too."""
    moving = turn.at_war | (world.asked_in[0] != NEVER)
    if moving.any():
        _move(*some(world, turn, moving))


def _move(world: World, turn: Turn) -> None:
    asks, approves, delivers = steps(world, turn)
    world.asked_in = np.where(asks, turn.quarter, world.asked_in)
    world.approved_in = np.where(approves, turn.quarter, world.approved_in)
    world.delivered_in = np.where(delivers, turn.quarter, world.delivered_in)
