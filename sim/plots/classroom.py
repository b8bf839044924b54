"""Pictures of a class: many games of one scenario, each pair of meters as a cloud, and the meters over time.

They are drawn from plain numbers. A game that no other one beats on all five meters at once is filled and numbered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.language import _
from sim.plots.sheet import Sheet, entitle, label, mark_edges, rows_for, settled
from sim.plots.style import INK, SMALL, SOFT, TARGET, look, time_axis
from sim.scenario import Scenario

COLUMNS = 3
PANEL = 1.9
"""Height of a panel, inches."""
DIM = "#9a9a9a"
NEAR = 0.03
"""Points nearer to each other than this share of an axis get one label together."""
LETTER, HIGH, GAP = 0.028, 0.05, 0.02
"""Width and height of a letter and the gap before it, as shares of a panel; labels that would meet are left out."""
MOST = 5
"""Numbers in one label, at most; behind them stands how many more there are."""


@dataclass(frozen=True)
class Scale:
    """A meter of the class: its name, title and unit, and 1 where more is better, -1 where less is."""

    name: str
    title: str
    unit: str
    sign: int


@dataclass(frozen=True)
class Played:
    """A game of the class.

    Attributes
    ----------
    number : its number in the class, from 1.
    best : whether no other game is at least as good on all meters and better on one.
    ends, courses : its meters at the end, and from the opening on, by name.
    """

    number: int
    best: bool
    ends: Mapping[str, float]
    courses: Mapping[str, Sequence[float]]


def cloud(title: str, when: str, scales: Sequence[Scale], games: Sequence[Played]) -> Figure:
    """Draw each pair of meters as a cloud of games.

    Parameters
    ----------
    when : at which moment, in words.
    games : at least one.
    """
    pairs = list(combinations(scales, 2))
    with look():
        sheet = Sheet(
            title,
            _("Where the games stand: every pair of meters"),
            details=[when],
            body=PANEL * 1.15 * rows_for(len(pairs), COLUMNS),
            legend=_legend(),
            notes=[_note(scales)],
        )
        every = sheet.grid(len(pairs), COLUMNS)
        for axes, (first, second) in zip(every, pairs, strict=True):
            _pair(axes, first, second, games)
        return settled(sheet.figure)


def courses(title: str, scenario: Scenario, scales: Sequence[Scale], games: Sequence[Played]) -> Figure:
    """Draw the meters of all games over time, laid over each other.

    Parameters
    ----------
    games : at least one; all of the same length.
    """
    with look():
        sheet = Sheet(
            title,
            _("How the meters went, game by game"),
            body=PANEL * rows_for(len(scales), COLUMNS) + 0.2,
            legend=[
                Line2D(
                    [],
                    [],
                    color=TARGET,
                    linewidth=1.4,
                    label=_("undominated: no other game is as good on all five and better on one"),
                ),
                Line2D([], [], color=DIM, linewidth=0.8, linestyle=(0, (4.0, 1.5)), label=_("other games")),
            ],
        )
        every = sheet.grid(len(scales), COLUMNS, sharex=True)
        for axes, scale in zip(every, scales, strict=True):
            for game in sorted(games, key=lambda each: each.best):
                look_of = {"color": TARGET, "linewidth": 1.2, "alpha": 0.75, "zorder": 3}
                if not game.best:
                    look_of = {"color": DIM, "linewidth": 0.8, "linestyle": (0, (4.0, 1.5)), "zorder": 2}
                axes.plot(game.courses[scale.name], **look_of)  # type: ignore[arg-type]
            _room(axes, "y")
            entitle(axes, scale.title, 2.1)
            label(axes, scale.unit, PANEL - 0.4)
            time_axis(axes, scenario, len(games[0].courses[scale.name]) - 1, most=3)
        mark_edges(every, min(COLUMNS, len(every)))
        return settled(sheet.figure)


def _pair(axes: Axes, first: Scale, second: Scale, games: Sequence[Played]) -> None:
    """Draw one pair; what is better lies to the right and above."""
    for best in (False, True):
        spots = [(each.ends[first.name], each.ends[second.name]) for each in games if each.best == best]
        if spots:
            x, y = zip(*spots, strict=True)
            fill, edge = (TARGET, INK) if best else ("none", DIM)
            axes.scatter(
                x, y, s=18 if best else 14, linewidths=0.6, zorder=3 if best else 2, facecolors=fill, edgecolors=edge
            )
    for axis, scale in (("x", first), ("y", second)):
        _room(axes, axis)
        if scale.sign < 0:
            getattr(axes, f"invert_{axis}axis")()
    axes.set_xlabel(f"{first.title} ({first.unit})", fontsize=SMALL)
    axes.set_ylabel(f"{second.title} ({second.unit})", fontsize=SMALL)
    axes.locator_params(nbins=4)
    _number(axes, first, second, [each for each in games if each.best])


def _room(axes: Axes, axis: str) -> None:
    """Leave room at the edges, and do not blow up an axis on which all games are the same."""
    axes.margins(x=0.14 if axis == "x" else None, y=0.14 if axis == "y" else None)
    low, high = sorted(getattr(axes, f"get_{axis}lim")())
    least = 0.04 * max(abs(low), abs(high), 0.25)
    if high - low < least:
        middle = 0.5 * (low + high)
        getattr(axes, f"set_{axis}lim")(middle - 0.5 * least, middle + 0.5 * least)
    axes.ticklabel_format(axis=axis, style="plain", useOffset=False)  # type: ignore[arg-type]


def _number(axes: Axes, first: Scale, second: Scale, games: Sequence[Played]) -> None:
    """Write the numbers of the best games beside their points; points that lie together get one label."""
    spots: list[tuple[float, float, list[int]]] = []
    spans = [abs(np.diff(limits).item()) or 1.0 for limits in (axes.get_xlim(), axes.get_ylim())]
    for each in games:
        x, y = each.ends[first.name], each.ends[second.name]
        near = (abs(x - a) < NEAR * spans[0] and abs(y - b) < 2 * NEAR * spans[1] for a, b, _numbers in spots)
        at = next((place for place, close in enumerate(near) if close), None)
        if at is None:
            spots.append((x, y, [each.number]))
        else:
            spots[at][2].append(each.number)
    taken: list[tuple[float, float, float, float]] = []
    for x, y, numbers in sorted(spots, key=lambda spot: len(spot[2])):
        more = len(numbers) - MOST
        text = " ".join(map(str, numbers[:MOST])) + (f" +{more}" if more > 0 else "")
        across, up = (float(value) for value in axes.transAxes.inverted().transform(axes.transData.transform((x, y))))
        right = across > 0.6
        wide = LETTER * len(text)
        box = (
            across - wide - GAP if right else across + GAP,
            up,
            across - GAP if right else across + wide + GAP,
            up + HIGH,
        )
        if any(_meet(box, other) for other in taken):
            continue
        taken.append(box)
        axes.annotate(
            text,
            (x, y),
            xytext=(-4 if right else 4, 3),
            textcoords="offset points",
            ha="right" if right else "left",
            fontsize=5.5,
            color=SOFT,
            annotation_clip=False,
        )


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Return whether two boxes (left, bottom, right, top) overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _legend() -> list[Line2D]:
    best = _("undominated: no other game is as good on all five and better on one")
    return [_dot(TARGET, INK, best), _dot("none", DIM, _("other games"))]


def _dot(fill: str, edge: str, text: str) -> Line2D:
    return Line2D([], [], color=fill, markeredgecolor=edge, marker="o", markersize=4.5, linestyle="none", label=text)


def _note(scales: Sequence[Scale]) -> str:
    less = ", ".join(scale.title for scale in scales if scale.sign < 0)
    words = _(
        "Better lies to the right and above: the axis of {names} is turned round. Numbers are those of the list; where "
        "they would cover each other, some are left out."
    )
    return words.format(names=less)
