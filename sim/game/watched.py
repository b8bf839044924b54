"""A run that plays by itself up to some quarter, as the computer has run it, and is played by persons from there on.

A run of a study that goes on from a game is led to by what was done in that game; then its own luck begins.
"""

from __future__ import annotations

from sim.game.origin import Origin
from sim.ledger.moment import Moment
from sim.ledger.replay import Engine, Index, Keeps, Replayed
from sim.model import CrisisModel
from sim.moving import take_up, with_agenda
from sim.observation import Observation, observe
from sim.policy import policies
from sim.randomness import Draws
from sim.sitting import Sitting, SittingTurn


class Watched(Sitting):
    """A sitting some of whose quarters play by themselves: nobody orders in them, and seats need make no moves.

    Parameters
    ----------
    model : a model of a single run, at the opening of the game.
    origin : the run; in its quarters from `first` to `until` nobody orders. From then on seats make moves, whether they
        did before or not.
    """

    still = True

    def __init__(self, model: CrisisModel, origin: Origin) -> None:
        super().__init__(model)
        self.origin = origin
        self._later = Draws(origin.case.seed, [origin.run], namespace=origin.namespace)
        self.begin()

    @property
    def alone(self) -> bool:
        """Whether the open turn plays by itself."""
        return self.origin.first <= self.model.world.quarter < self.origin.until

    def begin(self) -> None:
        """Let the run begin, and let seats make moves, once the quarters have come."""
        model, origin, quarter = self.model, self.origin, self.model.world.quarter
        if quarter == origin.first and origin.case.start is not None:
            self._branch_off()
        if model.moves != "on" and quarter >= origin.until and not self.over:
            take_up(model)

    def _branch_off(self) -> None:
        """Leave the game that led here: with the run's own luck, and what its policy holds."""
        model, ledger = self.model, self.model.ledger
        if ledger is not None and model.draws is not self._later:
            ledger.engine = Spliced(ledger.engine, self._later, self.origin.first)
        model.draws = self._later
        held = policies(model.crisis, self.origin.case.doctrines)
        for agent in model.seats.values():
            agent.policy = held[agent.seat]

    def _sees(self, seat: str) -> Observation:
        """Return what a seat observes; where seats make no moves, as if they could."""
        model = self.model
        return observe(with_agenda(model, model.world), self._role(seat), model.setting, model.p)

    def _play(self, now: SittingTurn) -> None:
        if not self.alone:
            return super()._play(now)
        for _quarter in range(now.quarters):
            self.model.step()
            if self._rung() != now.rung:
                break
        return None

    def _quarters(self) -> int:
        quarter = self.model.world.quarter
        ends = [end - quarter for end in (self.origin.first, self.origin.until) if end > quarter]
        return min([super()._quarters(), *ends])

    def _acting(self, phase: str) -> tuple[str, ...]:
        return () if self.alone else super()._acting(phase)

    def _planned(self, seat: str) -> str:
        return super()._planned(seat) if self.model.moves == "on" else ""


class Spliced(Engine):
    """A ledger's engine whose quarters have one luck before a quarter, and another from there on."""

    def __init__(self, engine: Engine, later: Draws, quarter: int) -> None:
        super().__init__(engine.phases, engine.setting, engine.p, engine.draws)
        object.__setattr__(self, "_later", Engine(engine.phases, engine.setting, engine.p, later))
        object.__setattr__(self, "_from", quarter)

    _later: Engine
    _from: int

    def replay(self, now: Moment, last: Moment, index: Index, keeps: Keeps) -> Replayed:
        """Replay a quarter on the luck that it had."""
        if now.world.quarter >= self._from:
            return self._later.replay(now, last, index, keeps)
        return super().replay(now, last, index, keeps)
