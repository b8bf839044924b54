"""The front of a search against what comes with the program: every pair of the five meters, with 95% intervals.

Better is up and to the right in every panel: an axis on which less is better runs backwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.language import _
from sim.plots.sheet import Sheet, settled
from sim.plots.style import BLUE, CHALLENGER, SMALL, SOFT, look
from sim.plots.tables import table
from sim.study.answers import Answer

Row = dict[str, Any]
BODY = 6.4
"""Height of the panels together, inches."""
MARKS: dict[str, dict[str, Any]] = {
    "established": {"marker": "o", "color": BLUE, "markersize": 4.0},
    "not established": {"marker": "o", "color": BLUE, "markerfacecolor": "white", "markersize": 4.0},
    "dominated": {"marker": "x", "color": SOFT, "markersize": 3.5},
    "shipped": {"marker": "D", "color": CHALLENGER, "markerfacecolor": "white", "markersize": 3.2},
}
"""How a side is marked, by what became of it; what comes with the program has a mark of its own."""


def draw(answer: Answer) -> Figure:
    """Draw the answer of a search."""
    with look():
        return settled(_drawn(answer))


def _drawn(answer: Answer) -> Figure:
    meters, sides = answer.data["meters"], answer.data["sides"]
    sheet = Sheet(
        answer.title,
        headline(),
        body=BODY,
        details=[ran(answer)],
        legend=[_key(kind) for kind in MARKS if any(_kind(side) == kind for side in sides)],
        notes=[answer.standing.text(), _("Better is up and to the right in every panel; lines are 95% intervals.")],
    )
    most = len(meters) - 1
    every = sheet.figure.subplots(most, most, squeeze=False)
    for axes in every.flat:
        axes.set_visible(False)
    for across, up in combinations(range(len(meters)), 2):
        axes = every[up - 1][across]
        axes.set_visible(True)
        _panel(axes, sides, meters, across, up)
        if up == most:
            axes.set_xlabel(_name(meters[across]))
        if across == 0:
            axes.set_ylabel(_name(meters[up]))
    return sheet.figure


def headline() -> str:
    """Return what the picture shows."""
    return _("What was found against what comes with the program, on every pair of five meters")


def ran(answer: Answer) -> str:
    """Return how it was run, in a line."""
    held = answer.settings
    words = _("{population} sides, {generations} generations on {worlds:,} worlds; seed {seed}. {check}")
    fresh = _("Means over {count:,} fresh worlds.").format(count=answer.data["fresh"])
    check = fresh if answer.data["fresh"] else _("Stopped: means over the worlds of the search.")
    names = ("population", "generations", "worlds", "seed")
    return words.format(**{name: held[name] for name in names}, check=check)


def _panel(axes: Axes, sides: Sequence[Row], meters: Sequence[Row], across: int, up: int) -> None:
    for side in sorted(sides, key=lambda side: list(MARKS).index(_kind(side)), reverse=True):
        x, y = side["mean"][across], side["mean"][up]
        mark = MARKS[_kind(side)]
        axes.plot([side["low"][across], side["high"][across]], [y, y], color=mark["color"], linewidth=0.5, alpha=0.6)
        axes.plot([x, x], [side["low"][up], side["high"][up]], color=mark["color"], linewidth=0.5, alpha=0.6)
        axes.plot([x], [y], linestyle="none", markeredgewidth=0.9, **mark)
    for meter, place in ((meters[across], across), (meters[up], up)):
        best = _best(sides, place, meter["sign"])
        if best is not None:
            where = (best["mean"][across], best["mean"][up])
            axes.annotate(best["name"], where, (3, 3), textcoords="offset points", size=SMALL - 1, color=BLUE)
    axes.tick_params(labelsize=SMALL - 1)
    axes.locator_params(nbins=4)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(_tick)
    if meters[across]["sign"] < 0:
        axes.invert_xaxis()
    if meters[up]["sign"] < 0:
        axes.invert_yaxis()


def _tick(value: float, _place: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:g}"


def _kind(side: Row) -> str:
    return "shipped" if side["kind"] == "shipped" else str(side["standing"])


def _best(sides: Sequence[Row], place: int, sign: int) -> Row | None:
    """Return the best of what was found on a meter."""
    found = [side for side in sides if side["kind"] == "front"]
    return max(found, key=lambda side: sign * float(side["mean"][place]), default=None)


def _key(kind: str) -> Line2D:
    texts = {
        "established": _("found, established on the front"),
        "not established": _("found, not established"),
        "dominated": _("found, dominated on fresh worlds"),
        "shipped": _("comes with the program"),
    }
    return Line2D([], [], linestyle="none", label=texts[kind], **MARKS[kind])


def _name(meter: Row) -> str:
    words = _("{meter}, {unit}") if meter["sign"] > 0 else _("{meter}, {unit} (reversed)")
    return words.format(meter=_(meter["title"]), unit=_(meter["unit"]))


def describe(answer: Answer) -> str:
    """Return the numbers behind the picture."""
    meters = answer.data["meters"]
    head = ["", _("standing"), *(_name({**meter, "sign": 1}) for meter in meters)]
    rows = [
        [side["name"], _(_kind(side)), *(_entry(side, place) for place in range(len(meters)))]
        for side in answer.data["sides"]
    ]
    return "\n".join([headline(), ran(answer), answer.standing.text(), "", *table(head, rows)])


def _entry(side: Row, place: int) -> str:
    """Return a mean with its interval: whole people, three figures of anything else."""
    many = abs(side["mean"][place]) >= 100
    numbers = [f"{side[key][place]:,.0f}" if many else f"{side[key][place]:.3g}" for key in ("mean", "low", "high")]
    return "{} ({}–{})".format(*numbers)
