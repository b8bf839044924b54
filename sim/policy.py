"""A seat's policy: a doctrine, or a schedule of doctrines such as `four-nos,ally-us@8` (from quarter 8 on another).

Any of them may have levers set by hand: `bamboo:level_b=0,ally-us:reassurance=0.6:tie=0.4@8`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.doctrines import Doctrine, doctrine
from sim.doctrines.entry import PLAN
from sim.errors import InputError, UnknownName, WrongType
from sim.plans import plan
from sim.scenario import Scenario
from sim.seats import Role

NOTATION = "write DOCTRINE, or DOCTRINE,DOCTRINE@QUARTER,... with rising quarters"


@dataclass(frozen=True)
class Policy:
    """Doctrines with the quarter from which each is held; the first is held from the opening."""

    steps: tuple[tuple[int, Doctrine], ...]

    def at(self, quarter: int) -> Doctrine:
        """Return the doctrine held in a quarter."""
        held = self.steps[0][1]
        for start, row in self.steps[1:]:
            if quarter >= start:
                held = row
        return held

    @property
    def has_plan(self) -> bool:
        """Whether a plan is named behind any of its doctrines."""
        return any(row.plan for _start, row in self.steps)

    def changes_in(self, quarter: int) -> bool:
        """Whether another doctrine is held in a quarter than in the one before."""
        return any(start == quarter > 0 for start, _row in self.steps)

    def changed(self, quarter: int, held: Doctrine) -> Policy:
        """Return the policy with another doctrine from a quarter on."""
        earlier = tuple((start, row) for start, row in self.steps if start < quarter)
        return Policy((*earlier, (quarter if earlier else 0, held)))

    def __str__(self) -> str:
        return ",".join(row.name if start == 0 else f"{row.name}@{start}" for start, row in self.steps)


def parse(role: Role | str, text: str) -> Policy:
    """Read a policy from its notation.

    Raises
    ------
    UnknownName
        If it names no doctrine of the role.
    InputError
        If the notation is wrong, or quarters do not rise.
    """
    steps: list[tuple[int, Doctrine]] = []
    for position, part in enumerate(text.split(",")):
        name, at, when = part.strip().partition("@")
        start = int(when) if at and when.isdecimal() and len(when) < 5 else 0
        wrong = (bool(at) and not when.isdecimal()) or (position == 0) != (start == 0)
        if wrong or (steps and start <= steps[-1][0]):
            raise InputError(f"The policy {text!r} cannot be read: {NOTATION}.", field="doctrine", got=text)
        held = doctrine(role, name)
        if held.plan or name.rstrip().endswith(PLAN):
            plan(Role(role), held.plan)
        steps.append((start, held))
    return Policy(tuple(steps))


def policies(scenario: Scenario, doctrines: Mapping[str, str] | None = None) -> dict[str, Policy]:
    """Return each seat's policy: the given ones, and the scenario's defaults for the other seats.

    Raises
    ------
    UnknownName, WrongType, InputError
        If a seat or doctrine is unknown, a policy is no text, or its notation is wrong.
    """
    for seat, text in (doctrines or {}).items():
        if seat not in scenario.seats:
            raise UnknownName(f"seat of {scenario.name}", seat, scenario.seats)
        if not isinstance(text, str):
            raise WrongType(f"doctrine of {seat}", text, "the name of a doctrine, or a schedule of doctrines")
    chosen = {seat: row.doctrine for seat, row in scenario.seats.items()} | dict(doctrines or {})
    found = {seat: parse(scenario.role_of(seat), text) for seat, text in chosen.items()}
    for policy in found.values():
        for _start, held in policy.steps:
            held.posture_in(scenario)
    return found
