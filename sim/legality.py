"""Legality: whether a seat may order a move or give an answer, worked out for every run from what the seat can see.

`sim.choices` tells a person what is legal, and `sim.refusals` why an order is not; both ask here, as the engine does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.acts import Acts
from sim.agenda import LONG_AGO
from sim.moves import Answer, Choice, Move, answers
from sim.moves import table as moves
from sim.pledges import NAMES as PLEDGES
from sim.seats import Role
from sim.situations import Rows, holds

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

STEPS = ("grey-zone", "crisis", "step-down", "strike", "seize")
TRADE = ("coerce", "lift")
"""Acts of which one a quarter can be ordered: steps on the ladder, and those of trade."""
CONTRARY: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("calm", "wait"): ("grey-zone", "crisis", "strike", "seize", "coerce"),
    ("grey", "keep"): ("crisis", "step-down", "strike", "seize"),
    ("crisis", "back-down"): ("step-down", "strike", "seize"),
    ("crisis", "hold"): ("step-down", "strike", "seize"),
    ("crisis", "punish"): ("step-down", "strike", "seize"),
    ("crisis", "seize"): ("step-down", "strike", "seize"),
    ("war", "attack"): ("quiet-front",),
}
"""Acts that contradict what the challenger answers, or answer the same over again."""


class Seen(Rows, Protocol):
    """Rows in which the pledges in force can be seen, shape (4, runs)."""

    @property
    def pledged(self) -> FloatArray:
        """Pledges in force, flags."""


def allowed(choice: Choice, rows: Seen, facts: frozenset[str], breaking: NDArray[np.int8]) -> BoolArray:
    """Return whether the situation and the pledges allow a move or an answer, shape (runs,).

    Parameters
    ----------
    breaking : (4, runs) -1 where the same order breaks a pledge (`sim.acts.Acts.pledges`).
    """
    found = holds(choice.when, rows, facts)
    return found & unbound(choice.breaks, rows, breaking) if choice.breaks else found


def unbound(pledge: str, rows: Seen, breaking: NDArray[np.int8]) -> BoolArray:
    """Return whether a pledge does not stand in the way, shape (runs,); "" for none does so never."""
    if not pledge:
        return np.ones(rows.rung.shape[-1], bool)
    number = PLEDGES.index(pledge)
    free: BoolArray = (rows.pledged[number] == 0) | (breaking[number] < 0)
    return free


def rested(row: Move, last: FloatArray, quarter: int, every: int = 1) -> BoolArray:
    """Return whether a move was ordered long enough ago to be ordered again, shape (runs,).

    Parameters
    ----------
    last : quarter in which it was last ordered, shape (runs,).
    """
    due: BoolArray = quarter - last >= max(row.again, every)
    return due


def ready_in(row: Move, ordered_in: Sequence[float] | FloatArray, quarter: int) -> int:
    """Return in how many quarters a move can be ordered again in a single run; 0 if it can now."""
    last = float(np.asarray(ordered_in)[row.number].flat[0])
    return 0 if last <= LONG_AGO else max(int(last + row.again - quarter), 0)


@cache
def opposed(name: str) -> tuple[tuple[Move, ...], tuple[Answer, ...]]:
    """Return the moves and the answers that cannot stand in one order with a move, each in its published order."""
    row = moves()[name]
    groups = [group for group in (STEPS, TRADE) if row.act in group]
    others = tuple(
        other
        for other in moves().values()
        if other.role is row.role
        and other.id != name
        and (other.id in row.excludes or any(other.act in group for group in groups))
    )
    said = (each for (role, _situation), rows in answers().items() if role is row.role for each in rows)
    contrary = tuple(each for each in said if row.act and row.act in CONTRARY.get((each.situation, each.id), ()))
    return others, contrary


@cache
def opposed_to_answer(role: Role, situation: str, name: str) -> tuple[Move, ...]:
    """Return the moves that cannot stand in one order with an answer, in their published order."""
    acts = CONTRARY.get((situation, name), ())
    return tuple(row for row in moves().values() if row.role is role and row.act and row.act in acts)


def unopposed(choice: Move | Answer, acts: Acts) -> BoolArray:
    """Return whether nothing has been ordered that excludes a move or an answer, shape (runs,)."""
    if isinstance(choice, Answer):
        others: tuple[Move, ...] = opposed_to_answer(choice.role, choice.situation, choice.id)
        said: tuple[Answer, ...] = ()
    else:
        others, said = opposed(choice.id)
    free = np.ones(acts.runs, bool)
    for row in others:
        free &= ~acts.moves[row.number]
    for each in said:
        given = acts.given(each.role, each.situation)
        if given is not None:
            free &= given != each.code
    return free
