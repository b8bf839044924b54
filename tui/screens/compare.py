"""The Futures screen: two plans on the same worlds and the same luck, on one axis, with the paired difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from sim.game.futures import SOON, Comparison, Futures, compare
from sim.language import _
from sim.orders import Order
from sim.orders import order as read_order
from tui.screens.running import ForecastScreen
from tui.telling.charts import CHARTED, fan, gap_fan, on_one_axis, title_of
from tui.telling.decide import left_out
from tui.telling.futures import assumptions, heading, side_by_side
from tui.text import content
from tui.widgets.fan_chart import FanChart
from tui.widgets.key_bar import Key
from tui.widgets.text_panel import Part, TextPanel

PANELS = ("plan-a", "plan-b", "gap", "shares")
"""The panels in the order in which `n` goes through them where one is shown at a time."""


class CompareScreen(ForecastScreen):
    """Plans A and B beside each other."""

    NAME = "compare"
    CSS_PATH = "compare.tcss"
    HELP = _(
        "Two plans, each in 500 simulated futures that begin in the same worlds and meet the same luck, so that the "
        "difference is that of the plans. a and b on the Decide screen pin the order that is drafted as plan A or B; "
        "until then A is the draft, and B your last order. k shows another quantity, n the next panel, v its values."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next_panel(1)", show=False),
        Binding("N", "next_panel(-1)", show=False),
        Binding("k", "next_quantity(1)", show=False),
        Binding("K", "next_quantity(-1)", show=False),
        Binding("a", "pin('a')", show=False),
        Binding("b", "pin('b')", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._panel = self._quantity = 0

    def body(self) -> ComposeResult:
        """Lay out both plans above, their difference and the shares below."""
        yield Static(id="plans")
        with Horizontal(id="upper"):
            yield FanChart(id="plan-a", classes="pane shown")
            yield FanChart(id="plan-b", classes="pane")
        with Horizontal(id="lower", classes="empty"):
            yield FanChart(id="gap", classes="pane")
            yield TextPanel(_("A and B"), id="shares", classes="panel pane")

    def shortcuts(self) -> Sequence[Key]:
        """Return what can be done here."""
        return [
            Key("n", _("Next panel"), "screen.next_panel(1)"),
            Key("k", _("Quantity"), "screen.next_quantity(1)"),
            Key("v", _("Values"), "app.values"),
            Key("a", _("Pin A"), "screen.pin('a')"),
            Key("b", _("Pin B"), "screen.pin('b')"),
            Key("r", _("Forecast"), "screen.run_forecast"),
            Key("m", _("Maximise"), "app.maximise"),
        ]

    # --------------------------------------------------------------------------------------------------------- plans

    def plans(self) -> tuple[str, str]:
        """Return both plans in text notation: those pinned, else the draft and the last order."""
        forecasts = self.forecasts
        first, second = forecasts.pinned("a"), forecasts.pinned("b")
        draft, base = str(forecasts.drafted), str(forecasts.base)
        return (draft if first is None else first), (base if second is None else second)

    def orders_to_run(self) -> Sequence[Order | str]:
        """Return both plans."""
        return self.plans()

    def found(self) -> tuple[Futures, Futures] | None:
        """Return the futures of both plans, the longest that there are; None before there are any."""
        for quarters in (None, SOON):
            one, other = (self.forecasts.found(plan, quarters) for plan in self.plans())
            if one is not None and other is not None:
                return one, other
        return None

    # ------------------------------------------------------------------------------------------------------- showing

    def show_session(self) -> None:
        """Show both plans, and have their futures made where they are not yet."""
        self._show()
        found = self.found()
        if found is None or not found[0].complete:
            self.start_forecast()

    def came_back(self) -> None:
        """Show the plans as they are now."""
        self.show_session()

    def forecast_done(self, *, last: bool) -> None:
        """Show what has been made."""
        self._show()

    def action_next_panel(self, by: int) -> None:
        """Show the next panel, and go to it."""
        focused = next((place for place, name in enumerate(PANELS) if self.query_one(f"#{name}").has_focus), None)
        self._panel = ((self._panel if focused is None else focused) + by) % len(PANELS)
        for place, name in enumerate(PANELS):
            self.query_one(f"#{name}").set_class(place == self._panel, "shown")
        for name in ("upper", "lower"):
            box = self.query_one(f"#{name}")
            box.set_class(not box.query(".shown"), "empty")
        self.query_one(f"#{PANELS[self._panel]}").focus()

    def action_next_quantity(self, by: int) -> None:
        """Show another quantity."""
        self._quantity = (self._quantity + by) % len(CHARTED)
        self._show()

    def action_pin(self, place: str) -> None:
        """Keep the draft as plan A or B."""
        self.forecasts.pin(place, self.forecasts.drafted)
        self.game.tell(_("Your draft is plan {place} now.").format(place=place.upper()))
        self.show_session()

    def twin(self) -> str:
        """Return the comparison as text, for copying."""
        charts = [chart.twin() for chart in self.query(FanChart)]
        return "\n\n".join([self._heading(), *charts, self.query_one("#shares", TextPanel).twin()])

    def _heading(self) -> str:
        first, second = self.plans()
        pinned = [self.forecasts.pinned(place) is not None for place in "ab"]
        words = (_("pinned"), _("your draft")), (_("pinned"), _("your last order") if second else _("nothing ordered"))
        line = _("A, {how_a}: {first}   B, {how_b}: {second}")
        return line.format(
            how_a=words[0][not pinned[0]],
            first=first or _("no order"),
            how_b=words[1][not pinned[1]],
            second=second or _("no order"),
        )

    def _show(self) -> None:
        session, found = self.session, self.found()
        self.query_one("#plans", Static).update(content(self._heading()))
        scenario, p = session.table.setup.scenario, session.table.played.model.p
        name = CHARTED[self._quantity]
        if found is None:
            waiting = _("The game is over.") if session.view.over else _("500 futures of each are being simulated ...")
            self.query_one("#shares", TextPanel).tell([waiting])
            for chart in self.query(FanChart):
                chart.show(fan(session.view, scenario, p, name))
            return
        charts = on_one_axis(*(fan(session.view, scenario, p, name, each) for each in found))
        for place, shown in zip("ab", charts, strict=True):
            chart = self.query_one(f"#plan-{place}", FanChart)
            chart.hint = f"k: {_('Quantity').lower()}"
            chart.show(replace(shown, title=f"{place.upper()}: {shown.title}"))
        gap = compare(found[1], found[0])
        words = _("B less A: {quantity}").format(quantity=title_of(name, scenario))
        self.query_one("#gap", FanChart).show(gap_fan(gap, scenario, name, words))
        self.query_one("#shares", TextPanel).show(self._shares(gap))

    def _shares(self, gap: Comparison) -> list[Part]:
        view, scenario = self.session.view, self.session.table.setup.scenario
        parts = [Part(heading(gap.first, scenario), ())]
        for place, plan in zip("AB", self.plans(), strict=True):
            without = left_out(read_order(plan, view.role, view.seat), view, scenario)
            parts += [Part("", (f"{place}: {without}",))] if without else []
        if gap.first is gap.second:
            parts.append(Part("", (_("A and B are the same order: draft or pin another to compare."),)))
        for title, rows in side_by_side(gap, scenario):
            parts.append(Part(title, tuple(f"{what}: {values}" for what, values in rows)))
        caution = _("A simulation under these assumptions; it does not say what will happen.")
        return [*parts, Part(_("Taken for granted"), (*assumptions(gap.first), caution))]
