"""The seats as Mesa agents: an index, a policy and a memory of their own postures. They hold no number of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.acts import SEATS
from sim.agenda import POSTURE_PRICE
from sim.doctrines import Doctrine
from sim.doctrines import doctrine as doctrine_of
from sim.observation import Observation, observe
from sim.orders import Order
from sim.plans import Line, Plan, usual
from sim.plans import plan as named
from sim.policy import Policy
from sim.postures import Posture
from sim.seats import Role

if TYPE_CHECKING:
    from sim.model import CrisisModel


class SeatAgent(mesa.Agent):
    """A seat at the table.

    Attributes
    ----------
    seat, role, policy : who it is, what part it plays, and the doctrine it holds from which quarter.
    plan : what it orders beside its posture, whatever the doctrine's own plan says; None for that one.
    posture : the posture decided this quarter; resolved only after every seat has decided.
    """

    model: CrisisModel

    def __init__(self, model: CrisisModel, seat: str, role: Role, policy: Policy, plan: Plan | None = None) -> None:
        super().__init__(model)
        self.plan = plan
        self.seat = seat
        self.role = role
        self.policy = policy
        self.posture: Posture = self.held_posture(0)

    @property
    def doctrine(self) -> str:
        """Name of the doctrine held in the quarter about to be resolved."""
        return self.policy.at(self.model.world.quarter if hasattr(self.model, "world") else 0).name

    def held_posture(self, quarter: int) -> Posture:
        """Return the posture of the doctrine held in a quarter, before anything is observed."""
        return self.policy.at(quarter).posture_in(self.model.crisis)

    def observe(self) -> Observation:
        """Return what this seat may know now."""
        model = self.model
        return observe(model.world, self.role, model.setting, model.p)

    def decide(self) -> None:
        """Decide this quarter's posture, and what is ordered beside it, from the observation alone."""
        quarter, acts = self.model.world.quarter, self.model.acts
        given = self.model.given.get(self.seat)
        turned = given is not None and self.turn_to(given.posture, quarter)
        doctrine = self.policy.at(quarter)
        observation = self.observe()
        self.posture = doctrine.decide(doctrine.posture_in(self.model.crisis), observation)
        if acts is None:
            return
        acts.shifts[SEATS[self.role]] = turned or self.policy.changes_in(quarter)
        self.plan_of(doctrine, given).decide(self.role, self.seat, observation, acts)

    def turn_to(self, name: str, quarter: int) -> bool:
        """Take up the posture that an order names, if it is another, to be had here and affordable in every run."""
        if not name:
            return False
        wanted, world = doctrine_of(self.role, name), self.model.world
        poor = world.has_agenda and world.agenda.capital[SEATS[self.role]].min() < POSTURE_PRICE
        if poor or wanted.name == self.policy.at(quarter).name or not wanted.suits(self.model.crisis):
            return False
        self.policy = self.policy.changed(quarter, wanted)
        return True

    def plan_of(self, doctrine: Doctrine, given: Order | None) -> Plan:
        """Return what the seat follows this quarter: a given order, lines of its own, or its doctrine's plan."""
        if given is not None:
            return Plan((Line(("any",), given),), role=self.role)
        if self.plan is not None:
            return self.plan
        return named(self.role, doctrine.plan) if doctrine.plan else usual(self.role, doctrine.preset)
