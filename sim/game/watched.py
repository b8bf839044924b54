"""A run that plays by itself up to some quarter, as the computer has run it, and is played by persons from there on."""

from __future__ import annotations

from sim.choices import Choices, choices
from sim.model import CrisisModel
from sim.moving import take_up, with_agenda
from sim.observation import observe
from sim.sitting import Sitting, SittingTurn


class Watched(Sitting):
    """A sitting whose first quarters play by themselves: nobody orders in them, and seats need make no moves.

    Parameters
    ----------
    model : a model of a single run.
    until : the quarter from which persons may order, from 0; then seats make moves, whether they did before or not. The
        horizon if the whole run is only looked at.
    """

    still = True

    def __init__(self, model: CrisisModel, until: int) -> None:
        super().__init__(model)
        self.until = until
        self.begin()

    @property
    def alone(self) -> bool:
        """Whether the open turn plays by itself."""
        return self.model.world.quarter < self.until

    def begin(self) -> None:
        """Let seats make moves, once the quarter has come from which persons may order."""
        if self.model.moves != "on" and not self.alone and not self.over:
            take_up(self.model)

    def choices(self, seat: str) -> Choices:
        """Return what a seat could do now, from what it observes."""
        role, model = self._role(seat), self.model
        sees = observe(with_agenda(model, model.world), role, model.setting, model.p)
        return choices(sees, role, seat, p=model.p)

    def _play(self, now: SittingTurn) -> None:
        if not self.alone:
            return super()._play(now)
        for _quarter in range(now.quarters):
            self.model.step()
            if self._rung() != now.rung:
                break
        return None

    def _quarters(self) -> int:
        left = self.until - self.model.world.quarter
        return min(super()._quarters(), left) if left > 0 else super()._quarters()

    def _acting(self, phase: str) -> tuple[str, ...]:
        return () if self.alone else super()._acting(phase)

    def _planned(self, seat: str) -> str:
        return super()._planned(seat) if self.model.moves == "on" else ""
