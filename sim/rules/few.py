"""Resolving a rule for some of the runs only: those that are at war, or in a crisis.

Rules are elementwise, so a rule worked out for some runs gives what it would give among all; `some` is a matter of
speed alone. It hands out stand-ins for world and turn that gather what a rule reads when it reads it, and scatter
what it writes.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.rules.choice import BoolArray, Bound, FloatArray, Value
from sim.rules.turn import Turn
from sim.setting import Setting
from sim.world import World

WORTHWHILE = 0.3
"""Above this share of the runs, gathering costs more than it saves."""

MANY = 2_000
"""And below this number of runs in all."""

Index = NDArray[np.int64]
SHARED = frozenset({"p", "setting", "target", "challenger", "patrons"})
"""Parts of a turn whose own values may differ by run."""


def some(world: World, turn: Turn, chosen: BoolArray) -> tuple[World, Turn]:
    """Return world and turn of the chosen runs.

    Where many are chosen these are the originals, so that a rule still minds its own conditions.
    """
    count = int(np.count_nonzero(chosen))
    if count > WORTHWHILE * chosen.size or chosen.size < MANY:
        return world, turn
    index = np.flatnonzero(chosen)
    return cast(World, FewWorlds(world, index)), cast(Turn, FewTurns(turn, index))


class FewWorlds:
    """Some runs of a world; rows are gathered when read, and scattered back when written."""

    def __init__(self, world: World, index: Index) -> None:
        self.__dict__.update(_world=world, _index=index, runs=index.size, quarter=world.quarter)

    def __getattr__(self, name: str) -> FloatArray:
        world: World = self.__dict__["_world"]
        if name == "agenda":
            self.__dict__[name] = FewValues(world.agenda, self.__dict__["_index"], world.runs)
            return cast(FloatArray, self.__dict__[name])
        row: FloatArray = getattr(world, name).take(self.__dict__["_index"], -1)
        self.__dict__[name] = row
        return row

    def __setattr__(self, name: str, value: ArrayLike) -> None:
        _scatter(getattr(self.__dict__["_world"], name), self.__dict__["_index"], value)
        self.__dict__.pop(name, None)


class Supposed:
    """A world or a turn as it would be with other values; all else is the original's, and none of it is written."""

    def __init__(self, source: object, **values: Value) -> None:
        self.__dict__.update(values, _source=source)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_source"], name)


class FewValues:
    """Parameters, setting or levers as some runs have them: values that differ by run are gathered."""

    def __init__(self, source: object, index: Index, runs: int) -> None:
        self.__dict__.update(_source=source, _index=index, _runs=runs)

    def __getattr__(self, name: str) -> Any:
        value = _gathered(getattr(self.__dict__["_source"], name), self.__dict__["_index"], self.__dict__["_runs"])
        self.__dict__[name] = value
        return value

    def pair(self, name: str) -> FloatArray:
        """Return a patrons' value of the setting."""
        pair = self.__dict__["_source"].pair(name)
        return cast(FloatArray, _gathered(pair, self.__dict__["_index"], self.__dict__["_runs"]))


class FewTurns:
    """Some runs of a turn. What a rule writes here stays here."""

    def __init__(self, turn: Turn, index: Index) -> None:
        self.__dict__.update(_turn=turn, _index=index, _runs=turn.runs, runs=index.size)

    def __getattr__(self, name: str) -> Any:
        turn: Turn = self.__dict__["_turn"]
        value = getattr(turn, name)
        if name == "acts" and value is not None:
            self.__dict__[name] = value.part(self.__dict__["_index"])
            return self.__dict__[name]
        index, runs = self.__dict__["_index"], self.__dict__["_runs"]
        if name not in SHARED:
            value = _gathered(value, index, runs)
        elif differ(turn, name):
            value = FewValues(value, index, runs)
        self.__dict__[name] = value
        return value

    def luck(self, name: str) -> FloatArray:
        """Return this quarter's uniform draw of a name."""
        return cast(FloatArray, self.__dict__["_turn"].luck(name).take(self.__dict__["_index"]))

    def bound(self, row: str, place: int | None = None, times: Value = 1.0) -> Bound:
        """Return what holds a value that a row of the state takes; a ledger is told what it cuts off."""
        return Turn.bound(cast(Turn, self), row, place, times)

    def note_cut(self, row: str, place: int | None, off: Value) -> None:
        """Note what a bound has cut off a row in these runs."""
        whole = np.zeros((*np.shape(off)[:-1], self.__dict__["_runs"]))
        _scatter(whole, self.__dict__["_index"], off)
        self.__dict__["_turn"].note_cut(row, place, whole)

    def pair(self, name: str) -> FloatArray:
        """Return this quarter's uniforms of both patrons."""
        return cast(FloatArray, self.__dict__["_turn"].pair(name).take(self.__dict__["_index"], -1))


def differ(turn: Turn, name: str) -> bool:
    """Whether a shared part of a turn holds values that differ by run; looked up once a quarter."""
    known: dict[str, bool] = turn.__dict__.setdefault("_differing", {})
    if name not in known:
        part = getattr(turn, name)
        held = part.values if isinstance(part, Setting) else vars(part)
        arrays = [value for value in held.values() if isinstance(value, np.ndarray)]
        known[name] = any(array.shape[-1:] == (turn.runs,) for array in arrays)
    return known[name]


def spread(turn: Turn, their: Turn, names: tuple[str, ...], outside: float = 0.0) -> None:
    """Carry what a rule worked out for some runs back to the turn of all; `outside` for the others."""
    if their is turn:
        return
    index: Index = their.__dict__["_index"]
    for name in names:
        few = np.asarray(getattr(their, name))
        row = np.full((*few.shape[:-1], turn.runs), outside, few.dtype)
        _scatter(row, index, few)
        setattr(turn, name, row)


def back(their: Turn, turn: Turn, few: FloatArray, outside: float = 1.0) -> FloatArray:
    """Return what was worked out for some runs, laid out over all; `outside` for the others."""
    if their is turn:
        return few
    whole = np.full((*few.shape[:-1], turn.runs), outside)
    whole[..., their.__dict__["_index"]] = few
    return whole


def _scatter(row: NDArray[Any], index: Index, value: ArrayLike) -> None:
    """Write the chosen runs' values into a row, or into rows one by one: four times as fast as all at once."""
    if row.ndim == 1:
        row[index] = value
        return
    values = np.asarray(value)
    if values.ndim < row.ndim:
        values = np.broadcast_to(values, (len(row), index.size))
    for one, own in zip(row, values, strict=True):
        one[index] = own


def _gathered(value: object, index: Index, runs: int) -> object:
    """Return a value of the chosen runs; what does not differ by run is the same for all."""
    if isinstance(value, np.ndarray) and value.ndim and value.shape[-1] == runs:
        return value.take(index, -1)
    return value
