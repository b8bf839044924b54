"""The ladder: pressure, crisis and the decision for war. All choose at once; in a crisis the target answers first.

The challenger's choices are quantal responses [Signorino1999]: the better an option, the likelier. A rung is reviewed
with chance `h_act` a quarter; a crisis is answered every quarter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.rules import answers
from sim.rules.backing import backing, honour
from sim.rules.choice import BoolArray, FloatArray, Value, accepts, choose, flag, logistic
from sim.rules.few import some, spread
from sim.rules.turn import Turn, intensity, lever
from sim.seats import BORDER_WAR, CRISIS, GREY, OCCUPATION, PEACE, PUNISH, SEIZE, SETTLEMENT, STALEMATE, Role
from sim.world import NEVER, World

CALM, COERCE, PRESS = range(3)
BACK_DOWN, HOLD, STRIKE, SEIZE_LAND = range(4)
CONCEDING = {"concede": True, "hold": False, "stand-firm": False}
YIELDING = {"yield": True, "bear": False}
ANSWERING = {"back-down": BACK_DOWN, "hold": HOLD, "punish": STRIKE, "seize": SEIZE_LAND}
"""What the answers of `sim/answers.toml` mean here."""
UNTHINKABLE = 9.0
"""Utility taken from seizing land where there is none, at sea."""


def pressure_cost(turn: Turn) -> Value:
    """Return what grey-zone pressure costs the challenger, utility; less under a patron's cover.

    Claims D1, D2, D4, B9.
    """
    return turn.p.c_gz - 0.5 * turn.p.cover * turn.cover


def crisis_cost(world: World, turn: Turn) -> FloatArray:
    """Return what opening a crisis costs the challenger, utility, shape (runs,).

    It costs less under a patron's cover, and where a greedy challenger reads reassurance as softness. Claims A31,
    D3; no data on `soft`.
    """
    p = turn.p
    softness = (p.soft * lever(turn.target.reassurance)) * world.greed**2
    return (p.c_cr - p.cover * turn.cover) - softness


def opening_move(world: World, turn: Turn) -> NDArray[np.int8]:
    """Return the challenger's choice in peace and grey zone, shape (runs,).

    0 calm, 1 coerce by trade, 2 press in the grey zone.

    Coercion pays by trade dependence [THAAD2017], pressure by the stake. Claims C4, C7, D3.
    """
    p, stake = turn.p, turn.stake
    coerce = 2.0 * stake * world.trade_dependence
    coerce += turn.challenger.coerce - p.coercion_cost
    press = p.gz * stake + (turn.challenger.grey - pressure_cost(turn))
    return choose((0.0, coerce, press), p.lam, turn.luck("ladder/opening-move"))


def coercion(world: World, turn: Turn, move: NDArray[np.int8]) -> BoolArray:
    """Whether the challenger coerces by trade this quarter, shape (runs,).

    It begins by choice and lasts with `coercion_lasts`.
    """
    going = world.coerced > 0
    reviewed = ((turn.before == PEACE) & turn.review) | (turn.before == GREY)
    begun: BoolArray = (move == COERCE) & turn.review
    if not going.any():
        begun &= reviewed
        return begun
    lasting = going & (turn.luck("ladder/coercion-lasts") < turn.p.coercion_lasts)
    goes_on: BoolArray = (reviewed & (begun | lasting)) | (~reviewed & going & (turn.before < BORDER_WAR))
    return goes_on


def from_grey(world: World, turn: Turn) -> tuple[BoolArray, BoolArray]:
    """Return whether the grey zone turns into a crisis, and whether pressure ends, each of shape (runs,).

    The challenger weighs the stake and its odds in a limited war against the cost of a crisis and the shadow of a
    patron's intervention. At zero trust an encounter turns into a crisis by accident with chance `slip`. An accident
    comes before a choice, and up before down; one draw serves all three, cut into their chances. Claims A8, B5, B8.
    """
    p, grey, review = turn.p, turn.before == GREY, flag(turn.review)
    gain = turn.stake * np.sqrt(turn.odds)
    gain -= (p.shadow_crisis * p.c_int) * backing(world, turn)
    gain -= crisis_cost(world, turn)
    gain += turn.challenger.crisis
    relief = (pressure_cost(turn) - turn.challenger.grey) - p.gz * turn.stake
    accident = p.slip * (1.0 - world.trust)
    rising = accident + (1.0 - accident) * review * logistic(p.lam * gain)
    ending = (1.0 - rising) * review * logistic(p.lam * relief)
    luck = turn.luck("ladder/grey-zone")
    rises = grey & (luck < rising)
    return answers.from_grey(turn, rises, grey & (luck < rising + ending) & ~rises, luck < accident)


def autonomy_worth(world: World, turn: Turn) -> FloatArray:
    """Return what a policy concession costs the target, utility, shape (runs,) [Morrow1991].

    A posture ready to concede and a government without standing hold it cheaper. Claim A31.
    """
    p = turn.p
    usual = p.a_aut - p.concession_ease * turn.target.concession - 0.6 * p.standing_caution
    return p.standing_caution * world.legitimacy + usual


def concession_in_crisis(world: World, turn: Turn) -> BoolArray:
    """Whether the target gives way in a crisis, shape (runs,).

    It weighs the odds of defeat, less what aid promises, against the worth of autonomy. Claims A31, B16 [Morrow1991].
    """
    danger = 0.5 * turn.odds * (1.0 - 0.5 * np.minimum(turn.aid_total, 1.0))
    gives = accepts(danger - autonomy_worth(world, turn), turn.p.lam, turn.luck("ladder/concede"))
    return answers.said(turn, Role.TARGET, "crisis", gives, CONCEDING)


def concession_to_trade(world: World, turn: Turn, coerced: BoolArray) -> BoolArray:
    """Whether the target gives way to coercion by trade, shape (runs,).

    Trade dependence presses, with hazard `h_concede`. Claim C7.
    """
    p = turn.p
    pressed = coerced & (turn.before < CRISIS)
    if not pressed.any():
        return pressed
    bends = logistic(p.lam * (p.coercion_bite * world.trade_dependence - autonomy_worth(world, turn)))
    gives = turn.luck("ladder/concede") < p.h_concede * bends
    return pressed & answers.said(turn, Role.TARGET, "coercion", gives, YIELDING)


def crisis_answer(world: World, turn: Turn) -> NDArray[np.int8]:
    """Return the challenger's answer in a crisis: 0 back down, 1 hold, 2 punish, 3 seize, shape (runs,)."""
    answer = choose(crisis_options(world, turn), turn.p.lam, turn.luck("ladder/crisis-answer"))
    return answers.in_crisis(turn, answer, ANSWERING, BACK_DOWN)


def crisis_options(world: World, turn: Turn) -> tuple[Value, Value, FloatArray, FloatArray]:
    """Return what each answer in a crisis is worth to the challenger, utility: numbers, or of shape (runs,).

    Backing down costs standing at home [Fearon1994] [Tomz2007], little at sea; a limited war pays by the stake and
    the odds, a seizure also by the land; a patron that may fight weighs on both. At sea nothing can be seized. Claims
    A8, A12, A28, B14, B16.
    """
    p, sea, leaning = turn.p, turn.setting.sea, turn.challenger
    feared = backing(world, turn) * p.c_int
    back_down = -p.c_aud * (p.sea_backdown if sea else 1.0)
    punish = turn.stake * np.sqrt(turn.odds) - p.c_lim - p.c_sea * sea - p.shadow_punish * feared + leaning.punish
    seize = (turn.stake + p.val) * turn.odds - p.c_war - feared + leaning.seize - UNTHINKABLE * sea
    return back_down, 0.0, punish, seize


def intervention(world: World, turn: Turn, asked: BoolArray) -> FloatArray:
    """Return whether each patron fights, flags of shape (2, runs): asked at the onset, half as ready in a punitive war.

    Once in, a patron stays while the war lasts; the reference prototype lets it fight on even after it has abandoned
    the target, and the mend `left-stops-fighting` ends that. Claims A8, A12 [BerkemeierFuhrmann2018].
    """
    joins = answers.joining(turn, turn.pair("ladder/intervene") < joining_chance(world, turn))
    return np.where(asked, joins, world.fighting > 0)


def joining_chance(world: World, turn: Turn, resolve: FloatArray | None = None) -> FloatArray:
    """Return the chance that each patron fights once it is asked, shape (2, runs); `resolve` as for `honour`."""
    return honour(world, turn, resolve) * (0.5 + 0.5 * world.aim)


def resolve(world: World, turn: Turn) -> None:
    """Let challenger and target choose, and move the ladder."""
    before = turn.before
    turn.review = turn.luck("ladder/review") < turn.p.h_act
    world.quarters_on_rung += 1.0
    turn.strikes = turn.seizes = np.zeros(world.runs, bool)
    held = world.concessions.copy()
    low, grey, crisis = before < CRISIS, before == GREY, before == CRISIS
    if low.any():
        _below_crisis(*some(world, turn, low))
    if grey.any():
        _in_grey_zone(*some(world, turn, grey))
    if crisis.any():
        few, their = some(world, turn, crisis)
        _in_crisis(few, their)
        spread(turn, their, ("strikes", "seizes"))
    world.coerced *= before < BORDER_WAR
    turn.gave_way = world.concessions > held
    answers.blows(world, turn, turn.gave_way)
    _onset(world, turn, turn.strikes)
    _flag_war(world, turn)


def _below_crisis(world: World, turn: Turn) -> None:
    """Resolve peace and grey zone: coercion by trade, the target's answer to it, and pressure that begins."""
    move = opening_move(world, turn)
    coerced = coercion(world, turn, move)
    world.rung += (turn.before == PEACE) & turn.review & (move == PRESS)
    coerced = answers.below_crisis(world, turn, coerced)
    gives = concession_to_trade(world, turn, coerced)
    below = flag(turn.before < CRISIS)
    world.coerced += below * ((coerced & ~gives) - world.coerced)
    if gives.any():
        _concede(world, turn, gives)


def _in_grey_zone(world: World, turn: Turn) -> None:
    """Resolve the grey zone: it turns into a crisis, or pressure ends."""
    rises, ends = from_grey(world, turn)
    world.crises += rises
    world.rung += flag(rises) - flag(ends)


def _in_crisis(world: World, turn: Turn) -> None:
    """Resolve crises: the target answers first; if it holds its ground, the challenger's conditional answer stands."""
    mine = turn.before == CRISIS
    gives = mine & concession_in_crisis(world, turn)
    answer = crisis_answer(world, turn)
    turn.strikes = mine & ~gives & (answer >= STRIKE)
    turn.seizes = mine & (answer == SEIZE_LAND)
    eased = mine & (gives | (answer == BACK_DOWN))
    _concede(world, turn, gives)
    world.coerced *= ~gives
    world.rung = np.where(eased, GREY, np.where(turn.strikes, BORDER_WAR, world.rung))


def _concede(world: World, turn: Turn, gives: BoolArray) -> None:
    """Carry out the target's concessions."""
    world.conceded = turn.bound("conceded")(world.conceded + turn.p.dz * gives, 0.0, 1.0)
    eased = world.grievance - turn.p.concession_relief * gives
    world.grievance = turn.bound("grievance")(eased, 0.0, 1.0)
    world.concessions += gives


def _onset(world: World, turn: Turn, begins: BoolArray) -> None:
    """Open the wars that begin this quarter, and ask the patrons; they are asked of a war that opens the run, too."""
    turn.asked = asked = begins | _at_war(turn) if turn.quarter == 0 and turn.setting.patrons_asked else begins
    world.fighting *= flag((world.rung >= BORDER_WAR) & (world.rung < SETTLEMENT))
    if turn.on("left-stops-fighting"):
        world.fighting *= 1.0 - world.gone
    if begins.any():
        _begin(*some(world, turn, begins))
    if asked.any():
        few, their = some(world, turn, asked)
        few.fighting = intervention(few, their, asked if few is world else np.ones(few.runs, bool))
        world.ever_general_war = np.maximum(world.ever_general_war, world.fighting.max(0))
    answers.in_war(world, turn)


def _at_war(turn: Turn) -> BoolArray:
    """Whether there is war as the quarter begins."""
    at_war: BoolArray = (turn.before >= BORDER_WAR) & (turn.before < SETTLEMENT)
    return at_war


def _begin(world: World, turn: Turn) -> None:
    """Note of the wars that begin: their aim and date, both sides' optimism, and the grievance at the onset."""
    begins = turn.strikes
    world.aim = np.where(begins, np.where(turn.seizes, SEIZE, PUNISH), world.aim)
    world.first_war = np.where(begins & (world.first_war == NEVER), turn.quarter, world.first_war)
    world.optimism = np.where(begins, turn.p.opt, world.optimism)
    world.grievance_onset = np.where(begins, world.grievance, world.grievance_onset)
    world.ever_war = np.maximum(world.ever_war, begins)


def _flag_war(world: World, turn: Turn) -> None:
    """Note for the later phases who is at war after the decisions, and how hard it is fought."""
    turn.in_border_war = world.rung == BORDER_WAR
    turn.in_stalemate = world.rung == STALEMATE
    turn.in_occupation = world.rung == OCCUPATION
    turn.at_war = turn.in_border_war | turn.in_stalemate | turn.in_occupation
    turn.any_war = bool(turn.at_war.any())
    turn.intensity = intensity(world.rung, turn.challenger.bleed, turn.p)
