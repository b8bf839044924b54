"""Parallel coordinates: every point of the design as a line over its inputs, failures on top, the box shaded.

It shows an answer of the question `discover`.
"""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.errors import InputError
from sim.language import _
from sim.plots.discovered import Row, asked, boxes, caution, number, title
from sim.plots.paths import FloatArray
from sim.plots.sheet import Sheet, fitted, settled
from sim.plots.style import BLUE, CHALLENGER, INK, SMALL, Fill, area, line, look
from sim.plots.tables import table
from sim.plots.words import percent
from sim.study.answers import Answer
from sim.study.questions.discover_tables import box_of

MOST = 9
"""Inputs that are drawn: those that boxes restrict first."""
HEIGHT = 3.6
WIDE = 0.9
CLASSES = ((0.25, "#d0d0d0", 0.4), (0.5, "#9a9a9a", 0.5), (0.75, "#eba75f", 0.8), (np.inf, CHALLENGER, 0.9))
"""Shares of runs that fail below which a line is drawn so: upper end, colour, width."""
SHADE = Fill(BLUE)
SPREAD = 0.5
"""How far the lines of a level are spread, as a share of its room."""
CROWD = 60.0
"""Lines of one class beyond which they are drawn fainter, so that what lies below can be seen."""
GOLDEN = 0.6180339887


def draw(answer: Answer) -> Figure:
    """Draw an answer of the question `discover`; a study without uncertainties is refused."""
    if not answer.data["inputs"]:
        message = _("The study has no uncertainties, so that its points are no lines.")
        raise InputError(message, field="kind", got="parallel")
    with look():
        return settled(_drawn(answer))


def _drawn(answer: Answer) -> Figure:
    columns = shown(answer)
    left_out = len(answer.data["inputs"]) - len(columns)
    more = [_("{count} more inputs, which no box restricts, are not drawn.").format(count=left_out)] if left_out else []
    count = len(answer.data["lines"]["shares"])
    some = _("{count:,} of {all:,} points are drawn, evenly chosen.").format(count=count, all=answer.data["points"])
    sheet = Sheet(
        answer.title,
        headline(),
        body=HEIGHT,
        details=[asked(answer)],
        legend=_legend(answer),
        notes=[*([some] if count < answer.data["points"] else []), *more, *caution(answer)],
    )
    axes = sheet.grid(1, 1)[0]
    _lines(axes, answer, columns)
    if boxes(answer):
        _shade(axes, answer, columns)
    _ticks(axes, answer, columns)
    return sheet.figure


def headline() -> str:
    """Return what the picture shows."""
    return _("Every point of the design over its inputs; those that fail most on top")


def shown(answer: Answer) -> list[int]:
    """Return the inputs that are drawn, by place: those that boxes restrict, then those that matter most alone."""
    restricted = [row["input"] for box in boxes(answer) for row in box["bounds"]]
    return list(dict.fromkeys([*restricted, *answer.data["order"]]))[:MOST]


def _legend(answer: Answer) -> list[Artist]:
    texts = (
        _("fails in fewer than 25 % of runs"),
        _("25 to 50 %"),
        _("50 to 75 %"),
        _("75 % and more"),
    )
    items: list[Artist] = [
        line(colour, text, width=1.6) for (_end, colour, _w), text in zip(CLASSES, texts, strict=True)
    ]
    if boxes(answer):
        items.append(area(SHADE, title(answer, 0)))
        items[-1].set_alpha(0.35)
    return items


def heights(answer: Answer, columns: list[int]) -> FloatArray:
    """Return how high each point stands on each input, 0 to 1, shape (points, inputs); levels stand apart."""
    values = np.array(answer.data["lines"]["values"], float).reshape(-1, len(answer.data["inputs"]))
    numbers = (np.arange(len(values)) * GOLDEN) % 1.0 - 0.5
    found = np.empty((len(values), len(columns)))
    for place, column in enumerate(columns):
        of = answer.data["inputs"][column]
        if of["kind"] == "category":
            found[:, place] = (values[:, column] + 0.5 + SPREAD * numbers) / len(of["levels"])
        else:
            found[:, place] = (values[:, column] - of["low"]) / ((of["high"] - of["low"]) or 1.0)
    return found


def _lines(axes: Axes, answer: Answer, columns: list[int]) -> None:
    """Draw the points, class by class, so that those that fail most are on top."""
    at_heights, shares = heights(answer, columns), np.array(answer.data["lines"]["shares"], float)
    order, below = np.argsort(shares, kind="stable"), -np.inf
    for layer, (end, colour, width) in enumerate(CLASSES):
        rows = [row for row in order if below <= shares[row] < end]
        below = end
        segments = [np.column_stack([np.arange(len(columns)), at_heights[row]]) for row in rows]
        alpha = min(max(CROWD / max(len(rows), 1), 0.15), 0.8)
        axes.add_collection(LineCollection(segments, colors=colour, linewidths=width, alpha=alpha, zorder=2 + layer))


def _shade(axes: Axes, answer: Answer, columns: list[int]) -> None:
    """Shade what the first box holds of each input that it restricts."""
    for place, bound in box_of(boxes(answer)[0]).bounds.items():
        if place not in columns:
            continue
        of, at = answer.data["inputs"][place], columns.index(place)
        if bound.levels is not None:
            ends = [(level / len(of["levels"]), (level + 1) / len(of["levels"])) for level in sorted(bound.levels)]
        else:
            width = (of["high"] - of["low"]) or 1.0
            ends = [(max((bound.low - of["low"]) / width, 0.0), min((bound.high - of["low"]) / width, 1.0))]
        for low, high in ends:
            look_of = {"facecolor": SHADE.colour, "alpha": 0.35, "edgecolor": INK, "linewidth": 0.8, "zorder": 8}
            axes.add_patch(Rectangle((at - 0.07, low), 0.14, high - low, **look_of))  # type: ignore[arg-type]


def _ticks(axes: Axes, answer: Answer, columns: list[int]) -> None:
    """Draw the axis of each input with its name and its ends or levels."""
    room = 6.4 / max(len(columns) - 0.4, 1.0)
    names = []
    for place, column in enumerate(columns):
        of = answer.data["inputs"][column]
        axes.plot([place, place], [0.0, 1.0], color=INK, linewidth=0.8, zorder=7)
        for height, text in _marks(of):
            words = fitted(text, room * 0.8, SMALL - 1.0)
            spot = axes.text(place + 0.09, height, words, size=SMALL - 1.0, color=INK, va="center", zorder=9)
            spot.set_bbox({"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.6})
        names.append(fitted(of["name"], room * 0.95, SMALL, lines=2))
    axes.set_xlim(-0.2, len(columns) - 1 + 0.6)
    axes.set_ylim(-0.04, 1.04)
    axes.set_xticks(range(len(columns)), names)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.tick_params(axis="x", length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def _marks(of: Row) -> list[tuple[float, str]]:
    """Return the texts along an input's axis with their heights."""
    if of["kind"] == "category":
        return [((place + 0.5) / len(of["levels"]), str(level)) for place, level in enumerate(of["levels"])]
    return [(0.0, f"{number(of['low']):.3g}"), (1.0, f"{number(of['high']):.3g}")]


def describe(answer: Answer) -> str:
    """Return the numbers behind the picture: each input's middle among points that fail, and among the others."""
    columns, rows = shown(answer), []
    values = np.array(answer.data["lines"]["values"], float).reshape(-1, len(answer.data["inputs"]))
    often = np.array(answer.data["lines"]["shares"], float) >= 0.5
    for column in columns:
        of = answer.data["inputs"][column]
        rows.append([of["name"], *(_middle(values[some, column], of) for some in (often, ~often))])
    counts = _("{often:,} points fail in half of their runs or more, {rest:,} do not.")
    lines = [answer.title, headline(), asked(answer), *caution(answer)]
    lines.append(counts.format(often=int(often.sum()), rest=int((~often).sum())))
    lines += [title(answer, place) for place in range(len(boxes(answer)))]
    head = [_("input"), _("middle half of those that fail"), _("middle half of the others")]
    return "\n".join([*lines, "", *table(head, rows)])


def _middle(values: FloatArray, of: Row) -> str:
    if not values.size:
        return "-"
    if of["kind"] == "category":
        counts = np.bincount(values.astype(int), minlength=len(of["levels"])) / values.size
        return ", ".join(f"{level} {percent(float(share))}" for level, share in zip(of["levels"], counts, strict=True))
    low, high = np.quantile(values, (0.25, 0.75))
    return _("{low} to {high}").format(low=f"{low:.3g}", high=f"{high:.3g}")
