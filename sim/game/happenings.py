"""What happened in a quarter, in plain words, from what one seat may see of it and from nothing else.

Two observations, of the quarter's beginning and of its end, with what the seat saw others do: the same of these gives
the same words, whatever was hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sim.cards import table as cards
from sim.game.losses import between
from sim.game.views import Notice, SeenQuarter
from sim.language import _
from sim.moves import table as moves
from sim.pledges import PLEDGES
from sim.plots.words import RUNG_TEXTS, named, percent, sentence
from sim.scenario import Scenario
from sim.seats import BORDER_WAR, OCCUPATION, PATRONS, SETTLEMENT, Role
from sim.world import NEVER

KINDS = (
    *("rung", "war", "coercion", "concession", "land", "dead", "settlement", "partnership", "pledge", "aid", "patron"),
    *("theatre", "card", "said", "asean", "reply", "dated", "notice"),
)
"""Kinds of happenings."""
LEAST_LEVEL, LEAST_LAND, LEAST_COHESION, LEAST_PULL = 0.02, 0.005, 0.01, 0.1
"""Changes of shares below these are told by the meters alone."""
TIERS = (_("rockets"), _("air defence"), _("long-range missiles"), _("aircraft"))
"""The tiers of weapons, in the order in which they stand in the state (`sim.rules.tiers`)."""
WARS = (
    _("Fighting begins between {challenger} and {target}."),
    _("The fighting ends."),
)
COERCIONS = (_("{challenger} begins to coerce by trade."), _("{challenger} ends its coercion by trade."))
PATRONS_ACT = (
    ("fighting", _("{patron} fights at the side of {target}."), _("{patron} fights no more.")),
    ("gone", _("{patron} leaves {target} to itself."), _("{patron} takes up its help for {target} again.")),
)
WEAPONS = (
    ("asked_in", _("{target} has asked for a class of weapons: {tier}.")),
    ("approved_in", _("A class of weapons is approved: {tier}.")),
    ("delivered_in", _("A class of weapons has arrived: {tier}.")),
)


@dataclass(frozen=True)
class Happening:
    """One thing that happened: its kind (one of KINDS), and a sentence with the seats' names in it."""

    kind: str
    text: str


def happened(seen: SeenQuarter, scenario: Scenario, notices: Iterable[Notice] = ()) -> tuple[Happening, ...]:
    """Return what happened in a quarter as a seat saw it, the gravest first.

    Parameters
    ----------
    notices : what a facilitator told everybody; those of this quarter are told.
    """
    found = [
        *_ladder(seen, scenario),
        *_losses(seen, scenario),
        *_diplomacy(seen, scenario),
        *_patrons(seen, scenario),
        *_weapons(seen, scenario),
        *_table(seen, scenario),
        *_talks(seen, scenario),
        *_dated(seen, scenario),
        *(Happening("notice", _notice(each)) for each in notices if each.quarter == seen.quarter),
    ]
    return tuple(sorted(found, key=lambda each: KINDS.index(each.kind)))


def dealt(seen: SeenQuarter) -> str:
    """Return the title of the card that was on the table, "" for none."""
    return cards()[seen.card].title if seen.card else ""


def _change(seen: SeenQuarter, name: str, place: int | None = None) -> tuple[float, float]:
    """Return a row that the seat sees, before and after."""
    before, after = ((rows[name] if place is None else rows[name][place])[0] for rows in (seen.before, seen.after))
    return float(before), float(after)


def _history(rows: Any, name: str) -> float:
    return float(rows.history[name][0])


def _ladder(seen: SeenQuarter, scenario: Scenario) -> Iterator[Happening]:
    before, after = (int(value) for value in _change(seen, "rung"))
    if before != after:
        words = _("The conflict moves on the ladder: from {before} to {after}.")
        rungs = {name: named(_rung(code), scenario) for name, code in (("before", before), ("after", after))}
        yield Happening("rung", words.format(**rungs))
    at_war = [BORDER_WAR <= rung <= OCCUPATION for rung in (before, after)]
    if at_war[0] != at_war[1]:
        yield Happening("war", sentence(WARS[at_war[0]], scenario))
    was, now = _change(seen, "coerced")
    if was != now:
        yield Happening("coercion", sentence(COERCIONS[now < was], scenario))
    if _change(seen, "concessions")[1] > _change(seen, "concessions")[0]:
        yield Happening("concession", sentence(_("{target} concedes a matter of policy."), scenario))
    if _history(seen.before, "settled_in") == NEVER != _history(seen.after, "settled_in"):
        yield Happening("settlement", _settlement(_history(seen.after, "terms"), scenario))


def _rung(code: int) -> str:
    """Return a rung as it stands inside a sentence."""
    text = RUNG_TEXTS[code]
    return text[:1].lower() + text[1:]


def _settlement(terms: float, scenario: Scenario) -> str:
    if terms == NEVER:
        return _("A settlement is reached.")
    words = _(
        "A settlement is reached: its terms lie {share} of the way from those of {target} (0 %) to those of "
        "{challenger} (100 %)."
    )
    return sentence(words.replace("{share}", percent(terms)), scenario)


def _losses(seen: SeenQuarter, scenario: Scenario) -> Iterator[Happening]:
    words = {
        "land_held": (
            _("{challenger} now holds {after} of the border region; it was {before}."),
            _("{challenger} holds less land: {after} of the border region; it was {before}."),
        ),
        "land_ceded": (
            _("Land is lost for good: {after} of the border region; it was {before}."),
            _("Land comes back that was lost: {after} of the border region is lost; it was {before}."),
        ),
    }
    for row, (more, less) in words.items():
        before, after = _change(seen, row)
        if abs(after - before) >= LEAST_LAND or (before > 0.0) != (after > 0.0):
            text = more if after > before else less
            yield Happening("land", _shares(text, before, after, scenario))
    lost = between(seen.before, seen.after, scenario)
    if lost.any:
        yield from (Happening("dead", line) for line in lost.lines)


def _shares(text: str, before: float, after: float, scenario: Scenario) -> str:
    filled = text.replace("{before}", percent(before)).replace("{after}", percent(after))
    return sentence(filled, scenario)


def _diplomacy(seen: SeenQuarter, scenario: Scenario) -> Iterator[Happening]:
    for place, patron in enumerate(PATRONS):
        before, after = _change(seen, "level", place)
        if abs(after - before) >= LEAST_LEVEL:
            closer = _("The partnership of {target} with {patron} grows closer: {before}, now {after} of a treaty.")
            looser = _("The partnership of {target} with {patron} loosens: {before}, now {after} of a treaty.")
            text = (closer if after > before else looser).replace("{patron}", f"{{{patron.value}}}")
            yield Happening("partnership", _shares(text, before, after, scenario))
    for place, pledge in enumerate(PLEDGES):
        before, after = _change(seen, "pledged", place)
        if before != after:
            given = _('{target} takes a pledge on itself again: "{pledge}"')
            broken = _('{target} breaks a pledge: "{pledge}"')
            text = (given if after > before else broken).replace("{pledge}", pledge.text)
            yield Happening("pledge", sentence(text, scenario))
    before, after = (float(rows.agenda.cohesion[0]) for rows in (seen.before, seen.after))
    if abs(after - before) >= LEAST_COHESION:
        more = _("ASEAN holds together better: cohesion {before}, now {after}.")
        less = _("ASEAN holds together less well: cohesion {before}, now {after}.")
        yield Happening("asean", _shares(more if after > before else less, before, after, scenario))


def _patrons(seen: SeenQuarter, scenario: Scenario) -> Iterator[Happening]:
    for place, patron in enumerate(PATRONS):
        for row, begins, ends in PATRONS_ACT:
            before, after = _change(seen, row, place)
            if before != after:
                text = (begins if after else ends).replace("{patron}", f"{{{patron.value}}}")
                yield Happening("patron", sentence(text, scenario))
        before, after = _change(seen, "distraction", place)
        if after - before >= LEAST_PULL:
            text = _("Another theatre pulls on {patron}.").replace("{patron}", f"{{{patron.value}}}")
            yield Happening("theatre", sentence(text, scenario))
    before, after = _change(seen, "divided")
    if before != after:
        text = _("The government of {patron_a} is divided: votes on aid can be blocked.")
        united = _("The government of {patron_a} is no longer divided.")
        yield Happening("patron", sentence(text if after else united, scenario))
    before, after = _change(seen, "taiwan")
    if after - before >= LEAST_PULL:
        yield Happening("theatre", _("A crisis begins over the Taiwan Strait."))


def _weapons(seen: SeenQuarter, scenario: Scenario) -> Iterator[Happening]:
    for row, text in WEAPONS:
        for place, tier in enumerate(TIERS):
            before, after = _change(seen, row, place)
            if before == NEVER != after:
                yield Happening("aid", sentence(text.replace("{tier}", tier), scenario))
    before, after = _change(seen, "flow")
    if abs(after - before) >= LEAST_PULL:
        less = _("Votes cut the aid of {patron_a} to {after} of what is usual; it was {before}.")
        more = _("Votes let through {after} of the usual aid of {patron_a}; it was {before}.")
        yield Happening("aid", _shares(more if after > before else less, before, after, scenario))


def _table(seen: SeenQuarter, scenario: Scenario) -> Iterator[Happening]:
    """Yield the card with what each seat took, and the replies to moves that could be refused."""
    if seen.card:
        yield Happening("card", _card(seen, scenario))
    agenda = seen.after.agenda
    for row in moves().values():
        if row.chance and int(agenda.ordered_in[row.number, 0]) == seen.quarter:
            refused = _("{move} ({seat}): refused.") if agenda.refused[row.number, 0] else _("{move} ({seat}): agreed.")
            label = scenario.seats[scenario.seat_of(row.role)].label
            yield Happening("reply", refused.format(move=row.title, seat=label))


def _talks(seen: SeenQuarter, scenario: Scenario) -> Iterator[Happening]:
    """Yield an offer of talks that has come to nothing; of one that came to something the settlement tells."""
    order = seen.did.get(scenario.seat_of(Role.TARGET))
    offered = [each for each in order.answers if each.terms is not None] if order is not None else []
    if offered and seen.after.rung[0] != SETTLEMENT:
        terms = percent(float(offered[0].terms or 0.0))
        words = _("{target} offers talks on terms {share} of the way to those of {challenger}; no deal is made.")
        yield Happening("reply", sentence(words.replace("{share}", terms), scenario))


def _card(seen: SeenQuarter, scenario: Scenario) -> str:
    card = cards()[seen.card]
    taken = []
    for seat, row in scenario.seats.items():
        role = scenario.role_of(seat)
        order = seen.did.get(seat)
        option = card.option(role, order.card) if order is not None and order.card else card.usual(role)
        taken.append(_("{seat}: {option}").format(seat=row.label, option=option.title))
    return _("On the table: {card}. {taken}.").format(card=card.title, taken="; ".join(taken))


def _dated(seen: SeenQuarter, scenario: Scenario) -> Iterator[Happening]:
    for event in scenario.calendar:
        if event.falls_in(seen.quarter):
            yield Happening("dated", _("On the calendar: {note}.").format(note=event.note))
    for seat, order in seen.did.items():
        if order.says:
            firm, calm = _("{seat} speaks firmly in public."), _("{seat} speaks calmly in public.")
            text = firm if order.says == "firm" else calm
            yield Happening("said", text.format(seat=scenario.seats[seat].label))


def _notice(notice: Notice) -> str:
    if notice.kind == "overridden":
        return _("The facilitator changes the result: {text}").format(text=notice.text)
    return _("The facilitator: {text}").format(text=notice.text)
