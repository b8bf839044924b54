"""Replays of a quarter: the same phases once more, with some inputs held in each column. No rule is written twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.ledger.inputs import GROUP_OF_ROW, Input
from sim.ledger.moment import Moment, merged, same, setting_of, silenced, values_of
from sim.ledger.ordered import owner
from sim.parameters import Values
from sim.postures import Orders
from sim.randomness import Draws
from sim.rules.turn import Turn
from sim.seats import Role
from sim.setting import Setting
from sim.world import World

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
Index = NDArray[np.int64]
Phases = Sequence[tuple[str, Callable[[World, Turn], None]]]
Keeps = Callable[[Input], BoolArray]
"""Says in which columns an input is this quarter's; in the others it is held. Shape (columns,)."""

MEDIAN = 0.5
"""The middle of a uniform draw; that of a normal is 0, which is what this gives."""


class HeldDraws(Draws):
    """Draws of some runs, repeated, with the median where chance is held; notes which draws were asked for.

    Parameters
    ----------
    draws : the chance of the model.
    index : which of its runs each column is.
    keeps : says for each draw in which columns it is the run's own.
    """

    def __init__(self, draws: Draws, index: Index, keeps: Keeps) -> None:
        self.seed, self.namespace, self.runs = draws.seed, draws.namespace, draws.runs[index]
        self._draws, self._index, self._keeps = draws, index, keeps
        self.asked: dict[str, FloatArray] = {}

    def uniform(self, name: str, quarter: int) -> FloatArray:
        """Return one uniform a column, shape (columns,); the median where the draw is held."""
        own = self._draws.uniform(name, quarter)[self._index]
        self.asked[name] = own
        return np.where(self._keeps(Input("draw", name)), own, MEDIAN)


@dataclass(frozen=True)
class Replayed:
    """What came of replays, one column each.

    Attributes
    ----------
    start, end : the states in which they began and ended.
    cut : what bounds cut off rows of the state, each of shape (2, columns).
    p : parameters, laid out by column.
    asked : draws that were asked for, by name, each of shape (columns,).
    """

    start: World
    end: World
    cut: dict[str, FloatArray]
    p: Values
    asked: dict[str, FloatArray]


@dataclass(frozen=True)
class Engine:
    """What all quarters of a model share: its phases, setting, parameters and chance."""

    phases: Phases
    setting: Setting
    p: Values
    draws: Draws

    def replay(self, now: Moment, last: Moment, index: Index, keeps: Keeps) -> Replayed:
        """Replay a quarter in one column for each entry of `index`.

        Columns that differ in what cannot differ by run (pledges and switches of a posture, the calendar) are replayed
        apart; mostly there is one batch alone.

        Parameters
        ----------
        now, last : the quarter, and the moment at whose values inputs are held.
        index : which run of the model each column is.
        keeps : says of each input in which columns it is this quarter's.
        """
        runs = self.draws.runs.size
        start, p = held_world(now, last, index, keeps), values_of(self.p, runs, index)
        end = start.fork()
        cut: dict[str, FloatArray] = {}
        asked: dict[str, FloatArray] = {}
        for columns in _batches(self._apart(now, last, keeps), index.size):
            some = partial(_narrowed, keeps, columns)
            draws = HeldDraws(self.draws, index[columns], some)
            turn = self._turn(now, last, index[columns], some, draws)
            world = start.part(columns)
            for _name, phase in self.phases:
                phase(world, turn)
            world.settle()
            end.block[:, columns] = world.block
            if world.has_agenda:
                end.agenda.block[:, columns] = world.agenda.block
            _gather(cut, turn.cut or {}, columns, index.size)
            _gather(asked, draws.asked, columns, index.size)
        return Replayed(start, end, cut, p, asked)

    def events(self, now: Moment) -> list[Input]:
        """Return the dated events that fall in a quarter."""
        rows = enumerate(self.setting.calendar)
        return [Input("event", row.kind, place) for place, (row, _patron) in rows if row.falls_in(now.world.quarter)]

    def _turn(self, now: Moment, last: Moment, index: Index, keeps: Keeps, draws: HeldDraws) -> Turn:
        """Return the turn of some columns that agree in everything that cannot differ by run."""
        runs = self.draws.runs.size
        setting = setting_of(self.setting, runs, index)
        off = {each.place for each in self.events(now) if not keeps(each).all()}
        calendar = tuple(row for place, row in enumerate(setting.calendar) if place not in off)
        mine = now.part(index)
        if mine.acts is not None:
            for role in Role:
                silenced(mine.acts, role, ~keeps(Input("orders", "", None, role)))
        orders = held_orders(mine.orders, last.part(index).orders, keeps)
        setting, p = replace(setting, calendar=calendar), values_of(self.p, runs, index)
        return Turn(now.world.quarter, setting, p, orders, draws, mine.acts, cut={})

    def _apart(self, now: Moment, last: Moment, keeps: Keeps) -> list[BoolArray]:
        """Return for each input that cannot differ by run, and does differ, in which columns it is this quarter's."""
        found = [keeps(each) for each in self.events(now)]
        for role in Role:
            new, old = getattr(now.orders, role.value), getattr(last.orders, role.value)
            found += [
                keeps(Input("lever", name, None, role))
                for name, value in vars(new).items()
                if isinstance(value, (bool, frozenset)) and not same(value, getattr(old, name))
            ]
        return found


def held_world(now: Moment, last: Moment, index: Index, keeps: Keeps) -> World:
    """Return the state in which replays begin: rows, and what is on the agenda, as at `last` where they are held."""
    world, old = now.world.part(index), last.world.part(index)
    for name in GROUP_OF_ROW:
        _hold(getattr(world, name), getattr(old, name), partial(Input, "row", name), keeps)
    if world.has_agenda:
        for name in vars(world.agenda)["sizes"]:
            made = partial(_on_agenda, name)
            _hold(getattr(world.agenda, name), getattr(old.agenda, name), made, keeps)
    return world


def held_orders(now: Orders, last: Orders, keeps: Keeps) -> Orders:
    """Return postures with the levers of `last` where they are held."""
    postures = {
        role.value: merged(getattr(now, role.value), getattr(last, role.value), partial(_of_lever, keeps, role))
        for role in Role
    }
    return Orders(**postures)  # type: ignore[arg-type]


def _of_lever(keeps: Keeps, role: Role, name: str) -> BoolArray:
    return keeps(Input("lever", name, None, role))


def _on_agenda(name: str, place: int | None) -> Input:
    return Input("agenda", name, place, owner(name, place))


def _hold(row: FloatArray, old: FloatArray, made: Callable[[int | None], Input], keeps: Keeps) -> None:
    """Write old values into a row, or into each of several, where its input is held."""
    if (row == old).all():
        return
    alone = row.ndim == 1
    for place, (new, before) in enumerate(zip(np.atleast_2d(row), np.atleast_2d(old), strict=True)):
        if not np.array_equal(new, before):
            held = ~keeps(made(None if alone else place))
            new[held] = before[held]


def _batches(apart: list[BoolArray], columns: int) -> Iterator[Index]:
    """Yield the columns that agree in everything that cannot differ by run."""
    if not apart:
        yield np.arange(columns)
        return
    _kinds, place = np.unique(np.stack(apart), axis=1, return_inverse=True)
    for kind in range(place.max() + 1):
        yield np.flatnonzero(place == kind)


def _narrowed(keeps: Keeps, columns: Index, each: Input) -> BoolArray:
    return keeps(each)[columns]


def _gather(into: dict[str, FloatArray], found: dict[str, FloatArray], columns: Index, width: int) -> None:
    for name, value in found.items():
        whole = into.setdefault(name, np.zeros((*value.shape[:-1], width)))
        whole[..., columns] = value
