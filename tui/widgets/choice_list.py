"""A list of choices: rows to pick one of, `(•)` and `( )`, and rows to take any of, `[x]` and `[ ]`.

A row says by signs and words what it is, never by colour alone: whether it is taken, what it costs, and, where it
cannot be had, why. Arrows move, Space and Enter choose, so does a click.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from sim.language import _
from tui.text import plain

ONE, MANY, HEAD, TEXT = "one", "many", "head", "text"
"""Kinds of rows: one of its group, any number, a heading, and a line that does something when chosen."""


@dataclass(frozen=True)
class Row:
    """A row.

    Attributes
    ----------
    id : names it in messages.
    text : what it is.
    kind : `ONE` of its group, one of `MANY`, a `HEAD`ing, or `TEXT` that only acts.
    group : of rows that exclude each other.
    cost : set to the right, such as "2".
    hindrance : why it cannot be had, in words; "" if it can.
    detail : more about it, which the screen may show beside the list.
    """

    id: str
    text: str
    kind: str = MANY
    group: str = ""
    cost: str = ""
    hindrance: str = ""
    detail: str = ""


class ChoiceList(ScrollView, can_focus=True):
    """A list of rows with a cursor."""

    DEFAULT_CSS = """
    ChoiceList { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", _("Up"), show=False),
        Binding("down", "move(1)", _("Down"), show=False),
        Binding("pageup", "move(-10)", _("Page up"), show=False),
        Binding("pagedown", "move(10)", _("Page down"), show=False),
        Binding("home", "move(-1000)", _("First"), show=False),
        Binding("end", "move(1000)", _("Last"), show=False),
        Binding("left", "jump(-1)", _("Heading before"), show=False),
        Binding("right", "jump(1)", _("Next heading"), show=False),
        Binding("enter,space", "choose", _("Choose"), show=False),
    ]
    HELP = _(
        "A list of choices. Up and Down move, Space or Enter choose; a click does both. (•) marks the one chosen of a "
        "group, [x] what is taken beside others. A number at the right is the cost. A row that cannot be had says why."
    )

    class Chosen(Message):
        """One of a group was chosen, or a row of text was entered."""

        def __init__(self, choices: ChoiceList, row: Row) -> None:
            super().__init__()
            self.choices, self.row = choices, row

        @property
        def control(self) -> ChoiceList:
            """The list."""
            return self.choices

    class Toggled(Message):
        """A row was taken, or given back."""

        def __init__(self, choices: ChoiceList, row: Row, taken: bool) -> None:
            super().__init__()
            self.choices, self.row, self.taken = choices, row, taken

        @property
        def control(self) -> ChoiceList:
            """The list."""
            return self.choices

    class Highlighted(Message):
        """The cursor came to a row."""

        def __init__(self, choices: ChoiceList, row: Row) -> None:
            super().__init__()
            self.choices, self.row = choices, row

        @property
        def control(self) -> ChoiceList:
            """The list."""
            return self.choices

    class Refused(Message):
        """A row that cannot be had was chosen; its hindrance says why."""

        def __init__(self, choices: ChoiceList, row: Row) -> None:
            super().__init__()
            self.choices, self.row = choices, row

        @property
        def control(self) -> ChoiceList:
            """The list."""
            return self.choices

    def __init__(
        self,
        rows: Sequence[Row] = (),
        taken: Iterable[str] = (),
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._rows, self._taken, self._cursor = tuple(rows), set(taken), 0
        self._cursor = self._usable(0, 1)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return self._rows

    @property
    def taken(self) -> frozenset[str]:
        """The ids of the rows that are chosen or taken."""
        return frozenset(self._taken)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._cursor < len(self._rows) else None

    def show(self, rows: Sequence[Row], taken: Iterable[str] = ()) -> None:
        """Show other rows; the cursor stays at the row of the same name if there is one."""
        before = self.row
        self._rows, self._taken = tuple(rows), set(taken)
        names = [row.id for row in self._rows]
        at = names.index(before.id) if before and before.id in names else min(self._cursor, max(len(names) - 1, 0))
        self._cursor = self._usable(at, 1)
        self._measure()
        if self.scroll_offset.y > max(len(self._rows) - self.size.height, 0):
            self.scroll_to(y=0, animate=False, force=True)  # no empty rows below a list that has become shorter
            self._see()
        self.refresh()

    def point(self, id: str) -> None:
        """Move the cursor to a row."""
        names = [row.id for row in self._rows]
        if id in names:
            self._go(names.index(id))

    def on_mount(self) -> None:
        """Measure the list."""
        self._measure()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._measure()
        self._see()

    def on_focus(self) -> None:
        """Tell which row the cursor is at."""
        if self.row is not None:
            self.post_message(self.Highlighted(self, self.row))

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows; headings are passed over."""
        if self._rows:
            self._go(self._usable(min(max(self._cursor + by, 0), len(self._rows) - 1), 1 if by > 0 else -1))

    def action_jump(self, by: int) -> None:
        """Move the cursor to the first row below the next heading, or below the one before."""
        at = self._cursor
        heads = [n for n, row in enumerate(self._rows) if row.kind == HEAD and (n > at if by > 0 else n < at - 1)]
        self._go(self._usable(heads[0 if by > 0 else -1], 1) if heads else at)

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        row = self.row
        if row is None or row.kind == HEAD:
            return
        if row.hindrance and row.id not in self._taken:
            self.post_message(self.Refused(self, row))
            return
        if row.kind == MANY:
            self._taken ^= {row.id}
            self.post_message(self.Toggled(self, row, row.id in self._taken))
        else:
            if row.kind == ONE:
                self._taken -= {each.id for each in self._rows if each.kind == ONE and each.group == row.group}
                self._taken.add(row.id)
            self.post_message(self.Chosen(self, row))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the pointer."""
        at = event.y + int(self.scroll_offset.y)
        if at < len(self._rows) and self._rows[at].kind != HEAD:
            self._go(at)
            self.action_choose()

    def line(self, at: int, width: int) -> str:
        """Return one row as plain text of a width."""
        row = self._rows[at]
        if row.kind == HEAD:
            return set_cell_size(plain(row.text), width)
        here = (">" if self._ascii else "▸") if at == self._cursor else " "
        right = f" {plain(row.cost)}" if row.cost else ""
        words = plain(row.text).replace("\n", " ")
        if row.hindrance:
            words += _(" (not now: {why})").format(why=plain(row.hindrance).replace("\n", " "))
        left = f"{here}{self._mark(row)}{words}"
        room = width - cell_len(right)
        if cell_len(left) > room:
            left = set_cell_size(left, max(room - 1, 0)) + ("~" if self._ascii else "…")
        return set_cell_size(set_cell_size(left, max(room, 0)) + right, width)

    def twin(self) -> str:
        """Return the whole list as text, one row a line."""
        return "\n".join(self.line(at, 200).rstrip() for at in range(len(self._rows)))

    def render_line(self, y: int) -> Strip:
        """Return one line of what is in sight."""
        at, width = y + int(self.scroll_offset.y), self.scrollable_content_region.width
        if at >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        style = self.rich_style
        row = self._rows[at]
        if row.kind == HEAD:
            style += Style(bold=True)
        elif row.hindrance:
            style += Style(dim=True)
        if at == self._cursor and row.kind != HEAD:
            style += Style(reverse=True) if self.has_focus else Style(bold=True)
        return Strip([Segment(self.line(at, width), style)], width)

    @property
    def _ascii(self) -> bool:
        return bool(getattr(self.app, "ascii", False))

    def _mark(self, row: Row) -> str:
        on = row.id in self._taken
        if row.kind == ONE:
            return ("(*) " if self._ascii else "(•) ") if on else "( ) "
        return "" if row.kind == TEXT else "[x] " if on else "[ ] "

    def _usable(self, at: int, way: int) -> int:
        """Return the nearest row from a place on that is no heading; the other way if there is none this way."""
        for step in (way, -way):
            place = at
            while 0 <= place < len(self._rows):
                if self._rows[place].kind != HEAD:
                    return place
                place += step
        return 0

    def _go(self, at: int) -> None:
        """Move the cursor; first it is painted, with what else is in sight left alone, then the screen is told."""
        if at == self._cursor:
            return
        before, self._cursor = self._cursor, at
        scrolled = self.scroll_offset.y
        self._see()
        if scrolled == self.scroll_offset.y:
            self.refresh_line(before)
            self.refresh_line(at)
        self.call_after_refresh(self._tell, at)

    def _tell(self, at: int) -> None:
        if at == self._cursor and self.row is not None:
            self.post_message(self.Highlighted(self, self.row))

    def _see(self) -> None:
        top = 0 if self._headed() else self._cursor
        self.scroll_to_region(Region(0, top, 1, self._cursor - top + 1), animate=False, force=True)

    def _headed(self) -> bool:
        """Whether only headings stand above the cursor, which then stay in sight."""
        return all(row.kind == HEAD for row in self._rows[: self._cursor])

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows))
