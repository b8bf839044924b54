"""What a parameter set must reproduce to be accepted: the frozen windows of `sim/calibration.toml`."""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import UnknownName
from sim.language import _
from sim.randomness import FloatArray
from sim.world import ROWS

Bools = NDArray[np.bool_]
Found = Mapping[str, Mapping[str, FloatArray]]
"""Numbers of runs by cell and probe; each of shape (runs,), or (sets, repeats) for base rates."""

DATES = frozenset(row.name for row in ROWS if row.unit == "quarter")
"""Rows of the world that hold the quarter of something that may never come."""
BOUND = ("quantity", "low", "high", "over", "less", "absolute")


@dataclass(frozen=True)
class Bound:
    """Limits of one quantity of a run, ends included."""

    quantity: str
    low: float = -math.inf
    high: float = math.inf
    over: str = ""
    less: str = ""
    absolute: bool = False

    @property
    def probes(self) -> tuple[str, ...]:
        """The numbers of a run that are needed."""
        return tuple(probe for probe in (self.quantity, self.over, self.less) if probe)

    def value(self, found: Mapping[str, FloatArray]) -> FloatArray:
        """Return the quantity in each run; NaN where it does not exist, infinite where its quarter never comes."""
        value = np.asarray(found[self.quantity], float)
        if self.quantity.partition("[")[0] in DATES:
            value = np.where(value >= 0, value, np.inf)
        if self.less:
            value = value - found[self.less]
        if self.over:
            with np.errstate(divide="ignore", invalid="ignore"):
                value = value / found[self.over]
        return np.abs(value) if self.absolute else value

    @property
    def words(self) -> str:
        """The limits in words."""
        low, high = f"{self.low:g}", f"{self.high:g}"
        if math.isinf(self.high):
            return _("{low} or more").format(low=low)
        if math.isinf(self.low):
            return _("{high} or less").format(high=high)
        return _("{low} to {high}").format(low=low, high=high)

    def holds(self, value: FloatArray) -> Bools:
        """Whether the quantity lies within the limits; what does not exist does not."""
        held: Bools = (value >= self.low) & (value <= self.high)
        return held


@dataclass(frozen=True)
class Window:
    """One window of a history, or one base rate.

    Attributes
    ----------
    name, title : its id and what it is about.
    statement : whether the title says all, without the limits.
    cells : where it is looked at; a window of a history has one.
    bounds : all must hold.
    fact, source : what the record says, and where.
    overlaps, against : targets of the record whose quantity it bounds, and those that it contradicts.
    switch : the word that leaves it out; empty if nothing does.
    changed : what was changed after results had been seen; empty if nothing was.
    """

    name: str
    title: str
    statement: bool
    cells: tuple[str, ...]
    bounds: tuple[Bound, ...]
    fact: str
    source: str
    overlaps: tuple[str, ...]
    against: tuple[str, ...]
    switch: str
    changed: str

    @property
    def words(self) -> str:
        """The window in words, with its limits."""
        limits = _(" and ").join(bound.words for bound in self.bounds)
        return self.title if self.statement else f"{self.title}: {limits}"

    def holds(self, found: Found) -> Bools:
        """Whether the window holds in each run, shape (runs,)."""
        held = [bound.holds(bound.value(found[self.cells[0]])) for bound in self.bounds]
        every: Bools = np.logical_and.reduce(held)
        return every

    def rate(self, found: Found) -> FloatArray:
        """Return the mean over the runs of each set and over the cells, shape (sets,)."""
        means = [self.bounds[0].value(found[cell]).mean(axis=-1) for cell in self.cells]
        rate: FloatArray = np.mean(means, axis=0)
        return rate


@dataclass(frozen=True)
class LeftOut:
    """A target of the record that makes no window, and why."""

    target: str
    why: str


@dataclass(frozen=True)
class Windows:
    """The whole of `sim/calibration.toml`.

    Attributes
    ----------
    cells : scenario, doctrines, opening values and quarters by name.
    histories : the windows of the two histories; all must hold in one run.
    base : the base rates.
    left_out : what makes no window.
    digest : of all that decides whether a set is accepted; words are not in it.
    """

    cells: Mapping[str, Mapping[str, Any]]
    histories: tuple[Window, ...]
    base: tuple[Window, ...]
    left_out: tuple[LeftOut, ...]
    digest: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all windows, histories first."""
        return tuple(window.name for window in (*self.histories, *self.base))

    @property
    def switches(self) -> tuple[str, ...]:
        """The words that leave windows out."""
        return tuple(sorted({window.switch for window in (*self.histories, *self.base) if window.switch}))

    @property
    def told(self) -> tuple[str, ...]:
        """The cells of the histories, in their order."""
        return tuple(dict.fromkeys(window.cells[0] for window in self.histories))

    def of(self, cell: str) -> tuple[Window, ...]:
        """Return the windows of one history."""
        return tuple(window for window in self.histories if window.cells == (cell,))

    def probes(self, cell: str) -> tuple[str, ...]:
        """Return every number that is needed of the runs of a cell."""
        needed = [
            probe
            for window in (*self.histories, *self.base)
            if cell in window.cells
            for bound in window.bounds
            for probe in bound.probes
        ]
        return tuple(dict.fromkeys(needed))

    def overlapping(self, target: str) -> tuple[Window, ...]:
        """Return the windows that bound the quantity of a target of the record."""
        return tuple(window for window in (*self.histories, *self.base) if target in window.overlaps)

    def check_switches(self, without: Collection[str]) -> tuple[str, ...]:
        """Return switches in their order.

        Raises
        ------
        UnknownName
            If one is none of `switches`.
        """
        for word in without:
            if word not in self.switches:
                raise UnknownName(_("window that can be left out"), word, self.switches)
        return tuple(sorted(set(without)))


@lru_cache(maxsize=1)
def windows() -> Windows:
    """Return the windows, in their order in the file."""
    data = tomllib.loads(resources.files("sim").joinpath("calibration.toml").read_text("utf-8"))
    return Windows(
        cells=data["cells"],
        histories=tuple(_window(row) for row in data["window"]),
        base=tuple(_window(row) for row in data["base"]),
        left_out=tuple(LeftOut(row["target"], _(row["why"])) for row in data["left_out"]),
        digest=_digest(data),
    )


def _window(row: Mapping[str, Any]) -> Window:
    return Window(
        name=row["id"],
        title=_(row["title"]),
        statement=row.get("statement", False),
        cells=tuple(row["cells"]) if "cells" in row else (row["cell"],),
        bounds=tuple(Bound(**part) for part in _bounds(row)),
        fact=_(row["fact"]),
        source=row["source"],
        overlaps=tuple(row["overlaps"]),
        against=tuple(row.get("against", ())),
        switch=row.get("switch", ""),
        changed=_(row["changed"]) if "changed" in row else "",
    )


def _bounds(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the limits of a window as plain data."""
    return [{key: part[key] for key in BOUND if key in part} for part in (row, row.get("and")) if part]


def _digest(data: Mapping[str, Any]) -> str:
    rows = [
        [row["id"], row.get("cells") or [row["cell"]], _bounds(row), row.get("switch", "")]
        for row in (*data["window"], *data["base"])
    ]
    text = json.dumps([data["cells"], rows], sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
