"""Economy and home: growth, output lost to war, trade dependence, standing at home, and the quarrel's memory."""

from __future__ import annotations

import numpy as np

from sim.parameters import Values
from sim.rules.choice import Bound, FloatArray, Value, bounded, flag
from sim.rules.expedition import quarrel_left
from sim.rules.turn import Turn, by_rung, lever
from sim.seats import BORDER_WAR, CRISIS, GREY, SETTLEMENT
from sim.world import World


def growth(world: World, turn: Turn) -> FloatArray:
    """Return the growth of GDP on its path, a year, shape (runs,).

    Ties open markets, by the weight of each partner's market; support opens them a little more. Coercion, pressure
    and crisis cost growth, and so does self-help. By construction: claims C2, B10; coercion after [THAAD2017], claim
    C7.
    """
    p, setting = turn.p, turn.setting
    gained = world.support - world.support_opening
    gained *= p.market_support
    gained += world.level
    gained -= setting.pair("level")
    gained *= p.acc * setting.pair("patron_market")
    pace: FloatArray = gained[0] + gained[1]
    pace += (p.acc * setting.market) * (world.tie - setting.tie)
    pace -= p.gx * world.trade_dependence * world.coerced
    pace -= by_rung(world.rung, {GREY: p.grey_cost, CRISIS: p.crisis_cost})
    pace += setting.target_growth - p.help_cost * turn.target.self_help
    return pace


def output_loss(old: FloatArray, burden: FloatArray, p: Values, bound: Bound = bounded) -> FloatArray:
    """Return the share of GDP lost to war, shape (runs,): moves half way each quarter to the burden rate.

    No scar is left.
    """
    new = (1.0 - p.loss_speed) * old + (4.0 * p.loss_speed) * burden
    return bound(new, 0.0, 1.0)


def scar(world: World, turn: Turn) -> FloatArray:
    """Return the share of GDP lost for long after a quarter, shape (runs,), at most 0.9; the mend `scar`.

    Fighting in the target's own country, in a border war or over occupied land, destroys what takes years to replace;
    the war footing of a bleeding border does not. After seven years of war incomes are down by a quarter of what was
    lost meanwhile [Collier1999]; they come back, gradually [ChenLoayza2008], and a generation later nothing is left to
    see [MiguelRoland2011].
    """
    p = turn.p
    at_home = turn.drain[0] * (turn.in_border_war | turn.in_occupation)
    left: FloatArray = (1.0 - p.scar_healing) * world.scar + p.scar_share * at_home
    return turn.bound("scar")(left, 0.0, 0.9)


def dependence(world: World, p: Values) -> FloatArray:
    """Return the autonomy lost to dependence, shape (runs,), 0-1: ties above a partnership bind [Morrow1991]."""
    closest = np.maximum(np.maximum(world.level[0], world.level[1]), world.tie)
    lost: FloatArray = p.dep * np.maximum(closest - p.dependence_from, 0.0)
    return lost


def standing(world: World, turn: Turn, pace: FloatArray) -> FloatArray:
    """Return the standing at home to which legitimacy moves, shape (runs,), 0-1.

    Growth above the usual lifts it, and rallying while land is held; concessions, lost land, weariness, dependence, and
    reassuring a power that the public resents lower it. Legitimacy in a one-party state is a modelling choice. Claim
    C9.
    """
    p = turn.p
    at_war = flag(turn.at_war)
    stands = p.standing_growth * pace
    stands -= (4.0 * p.standing_growth) * turn.drain[0]
    stands += 0.6 - p.standing_growth * turn.setting.target_growth
    stands += (p.standing_rally * at_war) * (world.land_held > 0)
    stands -= p.standing_policy * world.conceded
    stands -= p.standing_land * (world.land_held + world.land_ceded)
    stands -= p.standing_weary * world.weariness[0] * at_war
    stands -= p.standing_bound * dependence(world, p)
    stands -= (p.standing_soft * turn.target.reassurance) * world.grievance
    return turn.bound("legitimacy", None, p.standing_speed)(stands, 0.0, 1.0)


def trade_dependence(
    old: FloatArray, usual: Value, coerced: FloatArray, p: Values, bound: Bound = bounded
) -> FloatArray:
    """Return trade dependence, shape (runs,), 0.01-0.6: coercion drives trade elsewhere; calm brings it back.

    Claim C7.
    """
    kept = old * (0.99 - p.div * coerced)
    kept += 0.01 * usual
    return bound(kept, 0.01, 0.6)


def structural_grievance(world: World, turn: Turn) -> FloatArray:
    """Return the grievance to which the quarrel returns, shape (runs,), 0-1.

    Reassurance and concessions calm a security seeker; concessions whet a greedy challenger. A war not settled keeps
    its grievance alive. What is owed to an expedition goes with it (the mend `cambodia`). Claims A26, A31, D3
    [Kydd2000].
    """
    usual = turn.setting.grievance_structural
    soothing = 0.3 * lever(turn.target.reassurance)
    level = usual * (1.0 - soothing) + (usual * soothing) * world.greed
    level *= 1.0 + world.conceded * (world.greed - 0.5)
    unsettled = (world.rung >= BORDER_WAR) & (world.rung < SETTLEMENT)
    standing_level = np.maximum(level, world.grievance_onset * unsettled)
    return standing_level * quarrel_left(world, turn) if turn.on("cambodia") else standing_level


def grievance(world: World, turn: Turn) -> FloatArray:
    """Return grievance, shape (runs,), 0-1: drawn to its structural level, raised by each new step of alignment.

    Claims A31, B8.
    """
    p = turn.p
    new = np.maximum(turn.step, 0.0)
    new *= world.rivalry
    felt: FloatArray = p.grievance_noise * (turn.luck("economy/grievance") - 0.5)
    felt += (p.provocation * (1.0 - 0.7 * lever(turn.target.reassurance))) * (new[0] + new[1])
    felt += p.rho_g * structural_grievance(world, turn)
    felt += (1.0 - p.rho_g) * world.grievance
    return turn.bound("grievance")(felt, 0.0, 1.0)


def resolve(world: World, turn: Turn) -> None:
    """Let the economy grow, the home front judge, and the quarrel cool or smoulder."""
    p = turn.p
    pace = growth(world, turn)
    world.gdp_path *= 1.0 + 0.25 * pace
    world.output_loss = output_loss(world.output_loss, turn.drain[0], p, turn.bound("output_loss"))
    if turn.on("scar"):
        world.scar = scar(world, turn)
    world.legitimacy += p.standing_speed * (standing(world, turn, pace) - world.legitimacy)
    usual, bound = turn.setting.trade_dependence, turn.bound("trade_dependence")
    world.trade_dependence = trade_dependence(world.trade_dependence, usual, world.coerced, p, bound)
    world.grievance = grievance(world, turn)


def gdp(world: World) -> FloatArray:
    """Return the target's GDP, index with 1 at the opening, shape (runs,): the path less what is lost to war."""
    lost = np.minimum(np.maximum(world.output_loss, 0.0), 0.9)
    return world.gdp_path * (1.0 - lost) * (1.0 - world.scar)
