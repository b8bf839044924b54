"""What a seat can order, row by row: each with its cost, its sentence, its effects, and why it may not be had.

Whether a row can be had is asked of the rules beside everything that the draft holds already, so that a screen never
offers what would be refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from sim.agenda import POSTURE_PRICE
from sim.cards import Option
from sim.choice_words import conditions, effects, timing
from sim.choices import Offer
from sim.claims import claims
from sim.errors import FournosError
from sim.game.views import View
from sim.language import _, chosen
from sim.moves import Answer, Move, answer
from sim.orders import STATEMENTS, Order, Reply
from sim.scenario import Scenario
from tui.telling.allowed import Rules
from tui.telling.amounts import in_names, names_of, with_names

MOVE, ANSWER, POSTURE, PLEDGE, CARD, SAY = "move", "answer", "posture", "pledge", "card", "say"
"""Kinds of rows."""
KEEP = ""
"""The value of a row that leaves something to the posture."""
EVEN_TERMS = 0.5
"""Terms that stand in a new offer until they are changed."""
TOLD = {"calm": _("Speak calmly in public"), "firm": _("Speak firmly in public")}


@dataclass(frozen=True)
class OfferRow:
    """Something that can be ordered.

    Attributes
    ----------
    key : its kind and name: `move:denial`, `answer:war=dig-in`, `posture:bamboo`, `pledge:no-bases=break`.
    kind, group : one of the kinds above; rows of one group exclude each other ("" for none).
    title, text : what it is called, and what it does in one sentence.
    cost : political capital.
    taken : whether the draft holds it.
    hindrance : why it cannot be had beside the rest of the draft, in words; "" if it can.
    effects : what it changes, a line each.
    when : when it can be ordered and for how long, in words.
    claims : ids of the essays' claims that speak of it, for or against.
    """

    key: str
    kind: str
    group: str
    title: str
    text: str
    cost: int
    taken: bool
    hindrance: str = ""
    effects: tuple[str, ...] = ()
    when: str = ""
    claims: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """All that is to be said of it."""
        price = _("free") if not self.cost else _("costs {cost} of political capital").format(cost=self.cost)
        name = self.key.partition(":")[2]
        found = [f"{self.title} ({name}): {price}" if name and not name.endswith("=") else f"{self.title}: {price}"]
        found += [self.text] if self.text and self.text != self.title else []
        found += [_("Not now: {why}.").format(why=self.hindrance)] if self.hindrance else []
        found += [_("Changes: {effect}").format(effect=line) for line in self.effects]
        found += [_("When: {when}").format(when=self.when)] if self.when else []
        return found + claim_lines(self.claims)


# ------------------------------------------------------------------------------------------------------------ rows


def moves(rules: Rules, order: Order) -> list[OfferRow]:
    """Return the moves of the seat: what can be had first, in their published order."""
    rows = [_move(rules, order, offer) for offer in rules.view.choices.moves]
    return sorted(rows, key=lambda row: bool(row.hindrance) and not row.taken)


def _move(rules: Rules, order: Order, offer: Offer) -> OfferRow:
    name, row = offer.id, offer.choice
    assert isinstance(row, Move)
    taken = name in order.moves
    if offer.hindrance and not (taken or rules.extra or order.breaks):  # whatever else the draft holds
        why = with_names(offer.hindrance, rules.scenario)
    else:
        why = rules.hindrance(order if taken else replace(order, moves=(*order.moves, name)), name)
    return OfferRow(
        f"{MOVE}:{name}",
        MOVE,
        "",
        with_names(row.title, rules.scenario),
        with_names(row.text, rules.scenario),
        row.cost,
        taken,
        why,
        *_told(row, names_of(rules.scenario), chosen()),
        row.claims,
    )


@lru_cache(maxsize=512)
def _told(row: Move | Answer | Option, names: tuple[str, ...], _language: str) -> tuple[tuple[str, ...], str]:
    """Return what something changes, a line each, and when it can be ordered; always the same in one language."""
    when = f"{conditions(row)}; {timing(row)}" if isinstance(row, Move) else conditions(row)
    return tuple(in_names(line, names) for line in effects(row)), in_names(when, names)


def answers(rules: Rules, order: Order, situation: str) -> list[OfferRow]:
    """Return the answers to what a situation asks; the first row leaves it to the posture."""
    given = next((reply for reply in order.answers if reply.situation == situation), None)
    first = _left_to_posture(rules, f"{ANSWER}:{situation}=", situation, given is None)
    return [first, *(_answer(rules, order, offer, given) for offer in rules.view.choices.answers[situation])]


def _answer(rules: Rules, order: Order, offer: Offer, given: Reply | None) -> OfferRow:
    row = offer.choice
    assert isinstance(row, Answer)
    taken = given is not None and given.answer == row.id
    terms = (given.terms if given and given.terms is not None else EVEN_TERMS) if row.terms else None
    reply = given if given is not None and taken else Reply(row.situation, row.id, terms)
    others = tuple(each for each in order.answers if each.situation != row.situation)
    why = rules.hindrance(replace(order, answers=(*others, reply)), f"answer {reply}")
    title = with_names(row.title, rules.scenario)
    if row.terms:
        title = _("{title}: {terms}").format(title=title, terms=terms_words(reply.terms or 0.0, rules.scenario))
    return OfferRow(
        f"{ANSWER}:{row.situation}={row.id}",
        ANSWER,
        f"{ANSWER}:{row.situation}",
        title,
        with_names(row.text, rules.scenario),
        row.cost,
        taken,
        why,
        *_told(row, names_of(rules.scenario), chosen()),
        row.claims,
    )


def terms_words(terms: float, scenario: Scenario) -> str:
    """Return terms of a settlement in words: 0 one's own, 1 the other side's."""
    if terms <= 0.2:
        how = _("nearly all your way")
    elif terms <= 0.4:
        how = _("more your way than theirs")
    elif terms < 0.6:
        how = _("half way")
    elif terms < 0.8:
        how = _("more their way than yours")
    else:
        how = _("nearly all their way")
    return _("terms {terms} of 1, {how}").format(terms=f"{terms:.2f}", how=how)


def options(rules: Rules, order: Order) -> list[OfferRow]:
    """Return the options of the card on the table; the first row leaves it to the posture. None without a card."""
    card = rules.view.choices.card
    if card is None:
        return []
    usual_one = card.usual(rules.view.role).title
    first = OfferRow(
        f"{CARD}:{KEEP}",
        CARD,
        CARD,
        _("Say nothing: {usual}").format(usual=usual_one),
        _("The seat then takes the usual option, which is free."),
        0,
        not order.card,
    )
    return [first, *(_option(rules, order, offer) for offer in rules.view.choices.options)]


def _option(rules: Rules, order: Order, offer: Offer) -> OfferRow:
    row = offer.choice
    assert isinstance(row, Option)
    return OfferRow(
        f"{CARD}:{row.id}",
        CARD,
        CARD,
        with_names(row.title, rules.scenario),
        with_names(row.text, rules.scenario),
        row.cost,
        order.card == row.id,
        rules.hindrance(replace(order, card=row.id), f"card {row.id}"),
        *_told(row, names_of(rules.scenario), chosen()),
        row.claims,
    )


def statements(order: Order) -> list[OfferRow]:
    """Return what can be said in public; the first row says nothing."""
    silent = _("Say nothing in public")
    note = _("All seats hear it. It moves what they believe and nothing else; a word that is not kept is worth less.")
    rows = [OfferRow(f"{SAY}:{KEEP}", SAY, SAY, silent, note, 0, not order.says)]
    return rows + [OfferRow(f"{SAY}:{each}", SAY, SAY, TOLD[each], note, 0, order.says == each) for each in STATEMENTS]


def _left_to_posture(rules: Rules, key: str, situation: str, taken: bool) -> OfferRow:
    held = rules.view.doctrines[rules.view.seat]
    title = _("Leave it to the posture ({posture})").format(posture=held)
    text = _("The rules then draw the answer as the posture leans.")
    return OfferRow(key, ANSWER, f"{ANSWER}:{situation}", title, text, 0, taken)


# ------------------------------------------------------------------------------------------------------ what it costs


def cost_of(order: Order, view: View) -> int:
    """Return what an order costs of political capital, posture, moves, answers and the card's option together."""
    total = int(POSTURE_PRICE) if order.posture and order.posture != view.doctrines[view.seat] else 0
    total += sum(offer.choice.cost for offer in view.choices.moves if offer.id in order.moves)
    total += sum(offer.choice.cost for offer in view.choices.options if offer.id == order.card)
    for reply in order.answers:
        try:
            total += answer(view.role, reply.situation, reply.answer).cost
        except FournosError:
            continue
    return total


def claim_lines(names: tuple[str, ...]) -> list[str]:
    """Return claims with what they say, and those that say the opposite."""
    known = claims()
    found = []
    for name in names:
        found.append(_("Claim {id}: {text}").format(id=name, text=known[name].paraphrase))
        found += [
            _("  against it, {id}: {text}").format(id=other, text=known[other].paraphrase)
            for other in known[name].contradicts
        ]
    return found
