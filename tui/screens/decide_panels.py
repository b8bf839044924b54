"""The pages beside the list of the Decide screen: what a row does, futures, the four authors, and the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.widgets import Static

from sim.errors import shown
from sim.game.advisers import advise, line
from sim.language import _, plural
from sim.orders import Order
from tui.forecasting import Forecast
from tui.telling.allowed import Rules
from tui.telling.amounts import with_names
from tui.telling.charts import fan
from tui.telling.decide import bill, card_lines, left_out, phase_line
from tui.telling.futures import assumptions, endings, heading, meter_rows
from tui.telling.others import known
from tui.text import joined, titled
from tui.widgets.choice_list import HEAD, ChoiceList, Row
from tui.widgets.fan_chart import FanChart
from tui.widgets.text_panel import Part, TextPanel

if TYPE_CHECKING:
    from tui.screens.decide import DecideScreen

MOST_FAULTS = 2
"""Faults of an order that are told below it; the rows tell all."""
LONGEST = 44
"""Characters of an order in a title."""
PAGES = ("detail", "outlook", "advice", "known")
"""The pages in the order in which they are turned."""


class Panels:
    """The pages of a Decide screen, filled from its session.

    Parameters
    ----------
    screen : whose they are.
    """

    def __init__(self, screen: DecideScreen) -> None:
        self._screen, self._page = screen, 0

    def turn_to(self, name: str) -> None:
        """Show the page of a name."""
        self.turn(PAGES.index(name) - self._page)

    def turn(self, by: int) -> None:
        """Show another page where there is room for one."""
        self._page = (self._page + by) % len(PAGES)
        for place, name in enumerate(PAGES):
            self._panel(name).set_class(place == self._page, "shown")
        for name in ("first", "second"):
            box = self._screen.query_one(f"#{name}")
            box.set_class(any(panel.has_class("shown") for panel in box.query(TextPanel)), "shown")

    def show_row(self, details: Mapping[str, list[str]], row: Row | None) -> None:
        """Show all that is to be said of a row, and where in the list it stands."""
        choices = self._screen.query_one("#choices", ChoiceList)
        names = [each.id for each in choices.rows if each.kind != HEAD]
        if row is not None and row.id in names:
            where = _("row {n} of {all}").format(n=names.index(row.id) + 1, all=len(names))
            titled(choices, _("What you can order"), where)
        view, scenario = self._screen.session.view, self._screen.session.table.setup.scenario
        lines = details.get(row.id, []) if row is not None else []
        self._panel("detail").tell(lines or card_lines(view, scenario), self._titled(_("What it does")))

    def show_advice(self) -> None:
        """Show what the four authors say of the draft."""
        session = self._screen.session
        view, scenario, order = session.view, session.table.setup.scenario, session.draft.order
        found = () if view.over else advise(view, view.role, view.seat, order, scenario)
        self._panel("advice").show([Part("", (line(each),)) for each in found], self._titled(_("The four authors")))

    def show_known(self) -> None:
        """Show what is known of the others and what is not."""
        session = self._screen.session
        belief = session.table.beliefs.of(session.seat)
        lines = known(session.view, session.table.setup.scenario, belief)
        self._panel("known").tell(lines, self._titled(_("The others")))

    def show_outlook(self) -> None:
        """Show the futures of the draft beside the last order, as far as they have been made."""
        session, forecasts = self._screen.session, self._screen.forecasts
        found = forecasts.forecast()
        order = str(forecasts.drafted) or _("no order")
        title = self._titled(_("Futures of: {order}").format(order=shown(order, LONGEST)))
        if found is None:
            waiting = _("500 futures are being simulated ...") if self._screen.job else _("r simulates 500 futures.")
            self._panel("outlook").tell([_("The game is over.") if session.view.over else waiting], title)
        else:
            self._panel("outlook").show(self._outlook(found), title)
        self._charts(found)

    def _outlook(self, found: Forecast) -> list[Part]:
        scenario = self._screen.session.table.setup.scenario
        same = found.draft is found.base
        gap = None if same else found.difference
        ends = tuple(row.line for row in endings(found.draft, scenario, gap))
        meters = tuple(row.line for row in meter_rows(found.draft, gap))
        beside = _("This is your last order, or none: nothing to compare yet.")
        if not same:
            words = _("Differences are to: {order}; on the same worlds and the same luck.")
            beside = words.format(order=found.base.order or _("no order"))
        caution = _("A simulation under these assumptions; it does not say what will happen.")
        rest = _("These go {n} quarters; longer ones follow.").format(n=found.draft.quarters)
        without = "" if same else left_out(self._screen.forecasts.base, self._screen.session.view, scenario)
        notes = tuple(filter(None, ("" if found.draft.complete else rest, beside, without, caution)))
        return [
            Part(heading(found.draft, scenario), ends),
            Part(_("The five meters then"), meters),
            Part("", notes),
            Part(_("Taken for granted"), tuple(assumptions(found.draft))),
        ]

    def _charts(self, found: Forecast | None) -> None:
        session = self._screen.session
        scenario, p = session.table.setup.scenario, session.table.played.model.p
        for chart in self._screen.query(FanChart):
            name = str(chart.id).removeprefix("chart-")
            other = found.base if found is not None and found.base is not found.draft else None
            words = _("last order") if session.earlier != type(session.earlier)() else _("no order")
            futures = found.draft if found is not None else None
            chart.show(fan(session.view, scenario, p, name, futures, second=other, second_name=words))

    def _panel(self, name: str) -> TextPanel:
        return self._screen.query_one(f"#{name}", TextPanel)

    def _titled(self, title: str) -> str:
        """Return the title of a page, with the key that turns it where one is shown at a time."""
        alone = self._screen.has_class("-narrow") or self._screen.has_class("-medium")
        return _("{title} (d: next page)").format(title=title) if alone else title

    def show_bill(self, why: str) -> None:
        """Show what the draft costs, or what is wrong: with the line as `why` says, else with the order."""
        session = self._screen.session
        view, order = session.view, session.draft.order
        wrong = why or self._refused(order)
        if wrong:
            parts = ((_("Not so: "), "bold"), (wrong.split(" (known:")[0], ""))
        else:
            sealed = _("   handed in: {order}").format(order=view.sealed) if view.sealed else ""
            parts = ((_("This order {bill}.").format(bill=bill(view, order).line), ""), (sealed, "bold"))
        field = self._screen.query_one("#bill", Static)
        field.update(joined(*parts))
        field.set_class(bool(wrong), "fault")

    def _refused(self, order: Order) -> str:
        """Return why the draft cannot be given, in words; the list shows what would be legal, so that this is short."""
        session = self._screen.session
        view, scenario = session.view, session.table.setup.scenario
        if view.seat not in view.turn.acting:
            return ""
        found = Rules(view, scenario).refused(order)
        if found:
            told = [f"{what}: {with_names(reason, scenario)}" for what, reason in found[:MOST_FAULTS]]
            more = len(found) - len(told)
            rest = [plural("and {n} more", "and {n} more", more).format(n=more)] if more else []
            return "; ".join([*told, *rest])
        return "" if view.turn.phase == "order" else session.hindrance()

    def twin(self) -> str:
        """Return the whole screen as text."""
        session = self._screen.session
        view, scenario, draft = session.view, session.table.setup.scenario, session.draft
        head = [phase_line(view, scenario), f"{view.seat}: {draft}", bill(view, draft.order).line]
        listed = self._screen.query_one("#choices", ChoiceList).twin()
        return "\n\n".join(["\n".join(head), listed, *(self._panel(name).twin() for name in PAGES)])
