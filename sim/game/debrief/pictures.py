"""The pictures of a debrief: from its data to figures, and to SVG text that stands inside a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.game.debrief.data import Course, Debrief
from sim.game.debrief.numbers import level, plain
from sim.language import _
from sim.plots.tables import table
from sim.plots.words import rung_texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.plots.games import Meter

KINDS = {
    "meters": _("the five meters over time, with the roads not taken"),
    "ladder": _("where the conflict stood"),
    "belief": _("what could be believed of what was hidden"),
}
"""The pictures of a game, by name."""


def figure(found: Debrief, name: str) -> Figure | None:
    """Return a picture of a game; None where there is nothing to draw yet."""
    from sim.plots import games

    title = found.title
    if name == "ladder":
        return games.ladder(title, found.scenario, found.rungs) if found.rungs else None
    if name == "meters":
        return (
            games.meters(title, found.scenario, [_meter(found, row) for row in found.courses])
            if found.courses
            else None
        )
    rows = [
        games.Held(row.label, row.path, row.spread, row.truth, row.low, row.high) for row in found.wanted if row.type
    ]
    return games.belief(title, found.scenario, rows) if rows else None


def _meter(found: Debrief, row: Course) -> Meter:
    from sim.plots.games import Meter, Road

    beside = tuple(
        Road(road.name if road.author else "", road.paths[row.name]) for road in found.roads if not road.played
    )
    marks = tuple(point.quarter + 1 for point in found.turning if point.name == row.name)
    return Meter(row.title, row.unit, row.values, beside, marks)


def svg(found: Debrief, name: str) -> str:
    """Return a picture as SVG; "" where there is nothing to draw."""
    from sim.plots.saving import rendered

    drawn = figure(found, name)
    return "" if drawn is None else rendered(drawn, "svg").decode()


def describe(found: Debrief, name: str) -> str:
    """Return the numbers behind a picture of a game as text; "" where there is nothing to draw."""
    dates = [_("opening"), *(found.scenario.date(quarter) for quarter in range(found.quarters))]
    if name == "ladder":
        texts = rung_texts(found.scenario)
        head, columns = [_("rung")], [[texts[code] for code in found.rungs]]
    elif name == "meters":
        head = [row.title for row in found.courses]
        columns = [[level(row.name, value) for value in row.values] for row in found.courses]
    else:
        rows = [row for row in found.wanted if row.type]
        head = [_("{label}, truly {truth}").format(label=row.label, truth=plain(row.truth)) for row in rows]
        columns = [[plain(value) for value in row.path] for row in rows]
    if not columns or not columns[0]:
        return ""
    cells = [list(row) for row in zip(dates, *columns, strict=True)]
    return "\n".join(table([_("after"), *head], cells))
