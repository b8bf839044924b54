"""The sheet of a picture: title, what is shown, how it was run, legend above and notes below, the pictures between.

Every text is measured and wrapped to the width of the sheet, so that no title, however long, is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from sim.language import _
from sim.plots.reading import Reading
from sim.plots.style import INK, LARGE, NORMAL, SMALL, SOFT, plain_legend

WIDTH, MARGIN = 7.4, 0.15
"""Width of a sheet and of its margin, inches: it fits A4 upright."""
POINTS = 72.0
LEADING = 1.35
HANDLE = 0.45
"""Width of a legend's handle with the space around it, inches."""


def footer() -> str:
    """Return the line under every picture."""
    try:
        name = f"Four No's {version('fournos')}"
    except PackageNotFoundError:  # used from a folder, without being installed
        name = "Four No's"
    return _("A simulation to think with, not a forecast.") + f"  {name}"


class Sheet:
    """A figure with its texts in place; `grid` fills the space between them.

    Parameters
    ----------
    reading : the study, or a title where the picture shows none.
    headline : what the picture shows.
    body : height of the space for the pictures, inches.
    details : further lines under the headline, such as the doctrines.
    legend : handles with labels, in reading order.
    notes : sentences under the pictures.
    """

    def __init__(
        self,
        reading: Reading | str,
        headline: str,
        *,
        body: float,
        details: Sequence[str] = (),
        legend: Sequence[Artist] = (),
        notes: Sequence[str] = (),
    ) -> None:
        title = reading if isinstance(reading, str) else reading.scenario.title
        lines = [
            *_styled(title, LARGE, INK, "bold"),
            *_styled(headline, NORMAL + 1.0, INK, "normal"),
            *(row for detail in details if detail for row in _styled(detail, SMALL + 0.5, SOFT, "normal")),
        ]
        below = [row for note in notes if note for row in _styled(note, SMALL, SOFT, "normal")]
        below += _styled(footer(), SMALL, INK, "normal")
        columns, rows = _legend_shape(legend)
        key = rows * NORMAL * 1.6 / POINTS + (0.06 if rows else 0.0)
        top, bottom = _height(lines) + key + 1.8 * MARGIN, _height(below) + 2.0 * MARGIN
        self.height = top + body + bottom
        self.figure = Figure(figsize=(WIDTH, self.height), label=f"{title}: {headline}")
        self._write(lines, self.height - MARGIN)
        self._write(below, bottom - MARGIN)
        if legend:
            self._legend(legend, columns, self.height - top + key + 0.35 * MARGIN)
        rect = (MARGIN / WIDTH, bottom / self.height, 1 - 2 * MARGIN / WIDTH, body / self.height)
        engine = ConstrainedLayoutEngine(rect=rect, w_pad=0.04, h_pad=0.04, wspace=0.03, hspace=0.03)
        self.figure.set_layout_engine(engine)

    def grid(self, panels: int, columns: int, **options: Any) -> list[Axes]:
        """Return `panels` axes in rows of `columns`; `options` as in `Figure.subplots`, axes shared if it says so."""
        columns = max(min(panels, columns), 1)
        rows = -(-panels // columns)
        every = self.figure.subplots(rows, columns, squeeze=False, **options)
        used = list(every.flat[:panels])
        for axes in every.flat[panels:]:
            axes.remove()
        if options.get("sharex"):
            for axes in used[max(panels - columns, 0) :]:
                axes.tick_params(labelbottom=True)
        return used

    def _write(self, lines: Sequence[_Line], top: float) -> None:
        """Write lines downwards from a height in inches."""
        for line in lines:
            self.figure.text(
                MARGIN / WIDTH,
                top / self.height,
                line.text,
                size=line.size,
                color=line.colour,
                weight=line.weight,
                va="top",
            ).set_in_layout(False)
            top -= line.size * LEADING / POINTS

    def _legend(self, items: Sequence[Artist], columns: int, top: float) -> None:
        """Put the legend in rows under the headline."""
        order = [i for column in range(columns) for i in range(column, len(items), columns)]
        placed = [items[i] for i in order]
        legend = self.figure.legend(
            placed,
            plain_legend(placed),
            loc="upper left",
            bbox_to_anchor=(MARGIN / WIDTH, top / self.height),
            ncols=columns,
            frameon=False,
            fontsize=NORMAL,
            borderpad=0.0,
            borderaxespad=0.0,
            handlelength=1.8,
            handletextpad=0.5,
            columnspacing=1.4,
            labelspacing=0.45,
        )
        legend.set_in_layout(False)


def settled(figure: Figure) -> Figure:
    """Return a figure with its panels in their places for good, and without letters that our font lacks.

    The solver behind the layout differs in the last bits from one process to the next; rounding makes the same study
    give the same bytes, and PNG, SVG and PDF the same picture.
    """
    for text in figure.findobj(Text):
        text.set_text(drawable(text.get_text()))
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_position(tuple(round(float(edge), 6) for edge in axes.get_position().bounds))  # type: ignore[arg-type]
    return figure


class _Line:
    """One line of text with its look."""

    def __init__(self, text: str, size: float, colour: str, weight: str) -> None:
        self.text, self.size, self.colour, self.weight = text, size, colour, weight


def _styled(text: str, size: float, colour: str, weight: str) -> list[_Line]:
    return [_Line(row, size, colour, weight) for row in wrapped(text, WIDTH - 2 * MARGIN, size, weight)]


def _height(lines: Sequence[_Line]) -> float:
    return sum(line.size for line in lines) * LEADING / POINTS


def _legend_shape(items: Sequence[Artist]) -> tuple[int, int]:
    """Return columns and rows of a legend that fits the sheet."""
    if not items:
        return 1, 0
    widths = [inches(text, NORMAL) + HANDLE + 1.4 * NORMAL / POINTS for text in plain_legend(items)]
    for columns in range(len(items), 1, -1):
        if sum(max(widths[column::columns]) for column in range(columns)) <= WIDTH - 2 * MARGIN:
            return columns, -(-len(items) // columns)
    return 1, len(items)


@lru_cache(maxsize=4096)
def inches(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a text, inches."""
    font = FontProperties(family=["DejaVu Sans"], size=size, weight=weight)
    width, _height_of, _descent = text_to_path.get_text_width_height_descent(text, font, False)
    return float(width) / POINTS


def wrapped(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Return a text in lines that fit a width in inches; a word too long for a line is broken."""
    lines = [""]
    for word in drawable(text).replace("\n", " ").split(" "):
        whole = f"{lines[-1]} {word}" if lines[-1] else word
        if inches(whole, size, weight) <= width:
            lines[-1] = whole
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and inches(lines[-1] + letter, size, weight) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def drawable(text: str) -> str:
    """Return a text with a box in the place of every letter that our font lacks."""
    font = _font()
    return "".join(c if c == "\n" or font.get_char_index(ord(c)) else "□" for c in text)


@lru_cache(maxsize=1)
def _font() -> Any:
    return get_font(findfont(FontProperties(family=["DejaVu Sans"])))


def entitle(axes: Axes, text: str, width: float, *, size: float = NORMAL) -> None:
    """Set a panel's title, wrapped to a width in inches and cut after two lines."""
    axes.set_title(fitted(text, width, size, lines=2, weight="bold"), fontsize=size)


def fitted(text: str, width: float, size: float, *, lines: int = 1, weight: str = "normal") -> str:
    """Return a text wrapped to a width in inches, cut after some lines."""
    rows = wrapped(text, width, size, weight)
    if len(rows) <= lines:
        return "\n".join(rows)
    last = rows[lines - 1]
    while last and inches(last + "…", size, weight) > width:
        last = last[:-1]
    return "\n".join([*rows[: lines - 1], last.rstrip() + "…"])


def label(axes: Axes, text: str, height: float) -> None:
    """Name a panel's upright axis, wrapped to a height in inches."""
    axes.set_ylabel("\n".join(wrapped(text, height, SMALL)))


def mark_edges(every: Sequence[Axes], columns: int, text: str | None = None) -> None:
    """Name the horizontal axis, time if nothing is said, under the lowest panel of each column."""
    for axes in every[max(len(every) - columns, 0) :]:
        axes.set_xlabel(text or _("calendar quarter"))


def rows_for(panels: int, columns: int) -> int:
    """Return how many rows a grid of panels takes."""
    return int(np.ceil(panels / max(columns, 1)))
