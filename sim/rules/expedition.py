"""The expedition: troops that the target keeps in a third country, what they cost, and the decision to bring them home.

It stands apart from the settlement with the challenger: Vietnam announced its exit from Cambodia in 1989, while Soviet
aid was still high, and deferred to China in 1990-91, when it was not [FactsRecord] [Buszynski1992]. Only the mend
`cambodia` uses it, where a scenario opens with troops abroad.
"""

from __future__ import annotations

import numpy as np

from sim.rules.choice import BoolArray, FloatArray, Value, logistic
from sim.rules.turn import Turn
from sim.world import NEVER, World


def still_abroad(world: World, turn: Turn) -> Value:
    """Return the part of the expedition that is still abroad, 0-1; 1 where there never was one."""
    opening = turn.setting.target_expedition
    if not turn.on("cambodia") or not np.any(opening):
        return 1.0
    return np.where(np.equal(opening, 0.0), 1.0, world.expedition / np.maximum(opening, 1e-9))


def drain(world: World, turn: Turn) -> Value:
    """Return the other burdens of the target in war, share of GDP a year: an expedition's part goes as it comes home.

    The scenario's drain holds the cost of the expedition already, so nothing is counted twice.
    """
    setting = turn.setting
    if not turn.on("cambodia"):
        return setting.target_drain
    return setting.target_drain * (1.0 - setting.target_expedition_drain * (1.0 - still_abroad(world, turn)))


def quarrel_left(world: World, turn: Turn) -> Value:
    """Return the part of the quarrel that is left, 0-1: what it owes to the expedition goes as that comes home."""
    return 1.0 - turn.setting.expedition_share * (1.0 - still_abroad(world, turn))


def persuasion(world: World) -> FloatArray:
    """Return how far patrons urge the target to leave, shape (runs,).

    Those it is close to urge it, the more the less they are rivals of the challenger: Moscow mended its quarrel with
    Beijing, to which Cambodia was an obstacle, before it cut its aid [FactsRecord] [Buszynski1992].
    """
    urged = world.level * (1.0 - world.rivalry) * (1.0 - world.gone)
    total: FloatArray = urged[0] + urged[1]
    return total


def decides(world: World, turn: Turn) -> BoolArray:
    """Whether the target decides now to bring its troops home, shape (runs,).

    It reviews the matter as often as any, and weighs weariness at home and its patrons' persuasion against what holding
    the country is worth to it. Aid enters through neither: the record has the exit before the cut.
    """
    p = turn.p
    gain = world.weariness[0] + p.exit_persuasion * persuasion(world) - p.exit_worth
    return (world.expedition > 0) & (turn.luck("expedition/exit") < p.h_act * logistic(p.lam * gain))


def withdrawn(world: World, turn: Turn) -> FloatArray:
    """Return the troops abroad after a quarter, shape (runs,), 100 000.

    Before the decision a client's own army takes over a little at a time; after it they leave in equal steps.
    """
    p = turn.p
    leaving = world.exit_decided != NEVER
    left = np.maximum(p.exit_quarters - (turn.quarter - world.exit_decided), 1.0)
    return world.expedition * np.where(leaving, 1.0 - 1.0 / left, 1.0 - p.handover)


def resolve(world: World, turn: Turn) -> None:
    """Count the dead abroad, decide whether to leave, and bring troops home; a settlement brings them home, too."""
    if not turn.on("cambodia") or not world.expedition.any():
        return
    world.dead_abroad += turn.p.dead_abroad_rate * world.expedition
    leaves = decides(world, turn)
    if turn.any_war:
        leaves |= turn.settled & (world.expedition > 0)
    leaves &= world.exit_decided == NEVER
    world.exit_decided = np.where(leaves, turn.quarter, world.exit_decided)
    world.expedition = withdrawn(world, turn)
