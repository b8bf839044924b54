"""Moments: what is noted of each quarter before it is resolved, and the parts of it that a replay holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.acts import SEATS, UNSAID, Acts
from sim.moves import table as moves
from sim.parameters import Values
from sim.postures import Orders, Posture
from sim.seats import Role
from sim.setting import Setting
from sim.world import World

BoolArray = NDArray[np.bool_]
Index = NDArray[np.int64]
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Moment:
    """A quarter about to be resolved: its state, postures, and what is ordered beside them (None without moves)."""

    world: World
    orders: Orders
    acts: Acts | None = None

    @classmethod
    def of(cls, world: World, orders: Orders, acts: Acts | None) -> Moment:
        """Return a moment that shares nothing with the model."""
        postures = {role.value: _each(getattr(orders, role.value), _copied) for role in Role}
        return cls(world.fork(), Orders(**postures), None if acts is None else acts.part(np.arange(world.runs)))

    def part(self, index: Index) -> Moment:
        """Return the moment of some of the runs (repeats allowed)."""
        runs = self.world.runs
        postures = {role.value: _each(getattr(self.orders, role.value), _taker(index, runs)) for role in Role}
        acts = None if self.acts is None else self.acts.part(index)
        return Moment(self.world.part(index), Orders(**postures), acts)


def values_of(p: Values, runs: int, index: Index) -> Values:
    """Return the parameters of some of the runs."""
    take = _taker(index, runs)
    return p.altered({name: take(value) for name, value in p.items() if isinstance(value, np.ndarray)})


def setting_of(setting: Setting, runs: int, index: Index) -> Setting:
    """Return the opening values of some of the runs."""
    take = _taker(index, runs)
    return replace(setting, values={name: take(value) for name, value in setting.values.items()})


def merged(now: Posture, last: Posture, keeps: Callable[[str], BoolArray]) -> Posture:
    """Return a posture with each lever this quarter's where `keeps` says so, and else last quarter's.

    What is no number (pledges, switches) must be the same in all columns: it is this quarter's if any keeps it.
    """
    levers = {}
    for name, new in vars(now).items():
        old, kept = getattr(last, name), keeps(name)
        if same(new, old) or kept.all():
            continue
        plain = isinstance(new, (bool, frozenset))
        levers[name] = old if plain and not kept.any() else new if plain else np.where(kept, new, old)
    return replace(now, **levers)


def same(new: Any, old: Any) -> bool:
    """Whether a lever is the same in both, in every run."""
    return (
        bool(np.all(np.equal(new, old))) if isinstance(new, np.ndarray) or isinstance(old, np.ndarray) else new == old
    )


def silenced(acts: Acts, role: Role, where: BoolArray) -> None:
    """Take a role's moves, answers, pledges, options and statements back where a replay holds its policy."""
    row = SEATS[role]
    for move in moves().values():
        if move.role is role:
            acts.moves[move.number, where] = False
    for (who, _situation), code in acts.answers.items():
        if who is role:
            code[where] = UNSAID
    acts.options[row, where] = UNSAID
    acts.says[row, where] = 0
    acts.shifts[row, where] = False
    if role is Role.TARGET:
        acts.terms[where] = np.nan
        acts.pledges[:, where] = 0


def _each(posture: Kind, change: Callable[[Any], Any]) -> Kind:
    """Return a posture with every lever that is an array changed."""
    arrays = {name: change(value) for name, value in vars(posture).items() if isinstance(value, np.ndarray)}
    return replace(posture, **arrays) if arrays else posture  # type: ignore[type-var]


def _copied(value: NDArray[Any]) -> NDArray[Any]:
    return value.copy()


def _taker(index: Index, runs: int) -> Callable[[Any], Any]:
    """Return what takes some of the runs of a value that differs by run, and leaves any other alone."""

    def take(value: Any) -> Any:
        differs = isinstance(value, np.ndarray) and value.ndim and value.shape[-1] == runs
        return value.take(index, -1) if differs else value

    return take
