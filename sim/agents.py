"""The seats as Mesa agents: an index, a policy and a memory of their own postures. They hold no number of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.observation import Observation, observe
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
    posture : the posture decided this quarter; resolved only after every seat has decided.
    """

    model: CrisisModel

    def __init__(self, model: CrisisModel, seat: str, role: Role, policy: Policy) -> None:
        super().__init__(model)
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
        """Decide this quarter's posture from the observation alone."""
        doctrine = self.policy.at(self.model.world.quarter)
        self.posture = doctrine.decide(doctrine.posture_in(self.model.crisis), self.observe())
