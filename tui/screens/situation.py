"""The Situation screen: how things stand for the seat at the screen, and where they head if it goes on as before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from sim.game.futures import Futures
from sim.game.runs import told as run_told
from sim.language import _
from sim.orders import Order
from sim.seats import BORDER_WAR, SETTLEMENT, Role
from tui.screens.lessons import opening
from tui.screens.running import ForecastScreen
from tui.telling.charts import CHARTED, fan
from tui.telling.meters import MeterRow
from tui.telling.relations import Relation
from tui.telling.situation import Picture, quarters_left, situation
from tui.text import titled
from tui.widgets.fan_chart import FanChart
from tui.widgets.key_bar import Key
from tui.widgets.ladder_bar import LadderBar
from tui.widgets.meter_bar import Gauge, MeterBar
from tui.widgets.relations_diagram import (
    BOTTOM_LEFT,
    BOTTOM_RIGHT,
    CLOSE,
    FIGHT,
    LOOSE,
    RIVAL,
    TOP_LEFT,
    TOP_RIGHT,
    TREATY,
    Bond,
    RelationsDiagram,
)
from tui.widgets.text_panel import Part, TextPanel

CHARTS = 3
"""Charts beside each other where there is most room; the style sheet hides what does not fit."""
FULL, NEAR = 0.95, 0.3
"""Levels from which ties are drawn as a treaty and as close, and rivalry from which it is drawn as such."""
CORNERS = {Role.PATRON_A: TOP_RIGHT, Role.CHALLENGER: BOTTOM_LEFT, Role.PATRON_B: BOTTOM_RIGHT}


class SituationScreen(ForecastScreen):
    """Meters, ladder, relations, events, what carries the patrons, and fan charts."""

    NAME = "situation"
    CSS_PATH = "situation.tcss"
    HELP = _(
        "How things stand, as your seat knows it. What your seat cannot know is said to be estimated or not published. "
        "The charts show what has been, and 500 simulated futures if you order as you did last turn. n shows the next "
        "quantity, v its values, 2 goes on to your decision."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next_quantity(1)", show=False),
        Binding("N", "next_quantity(-1)", show=False),
        Binding("enter", "app.go('decide')", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._first = 0
        self._picture: Picture | None = None

    def body(self) -> ComposeResult:
        """Lay out meters above, relations and texts in the middle, charts below."""
        yield LadderBar()
        yield MeterBar()
        with Horizontal(id="middle"):
            yield TextPanel(_("Now"), id="now")
            yield RelationsDiagram()
            with Vertical(id="beside"):
                yield TextPanel(_("Relations and patrons"), id="patrons")
        with Horizontal(id="charts"):
            for number in range(CHARTS):
                yield FanChart(id=f"chart{number}")

    def shortcuts(self) -> Sequence[Key]:
        """Return what can be done here."""
        return [
            Key("e", _("End turn"), "app.end_turn"),
            Key("n", _("Next chart"), "screen.next_quantity(1)"),
            Key("v", _("Values"), "app.values"),
            Key("m", _("Maximise"), "app.maximise"),
            Key("y", _("Copy"), "app.copy"),
        ]

    def orders_to_run(self) -> Sequence[Order | str]:
        """Return the order of the last turn: what comes if the seat goes on as before."""
        return [self.forecasts.base]

    # ------------------------------------------------------------------------------------------------------- showing

    def show_session(self) -> None:
        """Fill the screen, and have the charts' futures made."""
        session = self.session
        scenario, p = session.table.setup.scenario, session.table.played.model.p
        worlds, estimates = self.forecasts.likely()
        picture = situation(session.view, scenario, p, worlds=worlds, estimates=estimates)
        self._picture = picture
        rungs = picture.ladder
        here = next(row.code for row in rungs if row.here)
        self.query_one(LadderBar).show([row.short for row in rungs], here)
        self.query_one(MeterBar).show([_gauge(row) for row in picture.meters])
        self._show_relations(picture.relations)
        self.query_one("#now", TextPanel).show(self._now(picture), more=_beside(picture))
        self.query_one("#patrons", TextPanel).show(_beside(picture))
        self._show_charts()
        self.came_back()

    def came_back(self) -> None:
        """Have the charts' futures made where they are missing."""
        found = self.forecasts.base_futures()
        if not self.session.view.over and (found is None or not found.complete):
            self.start_forecast()

    def forecast_done(self, *, last: bool) -> None:
        """Put the futures into the charts."""
        self._show_charts()

    def twin(self) -> str:
        """Return the whole screen as text, for copying."""
        charts = [chart.twin() for chart in self.query(FanChart) if chart.display]
        return "\n".join([*(self._picture.lines if self._picture else []), "", *charts])

    def action_next_quantity(self, by: int) -> None:
        """Show other quantities in the charts."""
        self._first = (self._first + by) % len(CHARTED)
        self._show_charts()

    def _show_charts(self) -> None:
        session = self.session
        scenario, p = session.table.setup.scenario, session.table.played.model.p
        found: Futures | None = self.forecasts.base_futures()
        for number in range(CHARTS):
            name = CHARTED[(self._first + number) % len(CHARTED)]
            chart = self.query_one(f"#chart{number}", FanChart)
            chart.hint = "" if number else f"n: {_('Next chart').lower()}"
            chart.show(fan(session.view, scenario, p, name, found))

    def _now(self, picture: Picture) -> list[Part]:
        """Return the text of the main panel: what asks for an answer, events, losses."""
        view, scenario = self.session.view, self.session.table.setup.scenario
        asks = picture.asks or (_("Nothing asks for an answer."),)
        head = picture.heading if view.over else f"{picture.heading} {quarters_left(view, scenario)}."
        told, asked = Part(head, (picture.standing,)), Part(_("What asks for an answer (2 decides)"), asks)
        setup = self.session.table.setup
        study = [Part(_("A run of a study"), lines)] if (lines := run_told(setup)) else []
        first = bool(study) and setup.origin is not None and view.turn.quarter == setup.origin.until
        return [
            *(study if first else []),
            *([Part("", (begins,)), asked, told] if (begins := opening(view, scenario)) else [told, asked]),
            Part(_("Events"), tuple(row.line for row in picture.events) or (_("None so far."),)),
            Part(_("Losses so far"), picture.losses),
            *([] if first else study),
        ]

    def _show_relations(self, rows: Sequence[Relation]) -> None:
        session = self.session
        scenario, view = session.table.setup.scenario, session.view
        boxes = [scenario.seats[scenario.seat_of(Role.TARGET)].label, "", "", ""]
        for row in rows:
            boxes[CORNERS[row.role]] = row.label
        war = BORDER_WAR <= int(view.sees.rung[0]) < SETTLEMENT
        bonds = [bond for row in rows for bond in _bonds(row, war=war)]
        diagram = self.query_one(RelationsDiagram)
        diagram.show(boxes, bonds)
        titled(diagram, _("Relations: level/belief, tie, rivalry"), _("each of 1"))


def _gauge(row: MeterRow) -> Gauge:
    trend = {"+": 1, "−": -1}.get(row.short_change[:1], 0)
    return Gauge(row.title, row.short, row.short_change, trend, row.part)


def _beside(picture: Picture) -> list[Part]:
    """Return relations in words, and what carries the patrons."""
    relations = [Part(row.label, tuple(row.lines)) for row in picture.relations]
    carried = [Part(row.heading, tuple(factor.line for factor in row.factors)) for row in picture.supports]
    return [*relations, *carried]


def _bonds(row: Relation, *, war: bool) -> list[Bond]:
    """Return the lines of the diagram that belong to a relation."""
    manner = TREATY if row.level >= FULL else CLOSE if row.level >= NEAR else LOOSE
    if row.role is Role.CHALLENGER:
        words = _("tie {tie:.2f}").format(tie=row.level)
        return [Bond(TOP_LEFT, BOTTOM_LEFT, FIGHT if war else manner, words)]
    fights = row.state == _("fights at its side")
    level = f"{row.level:.2f}" + ("" if math.isnan(row.credibility) else f"/{row.credibility:.2f}")
    rivalry = _("rivalry {rivalry:.2f}").format(rivalry=row.rivalry)
    against = FIGHT if fights else RIVAL if row.rivalry >= NEAR else LOOSE
    return [
        Bond(TOP_LEFT, CORNERS[row.role], manner, level),
        Bond(CORNERS[row.role], BOTTOM_LEFT, against, rivalry),
    ]
