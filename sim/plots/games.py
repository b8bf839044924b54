"""Pictures of one game: the five meters with the roads not taken, the ladder, and what was believed of hidden types.

They are drawn from plain numbers, so that they know nothing of how a game is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.language import _
from sim.plots.paths import FloatArray
from sim.plots.sheet import Sheet, entitle, label, mark_edges, rows_for, settled
from sim.plots.style import (
    CHALLENGER,
    DASHED,
    DOTTED,
    INK,
    PATRON_A,
    PATRON_B,
    RUNG_FILLS,
    SOFT,
    TARGET,
    Dash,
    area,
    band,
    edge,
    line,
    look,
    time_axis,
    trace,
)
from sim.plots.words import rung_texts
from sim.scenario import Scenario

COLUMNS = 3
PANEL = 1.75
"""Height of a panel, inches."""
QUIET = "#b5b5b5"
DASH_DOT: Dash = (0, (5.0, 1.2, 1.0, 1.2))
LONG: Dash = (0, (7.0, 2.0))
NAMED: tuple[tuple[str, Dash], ...] = (
    (CHALLENGER, DASHED),
    (PATRON_A, DASH_DOT),
    (PATRON_B, DOTTED),
    (SOFT, LONG),
)
"""Colour and dash of roads that are named in the legend."""


@dataclass(frozen=True)
class Road:
    """A road: its name in the legend, "" for one of the rest, and its values quarter by quarter from the opening."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Meter:
    """One meter of a game: title and unit, values from the opening on, the roads beside it, and marked quarters."""

    title: str
    unit: str
    values: tuple[float, ...]
    roads: tuple[Road, ...] = ()
    marks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Held:
    """What was believed of one hidden type: its title, the path from the opening, its spread at the end, the truth."""

    title: str
    path: tuple[float, ...]
    spread: float
    truth: float
    low: float
    high: float


def meters(title: str, scenario: Scenario, rows: Sequence[Meter]) -> Figure:
    """Draw meters over time, a panel each.

    Parameters
    ----------
    title : of the game.
    rows : at least one meter; all of the same length.
    """
    with look():
        named = [road.name for road in rows[0].roads if road.name]
        sheet = Sheet(
            title,
            _("The five meters over the game"),
            body=PANEL * rows_for(len(rows), COLUMNS) + 0.2,
            legend=_legend(named, any(not road.name for road in rows[0].roads), any(row.marks for row in rows)),
        )
        every = sheet.grid(len(rows), COLUMNS, sharex=True)
        for axes, row in zip(every, rows, strict=True):
            _meter(axes, row, named)
            entitle(axes, row.title, 2.1)
            label(axes, row.unit, PANEL - 0.4)
            time_axis(axes, scenario, len(row.values) - 1, most=3)
        mark_edges(every, min(COLUMNS, len(every)))
        return settled(sheet.figure)


def _meter(axes: Axes, row: Meter, named: Sequence[str]) -> None:
    for road in row.roads:
        if not road.name:
            axes.plot(road.values, color=QUIET, linewidth=0.8)
    for road in row.roads:
        if road.name:
            colour, dash = NAMED[named.index(road.name) % len(NAMED)]
            axes.plot(road.values, color=colour, linestyle=dash, linewidth=1.1)
    trace(axes, np.array(row.values), TARGET, width=2.2)
    marked = [quarter for quarter in row.marks if quarter < len(row.values)]
    if marked:
        axes.plot(marked, [row.values[at] for at in marked], "o", color=INK, markersize=4.5, clip_on=False, zorder=5)
    axes.margins(y=0.12)
    low, high = axes.get_ylim()
    if high - low < 0.02 * max(abs(high), 1.0):
        middle = 0.5 * (low + high)
        axes.set_ylim(middle - 0.01 * max(abs(high), 1.0), middle + 0.01 * max(abs(high), 1.0))
    axes.ticklabel_format(axis="y", style="plain", useOffset=False)


def _legend(named: Sequence[str], rest: bool, marks: bool) -> list[Artist]:
    found: list[Artist] = [line(TARGET, _("as it was played"), width=2.2)]
    if rest:
        found.append(line(QUIET, _("other postures, same luck"), width=1.0))
    for place, name in enumerate(named):
        colour, dash = NAMED[place % len(NAMED)]
        found.append(line(colour, name, dash, 1.2))
    if marks:
        found.append(Line2D([], [], color=INK, marker="o", markersize=4.5, linestyle="none", label=_("turning point")))
    return found


def ladder(title: str, scenario: Scenario, rungs: Sequence[int]) -> Figure:
    """Draw where the conflict stood in each quarter.

    Parameters
    ----------
    title : of the game.
    rungs : codes of the rungs, at the opening and after each quarter.
    """
    with look():
        texts = rung_texts(scenario)
        met = sorted(set(rungs))
        sheet = Sheet(
            title,
            _("Where the conflict stood"),
            body=1.5,
            legend=[area(RUNG_FILLS[code], texts[code]) for code in met],
        )
        axes = sheet.grid(1, 1)[0]
        quarters = np.arange(len(rungs))
        for code in met:
            fill = RUNG_FILLS[code]
            height: FloatArray = np.where(np.array(rungs) == code, code + 0.5, 0.0)
            axes.bar(
                quarters, height, width=1.0, align="edge", color=fill.colour, hatch=fill.hatch,
                edgecolor=edge(fill), linewidth=0.0,
            )  # fmt: skip
        time_axis(axes, scenario, len(rungs), most=7)
        axes.set_ylim(0, max(met) + 1.0)
        axes.set_yticks([code + 0.25 for code in range(max(met) + 1)], [str(code) for code in range(max(met) + 1)])
        label(axes, _("rung of the ladder"), 1.3)
        axes.grid(visible=False)
        mark_edges([axes], 1)
        return settled(sheet.figure)


def belief(title: str, scenario: Scenario, rows: Sequence[Held]) -> Figure:
    """Draw what was believed of hidden types over the game, beside what was true, a panel each.

    Parameters
    ----------
    title : of the game.
    rows : at least one type; all of the same length.
    """
    with look():
        sheet = Sheet(
            title,
            _("What could be believed of what was hidden"),
            body=PANEL * rows_for(len(rows), COLUMNS) + 0.2,
            legend=[
                line(TARGET, _("believed"), width=2.0),
                band(TARGET, _("give or take one standard deviation, at the end"), alpha=0.25),
                line(CHALLENGER, _("true"), DASHED),
            ],
            notes=[_("The scale of each panel runs from the lowest to the highest value that was possible.")],
        )
        every = sheet.grid(len(rows), COLUMNS, sharex=True)
        for axes, row in zip(every, rows, strict=True):
            last = len(row.path) - 1
            axes.axhline(row.truth, color=CHALLENGER, linestyle=DASHED, linewidth=1.3)
            trace(axes, np.array(row.path), TARGET, width=2.0)
            ends = (row.path[-1] - row.spread, row.path[-1] + row.spread)
            axes.fill_between([max(last - 1, 0), last], *ends, color=TARGET, alpha=0.25, linewidth=0)
            axes.set_ylim(row.low, row.high)
            entitle(axes, row.title, 2.1)
            time_axis(axes, scenario, last, most=3)
        mark_edges(every, min(COLUMNS, len(every)))
        return settled(sheet.figure)
