"""Bargaining: reservation terms of both sides, settlement when they meet, and the challenger that leaves for nothing.

Terms run from 0 (the target's) to 1 (the challenger's): the share of the challenger's demands that is met.
"""

from __future__ import annotations

import numpy as np

from sim.parameters import Values
from sim.rules.choice import BoolArray, FloatArray, accepts, share
from sim.rules.few import some
from sim.rules.turn import Turn
from sim.seats import GREY, PEACE, SETTLEMENT
from sim.world import NEVER, World


def target_most(world: World, turn: Turn) -> FloatArray:
    """Return the most that the target would concede, share of demands, shape (runs,).

    Its odds of losing and its weariness, less its optimism and its fear that the challenger will ask for more (the
    commitment problem [Fearon1995] [Powell2006]). Claims A6, A18, A26.
    """
    most: FloatArray = turn.odds + world.weariness[0] - world.optimism[0] - turn.p.com * (1.0 - world.trust)
    return most


def challenger_least(world: World, turn: Turn) -> FloatArray:
    """Return the least that the challenger would take, share of demands, shape (runs,).

    Its odds less its weariness, plus its optimism and its fear that the target will return with its patrons.
    `fear_client` switches how that fear is coded: by the patrons' ties and rivalry (1), or at a fixed level (0); both
    ends are reported. Claims A18, A19, A26.
    """
    p = turn.p
    backed = share(world.level[0] * world.rivalry[0] + world.level[1] * world.rivalry[1])
    fear = p.com * (p.fear_client * backed + (1.0 - p.fear_client) * p.fear_fixed)
    least: FloatArray = turn.odds - world.weariness[1] + world.optimism[1] + fear
    return least


def learning(optimism: FloatArray, intensity: FloatArray, p: Values) -> FloatArray:
    """Return optimism after this quarter's fighting, shape (2, runs): battle teaches [Slantchev2003]."""
    return optimism * (1.0 - p.lrn * np.sqrt(intensity))


def deal(turn: Turn, zone: FloatArray, waited: FloatArray) -> BoolArray:
    """Whether a settlement is made, shape (runs,): likelier the wider the zone; never without one.

    Both wait each other out [Langlois2009]; the hazard is capped at `h_set`.
    """
    p = turn.p
    fights = (turn.in_stalemate | turn.in_occupation) & (waited > 1.0) & (zone > 0)
    if not fights.any():
        return fights
    chance = p.h_set * (1.0 - np.exp(-np.maximum(zone, 0.0) / p.zone_scale))
    return fights & (turn.luck("bargaining/deal") < chance)


def terms(world: World, zone: FloatArray, least: FloatArray) -> FloatArray:
    """Return the terms of a deal, shape (runs,), 0-1: the zone is split by weariness.

    The wearier side gives more. Claims A7, A25.
    """
    tired = world.weariness[0] / np.maximum(world.weariness[0] + world.weariness[1], 1e-6)
    return share(least + tired * zone)


def settle(world: World, turn: Turn, least: FloatArray) -> None:
    """Carry a settlement out: land partly kept, policy conceded, the quarrel and the partnerships cooled.

    Claims A7, A27, A29.
    """
    p, made = turn.p, turn.settled
    z = terms(world, turn.zone, least)
    first = made & (world.settled_in == NEVER)
    world.settled_in = np.where(first, turn.quarter, world.settled_in)
    world.terms = np.where(first, z, world.terms)
    world.land_ceded = share(world.land_ceded + made * world.land_held * turn.challenger.hold * z)
    world.land_held = np.where(made, 0.0, world.land_held)
    world.conceded = share(world.conceded + p.deal_policy * z * made)
    world.grievance = np.where(made, world.grievance * (1.0 - p.deal_relief * z), world.grievance)
    world.tie = np.where(made, share(world.tie + p.deal_tie), world.tie)
    world.level = np.where(made, world.level * (1.0 - p.deal_distance * z), world.level)
    world.rung = np.where(made, SETTLEMENT, world.rung)


def leaves(world: World, turn: Turn) -> BoolArray:
    """Whether the challenger leaves a static war for nothing, shape (runs,).

    It does so only if no deal is open, and pays an audience cost.

    Claims A5, A26 [Fearon1994].
    """
    p = turn.p
    tempted = turn.in_stalemate & (turn.zone <= 0) & turn.review & ~turn.settled
    if not tempted.any():
        return tempted
    worth = turn.stake * p.gz * (1.0 + world.weariness[0] - world.weariness[1])
    return tempted & accepts(turn.p.c_gz - p.c_aud - worth, p.lam, turn.luck("bargaining/leave"))


def negotiate(world: World, turn: Turn) -> FloatArray:
    """Let the sides at war learn, bargain, settle or leave; return the bargaining zone, shape (runs,)."""
    world.optimism = learning(world.optimism, turn.intensity, turn.p)
    least = challenger_least(world, turn)
    turn.zone = target_most(world, turn) - least
    turn.settled = deal(turn, turn.zone, world.quarters_on_rung)
    if turn.settled.any():
        settle(world, turn, least)
    gone = leaves(world, turn)
    if gone.any():
        world.rung = np.where(gone, GREY, world.rung)
    return turn.zone


def resolve(world: World, turn: Turn) -> None:
    """Bargain where there is war, let a settled quarrel return to peace, and count the time on each rung."""
    zone = np.full(world.runs, np.nan)
    if turn.any_war:
        few, their = some(world, turn, turn.at_war)
        found = negotiate(few, their)
        zone[turn.at_war] = found[turn.at_war] if few is world else found
    turn.zone = zone
    over = (turn.before == SETTLEMENT) & (world.quarters_on_rung > turn.p.settlement_quarters)
    if over.any():
        world.rung = np.where(over, PEACE, world.rung)
    world.quarters_on_rung = world.quarters_on_rung * (world.rung == turn.before)
