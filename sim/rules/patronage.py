"""Patronage: what a patron's means, votes and needs make of the aid that it would send. The mends of the patrons' side.

Each is a module of its own, and acts where its switch is on; without them aid is what `perception.aid` says.
"""

from __future__ import annotations

from sim.rules import budget, need, opinion, stepping, tiers, votes
from sim.rules.choice import FloatArray, Value
from sim.rules.turn import Turn
from sim.setting import Setting
from sim.world import World


def opened(world: World, setting: Setting) -> None:
    """Lay out what the mends keep, at the opening."""
    on = setting.switches
    if "us-budget" in on:
        world.credit = 1.0
    if "russia-need" in on:
        world.reliance = setting.pair("dependence")[1]
    if "aid-votes" in on:
        world.flow, world.divided = 1.0, setting.pair("divided")[0]
    if "opinion" in on:
        world.too_much = opinion.OUTSET


def feared(world: World, turn: Turn) -> Value:
    """Return how much of the fear of escalation still withholds aid, 0-1: all of it, or by tiers of weapons."""
    return tiers.withheld(world) if turn.on("weapon-tiers") else 1.0


def sent(world: World, turn: Turn, given: FloatArray) -> FloatArray:
    """Return the aid that patrons send of what they would, need a quarter, shape (2, runs)."""
    if turn.on("russia-need"):
        given[1] *= need.spared(world, turn)
    if turn.on("us-budget"):
        given[0] = budget.capped(world, turn, given[0])
    if turn.on("aid-votes"):
        given[0] *= world.flow
    return stepping.raised(world, turn, given) if turn.on("stepping-in") else given


def resolve(world: World, turn: Turn) -> None:
    """Move opinion, votes, tiers of weapons, dependence and good name of the patrons, where these mends are in use."""
    if turn.on("opinion"):
        opinion.resolve(world, turn)
    if turn.on("aid-votes"):
        votes.resolve(world, turn)
    if turn.on("weapon-tiers"):
        tiers.resolve(world, turn)
    if turn.on("stepping-in"):
        stepping.resolve(world, turn)
    if turn.on("russia-need"):
        need.resolve(world, turn)
    if turn.on("us-budget"):
        budget.resolve(world, turn)
