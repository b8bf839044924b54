"""Comparisons with a direction that the essays expect: aid, bleeding, postures, patrons in peace; `directions.toml`.

What is found of them is computed in `sim.study.effects`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from sim.claims import claims as known_claims
from sim.errors import UnknownName
from sim.language import _
from sim.study.cells import Cell
from sim.study.expressions import condition, expression
from sim.study.statistics import Statistic
from sim.study.thresholds import Threshold, threshold
from sim.world import FloatArray

PEACE = "peace"
"""The panel whose bars are the patrons in peace; the others are drawn."""
SIGNS = {"up": "> 0", "down": "< 0"}

Found = Mapping[Cell, Mapping[str, FloatArray]]


@dataclass(frozen=True)
class Bar:
    """One bar of a panel: its name, its title, and what is run."""

    name: str
    title: str
    cell: Cell


@dataclass(frozen=True)
class Panel:
    """Bars that are drawn side by side, with a note on what they are."""

    name: str
    title: str
    note: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Direction:
    """One comparison of two bars, the first less the second, and the direction expected.

    Attributes
    ----------
    id, claims, text : its id, the claims whose direction it is, and what they lead one to expect.
    names, cells : the two bars.
    of, statistic : what is made of each bar's runs, in words and as it is worked out.
    holds : the direction expected, as a condition on the difference in a parameter set.
    """

    id: str
    claims: tuple[str, ...]
    text: str
    names: tuple[str, str]
    cells: tuple[Cell, Cell]
    of: str
    statistic: Statistic
    holds: Threshold

    @property
    def expected(self) -> str:
        """The direction expected in a word, or the limit of a change that should not be."""
        return next((name for name, text in SIGNS.items() if text == str(self.holds)), str(self.holds))

    def effects(self, found: Found) -> FloatArray:
        """Return the difference in each set, shape (sets,); NaN where one of the two bars has no number."""
        return self.statistic.effect([found[cell] for cell in self.cells])


@dataclass(frozen=True)
class SeatEffect:
    """What one doctrine of a patron does in peace against another, as one direction a measure; claims, and why."""

    seat: str
    names: tuple[str, str]
    claims: tuple[str, ...]
    why: str
    directions: tuple[Direction, ...]


@dataclass(frozen=True)
class Table:
    """What stands in `directions.toml`."""

    panels: tuple[Panel, ...]
    directions: tuple[Direction, ...]
    seats: tuple[SeatEffect, ...]

    def panel(self, name: str) -> Panel:
        """Return a panel by name."""
        return next(panel for panel in self.panels if panel.name == name)

    def wanted(self) -> dict[Cell, set[str]]:
        """Return the probes of every cell that is needed."""
        wanted: dict[Cell, set[str]] = {}
        for panel in self.panels:
            for bar in panel.bars:
                wanted.setdefault(bar.cell, set()).update({"ending"} if panel.name != PEACE else set())
        for direction in [*self.directions, *(each for seat in self.seats for each in seat.directions)]:
            for cell in direction.cells:
                wanted[cell].update(direction.statistic.probes)
        return wanted


@lru_cache(maxsize=1)
def table() -> Table:
    """Return the panels, directions and seats of `directions.toml`.

    Raises
    ------
    UnknownName, InputError
        If it names an unknown bar, claim, direction or probe.
    """
    rows = tomllib.loads(resources.files("sim").joinpath("directions.toml").read_text("utf-8"))
    return read(rows)


def read(rows: Mapping[str, Any]) -> Table:
    """Return panels, directions and seats from plain data; errors as for `table`."""
    panels = tuple(_panel(row) for row in rows["panel"])
    cells = {bar.name: bar.cell for panel in panels for bar in panel.bars}
    directions = tuple(_direction(row, cells) for row in rows["direction"])
    return Table(panels, directions, tuple(_seat(row, cells) for row in rows["seat"]))


def _panel(row: Mapping[str, Any]) -> Panel:
    bars = tuple(_bar(dict(bar)) for bar in row["bar"])
    return Panel(row["name"], _(row["title"]), _(row["note"]), bars)


def _bar(row: dict[str, Any]) -> Bar:
    name, title = row.pop("name"), _(row.pop("title"))
    return Bar(name, title, Cell.of(row))


def _direction(row: Mapping[str, Any], cells: Mapping[str, Cell]) -> Direction:
    for name in row["cells"]:
        if name not in cells:
            raise UnknownName("bar", name, cells)
    first, second = row["cells"]
    return Direction(
        id=row["id"],
        claims=_claims(row),
        text=_(row["text"]) if row["text"] else "",
        names=(first, second),
        cells=(cells[first], cells[second]),
        of=row["of"],
        statistic=_statistic(row),
        holds=threshold(row["holds"]),
    )


def _claims(row: Mapping[str, Any]) -> tuple[str, ...]:
    for claim in row["claims"]:
        if claim not in known_claims():
            raise UnknownName("claim", claim, known_claims())
    return tuple(row["claims"])


def _statistic(row: Mapping[str, Any]) -> Statistic:
    given = condition(row.get("given", ""))
    if row["kind"] == "share":
        return Statistic("share", counted=condition(row["of"]), given=given)
    return Statistic(row["kind"], (expression(row["of"]),), given=given)


def _seat(row: Mapping[str, Any], cells: Mapping[str, Cell]) -> SeatEffect:
    made = []
    for measure, sign in row["expected"].items():
        if sign not in SIGNS:
            raise UnknownName("direction", sign, SIGNS)
        parts = {"id": measure, "claims": row["claims"], "text": "", "cells": row["cells"], "kind": "mean"}
        made.append(_direction({**parts, "of": measure, "holds": SIGNS[sign]}, cells))
    first, second = row["cells"]
    return SeatEffect(row["seat"], (first, second), _claims(row), _(row["why"]), tuple(made))
