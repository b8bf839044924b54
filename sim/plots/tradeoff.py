"""What a box trades: density against coverage along the peeling, with the box that was chosen.

It shows an answer of the question `discover`.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.language import _, plural
from sim.plots.discovered import Row, asked, boxes, caution, empty, fresh_row, number, title
from sim.plots.sheet import Sheet, entitle, rows_for, settled
from sim.plots.style import BLUE, CHALLENGER, INK, PAPER, SOFT, line, look
from sim.plots.tables import at, table
from sim.plots.words import percent
from sim.study.answers import Answer

MARKERS = ("D", "o", "s", "^", "v")
"""Marks of boxes by how many inputs they restrict; the last stands for all beyond."""
HEIGHT = 3.0
"""Height of a panel, inches."""


def draw(answer: Answer) -> Figure:
    """Draw an answer of the question `discover`."""
    with look():
        return settled(_drawn(answer))


def _drawn(answer: Answer) -> Figure:
    count = len(boxes(answer))
    columns = min(max(count, 1), 2)
    sheet = Sheet(
        answer.title,
        headline(),
        body=rows_for(count, columns) * HEIGHT if count else 1.0,
        details=[asked(answer)],
        legend=_legend(answer) if count else (),
        notes=[
            _(
                "Density: share of the runs in a box that fail. Coverage: share of all failures that the box holds. "
                "Both are of the points that were peeled, on which boxes of many inputs look better than they are."
            ),
            *caution(answer),
        ],
    )
    panels = sheet.grid(max(count, 1), columns, sharey=True)
    if not count:
        empty(panels[0], answer)
    for place, axes in enumerate(panels[:count]):
        _panel(axes, answer, place)
        entitle(axes, title(answer, place), 6.6 / columns)
        if place % columns == 0:
            axes.set_ylabel(_("density, per cent"))
    return sheet.figure


def headline() -> str:
    """Return what the picture shows."""
    return _("What a box trades: how many of the failures it holds, and how often its runs fail")


def _panel(axes: Axes, answer: Answer, place: int) -> None:
    box = boxes(answer)[place]
    rate = box["trajectory"][0]["density"]
    axes.axhline(100.0 * rate, color=SOFT, linewidth=0.8, linestyle=(0, (4.0, 1.5)), zorder=1)
    _path(axes, box["trajectory"], SOFT, filled=False)
    _path(axes, box["narrowed"], BLUE, filled=True)
    chosen = box["chosen"]
    axes.plot(*_spot(chosen), marker="*", markersize=13, color=CHALLENGER, markeredgecolor=INK, zorder=5)
    fresh = fresh_row(answer, place)
    if fresh is not None and not place:
        x, y = 100.0 * number(box["fresh_coverage"]), 100.0 * number(fresh["share"])
        ends = [100.0 * number(fresh["low"]), 100.0 * number(fresh["high"])]
        axes.plot([x, x], ends, color=INK, linewidth=1.0, marker="_", markersize=4, zorder=6)
        axes.plot(x, y, marker="P", markersize=7, color=PAPER, markeredgecolor=INK, linestyle="none", zorder=7)
    axes.set_xlim(0, 103)
    axes.set_ylim(0, 103)
    axes.set_xticks(range(0, 101, 20))
    axes.set_yticks(range(0, 101, 20))
    axes.set_xlabel(_("coverage, per cent"))


def _path(axes: Axes, steps: Sequence[Row], colour: str, *, filled: bool) -> None:
    """Draw the boxes of a peeling, each with the mark of how many inputs it restricts."""
    spots = [_spot(step) for step in steps]
    if not spots:
        return
    axes.plot(*zip(*spots, strict=True), color=colour, linewidth=0.8, zorder=2)
    for mark, shape in enumerate(MARKERS):
        some = [spot for spot, step in zip(spots, steps, strict=True) if min(step["dims"], len(MARKERS) - 1) == mark]
        if some:
            axes.plot(
                *zip(*some, strict=True),
                marker=shape,
                markersize=4.5,
                linestyle="none",
                color=colour if filled else PAPER,
                markeredgecolor=colour,
                markeredgewidth=0.8,
                zorder=3,
                clip_on=False,
            )


def _spot(step: Row) -> tuple[float, float]:
    return 100.0 * number(step["coverage"]), 100.0 * number(step["density"])


def _legend(answer: Answer) -> list[Line2D]:
    """Return the legend: marks by restricted inputs, colours by what was peeled."""
    every = [step for box in boxes(answer) for name in ("trajectory", "narrowed") for step in box[name]]
    most = max(step["dims"] for step in every)
    last = len(MARKERS) - 1
    texts = [plural("{n} input", "{n} inputs", n).format(n=n) for n in range(last)]
    texts.append(_("{n} inputs and more").format(n=last))
    shown = [
        Line2D([], [], marker=shape, color=PAPER, markeredgecolor=INK, linestyle="none", markersize=5, label=text)
        for shape, text in zip(MARKERS[: most + 1], texts, strict=False)
    ]
    star = {"marker": "*", "markersize": 11, "color": CHALLENGER, "markeredgecolor": INK, "linestyle": "none"}
    items = [line(SOFT, _("every input peeled"), width=0.8)]
    if any(box["narrowed"] for box in boxes(answer)):
        items.append(line(BLUE, _("only the inputs that count"), width=0.8))
    items += [*shown, Line2D([], [], label=_("the box"), **star)]  # type: ignore[arg-type]
    if answer.data["fresh"]:
        cross = {"marker": "P", "markersize": 6, "color": PAPER, "markeredgecolor": INK, "linestyle": "none"}
        items.append(Line2D([], [], label=_("the box in fresh runs, 95 % interval"), **cross))  # type: ignore[arg-type]
    return [*items, line(SOFT, _("all points"), (0, (4.0, 1.5)), 0.8)]


def describe(answer: Answer) -> str:
    """Return the numbers behind the picture."""
    lines = [answer.title, headline(), asked(answer), *caution(answer)]
    head = [_("inputs"), _("points"), _("coverage"), _("density"), _("gain")]
    for place, box in enumerate(boxes(answer)):
        lines += ["", title(answer, place), *table(head, [_cells(box["chosen"])])]
        for name, text in (("trajectory", _("every input peeled")), ("narrowed", _("only the inputs that count"))):
            if box[name]:
                lines += ["", text, *table(head, [_cells(step) for step in box[name]])]
    return "\n".join(lines)


def _cells(step: Row) -> list[str]:
    shares = [percent(number(step[name])) for name in ("coverage", "density")]
    return [str(step["dims"]), str(step["points"]), *shares, at(number(step["gain"]))]
