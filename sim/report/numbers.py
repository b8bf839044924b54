"""Numbers and cells as the report of a study writes them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.language import _
from sim.plots import words
from sim.report.blocks import Grid
from sim.study.answers import Cell, Table

NONE = "–"
LOW, HIGH = "low", "high"
"""How the names of columns end that are the ends of an interval."""
WIDEST, LONGEST = 14, 24
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
    """Return a share as per cent; where there is none a dash."""
    return words.percent(share) if math.isfinite(share) else NONE


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
    """Return the first rows of a table of an answer as a table of a page.

    What is the same in every row stands in its caption, and the ends of an interval in one column.
    """
    same = constant(held)
    held = some(held)
    columns = [column for column in _columns(held) if column.names[0] not in same][:WIDEST]
    right = tuple(k for k, column in enumerate(columns) if column.numeric)
    shown = tuple(tuple(column.of(row) for column in columns) for row in held.rows[:rows])
    told = ", ".join(f"{head(name)} {value}" for name, value in same.items())
    caption = _("{title} ({same})").format(title=held.title, same=told) if told and held.title else held.title or told
    return Grid(tuple(column.head for column in columns), shown, right, caption)


def some(held: Table) -> Table:
    """Return a table without the columns that hold nothing."""
    places = [k for k in range(len(held.columns)) if any(row[k] is not None and row[k] != "" for row in held.rows)]
    rows = tuple(tuple(row[k] for k in places) for row in held.rows)
    return Table(tuple(held.columns[k] for k in places), rows, held.title)


def constant(held: Table) -> dict[str, str]:
    """Return the columns of words that are the same in every row of several, by name."""
    if len(held.rows) < 2:
        return {}
    columns = zip(held.columns, zip(*held.rows, strict=True), strict=True)
    found = {name: set(column) for name, column in columns if all(isinstance(entry, str) for entry in column)}
    return {name: str(next(iter(values))) for name, values in found.items() if len(values) == 1 and "" not in values}


@dataclass(frozen=True)
class _Column:
    """A column of a page: one of a table, or two that are the ends of an interval."""

    head: str
    names: tuple[str, ...]
    places: tuple[int, ...]
    numeric: bool

    def of(self, row: Sequence[Cell]) -> str:
        """Return its entry in a row."""
        if len(self.places) == 1:
            return cell(row[self.places[0]])
        low, high = (row[place] for place in self.places)
        if low is None and high is None:
            return NONE
        return _("{low} to {high}").format(low=cell(low), high=cell(high))


def _columns(held: Table) -> Iterator[_Column]:
    names = held.columns
    for place, name in enumerate(names):
        numbers = numeric([row[place] for row in held.rows])
        if name.endswith(HIGH) and place and names[place - 1] == name.removesuffix(HIGH) + LOW and numbers:
            continue
        upper = name.removesuffix(LOW) + HIGH
        if name.endswith(LOW) and numbers and names[place + 1 : place + 2] == (upper,):
            yield _Column(f"{head(name)} – {HIGH}", (name, upper), (place, place + 1), True)
        else:
            yield _Column(head(name), (name,), (place,), numbers)


def head(name: str) -> str:
    """Return the head of a column for people."""
    return name.replace("_", " ")


def numeric(column: Sequence[Cell]) -> bool:
    """Whether a column holds numbers."""
    return all(isinstance(entry, (int, float, type(None))) for entry in column)
