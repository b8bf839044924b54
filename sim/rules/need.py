"""The second patron's need: a war of its own, dependence on the challenger, and a border with it that grows unsafe.

The mend `russia-need`. It acts where the scenario gives the second patron a war of its own (`need`) or dependence on
the challenger (`dependence`): Russia today; elsewhere both are 0.
"""

from __future__ import annotations

import numpy as np

from sim.rules.choice import FloatArray, Value, share
from sim.rules.turn import Turn
from sim.world import World


def fading(turn: Turn) -> Value:
    """Return how much of the second patron's need of the opening is left, 0-1: `need_memory` of it a quarter later."""
    return turn.p.need_memory**turn.quarter


def bound(world: World, turn: Turn) -> FloatArray:
    """Return the second patron's dependence on the challenger after a quarter, shape (runs,), 0-1.

    Half of it goes with the war that made it, half stays (the trade has been turned); a full lean ends in full
    dependence [EssayD] [FactsRecord]. It moves at `reliance_speed`. Claims D1, D2.
    """
    opening = turn.setting.pair("dependence")[1]
    usual = opening * (0.5 + 0.5 * fading(turn))
    goal = usual + turn.orders.patron_b.lean * (1.0 - usual) * (opening > 0)
    return share(world.reliance + turn.p.reliance_speed * (goal - world.reliance))


def spared(world: World, turn: Turn) -> FloatArray:
    """Return the share of the second patron's aid that its dependence on the challenger leaves, shape (runs,), 0-1."""
    left: FloatArray = 1.0 - turn.p.reliance_bind * world.reliance
    return left


def sales(world: World, turn: Turn) -> FloatArray:
    """Return the change of the target's munitions output through the second patron's sales, need a quarter, (runs,).

    It sells for money and attention while its war needs both, and less the more it depends on the challenger; both as
    changes since the opening, whose output holds the sales of that time. Claims B9, C6, C8.
    """
    opening = turn.setting
    wanted = opening.pair("need")[1] * (fading(turn) - 1.0)
    change: FloatArray = turn.p.need_arms * (wanted - (world.reliance - opening.pair("dependence")[1]))
    return change


def cover(world: World, turn: Turn) -> Value:
    """Return the cover that a leaning patron gives the challenger: deeper the more it depends on it.

    Claims D1, D4, B9.
    """
    return turn.patrons.lean * (1.0 + turn.p.reliance_cover * world.reliance)


def far_east(world: World, turn: Turn) -> FloatArray:
    """Return the hazard of an incident in the Far East, chance a quarter, shape (runs,).

    `h_fe` at the opening's balance; it grows with the challenger's strength, which gains `far_east_rise` a year on the
    second patron's [COW-NMC] and is lost in war, and with the rivalry of the two. Claims D5, D6, D9.
    """
    p, setting = turn.p, turn.setting
    strength = (1.0 + p.far_east_rise) ** (0.25 * turn.quarter) * world.force[1] / setting.challenger_force
    tense = world.rivalry[1] / np.maximum(setting.pair("rivalry_structural")[1], 0.05)
    beside = setting.pair("dependence")[1] > 0
    hazard: FloatArray = p.h_fe * (1.0 + beside * (strength * tense - 1.0))
    return hazard


def resolve(world: World, turn: Turn) -> None:
    """Move the second patron's dependence by a quarter."""
    world.reliance = bound(world, turn)
