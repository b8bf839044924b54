"""The fan: how a quantity moves over time, one panel an ending, since a mean of two kinds of run is a run of none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.errors import UnknownName
from sim.language import _
from sim.outcome import ENDINGS
from sim.plots.paths import Paths, quantiles
from sim.plots.reading import Reading
from sim.plots.sheet import Sheet, entitle, label, mark_edges, rows_for
from sim.plots.style import (
    BLUE,
    CHALLENGER,
    DASHED,
    INK,
    SOFT,
    SOLID,
    TARGET,
    Dash,
    band,
    line,
    shade,
    time_axis,
    trace,
)
from sim.plots.tables import at, table
from sim.plots.words import COLUMNS, Quantity, ending_texts, named, percent

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
LEAST_SHARE, LEAST_RUNS = 0.02, 10
"""An ending with less than this share of the runs, or fewer recorded runs, has no panel of its own."""
WIDE, NARROW = 20, 8
"""Recorded runs from which the 90 % band, and the 50 % band, is drawn: of fewer runs it would be a guess."""
BOTH = ("target_weariness", "challenger_weariness")


@dataclass(frozen=True)
class Panel:
    """One panel: its title, its runs, and whether these are all runs together."""

    title: str
    paths: Paths


@dataclass(frozen=True)
class Curve:
    """A quantity as it is drawn: its name, words, colour and dash."""

    name: str
    quantity: Quantity
    colour: str
    dash: Dash

    def title(self, reading: Reading) -> str:
        """Return the quantity in words."""
        return named(self.quantity.title, reading.scenario)

    def unit(self, reading: Reading) -> str:
        """Return its unit in words."""
        return named(self.quantity.unit, reading.scenario)


def curves(reading: Reading, measure: str | None, policy: str | None = None) -> list[Curve]:
    """Return what is shown: the chosen quantity, or by default both sides' weariness in a war and grievance elsewhere.

    Raises
    ------
    UnknownName
        If `measure` is no recorded quantity.
    """
    if measure is None and reading.at_war(policy):
        looks: tuple[tuple[str, Dash], ...] = ((TARGET, SOLID), (CHALLENGER, DASHED))
        return [Curve(name, COLUMNS[name], colour, dash) for name, (colour, dash) in zip(BOTH, looks, strict=True)]
    name = measure or "grievance"
    if name not in COLUMNS:
        raise UnknownName(_("recorded quantity"), name, COLUMNS)
    return [Curve(name, COLUMNS[name], BLUE, SOLID)]


def panels(reading: Reading, policy: str, shown: list[Curve]) -> tuple[list[Panel], list[str]]:
    """Return one panel an ending, and notes on the endings that are too rare for one."""
    paths = reading.paths(policy, *(curve.name for curve in shown))
    shares, texts = reading.shares(policy), ending_texts(reading.scenario)
    found, rare = [], []
    for code, name in enumerate(ENDINGS):
        part = paths.part(paths.endings == code)
        if (shares[code] >= LEAST_SHARE and part.runs >= LEAST_RUNS) or shares[code] == 1.0:
            found.append(Panel(f"{texts[name]} · {percent(shares[code])}", part))
        elif shares[code] > 0:
            rare.append(f"{texts[name]} {percent(shares[code])}")
    if not found:
        note = _("Too few runs to tell the endings apart in panels: {rare}.").format(rare="; ".join(rare))
        return [Panel(_("All runs"), paths)], [note]
    notes = [_("Each panel holds the runs that end in the way it names, also in the quarters before that end.")]
    if rare:
        notes.insert(0, _("Too rare for a panel: {rare}.").format(rare="; ".join(rare)))
    total = int(reading.counts(policy).sum())
    if paths.runs < total:
        few = _("Panels show the {n:,} runs whose path was recorded; shares count all {total:,}.")
        notes.append(few.format(n=paths.runs, total=total))
    return found, notes


def limits(every: list[Paths], shown: list[Curve], runs: int) -> tuple[float, float]:
    """Return limits of the value axis that hold every band and every run drawn."""
    parts = [np.zeros(0)]
    for paths in every:
        for curve in shown:
            values = paths.values[curve.name]
            parts += [quantiles(values, (LEVELS[0], LEVELS[-1])).ravel(), values[:, :runs].ravel()]
    known = np.concatenate(parts)
    known = known[np.isfinite(known)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    floor = shown[0].quantity.low
    low = floor if floor is not None and low - floor < 0.5 * (high - low) else low
    room = 0.05 * (high - low) or 0.05
    return low - (0.3 * room if low == floor else room), high + room


def fan(axes: Axes, paths: Paths, curve: Curve, runs: int, *, thin: str = INK) -> None:
    """Draw bands, some real runs and the median of one quantity."""
    values = paths.values[curve.name]
    found = quantiles(values, LEVELS)
    if not np.isfinite(values).any():
        axes.text(0.5, 0.5, _("not defined in these runs"), transform=axes.transAxes, ha="center", color=SOFT)
    if paths.runs >= WIDE:
        shade(axes, found[[0, 4]], curve.colour, alphas=(0.20,))
    if paths.runs >= NARROW:
        shade(axes, found[[1, 3]], curve.colour, alphas=(0.34,))
    axes.plot(values[:, :runs], color=thin, linewidth=0.5, alpha=0.5, linestyle=curve.dash)
    trace(axes, found[2], curve.colour, curve.dash)


def draw(reading: Reading, *, measure: str | None, policy: str | None, runs: int) -> Figure:
    """Draw the fan of one policy."""
    chosen, shown = reading.chosen(policy), curves(reading, measure, reading.chosen(policy))
    found, notes = panels(reading, chosen, shown)
    columns = 1 if len(found) == 1 else 2
    height = 3.3 if columns == 1 else 0.45 + 1.95 * rows_for(len(found), columns)
    single = len(shown) == 1
    sides = [named(side, reading.scenario) for side in ("{target}", "{challenger}")]
    keys = [line(c.colour, _("median") if single else side, c.dash) for c, side in zip(shown, sides, strict=False)]
    bands = [band("#888888" if not single else shown[0].colour, text, alpha) for text, alpha in _band_texts(found)]
    thin = [line(INK, _("single runs"), width=0.5)] if runs else []
    sheet = Sheet(
        reading,
        _headline(reading, chosen, shown),
        body=height,
        details=[reading.run_text([chosen])],
        legend=[*keys, *bands, *thin],
        notes=notes,
    )
    every = sheet.grid(len(found), columns, sharex=True, sharey=True)
    bounds = limits([panel.paths for panel in found], shown, runs)
    for axes, panel in zip(every, found, strict=True):
        for curve in shown:
            fan(axes, panel.paths, curve, runs)
        entitle(axes, panel.title, 6.4 / columns)
        axes.set_ylim(bounds)
        time_axis(axes, reading.scenario, panel.paths.quarters)
    mark_edges(every, columns)
    for axes in every[::columns]:
        label(axes, shown[0].unit(reading), 1.5)
    return sheet.figure


def _headline(reading: Reading, policy: str, shown: list[Curve]) -> str:
    what = shown[0].title(reading) if len(shown) == 1 else _("War weariness of both sides")
    return reading.of_policy(_("{what}, by how the run ends").format(what=what), policy)


def _band_texts(found: list[Panel]) -> list[tuple[str, float]]:
    most = max(panel.paths.runs for panel in found)
    texts = [(_("half of the runs"), 0.5)] if most >= NARROW else []
    return texts + ([(_("90 % of the runs"), 0.25)] if most >= WIDE else [])


def describe(reading: Reading, *, measure: str | None, policy: str | None) -> str:
    """Return the fan's numbers: the quantiles at the opening, the middle and the end of each panel."""
    chosen, shown = reading.chosen(policy), curves(reading, measure, reading.chosen(policy))
    found, notes = panels(reading, chosen, shown)
    rows = []
    for panel in found:
        for curve in shown:
            bands = quantiles(panel.paths.values[curve.name], LEVELS)
            for quarter in sorted({min(1, panel.paths.quarters), panel.paths.quarters // 2, panel.paths.quarters}):
                cells = [at(value) for value in bands[:, quarter]]
                rows.append([panel.title, curve.name, reading.scenario.date(quarter), *cells])
    head = [_("ending"), _("quantity"), _("quarter"), "5 %", "25 %", _("median"), "75 %", "95 %"]
    return "\n".join([_headline(reading, chosen, shown), reading.run_text([chosen]), "", *table(head, rows), *notes])
