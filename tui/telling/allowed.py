"""Whether an order may be given in the open turn, and why not: the rules as they stand for one seat."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any, cast

from sim.agenda import INCOME
from sim.game.views import View
from sim.observation import Observation
from sim.orders import Order
from sim.refusals import refusals
from sim.scenario import Scenario
from tui.telling.amounts import with_names


class Rules:
    """The rules of orders as they stand for a seat in the open turn.

    Parameters
    ----------
    view : what the seat sees.
    scenario : what is played.
    """

    def __init__(self, view: View, scenario: Scenario) -> None:
        self.view, self.scenario = view, scenario
        self.extra = int(INCOME) * max(view.turn.quarters - 1, 0)
        self._sees = _with_income(view.sees, self.extra) if self.extra else view.sees

    @property
    def capital(self) -> int:
        """Political capital that an order of this turn may cost: with what comes in while it lasts."""
        return self.view.choices.capital + self.extra

    def refused(self, order: Order) -> list[tuple[str, str]]:
        """Return what of an order is not legal, and why; nothing if all is."""
        given = order
        if self.extra:
            asked = self.view.choices.answers
            given = replace(order, answers=tuple(reply for reply in order.answers if reply.situation in asked))
        view = self.view
        found = refusals(
            given, self._sees, view.role, view.seat, held=view.doctrines[view.seat], scenario=self.scenario, run=0
        )
        return [(what, why) for what, why, _instead in found]

    def hindrance(self, order: Order, what: str) -> str:
        """Return why one part of an order is not legal, in words; "" if it is."""
        return "; ".join(with_names(why, self.scenario) for name, why in self.refused(order) if name == what)


def _with_income(sees: Observation, extra: int) -> Observation:
    """Return what a seat observes, with the capital that comes in during a longer turn."""
    own = copy(sees.agenda)
    own.capital = own.capital + float(extra)
    return cast(Observation, _Richer(sees, own))


class _Richer:
    """An observation with another agenda."""

    def __init__(self, sees: Observation, agenda: Any) -> None:
        self._sees, self.agenda = sees, agenda

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sees, name)
