"""The essays' claims that a game spoke to: what was ordered, what lay on the table, and what moved the meters most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.cards import table as cards
from sim.claims import Claim, claims
from sim.game.debrief.data import TurningPoint
from sim.game.debrief.revelations import Spoken
from sim.game.order_parts import parts
from sim.game.table import Table
from sim.language import _

MOST_BY = 3
"""What brought a claim up: so much of it is named."""


def spoken(table: Table, seat: str, turning: Sequence[TurningPoint]) -> tuple[Spoken, ...]:
    """Return the claims that a game spoke to: those of the seat's own orders first, then the others, most often first.

    A claim counts as spoken to, whichever way it came out: one game decides none of them.
    """
    held: dict[str, dict[str, int]] = {}
    own: set[str] = set()
    for who, what, names in _mentions(table, turning):
        for name in names:
            rows = held.setdefault(name, {})
            rows[what] = rows.get(what, 0) + 1
            if who == seat:
                own.add(name)
    known = claims()
    ranked = sorted(held, key=lambda name: (name not in own, -sum(held[name].values()), list(known).index(name)))
    return tuple(_spoken(known[name], held[name], name in own) for name in ranked)


def _mentions(table: Table, turning: Sequence[TurningPoint]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield who brought up what, and the claims that speak of it."""
    scenario = table.setup.scenario
    for row in table.record.quarters:
        for seat, order in row.did.items():
            for part in parts(order, scenario.role_of(seat)):
                if part.claims:
                    words = _("{seat}: {what}").format(seat=scenario.seats[seat].label, what=part.title.rstrip("."))
                    yield seat, words, part.claims
        if row.card:
            card = cards()[row.card]
            yield "", _("on the table: {card}").format(card=card.title), card.claims
    for point in turning:
        words = _("what moved {meter} in {date}").format(meter=point.title, date=point.date)
        yield "", words, point.claims


def _spoken(claim: Claim, by: dict[str, int], own: bool) -> Spoken:
    known = claims()
    most = sorted(by, key=lambda what: -by[what])
    listed = [
        what if by[what] == 1 else _("{what} ({count} quarters)").format(what=what, count=by[what]) for what in most
    ]
    more = len(listed) - MOST_BY
    told = listed[:MOST_BY] + ([_("and {count} more").format(count=more)] if more > 0 else [])
    opposite = tuple((name, known[name].paraphrase) for name in claim.contradicts)
    return Spoken(claim.id, claim.paraphrase, claim.standing, tuple(told), own, opposite)
