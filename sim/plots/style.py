"""Colours, line styles and Matplotlib's settings: one look for all pictures, in colour, in grey print and to every eye.

The colours are those of Okabe and Ito or shades of them. Areas that can meet differ by 14 points of lightness (CIE L*)
or more, or else by hatch; lines differ by dash. A test measures it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.plots.paths import FloatArray
from sim.scenario import Scenario

INK, SOFT, FAINT, PAPER = "#1a1a1a", "#555555", "#dddddd", "#ffffff"
TARGET, CHALLENGER, PATRON_A, PATRON_B = "#0072b2", "#d55e00", "#007a5a", "#8a4f7d"
BLUE, BLUE_MID = "#0b4a75", "#6fa8d0"
SMALL, NORMAL, LARGE = 7.0, 8.0, 11.0
STEPS = (1, 2, 4, 8, 12, 16, 20, 24, 32, 40, 60, 80, 120, 160, 240)
"""Quarters between two marks of a time axis."""

Dash = Literal["-"] | tuple[float, tuple[float, ...]]
SOLID: Dash = "-"
DASHED: Dash = (0, (4.0, 1.5))
DOTTED: Dash = (0, (1.0, 1.0))


@dataclass(frozen=True)
class Fill:
    """The look of an area: its colour and, as a second cue, its hatch."""

    colour: str
    hatch: str = ""


ENDING_FILLS: dict[str, Fill] = {
    "no_war": Fill("#e3f3ec"),
    "challengers_terms": Fill("#d55e00", "////"),
    "targets_terms": Fill("#0a5a92", "\\\\\\\\"),
    "challenger_left": Fill("#9bd1f0", "...."),
    "still_fighting": Fill("#a0a0a0"),
    "general_war": Fill("#1a1a1a"),
}
RUNG_FILLS: tuple[Fill, ...] = (
    Fill("#eef3f6"),
    Fill("#b3bcc4"),
    Fill("#f5e27a", "...."),
    Fill("#bf4300"),
    Fill("#eba75f", "////"),
    Fill("#6b2b00"),
    Fill("#3585bf", "\\\\\\\\"),
)

SETTINGS: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": SOFT,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": SMALL,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 4.0,
    "axes.titlesize": NORMAL,
    "axes.titleweight": "bold",
    "figure.dpi": 100,
    "figure.facecolor": PAPER,
    "font.family": ["DejaVu Sans"],
    "font.size": NORMAL,
    "grid.color": FAINT,
    "grid.linewidth": 0.5,
    "hatch.linewidth": 0.5,
    "lines.linewidth": 1.4,
    "pdf.fonttype": 42,
    "savefig.bbox": None,
    "savefig.dpi": 200,
    "svg.fonttype": "path",
    "svg.hashsalt": "fournos",
    "text.parse_math": False,
    "text.usetex": False,
    "xtick.color": SOFT,
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.color": SOFT,
    "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL,
}
"""Set over Matplotlib's own defaults, never over a reader's; texts are never read as markup."""


@contextmanager
def look() -> Iterator[None]:
    """Draw with our settings and leave the reader's as they were."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(SETTINGS)
        yield


def area(fill: Fill, label: str) -> Patch:
    """Return a legend's patch of an area."""
    return Patch(facecolor=fill.colour, edgecolor=edge(fill), hatch=fill.hatch, linewidth=0.4, label=label)


def band(colour: str, label: str, alpha: float = 1.0) -> Patch:
    """Return a legend's patch of a band."""
    return Patch(facecolor=colour, alpha=alpha, linewidth=0, label=label)


def line(colour: str, label: str, style: Dash = "-", width: float = 1.6) -> Line2D:
    """Return a legend's line."""
    return Line2D([], [], color=colour, linestyle=style, linewidth=width, label=label)


def lightness(colour: str) -> float:
    """Return the CIE lightness L* of a colour, 0 black to 100 white."""
    from matplotlib.colors import to_rgb

    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return float(116.0 * y ** (1 / 3) - 16.0 if y > 0.008856 else 903.3 * y)


def edge(fill: Fill) -> str:
    """Return the colour of a fill's hatch: lighter than a dark fill, darker than a light one."""
    return "#ffffff" if lightness(fill.colour) < 60 else "#5a5a5a"


def ink_on(fill: Fill) -> str:
    """Return the colour of text on a fill."""
    return "#ffffff" if lightness(fill.colour) < 60 else INK


def time_axis(axes: Axes, scenario: Scenario, quarters: int, *, most: int = 5) -> None:
    """Set calendar quarters on a time axis that runs from the opening (0) to `quarters`; at most `most` of them."""
    last = max(quarters, 1)
    offset = (5 - int(scenario.date(0)[-1])) % 4
    step = next(step for step in STEPS if last / step <= most - 0.5)
    first = offset if step >= 4 and offset <= last else 0
    ticks = list(range(first, last + 1, step))
    axes.set_xlim(0, last)
    axes.set_xticks(ticks, [scenario.date(tick) for tick in ticks])


def shade(axes: Axes, bands: FloatArray, colour: str, *, alphas: Sequence[float] = (0.18, 0.38)) -> None:
    """Draw nested bands: `bands` has shape (2 x levels, rows), outermost pair first and last."""
    rows = range(bands.shape[1])
    for level, alpha in enumerate(alphas):
        axes.fill_between(rows, bands[level], bands[-1 - level], color=colour, alpha=alpha, linewidth=0)


def trace(axes: Axes, values: FloatArray, colour: str, dash: Dash = SOLID, width: float = 1.8) -> None:
    """Draw a line over the quarters; a line of one or two points is marked, or nobody would see it."""
    few = np.isfinite(values).sum() < 3
    mark = {"marker": "o", "markersize": 4, "clip_on": False} if few else {}
    axes.plot(values, color=colour, linestyle=dash, linewidth=width, **mark)  # type: ignore[arg-type]


def plain_legend(items: Sequence[Artist]) -> list[str]:
    """Return the labels of a legend's items."""
    return [str(item.get_label()) for item in items]
