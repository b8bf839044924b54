"""What the seats of a game believe: each by Bayes from its own observations, brought up to date when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from threading import Lock

from sim.belief import Belief
from sim.game.played import Played
from sim.game.record import QuarterRecord
from sim.game.setup import Setup
from sim.moving import with_agenda
from sim.observation import Observation, observe
from sim.seats import Role
from sim.world import World


class Beliefs:
    """The beliefs of all seats of a game; each is made when it is first asked for.

    Others are taken to hold the doctrines that they opened with and have changed to in public; what a person will order
    is not known, so that a person's seat is taken to follow the plan of its doctrine.
    """

    def __init__(self, played: Played) -> None:
        self.played = played
        self._held: dict[str, Belief] = {}
        self._known: dict[str, int] = {}
        self._lock = Lock()

    def of(self, seat: str) -> Belief:
        """Return what a seat believes now; a forecast may ask in one thread while a planner asks in another."""
        with self._lock:
            return self._of(seat)

    def _of(self, seat: str) -> Belief:
        played, role = self.played, self.played.setup.scenario.role_of(seat)
        if seat not in self._held:
            setup = played.setup
            self._held[seat] = _opened(setup, role)
            self._held[seat].update(self._sees(seat, self._opening()))
            self._known[seat] = 0
        for row in played.record.quarters[self._known[seat] :]:
            self._take(self._held[seat], seat, row)
            self._known[seat] += 1
        return self._held[seat]

    def followed(self, seat: str) -> Iterator[tuple[Observation, Belief]]:
        """Yield what a seat saw and believed at the opening and after each quarter; one belief that moves on.

        It is made anew, and free again when the last is taken.
        """
        setup, role = self.played.setup, self.played.setup.scenario.role_of(seat)
        with closing(_opened(setup, role)) as belief:
            sees = self._sees(seat, self._opening())
            belief.update(sees)
            yield sees, belief
            for row in self.played.record.quarters:
                yield self._take(belief, seat, row), belief

    def close(self) -> None:
        """Free the particles."""
        for belief in self._held.values():
            belief.close()
        self._held.clear()
        self._known.clear()

    def _opening(self) -> World:
        quarters = self.played.record.quarters
        return quarters[0].before if quarters else self.played.model.world

    def _after(self, row: QuarterRecord) -> World:
        """Return the state that a seat saw after a quarter: with what a facilitator changed since."""
        quarters = self.played.record.quarters
        last = row.quarter + 1 >= len(quarters)
        return self.played.model.world if last else quarters[row.quarter + 1].before

    def _take(self, belief: Belief, seat: str, row: QuarterRecord) -> Observation:
        """Let a belief take in a quarter, and return what the seat saw after it.

        Where seats make no moves it is known that nobody ordered any, and there are no signals.
        """
        sees, still = self._sees(seat, self._after(row)), self.played.setup.still(row.quarter)
        belief.update(sees, dict(row.did) if still else {seat: row.did[seat]}, heard=not still)
        return sees

    def _sees(self, seat: str, world: World) -> Observation:
        model = self.played.model
        return observe(
            with_agenda(model, world.fork()), self.played.setup.scenario.role_of(seat), model.setting, model.p
        )


def _opened(setup: Setup, role: Role) -> Belief:
    """Return the belief of a role at the opening of a game; what a study has changed in the model is known to all."""
    return Belief(setup.scenario, role, seed=setup.seed, doctrines=setup.doctrines, **setup.options)
