"""What a planner says of its choice: what it wants, what it tried, and why it took what it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.game.outlook import Outlook
from sim.game.planner_wants import WANTS, Want
from sim.language import _
from sim.orders import Order
from sim.seats import Role

if TYPE_CHECKING:
    from sim.game.planner import Choice


def wants(role: Role) -> list[str]:
    """Return what the planner of a role wants, a line each."""
    return [line(want) for want in WANTS[role]]


def line(want: Want) -> str:
    """Return one part of an objective in words: what it is, and by how much of it one point is won or lost."""
    words = (
        _("for it: {what}, a point for each {scale:g}")
        if want.weight > 0
        else _("against it: {what}, a point for each {scale:g}")
    )
    return words.format(what=want.text, scale=want.scale / abs(want.weight))


def why(outlook: Outlook, choice: Choice) -> str:
    """Return in a sentence or two why a planner chose what it chose."""
    seat = outlook.scenario.seats[outlook.seat].label
    tried = len({row.order for row in choice.considered})
    if choice.gain is None:
        words = _("{seat} weighed {tried} other orders, and none came out clearly better than its plan: {order}.")
        found = words.format(seat=seat, tried=tried, order=named(choice.order))
    else:
        words = _(
            "{seat} orders {order}: in {futures} simulated futures of {quarters} quarters that came out {gain:.3f}"
            " points (standard error {se:.3f}) above its plan, by what it wants itself; {tried} orders were weighed."
        )
        found = words.format(
            seat=seat,
            order=named(choice.order),
            futures=choice.futures,
            quarters=choice.quarters,
            gain=choice.gain.mean,
            se=choice.gain.se,
            tried=tried,
        )
    return f"{found} {_('Its time was up before the last comparison.')}" if choice.stopped else found


def named(order: Order) -> str:
    """Return an order in its notation, or that there is none."""
    return str(order) or _("nothing beside its posture")
