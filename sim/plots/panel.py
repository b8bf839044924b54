"""The outcome panel: every measure under each policy as a dot with its spread; never a bar of means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.errors import UnknownName
from sim.language import _
from sim.plots.paths import FloatArray
from sim.plots.reading import Reading
from sim.plots.sheet import Sheet, entitle, fitted, inches, rows_for, wrapped
from sim.plots.style import BLUE, BLUE_MID, INK, SMALL, SOFT, line
from sim.plots.tables import at, table
from sim.plots.words import MEASURES, SHARES, named, percent

COLUMNS = 4
ROW, FRAME = 0.125, 0.66
LABEL_WIDTH = 1.5
SURE = 1.96
WHOLE = (_("number"), _("quarters"))
"""Units that come in whole numbers."""


@dataclass(frozen=True)
class Spread:
    """One measure under one policy: centre, inner and outer interval, and the number of runs that have it."""

    centre: float
    inner: tuple[float, float]
    outer: tuple[float, float]
    runs: int


def spread(name: str, values: FloatArray) -> Spread:
    """Return the spread of a measure.

    A share has its mean and Wilson's 95 % interval; any other measure its median, middle half and 5-95 %.
    """
    known = values[np.isfinite(values)]
    if not known.size:
        nothing = (np.nan, np.nan)
        return Spread(np.nan, nothing, nothing, 0)
    if name in SHARES:
        interval = _wilson(float(known.mean()), known.size)
        return Spread(float(known.mean()), interval, interval, known.size)
    low, lower, middle, upper, high = (float(q) for q in np.quantile(known, (0.05, 0.25, 0.5, 0.75, 0.95)))
    return Spread(middle, (lower, upper), (low, high), known.size)


def _wilson(share: float, runs: int) -> tuple[float, float]:
    weight = SURE**2 / runs
    middle = (share + weight / 2) / (1 + weight)
    half = SURE * np.sqrt(share * (1 - share) / runs + weight / (4 * runs)) / (1 + weight)
    return max(float(middle - half), 0.0), min(float(middle + half), 1.0)


def spreads(reading: Reading, name: str) -> list[Spread]:
    """Return a measure's spread under each policy."""
    return [spread(name, reading.measures[policy][name].to_numpy(np.float64)) for policy in reading.policies]


def _every(reading: Reading, name: str) -> FloatArray:
    """Return a measure of all runs under all policies."""
    return np.concatenate([reading.measures[policy][name].to_numpy(np.float64) for policy in reading.policies])


def shown(reading: Reading, measure: str | None) -> tuple[list[str], list[str]]:
    """Return the measures that are drawn, and notes on those that are the same in every run or exist in none.

    Raises
    ------
    UnknownName
        If `measure` is no measure.
    """
    if measure is not None:
        if measure not in MEASURES:
            raise UnknownName(_("measure"), measure, MEASURES)
        return [measure], []
    drawn, constant, typical, absent = [], [], [], []
    for name, quantity in MEASURES.items():
        title, known = named(quantity.title, reading.scenario), _every(reading, name)
        known = known[np.isfinite(known)]
        rows = [row for row in spreads(reading, name) if row.runs]
        if not rows:
            absent.append(title)
        elif known.min() == known.max() and len(reading.frame) > 1:
            constant.append(f"{title} {percent(known[0]) if name in SHARES else at(known[0])}")
        elif name not in SHARES and len({edge for row in rows for edge in row.outer}) == 1 and len(reading.frame) > 1:
            typical.append(f"{title} {at(rows[0].centre)}")
        else:
            drawn.append(name)
    texts = (
        (_("The same in every run: {list}."), constant),
        (_("The same in nine runs of ten under every policy: {list}."), typical),
        (_("Not defined in any run: {list}."), absent),
    )
    return drawn, [text.format(list="; ".join(listed)) for text, listed in texts if listed]


def draw(reading: Reading, *, measure: str | None, policy: str | None, runs: int) -> Figure:
    """Draw the panel."""
    drawn, notes = shown(reading, measure)
    columns = min(COLUMNS, max(len(drawn), 1))
    deep = FRAME + ROW * max(len(reading.policies), 3)
    sheet = Sheet(
        reading,
        _headline(reading),
        body=deep * rows_for(max(len(drawn), 1), columns) + 0.1,
        details=[reading.run_text()],
        legend=_legend(drawn),
        notes=[*notes, _caution()],
    )
    every = sheet.grid(max(len(drawn), 1), columns, sharey=True)
    labels = [fitted(reading.label(policy), LABEL_WIDTH, SMALL) for policy in reading.policies]
    room = (7.0 - max(inches(label, SMALL) for label in labels)) / columns - 0.12
    for axes, name in zip(every, drawn, strict=False):
        _measure(axes, reading, name, room)
    for place, axes in enumerate(every):
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.set_yticks(range(len(labels)), labels)
        axes.tick_params(axis="y", length=0, labelleft=place % columns == 0)
    return sheet.figure


def _headline(reading: Reading) -> str:
    return reading.over_policies(_("What the runs come to"))


def _caution() -> str:
    return _(
        "Outcomes are bimodal: a median may fall between two kinds of run, where hardly any run lies. Read this beside"
        " the endings. A number beside an interval: in how many runs the measure exists, if not in all."
    )


def _legend(drawn: list[str]) -> list[Line2D]:
    """Return the handles for what is drawn."""
    handles = []
    if any(name not in SHARES for name in drawn):
        dot = Line2D([], [], color=INK, marker="o", markersize=4, linestyle="none", label=_("median"))
        handles = [dot, line(BLUE_MID, _("half of the runs"), width=4.0), line(BLUE, _("90 % of the runs"), width=0.9)]
    if any(name in SHARES for name in drawn):
        label = _("share of runs with its 95 % error")
        handles.append(Line2D([], [], color=BLUE, marker="D", markersize=4, linewidth=0.9, label=label))
    return handles


def _measure(axes: Axes, reading: Reading, name: str, width: float) -> None:
    """Draw one measure: a row a policy."""
    quantity, rows = MEASURES[name], spreads(reading, name)
    every = [len(reading.rows(policy)) for policy in reading.policies]
    for place, row in enumerate(rows):
        _row(axes, place, row, name in SHARES, row.runs < every[place])
    entitle(axes, named(quantity.title, reading.scenario), width, size=SMALL + 0.5)
    unit = named(_("per cent of runs") if name in SHARES else quantity.unit, reading.scenario)
    axes.set_xlabel("\n".join(wrapped(unit, width, SMALL - 0.5)), size=SMALL - 0.5)
    axes.xaxis.set_major_locator(
        MaxNLocator(3, steps=[1, 2, 2.5, 5, 10], integer=quantity.unit in WHOLE, min_n_ticks=2)
    )
    axes.ticklabel_format(axis="x", style="plain", useOffset=False)
    low, high = _limits(rows, name)
    partly = any(row.runs < number for row, number in zip(rows, every, strict=True))
    axes.set_xlim(low, high + (0.22 * (high - low) if partly else 0.0))


def _row(axes: Axes, place: int, row: Spread, share: bool, partly: bool) -> None:
    """Draw the spread of one policy; shares in per cent."""
    if partly:
        number = f"{row.runs:,}" if row.runs else _("in no run")
        axes.annotate(
            number, (1.0, place), (-1, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points",
            ha="right", va="center", size=SMALL - 1.0, color=SOFT,
        )  # fmt: skip
    scale = 100.0 if share else 1.0
    if row.runs:
        axes.plot(scale * np.array(row.outer), (place, place), color=BLUE, linewidth=0.9, solid_capstyle="butt")
        if not share:
            axes.plot(row.inner, (place, place), color=BLUE_MID, linewidth=4.0, solid_capstyle="butt")
        marker = {"color": BLUE, "marker": "D"} if share else {"color": INK, "marker": "o"}
        axes.plot(scale * row.centre, place, markersize=3.4, **marker)  # type: ignore[arg-type]


def _limits(rows: list[Spread], name: str) -> tuple[float, float]:
    """Return limits that hold every interval, from 0 where that is near, and never so narrow that noise looks large."""
    scale = 100.0 if name in SHARES else 1.0
    known = [scale * edge for row in rows if row.runs for edge in row.outer] or [0.0, scale]
    low, high, quantity = min(known), max(known), MEASURES[name]
    if quantity.low is not None and low < 0.5 * high:
        low = quantity.low
    least = 0.1 * scale if quantity.high is not None else 1.0
    if high - low < least:
        low = max(low - (least - high + low) / 2, 0.0) if quantity.low is not None else low - (least - high + low) / 2
        high = low + least
    room = 0.05 * (high - low)
    return low - room, high + room


def describe(reading: Reading, *, measure: str | None, policy: str | None) -> str:
    """Return every measure's spread under each policy."""
    drawn, notes = shown(reading, measure)
    rows = []
    for name in drawn:
        for policy_text, row in zip(reading.policies, spreads(reading, name), strict=True):
            kind = _("share") if name in SHARES else _("median")
            numbers = [at(row.centre), at(row.outer[0]), at(row.outer[1]), f"{row.runs:,}"]
            rows.append([name, reading.label(policy_text), kind, *numbers])
    head = [_("measure"), reading.varied_seats(), "", _("centre"), _("low"), _("high"), _("runs")]
    meaning = _("low and high: the 95 % error of a share, else 5 % and 95 % of the runs")
    return "\n".join([_headline(reading), reading.run_text(), "", *table(head, rows), meaning, *notes])
