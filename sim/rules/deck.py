"""The deck: which dilemma card comes up in each run, so that peace asks as much of the seats as crisis does.

About nine quarters in ten bring a card. It is drawn by weight among those that could come now, from one uniform draw a
run, and it is the same card for all seats.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.agenda import LONG_AGO, NONE, Agenda
from sim.cards import Card
from sim.cards import table as cards
from sim.rules.choice import BoolArray, FloatArray
from sim.situations import Rows, holds

DEALT = 0.9
"""Chance that a quarter brings a card, where any could come."""


def eligible(rows: Rows, agenda: Agenda, facts: frozenset[str], scenario: str, quarter: int) -> Iterator[BoolArray]:
    """Yield whether each card could come in a quarter, shape (runs,), in the order of the table."""
    standing: dict[tuple[str, ...], BoolArray] = {}
    nowhere = np.zeros(rows.rung.shape[-1], bool)
    for card in cards().values():
        if quarter < card.first or (card.only and scenario not in card.only):
            yield nowhere
            continue
        if card.when not in standing:
            standing[card.when] = holds(card.when, rows, facts)
        yield standing[card.when] & _ready(card, agenda, quarter)


def _ready(card: Card, agenda: Agenda, quarter: int) -> BoolArray:
    """Return whether a card has rested long enough, and the one before it has come, shape (runs,)."""
    rested: BoolArray = quarter - agenda.dealt_in[card.number] >= card.again
    if card.after:
        rested &= agenda.dealt_in[cards()[card.after].number] > LONG_AGO
    return rested


def deal(
    rows: Rows, agenda: Agenda, facts: frozenset[str], scenario: str, quarter: int, luck: FloatArray
) -> NDArray[np.float64]:
    """Return the number of the card that comes in each run, -1 for none, shape (runs,).

    The draw is cut into the weights of the cards that could come. Weights are whole numbers, so that the cuts are the
    same whatever runs are dealt to together.

    Parameters
    ----------
    rows : the world, or what all seats see of it.
    agenda : when each card came last (`dealt_in`).
    facts, scenario, quarter : facts of the quarter, the scenario's name, and the quarter that is dealt for.
    luck : uniform draw, shape (runs,).
    """
    weights = np.array([card.weight for card in cards().values()])
    could = np.array(list(eligible(rows, agenda, facts, scenario, quarter)))
    bars = np.cumsum(could * weights[:, None], axis=0)
    level = luck * (1.0 / DEALT) * bars[-1]
    chosen = (level >= bars).sum(0)
    return np.where(level < bars[-1], chosen, NONE)
