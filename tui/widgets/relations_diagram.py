"""Who stands how to whom: four boxes with lines between them, drawn in characters, and the same in words.

A line says by its sign what it is: double a treaty, single close ties, dots loose ones, strokes a rivalry, crosses a
fight. What it carries, such as the level, stands on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from sim.language import _
from tui.text import plain

TREATY, CLOSE, LOOSE, RIVAL, FIGHT = "treaty", "close", "loose", "rival", "fight"
STROKE, CROSS = "\u2571", "\u2573"
SIGNS = {TREATY: ("═", "║"), CLOSE: ("─", "│"), LOOSE: ("·", "·"), RIVAL: (STROKE, STROKE), FIGHT: (CROSS, CROSS)}
ASCII_SIGNS = {TREATY: ("=", "H"), CLOSE: ("-", "|"), LOOSE: (".", "."), RIVAL: ("/", "/"), FIGHT: ("x", "x")}
NAMES = {
    TREATY: _("treaty"),
    CLOSE: _("close ties"),
    LOOSE: _("loose ties"),
    RIVAL: _("rivalry"),
    FIGHT: _("fighting"),
}
FRAME, ASCII_FRAME = tuple("╭─╮│╰╯"), tuple("+-+|++")
LOWEST, NARROWEST = 9, 36
TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT, BOTTOM_RIGHT = range(4)
"""Corners, in which the boxes are given."""


@dataclass(frozen=True)
class Bond:
    """A line between the boxes in two corners: how the two stand (`TREATY` and so on), and what the line carries."""

    one: int
    other: int
    manner: str
    label: str = ""


class RelationsDiagram(Widget, can_focus=True):
    """Four boxes and the lines between them."""

    DEFAULT_CSS = """
    RelationsDiagram {
        height: 1fr; width: 1fr; min-height: 11; border: round $foreground 30%;
        border-title-color: $foreground 85%; border-subtitle-color: $foreground 70%; border-subtitle-align: right;
    }
    RelationsDiagram:focus { border: round $accent; border-title-color: $accent; border-subtitle-color: $accent; }
    """
    HELP = _(
        "Who stands how to whom. = or a double line is a treaty, a single line close ties, dots loose ties, strokes a "
        "rivalry, crosses a fight. What a line carries stands on it. y copies the same in words."
    )

    def __init__(
        self,
        boxes: Sequence[str] = (),
        bonds: Sequence[Bond] = (),
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._boxes, self._bonds = tuple(boxes), tuple(bonds)

    def show(self, boxes: Sequence[str], bonds: Sequence[Bond]) -> None:
        """Show other relations: the names in the four corners, and the lines."""
        self._boxes, self._bonds = tuple(boxes), tuple(bonds)
        self.refresh()

    def twin(self) -> str:
        """Return the relations in words, one a line."""
        words = _("{one} and {other}: {manner}")
        lines = []
        for bond in self._bonds:
            text = words.format(one=self._boxes[bond.one], other=self._boxes[bond.other], manner=NAMES[bond.manner])
            lines.append(f"{text}, {bond.label}" if bond.label else text)
        return "\n".join(lines)

    def lines(self, width: int, height: int) -> list[str]:
        """Return the drawing as lines of text; in words where there is no room to draw."""
        if len(self._boxes) != 4 or height < LOWEST or width < NARROWEST:
            told = [plain(line)[:width].ljust(width) for line in self.twin().split("\n")]
            return [*told, *([" " * width] * height)][:height]
        return _Canvas(width, height, bool(getattr(self.app, "ascii", False))).drawn(self._boxes, self._bonds)

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        width, height = self.size
        lines = self.lines(width, height)
        return Strip([Segment(lines[y], self.rich_style)], width) if y < len(lines) else Strip.blank(width)


class _Canvas:
    """A field of characters on which boxes and lines are set."""

    def __init__(self, width: int, height: int, ascii_only: bool) -> None:
        self._width, self._height, self._ascii = width, height, ascii_only
        self._signs = ASCII_SIGNS if ascii_only else SIGNS
        self._cells = [[" "] * width for _row in range(height)]
        self._size = self._right = self._low = 0

    def drawn(self, boxes: Sequence[str], bonds: Sequence[Bond]) -> list[str]:
        """Return the lines of the drawing: lines first, slanted ones below, then what they carry, then the boxes."""
        self._size = min(max(max(cell_len(plain(name)) for name in boxes) + 4, 12), (self._width - 12) // 2)
        self._right, self._low = self._width - self._size, self._height - 3
        for bond in sorted(bonds, key=lambda bond: not _slanted(bond)):
            self._line(bond)
        for bond in bonds:
            self._label(bond)
        places = [(0, 0), (self._right, 0), (0, self._low), (self._right, self._low)]
        for (x, y), name in zip(places, boxes, strict=True):
            self._box(x, y, self._size, plain(name))
        return ["".join(row) for row in self._cells]

    def _line(self, bond: Bond) -> None:
        across, along = self._signs[bond.manner]
        if _slanted(bond):
            for x, y in self._path(bond):
                self._text(x, y, across)
        elif _level(bond):
            self._text(self._size, self._row(bond), across * (self._right - self._size))
        else:
            for y in range(3, self._low):
                self._text(self._column(bond), y, along)

    def _label(self, bond: Bond) -> None:
        """Write what a line carries onto it; of a slanted line a third of the way, where no other crosses it."""
        text = plain(bond.label)
        if not text:
            return
        if _slanted(bond):
            path = self._path(bond)
            x, y = path[len(path) // 3]
            self._on_line(text, x, y, self._width - self._size - 4)
        elif _level(bond):
            self._on_line(text, (self._size + self._right) // 2, self._row(bond), self._right - self._size - 2)
        else:
            left = TOP_LEFT in (bond.one, bond.other)
            text = _cut(text, self._width // 2 - self._size // 2 - 2)
            x = self._column(bond)
            middle = (3 + self._low) // 2
            self._text(x + 2 if left else x - 1 - cell_len(text), middle, text)

    def _row(self, bond: Bond) -> int:
        return 1 if TOP_LEFT in (bond.one, bond.other) else self._low + 1

    def _column(self, bond: Bond) -> int:
        return self._size // 2 if TOP_LEFT in (bond.one, bond.other) else self._right + self._size // 2

    def _path(self, bond: Bond) -> list[tuple[int, int]]:
        """Return the cells of a slanted line, from the box at the top to the one at the bottom."""
        falls = TOP_LEFT in (bond.one, bond.other)
        first, last = (self._size, self._right - 1) if falls else (self._right - 1, self._size)
        rows = range(3, self._low)
        steps = max(abs(last - first), len(rows) - 1, 1)
        return [
            (first + round((last - first) * step / steps), rows[round((len(rows) - 1) * step / steps)])
            for step in range(steps + 1)
        ]

    def _on_line(self, label: str, middle: int, y: int, room: int) -> None:
        text = _cut(label, room - 2)
        if text:
            self._text(middle - (cell_len(text) + 2) // 2, y, f" {text} ")

    def _box(self, x: int, y: int, size: int, name: str) -> None:
        corner, rule, corner_right, side, low_left, low_right = ASCII_FRAME if self._ascii else FRAME
        self._text(x, y, corner + rule * (size - 2) + corner_right)
        text = _cut(name, size - 4)
        self._text(x, y + 1, f"{side} {text}{' ' * (size - 4 - cell_len(text))} {side}")
        self._text(x, y + 2, low_left + rule * (size - 2) + low_right)

    def _text(self, x: int, y: int, text: str) -> None:
        """Set text; a wide character takes two cells, the second of which is left empty."""
        if not 0 <= y < self._height:
            return
        for sign in text:
            wide = cell_len(sign)
            if x >= 0 and x + wide <= self._width:
                self._cells[y][x] = sign
                if wide == 2:
                    self._cells[y][x + 1] = ""
            x += max(wide, 1)


def _slanted(bond: Bond) -> bool:
    return {bond.one, bond.other} in ({TOP_LEFT, BOTTOM_RIGHT}, {BOTTOM_LEFT, TOP_RIGHT})


def _level(bond: Bond) -> bool:
    return {bond.one, bond.other} in ({TOP_LEFT, TOP_RIGHT}, {BOTTOM_LEFT, BOTTOM_RIGHT})


def _cut(text: str, room: int) -> str:
    """Return text that takes at most so many cells."""
    while cell_len(text) > max(room, 0):
        text = text[:-1]
    return text
