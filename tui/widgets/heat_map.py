"""A heat map drawn in characters: one digit a cell, so that it can be read without colour, with a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import ClassVar, Protocol

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sim.language import _
from tui.text import plain, titled
from tui.themes import palette

STEPS = 9
"""Digits from the best to the worst: 1 for the least regret, 9 for the most."""
BEST = "."
"""What stands where a policy is the best tested one."""


class Cells(Protocol):
    """What a heat map shows."""

    @property
    def title(self) -> str:
        """What it is."""

    @property
    def policies(self) -> tuple[str, ...]:
        """Its rows."""

    @property
    def regret(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """Its cells, shape (rows, columns)."""

    @property
    def most(self) -> float:
        """The largest of them."""

    def words(self, row: int, column: int) -> str:
        """Return one cell in words."""

    def details(self, column: int) -> list[str]:
        """Return more about a column, a line each."""

    def columns(self) -> list[str]:
        """Return the headings of the table behind it."""

    def values(self) -> list[list[str]]:
        """Return the table behind it."""


class HeatMap(Widget, can_focus=True):
    """Rows of digits with a cursor; arrows move it, Enter chooses the cell."""

    ALLOW_MAXIMIZE: ClassVar[bool | None] = True
    DEFAULT_CSS = """
    HeatMap { height: 1fr; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(0, -1)", _("Left"), show=False),
        Binding("right", "move(0, 1)", _("Right"), show=False),
        Binding("up", "move(-1, 0)", _("Up"), show=False),
        Binding("down", "move(1, 0)", _("Down"), show=False),
        Binding("home", "move(0, -1000)", _("First"), show=False),
        Binding("end", "move(0, 1000)", _("Last"), show=False),
        Binding("enter,space", "choose", _("Choose"), show=False),
    ]
    HELP = _(
        "A heat map of regret: one row a policy, one column a state of the world, from where the best tested policy "
        "does best to where it does worst. A dot marks the best tested policy of a state; the digits 1 to 9 say how "
        "much worse the others do there, 9 the most anywhere. Arrows move, Enter lists the runs behind a cell, v shows "
        "every value."
    )

    class Chosen(Message):
        """A cell was chosen."""

        def __init__(self, row: int, column: int) -> None:
            super().__init__()
            self.row, self.column = row, column

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._cells: Cells | None = None
        self._at = (0, 0)

    def show(self, cells: Cells | None) -> None:
        """Show other cells; the cursor goes to the first."""
        self._cells, self._at = cells, (0, 0)
        self._words()
        self.refresh()

    def describe(self) -> str:
        """Return the cell at the cursor in words."""
        return self._cells.words(*self._at) if self._cells is not None and self._cells.regret.size else ""

    def twin(self) -> str:
        """Return all of it as text."""
        if self._cells is None:
            return ""
        lines = [self._cells.title, "\t".join(self._cells.columns())]
        return "\n".join([*lines, *("\t".join(row) for row in self._cells.values())])

    def columns(self) -> list[str]:
        """Return the headings of the table behind it."""
        return self._cells.columns() if self._cells else []

    def values(self) -> list[list[str]]:
        """Return the table behind it."""
        return self._cells.values() if self._cells else []

    def caption(self) -> str:
        """Return the title of the table behind it."""
        return self._cells.title if self._cells else ""

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor."""
        if self._cells is None or not self._cells.regret.size:
            return
        rows, columns = self._cells.regret.shape
        self._at = min(max(self._at[0] + down, 0), rows - 1), min(max(self._at[1] + right, 0), columns - 1)
        self._words()
        self.refresh()

    def action_choose(self) -> None:
        """Choose the cell at the cursor."""
        if self._cells is not None and self._cells.regret.size:
            self.post_message(self.Chosen(*self._at))

    def on_resize(self) -> None:
        """Fit the words to the width."""
        self._words()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the cell under the pointer."""
        if self._cells is not None and event.y < len(self._cells.policies):
            margin, start = self._margin(), self._start()
            if event.x >= margin:
                self._at = (event.y, 0)
                self.action_move(0, start + event.x - margin)

    def line(self, y: int) -> str:
        """Return one row as plain text."""
        return "".join(segment.text for segment in self._row(y)).rstrip()

    def render_line(self, y: int) -> Strip:
        """Return one row."""
        return Strip(self._row(y), self.size.width)

    # ------------------------------------------------------------------------------------------------------- inside

    def _words(self) -> None:
        if self._cells is not None:
            told = self.describe()
            titled(self, self._cells.title, set_cell_size(told, min(cell_len(told), max(self.outer_size.width - 6, 0))))

    def _margin(self) -> int:
        """Return the columns that the names of the rows take."""
        names: Sequence[str] = self._cells.policies if self._cells else ()
        return min(max((cell_len(name) for name in names), default=0), max(self.size.width // 3, 8)) + 2

    def _start(self) -> int:
        """Return the first column in sight: the cursor is always in sight."""
        room = max(self.size.width - self._margin(), 1)
        return max(self._at[1] - room + 1, 0)

    def _row(self, y: int) -> list[Segment]:
        width = self.size.width
        if self._cells is None or width < 1:
            return [Segment(" " * width)]
        if y < len(self._cells.policies):
            return self._drawn(y, width)
        below = y - len(self._cells.policies)
        legend = self._legend(width)
        text = legend[below] if below < len(legend) else ""
        return [Segment(set_cell_size(plain(text), width), self.rich_style)]

    def _legend(self, width: int) -> list[str]:
        """Return what stands below the rows: what the signs mean, and the state at the cursor."""
        assert self._cells is not None
        told = ["", _("{best} best tested policy there; 1 to 9: more and more regret").format(best=BEST)]
        told += self._cells.details(self._at[1]) if self._cells.regret.size else []
        return [line for text in told for line in wrap(plain(text), max(width, 10)) or [""]]

    def _drawn(self, y: int, width: int) -> list[Segment]:
        """Return a row of cells: those in sight, with the cursor's reversed."""
        assert self._cells is not None
        margin, start, here = self._margin(), self._start(), self._at[0] == y
        mark = (">" if getattr(self.app, "ascii", False) else "▸") if here else " "
        name = set_cell_size(mark + plain(self._cells.policies[y]), margin)
        found = [Segment(name, self.rich_style + Style(bold=here))]
        row, colours = self._cells.regret[y], palette(self.app)
        for column in range(start, min(start + width - margin, len(row))):
            step = _step(float(row[column]), self._cells.most)
            style = Style(bgcolor=(colours.inner if step > STEPS // 2 else colours.outer) or None) if step else Style()
            style += Style(reverse=True, bold=True) if here and column == self._at[1] else Style()
            found.append(Segment(str(step) if row[column] > 0 else BEST, self.rich_style + style))
        used = sum(cell_len(segment.text) for segment in found)
        return [*found, Segment(" " * max(width - used, 0), self.rich_style)]


def _step(value: float, most: float) -> int:
    """Return a value as a digit."""
    return int(np.clip(np.ceil(STEPS * value / most), 0, STEPS)) if most > 0 and np.isfinite(value) else 0
