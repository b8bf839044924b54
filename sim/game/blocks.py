"""Blocks: neighbouring runs of a batch in which one seat decides alike."""

from __future__ import annotations

from dataclasses import dataclass

from sim.doctrines import Doctrine
from sim.errors import UnknownName
from sim.language import _
from sim.orders import Order
from sim.plans import Plan, usual
from sim.plans import plan as named
from sim.policy import Policy
from sim.scenario import Scenario
from sim.seats import Role


@dataclass(frozen=True)
class Block:
    """Neighbouring runs in which the seat decides alike; `turned` if it takes up a posture in the first quarter."""

    where: slice
    order: Order | None
    policy: Policy
    plan: Plan | None
    turned: bool = False


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
