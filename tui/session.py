"""A session: one game at one machine, with the drafts of its players. The screens and the plain text game share it.

It knows no terminal: what is drawn or printed is the business of those who use it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sim.doctrines import doctrine
from sim.errors import FournosError
from sim.game.clock import Clock
from sim.game.predictions import Prediction
from sim.game.receipts import Receipt
from sim.game.setup import Setup
from sim.game.table import MEMORY, TABLE, Closed, Table
from sim.game.views import View
from sim.orders import Order, Reply
from sim.orders import order as read

if TYPE_CHECKING:
    from tui.forecasting import Forecasts


@dataclass
class Draft:
    """An order that is being written, clause by clause.

    Attributes
    ----------
    order : what it holds.
    prediction : what the player expects, None for nothing.
    """

    order: Order = field(default_factory=Order)
    prediction: Prediction | None = None

    def __str__(self) -> str:
        return str(self.order)

    def toggle_move(self, name: str) -> None:
        """Add a move, or take it out again."""
        moves = self.order.moves
        kept = tuple(each for each in moves if each != name)
        self.order = replace(self.order, moves=kept if name in moves else (*moves, name))

    def take_posture(self, name: str) -> None:
        """Change to a posture; "" keeps the one that is held."""
        self.order = replace(self.order, posture=name)

    def set_pledge(self, name: str, what: str) -> None:
        """Keep or break a pledge ("keep", "break"), or leave it to the posture ("")."""
        keeps = tuple(each for each in self.order.keeps if each != name) + ((name,) if what == "keep" else ())
        breaks = tuple(each for each in self.order.breaks if each != name) + ((name,) if what == "break" else ())
        self.order = replace(self.order, keeps=keeps, breaks=breaks)

    def give_answer(self, situation: str, answer: str, terms: float | None = None) -> None:
        """Answer what a situation asks; "" leaves it to the posture."""
        rest = tuple(each for each in self.order.answers if each.situation != situation)
        more = (Reply(situation, answer, terms),) if answer else ()
        self.order = replace(self.order, answers=rest + more)

    def take_option(self, name: str) -> None:
        """Take an option of the card on the table; "" leaves it to the posture."""
        self.order = replace(self.order, card=name)

    def say(self, what: str) -> None:
        """Make a public statement; "" makes none."""
        self.order = replace(self.order, says=what)


class Session:
    """A game in play at one machine.

    Parameters
    ----------
    table : the game.
    seat : the seat that looks at the screen first; the first of a person's if None, or of all where nobody plays.

    Attributes
    ----------
    table : the game.
    seat : the seat that looks at the screen now.
    last : what closing the last phase did; None before.
    clock : of the open turn; it stands until a facilitator starts it.
    """

    def __init__(self, table: Table, seat: str | None = None) -> None:
        self.table = table
        self.seat = seat or (table.persons or tuple(table.setup.scenario.seats))[0]
        self.last: Closed | None = None
        self.clock = Clock()
        self._drafts: dict[str, Draft] = {}
        self._earlier: dict[str, Order] = {}
        self._view: tuple[tuple[object, ...], View] | None = None

    @classmethod
    def new(cls, setup: Setup, path: str | os.PathLike[str] = MEMORY, seat: str | None = None) -> Session:
        """Open a new game."""
        return cls(Table.create(setup, path), seat)

    @classmethod
    def resumed(cls, path: str | os.PathLike[str], seat: str | None = None) -> Session:
        """Go on with a saved game, from what was last sealed."""
        return cls(Table.open(path), seat)

    def close(self) -> None:
        """Leave the game; what was sealed is kept."""
        if "forecasts" in self.__dict__:
            self.forecasts.stop()
        self.table.close()

    @property
    def observing(self) -> bool:
        """Whether nobody at this machine plays."""
        return not self.table.persons

    @property
    def hot_seat(self) -> bool:
        """Whether several persons share this screen, so that a curtain belongs between them."""
        return len(self.table.persons) > 1

    @property
    def view(self) -> View:
        """What the seat at the screen may see."""
        events = self.table.journal.events()
        mark = (self.seat, len(events))
        if self._view is None or self._view[0] != mark:
            self._view = mark, self.table.view(self.seat)
        return self._view[1]

    @cached_property
    def forecasts(self) -> Forecasts:
        """What may come of drafts, as far as it has been worked out."""
        from tui.forecasting import Forecasts

        return Forecasts(self)

    @property
    def draft(self) -> Draft:
        """The order that the seat at the screen is writing."""
        return self._drafts.setdefault(self.seat, Draft())

    @property
    def earlier(self) -> Order:
        """What the seat at the screen ordered last, statements aside; an empty order before the first."""
        if self.seat not in self._earlier:
            self._earlier[self.seat] = self._ordered_last()
        return self._earlier[self.seat]

    def _ordered_last(self) -> Order:
        """Return the last order that the record has of the seat at the screen, for a game that is gone on with."""
        role = self.table.setup.scenario.role_of(self.seat)
        for turn in reversed(self.table.record.turns):
            handed = turn.sealed.get(self.seat, {})
            text = next((text for phase, text in handed.items() if phase != "signal" and text), "")
            if text:
                return read(text, role, self.seat)
        return Order()

    def write(self, text: str) -> None:
        """Put an order in text notation in place of the draft.

        Raises
        ------
        UnknownName, InputError
            If it cannot be read.
        """
        seat, role = self.seat, self.table.setup.scenario.role_of(self.seat)
        head, colon, rest = text.partition(":")
        order = read(rest if colon and head.strip() == seat else text, role, seat)
        if order.posture:
            doctrine(role, order.posture)  # a posture that nobody knows is told here, as an unknown move is
        self.draft.order = order

    def hindrance(self, order: Order | None = None) -> str:
        """Return why an order (the draft if None) cannot be given now, in words; "" if it can."""
        try:
            self.table.sitting.check(self.seat, self.draft.order if order is None else order)
        except FournosError as error:
            return str(error)
        return ""

    def seal(self) -> Receipt:
        """Hand in the draft of the seat at the screen, with what it expects.

        Raises
        ------
        FournosError
            If it is not legal, or could not be committed; the draft stays.
        """
        draft = self.draft
        receipt = self.table.seal(self.seat, draft.order)
        if draft.prediction is not None:
            self.table.predict(self.seat, draft.prediction)
        return receipt

    def next_seat(self) -> str:
        """Return the seat that should look at the screen next: the first that is still to hand in, else this one."""
        waiting = self.table.waiting()
        return waiting[0] if waiting else self.seat

    def sit_down(self, seat: str) -> None:
        """Let another seat look at the screen."""
        self.seat = seat

    def close_phase(self, actor: str = TABLE) -> Closed:
        """Close the open phase of the turn, and those after it in which no person has anything to do; begin new drafts.

        Raises
        ------
        FournosError
            If the game is over, or it could not be committed.
        """
        before = self.table.turn().number
        self.last = self.table.close_phase(actor)
        while not self.last.quarters and self.table.persons and not self._asked():
            self.last = self.table.close_phase()
        said = {seat: draft.order for seat, draft in self._drafts.items()}
        self._earlier.update({seat: order for seat, order in said.items() if order != Order(says=order.says)})
        self._drafts = {}
        if self.table.turn().number != before:
            self.clock.next_turn(self.clock.budget)
        return self.last

    def _asked(self) -> bool:
        """Whether the open phase asks any person for anything."""
        return not set(self.table.turn().acting).isdisjoint(self.table.persons)

    def seats(self) -> Iterable[str]:
        """Return all seats, in the scenario's order."""
        return self.table.setup.scenario.seats
