"""Blocks: neighbouring runs of a batch in which one seat decides alike, and how they are put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.acts import Acts
from sim.doctrines import Doctrine
from sim.errors import UnknownName
from sim.language import _
from sim.orders import Order
from sim.plans import Plan, usual
from sim.plans import plan as named
from sim.policy import Policy
from sim.postures import Posture, TargetPosture
from sim.rules.pledge_price import ordered
from sim.scenario import Scenario
from sim.seats import Role

SWITCHES = ("paced", "takes_land")
"""Levers that are on or off."""


@dataclass(frozen=True)
class Block:
    """Neighbouring runs in which the seat decides alike; `turned` if it takes up a posture in the first quarter."""

    where: slice
    order: Order | None
    policy: Policy
    plan: Plan | None
    turned: bool = False


def joined(postures: Sequence[Posture], wheres: Sequence[slice], acts: Acts) -> Posture:
    """Return one posture for all blocks: levers in which they differ become arrays.

    Pledges cannot: where a posture holds others than the first, that is said in the acts.
    """
    first = postures[0]
    changed: dict[str, Any] = {}
    for name, lever in vars(first).items():
        values = [getattr(posture, name) for posture in postures]
        if name == "pledges" or (np.ndim(lever) == 0 and all(np.ndim(x) == 0 and x == lever for x in values)):
            continue
        row = np.empty(acts.runs, bool if name in SWITCHES else float)
        for where, value in zip(wheres, values, strict=True):
            row[where] = value
        changed[name] = row
    if isinstance(first, TargetPosture):
        for posture, where in zip(postures, wheres, strict=True):
            assert isinstance(posture, TargetPosture)
            differs = (ordered(posture.pledges) != ordered(first.pledges)) & (acts.pledges[:, where] == 0)
            said = np.where(ordered(posture.pledges) > 0, 1, -1).astype(np.int8)
            acts.pledges[:, where] = np.where(differs, said, acts.pledges[:, where])
    return replace(first, **changed)


def followed(role: Role, doctrine: Doctrine) -> Plan:
    """Return the plan that a seat follows while it holds a doctrine: the one named behind it, or the doctrine's own."""
    return named(role, doctrine.plan) if doctrine.plan else usual(role, doctrine.preset)


def checked(scenario: Scenario, seat: str) -> Role:
    """Return the role of a seat.

    Raises
    ------
    UnknownName
        If the scenario has no such seat.
    """
    if seat not in scenario.seats:
        raise UnknownName(_("seat of {name}").format(name=scenario.name), seat, scenario.seats)
    return scenario.role_of(seat)
