"""Signals: what all hear and see of the hidden types, what they make of it, and what a seat's word is worth.

Only where seats make moves. Statements are cheap and weak, patrols show more the busier they are, and an act in a
crisis shows what a rule would have had each type do. All who watch hold one belief of each type, a mean and a
variance, and update it by Bayes as if it were normal; a staged statement they take at its face value, as far as that
seat's word is still good.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from sim.parameters import Value, Values
from sim.rules import ladder, perception
from sim.rules.choice import BoolArray, FloatArray, chances
from sim.rules.few import Supposed, back, some
from sim.rules.turn import Turn
from sim.seats import BORDER_WAR, CRISIS, GREY, PEACE, SETTLEMENT
from sim.world import World

GREED, RESOLVE_A, RESOLVE_B = range(3)
"""Rows of the types on `belief` and `doubt`; the seats that have them speak in the same order."""
SPEAKERS = slice(1, 4)
"""Those seats among all roles."""
STATEMENT, PATROLS, PATRONS = 0, 1, slice(2, 4)
"""Rows of `signal`."""
LASTS = 4.0
"""Quarters for which a statement is remembered, and has to be borne out."""
NODES = np.array([[-(3.0**0.5)], [0.0], [3.0**0.5]])
WEIGHTS = np.array([[1.0], [4.0], [1.0]]) / 6.0
"""Where a normal is sampled, in standard deviations, and by which weights: Gauss and Hermite's rule of three points."""
SUREST = 0.01
"""Variance that is left at least, share of the prior's, whatever an act has shown."""


def open_belief(world: World, turn: Turn, known: bool) -> None:
    """Let all begin with the scenario's prior, and with every seat's word still good.

    Where types are those of the doctrines they are `known`: all begin with the truth, though no surer of it.
    """
    prior = turn.setting.priors
    world.agenda.belief = np.minimum(np.maximum(types(world), prior.low), prior.high) if known else prior.mean
    world.agenda.thought = world.agenda.belief[GREED]
    world.agenda.doubt = prior.variance
    world.agenda.word = 1.0


def statements(world: World, turn: Turn) -> FloatArray:
    """Return what the challenger and both patrons are heard to say, on the scales of their types, shape (3, runs).

    Each is its seat's type with much noise; one that is staged, firm or calm, is shifted by `statement_shift` of the
    prior's standard deviations. Talk is cheap, so it tells little [Fearon1995].
    """
    assert turn.acts is not None
    noise = [
        turn.noise("signals/statement/challenger"),
        turn.noise("signals/statement/patron-a"),
        turn.noise("signals/statement/patron-b"),
    ]
    shift = turn.p.statement_shift * turn.acts.says[SPEAKERS]
    heard: FloatArray = types(world) + turn.setting.priors.spread * (shift + turn.p.statement_noise * np.stack(noise))
    return heard


def types(world: World) -> FloatArray:
    """Return the hidden types, shape (3, runs): the challenger's greed, both patrons' resolve."""
    return np.stack([world.greed, world.resolve[0], world.resolve[1]])


def activity(rung: FloatArray, p: Values) -> FloatArray:
    """Return how busy patrols are, shape (runs,): 1 under pressure, in crisis and war; less in calm."""
    return np.where((rung == PEACE) | (rung == SETTLEMENT), p.patrol_calm, 1.0)


def patrols(world: World, turn: Turn) -> FloatArray:
    """Return what the challenger's patrols show, on the scale of greed, shape (runs,): the busier, the more of it."""
    noise = turn.p.patrol_noise * turn.noise("signals/patrols")
    shown: FloatArray = activity(world.rung, turn.p) * world.greed + turn.setting.priors.spread[GREED] * noise
    return shown


def belied(world: World, turn: Turn) -> BoolArray:
    """Return whose acts did not bear out what it has said of late, shape (3, runs).

    A challenger that spoke calmly and then coerces, presses harder or strikes; one that spoke firmly and then gives up
    pressure that nobody bought off. A patron that spoke firmly and keeps out of a war; one that spoke calmly and
    fights [Sartori2002].
    """
    said = world.agenda.said
    fights = (world.fighting > 0) & turn.at_war
    harder = (turn.before <= CRISIS) & (world.rung > turn.before) & (world.rung < SETTLEMENT)
    eased = (turn.before <= CRISIS) & (world.rung < turn.before) & ~turn.gave_way
    left = turn.at_war & (world.rung == GREY)
    loud, soft = said > 0, said < 0
    challenger = (soft[0] & (harder | (world.coerced > 0))) | (loud[0] & (eased | left))
    patrons = (loud[1:] & turn.at_war & ~fights) | (soft[1:] & fights)
    return np.concatenate([challenger[None], patrons])


def keep_words(world: World, turn: Turn) -> None:
    """Note what was said, let a word that was not kept lose credit, and let what is left of it heal slowly."""
    assert turn.acts is not None
    p, agenda, says = turn.p, world.agenda, turn.acts.says[SPEAKERS]
    agenda.staged = says
    agenda.said = np.where(says != 0, LASTS * says, agenda.said - np.sign(agenda.said))
    broken = belied(world, turn)
    healed = agenda.word + p.word_heals * (1.0 - agenda.word)
    agenda.word = np.where(broken, agenda.word * (1.0 - p.word_price), healed)
    agenda.said *= ~broken


def hear(world: World, turn: Turn) -> None:
    """Draw this quarter's signals, and let all update what they believe: a normal belief, normal noise.

    A statement weighs by how good its seat's word is; patrols weigh by their activity. Means stay in the prior's range.
    """
    p, agenda, prior = turn.p, world.agenda, turn.setting.priors
    said, seen, busy = statements(world, turn), patrols(world, turn), activity(world.rung, p)
    agenda.signal[[STATEMENT, 2, 3]] = said
    agenda.signal[PATROLS] = seen
    weight = agenda.word / (p.statement_noise * prior.spread) ** 2
    surer = 1.0 / agenda.doubt + weight
    pulled = agenda.belief / agenda.doubt + weight * said
    shown = busy / (p.patrol_noise * prior.spread[GREED]) ** 2
    surer[GREED] += shown * busy
    pulled[GREED] += shown * seen
    agenda.doubt = 1.0 / surer
    agenda.belief = np.minimum(np.maximum(pulled / surer, prior.low), prior.high)


def resolve(world: World, turn: Turn) -> None:
    """Hold seats to what they have said, and let the quarter's signals be heard."""
    if turn.acts is None:
        return
    keep_words(world, turn)
    hear(world, turn)


def supposed(world: World, turn: Turn, greed: Value) -> tuple[World, Turn]:
    """Return world and turn as they would stand at the ladder if the challenger's greed were another."""
    other = cast(World, Supposed(world, greed=greed))
    felt = perception.encirclement(other, turn)
    return other, cast(Turn, Supposed(turn, stake=perception.stake(world, turn, felt)))


def answer_chances(world: World, turn: Turn, greed: Value) -> FloatArray:
    """Return the chance that a challenger so greedy does in a crisis what this one did, shape (runs,).

    By the rule's own utilities (`ladder.crisis_options`).
    """
    each = chances(ladder.crisis_options(*supposed(world, turn, greed)), turn.p.lam)
    eased, fell = world.rung == GREY, world.rung < BORDER_WAR
    done = [fell & eased, fell & ~eased, turn.strikes & ~turn.seizes, turn.seizes & turn.strikes]
    found: FloatArray = np.select(done, list(each), 1.0)
    return found


def joining_chances(world: World, turn: Turn, resolve: FloatArray) -> FloatArray:
    """Return the chance that patrons so resolved do as these did when asked to fight, shape (2, runs)."""
    fights = ladder.joining_chance(world, turn, resolve)
    return np.where(world.fighting > 0, fights, 1.0 - fights)


def guesses(world: World, turn: Turn) -> FloatArray:
    """Return values of each type at which acts are judged, shape (nodes, 3, runs): what all believe, and about it."""
    agenda, prior = world.agenda, turn.setting.priors
    found = agenda.belief + NODES[:, :, None] * np.sqrt(agenda.doubt)
    held: FloatArray = np.minimum(np.maximum(found, prior.low), prior.high)
    return held


def learn(world: World, turn: Turn, row: int, guessed: FloatArray, chance: FloatArray) -> None:
    """Move the belief of one type by what an act tells: mean and variance, weighed by how likely each value makes it.

    Parameters
    ----------
    guessed, chance : values of the type, and how likely each makes the act, each of shape (nodes, runs); where all
        make it as likely, nothing moves.
    """
    agenda = world.agenda
    before, spread_before = _moments(guessed, WEIGHTS * np.ones_like(chance))
    after, spread_after = _moments(guessed, WEIGHTS * np.maximum(chance, 1e-12))
    least, prior = SUREST * turn.setting.priors.variance[row], turn.setting.priors
    agenda.belief[row] = np.minimum(np.maximum(agenda.belief[row] + after - before, prior.low[row]), prior.high[row])
    agenda.doubt[row] = np.maximum(agenda.doubt[row] + spread_after - spread_before, least)


def _moments(values: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and variance of weighed values, each of shape (runs,)."""
    total = weights[0] + weights[1] + weights[2]
    parts = weights / total
    mean = parts[0] * values[0] + parts[1] * values[1] + parts[2] * values[2]
    apart = parts * (values - mean) ** 2
    return mean, apart[0] + apart[1] + apart[2]


def from_acts(world: World, turn: Turn) -> None:
    """Let all learn from what the challenger did in a crisis, and from who fought when asked."""
    if turn.acts is None:
        return
    answered = (turn.before == CRISIS) & ~turn.gave_way
    if answered.any():
        values = guesses(world, turn)
        few, their = some(world, turn, answered)
        told = back(their, turn, np.array([answer_chances(few, their, row[GREED]) for row in guesses(few, their)]))
        learn(world, turn, GREED, values[:, GREED], np.where(answered, told, 1.0))
    if turn.asked.any():
        values = guesses(world, turn)
        few, their = some(world, turn, turn.asked)
        each = [joining_chances(few, their, row[RESOLVE_A:]) for row in guesses(few, their)]
        fought = back(their, turn, np.stack(each))
        for row in (RESOLVE_A, RESOLVE_B):
            learn(world, turn, row, values[:, row], np.where(turn.asked, fought[:, row - RESOLVE_A], 1.0))
