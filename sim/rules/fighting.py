"""Fighting: losses, land, the culmination of an offensive, and the rebuilding of forces in peace.

An attrition model in the family of Lanchester and Osipov [Lanchester]: each side loses in proportion to the other's
effective strength and to the intensity of the war. It departs from them in three ways: the strength in contact is
capped by roads; who attacks, and for how long the occupier has dug in, decides the exchange; and the outgunned side
of an offensive loses more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.parameters import Values
from sim.postures import paired
from sim.rules.choice import BoolArray, FloatArray, Value, accepts, bounded, share
from sim.rules.few import some
from sim.rules.turn import Turn
from sim.seats import CRISIS, OCCUPATION, SEIZE, STALEMATE
from sim.world import World

PER_THOUSAND = 100.0
"""Thousands in a unit of troops, 100 000."""
MILLION = 10.0
"""Units of troops, 100 000, in a million people."""
FOOTHOLD, LOST_FOOTHOLD = 0.08, 0.03
"""Share of the region below which land cannot be held: at the culmination, and later."""


@dataclass(frozen=True)
class Front:
    """The two sides as they meet: strength, who attacks, and how well the occupier is dug in; each of shape (runs,).

    Attributes
    ----------
    contact : challenger's troops in contact, 100 000, also as effective `challenger` strength; `target` is the
    target's. fires : challenger's fire over the target's, ratio.
    entrenched : how far the occupier has dug in, 0-1; `dug` its multiple of strength.
    retaking, pressing : effort that target and challenger spend attacking on a static front, 0-1.
    """

    contact: FloatArray
    challenger: FloatArray
    target: FloatArray
    fires: FloatArray
    entrenched: FloatArray
    dug: FloatArray
    retaking: FloatArray
    pressing: FloatArray


def in_contact(force: FloatArray, front: Value, spell: FloatArray) -> FloatArray:
    """Return the challenger's troops in contact, 100 000, shape (runs,).

    Roads carry 40 % of `front` at first, all from the third quarter.

    Claims A4, A28; the cap is expert coding.
    """
    return np.minimum(force, front * np.minimum(1.0, 0.4 + 0.2 * spell))


def front(world: World, turn: Turn) -> Front:
    """Return the two sides as they meet this quarter.

    Claims A1, A3, A22: digging in makes the other side do the attacking.
    """
    p, setting, over_land = turn.p, turn.setting, turn.in_occupation
    contact = in_contact(world.force[1] * turn.available, setting.front, world.war_spell)
    helpers = (world.fighting[0] + world.fighting[1]) * p.patron_force
    strength = (setting.challenger_quality * turn.challenger_output) * contact
    entrenched = np.where(over_land, 1.0 - np.exp(-world.quarters_on_rung / p.tdug), 1.0)
    early, late = setting.effort
    effort = np.where(world.quarters_on_rung <= 4.0, early, late) if early != late else early
    full = p.psi * (1.0 - world.weariness[0])
    retaking = np.where(over_land, full * effort, np.where(turn.in_stalemate, 0.5 * full, 0.0))
    pressing = turn.challenger.offense * (turn.in_stalemate | over_land) * (1.0 - world.weariness[1])
    guns = world.force[0] * turn.supply + helpers * contact
    return Front(
        contact=contact,
        challenger=strength,
        target=turn.target_strength + helpers * setting.challenger_quality * contact,
        fires=contact * turn.challenger_output / np.maximum(guns, 0.01),
        entrenched=entrenched,
        dug=1.0 + (p.dug - 1.0) * entrenched,
        retaking=retaking,
        pressing=pressing,
    )


def outgunned(fires: FloatArray, offensive: BoolArray, p: Values) -> FloatArray:
    """Return the multiple of losses of a side that faces `fires` times its own fire in an offensive, shape (runs,).

    1 where fires are even or the front is quiet, at most 1 + art. After the loss ratios of 1979 and 2022 [FactsRecord].
    """
    return 1.0 + p.art * offensive * bounded(fires - 1.0, 0.0, 1.0)


def losses(world: World, turn: Turn, meet: Front) -> FloatArray:
    """Return troops lost this quarter, shape (2, runs), 100 000: target, challenger; at most half of a force.

    Claims A1, A3, A5, A22 [Lanchester] [CSIS2025]. In an open border war the challenger attacks; later each side pays
    for the share of its effort that it spends attacking.
    """
    p, border = turn.p, turn.in_border_war
    offensive = (border | turn.in_occupation) & (not turn.setting.sea)
    exposed = p.m_att * (0.6 + 0.4 * meet.entrenched) * meet.dug
    sheltered = (1.5 - 0.5 * meet.entrenched) / meet.dug
    static_t = 1.0 + meet.retaking * (exposed - 1.0) + meet.pressing * (1.0 / p.ter - 1.0)
    static_c = 1.0 + meet.retaking * (sheltered - 1.0) + meet.pressing * (p.m_att * p.ter - 1.0)
    rate = p.beta * turn.intensity
    target = rate * meet.challenger * outgunned(meet.fires, offensive, p) * np.where(border, 1.0, static_t)
    answered = outgunned(1.0 / np.maximum(meet.fires, 1e-9), offensive, p)
    challenger = rate * meet.target * answered * np.where(border, p.m_att, static_c)
    most = 0.5 * world.force
    return np.minimum(np.stack([target, challenger]), most) * turn.at_war


def advance(world: World, turn: Turn, meet: Front) -> FloatArray:
    """Return the change of the share of the region held by the challenger, shape (runs,); none at sea.

    An invasion slows as it takes more; over occupied land the occupier may press on, and the target may retake, the
    less the better the occupier is dug in. Claims A1, A2, A4 [FactsRecord].
    """
    p = turn.p
    pushed = meet.challenger / np.maximum(meet.challenger + p.ter * meet.target, 1e-9)
    regained = meet.target / np.maximum(meet.target + meet.dug * meet.challenger, 1e-9)
    left = 1.0 - world.land_held
    invasion = p.adv * share(pushed - 0.25 + 0.15 * world.aim) * (0.5 + turn.luck("fighting/advance")) * left
    onward = 0.4 * meet.pressing * share(pushed - 0.5) * left
    back = 2.0 * meet.retaking * share(regained - 0.2 - 0.3 * meet.entrenched)
    over_land = p.adv * turn.intensity * (onward - back)
    return np.where(turn.in_border_war, invasion, np.where(turn.in_occupation, over_land, 0.0))


def culmination(world: World, turn: Turn) -> None:
    """End offensives: a limited aim stops soon.

    Land is kept by one who came for it or finds it worth holding; else all go home.

    At sea both return to the stand-off. An occupation that has lost its foothold becomes a stalemate. Claims A4, A8,
    A28.
    """
    p, seizes = turn.p, world.aim == SEIZE
    lost = turn.in_occupation & (world.land_held < LOST_FOOTHOLD)
    hazard = np.where(seizes, p.h_culminate_seize, p.h_culminate_punish)
    ends = turn.in_border_war & (turn.luck("fighting/culminate") < hazard)
    worth = 2.0 * p.val * world.land_held * turn.challenger.hold * turn.available - p.hold_cost
    stays = seizes | accepts(worth, p.lam, turn.luck("fighting/hold"))
    keeps = ends & stays & (world.land_held > FOOTHOLD)
    home = CRISIS if turn.setting.sea else STALEMATE
    world.rung = np.where(ends, np.where(keeps, OCCUPATION, home), world.rung)
    world.land_held = np.where(ends & ~keeps, 0.0, world.land_held)
    world.rung = np.where(lost, STALEMATE, world.rung)
    world.ever_occupied = np.maximum(world.ever_occupied, world.rung == OCCUPATION)


def recruits(world: World, turn: Turn) -> FloatArray:
    """Return recruits this quarter, shape (2, runs), 100 000: by population and the will left.

    Claims A20, A24 [TurchinAWM].
    """
    people = paired(turn.setting.target_population, turn.setting.challenger_population)
    return turn.p.rec * people * MILLION * (1.0 - world.weariness)


def after_battle(world: World, turn: Turn, lost: FloatArray) -> FloatArray:
    """Return the forces after a quarter of war, shape (2, runs): lost, and recruited up to their ceilings.

    Self-help raises the target's ceiling. Claims B16, B17 [EssayB].
    """
    p, setting = turn.p, turn.setting
    left = world.force - lost + recruits(world, turn)
    ceiling = setting.target_force_ceiling * (1.0 + p.help_ceiling * turn.target.self_help)
    return np.stack([np.minimum(left[0], ceiling), np.minimum(left[1], setting.challenger_force_ceiling)])


def rebuilt(world: World, turn: Turn) -> None:
    """Rebuild forces where there is peace, towards their usual size; self-help raises the target's.

    Claims B16, B17 [EssayB].
    """
    p, setting = turn.p, turn.setting
    usual = setting.target_force * (1.0 + p.help_force * turn.target.self_help)
    ceiling = setting.target_force_ceiling * (1.0 + p.help_ceiling * turn.target.self_help)
    calm = p.rebuild * ~turn.at_war
    target = np.where(turn.at_war, world.force[0], np.minimum(world.force[0], ceiling))
    world.force[0] = target + calm * (usual - target)
    world.force[1] = world.force[1] + calm * (setting.challenger_force - world.force[1])


def munitions(world: World, turn: Turn) -> None:
    """Fill and draw the target's stocks, and let its own output grow in war. Claims A20, A24, A30 [TurchinAWM].

    Output that a posture builds (self-help, a patron's sales) was built before a run that opens with it; a later
    change of posture builds or runs down `supply_step` a quarter.
    """
    p, at_war = turn.p, turn.at_war
    goal = p.help_output * turn.target.self_help + turn.patrons.arms
    built = world.self_supply + bounded(goal - world.self_supply, -p.supply_step, p.supply_step)
    world.output = world.output + (built - world.self_supply)
    world.self_supply = built
    flow = world.output + np.where(at_war, turn.aid_total, p.peace_stocking) - turn.intensity
    world.stocks = bounded(world.stocks + flow, 0.0, 4.0)
    world.output = np.minimum(world.output + p.ind * at_war, np.maximum(p.output_ceiling, world.output))


def combat(world: World, turn: Turn) -> None:
    """Fight this quarter's battles: losses, and the forces that are left."""
    lost = losses(world, turn, front(world, turn))
    world.dead = world.dead + (PER_THOUSAND * turn.p.kfr) * lost
    world.force = np.where(turn.at_war, after_battle(world, turn, lost), world.force)
    world.war_quarters = world.war_quarters + turn.at_war


def move_front(world: World, turn: Turn) -> None:
    """Move the front where one side attacks for land."""
    world.land_held = share(world.land_held + advance(world, turn, front(world, turn)))
    world.peak_land_lost = np.maximum(world.peak_land_lost, world.land_held)


def resolve(world: World, turn: Turn) -> None:
    """Fight where there is war, and rebuild where there is none."""
    world.war_spell = (world.war_spell + 1.0) * turn.at_war
    rebuilt(world, turn)
    contested = turn.in_border_war | turn.in_occupation
    if not turn.setting.sea and contested.any():
        move_front(*some(world, turn, contested))
    if turn.any_war:
        combat(*some(world, turn, turn.at_war))
    munitions(world, turn)
    if contested.any():
        culmination(*some(world, turn, contested))
