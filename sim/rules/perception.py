"""Perception: what the quarrel is worth to the challenger, what patrons would give, and how the forces compare."""

from __future__ import annotations

import numpy as np

from sim.parameters import Values
from sim.rules import patronage
from sim.rules.choice import FloatArray, bounded
from sim.rules.few import some, spread
from sim.rules.toll import alarm
from sim.rules.turn import Turn, intensity, lever
from sim.seats import PEACE
from sim.world import World


def encirclement(world: World, turn: Turn) -> FloatArray:
    """Return how encircled the challenger feels, shape (runs,).

    0 to `encirclement_top` [Walt1987] [Powell2006] [Kydd2000].

    Partnerships weigh by their patron's rivalry; a share `antic` of an alliance still forming counts already (the
    closing window); exercises add a little, a broken pledge adds for a time. The tie with the target and its
    reassurance soothe, but not a greedy challenger. Where the second patron mediates (a rival coding), the tie with it
    soothes as far as that patron is no rival of the challenger. Claims A31, B3, B9, B12, C3.
    """
    p = turn.p
    felt = turn.target_level - world.level
    felt = np.maximum(felt, 0.0, out=felt)
    felt *= p.antic
    felt += world.level
    calmed = felt[1] * (1.0 - world.rivalry[1]) if turn.on("moscow-mediates") else None
    felt *= world.rivalry
    encircled = felt[0] + felt[1]
    if calmed is not None:
        encircled -= calmed
    encircled += (p.season_encirclement * turn.target.seasoning) * world.rivalry[0]
    encircled += world.breach
    encircled += (p.zeta * (0.5 + lever(turn.target.reassurance))) * world.tie * (world.greed - 1.0)
    return bounded(encircled, 0.0, p.encirclement_top)


def stake(world: World, turn: Turn, encircled: FloatArray) -> FloatArray:
    """Return what the quarrel is worth to the challenger, utility, shape (runs,): grievance, and how encircled it is.

    Claims A31, B3.
    """
    worth: FloatArray = turn.p.v_g * world.grievance + turn.p.v_E * encircled
    return worth


def available(rivalry: FloatArray, border: FloatArray, taiwan: FloatArray, p: Values) -> FloatArray:
    """Return the share of the challenger's force that is free for this theatre, shape (runs,), 0.2-1.

    Rival powers on its border and a Taiwan crisis pin the rest. Claims A8, A28, D6.
    """
    watched = rivalry * border
    pinned = watched[0] + watched[1] + p.taiwan_pin * taiwan
    free: FloatArray = np.maximum(1.0 - p.pin * pinned, 0.2)
    return free


def support(world: World, turn: Turn) -> FloatArray:
    """Return each patron's support for the target, shape (2, runs), 0-1; none once it is gone.

    It rises with the partnership and with the patron's own rivalry with the challenger; it falls with fatigue, and with
    the target's ties to the challenger and to the other patron, the more so the more polarised the world is (the price
    of hedging [Kuik2021]). Where bleeding draws third parties in (a rival coding), the dead raise it. Claims A6, A13,
    B7, C5.
    """
    p, polarisation = turn.p, turn.setting.polarisation
    wish = world.level[::-1] - p.hedge_level
    wish = np.maximum(wish, 0.0, out=wish)
    wish *= -p.hdg * polarisation
    wish -= p.hdg * np.maximum(world.tie - p.hedge_tie, 0.0)
    wish += p.muk * world.level
    wish += p.muR * world.rivalry
    wish -= world.fatigue
    wish += world.mood
    if turn.on("bleeding-alarms"):
        wish += alarm(world, turn)
    if turn.acts is not None:
        wish += intent(world, turn)
    kept = turn.bound("support", None, 1.0 - world.gone)(wish, 0.0, 1.0)
    kept *= 1.0 - world.gone
    return kept


def intent(world: World, turn: Turn) -> FloatArray:
    """Return what patrons add to their support for what they take the challenger to be after, shape (runs,).

    A power that looks greedier than was thought at the opening is balanced, one that looks tamer is not [Walt1987].
    Only where seats make moves; the size is assumed.
    """
    added: FloatArray = turn.p.intent_alarm * (world.agenda.belief[0] - world.agenda.thought)
    return added


def aid(world: World, turn: Turn) -> FloatArray:
    """Return the aid that each patron would send, shape (2, runs).

    The unit is the target's munitions need in a quarter of full fire.

    Capacity x support x the patron's own measure x corridor, less what fear of escalation withholds (in proportion to
    the intensity of the fighting) and what another theatre takes. Claims A2, A14, A15, A17 [EssayA].
    """
    p, setting = turn.p, turn.setting
    afraid = p.fear * turn.patrons.fear * setting.nuclear * patronage.feared(world, turn)
    given = 1.0 - afraid * intensity(world.rung, turn.challenger.bleed, p, 1.0)
    given *= setting.pair("capacity") * setting.pair("corridor") * turn.patrons.aid
    given *= world.support
    given *= 1.0 - p.dist * world.distraction
    return patronage.sent(world, turn, np.maximum(given, 0.0, out=given))


def contest(challenger: FloatArray, target: FloatArray, p: Values) -> FloatArray:
    """Return the challenger's odds in a contest for the region, shape (runs,), 0-1 [Tullock1980].

    challenger**eta / (challenger**eta + (ter * target)**eta): terrain helps the defender. Claims A1, A22, A24.
    """
    ratio = np.maximum(p.ter * target, 1e-9)
    ratio /= np.maximum(challenger, 1e-9)
    ratio **= p.eta
    ratio += 1.0
    return 1.0 / ratio


def strengths(world: World, turn: Turn) -> tuple[FloatArray, FloatArray]:
    """Return the effective strengths of target and challenger in a campaign, each of shape (runs,).

    Quality x troops x supply. A campaign outlasts one rotation of the front, so the challenger can bring in at most
    `front_rotation` times the troops that its roads carry into contact. Departs from [Lanchester] in that supply scales
    strength. Claims A8, A24, A28, A30.
    """
    setting = turn.setting
    turn.supply = bounded(0.25 * world.stocks + world.output + turn.aid_total, 0.1, 1.0)
    target = turn.target_quality * world.force[0] * turn.supply
    brought = np.minimum(world.force[1] * turn.available, turn.p.front_rotation * setting.front)
    return target, (turn.challenger_quality * turn.challenger_output) * brought


def allies(world: World, turn: Turn) -> FloatArray:
    """Return the strength that fighting patrons add, shape (runs,).

    Each is worth `patron_force` of the challenger's force.
    """
    each = turn.p.patron_force * turn.challenger_quality
    added: FloatArray = each * (world.fighting[0] + world.fighting[1]) * world.force[1]
    return added


def compare_forces(world: World, turn: Turn) -> None:
    """Work out what is free for this theatre, what aid would come, and the odds; of no concern in peace."""
    turn.available = available(world.rivalry, turn.setting.pair("border"), world.taiwan, turn.p)
    turn.aid = aid(world, turn)
    turn.aid_total = turn.aid[0] + turn.aid[1]
    turn.target_strength, challenger = strengths(world, turn)
    turn.odds = contest(challenger, turn.target_strength + allies(world, turn), turn.p)


def resolve(world: World, turn: Turn) -> None:
    """Work out this quarter's perceptions from the state; only support is kept."""
    turn.before = world.rung.copy()
    turn.encirclement = encirclement(world, turn)
    turn.stake = stake(world, turn, turn.encirclement)
    world.support = support(world, turn)
    if turn.quarter == 0:
        world.support_opening = world.support
    turn.challenger_output = np.minimum(1.0, turn.setting.challenger_output + turn.patrons.challenger_supply)
    few, their = some(world, turn, turn.before > PEACE)
    compare_forces(few, their)
    spread(turn, their, ("available", "aid", "aid_total", "supply", "target_strength", "odds"))
