"""Hanoi's own choices beside the player's, in the scenarios of the war of 1979."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from sim.errors import Fault
from sim.game.debrief.data import Beside
from sim.game.order_parts import parts
from sim.game.record import QuarterRecord
from sim.game.table import Table
from sim.language import _
from sim.orders import order
from sim.rows import Reader, document_of, stop_at
from sim.seats import Role

FILE = "history.toml"
LAST_QUARTER = 400
MOST = 6
"""Of the quarters in which the player did the same, so many are listed."""


@dataclass(frozen=True)
class Choice:
    """One choice of the record: where and when, in words, in the game's notation, what would be another, its source."""

    scenarios: tuple[str, ...]
    first: int
    last: int
    text: str
    order: str
    otherwise: str
    source: str


@lru_cache(maxsize=1)
def choices() -> tuple[Choice, ...]:
    """Return the choices of the record, in the order of time.

    Raises
    ------
    InputError
        If the file has faults.
    """
    text = resources.files("sim.game.debrief").joinpath(FILE).read_text("utf-8")
    faults: list[Fault] = []
    whole = Reader(document_of(text, FILE), FILE, faults)
    found = tuple(each.close(_choice(each)) for each in whole.rows("choice"))
    stop_at(faults, FILE)
    return found


def _choice(read: Reader) -> Choice:
    coded, otherwise = read.maybe("order"), read.maybe("otherwise")
    for text in (coded, otherwise):
        order(text, Role.TARGET)
    return Choice(
        read.names("scenarios"),
        read.whole("first", 0, 0, LAST_QUARTER),
        read.whole("last", 0, 0, LAST_QUARTER),
        read.text("text"),
        coded,
        otherwise,
        read.text("source"),
    )


def beside(table: Table, seat: str) -> tuple[Beside, ...]:
    """Return the choices of the record that fall into the quarters played, with the seat's own orders beside them.

    None unless the seat is the target's, in a scenario of that war.
    """
    scenario, record = table.setup.scenario, table.record.quarters
    if scenario.role_of(seat) is not Role.TARGET:
        return ()
    here = [row for row in choices() if scenario.name in row.scenarios and row.first < len(record)]
    return tuple(_beside(row, record[row.first : row.last + 1], seat) for row in here)


def _beside(row: Choice, quarters: list[QuarterRecord], seat: str) -> Beside:
    first, last = quarters[0].date, quarters[-1].date
    dates = first if first == last else _("{first} to {last}").format(first=first, last=last)
    return Beside(dates, _(row.text), row.source, row.order, tuple(_yours(row, quarters, seat)))


def _yours(row: Choice, quarters: list[QuarterRecord], seat: str) -> Iterator[str]:
    """Yield for each part of a choice when the seat ordered it as well; for its opposite, when it did otherwise."""
    did = {each.date: {part.key for part in parts(each.did[seat], Role.TARGET)} for each in quarters}
    for part in parts(order(row.order, Role.TARGET), Role.TARGET):
        dates = [date for date, keys in did.items() if part.key in keys]
        words = _("{what}: {dates}") if dates else _("{what}: not ordered")
        yield words.format(what=part.title, dates=listed(dates))
    if row.otherwise:
        other = parts(order(row.otherwise, Role.TARGET), Role.TARGET)
        found = [(part, [date for date, keys in did.items() if part.key in keys]) for part in other]
        told = [_("{what}: {dates}").format(what=part.title, dates=listed(dates)) for part, dates in found if dates]
        yield from told or [_("You stayed as well.")]


def listed(dates: list[str]) -> str:
    """Return dates in a row, the first few of them."""
    more = len(dates) - MOST
    return ", ".join([*dates[:MOST], *([_("and {count} more").format(count=more)] if more > 0 else [])])
