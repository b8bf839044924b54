"""What a doctrine is.

A doctrine is a posture, a type (how greedy a challenger, how resolute a patron: what `--types doctrine` uses), and one
vectorised function from posture and observation to this quarter's posture. A preset names its neighbour and the
levers in which it differs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sim.errors import InputError
from sim.observation import Observation
from sim.postures import Posture, TargetPosture
from sim.scenario import Scenario
from sim.seats import Role

AS_HISTORY = "as-history"
"""The doctrine whose levers come from a scenario's record."""

SIGN = ":"
"""Parts the name of a preset from levers that are set by hand."""

PLAN = "+"
"""Parts a doctrine from the plan that goes with it."""

Decide = Callable[[Posture, Observation], Posture]


def keep(posture: Posture, observation: Observation) -> Posture:
    """Hold the posture, whatever is seen."""
    return posture


@dataclass(frozen=True)
class Doctrine:
    """A registered doctrine.

    Attributes
    ----------
    name, role, text : its name, who can hold it, and what it does in one plain sentence.
    claims : ids of the essays' claims behind it.
    posture : its levers.
    type_value : the challenger's greed (0-1) or the patron's resolve (logit); unused for a target.
    neighbour, levers : the preset it is measured against, and the only levers in which it differs from it.
    decide : the decision rule.
    changes : levers that were set by hand (`sim.doctrines.levers`).
    plan : id of the plan that was named behind it; "" for its own (`sim.plans`).
    """

    name: str
    role: Role
    text: str
    claims: tuple[str, ...]
    posture: Posture
    type_value: float = 0.0
    neighbour: str = ""
    levers: tuple[str, ...] = ()
    decide: Decide = keep
    changes: tuple[tuple[str, Any], ...] = ()
    plan: str = ""

    @property
    def preset(self) -> str:
        """The name under which it is registered, without levers set by hand."""
        return self.name.partition(PLAN)[0].partition(SIGN)[0]

    def suits(self, scenario: Scenario) -> bool:
        """Whether a seat can hold it in a scenario: `as-history` needs a record to follow."""
        return self.preset != AS_HISTORY or scenario.history is not None

    def posture_in(self, scenario: Scenario) -> Posture:
        """Return the posture as a scenario has it: `as-history` takes its levers from the record.

        Raises
        ------
        InputError
            If the doctrine follows a record that the scenario does not have.
        """
        if self.preset != AS_HISTORY:
            return self.posture
        record = scenario.history
        if record is None:
            message = f"{scenario.name} is no history, so nobody can act as in history there."
            raise InputError(message, field="doctrine", got=self.name)
        posture = TargetPosture(
            level_a=record.level_a.value,
            level_b=record.level_b.value,
            tie=record.tie.value,
            reassurance=record.reassurance.value,
            concession=record.concession.value,
        )
        return replace(posture, **dict(self.changes))
