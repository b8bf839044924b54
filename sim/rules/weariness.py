"""Weariness: what the war costs at home and abroad, fatigue of patrons, abandonment, and what the target learns of them."""

from __future__ import annotations

import numpy as np

from sim.parameters import Values
from sim.rules.choice import BoolArray, FloatArray, Value, share
from sim.rules.few import some
from sim.rules.turn import Turn
from sim.world import NEVER, World

DECADE_UNIT = 1e-3
"""Thousand dead over million people, as a share of the population."""


def target_burden(world: World, turn: Turn) -> FloatArray:
    """Return the target's burden of this quarter, years of GDP, shape (runs,).

    In a border war the fighting itself; on a bleeding border the standing war footing, which patrons' aid relieves; over
    occupied land the fighting and a fixed toll. It is the burden that tires people, not the output lost. Claims A5, A18
    [EssayA]; levels after [LOC-Vietnam] [SIPRI] and Ukraine in 2022 [FactsRecord].
    """
    p, setting = turn.p, turn.setting
    relief = 1.0 - p.relief * np.minimum(turn.aid_total / p.relief_full, 1.0)
    border = p.gw + setting.target_drain
    footing = (p.mob + p.gw * turn.intensity + setting.target_drain) * relief
    over_land = p.gw * (0.2 + turn.intensity) + setting.target_drain
    yearly = np.where(turn.in_border_war, border, np.where(turn.in_stalemate, footing, over_land))
    return yearly * turn.at_war * setting.burden_scale / 4.0


def challenger_burden(turn: Turn) -> FloatArray:
    """Return the challenger's burden of this quarter, years of GDP, shape (runs,): far less, since it is far larger. Claim A25."""
    p = turn.p
    over_land = p.toll_occupation * turn.intensity
    yearly = np.where(turn.in_border_war, p.toll_war, np.where(turn.in_stalemate, p.toll_bleed, over_land))
    return yearly * turn.at_war / 4.0


def weariness(dead: FloatArray, population: Value, burden: FloatArray, tolerance: Value, p: Values) -> FloatArray:
    """Return war weariness, shape (runs,), 0-1.

    Support falls with the logarithm of the dead [Mueller1973], here by share of the population [Rosen1972], and with the
    burden, over what the side is ready to bear. Departs from [SidmanNorpoth2012]: prospects of victory do not enter.

    Parameters
    ----------
    dead : thousand; population : millions; burden : years of GDP; tolerance : 1 is the target's in a war without land lost.
    """
    toll = np.log10(1.0 + dead * DECADE_UNIT / (p.death_scale * population))
    return 1.0 - np.exp(-(p.wD * toll + p.wE * burden) / tolerance)


def fatigue(old: FloatArray, given: FloatArray, at_war: BoolArray, p: Values) -> FloatArray:
    """Return patrons' fatigue, shape (2, runs), 0-1: grows with aid given, wears off in peace. Claims A6, A16 [PewUkraine]."""
    return share(np.where(at_war, old + p.f_t * (0.5 + given), old - p.fatigue_rest))


def abandonment(world: World, turn: Turn) -> BoolArray:
    """Whether each patron abandons the target now, shape (2, runs): at war, support gone, and something to abandon.

    Claims A6, A9, A18 [Leeds2003].
    """
    p = turn.p
    weak = (world.support < p.m_min) & turn.at_war & (world.level > p.abandon_from) & (world.gone == 0)
    if not weak.any():
        return weak
    return weak & (turn.pair("weariness/abandon") < p.h_abandon)


def learning(old: FloatArray, given: FloatArray, at_war: BoolArray, p: Values) -> FloatArray:
    """Return how reliable the target believes each patron, shape (2, runs), 0-1: learnt in war from what arrives. Claims A13, A21."""
    shown = np.minimum(given * 1.5, 1.0)
    return share(np.where(at_war, old + p.relq * (shown - old), old + 0.01 * (0.5 - old)))


def resolve(world: World, turn: Turn) -> None:
    """Add up this quarter's burden, and move weariness, fatigue and belief."""
    p, setting, at_war = turn.p, turn.setting, turn.at_war
    turn.drain = np.zeros((2, world.runs))
    if turn.any_war:
        few, their = some(world, turn, at_war)
        drain = np.stack([target_burden(few, their), challenger_burden(their)])
        turn.drain = drain if few is world else _spread(drain, at_war)
    world.burden = world.burden * np.where(at_war, 1.0, p.burden_memory) + turn.drain
    bears = 1.0 + p.tolerance_land * (world.land_held > 0.1), p.tolerance_challenger + turn.stake
    people = setting.target_population, setting.challenger_population
    for side in range(2):
        world.weariness[side] = weariness(world.dead[side], people[side], world.burden[side], bears[side], p)
    given = share(turn.aid / np.maximum(setting.pair("capacity") * setting.pair("corridor"), 1e-9))
    world.fatigue = fatigue(world.fatigue, given, at_war, p)
    world.reliability = learning(world.reliability, given, at_war, p)
    if turn.any_war:
        leaves = abandonment(world, turn)
        if leaves.any():
            world.gone = np.maximum(world.gone, leaves)
            world.abandoned_in = np.where(leaves & (world.abandoned_in == NEVER), turn.quarter, world.abandoned_in)


def _spread(values: FloatArray, where: BoolArray) -> FloatArray:
    """Return values of some runs among all, 0 elsewhere; shape (2, runs)."""
    out = np.zeros((len(values), where.size))
    out[:, where] = values
    return out
