"""The bleed: both sides' weariness while the war lasts, the bargaining zone as it opens, and how the war ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.errors import InputError
from sim.language import _
from sim.plots.fan import BOTH, LEVELS, NARROW, WIDE
from sim.plots.paths import FloatArray, Paths, quantiles
from sim.plots.reading import Reading
from sim.plots.sheet import Sheet, entitle, label, mark_edges
from sim.plots.style import (
    BLUE,
    CHALLENGER,
    DASHED,
    DOTTED,
    INK,
    SOLID,
    TARGET,
    Fill,
    area,
    band,
    edge,
    line,
    shade,
    time_axis,
    trace,
)
from sim.plots.tables import at, table
from sim.plots.words import named, percent
from sim.seats import SETTLEMENT

WIDEST = 3
"""Policies side by side at most; a study with more shows one."""
LEAST = 5
"""Fewer runs still at war than this have no median."""
DEAL, EXIT = Fill("#e69f00"), Fill("#9bd1f0", "....")


@dataclass(frozen=True)
class Course:
    """The course of a war over the runs, quarter by quarter; each array of shape (quarters + 1,) or (5, quarters + 1).

    Attributes
    ----------
    fighting : share of the runs at war after each quarter.
    weariness : quantiles of each side's weariness among them: target, challenger.
    zone : quantiles of the bargaining zone in the runs that were at war when the quarter began.
    open : share of those runs in which a deal was open.
    deals, exits : share of all runs in which the war ended in that quarter by a deal, and without one.
    """

    fighting: FloatArray
    weariness: tuple[FloatArray, FloatArray]
    zone: FloatArray
    open: FloatArray
    deals: FloatArray
    exits: FloatArray


def _paths(reading: Reading, policy: str) -> Paths:
    return reading.paths(policy, *BOTH, "zone")


def course(paths: Paths) -> Course:
    """Return the course of the war in some runs."""
    fighting, rung = paths.fighting, paths.values["rung"]
    before = np.vstack([np.zeros((1, paths.runs), bool), fighting[:-1]])
    zone = np.where(before, paths.values["zone"], np.nan)
    number = before.sum(axis=1)
    ended = before & ~fighting
    deal = ended & (rung == SETTLEMENT)
    still = [_thick(np.where(fighting, paths.values[name], np.nan)) for name in BOTH]
    return Course(
        fighting=fighting.mean(axis=1),
        weariness=(still[0], still[1]),
        zone=_thick(zone),
        open=np.divide((zone > 0).sum(axis=1), number, out=np.full(len(number), np.nan), where=number >= LEAST),
        deals=deal.mean(axis=1),
        exits=(ended & ~deal).mean(axis=1),
    )


def _thick(values: FloatArray) -> FloatArray:
    """Return quantiles where enough runs are left to have them, NaN elsewhere; a small study always has its median."""
    found, left = quantiles(values, LEVELS), np.isfinite(values).sum(axis=1)
    for pair, least in (([0, 4], WIDE), ([1, 3], NARROW), ([2], min(LEAST, values.shape[1]))):
        found[np.ix_(pair, left < least)] = np.nan
    return found


def shown(reading: Reading, policy: str | None) -> list[str]:
    """Return the policies that are drawn: the chosen one, all of a small study, or the reference.

    Raises
    ------
    InputError
        If no recorded run of them is ever at war.
    """
    few = policy is None and len(reading.policies) <= WIDEST
    policies = reading.policies if few else [reading.chosen(policy)]
    if not any(_paths(reading, row).fighting.any() for row in policies):
        message = _("None of the recorded runs is ever at war: there is no bleed to draw.")
        raise InputError(message, field="kind", got="bleed", allowed=_("a study in which there is war"))
    return policies


def draw(reading: Reading, *, measure: str | None, policy: str | None, runs: int) -> Figure:
    """Draw the bleed: a column a policy, four rows."""
    policies = shown(reading, policy)
    scenario = reading.scenario
    keys: list[Artist] = [
        line(TARGET, named("{target}", scenario)),
        line(CHALLENGER, named("{challenger}", scenario), DASHED),
    ]
    bands = [band("#888888", _("half of the runs at war"), 0.5), band("#888888", _("90 % of them"), 0.25)]
    most = max(int(_paths(reading, row).fighting.sum(axis=1).max()) for row in policies)
    keys += bands[: (most >= NARROW) + (most >= WIDE)]
    keys += [line(INK, _("at war")), line(BLUE, _("of these, with an open deal"), DOTTED)]
    keys += [area(DEAL, _("wars ended by a deal")), area(EXIT, _("wars ended without one"))]
    sheet = Sheet(
        reading,
        _headline(reading, policies),
        body=7.6,
        details=[reading.run_text(policies)],
        legend=keys,
        notes=_notes(reading, policies),
    )
    columns = len(policies)
    every = sheet.grid(4 * columns, columns, sharex=True, sharey="row", height_ratios=[1.3, 1.3, 1, 0.7])
    for column, row in enumerate(policies):
        found = course(_paths(reading, row))
        top, middle, lower, bottom = every[column::columns]
        _weariness(top, found, _title(reading, row, columns), 6.3 / columns)
        _zone(middle, found, column == 0)
        _shares(lower, found)
        _ends(bottom, found)
        for axes in (top, middle, lower, bottom):
            time_axis(axes, scenario, _paths(reading, row).quarters, most=7 if columns == 1 else 4)
    mark_edges(every, columns)
    top, middle, lower, bottom = every[::columns]
    _scale(top, middle, lower, bottom)
    label(top, _("war weariness, 0 none, 1 complete"), 1.3)
    label(middle, named(_("bargaining zone, share of the demands of {challenger}"), scenario), 1.5)
    label(lower, _("per cent of runs"), 1.2)
    label(bottom, _("per cent a quarter"), 0.6)
    sheet.figure.align_ylabels([top, middle, lower, bottom])
    return sheet.figure


def _scale(top: Axes, middle: Axes, lower: Axes, bottom: Axes) -> None:
    """Set the limits of the four rows, once all columns are drawn, since a row has one scale."""
    low, high = middle.get_ylim()
    top.set_ylim(0, top.get_ylim()[1])
    middle.set_ylim(low, max(high, 0.18))
    lower.set_ylim(0, 104)
    bottom.set_ylim(0, max(bottom.get_ylim()[1], 1.0))


def _headline(reading: Reading, policies: list[str]) -> str:
    names = ", ".join(reading.label(row) for row in policies)
    return _("Who tires first, and when a deal opens; {seat} {policy}").format(
        seat=reading.varied_seats(), policy=names
    )


def _title(reading: Reading, policy: str, columns: int) -> str:
    return _("Weariness of those still at war") if columns == 1 else reading.label(policy)


def _notes(reading: Reading, policies: list[str]) -> list[str]:
    notes = [
        _(
            "Bands hold the runs that are at war in that quarter: runs whose war has ended leave them, so late quarters"
            " show the longest wars. A deal is open where the zone is above 0: there the most that {target} would"
            " concede exceeds the least that {challenger} would take."
        )
    ]
    for policy in policies:
        total, recorded = int(reading.counts(policy).sum()), _paths(reading, policy).runs
        if recorded < total:
            notes.append(_("Drawn from the {n:,} runs whose path was recorded.").format(n=recorded))
            break
    return [named(note, reading.scenario) for note in notes]


def _weariness(axes: Axes, found: Course, title: str, width: float) -> None:
    """Draw both sides' weariness among the runs at war."""
    for bands, colour, dash in zip(found.weariness, (TARGET, CHALLENGER), (SOLID, DASHED), strict=True):
        shade(axes, bands[[0, 1, 3, 4]], colour)
        trace(axes, bands[2], colour, dash)
    entitle(axes, title, width)


def _zone(axes: Axes, found: Course, first: bool) -> None:
    """Draw the bargaining zone; above 0 a deal is open."""
    shade(axes, found.zone[[0, 1, 3, 4]], "#6b6b6b")
    trace(axes, found.zone[2], INK)
    axes.axhline(0.0, color=INK, linewidth=0.8)
    if first:
        entitle(axes, _("The bargaining zone of those at war: above 0 a deal is open"), 6.0)


def _shares(axes: Axes, found: Course) -> None:
    """Draw the share of the runs at war, and of these the share in which a deal is open."""
    trace(axes, 100 * found.fighting, INK)
    trace(axes, 100 * found.open, BLUE, DOTTED)


def _ends(axes: Axes, found: Course) -> None:
    """Draw how many wars end in each quarter, by a deal and without one."""
    starts, below = np.arange(len(found.deals)) - 0.95, np.zeros(len(found.deals))
    for values, fill in ((found.deals, DEAL), (found.exits, EXIT)):
        axes.bar(
            starts, 100 * values, bottom=100 * below, width=0.9, align="edge",
            color=fill.colour, hatch=fill.hatch, edgecolor=edge(fill), linewidth=0,
        )  # fmt: skip
        below = below + values


def describe(reading: Reading, *, measure: str | None, policy: str | None) -> str:
    """Return the course of the war in about ten quarters."""
    policies = shown(reading, policy)
    rows = []
    for row in policies:
        found, last = course(_paths(reading, row)), _paths(reading, row).quarters
        for quarter in sorted({*range(0, last + 1, max(last // 10, 1)), last}):
            medians = [at(float(bands[2, quarter])) for bands in (*found.weariness, found.zone)]
            until = slice(quarter + 1)
            ends = [percent(float(found.deals[until].sum())), percent(float(found.exits[until].sum()))]
            opened = "-" if np.isnan(found.open[quarter]) else percent(float(found.open[quarter]))
            date = reading.scenario.date(quarter)
            rows.append([reading.label(row), date, percent(float(found.fighting[quarter])), *medians, opened, *ends])
    sides = [named(_("weariness {target}"), reading.scenario), named(_("weariness {challenger}"), reading.scenario)]
    ends = [_("deals so far"), _("ended without")]
    head = [reading.varied_seats(), _("quarter"), _("at war"), *sides, _("zone"), _("deal open"), *ends]
    return "\n".join(
        [_headline(reading, policies), reading.run_text(policies), "", *table(head, rows), *_notes(reading, policies)]
    )
