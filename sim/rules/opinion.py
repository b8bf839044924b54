"""Opinion: how many of the first patron's public say that it gives too much, in two camps that each come to a ceiling.

The mend `opinion`. Between March 2022 and July 2024 the camp that held the presidency went from 5 to about 15 per
cent, the other from 9 to 48, and both had nearly arrived after four quarters [PewUkraine]: opinion saturates, where
the reference model's fatigue grows without end.
"""

from __future__ import annotations

import numpy as np

from sim.rules.choice import FloatArray, flag
from sim.rules.turn import Turn
from sim.world import World

OUTSET = np.array([[0.05], [0.09]])
"""Shares of the keener and of the warier camp that say "too much" in the first weeks of a war [PewUkraine]."""


def camps(world: World, turn: Turn) -> FloatArray:
    """Return the share of each camp that says "too much" after a quarter, shape (2, runs).

    Each goes `opinion_speed` of the way to its ceiling in a quarter of war after the first, and back in peace.
    """
    p = turn.p
    tried = flag(turn.at_war & (world.war_spell > 1.0))
    rises = np.stack([(p.opinion_near - OUTSET[0]) * tried, (p.opinion_far - OUTSET[1]) * tried])
    moved: FloatArray = world.too_much + p.opinion_speed * (OUTSET + rises - world.too_much)
    return moved


def weary_public(world: World, turn: Turn) -> FloatArray:
    """Return the fatigue of a patron whose public counts, shape (runs,), 0-1: both camps weigh alike.

    `opinion_fatigue` of a point of support goes with each point that "too much" has gained: readiness to send arms fell
    by 9 points [CCGA] while "too much" rose by 21 [PewUkraine]. Claims A6, A16.
    """
    gained: FloatArray = world.too_much.mean(0) - OUTSET.mean()
    hears = turn.setting.pair("votes")[0]
    return turn.bound("fatigue", 0, hears)(turn.p.opinion_fatigue * gained, 0.0, 1.0)


def resolve(world: World, turn: Turn) -> None:
    """Move opinion; where aid hangs on votes, the first patron's fatigue follows it and no longer the quarters."""
    world.too_much = camps(world, turn)
    hears = turn.setting.pair("votes")[0]
    turn.forget_cut("fatigue", 0, hears)
    world.fatigue[0] += hears * (weary_public(world, turn) - world.fatigue[0])
