"""Answers and acts: where a seat says what it does, its word stands instead of what the rules would have drawn.

Each function takes what the rules would have happen and returns what does; without moves it returns what it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.moves import answers
from sim.moves import table as moves
from sim.rules.choice import BoolArray, FloatArray
from sim.rules.turn import Turn
from sim.seats import BORDER_WAR, CRISIS, GREY, PATRONS, PEACE, SETTLEMENT, Role
from sim.world import World

Codes = TypeVar("Codes", NDArray[np.bool_], NDArray[np.int8])
"""Flags, or codes of options."""


def said(turn: Turn, role: Role, situation: str, usual: Codes, meanings: Mapping[str, int]) -> Codes:
    """Return what a role does, shape (runs,): what its answer means, where it gives one, and else the usual.

    Parameters
    ----------
    usual : what the rules would have drawn, shape (runs,).
    meanings : what each answer means in the same terms; answers that are not named leave the usual.
    """
    given = turn.acts.given(role, situation) if turn.acts is not None else None
    if given is None:
        return usual
    found = np.array(usual)
    for row in answers()[role, situation]:
        if row.id in meanings:
            found[given == row.code] = meanings[row.id]
    return found


def says(turn: Turn, role: Role, situation: str, answer: str) -> BoolArray | None:
    """Return where a role gives one certain answer, shape (runs,); None if in no run."""
    given = turn.acts.given(role, situation) if turn.acts is not None else None
    if given is None:
        return None
    code = next(row.code for row in answers()[role, situation] if row.id == answer)
    where = np.equal(given, code)
    return where if where.any() else None


def acts_on(turn: Turn, act: str) -> BoolArray:
    """Return where the challenger orders a move that acts on the ladder, shape (runs,)."""
    assert turn.acts is not None
    return np.asarray(turn.acts.moves[_acting(act)].any(0))


@cache
def _acting(act: str) -> list[int]:
    return [row.number for row in moves().values() if row.act == act]


def below_crisis(world: World, turn: Turn, coerced: BoolArray) -> BoolArray:
    """Let the challenger's orders below a crisis stand: pressure begun, waited for or ended; return who is coerced.

    It is coerced by trade where that is ordered, and no longer where it is lifted. A seat that waits begins nothing,
    whatever the rules would have drawn.
    """
    if turn.acts is None:
        return coerced
    peace = turn.before == PEACE
    waits = said(turn, Role.CHALLENGER, "calm", np.zeros(world.runs, bool), {"wait": True})
    began = peace & (world.rung == GREY)
    world.rung = np.where(peace & acts_on(turn, "grey-zone"), GREY, np.where(began & waits, PEACE, world.rung))
    started = coerced & (world.coerced == 0)
    kept: BoolArray = (coerced & ~(started & waits)) | acts_on(turn, "coerce")
    return kept & ~acts_on(turn, "lift")


def from_grey(turn: Turn, rises: BoolArray, ends: BoolArray, accident: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Return where the grey zone turns into a crisis and where pressure ends, once the challenger's word is heard.

    Parameters
    ----------
    rises, ends : what the rules would have, each of shape (runs,).
    accident : where it rises by accident, which no order prevents.
    """
    if turn.acts is None:
        return rises, ends
    grey = turn.before == GREY
    keeps = said(turn, Role.CHALLENGER, "grey", np.zeros(turn.runs, bool), {"keep": True})
    opens = grey & acts_on(turn, "crisis")
    down = grey & acts_on(turn, "step-down")
    rises = (rises & ~keeps & ~down) | opens | (accident & grey)
    return rises, ((ends & ~keeps) | down) & ~rises


def blows(world: World, turn: Turn, given_way: BoolArray) -> None:
    """Let a war begin where the challenger orders it, from the grey zone or a crisis, unless the target gave way.

    A blow out of the grey zone leaves no time for a crisis. Coercion by trade is lifted in a crisis as before it.
    """
    if turn.acts is None:
        return
    world.coerced *= ~acts_on(turn, "lift")
    pressed = ((turn.before == GREY) | (turn.before == CRISIS)) & ~given_way
    lands = acts_on(turn, "seize") & (not turn.setting.sea)
    strikes = pressed & (acts_on(turn, "strike") | lands)
    turn.seizes = np.where(strikes, lands, turn.seizes)
    turn.strikes = turn.strikes | strikes
    world.crises -= strikes & (turn.before == GREY) & (world.rung == CRISIS)
    world.rung = np.where(strikes, BORDER_WAR, world.rung)


def named_terms(turn: Turn, most: FloatArray) -> FloatArray:
    """Return the most that the target would concede, shape (runs,): the terms that it has named, where it has."""
    if turn.acts is None:
        return most
    return np.where(turn.acts.terms >= 0, turn.acts.terms, most)


def heard(turn: Turn, settled: BoolArray) -> BoolArray:
    """Return where a settlement is made, shape (runs,): not where talks are refused and no concession is offered.

    Claim A26 [EssayA].
    """
    refuses = says(turn, Role.CHALLENGER, "talks", "concession-first")
    if refuses is None:
        return settled
    offers = says(turn, Role.TARGET, "war", "offer-talks")
    return settled & (~refuses if offers is None else ~refuses | offers)


def falls_quiet(turn: Turn, left: BoolArray) -> BoolArray:
    """Return where the challenger leaves a static war for nothing, shape (runs,): also where it orders it."""
    if turn.acts is None:
        return left
    return (left | (turn.in_stalemate & acts_on(turn, "quiet-front"))) & ~turn.settled


def in_crisis(turn: Turn, usual: NDArray[np.int8], meanings: Mapping[str, int], back_down: int) -> NDArray[np.int8]:
    """Return the challenger's answer in a crisis, shape (runs,): its own where it gives one, or steps down."""
    if turn.acts is None:
        return usual
    found = said(turn, Role.CHALLENGER, "crisis", usual, meanings)
    return np.where(acts_on(turn, "step-down"), np.int8(back_down), found)


def joining(turn: Turn, joins: BoolArray) -> BoolArray:
    """Return which patrons fight as a war begins, shape (2, runs): as they say, where they say."""
    if turn.acts is None:
        return joins
    return np.stack([said(turn, role, "war", joins[number], FIGHTING) for number, role in enumerate(PATRONS)])


def in_war(world: World, turn: Turn) -> None:
    """Let a patron enter a war that goes on, or leave it, where it says so."""
    if turn.acts is None:
        return
    at_war = (world.rung >= BORDER_WAR) & (world.rung < SETTLEMENT)
    for number, role in enumerate(PATRONS):
        fights = said(turn, role, "war", world.fighting[number] > 0, FIGHTING)
        world.fighting[number] = fights & at_war & (world.gone[number] == 0)
    world.ever_general_war = np.maximum(world.ever_general_war, world.fighting.max(0))


FIGHTING = {"fight": True, "arm": False, "stay-out": False}
"""What a patron's answers to a war mean."""
