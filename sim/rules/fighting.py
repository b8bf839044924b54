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
from sim.rules import need
from sim.rules.choice import BoolArray, FloatArray, Value, bounded, flag, logistic, share
from sim.rules.few import some
from sim.rules.frontline import engaged, fortified, pace, spared, unworn, yielding
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
    """The two sides as they meet: strength, who attacks, and how well they are dug in; each a number or (runs,).

    Attributes
    ----------
    challenger, target : effective strength of the troops in contact, 100 000.
    fires : challenger's fire over the target's, ratio; None on a static front, where superior fire decides nothing.
    entrenched : how far the occupier has dug in, 0-1; `dug` its multiple of strength.
    retaking, pressing : effort that target and challenger spend on attacks over a dug-in front, 0-1.
    fortified, yielding : multiple of strength of a target that has dug in too; how far it gives ground, 0-1 (mends).
    """

    challenger: FloatArray
    target: FloatArray
    fires: FloatArray | None
    entrenched: Value
    dug: Value
    retaking: FloatArray
    pressing: FloatArray
    fortified: Value = 1.0
    yielding: Value = 0.0


def in_contact(force: FloatArray, front: Value, spell: FloatArray) -> FloatArray:
    """Return the challenger's troops in contact, 100 000, shape (runs,).

    Roads carry 40 % of `front` at first, all from the third quarter.

    Claims A4, A28; the cap is expert coding.
    """
    carried = (0.2 * front) * spell + 0.4 * front
    carried = np.minimum(carried, front, out=carried)
    return np.minimum(carried, force, out=carried)


def front(world: World, turn: Turn) -> Front:
    """Return the two sides as they meet this quarter where one of them attacks for land.

    Claims A1, A3, A22: digging in makes the other side do the attacking.
    """
    p, setting, over_land = turn.p, turn.setting, flag(turn.in_occupation)
    contact = in_contact(world.force[1] * turn.available, setting.front, world.war_spell)
    helpers = p.patron_force * (world.fighting[0] + world.fighting[1]) * contact
    guns = world.force[0] * turn.supply + helpers
    entrenched = 1.0 - over_land * np.exp(world.quarters_on_rung * (-1.0 / p.tdug))
    dug, yields = 1.0 + (p.dug - 1.0) * entrenched, yielding(turn)
    return Front(
        challenger=(turn.challenger_quality * turn.challenger_output) * contact,
        target=turn.target_strength + turn.challenger_quality * helpers,
        fires=contact * turn.challenger_output / np.maximum(guns, 0.01),
        entrenched=entrenched,
        dug=dug,
        retaking=p.psi * over_land * (1.0 - world.weariness[0]) * effort(world, turn) * (1.0 - yields),
        pressing=turn.challenger.offense * over_land * (1.0 - world.weariness[1]),
        fortified=fortified(turn, dug, over_land),
        yielding=yields,
    )


def static_front(world: World, turn: Turn) -> Front:
    """Return the two sides as they meet this quarter where the front is static: dug in, they raid and shell each other.

    The target spends half of the effort on attacks that it would spend on retaking land.
    """
    p, setting = turn.p, turn.setting
    contact = in_contact(world.force[1] * turn.available, setting.front, world.war_spell)
    helpers = p.patron_force * (world.fighting[0] + world.fighting[1]) * contact
    return Front(
        challenger=(turn.challenger_quality * turn.challenger_output) * contact,
        target=turn.target_strength + turn.challenger_quality * helpers,
        fires=None,
        entrenched=1.0,
        dug=p.dug,
        retaking=(0.5 * p.psi) * (1.0 - world.weariness[0]) * (1.0 - yielding(turn)),
        pressing=turn.challenger.offense * (1.0 - world.weariness[1]),
        fortified=fortified(turn, p.dug, 1.0),
    )


def effort(world: World, turn: Turn) -> Value:
    """Return the share of its effort that the target spends on retaking land, a number or shape (runs,).

    A history may say when it attacked: early in an occupation (the first four quarters), or late.
    """
    early, late = turn.setting.effort
    return early if early == late else late + (early - late) * flag(world.quarters_on_rung <= 4.0)


def outgunned(fires: FloatArray, offensive: BoolArray, p: Values) -> FloatArray:
    """Return the multiple of losses of a side that faces `fires` times its own fire in an offensive, shape (runs,).

    1 where fires are even or the front is quiet, at most 1 + art. After the loss ratios of 1979 and 2022 [FactsRecord].
    """
    times = bounded(fires - 1.0, 0.0, 1.0)
    times *= p.art * flag(offensive)
    times += 1.0
    return times


def losses(world: World, turn: Turn, meet: Front) -> FloatArray:
    """Return troops lost this quarter, shape (2, runs), 100 000: target, challenger; at most half of a force.

    Claims A1, A3, A5, A22 [Lanchester] [CSIS2025]. In an open border war the challenger attacks; later each side pays
    for the share of its effort that it spends attacking.
    """
    p = turn.p
    exposed = (0.4 * p.m_att * meet.entrenched + 0.6 * p.m_att) * meet.dug - 1.0
    sheltered = (1.5 - 0.5 * meet.entrenched) / meet.dug - 1.0
    rate = p.beta * turn.intensity
    lost = np.empty_like(world.force)
    ground = p.ter * meet.fortified
    lost[0] = rate * meet.challenger * (1.0 + meet.retaking * exposed + meet.pressing * (1.0 / ground - 1.0))
    attacking = 1.0 + meet.retaking * sheltered + meet.pressing * (p.m_att * ground - 1.0)
    lost[1] = rate * meet.target * (attacking + (p.m_att - 1.0) * turn.in_border_war)
    lost[1] *= unworn(world, turn)
    if meet.fires is None:
        lost *= engaged(turn)
    elif not turn.setting.sea:
        offensive = turn.in_border_war | turn.in_occupation
        lost[0] *= spared(outgunned(meet.fires, offensive, p), meet.yielding)
        lost[1] *= outgunned(1.0 / np.maximum(meet.fires, 1e-9), offensive, p)
    return np.minimum(lost, 0.5 * world.force, out=lost)


def advance(world: World, turn: Turn, meet: Front) -> FloatArray:
    """Return the change of the share of the region held by the challenger, shape (runs,); none at sea.

    An invasion slows as it takes more; over occupied land the occupier may press on, and the target may retake, the
    less the better the occupier is dug in. Claims A1, A2, A4 [FactsRecord].
    """
    p = turn.p
    pushed = meet.challenger / np.maximum(meet.challenger + (p.ter * meet.fortified) * meet.target, 1e-9)
    regained = meet.target / np.maximum(meet.target + meet.dug * meet.challenger, 1e-9)
    left = p.adv * (1.0 - world.land_held)
    if turn.on("starved-defender") and meet.fires is not None:
        left = left * pace(outgunned(meet.fires, turn.in_border_war | turn.in_occupation, p), meet.yielding)
    invasion = share(pushed - 0.25 + 0.15 * world.aim) * (0.5 + turn.luck("fighting/advance")) * left
    onward = 0.4 * meet.pressing * share(pushed - 0.5) * left
    back = (2.0 * p.adv) * meet.retaking * share(regained - 0.2 - 0.3 * meet.entrenched)
    return invasion * turn.in_border_war + turn.intensity * (onward - back) * turn.in_occupation


def culmination(world: World, turn: Turn) -> None:
    """End offensives: a limited aim stops soon.

    Land is kept by one who came for it or finds it worth holding; else all go home. One draw serves both: below the
    hazard of ending it is uniform again, and tells whether the land is held.

    At sea both return to the stand-off. An occupation that has lost its foothold becomes a stalemate. Claims A4, A8,
    A28.
    """
    p, seizes = turn.p, world.aim == SEIZE
    lost = turn.in_occupation & (world.land_held < LOST_FOOTHOLD)
    hazard = p.h_culminate_punish + (p.h_culminate_seize - p.h_culminate_punish) * world.aim
    hazard = hazard * unworn(world, turn)
    luck = turn.luck("fighting/culminate")
    ends = turn.in_border_war & (luck < hazard)
    worth = (2.0 * p.val * turn.challenger.hold) * world.land_held * turn.available - p.hold_cost
    stays = seizes | (luck < hazard * logistic(p.lam * worth))
    keeps = ends & stays & (world.land_held > FOOTHOLD)
    home = CRISIS if turn.setting.sea else STALEMATE
    world.rung = np.where(ends, np.where(keeps, OCCUPATION, home), world.rung)
    world.land_held *= ~ends | keeps
    world.rung = np.where(lost, STALEMATE, world.rung)
    world.ever_occupied = np.maximum(world.ever_occupied, world.rung == OCCUPATION)


def recruits(world: World, turn: Turn) -> FloatArray:
    """Return recruits this quarter, shape (2, runs), 100 000, by people and will. Claims A20, A24 [TurchinAWM]."""
    people = paired(turn.setting.target_population, turn.setting.challenger_population)
    return turn.p.rec * people * MILLION * (1.0 - world.weariness)


def after_battle(world: World, turn: Turn, lost: FloatArray, fought: Value = 1.0) -> FloatArray:
    """Return the forces after a quarter of war, shape (2, runs): lost, and recruited up to their ceilings.

    Self-help raises the target's ceiling. Claims B16, B17 [EssayB].
    """
    p, setting = turn.p, turn.setting
    left = world.force - lost
    left += recruits(world, turn)
    ceiling = setting.target_force_ceiling * (1.0 + p.help_ceiling * turn.target.self_help)
    return turn.bound("force", None, fought)(left, -np.inf, paired(ceiling, setting.challenger_force_ceiling))


def rebuilt(world: World, turn: Turn) -> None:
    """Rebuild forces where there is peace, towards their usual size; self-help raises the target's.

    Claims B16, B17 [EssayB].
    """
    p, setting = turn.p, turn.setting
    usual = setting.target_force * (1.0 + p.help_force * turn.target.self_help)
    ceiling = setting.target_force_ceiling * (1.0 + p.help_ceiling * turn.target.self_help)
    change = np.minimum(world.force, paired(ceiling, np.inf))
    change *= 1.0 - p.rebuild
    change += p.rebuild * paired(usual, setting.challenger_force)
    change -= world.force
    change *= ~turn.at_war
    world.force += change


def munitions(world: World, turn: Turn) -> None:
    """Fill and draw the target's stocks, and let its own output grow in war. Claims A20, A24, A30 [TurchinAWM].

    Output that a posture builds (self-help, a patron's sales) was built before a run that opens with it; a later
    change of posture builds or runs down `supply_step` a quarter.
    """
    p, at_war = turn.p, flag(turn.at_war)
    goal = p.help_output * turn.target.self_help + turn.patrons.arms
    if turn.on("russia-need"):
        goal = goal + need.sales(world, turn)
    built = bounded(goal - world.self_supply, -p.supply_step, p.supply_step)
    world.output += built
    world.self_supply += built
    flow = (turn.aid_total - p.peace_stocking) * at_war + p.peace_stocking
    flow += world.output
    flow -= turn.intensity
    flow += world.stocks
    world.stocks = turn.bound("stocks")(flow, 0.0, 4.0)
    most = np.maximum(p.output_ceiling, world.output)
    world.output = turn.bound("output")(world.output + p.ind * at_war, -np.inf, most)


def combat(world: World, turn: Turn, meet: Front, fought: FloatArray) -> None:
    """Fight this quarter's battles where `fought` is 1: losses, and the forces that are left."""
    lost = losses(world, turn, meet)
    lost *= fought
    change = after_battle(world, turn, lost, fought)
    change -= world.force
    change *= fought
    world.force += change
    lost *= PER_THOUSAND * turn.p.kfr
    world.dead += lost


def offensive(world: World, turn: Turn) -> None:
    """Fight where one side attacks for land: move the front, fight, and end the offensive where it culminates."""
    meet = front(world, turn)
    if not turn.setting.sea:
        world.land_held = turn.bound("land_held")(world.land_held + advance(world, turn, meet), 0.0, 1.0)
        world.peak_land_lost = np.maximum(world.peak_land_lost, world.land_held)
    combat(world, turn, meet, flag(turn.in_border_war | turn.in_occupation))
    culmination(world, turn)


def hold_out(world: World, turn: Turn) -> None:
    """Fight where the front is static."""
    combat(world, turn, static_front(world, turn), flag(turn.in_stalemate))


def resolve(world: World, turn: Turn) -> None:
    """Fight where there is war, and rebuild where there is none."""
    at_war = flag(turn.at_war)
    world.war_spell += 1.0
    world.war_spell *= at_war
    world.war_quarters += at_war
    calm, contested = ~turn.at_war, turn.in_border_war | turn.in_occupation
    if calm.any():
        rebuilt(*some(world, turn, calm))
    if contested.any():
        offensive(*some(world, turn, contested))
    if turn.in_stalemate.any():
        hold_out(*some(world, turn, turn.in_stalemate))
    munitions(world, turn)
