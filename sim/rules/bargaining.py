"""Bargaining: reservation terms of both sides, settlement when they meet, and the challenger that leaves for nothing.

Terms run from 0 (the target's) to 1 (the challenger's): the share of the challenger's demands that is met.
"""

from __future__ import annotations

import numpy as np

from sim.parameters import Values
from sim.pledges import PLEDGES
from sim.rules import answers
from sim.rules.choice import BoolArray, FloatArray, accepts, flag, share
from sim.rules.few import some, spread
from sim.rules.turn import Turn, lever
from sim.seats import GREY, PEACE, SETTLEMENT
from sim.world import NEVER, World

WEIGHTS = np.array([row.weight for row in PLEDGES]) / sum(row.weight for row in PLEDGES)
"""Weights of the pledges, 1 for all of them together."""


def target_most(world: World, turn: Turn) -> FloatArray:
    """Return the most that the target would concede, share of demands, shape (runs,).

    Its odds of losing and its weariness, less its optimism and its fear that the challenger will ask for more (the
    commitment problem [Fearon1995] [Powell2006]). Claims A6, A18, A26.
    """
    most: FloatArray = turn.p.com * (world.trust - 1.0)
    most += turn.odds
    most += world.weariness[0]
    most -= world.optimism[0]
    return most


def assurance(world: World, turn: Turn) -> FloatArray:
    """Return how far the target's posture stills that fear, 0-1, shape (runs,); the mend `assurance`.

    A promise counts by the weight of the pledges that bind the target now and by its reassurance, since each alone is
    cheap; a greedy challenger is not after safety, so nothing stills it [Kydd2000]. It answers the commitment problem
    [Fearon1995] [Powell2006] as far as it ties the target's hands.
    """
    bound = WEIGHTS @ world.pledged
    return (lever(turn.target.reassurance) * bound) * (1.0 - world.greed)


def challenger_least(world: World, turn: Turn) -> FloatArray:
    """Return the least that the challenger would take, share of demands, shape (runs,).

    Its odds less its weariness, plus its optimism and its fear that the target will return with its patrons.
    `fear_client` switches how that fear is coded: by the patrons' ties and rivalry (1), or at a fixed level (0); both
    ends are reported. Claims A18, A19, A26.
    """
    p = turn.p
    backed = world.level * world.rivalry
    least: FloatArray = np.minimum(backed[0] + backed[1], 1.0)
    least *= p.com * p.fear_client
    least += p.com * (1.0 - p.fear_client) * p.fear_fixed
    if turn.on("assurance"):
        least *= 1.0 - assurance(world, turn)
    least += turn.odds
    least -= world.weariness[1]
    least += world.optimism[1]
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
    chance = p.h_set * (1.0 - np.exp(np.maximum(zone, 0.0) * (-1.0 / p.zone_scale)))
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
    p, made = turn.p, flag(turn.settled)
    z = made * terms(world, turn.zone, least)
    first = turn.settled & (world.settled_in == NEVER)
    world.settled_in = np.where(first, turn.quarter, world.settled_in)
    world.terms = np.where(first, z, world.terms)
    world.land_ceded = turn.bound("land_ceded")(world.land_ceded + world.land_held * turn.challenger.hold * z, 0.0, 1.0)
    world.land_held *= 1.0 - made
    world.conceded = turn.bound("conceded")(world.conceded + p.deal_policy * z, 0.0, 1.0)
    world.grievance *= 1.0 - p.deal_relief * z
    world.tie = turn.bound("tie")(world.tie + p.deal_tie * made, 0.0, 1.0)
    world.level *= 1.0 - p.deal_distance * z
    world.rung = np.where(turn.settled, SETTLEMENT, world.rung)


def leaves(world: World, turn: Turn) -> BoolArray:
    """Whether the challenger leaves a static war for nothing, shape (runs,).

    It does so only if no deal is open, and pays an audience cost.

    Claims A5, A26 [Fearon1994].
    """
    p = turn.p
    tempted = turn.in_stalemate & (turn.zone <= 0) & turn.review
    if not tempted.any():
        return tempted
    loss = 1.0 + world.weariness[0] - world.weariness[1]
    loss *= -p.gz * turn.stake
    loss += turn.p.c_gz - p.c_aud
    return tempted & accepts(loss, p.lam, turn.luck("bargaining/leave"))


def negotiate(world: World, turn: Turn) -> None:
    """Let the sides at war learn and talk: work out the zone, and who settles or leaves."""
    world.optimism = learning(world.optimism, turn.intensity, turn.p)
    turn.least = challenger_least(world, turn)
    turn.zone = answers.named_terms(turn, target_most(world, turn)) - turn.least
    turn.settled = answers.heard(turn, deal(turn, turn.zone, world.quarters_on_rung))
    turn.left = answers.falls_quiet(turn, leaves(world, turn))


def resolve(world: World, turn: Turn) -> None:
    """Bargain where there is war, let a settled quarrel return to peace, and count the time on each rung."""
    turn.zone = np.full(world.runs, np.nan)
    if turn.any_war:
        few, their = some(world, turn, turn.at_war)
        negotiate(few, their)
        spread(turn, their, ("zone", "least"), np.nan)
        spread(turn, their, ("settled", "left"))
        conclude(world, turn)
    over = (turn.before == SETTLEMENT) & (world.quarters_on_rung > turn.p.settlement_quarters)
    if over.any():
        world.rung = np.where(over, PEACE, world.rung)
    world.quarters_on_rung *= world.rung == turn.before


def conclude(world: World, turn: Turn) -> None:
    """End the wars that are settled or left, and forget the zone where there was no war."""
    if turn.settled.any():
        few, their = some(world, turn, turn.settled)
        settle(few, their, their.least)
    if turn.left.any():
        world.rung = np.where(turn.left, GREY, world.rung)
    turn.zone = np.where(turn.at_war, turn.zone, np.nan)
