"""A game as far as it has been played: the journal's events, applied in order to a sitting.

Table and replay use it alike, so that a game that is opened again has gone exactly the way of the one that was closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.cards import table as cards
from sim.errors import shown
from sim.game.acted import acted
from sim.game.changes import add_to, set_to
from sim.game.events import Event, in_force
from sim.game.injects import text_of
from sim.game.planner_words import why
from sim.game.predictions import Prediction
from sim.game.record import Expected, Inject, Intervention, QuarterRecord, Record, Scheduled, TurnRecord
from sim.game.setup import Setup
from sim.game.watched import Watched
from sim.language import LIMIT, clean
from sim.model import CrisisModel
from sim.orders import Order
from sim.seats import Role
from sim.sitting import Advance, Sitting


class Played:
    """What has been played of a game.

    Parameters
    ----------
    setup : what the game is.
    events : what has happened, in order.

    Attributes
    ----------
    sitting, record : the game itself, and the record of it.
    sealed : what has been handed in for the open phase, by seat, in text notation.
    paused : whether a facilitator has stopped the clock.
    extended : seconds added to the clock of the open turn.
    """

    def __init__(self, setup: Setup, events: Sequence[Event] = ()) -> None:
        self.setup = setup
        run = setup.origin
        self.model = run.model() if run and run.case.start is None else _model(setup)
        self.sitting = Watched(self.model, run) if run else Sitting(self.model)
        self.record = Record()
        self.sealed: dict[str, str] = {}
        self.paused, self.extended = False, 0.0
        self._handed: dict[str, dict[str, str]] = {}
        self._absent: list[str] = []
        for event in in_force(events):
            self.apply(event)

    def close(self) -> None:
        """Free the model."""
        self.model.close()

    def apply(self, event: Event) -> Advance | None:
        """Apply an event; return what closing a phase did, None for other events.

        Raises
        ------
        FournosError
            If it does not fit the state of the game.
        """
        body = event.body
        if event.kind == "sealed":
            self.seal(event.actor, str(body["order"]))
        elif event.kind == "closed":
            return self.advance(body["given"], body.get("reasons", {}), body.get("absent", ()))
        elif event.kind == "predicted":
            said = Prediction(str(body["about"]), float(body["probability"]), _words(body))
            self.record.expected.append(Expected(event.actor, event.turn, said))
        elif event.kind in ("injected", "overridden"):
            told = text_of(str(body.get("id", "")), _words(body), self.setup.scenario)
            self.intervene(event.kind, body["changes"], told)
            self.record.scheduled.pop(str(body.get("key", "")), None)
        elif event.kind == "scheduled":
            inject = Inject(str(body["id"]), _words(body), body["changes"])
            self.record.scheduled[str(body["key"])] = Scheduled(inject, int(body["for"]))
        elif event.kind == "withdrawn":
            self.record.scheduled.pop(str(body["key"]), None)
        elif event.kind == "undone":
            self.record.undone.append((int(body["turn"]), int(body["from"]), _words(body)))
        elif event.kind in ("paused", "resumed"):
            self.paused = event.kind == "paused"
        elif event.kind == "extended":
            self.extended += float(body["seconds"])
        elif event.kind == "noted":
            self.record.notes.append((shown(event.actor), event.turn, _words(body)))
        return None

    def seal(self, seat: str, text: str) -> Order:
        """Hand in a seat's order for the open phase, in place of one handed in before.

        Raises
        ------
        FournosError
            If it cannot be read, or is not legal.
        """
        read = self.sitting.submit(seat, text)
        self.sealed[seat] = str(read)
        return read

    def advance(
        self, given: Mapping[str, str], reasons: Mapping[str, Mapping[str, Any]], absent: Iterable[str]
    ) -> Advance:
        """Close the open phase with the orders of these seats, and put what it resolved on record."""
        now = self.sitting.turn()
        for seat, text in given.items():
            self.sitting.submit(seat, text)
            self._handed.setdefault(seat, {})[now.phase] = text
        self._absent += [seat for seat in absent if seat not in self._absent]
        done = self.sitting.advance()
        self.sealed = {}
        if done.quarters:
            self.record.quarters += self._quarters(now.number, done.quarters)
            self.record.turns.append(
                TurnRecord(
                    now.number,
                    now.date,
                    now.rung,
                    done.quarters,
                    self._handed,
                    tuple(self._absent),
                    {seat: why(self.setup.scenario.seats[seat].label, each) for seat, each in reasons.items()},
                    done.interrupted,
                )
            )
            self._handed, self._absent, self.extended = {}, [], 0.0
            if isinstance(self.sitting, Watched):
                self.sitting.begin()
        return done

    def intervene(self, kind: str, changes: Mapping[str, float], text: str) -> Intervention:
        """Change the state by hand, and put it on record with the model's own values.

        Raises
        ------
        UnknownName, OutOfRange, InputError
            As in `sim.game.changes`.
        """
        now, world = self.sitting.turn(), self.model.world
        rows = (add_to if kind == "injected" else set_to)(world, changes)
        done = Intervention(kind, now.number, now.quarter, now.date, text, rows)
        self.record.interventions.append(done)
        return done

    # ------------------------------------------------------------------------------------------------------- inside

    def _quarters(self, turn: int, quarters: range) -> list[QuarterRecord]:
        """Return the record of quarters that have just been resolved."""
        ledger, crisis = self.model.ledger, self.model.crisis
        assert ledger is not None
        found = []
        for quarter in quarters:
            place = quarter + 1 - ledger.quarters.start
            moment, later = ledger.moments[place], place + 1 < len(ledger.moments)
            after = ledger.moments[place + 1].world if later else self.model.world.fork()
            card = int(moment.world.agenda.card[0]) if moment.world.has_agenda else -1
            held = {seat: self._doctrine(role, quarter) for role, seat in crisis.by_role().items()}
            did = {
                seat: acted(moment.acts, role, card, self._taken_up(role, quarter))
                for role, seat in crisis.by_role().items()
            }
            name = tuple(cards().values())[card].id if card >= 0 else ""
            row = QuarterRecord(quarter, crisis.date(quarter), turn, moment.world, after, did, held, name)
            found.append(row)
        return found

    def _taken_up(self, role: Role, quarter: int) -> str:
        """Return the posture that a role took up in a quarter, "" if it kept the one that it had."""
        now = self._doctrine(role, quarter)
        return now if quarter and now != self._doctrine(role, quarter - 1) else ""

    def _doctrine(self, role: Role, quarter: int) -> str:
        return self.model.seats[role].policy.at(quarter).name


def _model(setup: Setup) -> CrisisModel:
    """Return the model of a game of its own, at its opening."""
    return CrisisModel(
        setup.scenario,
        doctrines=setup.doctrines,
        seed=setup.seed,
        namespace="game",
        types="prior",
        moves="on",
        why=True,
    )


def _words(body: Mapping[str, object]) -> str:
    """Return the words of an event: they were cleaned at the door, and a file may have been written past it."""
    return clean(str(body.get("text", ""))[:LIMIT], limit=4 * LIMIT)
