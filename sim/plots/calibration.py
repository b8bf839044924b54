"""Pictures of a calibration: what it moved against the prior, what it ties together, and how often each window holds.

They show calibrated sets and no runs, so they are drawn from `sim.posterior` and not from a study folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.language import _
from sim.plots.paths import FloatArray
from sim.plots.sheet import Sheet, fitted, settled
from sim.plots.style import BLUE, BLUE_MID, CHALLENGER, FAINT, INK, SMALL, SOFT, band, line, look
from sim.plots.tables import at, table
from sim.posterior import Posterior, free_parameters
from sim.study.moved import IDENTIFIED, MIDDLE, NUDGED, PRIOR, shares
from sim.study.windows import windows

BINS = 12
SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")
COLUMNS = 8
PAIRS = 6
"""Pairs of parameters that are drawn, the strongest first."""
STRIP = 0.115
"""Height of a line of the strip, inches."""
LABEL = 3.3
"""Width of a window's name, inches."""
COLOURS = {IDENTIFIED: BLUE, NUDGED: BLUE_MID, PRIOR: "#a8a8a8"}


def pictures(sets: Posterior) -> dict[str, Callable[[Posterior], Figure]]:
    """Return how each picture is drawn, by its name; of few sets nothing is drawn but the windows."""
    of_parameters = {"intervals": intervals, "marginals": marginals, "pairs": pairs}
    return {"windows": passed, **(of_parameters if sets.manifest["findings"]["parameters"] else {})}


def _title() -> str:
    return _("Calibrated parameter sets")


def _source(sets: Posterior) -> str:
    """Return how the sets came about, in one line."""
    found = sets.manifest["findings"]
    text = _("{sets:,} sets of {draws:,} prior draws; mends {mends}; seed {seed}.")
    words = text.format(sets=len(sets), draws=found["draws"], mends=found["choice"], seed=found["seed"])
    left = _(" Left out: {names}.").format(names=", ".join(found["without"])) if found["without"] else ""
    return words + left


def _rows(sets: Posterior) -> list[dict[str, Any]]:
    """Return the parameters' rows: the identified first, and within a standing those that moved most."""
    order = list(COLOURS)
    rows = sets.manifest["findings"]["parameters"]
    return sorted(rows, key=lambda row: (order.index(row["standing"]), -row["distance"]))


def _names(standing: str) -> str:
    return {IDENTIFIED: _("identified"), NUDGED: _("moved, but little"), PRIOR: _("as in the prior")}[standing]


# ---------------------------------------------------------------- all parameters, one line each


def intervals(sets: Posterior) -> Figure:
    """Draw every parameter's middle interval on the scale of its plausible range, the most moved on top."""
    with look():
        rows = _rows(sets)
        sheet = Sheet(
            _title(),
            _("What two histories and the present say on each parameter"),
            body=STRIP * len(rows) + 0.5,
            details=[_source(sets)],
            legend=[
                *(line(COLOURS[name], _names(name), width=3.0) for name in COLOURS),
                Line2D([], [], color=INK, marker="|", markersize=6, linestyle="none", label=_("median")),
                band(FAINT, _("middle of the prior")),
            ],
            notes=[_caution(sets)],
        )
        axes = sheet.grid(1, 1)[0]
        _strip(axes, rows, shares(sets.values), sets.names)
        return settled(sheet.figure)


def _strip(axes: Axes, rows: Sequence[Mapping[str, Any]], held: FloatArray, names: Sequence[str]) -> None:
    axes.axvspan(MIDDLE[0], MIDDLE[2], color=FAINT, alpha=0.6, linewidth=0, zorder=0)
    for place, row in enumerate(rows):
        low, middle, high = np.quantile(held[:, names.index(row["name"])], MIDDLE)
        colour = COLOURS[row["standing"]]
        axes.plot((low, high), (place, place), color=colour, linewidth=3.0, solid_capstyle="butt")
        axes.plot(middle, place, color=INK, marker="|", markersize=6, markeredgewidth=1.2)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [row["name"] for row in rows], size=SMALL - 1.0)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks((0.0, 0.25, 0.5, 0.75, 1.0), [_("low end"), "", _("middle"), "", _("high end")])
    axes.set_xlabel(_("place in the plausible range (the prior); 16 to 84 per cent of the sets"))


def _caution(sets: Posterior) -> str:
    text = _(
        "Identified: further from the prior than noise carries any of {count} parameters in 19 of 20 such samples, and"
        " with a median that moved by 7 per cent of the range or an interval narrower by 15."
    )
    return text.format(count=len(sets.names))


# ---------------------------------------------------------------- all parameters, one panel each


def marginals(sets: Posterior) -> Figure:
    """Draw every parameter's distribution beside its flat prior, in the published order."""
    with look():
        rows = {row["name"]: row for row in sets.manifest["findings"]["parameters"]}
        depth = -(-len(sets.names) // COLUMNS)
        sheet = Sheet(
            _title(),
            _("Each parameter's sets beside its flat prior"),
            body=0.78 * depth,
            details=[_source(sets)],
            legend=[
                *(band(COLOURS[name], _names(name)) for name in COLOURS),
                line(INK, _("prior"), width=0.8),
            ],
            notes=[_("Each panel spans the plausible range; the numbers under it are its ends.")],
        )
        held = shares(sets.values)
        for axes, row, column in zip(sheet.grid(len(sets.names), COLUMNS), free_parameters(), held.T, strict=True):
            _histogram(axes, column, COLOURS[rows[row.name]["standing"]])
            axes.set_title(row.name, fontsize=SMALL, pad=2.0)
            axes.set_xticks((0.0, 1.0), [f"{row.low:g}", f"{row.high:g}"], size=SMALL - 1.5)
            for text, side in zip(axes.get_xticklabels(), SIDES, strict=True):
                text.set_horizontalalignment(side)
        return settled(sheet.figure)


def _histogram(axes: Axes, column: FloatArray, colour: str) -> None:
    heights, edges = np.histogram(column, BINS, (0.0, 1.0), density=True)
    axes.stairs(heights, edges, fill=True, color=colour)
    axes.axhline(1.0, color=INK, linewidth=0.8)
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, max(2.4, float(heights.max()) * 1.05))
    axes.set_yticks(())
    axes.grid(visible=False)
    axes.tick_params(axis="x", length=2, pad=1.5)


# ---------------------------------------------------------------- pairs


def pairs(sets: Posterior) -> Figure:
    """Draw the pairs of parameters that are tied most strongly."""
    with look():
        rows = sets.manifest["findings"]["pairs"][:PAIRS]
        sheet = Sheet(
            _title(),
            _("The pairs of parameters that the histories tie together most"),
            body=2.25 * -(-len(rows) // 3),
            details=[_source(sets)],
            notes=[_pairs_caution(sets)],
        )
        free = {row.name: row for row in free_parameters()}
        for axes, row in zip(sheet.grid(len(rows), 3), rows, strict=True):
            first, second = free[row["first"]], free[row["second"]]
            axes.scatter(sets.column(first.name), sets.column(second.name), s=4, color=BLUE, alpha=0.35, linewidths=0)
            axes.set_xlim(first.low, first.high)
            axes.set_ylim(second.low, second.high)
            axes.set_xlabel(fitted(f"{first.name} ({first.unit})", 2.0, SMALL))
            axes.set_ylabel(fitted(f"{second.name} ({second.unit})", 1.7, SMALL))
            note = "" if row["beyond"] else _(" (within noise)")
            axes.set_title(_("correlation {value:+.2f}").format(value=row["correlation"]) + note)
            axes.locator_params(nbins=4)
        return settled(sheet.figure)


def _pairs_caution(sets: Posterior) -> str:
    text = _(
        "A dot is a set; the axes span the plausible ranges. Rank correlations; {count} of all pairs are further from"
        " nothing than shuffled columns come in 19 of 20 samples. Parameters that are tied stand in for each other."
    )
    return text.format(count=sets.manifest["findings"]["pairs_beyond"])


# ---------------------------------------------------------------- windows


def passed(sets: Posterior) -> Figure:
    """Draw how often each window holds: in the prior, and in new runs of the calibrated sets."""
    with look():
        rows = sets.manifest["findings"]["histories"]
        sheet = Sheet(
            _title(),
            _("How often each window of the two histories holds in a single run"),
            body=0.21 * len(rows) + 0.5,
            details=[_source(sets)],
            legend=[
                Line2D([], [], color=SOFT, marker="o", fillstyle="none", linestyle="none", label=_("prior draws")),
                Line2D([], [], color=BLUE, marker="o", linestyle="none", label=_("calibrated sets, on fresh luck")),
                Line2D(
                    [], [], color=CHALLENGER, marker="x", linestyle="none", label=_("changed after results were seen")
                ),
            ],
            notes=[_joint(sets)],
        )
        _windows(sheet.grid(1, 1)[0], rows)
        return settled(sheet.figure)


def _windows(axes: Axes, rows: Sequence[Mapping[str, Any]]) -> None:
    titles = {window.name: window for window in windows().histories}
    for place, row in enumerate(rows):
        before, after = 100.0 * row["prior"], 100.0 * row["fresh"]
        axes.plot((before, after), (place, place), color=BLUE_MID, linewidth=1.2)
        axes.plot(before, place, color=SOFT, marker="o", fillstyle="none", markersize=5, clip_on=False)
        axes.plot(after, place, color=BLUE, marker="o", markersize=5, clip_on=False)
        if titles[row["name"]].changed:
            axes.plot(103.0, place, color=CHALLENGER, marker="x", markersize=4, clip_on=False)
    labels = [fitted(titles[row["name"]].words, LABEL, SMALL) for row in rows]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.axhline(_first_of_last(rows) - 0.5, color=SOFT, linewidth=0.6)
    axes.set_xlim(0.0, 100.0)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(_("per cent of runs"))


def _first_of_last(rows: Sequence[Mapping[str, Any]]) -> int:
    """Return the place of the first window of the last history."""
    return next(place for place, row in enumerate(rows) if row["cell"] == rows[-1]["cell"])


def _joint(sets: Posterior) -> str:
    joint = sets.manifest["findings"]["joint"]
    text = _(
        "Above the line 1979-91, below it Ukraine. All windows hold together in {before:.2g} per cent of prior draws,"
        " and in {after:.2g} per cent of new runs of the sets: an accepted set reproduces both histories by luck as"
        " much as by its numbers. Windows on a settlement cannot hold where there is none."
    )
    return text.format(before=100.0 * joint["prior"], after=100.0 * joint["fresh"])


def describe(sets: Posterior) -> str:
    """Return the numbers behind the pictures as a text."""
    head = [_("parameter"), "16 %", "50 %", "84 %", _("distance"), _("standing")]
    rows = [
        [row["name"], at(row["low"]), at(row["middle"]), at(row["high"]), at(row["distance"]), _names(row["standing"])]
        for row in _rows(sets)
    ]
    return "\n".join([_title(), _source(sets), "", *table(head, rows), "", _caution(sets), _joint(sets)])
