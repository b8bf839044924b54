"""The rows of the Decide screen's list, from what can be ordered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.language import _
from sim.orders import Order
from sim.pledges import NAMES
from tui.screens.lessons import lesson
from tui.session import Session
from tui.telling import offers
from tui.telling.amounts import own_name
from tui.telling.decide import Section, first_orders, phase_line, prediction_line, sections
from tui.telling.offers import OfferRow
from tui.widgets.choice_list import HEAD, MANY, ONE, TEXT, Row

BEGIN, BREAK, EXPECT, NOTHING = "begin:", "pledges:", "expect", "nothing"
"""Ids of rows that act: an order to begin with, a pledge, an expectation, and the row where nothing can be ordered."""


def rows(session: Session) -> tuple[list[Row], list[str], Mapping[str, list[str]]]:
    """Return the rows for the seat at the screen, the ids of those taken, and all that is to be said of each."""
    scenario, view, order = session.table.setup.scenario, session.view, session.draft.order
    found: list[Row] = []
    details: dict[str, list[str]] = {}
    begin = first_orders(scenario, view) if _orders_now(session) else []
    if begin:
        found.append(Row("head:begin", _("Orders to begin with; change what you like"), HEAD))
    for text, why in begin:
        found.append(Row(f"{BEGIN}{text}", why.partition(":")[0], TEXT))
        details[f"{BEGIN}{text}"] = [why, _("The order: {order}").format(order=text)]
    listed = sections(view, scenario, order) if playing(session) else []
    for section in listed:
        found.append(Row(f"head:{section.id}", _heading(section), HEAD))
        found += _pledges(section, order, details) if section.id == "pledges" else _offers(section, details)
    if not found:
        found.append(Row(NOTHING, phase(session), TEXT))
    elif _orders_now(session):
        found += [Row("head:expect", _("What do you expect of this turn?"), HEAD), _expectation(session)]
        details[EXPECT] = [
            _("Write down, before the turn is resolved, how likely you take an event to be, and why."),
            _("The debrief sets it beside what happened. Nobody else sees it before, and it changes nothing."),
        ]
    return found, [row.key for section in listed for row in section.rows if row.taken], details


def playing(session: Session) -> bool:
    """Return whether somebody at this machine plays the seat at the screen."""
    return session.seat in session.table.persons


def phase(session: Session) -> str:
    """Return what the open phase asks of the seat at the screen, in one line, and what the tutorial suggests to try."""
    view, scenario = session.view, session.table.setup.scenario
    if not playing(session) and not view.over:
        words = _("Nobody at this machine plays {seat}: you look on. e goes on with the game.")
        return words.format(seat=own_name(scenario, view.seat))
    return "\n".join(line for line in (phase_line(view, scenario), lesson(view, scenario)) if line)


def _orders_now(session: Session) -> bool:
    view = session.view
    return playing(session) and not view.over and view.turn.phase != "signal" and view.seat in view.turn.acting


def _heading(section: Section) -> str:
    return _("Posture: a change costs 2 and shows to all") if section.id == "posture" else section.title


def _offers(section: Section, details: dict[str, list[str]]) -> list[Row]:
    details.update({row.key: [*_note(section), *row.lines] for row in section.rows})
    return [_row(row, many=section.many) for row in section.rows]


def _note(section: Section) -> list[str]:
    return [section.note, ""] if section.note else []


def _row(row: OfferRow, *, many: bool) -> Row:
    named_posture = row.kind == offers.POSTURE and not row.key.endswith(":")
    title = f"{row.title}: {row.text}" if named_posture else row.title
    cost = str(row.cost) if row.cost else ""
    return Row(row.key, title, MANY if many else ONE, row.group, cost, row.hindrance)


def _pledges(section: Section, order: Order, details: dict[str, list[str]]) -> Iterable[Row]:
    """Yield one row a pledge, behind which it can be kept or broken."""
    for name in NAMES:
        mine = {row.key.rpartition("=")[2]: row for row in section.rows if row.group == f"{offers.PLEDGE}:{name}"}
        broken = mine["break"]
        if name in order.breaks:
            how = _("[!] broken by this order")
        elif name in order.keeps:
            how = _("kept by this order")
        else:
            how = broken.hindrance or _("in force")
        details[f"{BREAK}{name}"] = [
            broken.text,
            f"{broken.title}.",
            *([_("Not now: {why}.").format(why=broken.hindrance)] if broken.hindrance else [_("The price now:")]),
            *broken.effects,
            _("Enter shows what breaking it does to 500 futures, and keeps or breaks it."),
            *offers.claim_lines(broken.claims),
        ]
        yield Row(f"{BREAK}{name}", f"{name}: {how}", TEXT)


def _expectation(session: Session) -> Row:
    given = session.draft.prediction
    scenario = session.table.setup.scenario
    said = _("Nothing written yet; Enter or p writes it") if given is None else prediction_line(given, scenario)
    return Row(EXPECT, said, TEXT)
