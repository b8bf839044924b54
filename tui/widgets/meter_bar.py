"""Meters: each a name, a value, the change since the last turn as text, and a bar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.text import plain
from tui.themes import palette

FULL, EMPTY = "█", "░"
ASCII_FULL, ASCII_EMPTY = "#", "."
TWO, THREE = 72, 132
"""Widths from which meters stand in two and in three columns."""
LONGEST_BAR = 20
BARS = re.compile(f"({FULL}+|{EMPTY}+)")


@dataclass(frozen=True)
class Gauge:
    """A meter as it is shown.

    Attributes
    ----------
    name, value : what it is, and its value as text.
    change : since the last turn, as text; "" for none.
    trend : whether it went up (1), down (-1) or stayed (0).
    part : how full the bar is, 0-1; None for a meter without a bar.
    """

    name: str
    value: str
    change: str = ""
    trend: int = 0
    part: float | None = None


class MeterBar(Widget):
    """Meters in one, two or three columns, as the width allows."""

    DEFAULT_CSS = """
    MeterBar { height: auto; width: 100%; padding: 0 1; }
    """

    def __init__(self, gauges: Sequence[Gauge] = (), *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._gauges = tuple(gauges)

    def show(self, gauges: Sequence[Gauge]) -> None:
        """Show other values."""
        again = len(gauges) != len(self._gauges)
        self._gauges = tuple(gauges)
        self.refresh(layout=again)

    def columns(self, width: int) -> int:
        """Return in how many columns the meters stand: fewer where names and values would not fit."""
        most = 3 if width >= THREE else 2 if width >= TWO else 1
        for across in range(most, 1, -1):
            widest = [sum(self._widths(place, across)[:2]) + 5 for place in range(across)]
            if max(widest) <= width // across:
                return across
        return 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many rows the meters take."""
        return -(-len(self._gauges) // self.columns(width)) if self._gauges else 1

    def render_line(self, y: int) -> Strip:
        """Return one row of meters."""
        width, style = self.size.width, self.rich_style
        across = self.columns(width)
        room = width // across
        row = self._gauges[y * across : (y + 1) * across]
        cells = [self.line(gauge, room - 2, self._widths(at, across)) + "  " for at, gauge in enumerate(row)]
        text = set_cell_size("".join(cells), width)
        return Strip([Segment(part, style + self._look(part)) for part in BARS.split(text) if part], width)

    def _look(self, text: str) -> Style:
        """Return the colour of a piece of a line: bars have those of the charts."""
        colours = palette(self.app)
        found = colours.inner if text[0] == FULL else colours.axis if text[0] == EMPTY else ""
        return Style(color=found or None)

    def _widths(self, place: int, across: int) -> tuple[int, int, int]:
        """Return the widths of the names, the values and the changes in one of the columns."""
        here = self._gauges[place::across]
        texts = [(each.name, each.value, each.change) for each in here]
        longest = [max((cell_len(plain(row[part])) for row in texts), default=0) for part in range(3)]
        return longest[0], longest[1], longest[2]

    def line(self, gauge: Gauge, room: int, widths: tuple[int, int, int]) -> str:
        """Return one meter as plain text of a width: name, value, change, and a bar in what is left."""
        names, values, longest = widths
        text = f"{set_cell_size(plain(gauge.name), names)} {plain(gauge.value).rjust(values)} {self._sign(gauge)}"
        bar = min(room - cell_len(text) - longest - 3, LONGEST_BAR)
        if gauge.change and (bar >= 0 or gauge.part is None):
            text += f" {set_cell_size(plain(gauge.change), longest)}"
        elif longest and bar >= 0:
            text += " " * (longest + 1)
        if gauge.part is not None:
            size = bar if bar >= 4 else min(room - cell_len(text) - 1, LONGEST_BAR)
            text += f" {self._bar(gauge.part, size)}" if size >= 4 else ""
        return set_cell_size(text, room)

    def twin(self) -> str:
        """Return the meters as text, one a line."""
        return "\n".join(
            f"{gauge.name}: {gauge.value}" + (f" ({gauge.change})" if gauge.change else "") for gauge in self._gauges
        )

    @property
    def _ascii(self) -> bool:
        return bool(getattr(self.app, "ascii", False))

    def _sign(self, gauge: Gauge) -> str:
        signs = "v=^" if self._ascii else "▼=▲"
        return signs[gauge.trend + 1] if gauge.change else " "

    def _bar(self, part: float, size: int) -> str:
        full, empty = (ASCII_FULL, ASCII_EMPTY) if self._ascii else (FULL, EMPTY)
        filled = round(min(max(part, 0.0), 1.0) * size)
        return full * filled + empty * (size - filled)
