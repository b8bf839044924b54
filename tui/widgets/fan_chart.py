"""The fan chart: history, the present and a fan of simulated futures, drawn in characters.

Fifteen lines of a screen hold what a picture would, in 20 ms or less: nothing is drawn anew unless the data, the size
or the theme has changed. What was tried instead, and how it looked, stands on a page of the handbook's decisions.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from sim.language import _
from tui.text import plain, titled
from tui.themes import Palette, palette, plain_ground
from tui.widgets.fan import QUANTILES, Fan, Line
from tui.widgets.fan_cells import ASCII, COLOURED, SHADED, Grid, draw

__all__ = ["QUANTILES", "Fan", "FanChart", "Line"]

LOWEST, NARROWEST = 3, 12
"""Rows and columns below which there is no plot, only its twin in words."""


class FanChart(Widget, can_focus=True):
    """A chart of one quantity: band and median of the futures after the history, levels, the twin in its border.

    Attributes
    ----------
    hint : a key and what it does, which stands after the title, for screens whose key bar is short; "" for none.
    """

    ALLOW_MAXIMIZE: ClassVar[bool | None] = True
    DEFAULT_CSS = """
    FanChart {
        height: 1fr; min-height: 5; width: 1fr; border: round $foreground 30%;
        border-title-color: $foreground 85%; border-subtitle-color: $foreground 70%; border-subtitle-align: right;
    }
    FanChart:focus { border: round $accent; border-title-color: $accent; border-subtitle-color: $accent; }
    """
    HELP = _(
        "A fan chart. Left of the dotted line is what happened, right of it 500 simulated futures: half of them lie "
        "in the bright band, nine in ten in the wide one, and the dots are the median. It says what the model does "
        "under these assumptions; it is no forecast. The line in the border says the end of the chart in words. "
        "v shows every value, m fills the screen, y copies the words, n goes to the next chart."
    )

    def __init__(self, fan: Fan | None = None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._fan = fan
        self.hint = ""
        self._key: tuple[object, ...] = ()
        self._strips: list[Strip] = []

    @property
    def fan(self) -> Fan | None:
        """What is shown."""
        return self._fan

    def show(self, fan: Fan | None) -> None:
        """Show other data."""
        self._fan = fan
        self._words()
        self.refresh()

    def on_mount(self) -> None:
        """Write the border."""
        self._words()

    def on_resize(self) -> None:
        """Fit the words of the border to its width."""
        self._words()

    def describe(self) -> str:
        """Return the end of the chart in words."""
        return self._fan.describe() if self._fan else ""

    def twin(self) -> str:
        """Return the whole chart in words, for copying and for readers of text."""
        return self._fan.twin() if self._fan else ""

    def columns(self) -> list[str]:
        """Return the headings of the table behind the chart."""
        return self._fan.columns() if self._fan else []

    def values(self) -> list[list[str]]:
        """Return the table behind the chart."""
        return self._fan.values() if self._fan else []

    def caption(self) -> str:
        """Return the title of the table behind the chart."""
        return self._fan.heading if self._fan else ""

    def mode(self) -> str:
        """Return how bands are shown: as grounds, as shades, or in ASCII signs."""
        if getattr(self.app, "ascii", False):
            return ASCII
        return SHADED if plain_ground(self.app) else COLOURED

    def render_line(self, y: int) -> Strip:
        """Return one row of the chart, from what was drawn last."""
        key = (self.size, id(self._fan), self.app.theme, self.mode())
        if key != self._key:
            self._key, self._strips = key, self._drawn()
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self._ground())

    def _words(self) -> None:
        if self._fan:
            title = f"{self._fan.heading} ({self.hint})" if self.hint else self._fan.heading
            titled(self, title, self._fan.describe(max(self.outer_size.width - 6, 0)))

    def _ground(self) -> Style:
        return styled("", palette(self.app).ground)

    def _drawn(self) -> list[Strip]:
        width, height = self.size
        if self._fan is None or not self._fan.points:
            return []
        colours = palette(self.app)
        labels = _axis_labels(self._fan)
        margin = max(cell_len(text) for text in labels) + 1
        if height < LOWEST or width - margin < NARROWEST:
            return _told(self._fan, width, height, colours)
        grid = draw(self._fan, width - margin, height - 1, colours, self.mode())
        rows = _row_labels(labels, height - 1)
        ascii_only = self.mode() == ASCII
        lines = [_row(grid, y, rows.get(y, ""), margin, colours, ascii_only) for y in range(height - 1)]
        return [*lines, _time_axis(self._fan, width, margin, colours, ascii_only)]


@lru_cache(maxsize=256)
def styled(colour: str, ground: str) -> Style:
    """Return a style of two colours; an empty one is the terminal's own."""
    return Style(color=colour or None, bgcolor=ground or None)


def _axis_labels(fan: Fan) -> tuple[str, str, str]:
    """Return the bottom, the middle and the top of the value axis as text."""
    low, high = fan.limits
    return fan.figure(low), fan.figure((low + high) / 2), fan.figure(high)


def _row_labels(labels: tuple[str, str, str], height: int) -> dict[int, str]:
    """Return which row carries which label; a low chart has no middle one."""
    low, middle, high = labels
    rows = {height - 1: low, 0: high}
    return rows | {height // 2: middle} if height >= 5 and height % 2 else rows


def _row(grid: Grid, y: int, label: str, margin: int, colours: Palette, ascii_only: bool) -> Strip:
    """Return one row: the label, the axis, and the plot with equal neighbours taken together."""
    tick, bar = ("+", "|") if ascii_only else ("┤", "│")
    head = label.rjust(margin - 1) + (tick if label else bar)
    segments = [Segment(head, styled(colours.axis, colours.ground))]
    run, look = "", ("", "")
    for sign, colour, ground in zip(grid.signs[y], grid.colours[y], grid.grounds[y], strict=True):
        if (colour, ground) != look and run:
            segments.append(Segment(run, styled(*look)))
            run = ""
        run, look = run + str(sign), (str(colour), str(ground))
    segments.append(Segment(run, styled(*look)))
    return Strip(segments, margin + len(grid.signs[y]))


def _time_axis(fan: Fan, width: int, margin: int, colours: Palette, ascii_only: bool) -> Strip:
    """Return the bottom row: the first label, the present's where there is room, and the last."""
    corner, rule = ("+", "-") if ascii_only else ("└", "─")
    room = width - margin
    cells = [rule] * room
    labels = [plain(text) for text in fan.labels]
    placed = [(0, labels[0]), (room, labels[-1])] if labels else []
    if labels and len(fan.past) > 1 and fan.quantiles.shape[1]:
        placed.append((round((len(fan.past) - 1) / (fan.points - 1) * (room - 1)), _("now")))
    taken: set[int] = set()
    for at, text in placed:
        size = cell_len(text)
        start = min(max(at - (0 if at == 0 else size // 2), 0), room - size)
        span = set(range(start - 1, start + size + 1))
        if size and start >= 0 and not span & taken and size == len(text):
            cells[start : start + size] = text
            taken |= span
    text = " " * (margin - 1) + corner + "".join(cells)
    return Strip([Segment(text, styled(colours.axis, colours.ground))], width)


def _told(fan: Fan, width: int, height: int, colours: Palette) -> list[Strip]:
    """Return the chart in words, for a place too small to draw in."""
    words = plain(fan.describe(width)).ljust(width)[:width]
    line = Strip([Segment(words, styled(colours.median, colours.ground))], width)
    return [line][:height]
