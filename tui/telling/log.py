"""The log of a game as text: every quarter with what each seat did and what happened, the latest last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.game.happenings import happened
from sim.language import _
from sim.plots.words import RUNG_TEXTS, named
from tui.telling.result import did, eyes_of, override_text, past

if TYPE_CHECKING:
    from tui.session import Session


@dataclass(frozen=True)
class Entry:
    """A quarter of the log.

    Attributes
    ----------
    quarter, turn : which one, and the turn that it was part of, both from 0.
    date, rung : when, and on which rung it began.
    orders : what was ordered, by the label of the seat; seats without an order are left out.
    lines : all that is told of it, one paragraph each.
    """

    quarter: int
    turn: int
    date: str
    rung: str
    orders: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]

    @property
    def heading(self) -> str:
        """The quarter on one line: when, which turn, which rung, and the orders."""
        done = "; ".join(f"{label}: {order}" for label, order in self.orders)
        return f"{self.date}  {self.turn + 1:>2}  {self.rung}" + (f"  {done}" if done else "")

    @property
    def text(self) -> list[str]:
        """All of it, under its heading."""
        head = _("{date}, turn {n}, {rung}").format(date=self.date, n=self.turn + 1, rung=self.rung)
        return [head, *(f"  {line}" for line in self.lines)]


def entries(session: Session, seat: str = "") -> tuple[Entry, ...]:
    """Return the log as the seat at the screen may read it.

    Parameters
    ----------
    seat : tell only what this seat did; "" for all.
    """
    table = session.table
    eyes, scenario, notices = eyes_of(session), table.setup.scenario, session.view.notices
    found = []
    for seen in past(table, session.seat, eyes):
        rows = [each for each in did(seen, scenario) if seat in ("", each.seat)]
        busy = [each for each in rows if each.parts]
        told = [each.text for each in (rows if seat else busy)]
        told += [each.text for each in happened(seen, scenario, notices)]
        for row in table.record.interventions:
            if row.kind == "overridden" and row.quarter == seen.quarter + 1:
                told += override_text(row, eyes, scenario)
        orders = tuple((each.label, ", ".join(each.parts)) for each in busy)
        rung = named(RUNG_TEXTS[int(seen.before.rung[0])].partition(":")[0], scenario)
        found.append(Entry(seen.quarter, seen.turn, seen.date, rung, orders, tuple(told)))
    return tuple(found)


def undone(session: Session) -> list[str]:
    """Return the steps back that were taken, one line each; what they took back stands in the journal alone."""
    return [
        _("Stepped back from turn {start} to turn {goal}. {reason}").format(
            start=came + 1, goal=goal + 1, reason=reason
        )
        for goal, came, reason in session.table.record.undone
    ]


def whole(session: Session, seat: str = "") -> list[str]:
    """Return the whole log as lines of text."""
    found = [line for each in entries(session, seat) for line in each.text]
    return [*(found or [_("Nothing has been played yet.")]), *undone(session)]
