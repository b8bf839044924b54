"""Refusals: whether an order is legal now, and if not, which rules it breaks and what would be legal.

What is refused here the engine leaves undone, at no cost; what is accepted here it carries out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sim.agenda import POSTURE_PRICE
from sim.cards import Option
from sim.choices import View, breaking_price, price_hindrance
from sim.effect_words import coming
from sim.errors import FournosError, IllegalOrder
from sim.language import _
from sim.legality import opposed, opposed_to_answer
from sim.moves import Answer, Move, answer, answers, of_seat
from sim.observation import Observation
from sim.orders import STATEMENTS, Order, Reply
from sim.parameters import Values
from sim.pledges import NAMES as PLEDGES
from sim.pledges import pledge
from sim.policy import parse
from sim.scenario import Scenario
from sim.seats import Role

Refusal = tuple[str, str, str]
"""What is refused, why, and what would be legal ("" where that has been said)."""


@dataclass
class Check:
    """An order being checked: what is left of political capital, and what of it stands so far."""

    view: View
    seat: str
    breaking: tuple[str, ...]
    left: int
    moves: list[Move] = field(default_factory=list)
    said: list[Answer] = field(default_factory=list)


def check(
    order: Order,
    sees: Observation,
    role: Role,
    seat: str,
    *,
    held: str = "",
    scenario: Scenario | None = None,
    run: int = 0,
) -> None:
    """Check an order against the rules as they stand for a seat.

    Parameters
    ----------
    sees : what the seat observes where seats make moves (`sim.observation.observe`).
    held : the doctrine that it holds now, where that is known: it cannot be changed to once more.
    scenario : where given, a posture that it cannot have is refused.
    run : which of the runs observed.

    Raises
    ------
    IllegalOrder
        If any of it is not legal: every fault is named, with what would be legal instead.
    """
    found = tuple(refusals(order, sees, role, seat, held=held, scenario=scenario, run=run))
    if found:
        raise IllegalOrder(seat, str(order), found)


def refusals(
    order: Order, sees: Observation, role: Role, seat: str, *, held: str, scenario: Scenario | None, run: int
) -> Iterator[Refusal]:
    """Yield everything that is not legal in an order; see `check`."""
    view = View(sees, role, run)
    at = Check(view, seat, order.breaks if role is Role.TARGET else (), view.capital)
    yield from _posture(at, order.posture, held, scenario)
    yield from _pledges(at, order)
    yield from _moves(at, order.moves)
    yield from _answers(at, order.answers)
    if order.card:
        yield from _option(at, order.card)
    if order.says and order.says not in STATEMENTS:
        yield f"say {order.says}", _("it cannot be said"), _listed(_("what can be said"), STATEMENTS)


def _posture(at: Check, name: str, held: str, scenario: Scenario | None) -> Iterator[Refusal]:
    if not name:
        return
    what = f"posture {name}"
    try:
        policy = parse(at.view.role, name)
        if scenario is not None:
            policy.at(0).posture_in(scenario)
    except FournosError as error:
        yield what, str(error).rstrip("."), ""
        return
    if len(policy.steps) > 1:
        yield what, _("an order names one posture, and no schedule"), ""
    elif str(policy) == held:
        yield what, _("it is held already, and costs nothing to keep"), _("legal now: to leave it out")
    elif poor := price_hindrance(int(POSTURE_PRICE), at.left):
        yield what, poor, _("legal now: to keep the posture")
    else:
        at.left -= int(POSTURE_PRICE)


def _pledges(at: Check, order: Order) -> Iterator[Refusal]:
    for word, names in (("keep", order.keeps), ("break", order.breaks)):
        for name in names:
            found = _pledge(at, word, name, order)
            if found:
                yield f"{word} {name}", *found


def _pledge(at: Check, word: str, name: str, order: Order) -> tuple[str, str] | None:
    """Return why a pledge cannot be kept or broken, and what would be legal; None if it can."""
    if at.view.role is not Role.TARGET:
        return _("only the target has pledges"), ""
    if name not in PLEDGES:
        return _("there is no such pledge"), _listed(_("pledges"), PLEDGES)
    if (order.keeps + order.breaks).count(name) > 1:
        return _("a pledge is kept or broken, once"), _("legal now: one of them")
    if word == "keep" and at.view.waits[name]:
        again = coming(at.view.waits[name])
        return _("it was broken, and can be given again {when}").format(when=again), _("legal now: to leave it out")
    in_force = [each for each in PLEDGES if at.view.in_force[each]]
    return None if word == "keep" or name in in_force else (_("it is not in force"), _listed(_("in force"), in_force))


def _moves(at: Check, names: Iterable[str]) -> Iterator[Refusal]:
    known = {row.id: row for row in of_seat(at.view.role, at.seat)}
    found: list[Refusal] = []
    for name in names:
        row = known.get(name)
        if row is None:
            found.append((name, _("{seat} has no such move").format(seat=at.seat), ""))
            continue
        why = _twice(at, row) or _against(row, at) or at.view.hindrance(row, at.left, at.breaking)
        if why:
            found.append((name, why, _at_a_price(at, row)))
        else:
            at.moves.append(row)
            at.left -= row.cost
    if found and not found[-1][2]:
        found[-1] = (*found[-1][:2], _listed(_legal_now(at), _legal_moves(at, known.values())))
    yield from found


def _legal_now(at: Check) -> str:
    """Return the heading of what would be legal: beside what stands already of the order, if anything does."""
    beside = ", ".join(row.id for row in at.moves)
    return _("legal now beside {moves}").format(moves=beside) if beside else _("legal now")


def _legal_moves(at: Check, rows: Iterable[Move]) -> list[str]:
    """Return the moves that would still be legal in the same order."""
    free = (row for row in rows if row not in at.moves and not _against(row, at))
    return [row.id for row in free if not at.view.hindrance(row, at.left, at.breaking)]


def _twice(at: Check, row: Move) -> str:
    return _("it is ordered twice") if row in at.moves else ""


def _against(row: Move | Answer, at: Check) -> str:
    """Return what of the same order excludes a move or an answer."""
    if isinstance(row, Answer):
        others = [each.id for each in at.moves if each in opposed_to_answer(row.role, row.situation, row.id)]
    else:
        moves, said = opposed(row.id)
        others = [each.id for each in at.moves if each in moves]
        others += [f"answer {each.situation}={each.id}" for each in at.said if each in said]
    return _("it excludes {others} in the same order").format(others=", ".join(others)) if others else ""


def _at_a_price(at: Check, row: Move | Answer | Option) -> str:
    """Return the order that would be legal at the price of a pledge, where nothing but a pledge forbids a choice."""
    name = row.breaks
    if not name or name in at.breaking or at.view.hindrance(row, at.left, (*at.breaking, name)):
        return ""
    price = breaking_price(pledge(name), at.view.sees.guiding, Values())
    words = _(
        "legal now at a price: 'break {name}', which costs {trust:.2g} of trust and {legitimacy:.2g} of standing at "
        "home, is feared as alignment ({breach:+.2g}), and cannot be undone for {wait:g} quarters"
    )
    lost = {row: abs(size) if row != "breach" else size for row, size in price.items()}
    return words.format(name=name, wait=float(Values()["breach_quarters"]), **lost)


def _answers(at: Check, replies: Iterable[Reply]) -> Iterator[Refusal]:
    for reply in replies:
        what = f"answer {reply}"
        try:
            row = answer(at.view.role, reply.situation, reply.answer)
        except FournosError as error:
            yield what, str(error).rstrip("."), _asked(at)
            continue
        why = _answer(at, row, reply)
        if why:
            yield what, why, _at_a_price(at, row) or _asked(at)
        else:
            at.said.append(row)
            at.left -= row.cost


def _answer(at: Check, row: Answer, reply: Reply) -> str:
    """Return why an answer is not legal; "" if it is."""
    if row.situation in [each.situation for each in at.said]:
        return _("{situation} is answered twice").format(situation=row.situation)
    if not at.view.asks(row.situation):
        return _("nothing asks that now")
    if (reply.terms is not None) != row.terms:
        return (
            _("terms from 0 to 1 belong behind it: {name} at 0.5").format(name=row.id)
            if row.terms
            else _("it takes no terms")
        )
    if reply.terms is not None and not 0.0 <= reply.terms <= 1.0:
        return _("terms go from 0 to 1")
    return _against(row, at) or at.view.hindrance(row, at.left, at.breaking)


def _option(at: Check, name: str) -> Iterator[Refusal]:
    card, what = at.view.card, f"card {name}"
    if card is None:
        yield what, _("there is no card on the table"), ""
        return
    options = card.options[at.view.role]
    legal = _listed(_("legal now"), [each.id for each in options if not at.view.hindrance(each, at.left, at.breaking)])
    row = next((each for each in options if each.id == name), None)
    if row is None:
        yield what, _("the card on the table is {card}, which has no such option").format(card=card.id), legal
    elif why := at.view.hindrance(row, at.left, at.breaking):
        yield what, why, _at_a_price(at, row) or legal
    else:
        at.left -= row.cost


def _asked(at: Check) -> str:
    """Return what the situation asks of the seat, with the answers."""
    rows = {name: each for (role, name), each in answers().items() if role is at.view.role and at.view.asks(name)}
    listed = [f"{name}={'|'.join(row.id for row in each)}" for name, each in rows.items()]
    return _listed(_("asked now"), listed)


def _listed(head: str, names: Iterable[str]) -> str:
    """Return names behind a heading: "legal now: a, b"."""
    return f"{head}: {', '.join(names) or _('nothing')}"
