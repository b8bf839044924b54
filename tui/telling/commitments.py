"""Postures and pledges as they can be ordered: what binds a seat beyond the turn, and what a change of it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sim.agenda import POSTURE_PRICE
from sim.choices import PledgeState
from sim.doctrines import Doctrine
from sim.doctrines import doctrine as doctrine_of
from sim.effect_words import LEVERS, PATRON_LEVERS
from sim.game.order_parts import CLAIMS_OF_PLEDGE
from sim.language import _
from sim.orders import Order
from sim.plans import usual
from sim.policy import parse
from sim.scenario import Scenario
from sim.seats import Role
from tui.telling.allowed import Rules
from tui.telling.amounts import with_names
from tui.telling.figures import signed
from tui.telling.offers import KEEP, PLEDGE, POSTURE, OfferRow


def postures(rules: Rules, order: Order) -> list[OfferRow]:
    """Return the postures that the seat can hold here; the first row keeps the one that it holds."""
    held = rules.view.doctrines[rules.view.seat]
    kept = OfferRow(
        f"{POSTURE}:{KEEP}",
        POSTURE,
        POSTURE,
        _("Keep {posture}").format(posture=held),
        with_names(held_doctrine(rules.view.role, held).text, rules.scenario),
        0,
        not order.posture,
        claims=held_doctrine(rules.view.role, held).claims,
    )
    known = rules.scenario.seats[rules.view.seat].doctrines
    return [kept, *(_posture(rules, order, name) for name in known if name != held)]


def _posture(rules: Rules, order: Order, name: str) -> OfferRow:
    row = held_doctrine(rules.view.role, name)
    why = rules.hindrance(replace(order, posture=name), f"posture {name}")
    plan = usual(rules.view.role, row.preset).id
    return OfferRow(
        f"{POSTURE}:{name}",
        POSTURE,
        POSTURE,
        name,
        with_names(row.text, rules.scenario),
        int(POSTURE_PRICE),
        order.posture == name,
        why,
        lever_lines(row, rules.scenario),
        _("shows to all; kept until it is changed again; its own plan is {plan}").format(plan=plan) if plan else "",
        row.claims,
    )


def lever_lines(row: Doctrine, scenario: Scenario) -> tuple[str, ...]:
    """Return how a posture differs from its neighbour, lever by lever."""
    if not row.neighbour:
        return ()
    words = LEVERS.get(row.role, PATRON_LEVERS)
    near = doctrine_of(row.role, row.neighbour).posture
    found = []
    for lever in row.levers:
        now, was = getattr(row.posture, lever), getattr(near, lever)
        if lever in words and isinstance(now, float | int) and not isinstance(now, bool):
            text = _("{lever} {now:g} of 1; {near} has {was:g}")
            told = text.format(lever=words[lever], now=now, near=row.neighbour, was=was)
            found.append(with_names(told, scenario))
    return tuple(found)


def held_doctrine(role: Role, name: str) -> Doctrine:
    """Return a doctrine in text notation as it stands, levers set by hand included."""
    return parse(role, name).at(0)


def pledges(rules: Rules, order: Order) -> list[OfferRow]:
    """Return the pledges of the target, three rows each: left to the posture, kept, broken; with their live price."""
    return [row for state in rules.view.choices.pledges for row in _pledge(rules, order, state)]


def _pledge(rules: Rules, order: Order, state: PledgeState) -> Iterator[OfferRow]:
    name, group = state.pledge.name, f"{PLEDGE}:{state.pledge.name}"
    claims_of = CLAIMS_OF_PLEDGE[name]
    bare = replace(order, keeps=_without(order.keeps, name), breaks=_without(order.breaks, name))
    spoken = name in (*order.keeps, *order.breaks)
    rest = _("Leave {name} to the posture").format(name=name)
    yield OfferRow(f"{group}={KEEP}", PLEDGE, group, rest, state.pledge.text, 0, not spoken, claims=claims_of)
    keep = replace(bare, keeps=(*bare.keeps, name))
    title = _("Keep {name}, whatever the posture says").format(name=name)
    why = rules.hindrance(keep, f"keep {name}")
    yield OfferRow(
        f"{group}=keep", PLEDGE, group, title, state.pledge.text, 0, name in order.keeps, why, claims=claims_of
    )
    broken = replace(bare, breaks=(*bare.breaks, name))
    title = _("Break {name}: opens {opens}").format(name=name, opens=state.pledge.opens)
    why = rules.hindrance(broken, f"break {name}")
    price = tuple(price_lines(state))
    yield OfferRow(
        f"{group}=break",
        PLEDGE,
        group,
        title,
        state.pledge.text,
        0,
        name in order.breaks,
        why,
        price,
        claims=claims_of,
    )


def price_lines(state: PledgeState) -> list[str]:
    """Return what breaking a pledge now changes at once, a line each, with the scale of each number."""
    words = {
        "breach": _("alignment that is feared: {size} on a scale from 0 to 1, fading over the years"),
        "trust": _("trust between the neighbours: {size} of 1"),
        "legitimacy": _("standing at home: {size} of 1"),
    }
    return [words[row].format(size=signed(size, 3)) for row, size in state.price.items()]


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(each for each in names if each != name)
