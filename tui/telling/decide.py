"""What the Decide screen says: what belongs to the open phase, what can be ordered, and the order with its bill."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.agenda import INCOME, MOST_CAPITAL
from sim.choice_words import comes
from sim.errors import InputError
from sim.game.order_parts import parts
from sim.game.predictions import EVENTS, Prediction
from sim.game.views import View
from sim.language import _, clean
from sim.orders import Order
from sim.plots.words import named
from sim.scenario import Scenario
from sim.seats import Role
from tui.telling import commitments, offers
from tui.telling.allowed import Rules
from tui.telling.amounts import likelihood, plain, with_names
from tui.telling.offers import OfferRow, cost_of
from tui.telling.situation import question

if TYPE_CHECKING:
    from tui.session import Draft, Session

CHANCE = re.compile(r"(?P<number>\d{1,3}([.,]\d{1,6})?|[.,]\d{1,6})\s*(?P<sign>%)?(?=\s|$|[:;,])[:;,]?")
"""A probability at the beginning of a text, as a number or in per cent."""
SIGNAL, ANSWER, ACT, ORDER = "signal", "answer", "act", "order"
"""Phases of a turn; the last is that of a turn played in one step."""


@dataclass(frozen=True)
class Section:
    """Rows that belong together.

    Attributes
    ----------
    id : "card", "answer:war", "say", "moves", "posture", "pledges".
    title, note : its heading, and a sentence about it.
    rows : what can be ordered.
    many : whether any number of rows can be taken; else one of each group.
    """

    id: str
    title: str
    note: str
    rows: tuple[OfferRow, ...]
    many: bool = False


def phase_line(view: View, scenario: Scenario) -> str:
    """Return what the open phase asks of the seat, in one line."""
    turn, challenger = view.turn, scenario.seats[scenario.seat_of(Role.CHALLENGER)].label
    if view.over:
        return _("The game is over.")
    if view.seat not in turn.acting:
        others = ", ".join(scenario.seats[seat].label for seat in turn.acting)
        return _("Nothing to do in this phase: it is up to {seats}. e goes on.").format(seats=others)
    words = {
        SIGNAL: _("Phase 1 of 3, signals: speak in public or stay silent. Orders come next; all hear what is said."),
        ANSWER: _("Phase 2 of 3: give your order and your answers. {challenger} acts after it, without seeing it."),
        ACT: _(
            "Phase 3 of 3: give your order and say what you do if {target} does not give way. You have not seen its."
        ),
        ORDER: _("Give your order for this turn: all seats order at once, unseen by the others."),
    }
    target = scenario.seats[scenario.seat_of(Role.TARGET)].label
    line = words[turn.phase].format(challenger=challenger, target=target)
    if turn.phase == ORDER and turn.quarters > 1:
        line += " " + _("It stands for {n} quarters, unless things move on the ladder.").format(n=turn.quarters)
    return line


def sections(view: View, scenario: Scenario, order: Order) -> list[Section]:
    """Return what can be ordered in the open phase, under headings; nothing where it is not the seat's turn."""
    if view.over or view.seat not in view.turn.acting:
        return []
    rules = Rules(view, scenario)
    if view.turn.phase == SIGNAL:
        return [_statement(order)]
    found = [
        *_card(rules, order),
        *(_asked(rules, order, situation) for situation in view.choices.answers),
        Section("moves", _("Moves"), "", tuple(offers.moves(rules, order)), many=True),
        Section(
            "posture",
            _("Posture"),
            _("Kept until it is changed; a change costs 2 and shows to all."),
            tuple(commitments.postures(rules, order)),
        ),
    ]
    if view.choices.pledges:
        in_force = [state.pledge.name for state in view.choices.pledges if state.in_force]
        note = _("In force: {names}.").format(names=", ".join(in_force) or _("none"))
        found.append(Section("pledges", _("Pledges"), note, tuple(commitments.pledges(rules, order))))
    return found + ([_statement(order)] if view.turn.phase == ORDER else [])


def _statement(order: Order) -> Section:
    return Section("say", _("Public statement"), "", tuple(offers.statements(order)))


def _asked(rules: Rules, order: Order, situation: str) -> Section:
    title = question(rules.view.role, situation, rules.scenario)
    return Section(f"answer:{situation}", title, "", tuple(offers.answers(rules, order, situation)))


def _card(rules: Rules, order: Order) -> list[Section]:
    card = rules.view.choices.card
    if card is None:
        return []
    title = _("On the table: {card}").format(card=card.title)
    return [Section("card", title, with_names(card.text, rules.scenario), tuple(offers.options(rules, order)))]


def card_lines(view: View, scenario: Scenario) -> list[str]:
    """Return the card on the table with its text, and when such a card comes; nothing without one."""
    card = view.choices.card
    if card is None:
        return []
    return [
        card.title,
        with_names(card.text, scenario),
        _("Comes {when}.").format(when=with_names(comes(card), scenario)),
    ]


# ------------------------------------------------------------------------------------------------------ the draft


def take(draft: Draft, key: str, *, terms: float | None = None) -> None:
    """Do to a draft what choosing a row means: a move is added or taken out, all else is put in place of what was.

    Parameters
    ----------
    key : of an `OfferRow`.
    terms : of a settlement, where the answer names any; kept as they stand, or even, if None.
    """
    kind, _colon, name = key.partition(":")
    if kind == offers.MOVE:
        draft.toggle_move(name)
    elif kind == offers.POSTURE:
        draft.take_posture(name)
    elif kind == offers.CARD:
        draft.take_option(name)
    elif kind == offers.SAY:
        draft.say(name)
    elif kind == offers.PLEDGE:
        pledge, _sign, what = name.partition("=")
        draft.set_pledge(pledge, what)
    else:
        situation, _sign, chosen = name.partition("=")
        draft.give_answer(situation, chosen, terms)


def names_terms(view: View, key: str) -> bool:
    """Return whether a row is an answer that names terms of a settlement."""
    kind, _colon, name = key.partition(":")
    situation, _sign, chosen = name.partition("=")
    found = view.choices.answers.get(situation, ()) if kind == offers.ANSWER else ()
    return any(getattr(offer.choice, "terms", False) for offer in found if offer.id == chosen)


def terms_of(order: Order, situation: str) -> float | None:
    """Return the terms that an order names for a situation; None for none."""
    return next((reply.terms for reply in order.answers if reply.situation == situation), None)


@dataclass(frozen=True)
class Bill:
    """What an order costs: its cost, the capital at hand, and what comes in while a longer turn lasts."""

    cost: int
    capital: int
    income: int

    @property
    def left(self) -> int:
        """Capital that is left when the turn is over, at most what can be kept."""
        return min(self.capital + self.income - self.cost, int(MOST_CAPITAL))

    @property
    def line(self) -> str:
        """The bill as one line."""
        if not self.income:
            words = _("costs {cost} of {capital} political capital; {left} left")
            return words.format(cost=self.cost, capital=self.capital, left=self.left)
        words = _("costs {cost} of {capital} political capital, with {income} to come this turn; {left} left")
        return words.format(cost=self.cost, capital=self.capital, income=self.income, left=self.left)


def bill(view: View, order: Order) -> Bill:
    """Return what an order costs."""
    income = int(INCOME) * max(view.turn.quarters - 1, 0)
    return Bill(cost_of(order, view), view.choices.capital, income)


def left_out(order: Order, view: View, scenario: Scenario) -> str:
    """Return what of an order is not legal now, so that futures leave it out, as a sentence; "" for nothing."""
    if view.over or view.seat not in view.turn.acting:
        return ""
    names = [what for what, _why in Rules(view, scenario).refused(order)]
    return _("Left out of it, since it is not legal now: {names}.").format(names=", ".join(names)) if names else ""


def order_line(order: Order) -> str:
    """Return an order in text notation, or what an empty one means."""
    return str(order) or _("(nothing: keep the posture and leave the rest to it)")


def changed(order: Order, earlier: Order, role: Role) -> list[str]:
    """Return how an order differs from another one: what is new with +, what is left out with −, what stays with =."""
    now, before = ({part.key: part.title for part in parts(each, role)} for each in (order, earlier))
    found = [f"+ {_said(key, title)}" for key, title in now.items() if key not in before]
    found += [f"− {_said(key, title)}" for key, title in before.items() if key not in now]
    return found + [f"= {_said(key, title)}" for key, title in now.items() if key in before]


def _said(key: str, title: str) -> str:
    kind, _colon, name = key.partition(":")
    words = {
        "break": _("break the pledge {name}"),
        "keep": _("keep the pledge {name}"),
        "posture": _("take the posture {name}"),
        "answer": _("{title} (answer {name})"),
        "say": _("{title}"),
    }
    return words.get(kind, _("{title} ({name})")).format(name=name, title=title)


def diff(session: Session) -> list[str]:
    """Return what the draft of the seat at the screen says, what it costs, and how it differs from its last order."""
    view, order = session.view, session.draft.order
    scenario = session.table.setup.scenario
    found = [f"{scenario.seats[view.seat].label}: {order_line(order)}", ""]
    found += changed(order, session.earlier, view.role) or [_("No change to the last order.")]
    found += ["", _("This {bill}.").format(bill=bill(view, order).line)]
    if order.breaks:
        found.append(_("Breaking a pledge is public, and it cannot be given again for years."))
    expected = session.draft.prediction
    if expected is not None:
        found.append(_("You expect: {expectation}").format(expectation=prediction_line(expected, scenario)))
    return found


def expectations(scenario: Scenario) -> list[tuple[str, str]]:
    """Return what can be expected of a turn: the event's name, and what it is in words with the seats' names."""
    return [(event.name, with_names(event.text, scenario)) for event in EVENTS]


def expectation(about: str, text: str) -> Prediction:
    """Read an expectation of an event: a probability, then perhaps why: "0.7 Beijing is busy", or "70 % ...".

    Raises
    ------
    FournosError
        If there is no such event, or no probability from 0 to 1.
    """
    plain_text = clean(text, field="note").strip()
    found = CHANCE.match(plain_text)
    if found is None:
        message = _("Begin with a probability from 0 to 1, such as 0.7, then say why if you like.")
        raise InputError(message, field="probability", got=plain_text, allowed="0 to 1")
    number = float(found["number"].replace(",", ".")) / (100.0 if found["sign"] else 1.0)
    return Prediction(about, number, plain_text[found.end() :].strip())


def prediction_line(given: Prediction, scenario: Scenario) -> str:
    """Return an expectation as a sentence: the event, the probability in number and words, and the player's own."""
    text = dict(expectations(scenario))[given.about]
    words = _("{event}: {chance} of 1, {words}")
    line = words.format(event=text, chance=plain(given.probability), words=likelihood(given.probability))
    return f"{line}. {given.text}" if given.text else line


def first_orders(scenario: Scenario, view: View) -> list[tuple[str, str]]:
    """Return the orders that a scenario offers to begin with for this seat: the order in text, and why one gives it."""
    if view.past:
        return []
    found = []
    for row in scenario.first_orders:
        seat, _colon, text = row.order.partition(":")
        if seat.strip() == view.seat:
            found.append((text.strip(), named(row.text, scenario)))
    return found
