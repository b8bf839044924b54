"""Orders as tests make them up: anything that a role could write, legal or not, and games in which to give it."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from sim.acts import SEATS
from sim.cards import table as cards
from sim.choices import View
from sim.doctrines import names as doctrines
from sim.model import CrisisModel
from sim.moves import Answer, answers, of_seat
from sim.observation import Observation, observe
from sim.orders import STATEMENTS, Order, Reply
from sim.pledges import NAMES as PLEDGES
from sim.seats import Role

SEATED = {Role.TARGET: "vietnam", Role.CHALLENGER: "china", Role.PATRON_A: "us", Role.PATRON_B: "russia"}
AS_HISTORY = "as-history"


def reply(row: Answer) -> Reply:
    """Return an answer as it is given."""
    return Reply(row.situation, row.id, 0.4 if row.terms else None)


def each_alone(model: CrisisModel, role: Role) -> Iterator[Order]:
    """Yield orders of a role that say one thing alone, legal or not: all there are, and of cards two that are away."""
    for move in of_seat(role, SEATED[role]):
        yield Order(moves=(move.id,))
    for (who, _situation), rows in answers().items():
        yield from (Order(answers=(reply(row),)) for row in rows if who is role)
    here = View(seen(model, role), role).card
    away = [card for card in cards().values() if card is not here][::20][:2]
    for card in [here, *away] if here else away:
        yield from (Order(card=option.id) for option in card.options[role])
    for name in PLEDGES if role is Role.TARGET else ():
        yield from (Order(keeps=(name,)), Order(breaks=(name,)))
    yield from (Order(posture=name) for name in doctrines(role) if name != AS_HISTORY)
    yield from (Order(says=words) for words in STATEMENTS)


def orders(role: Role) -> st.SearchStrategy[Order]:
    """Return orders of a role of any length, as its notation can hold them."""
    moves = [move.id for move in of_seat(role, SEATED[role])]
    asked = [rows for (who, _situation), rows in answers().items() if who is role]
    options = [option.id for card in cards().values() for option in card.options[role]]
    pledges = st.lists(st.sampled_from([(name, word) for name in PLEDGES for word in (0, 1)]), unique_by=lambda p: p[0])
    terms = st.integers(0, 1_000_000).map(lambda n: n / 1_000_000)
    said = [st.none() | st.tuples(st.sampled_from(rows), terms) for rows in asked]

    def build(
        ids: list[str],
        held: list[tuple[str, int]],
        given: tuple[tuple[Answer, float] | None, ...],
        posture: str,
        card: str,
        says: str,
    ) -> Order:
        replies = [Reply(each[0].situation, each[0].id, each[1] if each[0].terms else None) for each in given if each]
        keeps, breaks = (tuple(name for name, each in held if each == word) for word in (0, 1))
        return Order(tuple(ids), posture, keeps, breaks, tuple(replies), card, says)

    return st.builds(
        build,
        st.lists(st.sampled_from(moves), unique=True, max_size=4),
        pledges if role is Role.TARGET else st.just([]),
        st.tuples(*said),
        st.sampled_from(["", *doctrines(role)]),
        st.sampled_from(["", *options]),
        st.sampled_from(["", *STATEMENTS]),
    )


def seen(model: CrisisModel, role: Role) -> Observation:
    """Return what a role observes of a model now."""
    return observe(model.world, role, model.setting, model.p)


def price(model: CrisisModel, role: Role, order: Order) -> int:
    """Return what an order costs in all: posture, moves, answers and the option of the card on the table."""
    known = {move.id: move for move in of_seat(role, SEATED[role])}
    rows = {(row.situation, row.id): row for (who, _s), listed in answers().items() if who is role for row in listed}
    card = View(seen(model, role), role).card
    option = [each.cost for each in card.options[role] if each.id == order.card] if card else []
    return (
        2 * bool(order.posture)
        + sum(known[name].cost for name in order.moves)
        + sum(rows[each.situation, each.answer].cost for each in order.answers)
        + sum(option)
    )


def capital(model: CrisisModel, role: Role) -> float:
    """Return a role's political capital."""
    return float(model.world.agenda.capital[SEATS[role]][0])
