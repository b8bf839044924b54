"""Injects that a facilitator has prepared for a later turn: kept in the journal, put into the game when it comes."""

from __future__ import annotations

from typing import Any

from sim.errors import OutOfRange, UnknownName
from sim.game.changes import add_to
from sim.game.committed import Committed
from sim.game.journal import Journal
from sim.game.receipts import Receipt
from sim.game.record import Inject
from sim.game.setup import Setup
from sim.language import _, clean

CALENDAR, FACILITATOR = "calendar", "facilitator"
"""Who puts in what was scheduled; who schedules it."""
LONGEST_TEXT = 1_000
"""Characters of what everybody is told."""


class Scheduling(Committed):
    """A game into which injects can be put: now, or when a later turn begins."""

    def __init__(self, journal: Journal, setup: Setup) -> None:
        super().__init__(journal, setup)
        self._put_scheduled()

    def inject(self, inject: Inject, actor: str = FACILITATOR) -> Receipt:
        """Put an event with its effect into the game, before the open turn is resolved.

        Raises
        ------
        FournosError
            If the game is over, a change is not allowed, or it could not be committed.
        """
        self._check_open()
        return self._do("injected", actor, _body(inject))

    def schedule(self, inject: Inject, turn: int, actor: str = FACILITATOR) -> Receipt:
        """Prepare an inject for the beginning of a later turn.

        Raises
        ------
        OutOfRange
            If that turn has begun already, or can never come.
        FournosError
            If the game is over, a change is not allowed, or it could not be committed.
        """
        self._check_open()
        now = self.played.sitting.turn().number
        if isinstance(turn, bool) or not isinstance(turn, int) or not now < turn < self.setup.scenario.quarters:
            raise OutOfRange(_("turn for which to prepare it"), turn, now + 1, self.setup.scenario.quarters - 1)
        add_to(self.played.model.world.fork(), inject.changes)
        key = str(1 + sum(event.kind == "scheduled" for event in self.journal.events()))
        return self._do("scheduled", actor, {**_body(inject), "key": key, "for": turn})

    def withdraw(self, key: str, actor: str = FACILITATOR) -> Receipt:
        """Take back an inject that was prepared and has not come yet.

        Raises
        ------
        UnknownName
            If there is none of that key.
        """
        if key not in self.played.record.scheduled:
            raise UnknownName(_("inject that was prepared"), key, self.played.record.scheduled)
        return self._do("withdrawn", actor, {"key": key})

    def _put_scheduled(self) -> None:
        """Put in what was prepared for the turn that is open now."""
        if self.over:
            return
        now = self.played.sitting.turn().number
        for key, row in list(self.played.record.scheduled.items()):
            if row.turn <= now:
                self._do("injected", CALENDAR, {**_body(row.inject), "key": key})


def _body(inject: Inject) -> dict[str, Any]:
    text = clean(inject.text, field="text", limit=LONGEST_TEXT)
    return {"id": inject.id, "text": text, "changes": {name: float(value) for name, value in inject.changes.items()}}
