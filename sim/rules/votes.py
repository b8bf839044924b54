"""Votes on aid: aid of a patron that hangs on votes is lumpy: it is blocked, and it comes in a rush when that ends.

The mend `aid-votes`. American aid to Ukraine fell by 91 per cent for six months from October 2023, when one chamber
had passed to the other camp, and was then made up for [KielTracker]. The rule holds for the first patron where its aid
hangs on votes (the opening value `votes`), and in war alone.
"""

from __future__ import annotations

import numpy as np

from sim.rules.choice import BoolArray, FloatArray, flag
from sim.rules.turn import Turn
from sim.world import World

LEGISLATURE = 8
"""Quarters between two elections of the legislature; every second one falls with that of the government."""


def chosen_anew(turn: Turn) -> bool:
    """Whether the first patron's legislature is chosen this quarter: at its dated elections, and half way between."""
    dates = [event.quarter for event, patron in turn.setting.calendar if event.kind == "election" and patron == 0]
    return any((turn.quarter - date) % LEGISLATURE == 0 for date in dates)


def blocked(world: World, turn: Turn) -> BoolArray:
    """Whether votes hold up aid in the next quarter, shape (runs,).

    A block begins with hazard `vote_block` x fatigue where the government is divided, and ends with `vote_end`. One
    draw serves both, since a run is in one state or the other. Claims A6, A16.
    """
    p, luck = turn.p, turn.luck("votes/hold")
    held = world.flow < 1.0
    begins = luck < p.vote_block * world.fatigue[0] * world.divided * turn.setting.pair("votes")[0]
    blocks: BoolArray = turn.at_war & ((held & (luck >= p.vote_end)) | (~held & begins))
    return blocks


def let_through(world: World, turn: Turn, blocks: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return the share of its usual aid that votes let through next quarter, and the backlog after it, each (runs,).

    `vote_leak` flows while it is blocked, and `vote_kept` of the rest is owed; what is owed is worked off at
    `vote_rush` of usual aid a quarter, on top of it.
    """
    p, held = turn.p, flag(blocks)
    rush = np.minimum(world.backlog, p.vote_rush) * (1.0 - held)
    flow = 1.0 + rush + held * (p.vote_leak - 1.0)
    backlog = world.backlog - rush + held * (p.vote_kept * (1.0 - p.vote_leak))
    return flow, backlog * flag(turn.at_war)


def resolve(world: World, turn: Turn) -> None:
    """Choose a legislature where that is due, and settle how much aid the votes let through next quarter."""
    if chosen_anew(turn):
        world.divided = turn.luck("votes/divided") < turn.p.divided_share
    world.flow, world.backlog = let_through(world, turn, blocked(world, turn))
