"""Pictures of the back-test: every target beside its band, and the two histories beside the record.

They show runs of calibrated sets as `sim.study.backtest` read them, and no study folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.errors import UnknownName
from sim.language import _
from sim.plots.histories import analogue, border_war
from sim.plots.sheet import Sheet, inches, settled, wrapped
from sim.plots.style import BLUE, CHALLENGER, FAINT, INK, PAPER, SMALL, SOFT, band, look
from sim.record import ABSENT, CHECK, FITTED
from sim.study.backtest import Backtest
from sim.study.targets import Row, summary

ROW = 0.235
"""Height of a target's line, inches."""
NAMES = 2.75
"""Width of the targets' names, inches."""
FAR = (-1.35, 2.35)
"""Limits of the axis, on which a band reaches from 0 to 1; what lies beyond has an arrow."""
LEAST, MOST = FAR[0] + 0.12, FAR[1] - 0.12
"""Where a number beyond the axis is drawn, with an arrow to the edge."""
HIT, MISS = BLUE, CHALLENGER


def targets(found: Backtest) -> Figure:
    """Draw all targets: the band as a bar, the model's median and range upon it; what has no number is listed below."""
    rows = found.rows()
    shown = [row for row in rows if row.model == row.model and row.target.low is not None]
    sheet = Sheet(
        _("The model against the record"),
        _("Targets R1 to R11: the model's median and the middle nine tenths of its runs, on the scale of each band"),
        body=ROW * max(len(shown), 1) + 0.62,
        details=[found.about],
        legend=_legend(shown),
        notes=[*_absent(rows), _counted(rows), *_cautions(shown)],
    )
    axes = sheet.grid(1, 1)[0]
    _scale(axes, shown)
    for place, row in enumerate(shown):
        _draw(axes, row, place)
    return sheet.figure


PICTURES: dict[str, Callable[[Backtest], Figure]] = {
    "targets": targets,
    "1979": border_war,
    "ukraine": analogue,
}
"""Pictures by name, in their published order."""


def draw(name: str, found: Backtest) -> Figure:
    """Draw one of PICTURES; the histories need what `sim.study.courses.wanted` names.

    Raises
    ------
    UnknownName
        If there is no such picture.
    """
    if name not in PICTURES:
        raise UnknownName(_("picture of the back-test"), name, PICTURES)
    with look():
        return settled(PICTURES[name](found))


def _scale(axes: Axes, shown: Sequence[Row]) -> None:
    """Set names on the upright axis, and ends of the bands on the other."""
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_yticks(range(len(shown)), [_name(row) for row in shown], size=SMALL)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False)
    axes.set_xlim(*FAR)
    axes.set_xticks((0.0, 1.0), [_("low end"), _("high end")])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(axis="x", length=0)


def _name(row: Row) -> str:
    """Return a target's name with its unit, on one line."""
    text = f"{row.target.id}  {row.target.title}"
    full = f"{text} ({row.target.unit})" if row.target.unit else text
    return wrapped(full if inches(full, SMALL) <= NAMES else text, NAMES + 0.4, SMALL)[0]


def _draw(axes: Axes, row: Row, place: int) -> None:
    """Draw one target's line: band, record, the model's range and median, and both in figures."""
    low, high = row.target.low or 0.0, row.target.high or 1.0
    colour = HIT if row.hit else MISS
    axes.barh(place, 1.0, left=0.0, height=0.62, color=FAINT, linewidth=0)
    record = (row.target.value - low) / (high - low)
    axes.plot((record, record), (place - 0.31, place + 0.31), color=SOFT, linewidth=1.2)
    ends = [_placed(value, low, high) for value in (row.p05, row.model, row.p95)]
    axes.plot((ends[0], ends[2]), (place, place), color=colour, linewidth=1.3, solid_capstyle="butt")
    for beyond in {end for end in ends if end in (LEAST, MOST)}:
        edge, sign = (FAR[0], "<") if beyond == LEAST else (FAR[1], ">")
        axes.plot((beyond, edge), (place, place), color=colour, linewidth=1.3, solid_capstyle="butt")
        axes.plot(edge, place, marker=sign, color=colour, markersize=4.0, clip_on=False)
    axes.plot(
        ends[1],
        place,
        marker="o" if row.hit else "X",
        color=colour,
        markerfacecolor=colour if row.status == CHECK else PAPER,
        markersize=6.5,
        markeredgewidth=1.2,
        clip_on=False,
        zorder=4,
    )
    axes.text(1.02, place, _figures(row), transform=axes.get_yaxis_transform(), size=SMALL, va="center", color=INK)


def _placed(value: float, low: float, high: float) -> float:
    """Return where a value stands on the scale of its band, held within the axis."""
    return float(np.clip((value - low) / (high - low), LEAST, MOST))


def _figures(row: Row) -> str:
    """Return the model's number and the band, in figures."""
    target = row.target
    band_text = _("{low} to {high}").format(low=_figure(target.low, row), high=_figure(target.high, row))
    return (
        _("{model} in {band}").format(model=_figure(row.model, row), band=band_text)
        if row.hit
        else _("{model} not in {band}").format(model=_figure(row.model, row), band=band_text)
    )


def _figure(value: float | None, row: Row) -> str:
    if value is None or not np.isfinite(value):
        return _("later") if value and value > 0 else _("earlier")
    most = max(abs(row.target.value), abs(row.target.high or 0.0))
    return f"{value:.2f}" if most < 3 else f"{value:.1f}" if most < 12 else f"{value:.0f}"


def _legend(shown: Sequence[Row]) -> list[Artist]:
    """Return the legend of what is met among the targets."""
    kinds = (
        (HIT, "o", True, _("check, hit")),
        (MISS, "X", True, _("check, missed")),
        (HIT, "o", False, _("fitted, in the band")),
        (MISS, "X", False, _("fitted, not in the band")),
    )
    met = {(bool(row.hit), row.status == CHECK) for row in shown}
    marks: list[Artist] = [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=marker,
            color=colour,
            markerfacecolor=colour if full else PAPER,
            markersize=6.5,
            label=label,
        )
        for colour, marker, full, label in kinds
        if (marker == "o", full) in met
    ]
    figure = Line2D([], [], color=SOFT, linestyle="none", marker="|", markersize=9, label=_("figure of the record"))
    return [*marks, band(FAINT, _("band of the record")), figure]


def _absent(rows: Sequence[Row]) -> list[str]:
    """Return which targets have no number, and why, one sentence a reason."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row.status == ABSENT:
            needs = ", ".join(row.target.needs)
            why = _("carried by the mend {names} alone").format(names=needs) if needs else row.target.absent
            reasons.setdefault(why, []).append(row.target.id)
    if not reasons:
        return []
    parts = [f"{', '.join(ids)} ({why})" for why, ids in reasons.items()]
    unbanded = [row.target.id for row in rows if row.status != ABSENT and row.target.low is None]
    more = _(" Without a band in the record, and not drawn: {ids}.").format(ids=", ".join(unbanded)) if unbanded else ""
    return [_("Not represented: {parts}.").format(parts="; ".join(parts)) + more]


def _counted(rows: Sequence[Row]) -> str:
    count = summary(rows)
    words = _("Checks hit: {hits} of {checks}. Fitted, not counted: {fits_hit} of {fits}.").format(**count)
    aimed = _(" A mend in use was written for {hits_aimed} of these hits, so that it knew the figure.").format(**count)
    return words + (aimed if count["hits_aimed"] else "")


def _cautions(shown: Sequence[Row]) -> list[str]:
    """Return what to know when reading the picture."""
    fitted = [row.target.id for row in shown if row.status == FITTED]
    notes = [
        _(
            "R1 to R9 rest on single histories: checks of plausibility. R10 counts the model's wars, of the two "
            "histories and of the present under four doctrines: a class far from that of all wars since 1816."
        )
    ]
    if fitted:
        words = _("Fitted means that the calibration, or a parameter, was set by the same figure: {ids}.")
        notes.append(words.format(ids=", ".join(fitted)))
    return notes
