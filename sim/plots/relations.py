"""Relations over time: partnerships and belief in them, tie, trust, rivalry and grievance; medians and spread."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.language import _
from sim.plots.paths import Paths, quantiles
from sim.plots.reading import Reading
from sim.plots.sheet import Sheet, entitle, mark_edges
from sim.plots.style import (
    CHALLENGER,
    DASHED,
    INK,
    PATRON_A,
    PATRON_B,
    SOLID,
    Dash,
    band,
    line,
    shade,
    time_axis,
    trace,
)
from sim.plots.tables import at, table
from sim.plots.words import named

LEVELS = (0.25, 0.5, 0.75)
WITH_A, WITH_B = "{patron_a}", "{patron_b}"


@dataclass(frozen=True)
class Pane:
    """One panel: its title, its unit, and what it shows as (recorded quantity, colour, dash)."""

    title: str
    unit: str
    curves: tuple[tuple[str, str, Dash], ...]


A: tuple[str, Dash] = (PATRON_A, SOLID)
B: tuple[str, Dash] = (PATRON_B, DASHED)
PANES = (
    Pane(
        _("Partnership of {target} with its patrons"),
        _("0 none, 1 defence treaty"),
        (("level_a", *A), ("level_b", *B)),
    ),
    Pane(_("Belief in the patrons' promises"), _("0 none, 1 complete"), (("credibility_a", *A), ("credibility_b", *B))),
    Pane(
        _("Support for {target} in the patrons' countries"),
        _("0 none, 1 complete"),
        (("support_a", *A), ("support_b", *B)),
    ),
    Pane(
        _("Rivalry of the patrons with {challenger}"), _("0 none, 1 complete"), (("rivalry_a", *A), ("rivalry_b", *B))
    ),
    Pane(_("Tie of {target} with {challenger}"), _("0 none, 1 complete"), (("tie", CHALLENGER, SOLID),)),
    Pane(_("Trust of {target} and {challenger}"), _("0 none, 1 complete"), (("trust", CHALLENGER, SOLID),)),
    Pane(_("Grievance of {challenger}"), _("0 none, 1 complete"), (("grievance", CHALLENGER, SOLID),)),
    Pane(_("Policy conceded by {target}"), _("0 none, 1 complete"), (("conceded", CHALLENGER, SOLID),)),
)

NAMES = tuple(name for pane in PANES for name, _colour, _dash in pane.curves)


def draw(reading: Reading, *, measure: str | None, policy: str | None, runs: int) -> Figure:
    """Draw the relations under one policy."""
    chosen = reading.chosen(policy)
    paths, scenario = reading.paths(chosen, *NAMES), reading.scenario
    keys = [line(A[0], named(WITH_A, scenario)), line(B[0], named(WITH_B, scenario), B[1])]
    keys.append(line(CHALLENGER, _("{target} and {challenger}")))
    keys[-1].set_label(named(str(keys[-1].get_label()), scenario))
    bands = [band("#888888", _("half of the runs"), 0.4)] if paths.runs > 1 else []
    sheet = Sheet(
        reading,
        _headline(reading, chosen),
        body=7.4,
        details=[reading.run_text([chosen])],
        legend=[*keys, *bands],
        notes=[_("Lines are medians over all recorded runs, whatever their ending.")],
    )
    every = sheet.grid(len(PANES), 2, sharex=True, sharey=True)
    for place, (axes, pane) in enumerate(zip(every, PANES, strict=True)):
        _pane(axes, paths, pane)
        entitle(axes, named(pane.title, scenario), 3.2)
        time_axis(axes, scenario, paths.quarters)
        if place % 2 == 0 or pane.unit != PANES[place - 1].unit:
            axes.set_ylabel(pane.unit)
    mark_edges(every, 2)
    return sheet.figure


def _headline(reading: Reading, policy: str) -> str:
    return reading.of_policy(_("Relations over time"), policy)


def _pane(axes: Axes, paths: Paths, pane: Pane) -> None:
    """Draw the curves of one panel."""
    for name, colour, dash in pane.curves:
        found = quantiles(paths.values[name], LEVELS)
        shade(axes, found[[0, 2]], colour, alphas=(0.25,))
        trace(axes, found[1], colour, dash)
    axes.axhline(0.0, color=INK, linewidth=0.4)
    axes.set_ylim(-0.02, 1.02)


def describe(reading: Reading, *, measure: str | None, policy: str | None) -> str:
    """Return each relation's median and middle half at the opening, the middle and the end."""
    chosen = reading.chosen(policy)
    paths, rows = reading.paths(chosen, *NAMES), []
    for name in NAMES:
        found = quantiles(paths.values[name], LEVELS)
        for quarter in sorted({0, paths.quarters // 2, paths.quarters}):
            rows.append([name, reading.scenario.date(quarter), *(at(value) for value in found[:, quarter])])
    head = [_("relation"), _("quarter"), "25 %", _("median"), "75 %"]
    return "\n".join([_headline(reading, chosen), reading.run_text([chosen]), "", *table(head, rows)])
