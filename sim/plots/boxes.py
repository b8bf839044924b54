"""The ranges of a box over the whole range of each input that it restricts, with how sure they are.

It shows an answer of the question `discover`.
"""

from __future__ import annotations

import math

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.language import _
from sim.plots.discovered import Row, asked, boxes, caution, empty, number, title
from sim.plots.sheet import MARGIN, Sheet, entitle, fitted, settled
from sim.plots.style import BLUE, FAINT, INK, PAPER, SMALL, SOFT, Fill, area, line, look
from sim.plots.tables import at, table
from sim.plots.words import percent
from sim.study.answers import Answer

ROW, AROUND = 0.55, 0.62
"""Height of an input and of a panel's title with its surroundings, inches."""
NAMES, SIDE = 1.75, 1.35
"""Width of the names on the left, and of the figures on the right, inches."""
WHOLE, KEPT = Fill(FAINT), Fill(BLUE)
FIGURES = 1.04
"""Where the figures begin, in widths of the panel."""


def draw(answer: Answer) -> Figure:
    """Draw an answer of the question `discover`."""
    with look():
        return settled(_drawn(answer))


def _drawn(answer: Answer) -> Figure:
    found = boxes(answer)
    heights = [len(box["bounds"]) * ROW + AROUND for box in found]
    sheet = Sheet(
        answer.title,
        headline(),
        body=sum(heights) if found else 1.0,
        details=[asked(answer)],
        legend=_legend() if found else (),
        notes=[
            _(
                "Quasi-p: how likely chance makes the box so dense without this condition. Resamples: in how many "
                "searches on resampled points this input was restricted."
            ),
            *caution(answer),
        ],
    )
    panels = sheet.grid(max(len(found), 1), 1, height_ratios=heights or None)
    if not found:
        empty(panels[0], answer)
    for place, axes in enumerate(panels[: len(found)]):
        _panel(axes, answer, place)
        entitle(axes, title(answer, place), 6.8)
    return sheet.figure


def headline() -> str:
    """Return what the picture shows."""
    return _("The conditions of the box, on the whole range of each input")


def _legend() -> list[Artist]:
    return [
        area(WHOLE, _("whole range")),
        area(KEPT, _("in the box")),
        line(INK, _("where 9 in 10 resamples put the limit"), width=1.0),
    ]


def _panel(axes: Axes, answer: Answer, place: int) -> None:
    rows = boxes(answer)[place]["bounds"]
    names = []
    for height, row in enumerate(rows):
        of = answer.data["inputs"][row["input"]]
        _cells(axes, height, row, of) if row["levels"] is not None else _range(axes, height, row, of)
        figures = _("quasi-p {p}\n{share} of resamples").format(p=_p(row), share=percent(number(row["share"])))
        axes.text(FIGURES, height, figures, size=SMALL - 0.5, color=SOFT, va="center", linespacing=1.3)
        about = fitted(of["title"], NAMES, SMALL - 1.0, lines=2) if of["title"] and of["title"] != of["name"] else ""
        names.append(fitted(of["name"], NAMES, SMALL) + (f"\n{about}" if about else ""))
    axes.set_xlim(-0.01, FIGURES + SIDE / (7.4 - 2 * MARGIN - NAMES - SIDE))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), names, size=SMALL - 0.5)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.tick_params(axis="y", length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def _range(axes: Axes, height: int, row: Row, of: Row) -> None:
    """Draw the range of a number: the whole, what is in the box, and where resamples put its limits."""
    low, high = number(of["low"]), number(of["high"])
    width = (high - low) or 1.0

    def at_place(value: float) -> float:
        return min(max((value - low) / width, 0.0), 1.0)

    ends = [number(row["low"]), number(row["high"])]
    start, end = at_place(low if math.isnan(ends[0]) else ends[0]), at_place(high if math.isnan(ends[1]) else ends[1])
    axes.barh(height, 1.0, 0.26, color=WHOLE.colour, linewidth=0)
    axes.barh(height, end - start, 0.26, left=start, color=KEPT.colour, edgecolor=INK, linewidth=0.4)
    for limit, key in zip(ends, ("lows", "highs"), strict=True):
        again = [number(value) for value in row[key]]
        if not math.isnan(limit) and not math.isnan(again[0]):
            places = [at_place(value) for value in again]
            axes.plot(places, [height, height], color=PAPER, linewidth=2.6, solid_capstyle="butt")
            axes.plot(places, [height, height], color=INK, linewidth=1.0, marker="|", markersize=6)
    for value, spot, side in ((low, 0.0, "left"), (high, 1.0, "right")):
        axes.text(spot, height + 0.17, at(value), size=SMALL - 1.5, color=SOFT, ha=side, va="top")
    for limit in ends:
        if not math.isnan(limit):
            spot = at_place(limit)
            axes.text(spot, height - 0.16, f"{limit:.4g}", size=SMALL - 0.5, color=INK, ha=_side(spot), va="bottom")


def _side(spot: float) -> str:
    return "left" if spot < 0.06 else "right" if spot > 0.94 else "center"


def _cells(axes: Axes, height: int, row: Row, of: Row) -> None:
    """Draw the levels of a category as cells, those in the box filled."""
    levels = of["levels"]
    wide = 1.0 / len(levels)
    inches = (7.4 - 2 * MARGIN - NAMES - SIDE) * wide
    for place, level in enumerate(levels):
        kept = place in row["levels"]
        axes.barh(
            height,
            wide * 0.97,
            0.5,
            left=place * wide,
            color=KEPT.colour if kept else PAPER,
            edgecolor=INK if kept else SOFT,
            linewidth=0.6,
        )
        text = fitted(str(level), inches * 0.85, SMALL - 0.5)
        axes.text(
            (place + 0.485) * wide,
            height,
            text,
            size=SMALL - 0.5,
            color=PAPER if kept else SOFT,
            ha="center",
            va="center",
        )


def _p(row: Row) -> str:
    chance = number(row["quasi_p"])
    return "<0.001" if chance < 0.001 else f"{chance:.3f}"


def describe(answer: Answer) -> str:
    """Return the numbers behind the picture."""
    lines = [answer.title, headline(), asked(answer), *caution(answer)]
    head = [_("input"), _("in the box"), _("whole range"), _("quasi-p"), _("resamples"), _("limits in resamples")]
    for place, box in enumerate(boxes(answer)):
        rows = []
        for row in box["bounds"]:
            of = answer.data["inputs"][row["input"]]
            rows.append([of["name"], *_texts(row, of), _p(row), percent(number(row["share"])), _again(row, of)])
        lines += ["", title(answer, place), *table(head, rows)]
    return "\n".join(lines)


def _texts(row: Row, of: Row) -> list[str]:
    """Return what is in the box and the whole range, in words."""
    if row["levels"] is not None:
        return [", ".join(of["levels"][place] for place in row["levels"]), ", ".join(of["levels"])]
    ends = [of[name] if row[name] is None else row[name] for name in ("low", "high")]
    words = _("{low} to {high}")
    return [
        words.format(low=f"{ends[0]:.4g}", high=f"{ends[1]:.4g}"),
        words.format(low=at(of["low"]), high=at(of["high"])),
    ]


def _again(row: Row, of: Row) -> str:
    """Return where resamples put the limits, or which levels they keep."""
    if row["levels"] is not None:
        kept = zip(of["levels"], row["kept"], strict=True)
        return ", ".join(f"{level} {percent(number(share))}" for level, share in kept)
    spans = [[number(value) for value in row[key]] for key in ("lows", "highs")]
    words = [_("{low} to {high}").format(low=f"{a:.4g}", high=f"{b:.4g}") for a, b in spans if not math.isnan(a)]
    return "; ".join(words) or "-"
