"""Carriers: the single inputs behind the lines of an account, each with what it does alone, and the way it takes.

What an input does alone is the change with everything else as it was, less the change with this input held as well.
Inputs act together, so that these numbers need not add up to their line: they say where to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ledger.account import Ledger
from sim.ledger.inputs import GROUP_OF_ROW, SEEN_TO, Group, Input
from sim.ledger.lines import Line
from sim.ledger.moment import Moment, same
from sim.ledger.ordered import any_ordered, everything, nodes, owner
from sim.ledger.quantities import Quantity
from sim.ledger.replay import MEDIAN, Replayed
from sim.ledger.steps import Step, goal_of, steps, way
from sim.seats import Role

BoolArray = NDArray[np.bool_]
ORDERS = "orders"
"""Id of the step by which orders take effect."""


@dataclass(frozen=True)
class Carrier:
    """One input behind a line.

    Attributes
    ----------
    input : which; `line` and `carried`: of which line, and whether of the course.
    held, now : its value where it is held, and as it was; None for orders and events.
    alone : what it does alone, in the unit of the quantity.
    steps : the way that it takes through the rules.
    """

    input: Input
    line: Line
    carried: bool
    held: Any
    now: Any
    alone: float
    steps: tuple[Step, ...]


def carriers(ledger: Ledger, quarter: int, quantity: Quantity, role: Role, run: int = 0) -> list[Carrier]:
    """Return the inputs that move a quantity in a quarter of one run, those that do most first."""
    now, last = ledger.pair(quarter)
    then, opening = ledger.course(quarter, quantity)
    drawn = {name: float(luck[0]) for name, luck in _replayed(ledger, now, last, [], run, False).asked.items()}
    found = []
    for carried, new, old in ((False, now, last), (True, then, opening)):
        every = _differing(ledger, new, old, run, {} if carried else drawn, carried)
        known = {each: values for each, values in every if not each.is_of(quantity.own)}
        alone = _alone(_replayed(ledger, new, old, list(known), run, carried), quantity)
        for (each, (held, value)), effect in zip(known.items(), alone, strict=True):
            if effect != 0.0:
                line = Line((each.group(role) or Group.QUARREL).value)
                found.append(Carrier(each, line, carried, held, value, effect, _way(each, quantity, new, run)))
    return sorted(found, key=lambda carrier: -abs(carrier.alone))


def _replayed(ledger: Ledger, now: Moment, old: Moment, held: Sequence[Input], run: int, carried: bool) -> Replayed:
    """Replay a quarter with nothing held, and then with each of some inputs held alone."""
    columns = np.full(len(held) + 1, run)
    keeps = partial(_but_one, {each: place for place, each in enumerate(held, 1)}, columns.size, carried)
    return ledger.engine.replay(now, old, columns, keeps)


def _but_one(places: Mapping[Input, int], columns: int, carried: bool, each: Input) -> BoolArray:
    kept = np.full(columns, not (carried and each.kind in SEEN_TO and each.group(Role.TARGET) is not None))
    if each in places:
        kept[places[each]] = False
    return kept


def _alone(done: Replayed, quantity: Quantity) -> list[float]:
    """Return by how much the change of a quantity falls when each input is held alone."""
    free = quantity.read(done.end, done.p) - quantity.read(done.start, done.p)
    free = free - quantity.cut(done.cut, free.size)
    rounded: list[float] = np.round(free[0] - free[1:], 9).tolist()
    return rounded


def _differing(
    ledger: Ledger, now: Moment, old: Moment, run: int, drawn: Mapping[str, float], carried: bool
) -> Iterator[tuple[Input, tuple[Any, Any]]]:
    """Yield each input that differs in a run between a moment and an older one, with its old and its new value."""
    for name, group in GROUP_OF_ROW.items():
        if carried or group is not Group.QUARREL:
            yield from _of_row("row", name, getattr(now.world, name), getattr(old.world, name), run)
    for who in Role:
        new, before = getattr(now.orders, who.value), getattr(old.orders, who.value)
        for name, value in vars(new).items():
            mine, theirs = _in_run(value, run), _in_run(getattr(before, name), run)
            if not same(mine, theirs):
                yield Input("lever", name, None, who), (theirs, mine)
    if carried and now.world.has_agenda:
        for name in vars(now.world.agenda)["sizes"]:
            yield from _of_row("agenda", name, getattr(now.world.agenda, name), getattr(old.world.agenda, name), run)
    if not carried:
        yield from ((each, (None, None)) for each in ledger.engine.events(now))
        acts = now.acts
        yield from ((Input("orders", "", None, who), (None, None)) for who in Role if acts and any_ordered(acts, who))
        yield from ((Input("draw", name), (MEDIAN, luck)) for name, luck in drawn.items())


def _of_row(kind: str, name: str, now: Any, old: Any, run: int) -> Iterator[tuple[Input, tuple[float, float]]]:
    alone = now.ndim == 1
    for place, (new, before) in enumerate(zip(np.atleast_2d(now)[:, run], np.atleast_2d(old)[:, run], strict=True)):
        if new != before:
            where = None if alone else place
            held = owner(name, where) if kind == "agenda" else None
            yield Input(kind, name, where, held), (float(before), float(new))


def _in_run(value: Any, run: int) -> Any:
    return float(value[run] if value.size > 1 else value.flat[0]) if isinstance(value, np.ndarray) else value


def _way(each: Input, quantity: Quantity, now: Moment, run: int) -> tuple[Step, ...]:
    """Return the steps by which an input reaches a quantity; of orders, those of what is ordered.

    What seats order hangs on how things stand, so that an input may take its way through what anybody has ordered.
    """
    goal = goal_of(quantity)
    by_order = each.kind in ("orders", "agenda")
    if not by_order or (each.kind == "agenda" and each.role is None):
        found = way([each.node], goal)
        if found is not None or now.acts is None:
            return found or ()
    first = next(step for step in steps() if step.id == ORDERS)
    reached = nodes(now, each, run) if by_order else everything(now, run)
    further = way([*reached, each.node], goal) or ()
    return further if further[:1] == (first,) else (first, *further)
