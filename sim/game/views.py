"""Views: what one seat may see of a game, and nothing else. Everything a screen shows a player comes from one.

A view is an allow-list: the public turn, the seat's own observation and choices, its own draft, and of the past what
it observed and what it could see others do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.choices import Choices
from sim.game.acted import seen_by
from sim.game.played import Played
from sim.game.record import QuarterRecord
from sim.moving import with_agenda
from sim.observation import Observation, observe
from sim.orders import Order
from sim.seats import Role
from sim.sitting import SittingTurn


@dataclass(frozen=True)
class SeenQuarter:
    """A quarter of the past as a seat saw it.

    Attributes
    ----------
    quarter, date, turn : which one, from 0; its name in the calendar; the turn that it was part of.
    before, after : what the seat observed before and after it.
    did : what each seat did, as far as this seat sees it.
    doctrines : the posture that each seat held; postures are public.
    card : id of the card that was on the table, "" for none.
    """

    quarter: int
    date: str
    turn: int
    before: Observation
    after: Observation
    did: Mapping[str, Order]
    doctrines: Mapping[str, str]
    card: str


@dataclass(frozen=True)
class Notice:
    """What a facilitator told everybody: when, and in which words; of an override, the reason."""

    kind: str
    quarter: int
    date: str
    text: str


@dataclass(frozen=True)
class View:
    """What a seat may see now.

    Attributes
    ----------
    seat, role : whose view it is.
    turn : where the game stands, as every seat knows it, and what asks this seat for an answer.
    over, paused : whether it has ended, and whether a facilitator has stopped the clock.
    sees, choices : what it observes, and what it can do.
    sealed : what it has handed in for the open phase, "" for nothing.
    doctrines : the posture that each seat holds; postures are public.
    past : the quarters so far, as it saw them.
    notices : what a facilitator told everybody.
    """

    seat: str
    role: Role
    turn: SittingTurn
    over: bool
    paused: bool
    sees: Observation
    choices: Choices
    sealed: str
    doctrines: Mapping[str, str]
    past: tuple[SeenQuarter, ...]
    notices: tuple[Notice, ...]

    def tobytes(self) -> bytes:
        """Return all of it as bytes, for the proof that no other seat's secrets are in it."""
        words = [
            repr((self.seat, self.role.value, self.over, self.paused, self.sealed, sorted(self.doctrines.items()))),
            repr(_plain(self.turn, self.seat)),
            repr((self.choices.capital, self.choices.postures, self.choices.posture_hindrance)),
            repr([(each.id, each.hindrance) for each in (*self.choices.moves, *self.choices.options)]),
            repr(self.notices),
        ]
        parts = [word.encode() for word in words] + [self.sees.tobytes()]
        for row in self.past:
            did = sorted((seat, str(each)) for seat, each in row.did.items())
            parts += [repr((row.quarter, row.turn, did, sorted(row.doctrines.items()), row.card)).encode()]
            parts += [row.before.tobytes(), row.after.tobytes()]
        return b"\n".join(parts)


def view(played: Played, seat: str) -> View:
    """Return what a seat may see.

    Raises
    ------
    UnknownName
        If there is no such seat.
    """
    sitting, model = played.sitting, played.model
    turn, offered = sitting.turn(), sitting.choices(seat)
    role = played.setup.scenario.role_of(seat)
    notices = tuple(Notice(row.kind, row.quarter, row.date, row.text) for row in played.record.interventions)
    return View(
        seat,
        role,
        replace(turn, situations={seat: turn.situations.get(seat, ())}),
        sitting.over,
        played.paused,
        observe(with_agenda(model, model.world.fork()), role, model.setting, model.p),
        offered,
        played.sealed.get(seat, ""),
        {each: model.seats[whose].doctrine for whose, each in model.crisis.by_role().items()},
        tuple(_seen(played, row, role) for row in played.record.quarters),
        notices,
    )


def _seen(played: Played, row: QuarterRecord, role: Role) -> SeenQuarter:
    model, crisis = played.model, played.model.crisis
    before, after = (
        observe(with_agenda(model, world), role, model.setting, model.p) for world in (row.before, row.after)
    )
    did = {seat: seen_by(each, crisis.role_of(seat), role) for seat, each in row.did.items()}
    return SeenQuarter(row.quarter, row.date, row.turn, before, after, did, row.doctrines, row.card)


def _plain(turn: SittingTurn, seat: str) -> tuple[object, ...]:
    """Return what is public of a turn, and what asks this seat for an answer."""
    return (
        turn.number,
        turn.quarter,
        turn.quarters,
        turn.rung,
        turn.phases,
        turn.phase,
        turn.acting,
        sorted(turn.ordered),
        turn.situations.get(seat, ()),
        sorted(turn.statements.items()),
    )
