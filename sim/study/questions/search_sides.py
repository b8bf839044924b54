"""Sides: what one seat holds and orders, many of them side by side in one batch on the same worlds and luck.

A side comes to the same numbers as if it were run alone, whatever it shares a batch with; that saves most of what a
quarter costs in itself. All seats make moves; the other seats follow the plans of their doctrines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from sim.acts import UNSAID, Acts, BoolArray
from sim.batch import Job
from sim.case import Case
from sim.doctrines import Doctrine
from sim.observation import Observation
from sim.parameters import Value
from sim.plans import Plan, given
from sim.policy import Policy, parse
from sim.postures import Posture
from sim.scenario import Scenario
from sim.seats import Role
from sim.study.arms import Window
from sim.study.joining import joined

Kind = TypeVar("Kind", Value, Value | str)

if TYPE_CHECKING:
    from sim.agents import SeatAgent
    from sim.model import CrisisModel


@dataclass(frozen=True, order=True)
class Side:
    """What a seat does: its posture in the notation of policies, and lines of its plan ("" orders nothing)."""

    posture: str
    plan: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of its plan."""
        return tuple(self.plan.splitlines())

    def case(self, case: Case, seat: str) -> Case:
        """Return a case with a seat on this side."""
        return replace(case, doctrines={**case.doctrines, seat: self.posture}, plans={**case.plans, seat: self.plan})


@dataclass(frozen=True, eq=False)
class Sides(Job):
    """A batch with a slot for each side of a seat, and the same worlds in each.

    Attributes
    ----------
    case : its values that differ from run to run are those of one slot.
    count, luck : runs of all slots together, and their numbers: the same in each slot.
    seat, sides : whose sides they are, and the sides.
    """

    seat: str = ""
    sides: tuple[Side, ...] = ()

    def model(self, *, why: bool = False) -> CrisisModel:
        """Return the model of the batch: each slot opened under its own posture, and its seat in the hands of all."""
        each = self.count // len(self.sides)
        opened: dict[str, CrisisModel] = {}
        for number, side in enumerate(self.sides):
            first = side.posture.partition(",")[0]
            if first not in opened:
                opened[first] = Job.model(replace(self, case=_tiled(self.case, self.seat, first, len(self.sides))))
            base, here = next(iter(opened.values())), opened[first]
            where = slice(number * each, (number + 1) * each)
            if here is not base:
                base.world.block[:, where] = here.world.block[:, where]
                base.world.agenda.block[:, where] = here.world.agenda.block[:, where]
        model, *others = opened.values()
        for other in others:
            other.close()
            other.__dict__.clear()  # model and agents hold one another
        put(model, self.seat, self.sides)
        return model


def _tiled(case: Case, seat: str, posture: str, slots: int) -> Case:
    """Return the case of all slots under one posture; lines of their plans come with the sides."""
    return replace(
        case,
        doctrines={**case.doctrines, seat: posture},
        plans={name: text for name, text in case.plans.items() if name != seat},
        parameters={name: _repeated(value, slots) for name, value in case.parameters.items()},
        opening={name: _repeated(value, slots) for name, value in case.opening.items()},
    )


def _repeated(value: Kind, slots: int) -> Kind:
    return np.tile(value, slots) if isinstance(value, np.ndarray) else value


def put(model: CrisisModel, seat: str, sides: Iterable[Side]) -> None:
    """Put sides into the hands of a seat's agent: it holds and orders slot by slot what they say.

    The agent asks its policy for a doctrine, the doctrine for a posture, and its plan for orders, one after the other
    (`sim.agents`). Postures are joined last: what they say of pledges must not be seen by what the plans order.
    """
    agent = next(agent for agent in model.seats.values() if agent.seat == seat)
    chosen = tuple(sides)
    each = model.runs // len(chosen)
    wheres = tuple(slice(number * each, (number + 1) * each) for number in range(len(chosen)))
    held = Held((), wheres, tuple(parse(agent.role, side.posture) for side in chosen), model.crisis)
    agent.policy = held
    agent.plan = Ordered((), plans=tuple(given(side.plan, agent.role, seat) for side in chosen), held=held, agent=agent)


@dataclass(frozen=True)
class Held(Policy):
    """The policies of all slots as one; what they hold this quarter is noted until the plans have been asked."""

    wheres: tuple[slice, ...] = ()
    policies: tuple[Policy, ...] = ()
    crisis: Scenario | None = None
    postures: list[Posture] = field(default_factory=list)

    def at(self, quarter: int) -> Doctrine:
        """Return the doctrines held in a quarter, as one."""
        return cast("Doctrine", Doctrines(self, tuple(policy.at(quarter) for policy in self.policies)))

    def changes_in(self, quarter: int) -> bool:
        """Return in which runs another doctrine is held than in the quarter before: an array of shape (runs,)."""
        changes = [policy.changes_in(quarter) for policy in self.policies]
        return cast("bool", np.repeat(changes, self.wheres[0].stop))


@dataclass(frozen=True)
class Doctrines:
    """The doctrines of all slots in a quarter, as far as an agent asks."""

    held: Held
    each: tuple[Doctrine, ...]

    def posture_in(self, crisis: Scenario) -> Posture:
        """Return the posture of the first slot."""
        return self.each[0].posture_in(crisis)

    def decide(self, first: Posture, sees: Observation) -> Posture:
        """Note what each slot decides; the postures are joined when the plans have been asked."""
        crisis, wheres = self.held.crisis, self.held.wheres
        assert crisis is not None
        self.held.postures[:] = [
            doctrine.decide(doctrine.posture_in(crisis), _cut(sees, where))
            for doctrine, where in zip(self.each, wheres, strict=True)
        ]
        return first


@dataclass(frozen=True, eq=False)
class Ordered(Plan):
    """The plans of all slots as one."""

    plans: tuple[Plan, ...] = ()
    held: Held | None = None
    agent: SeatAgent | None = None

    def decide(self, role: Role, seat: str, sees: Observation, acts: Acts, only: BoolArray | None = None) -> None:
        """Write what the seat orders slot by slot, then join what the slots hold."""
        assert self.held is not None and self.agent is not None
        wheres = self.held.wheres
        for plan, where in zip(self.plans, wheres, strict=True):
            part = acts.within(where)
            plan.decide(role, seat, _cut(sees, where), part, None if only is None else only[where])
            for name, codes in part.answers.items():
                acts.answers.setdefault(name, np.full(acts.runs, UNSAID, np.int8))[where] = codes
        self.agent.posture = joined(self.held.postures, wheres, acts)


def _cut(sees: Observation, where: slice) -> Observation:
    return cast("Observation", Window(sees, where, Window(sees.agenda, where)))
