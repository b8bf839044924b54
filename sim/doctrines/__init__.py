"""Doctrines: the decision rules of the computer seats, registered by hand in one list a role.

A doctrine is a posture, a type (how greedy a challenger, how resolute a patron: what `--types doctrine` uses), and
one vectorised function from posture and observation to this quarter's posture. A preset names its neighbour and the
levers in which it differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sim.doctrines.challenger import CHALLENGER
from sim.doctrines.entry import AS_HISTORY, PLAN, SIGN, Doctrine
from sim.doctrines.levers import with_levers
from sim.doctrines.patrons import PATRON_A, PATRON_B
from sim.doctrines.target import TARGET
from sim.errors import UnknownName
from sim.seats import Role

__all__ = ["AS_HISTORY", "REGISTRY", "Doctrine", "doctrine", "names"]

REGISTRY: Mapping[Role, tuple[Doctrine, ...]] = {
    Role.TARGET: TARGET,
    Role.CHALLENGER: CHALLENGER,
    Role.PATRON_A: PATRON_A,
    Role.PATRON_B: PATRON_B,
}
"""All doctrines, by role, in their published order."""


def names(role: Role | str) -> tuple[str, ...]:
    """Return the names of a role's doctrines, in their published order."""
    return tuple(doctrine.name for doctrine in REGISTRY[Role(role)])


def doctrine(role: Role | str, name: str) -> Doctrine:
    """Return a doctrine by role and name; behind the name, levers may be set: `ally-us:reassurance=0.6:tie=0.4`.

    Behind a plus sign a plan may be named: `porcupine+outlast`; whether there is one is for `sim.policy` to check.

    Raises
    ------
    UnknownName
        If the role has no such doctrine, or no such lever; the nearest name of that role is offered.
    OutOfRange, InputError
        If a lever's value is not allowed, or its notation wrong.
    """
    held, plus, plan = name.partition(PLAN)
    plain, sign, levers = held.partition(SIGN)
    for row in REGISTRY[Role(role)]:
        if row.name == plain:
            found = with_levers(row, levers) if sign else row
            return replace(found, name=f"{found.name}{PLAN}{plan.strip()}", plan=plan.strip()) if plus else found
    raise UnknownName(f"doctrine of the {str(role).replace('_', ' ')}", plain, names(role))
