"""Sides: what one seat holds and orders, many of them side by side in one batch on the same worlds and luck.

A side comes to the same numbers as if it were run alone, whatever it shares a batch with; that saves most of what a
quarter costs in itself. All seats make moves; the other seats follow the plans of their doctrines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

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

if TYPE_CHECKING:
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
    count : runs of all slots together.
    seat, sides : whose sides they are, and the sides.
    luck : numbers of the runs of a slot: what chance does in each of its worlds.
    """

    seat: str = ""
    sides: tuple[Side, ...] = ()
    luck: tuple[int, ...] = ()

    def numbers(self) -> list[int]:
        """Return the numbers of the runs, once for each slot."""
        return list(self.luck) * len(self.sides)

    def model(self, *, why: bool = False) -> CrisisModel:
        """Return the model of the batch: each slot opened under its own posture, and its seat in the hands of all."""
        each = len(self.luck)
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
        Hands(model, self.seat, self.sides)
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


def _repeated(value: Value | str, slots: int) -> Value | str:  # type: ignore[misc]
    return np.tile(value, slots) if isinstance(value, np.ndarray) else value


class Hands:
    """The sides of a seat, put into the hands of its agent: it holds and orders slot by slot what they say.

    The agent asks for a policy, its doctrine and a plan, one after the other (`sim.agents`); this is all three.
    """

    plan = ""

    def __init__(self, model: CrisisModel, seat: str, sides: Iterable[Side]) -> None:
        self._agent = next(agent for agent in model.seats.values() if agent.seat == seat)
        role = self._agent.role
        self._policies: list[Policy] = [parse(role, side.posture) for side in sides]
        self._plans: list[Plan] = [given(side.plan, role, seat) for side in sides]
        self._crisis: Scenario = model.crisis
        self._held: list[Doctrine] = []
        self._postures: list[Posture] = []
        each = model.runs // len(self._plans)
        self._wheres = [slice(number * each, (number + 1) * each) for number in range(len(self._plans))]
        self._agent.policy = cast("Policy", self)
        self._agent.plan = cast("Plan", self)

    # ---------------------------------------------------------------- as a policy

    def at(self, quarter: int) -> Doctrine:
        """Take note of the doctrines held in a quarter."""
        self._held = [policy.at(quarter) for policy in self._policies]
        return cast("Doctrine", self)

    def changes_in(self, quarter: int) -> BoolArray:
        """Return in which runs another doctrine is held than in the quarter before, shape (runs,)."""
        each = self._wheres[0].stop
        return np.repeat([policy.changes_in(quarter) for policy in self._policies], each)

    # ---------------------------------------------------------------- as a doctrine and a plan

    def posture_in(self, _crisis: Scenario) -> Posture:
        """Return the posture of the first slot; the others come when the plan is asked."""
        return self._held[0].posture_in(self._crisis)

    def decide(self, *asked: object) -> Posture:
        """Decide, as a doctrine (posture, what is seen) or as a plan (role, seat, what is seen, acts)."""
        if len(asked) == 2:
            self._postures = [
                held.decide(held.posture_in(self._crisis), _cut(cast("Observation", asked[1]), where))
                for held, where in zip(self._held, self._wheres, strict=True)
            ]
            return self._postures[0]
        role, seat, sees, acts = asked
        return self._order(cast("Role", role), cast("str", seat), cast("Observation", sees), cast("Acts", acts))

    def _order(self, role: Role, seat: str, sees: Observation, acts: Acts) -> Posture:
        for plan, where in zip(self._plans, self._wheres, strict=True):
            part = acts.within(where)
            plan.decide(role, seat, _cut(sees, where), part)
            for name, codes in part.answers.items():
                acts.answers.setdefault(name, np.full(acts.runs, UNSAID, np.int8))[where] = codes
        self._agent.posture = joined(self._postures, self._wheres, acts)
        return self._agent.posture


def _cut(sees: Observation, where: slice) -> Observation:
    return cast("Observation", Window(sees, where, Window(sees.agenda, where)))
