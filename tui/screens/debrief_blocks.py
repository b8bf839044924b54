"""A section of the debrief as widgets: text that wraps, tables as wide as the screen allows, pictures as charts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from textual.widget import Widget
from textual.widgets import Static

from sim.game.debrief.blocks import Block, Grid, Heading, Items, Picture, Space, Text
from sim.game.debrief.plain import grid
from sim.language import _
from tui.text import content
from tui.widgets.fan import Fan, Line
from tui.widgets.fan_chart import FanChart

if TYPE_CHECKING:
    from sim.game.debrief import Debrief

SHARES = frozenset({"territory", "autonomy", "legitimacy"})
"""Meters whose axis runs from 0 to 1."""
RUNGS = 6.0
"""The highest code of the ladder."""


def widgets(blocks: tuple[Block, ...], found: Debrief, width: int) -> Iterator[Widget]:
    """Yield the widgets of a section's blocks, for a width in columns."""
    for block in blocks:
        if isinstance(block, Picture):
            told = _("Drawn here is what was played; the exported page draws the rest.")
            yield Static(content(f"{block.text} {told}"), classes="quiet")
            yield from (chart(each) for each in fans(block.name, found))
        elif isinstance(block, Space):
            continue  # lines to write on belong on paper
        else:
            style = "bold" if isinstance(block, Heading) or (isinstance(block, Text) and block.strong) else ""
            classes = "head" if isinstance(block, Heading | Grid) else ""
            yield Static(content("\n".join(lines(block, width)), style), classes=classes)


def lines(block: Text | Heading | Items | Grid, width: int) -> list[str]:
    """Return a block as lines; what is no table is wrapped by the widget."""
    if isinstance(block, Grid):
        return [block.caption, *grid(block, width)] if block.caption else grid(block, width)
    if isinstance(block, Items):
        return [item if block.code else f"- {item}" for item in block.items]
    return [block.text]


def fans(name: str, found: Debrief) -> Iterator[Fan]:
    """Yield the charts of a picture: what was played, from the opening to the end."""
    dates = [_("opening"), *(found.scenario.date(quarter) for quarter in range(found.quarters))]
    none = np.empty((5, 0))
    if name == "meters":
        for row in found.courses:
            low, high = (0.0, 1.0) if row.name in SHARES else (None, None)
            yield Fan(row.title, row.unit, tuple(row.values), none, dates, low, high)
    elif name == "ladder" and found.rungs:
        yield Fan(_("the ladder"), _("0 peace, 6 settlement"), tuple(map(float, found.rungs)), none, dates, 0.0, RUNGS)
    else:
        for held in found.wanted:
            if held.type:
                path = tuple(held.path)
                truth = (Line(held.truth, _("true")),)
                yield Fan(held.label, held.type, path, none, dates[: len(path)], held.low, held.high, truth)


def chart(fan: Fan) -> FanChart:
    """Return a chart of a history."""
    return FanChart(fan, classes="course")
