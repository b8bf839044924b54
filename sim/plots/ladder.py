"""The ladder over time: in which share of the runs the conflict stands on each rung, one panel a policy."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.language import _
from sim.plots.paths import FloatArray, Paths
from sim.plots.reading import Reading
from sim.plots.sheet import Sheet, entitle, mark_edges, rows_for
from sim.plots.style import RUNG_FILLS, area, edge, time_axis
from sim.plots.tables import table
from sim.plots.words import percent, rung_texts
from sim.seats import RUNGS

SEEN = 0.03
"""A rung below this share of the runs is also named in a note."""


def occupancy(paths: Paths) -> FloatArray:
    """Return the share of the runs on each rung, shape (7, quarters + 1)."""
    rung = paths.values["rung"]
    return np.stack([(rung == code).mean(axis=1) for code in range(len(RUNGS))])


def draw(reading: Reading, *, measure: str | None, policy: str | None, runs: int) -> Figure:
    """Draw the ladder of every policy."""
    shares = [occupancy(reading.paths(row)) for row in reading.policies]
    met = [code for code in range(len(RUNGS)) if any(share[code].any() for share in shares)]
    texts, columns = rung_texts(reading.scenario), columns_for(len(shares))
    deep = {1: 3.6, 2: 2.5, 3: 1.85}[columns]
    sheet = Sheet(
        reading,
        _headline(reading),
        body=0.3 + deep * rows_for(len(shares), columns),
        details=[reading.run_text()],
        legend=[area(RUNG_FILLS[code], texts[code]) for code in met],
        notes=[
            _("Areas are stacked in the order of the ladder, from peace at the bottom to settlement on top."),
            *_rare(shares, texts),
        ],
    )
    every = sheet.grid(len(shares), columns, sharex=True, sharey=True)
    for axes, row, share in zip(every, reading.policies, shares, strict=True):
        _stack(axes, share, met)
        entitle(axes, reading.label(row), 6.4 / columns)
        time_axis(axes, reading.scenario, share.shape[1] - 1, most={1: 7, 2: 5, 3: 3}[columns])
    for axes in every[::columns]:
        axes.set_ylabel(_("per cent of runs"))
    mark_edges(every, columns)
    return sheet.figure


def columns_for(panels: int) -> int:
    """Return how many columns of small panels look best."""
    return 1 if panels == 1 else 2 if panels in {2, 4} else 3


def _rare(shares: list[FloatArray], texts: tuple[str, ...]) -> list[str]:
    """Return a note on the rungs that are too rare to be seen."""
    most = {code: max(float(share[code].max()) for share in shares) for code in range(len(RUNGS))}
    rare = [f"{texts[code]} {percent(share)}" for code, share in most.items() if 0 < share < SEEN]
    return (
        [_("Too thin to be seen, at most at any time: {list} of the runs.").format(list="; ".join(rare))]
        if rare
        else []
    )


def _headline(reading: Reading) -> str:
    return reading.over_policies(_("Where on the ladder the runs stand"))


def _stack(axes: Axes, share: FloatArray, met: list[int]) -> None:
    """Stack the shares of the rungs."""
    quarters, below = np.arange(share.shape[1]), np.zeros(share.shape[1])
    for code in met:
        fill, above = RUNG_FILLS[code], below + 100.0 * share[code]
        axes.fill_between(
            quarters, below, above, facecolor=fill.colour, hatch=fill.hatch, edgecolor=edge(fill), linewidth=0.0
        )
        below = above
    axes.set_ylim(0, 100)
    axes.grid(visible=False)


def describe(reading: Reading, *, measure: str | None, policy: str | None) -> str:
    """Return the shares of the rungs at the opening, the quarters of the time, and the end."""
    rows = []
    for row in reading.policies:
        share = occupancy(reading.paths(row))
        last = share.shape[1] - 1
        for quarter in sorted({0, last // 4, last // 2, 3 * last // 4, last}):
            cells = [percent(float(value)) for value in share[:, quarter]]
            rows.append([reading.label(row), reading.scenario.date(quarter), *cells])
    head = [reading.varied_seats(), _("quarter"), *RUNGS]
    return "\n".join([_headline(reading), reading.run_text(), "", *table(head, rows)])
