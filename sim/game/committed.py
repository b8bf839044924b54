"""What is committed: the game of a journal, to which nothing is done that the journal does not hold.

A command is tried on the game and then committed; where that fails, the game goes back to what is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from sim.errors import FournosError, InputError
from sim.game.beliefs import Beliefs
from sim.game.events import Event, in_force
from sim.game.journal import Journal
from sim.game.played import Played
from sim.game.receipts import Receipt, Snapshot, Stored
from sim.game.setup import Setup
from sim.language import _
from sim.states import differences, restore, state_of


@dataclass(frozen=True)
class Deviation:
    """Where a game that was opened again came out otherwise than it was stored: the stored value stays."""

    quarter: int
    field: str
    stored: str
    found: str


class Committed:
    """A game and its journal.

    Attributes
    ----------
    journal : where everything is committed.
    setup : what the game is.
    played : what has been played, with the truth in it: for the engine, the white cell and the debrief alone.
    beliefs : what each seat believes.
    deviations : where the rules of this release came out otherwise than the stored states.
    """

    def __init__(self, journal: Journal, setup: Setup) -> None:
        self.journal, self.setup = journal, setup
        self.deviations: list[Deviation] = []
        self._thoughts: dict[tuple[int, str], dict[str, tuple[str, dict[str, Any]]]] = {}
        self.played = self._replayed()
        self.beliefs = Beliefs(self.played)

    def close(self) -> None:
        """Close the journal and free the model."""
        self.beliefs.close()
        self.played.close()
        self.journal.close()

    def reopen(self) -> None:
        """Open the journal anew after a fault of the disk, and go on from what is committed.

        Raises
        ------
        FournosError
            If it cannot be opened; then the game stays closed.
        """
        self.journal.reopen()
        self._rebuild()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @property
    def over(self) -> bool:
        """Whether the last quarter has been resolved."""
        return self.played.sitting.over

    def relay(self, kind: str, actor: str, body: dict[str, Any]) -> Receipt:
        """Do here what was done in another copy of this game, as its postcard has it.

        Raises
        ------
        FournosError
            If it does not fit the state of this game, or could not be committed.
        """
        self._check_open()
        now, before = self.played.sitting.turn(), len(self.played.record.quarters)
        whole = {**body, "phase": now.phase} if kind == "closed" else body
        event = Event(kind, actor, now.number, now.quarter, whole)
        self._tried(lambda: self.played.apply(event))
        return self._commit(event, self._states(before))

    def _ready(self) -> None:
        """Open the journal anew if the disk has refused a write before, so that it is tried once more."""
        if self.journal.failed:
            self.reopen()

    def _do(self, kind: str, actor: str, body: dict[str, Any], req: str = "") -> Receipt:
        self._ready()
        now = self.played.sitting.turn()
        event = Event(kind, actor, now.number, now.quarter, body, req)
        self._tried(lambda: self.played.apply(event))
        return self._commit(event)

    def _tried(self, what: Callable[[], Any]) -> Any:
        """Do something to the game; if it fails half-way for a reason of the program, go back to what is committed."""
        try:
            return what()
        except FournosError:
            raise
        except BaseException:
            self._rebuild()
            raise

    def _commit(self, event: Event, snapshots: Sequence[Snapshot] = ()) -> Receipt:
        """Commit an event that has been applied; where that fails, or it was before, go back to what is committed."""
        again = self.journal.receipt(event.actor, event.req)
        if again is not None:
            self._rebuild()
            return again
        try:
            return self.journal.append([event], snapshots)[0]
        except BaseException:
            self._rebuild()
            raise

    def _check_open(self) -> None:
        if self.over:
            raise InputError(_("The game is over: its last quarter has been resolved."), field="turn")

    def _states(self, start: int) -> list[Snapshot]:
        """Return the states after the quarters that have been resolved from a place of the record on."""
        policies = {
            seat: str(self.played.model.seats[role].policy) for role, seat in self.setup.scenario.by_role().items()
        }
        return [
            Snapshot(0, row.quarter + 1, state_of(row.after, policies), row.after.digest())
            for row in self.played.record.quarters[start:]
        ]

    def _rebuild(self) -> None:
        self.beliefs.close()
        self.played.close()
        self._thoughts.clear()
        self.played = self._replayed()
        self.beliefs = Beliefs(self.played)

    def _replayed(self) -> Played:
        """Return the game as the journal has it; the stored state of a quarter stands, whatever the rules now say."""
        played = Played(self.setup)
        states = {(each.seq, each.quarter): each for each in self.journal.snapshots()}
        self.deviations = []
        try:
            for event in in_force(self.journal.events()):
                done = played.apply(event)
                if done is not None and done.quarters and isinstance(event, Stored):
                    self._hold(played, states.get((event.seq, done.quarters.stop)))
        except BaseException:
            played.close()
            raise
        return played

    def _hold(self, played: Played, stored: Snapshot | None) -> None:
        """Note where a resolved quarter differs from its stored state, and put the stored one in its place."""
        world, after = played.model.world, played.record.quarters[-1].after
        if stored is None or stored.digest == after.digest():  # since then, moves may have been taken up
            return
        for field, was, found in differences(stored.state, world):
            self.deviations.append(Deviation(stored.quarter, field, str(was), str(found)))
        restore(world, stored.state)
        played.record.quarters[-1] = replace(played.record.quarters[-1], after=world.fork())
