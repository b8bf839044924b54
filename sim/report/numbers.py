"""Numbers and cells as the report of a study writes them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.language import _
from sim.report.blocks import Grid
from sim.study.answers import Cell, Table

NONE = "–"
WIDEST, LONGEST = 12, 24
"""Columns, and rows, of an answer's table that the page shows; the whole table is in its file."""


def figure(value: float) -> str:
    """Return a number at three figures; a dash where there is none."""
    if not math.isfinite(value):
        return NONE
    if value == 0.0 or 0.001 <= abs(value) < 100_000:
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:.2e}"


def between(low: float, high: float) -> str:
    """Return an interval; a dash where there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return NONE
    return _("{low} to {high}").format(low=figure(low), high=figure(high))


def percent(share: float) -> str:
    """Return a share as per cent, at whole points; where there is none a dash."""
    if not math.isfinite(share):
        return NONE
    points = 100.0 * share
    if 0.0 < points < 1.0:
        return "<1\u00a0%"
    if 99.0 < points < 100.0:
        return ">99\u00a0%"
    return f"{points:.0f}\u00a0%"


def cell(value: Cell) -> str:
    """Return an entry of a table."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return figure(value)
    return f"{value:,}" if isinstance(value, int) else value


def grid(held: Table, rows: int = LONGEST) -> Grid:
    """Return the first rows of a table of an answer as a table of a page."""
    heads = held.columns[:WIDEST]
    right = tuple(k for k, _head in enumerate(heads) if numeric([row[k] for row in held.rows]))
    shown = tuple(tuple(cell(entry) for entry in row[:WIDEST]) for row in held.rows[:rows])
    return Grid(tuple(head.replace("_", " ") for head in heads), shown, right, held.title)


def numeric(column: Sequence[Cell]) -> bool:
    """Whether a column holds numbers."""
    return all(isinstance(entry, (int, float, type(None))) for entry in column)
