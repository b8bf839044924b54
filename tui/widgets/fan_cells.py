"""The drawing of a fan chart: one character, one foreground and one ground for each cell, without any widget.

A band is the ground of its cells, its edge an eighth block; the median is braille on that ground. Where grounds cannot
be told apart, bands are shades (` ░▒`), and in ASCII signs: `#` the median, `=` the middle half, `.` the outer band,
`*` the past, `o` a second course, `-` a level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui.themes import Palette
from tui.widgets.fan import HIGH50, HIGH90, LOW50, LOW90, MEDIAN, Fan

EIGHTHS = 8
BLOCKS = " ▁▂▃▄▅▆▇█"
NOTHING, OUTER, INNER = range(3)
"""What covers a piece of a cell."""
BRAILLE = 0x2800
DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""The bit of a braille dot by its row (from the top) and its column."""
COLOURED, SHADED, ASCII = "coloured", "shaded", "ascii"
SHADES = {SHADED: " ░▒", ASCII: " .="}
LEVEL = {COLOURED: "╌", SHADED: "╌", ASCII: "-"}
COURSE = {"median": "#", "past": "*", "second": "o"}

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass
class Grid:
    """The cells of a drawing, each array of shape (height, width).

    Attributes
    ----------
    signs, colours, grounds : the characters, the colours of the text and of the ground.
    under : the ground that most of a cell has, for a line that takes the place of an edge.
    within : the ground of the narrowest band that touches a cell, for the median, which lies in all of them.
    """

    signs: NDArray[np.str_]
    colours: NDArray[np.str_]
    grounds: NDArray[np.str_]
    under: NDArray[np.str_]
    within: NDArray[np.str_]

    def write(self, row: int, column: int, sign: str, colour: str, *, within: bool = False) -> None:
        """Set one sign of a line that lies over the bands; `within` for the median."""
        self.signs[row, column], self.colours[row, column] = sign, colour
        self.grounds[row, column] = (self.within if within else self.under)[row, column]


@dataclass(frozen=True)
class Frame:
    """Where a fan's points and values fall on a drawing of `width` by `height` cells."""

    fan: Fan
    width: int
    height: int

    def positions(self, count: int) -> Numbers:
        """Return which point (with a fraction) lies under each of `count` columns, spread over the whole width."""
        return np.linspace(0.0, max(self.fan.points - 1, 0), count)

    def heights(self, values: Numbers) -> Numbers:
        """Return values as heights from the bottom, in cells."""
        low, high = self.fan.limits
        return (values - low) / (high - low) * self.height

    @property
    def now(self) -> int:
        """The column of the present; -1 if there is no past or nothing after it."""
        if not len(self.fan.past) or not self.fan.quantiles.shape[1]:
            return -1
        return round((len(self.fan.past) - 1) / max(self.fan.points - 1, 1) * (self.width - 1))

    @property
    def first(self) -> int:
        """The point at which the fan opens."""
        return max(len(self.fan.past) - 1, 0)

    def course(self, row: int, count: int) -> Numbers:
        """Return one quantile under each of `count` columns, NaN before the fan opens."""
        course = self.fan.course
        return self._read(course[row], self.first, count) if course.shape[1] else np.full(count, np.nan)

    def past(self, count: int) -> Numbers:
        """Return the past under each of `count` columns, NaN after the present."""
        return self._read(np.asarray(self.fan.past, float), 0, count)

    def second(self, count: int) -> Numbers:
        """Return the second course under each of `count` columns."""
        second = self.fan.second
        if second is None or not len(second):
            return np.full(count, np.nan)
        values = np.asarray(second, float)
        whole = np.concatenate([[self.fan.past[-1]], values]) if len(self.fan.past) else values
        return self._read(whole, self.first, count)

    def _read(self, values: Numbers, start: int, count: int) -> Numbers:
        if not len(values):
            return np.full(count, np.nan)
        at = self.positions(count)
        points = start + np.arange(len(values))
        found: Numbers = np.interp(at, points, values)
        found[(at < points[0] - 1e-9) | (at > points[-1] + 1e-9)] = np.nan
        return found


def draw(fan: Fan, width: int, height: int, colours: Palette, mode: str = COLOURED) -> Grid:
    """Return the cells of the plot itself, without its axes."""
    shape = (height, width)
    ground = np.full(shape, colours.ground, "U7")
    grid = Grid(np.full(shape, " "), np.full(shape, colours.axis, "U7"), ground, ground.copy(), ground.copy())
    frame = Frame(fan, width, height)
    pieces = covered(frame)
    _bands(grid, pieces, colours, mode)
    _now(grid, frame, pieces, mode)
    _levels(grid, frame, colours, mode)
    for kind, values, colour in (
        ("second", frame.second(2 * width), colours.second),
        ("past", frame.past(2 * width), colours.median),
        ("median", frame.course(MEDIAN, 2 * width), colours.median),
    ):
        _course(grid, frame.heights(values), colour, kind, mode)
    return grid


def covered(frame: Frame) -> Whole:
    """Return what covers each eighth of each cell, from the bottom: shape (8 * height, width)."""
    edges = [frame.heights(frame.course(row, frame.width)) for row in (LOW90, LOW50, HIGH50, HIGH90)]
    whole = np.stack(edges) * EIGHTHS
    known = np.isfinite(whole).all(axis=0)
    low90, low50, high50, high90 = np.rint(np.where(known, whole, -1.0)).astype(int)
    level = np.arange(EIGHTHS * frame.height)[:, None]
    outer = known & (level >= low90) & (level < high90)
    inner = known & (level >= low50) & (level < high50)
    return np.where(inner, INNER, np.where(outer, OUTER, NOTHING))


def majority(pieces: Whole) -> Whole:
    """Return what covers most of each cell, from the top: shape (height, width)."""
    cells = pieces.reshape(-1, EIGHTHS, pieces.shape[1])
    counts = np.stack([(cells == kind).sum(axis=1) for kind in (NOTHING, OUTER, INNER)])
    most: Whole = counts.argmax(axis=0)[::-1]
    return most


def _bands(grid: Grid, pieces: Whole, colours: Palette, mode: str) -> None:
    """Set the grounds, and the eighth blocks at the edges; or shades, where grounds cannot be told apart."""
    most = majority(pieces)
    if mode != COLOURED:
        grid.signs[:] = np.array(list(SHADES[mode]))[most]
        return
    paint = np.array([colours.ground, colours.outer, colours.inner])
    cells = pieces.reshape(-1, EIGHTHS, pieces.shape[1])[::-1]
    bottom, top = cells[:, 0], cells[:, -1]
    filled = (cells == bottom[:, None]).sum(axis=1)
    edge = bottom != top
    grid.signs[:] = np.where(edge, np.array(list(BLOCKS))[filled], " ")
    grid.under[:], grid.within[:] = paint[most], paint[cells.max(axis=1)]
    grid.grounds[:] = paint[np.where(edge, top, most)]
    grid.colours[:] = np.where(edge, paint[bottom], grid.colours)


def _now(grid: Grid, frame: Frame, pieces: Whole, mode: str) -> None:
    """Part history from futures by a thin line where nothing else stands."""
    if 0 < frame.now < frame.width - 1:
        free = (majority(pieces)[:, frame.now] == NOTHING) & (grid.signs[:, frame.now] == " ")
        grid.signs[free, frame.now] = ":" if mode == ASCII else "┊"


def _levels(grid: Grid, frame: Frame, colours: Palette, mode: str) -> None:
    """Draw the levels across; an edge that a level crosses gives way to it."""
    for line in frame.fan.lines:
        height = float(frame.heights(np.array([line.value]))[0])
        row = frame.height - 1 - min(int(height), frame.height - 1)
        if 0.0 <= height <= frame.height:
            for column in range(frame.width):
                grid.write(row, column, LEVEL[mode], colours.limit)


def _course(grid: Grid, heights: Numbers, colour: str, kind: str, mode: str) -> None:
    """Draw a course in braille, two columns of dots a cell; in ASCII one sign a cell."""
    height, width = grid.signs.shape
    for column in range(width):
        marks = [_dots(heights, 2 * column + half, height) for half in (0, 1)]
        if kind == "second":
            marks[1] = []  # half the dots, so that it is told from the median without colour, too
        for row in sorted({dot // 4 for dots in marks for dot in dots}):
            if mode == ASCII:
                sign = COURSE[kind]
            else:
                bits = sum(int(DOTS[dot % 4, half]) for half in (0, 1) for dot in marks[half] if dot // 4 == row)
                sign = chr(BRAILLE + bits)
            grid.write(row, column, sign, colour, within=kind == "median")


def _dots(heights: Numbers, at: int, height: int) -> list[int]:
    """Return which dots of a column, from the top, a course fills: its own and those on the way from the one before."""
    if not np.isfinite(heights[at]):
        return []
    here = _dot(heights[at], height)
    if at == 0 or not np.isfinite(heights[at - 1]):
        return [here]
    before = _dot(heights[at - 1], height)
    way = range(before + 1, here) if here > before else range(here + 1, before)
    return [here, *way]


def _dot(level: float, height: int) -> int:
    most = 4 * height - 1
    return min(max(most - int(np.floor(level * 4)), 0), most)
