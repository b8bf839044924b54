"""The table: the one writer that owns a game. Seats, the facilitator and the clock hand it the same commands.

What a command does is committed to the journal before anybody is shown it: *sealed* means committed. A command that
cannot be committed has no effect, and says so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.errors import InputError, OutOfRange, UnknownName
from sim.game.events import Event
from sim.game.journal import Journal
from sim.game.predictions import Prediction
from sim.game.receipts import NotAGame, Receipt
from sim.game.record import QuarterRecord, Record
from sim.game.scheduling import FACILITATOR, Scheduling
from sim.game.setup import LEVELS, Setup
from sim.game.views import View, view
from sim.language import _, clean
from sim.orders import Order
from sim.sitting import Advance, Sitting, SittingTurn

TABLE, CLOCK = "table", "clock"
"""Actors that are no seat."""
LONGEST_REASON = 1_000
MEMORY = ":memory:"


@dataclass(frozen=True)
class Closed:
    """What closing a phase did: the advance, the quarters that it resolved, and the receipt."""

    advance: Advance
    quarters: tuple[QuarterRecord, ...]
    receipt: Receipt


class Table(Scheduling):
    """A game in play.

    Make one with `Table.create` or `Table.open`, and close it when done.
    """

    @classmethod
    def create(cls, setup: Setup, path: str | os.PathLike[str] = MEMORY) -> Table:
        """Open a new game, in a new file or in memory.

        Raises
        ------
        FournosError
            If there is such a file already, or it cannot be written.
        """
        from sim.study.manifest import version

        meta = {"engine": version("fournos"), **setup.about()}
        journal = Journal.create(path, meta, [(Event("opened", TABLE, 0, 0, setup.to_data()), ())])
        try:
            return cls(journal, setup)
        except BaseException:
            journal.close()
            raise

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Table:
        """Go on with a saved game, from what was last sealed.

        Raises
        ------
        FournosError
            If it is no game, damaged, of a newer release, or open elsewhere.
        """
        journal = Journal.open(path)
        try:
            return cls(journal, Setup.from_data(_opening(journal)))
        except BaseException:
            journal.close()
            raise

    # ------------------------------------------------------------------------------------------------ what is known

    @property
    def sitting(self) -> Sitting:
        """The game itself, with the truth in it."""
        return self.played.sitting

    @property
    def record(self) -> Record:
        """The record, with the truth in it."""
        return self.played.record

    @property
    def persons(self) -> tuple[str, ...]:
        """Seats that persons play."""
        return self.setup.persons

    def turn(self) -> SittingTurn:
        """Return where the game stands."""
        return self.sitting.turn()

    def view(self, seat: str) -> View:
        """Return what a seat may see."""
        return view(self.played, seat)

    def waiting(self) -> tuple[str, ...]:
        """Return the seats of persons that may order in the open phase and have handed in nothing."""
        acting = self.turn().acting
        return tuple(seat for seat in self.persons if seat in acting and seat not in self.played.sealed)

    # ------------------------------------------------------------------------------------------------------ commands

    def seal(self, seat: str, order: str | Order, req: str = "") -> Receipt:
        """Hand in a seat's order for the open phase; once this returns it is committed. A later one replaces it.

        Raises
        ------
        FournosError
            If it cannot be read, is not legal, not this seat's to give now, or could not be committed.
        """
        if seat not in self.persons:
            raise UnknownName(_("seat that a person plays"), seat, self.persons)
        if (earlier := self.journal.receipt(seat, req)) is not None:
            return earlier
        self._ready()
        now = self.turn()
        read = self._tried(lambda: self.played.seal(seat, order if isinstance(order, str) else str(order)))
        return self._commit(
            Event("sealed", seat, now.number, now.quarter, {"phase": now.phase, "order": str(read)}, req)
        )

    def predict(self, seat: str, prediction: Prediction, req: str = "") -> Receipt:
        """Write down what a seat expects of the open turn, before it is resolved.

        Raises
        ------
        FournosError
            If the game is over, no person plays the seat, or it could not be committed.
        """
        if seat not in self.persons:
            raise UnknownName(_("seat that a person plays"), seat, self.persons)
        if (earlier := self.journal.receipt(seat, req)) is not None:
            return earlier
        self._check_open()
        said = {"about": prediction.about, "probability": prediction.probability, "text": prediction.text}
        return self._do("predicted", seat, said, req)

    def think(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Let the planners choose their orders for the open phase; `close_phase` does it if nobody has.

        Raises
        ------
        Cancelled
            If `cancelled` says so.
        """
        now = self.turn()
        known = self._thoughts.setdefault((now.number, now.phase), {})
        for seat in self.setup.planners:
            if seat in now.acting and seat not in known:
                from sim.game.planner import choose
                from sim.game.planner_words import reason

                level = self.setup.players[seat].level
                assert level in LEVELS
                found = choose(self.setup, self.view(seat), self.beliefs.of(seat), level, cancelled=cancelled)
                known[seat] = (str(found.order), reason(found))

    def close_phase(self, actor: str = TABLE) -> Closed:
        """Close the open phase: open the next one, or resolve the quarters of the turn.

        A person's seat that has handed in nothing keeps its posture and makes no move.

        Raises
        ------
        FournosError
            If the game is over, it is paused and the clock asks, or it could not be committed.
        """
        self._ready()
        self._check_open()
        if actor == CLOCK and self.played.paused:
            raise InputError(_("The game is paused."), field="clock")
        self.think()
        now, before = self.turn(), len(self.record.quarters)
        thoughts = self._thoughts.get((now.number, now.phase), {})
        given = {seat: order for seat, (order, _why) in thoughts.items() if seat in now.acting}
        absent = list(self.waiting())
        given |= {seat: self.played.sealed.get(seat, "") for seat in self.persons if seat in now.acting}
        reasons = {seat: why for seat, (_order, why) in thoughts.items()}
        body = {"phase": now.phase, "given": given, "reasons": reasons, "absent": absent}
        event = Event("closed", actor, now.number, now.quarter, body)
        done = self._tried(lambda: self.played.apply(event))
        assert done is not None
        receipt = self._commit(event, self._states(before))
        self._put_scheduled()
        return Closed(done, tuple(self.record.quarters[before:]), receipt)

    def override(self, changes: Mapping[str, float], reason: str, actor: str = FACILITATOR) -> Receipt:
        """Put other values in place of what the model has worked out; its own are kept beside them.

        Raises
        ------
        FournosError
            If no reason is given, nothing has been resolved, a change is not allowed, or it could not be committed.
        """
        text = clean(reason, field="reason", limit=LONGEST_REASON).strip()
        if not text:
            raise InputError(
                _("Give the reason: it stands in the debrief beside the model's own result."), field="reason"
            )
        return self._do("overridden", actor, {"text": text, "changes": {k: float(v) for k, v in changes.items()}})

    def undo(self, turn: int, reason: str = "", actor: str = FACILITATOR) -> Receipt:
        """Go back to the start of a turn; what was played from there on stays in the journal, and counts no more.

        Raises
        ------
        FournosError
            If the turn has not been played, or it could not be committed.
        """
        self._ready()
        now = self.turn().number
        if isinstance(turn, bool) or not isinstance(turn, int) or not 0 <= turn <= now:
            raise OutOfRange(_("turn to go back to"), turn, 0, now)
        body = {"turn": turn, "from": now, "text": clean(reason, field="reason", limit=LONGEST_REASON)}
        receipt = self._commit(Event("undone", actor, now, self.turn().quarter, body))
        self._rebuild()
        self._put_scheduled()
        return receipt

    def pause(self, reason: str = "", actor: str = FACILITATOR) -> Receipt:
        """Stop the clock."""
        return self._do("paused", actor, {"text": clean(reason, field="reason", limit=LONGEST_REASON)})

    def resume(self, actor: str = FACILITATOR) -> Receipt:
        """Let the clock run again."""
        return self._do("resumed", actor, {})

    def extend(self, seconds: float, actor: str = FACILITATOR) -> Receipt:
        """Give the open turn more time.

        Raises
        ------
        OutOfRange
            If it is not from 1 second to a day.
        """
        if not 1 <= seconds <= 86_400:
            raise OutOfRange(_("seconds"), seconds, 1, 86_400)
        return self._do("extended", actor, {"seconds": float(seconds)})

    def note(self, text: str, actor: str = FACILITATOR) -> Receipt:
        """Put somebody's words on record."""
        return self._do("noted", actor, {"text": clean(text, field="note", limit=LONGEST_REASON)})

    def fork(self, turn: int, path: str | os.PathLike[str] = MEMORY) -> Table:
        """Return a new game that goes on from the start of a turn, on the same luck; this one stays as it is.

        Raises
        ------
        FournosError
            If the turn has not been played, or the new game cannot be written.
        """
        from sim.game.forking import forked

        return forked(self, turn, path)


def _opening(journal: Journal) -> dict[str, Any]:
    """Return the event with which a game opened.

    Raises
    ------
    NotAGame
        If there is none: the file was cut off before it was a game.
    """
    events = journal.events()
    if not events or events[0].kind != "opened":
        message = _("{path} holds no game: nothing in it says what was played.").format(path=journal.path)
        raise NotAGame(message, field="game", got=str(journal.path))
    return events[0].body
