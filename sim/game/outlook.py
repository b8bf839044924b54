"""The outlook of a seat: all that a forecast may start from, and what it takes for granted of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.game.blocks import checked
from sim.observation import Observation
from sim.scenario import Scenario
from sim.seats import Role

if TYPE_CHECKING:
    from sim.belief import Belief


@dataclass(frozen=True)
class Assumed:
    """What is assumed of a seat in a forecast.

    Attributes
    ----------
    seat, doctrine : whose it is, and the posture that it is taken to hold throughout.
    own : whether it is the seat that forecasts; otherwise it is taken to follow the plan of that posture.
    """

    seat: str
    doctrine: str
    own: bool = False


@dataclass(frozen=True)
class Outlook:
    """What a forecast starts from: all of it is known to the seat.

    Attributes
    ----------
    scenario, seat : what is played, and who asks.
    sees, belief : what the seat observes now, and what it believes, brought up to this observation.
    doctrines : the postures that all seats hold (they are public), its own among them; the scenario's for those left
        out.
    options : what the game's model is given beside, where it is a run of a study (`sim.game.setup.Setup.options`).
    """

    scenario: Scenario
    seat: str
    sees: Observation
    belief: Belief
    doctrines: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def role(self) -> Role:
        """The role of the seat."""
        return checked(self.scenario, self.seat)

    @property
    def held(self) -> str:
        """The posture that the seat holds."""
        return self.doctrines.get(self.seat, self.scenario.seats[self.seat].doctrine)

    @property
    def left(self) -> int:
        """Quarters to the horizon."""
        return self.scenario.quarters - self.sees.quarter

    @property
    def assumed(self) -> tuple[Assumed, ...]:
        """What is assumed of every seat."""
        rows = self.scenario.seats.items()
        return tuple(Assumed(seat, self.doctrines.get(seat, row.doctrine), seat == self.seat) for seat, row in rows)
