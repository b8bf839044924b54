"""Adjusting: levers, parameters and opening values as they are this quarter, under whatever is in force.

Every value that any move, answer or card can reach is laid out for every run, whether or not something reaches it now,
so that a run gives the same alone as among others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.cards import table as cards
from sim.effects import Effect, Path
from sim.moves import answers
from sim.moves import table as moves
from sim.parameters import Values
from sim.postures import Orders
from sim.rules.choice import FloatArray, Value
from sim.rules.dealt import InForce
from sim.rules.turn import Turn
from sim.seats import Role
from sim.setting import Setting
from sim.world import World

Index = NDArray[np.int64]
Where = Index | slice
"""The places of some runs."""
EVERYWHERE = slice(None)
Lasting = tuple[Effect, Where, FloatArray | None]
"""An effect, the runs in which it is in force, and its sizes there; None for its own."""

USUAL_TRADE = 0.15
"""Trade dependence that counts as 1 where a size is multiplied by it."""


@dataclass(frozen=True)
class Adjusted:
    """What the rules read this quarter."""

    p: Values
    setting: Setting
    orders: Orders


@lru_cache(maxsize=1)
def paths() -> tuple[Path, ...]:
    """Return every path to a lever, parameter or opening value that anything can reach, in a fixed order."""
    held = (row.effects for row in moves().values())
    said = (row.effects for rows in answers().values() for row in rows)
    dealt = (option.effects for card in cards().values() for options in card.options.values() for option in options)
    every = {effect.path for effects in (*held, *said, *dealt) for effect in effects}
    return tuple(sorted((path for path in every if path.kind not in ("state", "agenda")), key=_order))


def sizes() -> dict[str, int]:
    """Return how many rows of each name the agenda has (`sim.agenda.Agenda`)."""
    return {
        "capital": 4,
        "ordered_in": len(moves()),
        "refused": len(moves()),
        "standing": len(paths()),
        "cohesion": 0,
        "card": 0,
        "dealt_in": len(cards()),
        "option": 4 * len(cards()),
        "signal": 4,
        "belief": 3,
        "doubt": 3,
        "thought": 0,
        "staged": 3,
        "said": 3,
        "word": 3,
    }


def _order(path: Path) -> tuple[str, str, str, int]:
    return path.kind, path.role, path.name, -1 if path.place is None else path.place


@lru_cache(maxsize=1)
def standing_paths() -> dict[Path, int]:
    """Return the row on the agenda of each path (all of them can stay)."""
    return {path: number for number, path in enumerate(paths())}


@lru_cache(maxsize=1)
def limits() -> tuple[FloatArray, FloatArray]:
    """Return the lower and the upper limit of each path, each of shape (paths, 1)."""
    low, high = np.array([path.limits for path in paths()], float).T
    return low[:, None], high[:, None]


@lru_cache(maxsize=1)
def levers() -> dict[Role, tuple[Path, ...]]:
    """Return the paths to levers by the role that has them."""
    return {role: tuple(path for path in paths() if path.kind == "lever" and path.role == role) for role in Role}


SCALES: Mapping[str, Callable[[World], Value]] = {
    "": lambda _world: 1.0,
    "cohesion": lambda world: world.agenda.cohesion,
    "greed": lambda world: world.greed,
    "modesty": lambda world: 1.0 - world.greed,
    "support-a": lambda world: world.support[0],
    "support-b": lambda world: world.support[1],
    "rivalry-a": lambda world: world.rivalry[0],
    "rivalry-b": lambda world: world.rivalry[1],
    "legitimacy": lambda world: world.legitimacy,
    "trade": lambda world: world.trade_dependence / USUAL_TRADE,
    "weariness": lambda world: world.weariness[0],
}
"""The share of each run by which a size is multiplied, by its name."""


def scale(name: str, world: World) -> Value:
    """Return the share of each run by which a size is multiplied, shape (runs,); 1 for none."""
    return SCALES[name](world)


def scaled(effect: Effect, world: World, p: Values, where: Where) -> Value:
    """Return what an effect adds in some runs, in the unit of its path, a number or an array as long as `where`."""
    return effect.size * _picked(p.move_size, where) * _picked(scale(effect.by, world), where)


def factor(effect: Effect, beyond: Value | None, world: World, p: Values, where: Where) -> Value:
    """Return by what an effect multiplies: its size weighs as far as its own scale and `move_size` go.

    Parameters
    ----------
    beyond : the size less 1, where it differs by run; None for the effect's own.
    """
    weighed = _picked(p.move_size, where) * _picked(scale(effect.by, world), where)
    return np.maximum(1.0 + (effect.size - 1.0 if beyond is None else beyond) * weighed, 0.0)


def _picked(value: Value, where: Where) -> Value:
    return value[where] if isinstance(value, np.ndarray) else value


def adjusted(
    world: World,
    turn: Turn,
    held: Sequence[tuple[tuple[Effect, ...], Index]],
    options: Sequence[InForce],
) -> Adjusted:
    """Return parameters, setting and postures of this quarter, with everything in force laid on.

    Parameters
    ----------
    held : effects of moves and answers, and the runs in which they are in force.
    options : what the options of cards have in force (`sim.rules.dealt.sizes_in_force`).
    """
    block = world.agenda.standing.copy()
    values = {path: block[row] for path, row in standing_paths().items()}
    for path, value in values.items():
        np.add(value, _usual(path, turn), out=value)
    lasting: list[Lasting] = [(e, where, None) for effects, where in held for e in effects if e.path in values]
    lasting += [(each.effect, EVERYWHERE, each.size) for each in options if each.effect.path in values]
    for effect, where, size in lasting:
        if not effect.times and not effect.stays:
            values[effect.path][where] += (1.0 if size is None else size) * scaled(effect, world, turn.p, where)
    for effect, where, size in lasting:
        if effect.times:
            values[effect.path][where] *= factor(effect, size, world, turn.p, where)
    low, high = limits()
    np.minimum(np.maximum(block, low, out=block), high, out=block)
    return Adjusted(_parameters(values, turn), _setting(values, turn, world.runs), _orders(values, turn))


def _usual(path: Path, turn: Turn) -> Value:
    """Return the value before anything is laid on, a number or shape (runs,)."""
    if path.kind == "lever":
        held: Value = getattr(getattr(turn.orders, path.role), path.name)
        return held
    if path.kind == "parameter":
        return turn.p[path.name]
    return turn.setting.values[path.name] if path.place is None else turn.setting.pair(path.name)[path.place]


def _parameters(kept: Mapping[Path, FloatArray], turn: Turn) -> Values:
    return turn.p.altered({path.name: value for path, value in kept.items() if path.kind == "parameter"})


def _setting(kept: Mapping[Path, FloatArray], turn: Turn, runs: int) -> Setting:
    values = dict(turn.setting.values)
    for path, value in kept.items():
        if path.kind == "setting" and path.place is None:
            values[path.name] = value
        elif path.kind == "setting":
            pair = np.array(np.broadcast_to(values[path.name], (2, runs)))
            pair[path.place] = value
            values[path.name] = pair
    return replace(turn.setting, values=values)


def _orders(kept: Mapping[Path, FloatArray], turn: Turn) -> Orders:
    postures = {}
    for role in Role:
        laid = {path.name: kept[path] for path in levers()[role]}
        postures[role.value] = replace(getattr(turn.orders, role.value), **laid)
    return Orders(**postures)
