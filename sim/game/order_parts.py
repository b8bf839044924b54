"""The parts of an order, one by one: what each is called, and which claims of the essays speak of it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.cards import table as cards
from sim.doctrines import doctrine
from sim.language import _
from sim.moves import Choice, answer, move
from sim.orders import Order
from sim.pledges import pledge
from sim.seats import Role

CLAIMS_OF_PLEDGE = {
    "no-alliance": ("A12", "A31", "B1", "B5", "B16", "C4"),
    "no-siding": ("B5", "B7", "C4", "C5"),
    "no-bases": ("B5", "B16", "C4"),
    "no-first-force": ("A32", "B5", "C4"),
}
"""Claims that speak of keeping or breaking each pledge."""


@dataclass(frozen=True)
class Part:
    """One part of an order.

    Attributes
    ----------
    key : its kind and name, such as `move:denial`, `answer:war=dig-in`, `break:no-bases` or `posture:bamboo`.
    title : what it is called.
    claims : claims that speak of it, for or against.
    does : what its row is held to, for and against, such as "crises up".
    """

    key: str
    title: str
    claims: tuple[str, ...] = ()
    does: tuple[str, ...] = ()


def parts(order: Order, role: Role) -> tuple[Part, ...]:
    """Return the parts of an order of a role: broken pledges first, then posture, moves, answers, card, statement.

    Raises
    ------
    UnknownName
        If it names a move, an answer, a pledge or a doctrine that does not exist.
    """
    found = [Part(f"break:{name}", pledge(name).text, CLAIMS_OF_PLEDGE[name]) for name in order.breaks]
    if order.posture:
        held = doctrine(role, order.posture)
        found.append(Part(f"posture:{held.preset}", held.text, held.claims))
    found += [_chosen(f"move:{name}", move(name)) for name in order.moves]
    for reply in order.answers:
        found.append(_chosen(f"answer:{reply.situation}={reply.answer}", answer(role, reply.situation, reply.answer)))
    found += [Part(f"keep:{name}", pledge(name).text, CLAIMS_OF_PLEDGE[name]) for name in order.keeps]
    if order.card:
        found.append(_option(order.card, role))
    if order.says:
        found.append(
            Part(
                f"say:{order.says}", _("a calm word in public") if order.says == "calm" else _("a firm word in public")
            )
        )
    return tuple(found)


def _chosen(key: str, row: Choice) -> Part:
    does = tuple(f"{each.measure} {'up' if each.sign > 0 else 'down'}" for each in (row.expects, row.against))
    return Part(key, row.title, row.claims, does)


def _option(name: str, role: Role) -> Part:
    """Return the part that takes an option of a card; a name that no card has is a part without claims."""
    for card in cards().values():
        for option in card.options[role]:
            if option.id == name:
                return Part(f"card:{name}", option.title, option.claims)
    return Part(f"card:{name}", name)
