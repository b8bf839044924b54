"""Stacked bars of endings: one part an ending, in its colour and hatch, with its share written where there is room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.outcome import ENDINGS
from sim.plots.style import ENDING_FILLS, PAPER, edge, ink_on
from sim.plots.words import percent


@dataclass(frozen=True)
class Look:
    """How a bar is drawn.

    Attributes
    ----------
    height : of the bar, 1 is the distance of two bars.
    size, pad : of the written shares, points; room around them.
    rim : width of the line that parts the endings, points; drawn from a share above `rimmed` on.
    labelled : share from which it is written.
    """

    height: float
    size: float
    pad: float
    rim: float
    rimmed: float
    labelled: float


def stack(axes: Axes, middle: float, shares: Mapping[str, float], look: Look) -> None:
    """Draw one bar of endings around the height `middle`; `shares` by the name of the ending, together 1."""
    left = 0.0
    for name in ENDINGS:
        _part(axes, name, (left, middle), shares[name], look)
        left += shares[name]


def _part(axes: Axes, name: str, at: tuple[float, float], share: float, look: Look) -> None:
    (left, middle), fill = at, ENDING_FILLS[name]
    if share > 0:
        axes.barh(
            middle,
            share,
            left=left,
            height=look.height,
            color=fill.colour,
            hatch=fill.hatch,
            edgecolor=edge(fill),
            linewidth=0,
        )
    if share > look.rimmed:
        axes.barh(middle, share, left=left, height=look.height, color="none", edgecolor=PAPER, linewidth=look.rim)
    if share >= look.labelled:
        axes.text(
            left + share / 2,
            middle,
            percent(share),
            ha="center",
            va="center",
            size=look.size,
            color=ink_on(fill),
            bbox={"facecolor": fill.colour, "edgecolor": "none", "pad": look.pad},
        )
