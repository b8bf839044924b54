"""What a planner says of its choice: what it wants, what it tried, and why it took what it took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.game.planner_wants import WANTS, Want
from sim.language import _
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


def reason(choice: Choice) -> dict[str, Any]:
    """Return why a planner chose what it chose, as plain data for the journal: ids and numbers, and no words."""
    return {
        "order": str(choice.order),
        "tried": len({row.order for row in choice.considered}),
        "gain": None if choice.gain is None else round(choice.gain.mean, 6),
        "se": None if choice.gain is None else round(choice.gain.se, 6),
        "quarters": choice.quarters,
        "futures": choice.futures,
        "stopped": choice.stopped,
    }


def why(label: str, reason: Mapping[str, Any]) -> str:
    """Return in a sentence or two why a planner chose what it chose.

    Parameters
    ----------
    label : what its seat is called.
    reason : as `reason` gives it.
    """
    told = {**reason, "seat": label, "order": reason["order"] or _("nothing beside its posture")}
    if reason["gain"] is None:
        words = _("{seat} weighed {tried} other orders, and none came out clearly better than its plan: {order}.")
    else:
        words = _(
            "{seat} orders {order}: in {futures} simulated futures of {quarters} quarters that came out {gain:.3f}"
            " points (standard error {se:.3f}) above its plan, by what it wants itself; {tried} orders were weighed."
        )
    found = words.format(**told)
    return f"{found} {_('Its time was up before the last comparison.')}" if reason["stopped"] else found
