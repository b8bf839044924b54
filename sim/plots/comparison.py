"""The same quantity under each policy on identical axes, with a reference median and the endings beside each fan."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.errors import UnknownName
from sim.language import _
from sim.outcome import ENDINGS
from sim.plots.fan import LEVELS, NARROW, WIDE, Curve, fan, limits
from sim.plots.ladder import columns_for
from sim.plots.paths import FloatArray, quantiles
from sim.plots.reading import Reading
from sim.plots.sheet import Sheet, entitle, label, mark_edges, rows_for
from sim.plots.style import BLUE, DASHED, ENDING_FILLS, INK, PAPER, SOLID, area, band, edge, line, time_axis, trace
from sim.plots.tables import at, table
from sim.plots.words import COLUMNS, ending_texts, percent

STRIP = 0.055
"""Height of the strip of endings, share of a panel."""


def curve(reading: Reading, measure: str | None) -> Curve:
    """Return what is compared: the chosen quantity, or the target's weariness in a war and grievance elsewhere.

    Raises
    ------
    UnknownName
        If `measure` is no recorded quantity.
    """
    name = measure or ("target_weariness" if reading.at_war() else "grievance")
    if name not in COLUMNS:
        raise UnknownName(_("recorded quantity"), name, COLUMNS)
    return Curve(name, COLUMNS[name], BLUE, SOLID)


def draw(reading: Reading, *, measure: str | None, policy: str | None, runs: int) -> Figure:
    """Draw one panel a policy."""
    shown, reference = curve(reading, measure), reading.chosen(policy)
    every = {row: reading.paths(row, shown.name) for row in reading.policies}
    columns = columns_for(len(every))
    deep = {1: 3.6, 2: 2.6, 3: 1.95}[columns]
    met = [name for code, name in enumerate(ENDINGS) if any(reading.counts(row)[code] for row in every)]
    texts, most = ending_texts(reading.scenario), max(paths.runs for paths in every.values())
    bands = [band(BLUE, _("half of the runs"), 0.5), band(BLUE, _("90 % of the runs"), 0.25)]
    sheet = Sheet(
        reading,
        _headline(reading, shown),
        body=0.3 + deep * rows_for(len(every), columns),
        details=[reading.run_text()],
        legend=[
            line(BLUE, _("median")),
            *(
                [line(INK, _("median of {policy}").format(policy=reading.label(reference)), DASHED)]
                if len(every) > 1
                else []
            ),
            *bands[: (most >= NARROW) + (most >= WIDE)],
            *(area(ENDING_FILLS[name], texts[name]) for name in met),
        ],
        notes=[
            _("The strip above each panel shows how its runs end: a fan over all runs holds several kinds of story.")
        ],
    )
    axes_of = dict(zip(every, sheet.grid(len(every), columns, sharex=True, sharey=True), strict=True))
    low, high = limits(list(every.values()), [shown], 0)
    median = quantiles(every[reference].values[shown.name], (0.5,))[0]
    for row, axes in axes_of.items():
        fan(axes, every[row], shown, 0)
        if row != reference:
            trace(axes, median, INK, DASHED, 1.1)
        axes.set_ylim(low, high + 2.5 * STRIP * (high - low))
        _strip(axes, reading.shares(row))
        entitle(axes, reading.label(row), 6.4 / columns)
        time_axis(axes, reading.scenario, every[row].quarters, most={1: 7, 2: 5, 3: 3}[columns])
    panels = list(axes_of.values())
    for axes in panels[::columns]:
        label(axes, shown.unit(reading), 1.5)
    mark_edges(panels, columns)
    return sheet.figure


def _headline(reading: Reading, shown: Curve) -> str:
    return reading.over_policies(shown.title(reading))


def _strip(axes: Axes, shares: FloatArray) -> None:
    """Draw the endings as a strip along the top of a panel."""
    from matplotlib.patches import Rectangle

    left = 0.0
    for name, share in zip(ENDINGS, shares, strict=True):
        fill = ENDING_FILLS[name]
        axes.add_patch(
            Rectangle(
                (left, 1.0 - STRIP),
                share,
                STRIP,
                transform=axes.transAxes,
                facecolor=fill.colour,
                hatch=fill.hatch,
                edgecolor=edge(fill),
                linewidth=0,
                zorder=3,
            )
        )
        left += share
        if 0.0 < left < 1.0 and share > 0:
            axes.plot([left, left], [1 - STRIP, 1], transform=axes.transAxes, color=PAPER, linewidth=0.8, zorder=4)


def describe(reading: Reading, *, measure: str | None, policy: str | None) -> str:
    """Return the quantiles under each policy at the middle and the end, and how medians differ from the reference."""
    shown, reference = curve(reading, measure), reading.chosen(policy)
    held = quantiles(reading.paths(reference, shown.name).values[shown.name], LEVELS)[2]
    rows = []
    for row in reading.policies:
        found = quantiles(reading.paths(row, shown.name).values[shown.name], LEVELS)
        last = found.shape[1] - 1
        for quarter in sorted({last // 2, last}):
            cells = [at(value) for value in (*found[:, quarter], found[2, quarter] - held[quarter])]
            rows.append([reading.label(row), reading.scenario.date(quarter), *cells])
    difference = _("median less that of {policy}").format(policy=reading.label(reference))
    head = [reading.varied_seats(), _("quarter"), "5 %", "25 %", _("median"), "75 %", "95 %", difference]
    texts = ending_texts(reading.scenario)
    ends = [
        f"{reading.label(row)}: "
        + "; ".join(f"{texts[n]} {percent(float(s))}" for n, s in zip(ENDINGS, reading.shares(row), strict=True) if s)
        for row in reading.policies
    ]
    return "\n".join([_headline(reading, shown), reading.run_text(), "", *table(head, rows), "", *ends])
