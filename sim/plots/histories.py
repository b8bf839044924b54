"""The two histories of the back-test: 1979 to 1991 and the war in Ukraine, the model's bands beside the record."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.language import _
from sim.plots.sheet import Sheet, entitle, label
from sim.plots.style import (
    BLUE,
    CHALLENGER,
    DASHED,
    INK,
    PAPER,
    PATRON_A,
    SMALL,
    SOFT,
    SOLID,
    TARGET,
    Dash,
    band,
    line,
    shade,
    trace,
)
from sim.record import series
from sim.study.backtest import Backtest
from sim.study.course_values import LAST
from sim.study.courses import COURSES, START, Course, bands, beside, shares

RECORD = "#1a1a1a"
MARKS = ("D", "s", "v")
"""Marks of the series of the record in a panel; the first is filled."""
COLOURS = {"china": CHALLENGER, "russia": CHALLENGER, "vietnam": TARGET, "ukraine": TARGET, "aid": PATRON_A}
SPARE = 1.12
"""Room above what is drawn."""

Panels = Sequence[Sequence[str]]


def border_war(found: Backtest) -> Figure:
    """Draw 1979 to 1993."""
    panels = (
        ("china-killed",),
        ("vietnam-killed",),
        ("army",),
        ("burden",),
        ("cambodia",),
        ("deals", "exits") if COURSES["exits"].represented(found.mends) else ("deals",),
    )
    return _history(found, _("1979 to 1991: the border war and the long stalemate"), panels, years=2)


def analogue(found: Backtest) -> Figure:
    """Draw 2022 to 2026."""
    panels = (
        ("land",),
        ("too-much", "too-much-warier", "too-much-keener"),
        ("ukraine-killed",),
        ("russia-killed",),
        ("aid-us",),
        ("aid-europe",),
    )
    return _history(found, _("The war in Ukraine, as an analogue"), panels, years=1)


def _history(found: Backtest, title: str, panels: Panels, *, years: int) -> Figure:
    """Draw one history: a panel a quantity, the record on top of the model's bands."""
    courses = [[COURSES[name] for name in names] for names in panels]
    flat = [course for group in courses for course in group]
    sheet = Sheet(
        title,
        _("The model over its calibrated sets, and the record"),
        body=0.35 + 1.95 * -(-len(panels) // 2),
        details=[found.about],
        legend=[
            line(SOFT, _("model, median")),
            band("#888888", _("half of the runs"), 0.5),
            band("#888888", _("90 % of the runs"), 0.25),
            _mark(MARKS[0], _("record, with the range of sources")),
        ],
        notes=[*(course.scaled for course in flat if course.scaled), *_notes(flat, found), _sources(flat)],
    )
    every = sheet.grid(len(panels), 2)
    for axes, group in zip(every, courses, strict=True):
        _panel(axes, group, found)
        _years(axes, group[0], years)
    return sheet.figure


def _panel(axes: Axes, group: Sequence[Course], found: Backtest) -> None:
    """Draw the courses of one panel, and the record beside them."""
    course = group[0]
    dates = course.name == "deals"
    entitle(axes, _("Settled, and exit from Cambodia decided") if dates and len(group) > 1 else course.title, 3.1)
    label(axes, course.unit, 1.5)
    tops = []
    if dates:
        tops.append(_dates(axes, group, found))
    elif course.represented(found.mends):
        rows = bands(course, found)
        shade(axes, rows[[0, 1, 3, 4]], _colour(course), alphas=(0.20, 0.34))
        trace(axes, rows[2], _colour(course))
        tops.append(np.nanmax(rows, initial=0.0))
        for other in group[1:]:
            trace(axes, bands(other, found)[2], _colour(course), DASHED, width=1.1)
    else:
        axes.text(0.5, 0.06, course.absent, transform=axes.transAxes, ha="center", size=SMALL, color=INK)
    names = [] if dates else [name for each in group for name in each.beside]
    if names:
        tops += [_record(axes, course, name, mark) for name, mark in zip(names, MARKS, strict=False)]
        if len(names) > 1:
            axes.legend(loc="upper right", frameon=False, fontsize=SMALL, borderaxespad=0.0)
    room = SPARE + (0.06 + 0.07 * len(names) if len(names) > 1 else 0.0)
    axes.set_ylim(0.0, room * max(tops) if max(tops) > 0 else 1.0)


def _record(axes: Axes, course: Course, name: str, mark: str) -> float:
    """Draw a series of the record with the range of its sources; return the highest that it reaches."""
    quarters, held = beside(course, name)
    seen = quarters <= LAST[course.cell]
    spread = np.abs(np.vstack([held.values - held.low, held.high - held.values]))[:, seen]
    axes.errorbar(
        quarters[seen],
        held.values[seen],
        yerr=spread if spread.any() else None,
        linestyle="none",
        marker=mark,
        markersize=4.0,
        markerfacecolor=RECORD if mark == MARKS[0] else PAPER,
        color=RECORD,
        elinewidth=1.1,
        capsize=2.5,
        zorder=5,
        label=held.title,
        clip_on=False,
    )
    return float(held.high[seen].max(initial=0.0))


def _dates(axes: Axes, group: Sequence[Course], found: Backtest) -> float:
    """Draw shares of runs in which something has come, with the date of the record as a line."""
    looks: tuple[tuple[str, Dash], ...] = ((BLUE, SOLID), (PATRON_A, DASHED))
    for place, (course, (colour, dash)) in enumerate(zip(group, looks, strict=False)):
        rows = shares(course, found)
        shade(axes, rows[[0, 2]], colour, alphas=(0.22,))
        axes.plot(rows[1], color=colour, linestyle=dash, linewidth=1.8, label=course.title)
        quarters, held = beside(course, course.beside[0])
        axes.axvline(quarters[0], color=RECORD, linestyle=dash, linewidth=1.0)
        words = _("record: {what}").format(what=held.title)
        box = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}
        spot = quarters[0] - 0.4, 1.1 + 0.12 * place
        axes.text(*spot, words, size=SMALL - 0.5, color=INK, ha="right", va="center", bbox=box)
    if len(group) > 1:
        axes.legend(loc="center left", frameon=False, fontsize=SMALL, borderaxespad=0.0)
    axes.set_yticks((0.0, 0.25, 0.5, 0.75, 1.0))
    return 1.0 + 0.12 * len(group)


def _years(axes: Axes, course: Course, years: int) -> None:
    """Set calendar years on the time axis, which counts quarters from the opening."""
    last = LAST[course.cell]
    ticks = list(range(0, last + 1, 4 * years))
    first = int(START[course.cell][:4])
    axes.set_xlim(0, last)
    axes.set_xticks(ticks, [str(first + tick // 4) for tick in ticks])


def _colour(course: Course) -> str:
    return COLOURS.get(course.name.partition("-")[0], BLUE)


def _mark(mark: str, text: str) -> Line2D:
    item = line(RECORD, text)
    item.set(linestyle="none", marker=mark, markersize=4.0)
    return item


def _notes(courses: Sequence[Course], found: Backtest) -> list[str]:
    """Return what to know about the series of the record."""
    names = dict.fromkeys(name for course in courses for name in course.beside)
    told: dict[str, list[str]] = {}
    for name in names:
        told.setdefault(series()[name].note, []).append(series()[name].title)
    notes = [f"{'; '.join(titles)}: {note}" for note, titles in told.items() if note]
    if any(course.name == "deals" for course in courses):
        notes.append(_("Shares of runs: the line is the mean, the band the middle nine tenths of the sets."))
    if any(not course.represented(found.mends) for course in courses):
        notes.append(_("A panel without bands is one whose state the model lacks under these mends."))
    return notes


def _sources(courses: Sequence[Course]) -> str:
    """Return the keys of the sources of all series that are drawn."""
    names = dict.fromkeys(name for course in courses for name in course.beside)
    keys = dict.fromkeys(key for name in names for key in series()[name].source.split())
    return _("Sources of the record: {keys}; see docs/bibliography.md.").format(keys=" ".join(keys))
