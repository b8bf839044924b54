"""Orders as they were acted: what the rules took up of a seat's order, by hand or by its plan, as an order again."""

from __future__ import annotations

import numpy as np

from sim.acts import SEATS, Acts
from sim.cards import table as cards
from sim.moves import answers
from sim.moves import table as moves
from sim.observation import secret_of
from sim.orders import STATEMENTS, Order, Reply
from sim.pledges import NAMES as PLEDGES
from sim.seats import Role


def acted(acts: Acts | None, role: Role, card: int, posture: str = "", run: int = 0) -> Order:
    """Return the order that a role's acts in one run amount to.

    Parameters
    ----------
    acts : the acts of a quarter; None where seats make no moves.
    card : number of the card on the table, -1 if none.
    posture : the posture taken up in this quarter, "" if it was kept.
    """
    if acts is None:
        return Order(posture=posture)
    mine = SEATS[role]
    taken = int(acts.options[mine, run])
    says = int(acts.says[mine, run])
    return Order(
        tuple(row.id for row in moves().values() if row.role is role and acts.moves[row.number, run]),
        posture,
        _pledges(acts, role, 1, run),
        _pledges(acts, role, -1, run),
        _replies(acts, role, run),
        tuple(cards().values())[card].options[role][taken].id if card >= 0 and taken >= 0 else "",
        STATEMENTS[(says + 1) // 2] if says else "",
    )


def seen_by(order: Order, whose: Role, role: Role) -> Order:
    """Return what of an order the seat in another role sees: all but moves that show to their own seat alone."""
    if whose is role:
        return order
    hidden = secret_of(role)
    shown = tuple(name for name in order.moves if not hidden[moves()[name].number])
    return order if shown == order.moves else Order(shown, *(getattr(order, name) for name in REST))


REST = ("posture", "keeps", "breaks", "answers", "card", "says")
"""Clauses of an order behind its moves."""


def _pledges(acts: Acts, role: Role, code: int, run: int) -> tuple[str, ...]:
    if role is not Role.TARGET:
        return ()
    return tuple(name for row, name in enumerate(PLEDGES) if acts.pledges[row, run] == code)


def _replies(acts: Acts, role: Role, run: int) -> tuple[Reply, ...]:
    found = []
    for (who, situation), rows in answers().items():
        given = acts.given(role, situation) if who is role else None
        if given is None or given[run] < 0:
            continue
        row = rows[int(given[run])]
        terms = float(acts.terms[run])
        found.append(Reply(situation, row.id, terms if row.terms and not np.isnan(terms) else None))
    return tuple(found)
