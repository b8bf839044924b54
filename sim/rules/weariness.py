"""Weariness: what the war costs at home and abroad, fatigue of patrons, abandonment.

And what the target learns of them.
"""

from __future__ import annotations

import numpy as np

from sim.parameters import Values
from sim.rules.choice import BoolArray, FloatArray, Value, share
from sim.rules.few import some, spread
from sim.rules.turn import Turn
from sim.world import NEVER, World

DECADE_UNIT = 1e-3
"""Thousand dead over million people, as a share of the population."""


def target_burden(world: World, turn: Turn) -> FloatArray:
    """Return the target's burden of this quarter, years of GDP, shape (runs,).

    In a border war the fighting itself; on a bleeding border the standing war footing, which patrons' aid relieves;
    over occupied land the fighting and a fixed toll. It is the burden that tires people, not the output lost. Claims
    A5, A18 [EssayA]; levels after [LOC-Vietnam] [SIPRI] and Ukraine in 2022 [FactsRecord].
    """
    p, setting = turn.p, turn.setting
    relief = 1.0 - p.relief * np.minimum(turn.aid_total / p.relief_full, 1.0)
    border = p.gw + setting.target_drain
    footing = (p.mob + p.gw * turn.intensity + setting.target_drain) * relief
    over_land = p.gw * (0.2 + turn.intensity) + setting.target_drain
    yearly = np.where(turn.in_border_war, border, np.where(turn.in_stalemate, footing, over_land))
    return yearly * turn.at_war * setting.burden_scale / 4.0


def challenger_burden(turn: Turn) -> FloatArray:
    """Return the challenger's burden of this quarter, years of GDP, shape (runs,).

    Far less, since it is far larger. Claim A25.
    """
    p = turn.p
    over_land = p.toll_occupation * turn.intensity
    yearly = np.where(turn.in_border_war, p.toll_war, np.where(turn.in_stalemate, p.toll_bleed, over_land))
    return yearly * turn.at_war / 4.0


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
    toll = np.log10(1.0 + dead * DECADE_UNIT / (p.death_scale * population))
    return 1.0 - np.exp(-(p.wD * toll + p.wE * burden) / tolerance)


def fatigue(old: FloatArray, given: FloatArray, p: Values) -> FloatArray:
    """Return patrons' fatigue after a quarter of war, shape (2, runs), 0-1: grows with aid given.

    Claims A6, A16 [PewUkraine].
    """
    return share(old + p.f_t * (0.5 + given))


def rested(old: FloatArray, p: Values) -> FloatArray:
    """Return patrons' fatigue after a quarter of peace, shape (2, runs): it wears off."""
    return np.maximum(old - p.fatigue_rest, 0.0)


def abandonment(world: World, turn: Turn) -> BoolArray:
    """Whether each patron abandons the target now, shape (2, runs): at war, support gone, and something to abandon.

    Claims A6, A9, A18 [Leeds2003].
    """
    p = turn.p
    weak: BoolArray = (world.support < p.m_min) & turn.at_war & (world.level > p.abandon_from) & (world.gone == 0)
    if not weak.any():
        return weak
    weak = weak & (turn.pair("weariness/abandon") < p.h_abandon)
    return weak


def learning(old: FloatArray, given: FloatArray, p: Values) -> FloatArray:
    """Return how reliable the target believes each patron after a quarter of war, shape (2, runs), 0-1.

    It learns from what arrives.

    Claims A13, A21 [EssayA].
    """
    return share(old + p.relq * (np.minimum(given * 1.5, 1.0) - old))


def forgetting(old: FloatArray) -> FloatArray:
    """Return that belief after a quarter of peace, shape (2, runs): it drifts to even."""
    return old + 0.01 * (0.5 - old)


def tire(world: World, turn: Turn) -> None:
    """Let a quarter of war weigh on the sides and on the patrons, and let the target learn."""
    p, setting = turn.p, turn.setting
    drain = np.stack([target_burden(world, turn), challenger_burden(turn)])
    turn.drain = drain
    world.burden = np.where(turn.at_war, world.burden + drain, world.burden)
    given = share(turn.aid / np.maximum(setting.pair("capacity") * setting.pair("corridor"), 1e-9))
    world.fatigue = np.where(turn.at_war, fatigue(world.fatigue, given, p), world.fatigue)
    world.reliability = np.where(turn.at_war, learning(world.reliability, given, p), world.reliability)
    leaves = abandonment(world, turn)
    if leaves.any():
        world.gone = np.maximum(world.gone, leaves)
        world.abandoned_in = np.where(leaves & (world.abandoned_in == NEVER), turn.quarter, world.abandoned_in)


def judge(world: World, turn: Turn) -> None:
    """Work out both sides' weariness from the dead and the burden."""
    p, setting = turn.p, turn.setting
    held = np.where(world.land_held > 0.1, 1.0 + p.tolerance_land, 1.0)
    pride: FloatArray = p.tolerance_challenger + turn.stake
    bears = held, pride
    people = setting.target_population, setting.challenger_population
    tired = [weariness(world.dead[side], people[side], world.burden[side], bears[side], p) for side in range(2)]
    world.weariness = np.stack(tired)


def resolve(world: World, turn: Turn) -> None:
    """Add up this quarter's burden, and move weariness, fatigue and belief."""
    p, at_war = turn.p, turn.at_war
    calm = ~at_war
    if calm.any():
        world.burden = np.where(calm, world.burden * p.burden_memory, world.burden)
        world.fatigue = np.where(calm, rested(world.fatigue, p), world.fatigue)
        world.reliability = np.where(calm, forgetting(world.reliability), world.reliability)
    turn.drain = np.zeros((2, world.runs))
    if turn.any_war:
        few, their = some(world, turn, at_war)
        tire(few, their)
        spread(turn, their, ("drain",))
    scarred = (world.ever_war > 0) | (world.dead.max(0) > 0)
    if scarred.any():
        judge(*some(world, turn, scarred))
