"""Weariness: what the war costs at home, the patrons' fatigue, abandonment, and what the target learns of patrons."""

from __future__ import annotations

import numpy as np

from sim.parameters import Values
from sim.rules.choice import BoolArray, Bound, FloatArray, Value, bounded, flag
from sim.rules.expedition import drain
from sim.rules.few import some, spread
from sim.rules.toll import tenfolds
from sim.rules.turn import Turn
from sim.world import NEVER, World


def target_burden(world: World, turn: Turn) -> FloatArray:
    """Return the target's burden of this quarter, years of GDP, shape (runs,).

    In a border war the fighting itself; on a bleeding border the standing war footing, which patrons' aid relieves;
    over occupied land the fighting and a fixed toll. It is the burden that tires people, not the output lost. Claims
    A5, A18 [EssayA]; levels after [LOC-Vietnam] [SIPRI] and Ukraine in 2022 [FactsRecord].
    """
    p, setting, other = turn.p, turn.setting, drain(world, turn)
    fighting = p.gw * turn.intensity
    relief = 1.0 - p.relief * np.minimum(turn.aid_total * (1.0 / p.relief_full), 1.0)
    yearly: FloatArray = fighting + (p.mob + other)
    yearly *= relief * turn.in_stalemate
    yearly += (p.gw + other) * flag(turn.in_border_war)
    yearly += (fighting + (0.2 * p.gw + other)) * turn.in_occupation
    yearly *= 0.25 * setting.burden_scale
    return yearly


def challenger_burden(turn: Turn) -> FloatArray:
    """Return the challenger's burden of this quarter, years of GDP, shape (runs,).

    It is far less than the target's, since the challenger is far larger. Claim A25.
    """
    p = turn.p
    quarterly: FloatArray = (0.25 * p.toll_occupation) * turn.intensity
    quarterly *= turn.in_occupation
    quarterly += (0.25 * p.toll_war) * flag(turn.in_border_war)
    quarterly += (0.25 * p.toll_bleed) * flag(turn.in_stalemate)
    return quarterly


def impatience(world: World, turn: Turn) -> FloatArray:
    """Return the multiple of the challenger's burden on a bleeding border after years of it, shape (runs,).

    The mend `bleeding-cost`: what an army on the border keeps a country from grows with time, and by 1984-85 China's
    was no effective instrument any more [ODowd2007]. Its size is assumed.
    """
    return 1.0 + (0.25 * turn.p.bleed_rise) * world.war_spell * turn.in_stalemate


def weariness(dead: FloatArray, population: Value, burden: FloatArray, tolerance: Value, p: Values) -> FloatArray:
    """Return war weariness, shape (runs,), 0-1.

    Support falls with the logarithm of the dead [Mueller1973], here by share of the population [Rosen1972], and with
    the burden, over what the side is ready to bear. Departs from [SidmanNorpoth2012]: prospects of victory do not
    enter.

    Parameters
    ----------
    dead : thousand; population : millions; burden : years of GDP; tolerance : 1 is the target's in a war without land
    lost.
    """
    tired = tenfolds(dead, population, p)
    tired *= -p.wD
    tired -= p.wE * burden
    tired /= tolerance
    return 1.0 - np.exp(tired)


def fatigue(old: FloatArray, given: FloatArray, at_war: FloatArray, p: Values, bound: Bound = bounded) -> FloatArray:
    """Return patrons' fatigue after a quarter, shape (2, runs), 0-1: in war it grows, the more with aid given.

    Claims A6, A16 [PewUkraine].
    """
    grown = p.f_t * given
    grown += 0.5 * p.f_t
    grown *= at_war
    grown += old
    return bound(grown, 0.0, 1.0)


def rested(old: FloatArray, calm: FloatArray, p: Values, bound: Bound = bounded) -> FloatArray:
    """Return patrons' fatigue after a quarter, shape (2, runs): in peace it wears off."""
    return bound(old - p.fatigue_rest * calm, 0.0, 1.0)


def abandonment(world: World, turn: Turn) -> BoolArray:
    """Whether each patron abandons the target now, shape (2, runs): at war, support gone, and something to abandon.

    Claims A6, A9, A18 [Leeds2003].
    """
    p = turn.p
    weak: BoolArray = (world.support < p.m_min) & turn.at_war & (world.level > p.abandon_from) & (world.gone == 0)
    if not weak.any():
        return weak
    weak &= turn.pair("weariness/abandon") < p.h_abandon
    return weak


def learning(old: FloatArray, given: FloatArray, at_war: FloatArray, p: Values) -> FloatArray:
    """Return how reliable the target believes each patron after a quarter, shape (2, runs), 0-1.

    In war it learns from what arrives.

    Claims A13, A21 [EssayA].
    """
    change = np.minimum(1.5 * given, 1.0)
    change -= old
    change *= p.relq * at_war
    return old + change


def forgetting(old: FloatArray, calm: FloatArray) -> FloatArray:
    """Return that belief after a quarter, shape (2, runs): in peace it drifts to even."""
    return old + (0.5 - old) * (0.01 * calm)


def tire(world: World, turn: Turn) -> None:
    """Let a quarter of war weigh on the sides and on the patrons, and let the target learn."""
    p, setting, at_war = turn.p, turn.setting, flag(turn.at_war)
    turn.drain = np.stack([target_burden(world, turn), challenger_burden(turn)])
    if turn.on("bleeding-cost"):
        turn.drain[1] *= impatience(world, turn)
    world.burden += turn.drain
    given = np.minimum(turn.aid * (1.0 / np.maximum(setting.pair("capacity") * setting.pair("corridor"), 1e-9)), 1.0)
    world.fatigue = fatigue(world.fatigue, given, at_war, p, turn.bound("fatigue"))
    world.reliability = learning(world.reliability, given, at_war, p)
    leaves = abandonment(world, turn)
    if leaves.any():
        world.gone = np.maximum(world.gone, leaves)
        world.abandoned_in = np.where(leaves & (world.abandoned_in == NEVER), turn.quarter, world.abandoned_in)


def rest(world: World, turn: Turn) -> None:
    """Let burden, fatigue and belief fade where there is peace."""
    p, calm = turn.p, flag(~turn.at_war)
    world.burden *= 1.0 - (1.0 - p.burden_memory) * calm
    world.fatigue = rested(world.fatigue, calm, p, turn.bound("fatigue"))
    world.reliability = forgetting(world.reliability, calm)


def outlook(turn: Turn, losing: FloatArray) -> FloatArray:
    """Return how much more a war weighs on a side that has the odds of `losing` it, a ratio, shape (runs,); 1 in peace.

    The mend `prospects`: hopeless wars tire sooner and hopeful ones later than their dead and their burden alone would
    have it [SidmanNorpoth2012] [Gelpi2006]; even odds leave them as they are.
    """
    return 1.0 + (turn.p.prospect * (2.0 * losing - 1.0)) * turn.at_war


def judge(world: World, turn: Turn) -> None:
    """Work out both sides' weariness from the dead and the burden."""
    p, setting = turn.p, turn.setting
    held = 1.0 + p.tolerance_land * flag(world.land_held > 0.1)
    if turn.on("fire-rallies"):
        held += p.rally_fire * turn.intensity * turn.in_stalemate
    pride: FloatArray = p.tolerance_challenger + turn.stake
    if turn.on("prospects"):
        held, pride = held / outlook(turn, turn.odds), pride / outlook(turn, 1.0 - turn.odds)
    bears, dead = (held, pride), (world.dead[0] + world.dead_abroad, world.dead[1])
    people = setting.target_population, setting.challenger_population
    tired = [weariness(dead[side], people[side], world.burden[side], bears[side], p) for side in range(2)]
    world.weariness = np.stack(tired)


def resolve(world: World, turn: Turn) -> None:
    """Add up this quarter's burden, and move weariness, fatigue and belief."""
    calm = ~turn.at_war
    if calm.any():
        rest(*some(world, turn, calm))
    turn.drain = np.zeros((2, world.runs))
    if turn.any_war:
        few, their = some(world, turn, turn.at_war)
        tire(few, their)
        spread(turn, their, ("drain",))
    scarred = world.ever_war + world.dead[0] + world.dead[1] + world.dead_abroad > 0
    if scarred.any():
        judge(*some(world, turn, scarred))
