"""Break a No: what breaking a pledge this quarter opens, what it costs, and what comes of it on the same futures.

A broken pledge stays broken in these futures, as in the trials of the pledges (docs/moves.md); all else is as in the
draft. What it opens is not used unless that is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sim.choices import Choices, PledgeState
from sim.doctrines import doctrine
from sim.game.blocks import followed
from sim.game.futures import Comparison, Futures, compare, futures_of
from sim.game.outlook import Outlook
from sim.moves import Answer, Move
from sim.orders import Order
from sim.plans import Plan, plan_of
from sim.pledges import NAMES
from sim.seats import Role
from sim.study.choices import usual_line
from sim.study.pledge_trials import label, opened_by


@dataclass(frozen=True, eq=False)
class PledgeFutures:
    """One pledge that is in force, kept and broken.

    Attributes
    ----------
    state : the pledge, with the price of breaking it now by row of the state (`sim.choices.breaking_price`).
    opens : the moves and answers that breaking it opens.
    kept, broken : the futures in which it is kept, and in which it is broken now and not given again.
    difference : broken less kept, future by future.
    used : likewise broken less kept, where one of the things that it opens is done again and again; by their names in
        orders; empty unless it was asked for.
    """

    state: PledgeState
    opens: tuple[Move | Answer, ...]
    kept: Futures
    broken: Futures
    difference: Comparison
    used: Mapping[str, Comparison] = field(default_factory=dict)


def pledge_futures(
    outlook: Outlook, choices: Choices, draft: Order | None = None, *, used: bool = False, **how: Any
) -> list[PledgeFutures]:
    """Return for each pledge in force what comes of keeping and of breaking it; none for seats without pledges.

    Parameters
    ----------
    outlook, choices : what the seat knows, and what it can do.
    draft : its order for the turn, in which the pledge is kept or broken; None for its plan.
    used : whether to try each thing that a broken pledge opens, too; that takes several times as long.
    how : count, quarters, cancelled and progress, as for `sim.game.futures.futures_of`.

    Raises
    ------
    InputError, Cancelled
        As `sim.game.futures.futures_of`.
    """
    rows = [row for row in choices.pledges if row.in_force]
    if outlook.role is not Role.TARGET or not rows:
        return []
    opens = {row.pledge.name: tuple(opened_by(outlook.scenario, row.pledge)) for row in rows}
    lines = {(row.pledge.name, ""): "" for row in rows}
    if used:
        lines |= {(name, label(each)): _used(each, name) for name, found in opens.items() for each in found}
    orders = [_with(draft, "")] + [_with(draft, name) for name, _label in lines]
    plans = [None] + [_plan(outlook, draft, name, text) for (name, _label), text in lines.items()]
    kept, *rest = futures_of(outlook, orders, plans=plans, **how)
    made = dict(zip(lines, rest, strict=True))
    return [
        PledgeFutures(
            row,
            opens[row.pledge.name],
            kept,
            made[row.pledge.name, ""],
            compare(made[row.pledge.name, ""], kept),
            {name: compare(each, kept) for (of, name), each in made.items() if of == row.pledge.name and name},
        )
        for row in rows
    ]


def _with(draft: Order | None, name: str) -> Order | None:
    """Return the draft with one pledge broken, "" for none, and none other broken."""
    if draft is None:
        return None
    keeps = tuple(each for each in draft.keeps if each != name)
    return replace(draft, keeps=keeps, breaks=tuple(each for each in NAMES if each == name))


def _plan(outlook: Outlook, draft: Order | None, name: str, used: str) -> Plan:
    """Return the plan of the seat after the turn, with a pledge broken for good, and perhaps what it opens used."""
    posture = draft.posture if draft and draft.posture else outlook.held
    usual = followed(outlook.role, doctrine(outlook.role, posture))
    text = "\n".join(filter(None, (f"any: break {name}", used, str(usual))))
    return plan_of(text, outlook.role)


def _used(row: Move | Answer, name: str) -> str:
    return usual_line(row).removesuffix(f"; break {name}")
