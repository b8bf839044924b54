"""What the pictures of a discovery share: their title, what was asked, and what is said where nothing was found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from sim.language import _
from sim.plots.sheet import fitted
from sim.plots.style import SMALL, SOFT
from sim.plots.words import percent
from sim.study.answers import Answer

Row = Mapping[str, Any]


def asked(answer: Answer) -> str:
    """Return what was asked, in a line."""
    data = answer.data
    text = _(
        "Policy {policy}, scenario {scenario}; a run fails where {failure}; {points:,} points, {rate} of runs fail."
    )
    rate = "–" if data["rate"] is None else percent(number(data["rate"]))
    return text.format(**{name: data[name] for name in ("policy", "scenario", "failure", "points")}, rate=rate)


def boxes(answer: Answer) -> Sequence[Row]:
    """Return the boxes that an answer keeps."""
    found: Sequence[Row] = answer.data["boxes"]
    return found


def title(answer: Answer, place: int) -> str:
    """Return what a box is called: its number, if there are several, its conditions, and whether it stands."""
    box = boxes(answer)[place]
    name = _("box {number}: {box}").format(number=place + 1, box=box["text"])
    name = name if len(boxes(answer)) > 1 else str(box["text"])
    return name if not box["standing"] else _("{box} (not established)").format(box=name)


def caution(answer: Answer) -> list[str]:
    """Return why there is a box that does not stand, or none at all."""
    if not boxes(answer):
        return [answer.standing.text()]
    return [f"{title(answer, place)}: {box['standing']}" for place, box in enumerate(boxes(answer)) if box["standing"]]


def empty(axes: Axes, answer: Answer) -> None:
    """Say in a panel that there is no box to draw, and why."""
    axes.set_axis_off()
    text = answer.standing.text() or _("There is nothing to draw.")
    axes.text(0.0, 0.5, fitted(text, 6.5, SMALL + 1.0, lines=8), transform=axes.transAxes, color=SOFT, va="center")


def number(value: float | None) -> float:
    """Return a number that an answer keeps; NaN where there is none."""
    return math.nan if value is None else float(value)


def fresh_row(answer: Answer, place: int) -> Row | None:
    """Return what fresh runs in a box came to; None if none were made."""
    rows: Sequence[Row] = answer.data["fresh"]
    return rows[place] if rows else None
