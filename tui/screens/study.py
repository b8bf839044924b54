"""The Study screen: browses what a study came to, and opens any of its runs as a game."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from sim.language import _
from tui.screens import studies
from tui.screens.study_pages import StudyPages
from tui.telling.study import COURSES, HEAT, OVERVIEW, RUNS, Browsed
from tui.telling.study_charts import quantities
from tui.widgets.choice_list import ChoiceList
from tui.widgets.fan_chart import FanChart
from tui.widgets.heat_map import HeatMap
from tui.widgets.key_bar import Key
from tui.widgets.values_table import ValuesTable


class StudyScreen(StudyPages):
    """What can be done with a study: its pages turned, charts changed, runs listed and opened."""

    NAME = "study"
    CSS_PATH = "study.tcss"
    HELP = _(
        "A study that has been run: choose a page on the left, and Tab or Enter goes over to it, Esc back. The grid of "
        "regret lists the runs behind a cell with Enter. In the table of runs u changes the outcome it is ordered by, "
        "d the direction, w and g the policy and the scenario, and Enter opens a run as a finished game; p takes a "
        "seat over in one of its quarters. In the chart of courses n changes the quantity and r the real run beside "
        "the fan. v shows the numbers as a table. What rests on too little is named not established."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", _("Back"), show=False),
        Binding("w", "next_policy", _("Policy"), show=False),
        Binding("g", "next_scenario", _("Scenario"), show=False),
        Binding("n", "next_quantity(1)", show=False),
        Binding("N", "next_quantity(-1)", show=False),
        Binding("r", "next_run", _("Real run"), show=False),
        Binding("u", "next_outcome", _("Order"), show=False),
        Binding("d", "turn_round", _("Direction"), show=False),
        Binding("p", "take_over", _("Take over"), show=False),
        Binding("v", "table", show=False),
    ]

    def shortcuts(self) -> Sequence[Key]:
        """Return what can be done here."""
        kind = self._page.kind if self._page else OVERVIEW
        policy = [Key("w", _("Policy"), "screen.next_policy"), Key("g", _("Scenario"), "screen.next_scenario")]
        more = {
            HEAT: [Key("Enter", _("Runs"), "screen.enter")],
            COURSES: [
                Key("n", _("Quantity"), "screen.next_quantity(1)"),
                Key("r", _("Run"), "screen.next_run"),
                *policy,
            ],
            RUNS: [
                Key("Enter", _("Open"), "screen.enter"),
                Key("p", _("Take over"), "screen.take_over"),
                Key("u", _("Order"), "screen.next_outcome"),
                Key("d", _("Direction"), "screen.turn_round"),
                *policy,
            ],
        }
        return [*more.get(kind, []), Key("Tab", _("Read"), "app.focus_next"), Key("v", _("Table"), "screen.table")]

    # --------------------------------------------------------------------------------------------------------- actions

    def action_back(self) -> None:
        """Go back to the pages; from there to the game in play, if there is one."""
        choices = self.query_one("#pages", ChoiceList)
        if not choices.has_focus:
            choices.focus()
        elif self.game.session is not None:
            self.game.go("situation")

    def action_enter(self) -> None:
        """Choose what is at the cursor, for a click on the key bar."""
        shown = self._shown()
        if isinstance(shown, (ChoiceList, HeatMap)):
            shown.action_choose()

    def action_next_policy(self) -> None:
        """Go to the next policy: of the table, all of them in between."""
        self._next(0, "policy")

    def action_next_scenario(self) -> None:
        """Go to the next scenario, likewise."""
        self._next(1, "scenario")

    def _next(self, place: int, name: str) -> None:
        if self._found is None or self._page is None:
            return
        results = self._found.results
        known = results.policies if name == "policy" else results.scenarios
        if self._page.kind == COURSES:
            self._place[place] = (self._place[place] + 1) % len(known)
            self._draw_courses()
        elif self._page.kind == RUNS:
            every = ("", *known)
            now = every[(every.index(getattr(self._wish, name)) + 1) % len(every)]
            wish = replace(self._wish, policy=now) if name == "policy" else replace(self._wish, scenario=now)
            self._wish = replace(wish, point=None)
            self._list_runs()

    def action_next_quantity(self, by: int) -> None:
        """Chart the next quantity."""
        if self._page is not None and self._page.kind == COURSES:
            self._place[2] = (self._place[2] + by) % len(quantities())
            self._draw_courses()

    def action_next_run(self) -> None:
        """Draw the next real run beside the fan."""
        if self._page is not None and self._page.kind == COURSES and self._courses is not None:
            self._real = 0 if self._real is None else self._real + 1
            self.query_one(FanChart).show(self._courses.fan(self._real))

    def action_next_outcome(self) -> None:
        """Order the runs by the next outcome, then by their numbers again."""
        if self._found is not None and self._page is not None and self._page.kind == RUNS:
            every = ("", *self._found.results.outcomes)
            self._wish = self._wish.by(every[(every.index(self._wish.outcome) + 1) % len(every)])
            self._list_runs()

    def action_turn_round(self) -> None:
        """List the largest first, or the smallest."""
        if self._page is not None and self._page.kind == RUNS:
            self._wish = replace(self._wish, falling=not self._wish.falling)
            self._list_runs()

    def action_table(self) -> None:
        """Show the numbers of the page as a table."""
        page = self._page
        if self._found is None or page is None:
            return
        if page.kind in (HEAT, COURSES):
            self.game.action_values()
            return
        title, columns, rows = studies.table_of(self._found, page, self._runs)
        self.app.push_screen(ValuesTable(title, columns, rows))

    def action_take_over(self) -> None:
        """Take a seat over in a quarter of the run at the cursor."""
        row = self.query_one("#runs", ChoiceList).row
        listed = self._page is not None and self._page.kind == RUNS and row is not None and row.id.startswith("run:")
        if self._found is not None and listed and row is not None:
            self._take_over(self._found, int(row.id.partition(":")[2]))

    @work(group="asking", exclusive=True)
    async def _take_over(self, found: Browsed, run: int) -> None:
        await studies.take_over(self.game, found, run)

    def twin(self) -> str:
        """Return the page as text."""
        shown = self._shown()
        told = getattr(shown, "twin", None)
        return str(told()) if callable(told) else ""
