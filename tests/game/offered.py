"""What the game offers a seat, row by row, as the order that takes it; and games of persons alone."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import scenarios
from sim.game.setup import Setup
from sim.game.table import Table
from sim.moves import answer as answer_of
from sim.orders import Order
from tui.telling.decide import sections
from tui.telling.offers import EVEN_TERMS, OfferRow

STARTS = [(name, start) for name in scenarios.names() for start in (None, *scenarios.load(name).starts)]
"""Every scenario at every start."""


def everybody(name: str, start: str | None = None, seed: int = 5) -> Setup:
    """Return a game in which persons play all seats."""
    scenario = scenarios.load(name, start)
    return Setup.of(scenario, dict.fromkeys(scenario.seats, "person"), seed)


def rows(table: Table, seat: str) -> Iterator[OfferRow]:
    """Yield all that a seat is offered in the open phase beside an empty draft."""
    for section in sections(table.view(seat), table.setup.scenario, Order()):
        yield from section.rows


def order_of(table: Table, seat: str, row: OfferRow) -> str:
    """Return the order that takes a row and nothing else."""
    kind, _colon, name = row.key.partition(":")
    if kind == "move":
        return name
    if kind == "answer":
        situation, _sign, answer = name.partition("=")
        if not answer:
            return ""
        found = answer_of(table.setup.scenario.role_of(seat), situation, answer)
        return f"answer {name}" + (f" at {EVEN_TERMS}" if found.terms else "")
    if kind == "pledge":
        pledge, _sign, what = name.partition("=")
        return f"{what} {pledge}" if what else ""
    return f"{kind} {name}" if name else ""


def seal_something(table: Table, chance: Random) -> None:
    """Let every seat that may order hand in something legal, now and then nothing, and close the phase."""
    for seat in table.turn().acting:
        legal = [row for row in rows(table, seat) if not row.hindrance]
        if legal and chance.random() < 0.8:
            table.seal(seat, order_of(table, seat, chance.choice(legal)))
    table.close_phase()
