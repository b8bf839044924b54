"""What the tutorial says beside its turns: one thing to try in each, on the screen where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.language import _
from sim.seats import Role

if TYPE_CHECKING:
    from sim.game.views import View
    from sim.scenario import Scenario

TUTORIAL = "tutorial"
"""The scenario that has lessons."""
SPEAKING = _("To try: choose a row with Space, or none, and press e. Orders come next.")
TAKING = _("To try: take one of the three orders with Enter; r simulates 500 futures of it; e hands it in.")
LATER: Mapping[int, str] = {
    1: _("To try: p writes down what you expect of this turn. Afterwards open a line of the result with Enter."),
    2: _("To try: a pins your order as plan A; change it, pin it with b, and 3 compares them on the same luck."),
    3: _("To try: after this turn go to 5; f there plays a quarter again with another order on the same luck."),
    4: _("From here on you are by yourself. ? helps on every screen; after turn 8, 6 is the debrief."),
}
"""What to try in a turn, by its number from 0."""


def lesson(view: View, scenario: Scenario) -> str:
    """Return what the tutorial suggests to try now; "" in other scenarios and where nothing is to be ordered."""
    turn = view.turn
    if scenario.name != TUTORIAL or view.over or view.seat not in turn.acting:
        return ""
    if turn.number:
        return LATER.get(turn.number, "")
    if turn.phase == "signal":
        return SPEAKING
    return TAKING if view.role is Role.TARGET else ""


def opening(view: View, scenario: Scenario) -> str:
    """Return how the briefing opens, before the first order of a scenario that begins at an hour; else ""."""
    if scenario.moment is None or view.turn.number or view.over or view.role is not Role.TARGET:
        return ""
    return _(scenario.briefing).strip().partition("\n\n")[0]
