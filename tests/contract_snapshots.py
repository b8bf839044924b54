"""All that a world holds and all that a turn hands to the rules, laid side by side to see what differs."""

from __future__ import annotations

from collections.abc import Mapping, Set

import numpy as np
from numpy.typing import NDArray

from sim.parameters import Value
from sim.rules.turn import Turn
from sim.seats import Role
from sim.world import ROWS, World
from tests.contract_worlds import RUNS

FloatArray = NDArray[np.float64]
Where = tuple[str, str, int | None]
"""What kind of value, its name, and its place in a pair."""


def held(world: World) -> dict[Where, FloatArray]:
    """Return a copy of all that the state and the agenda hold, by name and place."""
    kept = world.fork()
    found: dict[Where, FloatArray] = {}
    for row in ROWS:
        whole = getattr(kept, row.name)
        if row.size == 1:
            found["state", row.name, None] = whole
        else:
            found |= {("state", row.name, place): part for place, part in enumerate(whole)}
    return found | {("agenda", name, None): getattr(kept.agenda, name) for name in vars(kept.agenda)["sizes"]}


def handed(turn: Turn) -> dict[Where, Value]:
    """Return all that the turn hands to the rules: parameters, opening values and the levers of all seats."""
    found: dict[Where, Value] = {("parameter", name, None): turn.p[name] for name in turn.p}
    for name, value in turn.setting.values.items():
        whole = np.asarray(value)
        pair = {0: whole[0], 1: whole[1]} if whole.ndim == 2 else {None: value}
        found |= {("setting", name, place): part for place, part in pair.items()}
    for role in Role:
        levers = vars(getattr(turn.orders, role.value))
        named = {name: value for name, value in levers.items() if name != "pledges"}
        found |= {(f"lever of {role.value}", name, None): value for name, value in named.items()}
    return found


def same(one: Mapping[Where, Value], other: Mapping[Where, Value], but: Set[Where] = frozenset()) -> None:
    """Assert that two worlds or turns hold the same to the last bit, but for what is named."""
    assert one.keys() == other.keys()
    apart = {where for where in one if one[where] is not other[where] and wide(one[where]) != wide(other[where])}
    assert apart <= but, f"changed, and not named: {sorted(map(str, apart - but))}"


def wide(value: Value) -> bytes:
    """Return a value of all runs as bytes; a single number stands for all of them."""
    whole = np.asarray(value, float)
    return (np.full(RUNS, whole) if whole.size == 1 else whole).tobytes()
