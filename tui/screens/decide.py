"""The Decide screen: the order is written here, by rows or as a line, beside what may come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from sim.errors import FournosError
from sim.game import skins
from sim.language import _
from sim.seats import Role
from tui.forecasting import Job, Stopped, Told
from tui.screens.break_a_no import BreakANo
from tui.screens.decide_asks import ask_expectation, ask_terms
from tui.screens.decide_panels import Panels
from tui.screens.decide_rows import BEGIN, BREAK, EXPECT, phase, playing, rows
from tui.screens.running import ForecastScreen
from tui.telling import offers
from tui.telling.decide import names_terms, sections, take
from tui.text import content
from tui.widgets.choice_list import TEXT, ChoiceList, Row
from tui.widgets.fan_chart import FanChart
from tui.widgets.field import Field
from tui.widgets.key_bar import Key
from tui.widgets.text_panel import TextPanel

DELAY = 0.35
"""Seconds after a change before a forecast begins, so that a quick hand does not start many."""
CHARTS = ("legitimacy", "autonomy", "lives")


class DecideScreen(ForecastScreen):
    """What can be ordered, what it costs, what the authors say, and what may come of it."""

    NAME = "decide"
    CSS_PATH = "decide.tcss"
    HELP = _(
        "Up and Down move through what you can order, Left and Right from heading to heading, Space or Enter takes a "
        "row. The line below holds the same order as text: "
        "Tab or l goes there, and what you write appears in the list. d turns the page beside the list: what the row "
        "does, simulated futures of your order, the four authors, and what is known of the others. r runs the "
        "forecast, c cancels it, a and b pin the order to compare plans on screen 3, p writes down what you expect, "
        "x breaks a No, e hands the order in."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "next_page(1)", show=False),
        Binding("D", "next_page(-1)", show=False),
        Binding("l", "focus_line", show=False),
        Binding("x", "break_a_no", show=False),
        Binding("p", "expect", show=False),
        Binding("a", "pin('a')", show=False),
        Binding("b", "pin('b')", show=False),
        Binding("escape", "focus_list", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._details: Mapping[str, list[str]] = {}
        self._waiting: Timer | None = None
        self._dialog: BreakANo | None = None
        self._mark: object = None
        self.panels = Panels(self)

    def body(self) -> ComposeResult:
        """Lay out the phase, the list, the pages beside it, charts, and the order line."""
        yield Static(id="phase")
        with Container(id="work"):
            yield ChoiceList(id="choices", classes="panel")
            with Horizontal(id="pages"):
                with Vertical(id="first", classes="shown"):
                    yield TextPanel(_("What it does"), id="detail", classes="panel page shown")
                    yield TextPanel(_("The four authors"), id="advice", classes="panel page")
                with Vertical(id="second"):
                    yield TextPanel(_("Futures of this order"), id="outlook", classes="panel page")
                    yield TextPanel(_("The others"), id="known", classes="panel page")
        with Horizontal(id="charts"):
            for name in CHARTS:
                yield FanChart(id=f"chart-{name}")
        with Horizontal(id="order"):
            yield Static(id="order-label")
            line = Field(id="line", max_length=2_000, select_on_focus=False)
            line.cursor_blink = False
            yield line
        yield Static(id="bill")

    def shortcuts(self) -> Sequence[Key]:
        """Return what can be done here."""
        return [
            Key("e", _("End turn"), "app.end_turn"),
            Key("r", _("Forecast"), "screen.run_forecast"),
            Key("d", _("Page"), "screen.next_page(1)"),
            Key("l", _("Line"), "screen.focus_line"),
            Key("x", _("Break a No"), "screen.break_a_no"),
            Key("a", _("Pin A"), "screen.pin('a')"),
            Key("b", _("Pin B"), "screen.pin('b')"),
        ]

    # ------------------------------------------------------------------------------------------------------- showing

    def show_session(self) -> None:
        """Fill the screen; a new turn or seat begins with a clean line."""
        mark, before = self.forecasts.mark, self._mark
        self._mark = mark
        if mark != before:
            self.cancel_forecast()
        view = self.session.view
        self.query_one("#phase", Static).update(content(phase(self.session)))
        self.query_one("#order-label", Static).update(content(_("Order: ")))
        self.query_one("#line", Input).disabled = view.seat not in view.turn.acting or not playing(self.session)
        self.panels.show_known()
        self.draft_changed()
        if mark != before:
            self.query_one("#choices", ChoiceList).action_move(-1000)

    def draft_changed(self, *, line: bool = True) -> None:
        """Show the draft as it is now, and have its futures made soon.

        Parameters
        ----------
        line : whether the order line is written anew; not while it is being typed.
        """
        listed, taken, self._details = rows(self.session)
        choices = self.query_one("#choices", ChoiceList)
        choices.show(listed, taken)
        if line:
            field = self.query_one("#line", Input)
            with field.prevent(Input.Changed):
                field.value = skins.shown(str(self.session.draft.order))
        self.panels.show_bill("")
        self.panels.show_row(self._details, choices.row)
        self.panels.show_advice()
        self.panels.show_outlook()
        self._forecast_soon()

    def twin(self) -> str:
        """Return the whole screen as text, for copying."""
        return self.panels.twin()

    @on(ChoiceList.Highlighted, "#choices")
    def _pointed(self, event: ChoiceList.Highlighted) -> None:
        self.panels.show_row(self._details, event.row)

    @on(ChoiceList.Refused, "#choices")
    def _refused(self, event: ChoiceList.Refused) -> None:
        self.panels.show_bill(_("{what}: {why}.").format(what=event.row.text, why=event.row.hindrance))

    @on(ChoiceList.Toggled, "#choices")
    def _toggled(self, event: ChoiceList.Toggled) -> None:
        take(self.session.draft, event.row.id)
        self.draft_changed()

    @on(ChoiceList.Chosen, "#choices")
    def _chosen(self, event: ChoiceList.Chosen) -> None:
        row = event.row
        if row.kind == TEXT:
            self._act(row)
        elif names_terms(self.session.view, row.id):
            self._ask_terms(row)
        else:
            take(self.session.draft, row.id)
            self.draft_changed()

    def _act(self, row: Row) -> None:
        if row.id.startswith(BEGIN):
            self.session.write(row.id.removeprefix(BEGIN))
            self.draft_changed()
        elif row.id.startswith(BREAK):
            self.action_break_a_no(row.id.removeprefix(BREAK))
        elif row.id == EXPECT:
            self.action_expect()

    @work(group="asking")
    async def _ask_terms(self, row: Row) -> None:
        await ask_terms(self.game, self.session, row)
        self.draft_changed()

    @on(Input.Changed, "#line")
    def _typed(self, event: Input.Changed) -> None:
        if self._written(event.value):
            self.draft_changed(line=False)

    def _written(self, text: str) -> bool:
        """Take over an order line, or say what is wrong with it."""
        try:
            self.session.write(skins.read(text))
        except FournosError as error:
            self.panels.show_bill(str(error))
            return False
        return True

    @on(Input.Submitted, "#line")
    def _entered(self, event: Input.Submitted) -> None:
        if self._written(event.value):
            self.action_focus_list()
            self.draft_changed()

    def action_focus_line(self) -> None:
        """Go to the order line."""
        self.query_one("#line", Input).focus()

    def action_focus_list(self) -> None:
        """Go to the list."""
        self.query_one("#choices", ChoiceList).focus()

    def action_next_page(self, by: int) -> None:
        """Turn the page beside the list."""
        self.panels.turn(by)

    def action_run_forecast(self) -> None:
        """Turn to the futures of the draft, and have them made."""
        self.panels.turn_to("outlook")
        super().action_run_forecast()

    def action_pin(self, place: str) -> None:
        """Keep the draft as plan A or B, to compare it on screen 3."""
        self.forecasts.pin(place, self.forecasts.drafted)
        self.game.tell(_("Pinned as plan {place}; 3 compares the plans.").format(place=place.upper()))

    @work(group="asking")
    async def action_expect(self) -> None:
        """Ask what the player expects of the turn."""
        session = self.session
        if session.view.over or not playing(session):
            self.game.tell(_("Nobody at this machine plays this seat."))
            return
        await ask_expectation(self.game, session)
        self.draft_changed()

    def action_break_a_no(self, name: str = "") -> None:
        """Show what breaking a pledge means, and keep or break it."""
        view, scenario = self.session.view, self.session.table.setup.scenario
        found = [each for each in sections(view, scenario, self.session.draft.order) if each.id == "pledges"]
        if not found or not playing(self.session):
            words = _("No pledge can be broken now: only {seat} has pledges, and breaks one with its order.")
            self.game.tell(words.format(seat=scenario.seats[scenario.seat_of(Role.TARGET)].label))
            return
        in_force = [state.pledge.name for state in view.choices.pledges if state.in_force]
        name = name or next(iter(in_force), "") or view.choices.pledges[0].pledge.name
        mine = [row for row in found[0].rows if row.group == f"{offers.PLEDGE}:{name}"]
        self._dialog = BreakANo(name, mine, scenario)
        self.app.push_screen(self._dialog, self._answered)
        job = self.forecasts.begin()
        self.run_job(job, partial(self._try_pledges, job))

    def _try_pledges(self, job: Job, stopped: Stopped, tell: Told, _part: object) -> None:
        self.forecasts.pledges(job, stopped, tell)

    def _answered(self, key: str | None) -> None:
        self._dialog = None
        self.cancel_forecast()
        self.doing("")
        if key:
            take(self.session.draft, key)
        self.draft_changed()

    def forecast_done(self, *, last: bool) -> None:
        """Show the futures where they belong."""
        if self._dialog is not None:
            self._dialog.show(self.forecasts.tried(self.forecasts.drafted))
        else:
            self.panels.show_outlook()

    def forecast_failed(self, why: str) -> None:
        """Say why there are none."""
        if self._dialog is not None:
            self._dialog.fail(why)
        else:
            super().forecast_failed(why)

    def _forecast_soon(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
        full = self.forecasts.forecast()
        if full is not None and full.draft.complete:
            self.cancel_forecast()
            self.doing("")
            return
        self._waiting = self.set_timer(DELAY, self._forecast_now)

    def came_back(self) -> None:
        """Have the draft's futures made where they are missing."""
        self.panels.show_outlook()
        self._forecast_soon()

    def _forecast_now(self) -> None:
        view = self.session.view
        if (
            self._dialog is None
            and self.is_current
            and (view.seat not in view.turn.acting or not self.session.hindrance())
        ):
            self.start_forecast()
