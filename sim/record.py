"""The record that the model is held against: targets R1 to R11 with their bands, and the series that the plots show.

A target is *fitted* where a window of the calibration bounds the same quantity, or a parameter was set from the same
figure: agreement is then put in and no evidence. It is *not represented* where the model has no such quantity. All
others are *checks* (`sim.study.backtest`). Bands are those of [FactsRecord] and are not moved; misses stay in.
"""

from __future__ import annotations

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

FloatArray = NDArray[np.float64]

FITTED, CHECK, ABSENT = "fitted", "check", "not represented"
STATUSES = (FITTED, CHECK, ABSENT)


@dataclass(frozen=True)
class Target:
    """One part of a target of the record, a row of `record.toml`.

    Attributes
    ----------
    id, title : such as R6a, and what was observed.
    value, low, high, unit : the figure and its band; a part without a band of its own has None for both limits.
    source, cases : keys of the bibliography, and how many cases the figure rests on.
    formula : how the model's number is formed, in words.
    absent : why the model has no such number, or none without a mend; empty if it always has.
    needs : mends that carry it.
    set_by : parameters that were set from the same figure, each with the mend that uses it ("" for none).
    cells, probes, reduce : the runs that are asked, what is read of each, and what makes one number of it.
    """

    id: str
    title: str
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    cases: int
    formula: str
    absent: str
    needs: tuple[str, ...]
    set_by: Mapping[str, str]
    cells: tuple[str, ...]
    probes: tuple[str, ...]
    reduce: str

    @property
    def single(self) -> bool:
        """Whether the figure comes from one case: a check of plausibility, and no likelihood."""
        return self.cases == 1

    def represented(self, mends: Collection[str]) -> bool:
        """Whether the model has the quantity under these mends."""
        return bool(self.cells) and set(self.needs) <= set(mends)

    def setters(self, mends: Collection[str]) -> tuple[str, ...]:
        """Return the parameters in use under these mends that were set from the same figure."""
        return tuple(name for name, mend in self.set_by.items() if not mend or mend in mends)

    def hit(self, number: float) -> bool | None:
        """Return whether a number lies in the band; None where there is no band or no number."""
        if self.low is None or self.high is None or np.isnan(number):
            return None
        return bool(self.low <= number <= self.high)


@dataclass(frozen=True)
class Series:
    """A series of the record.

    Attributes
    ----------
    title, unit, source, note : what it is, where it comes from, and what to know about it.
    dates : calendar quarters, such as 1979Q2.
    values, low, high : the figures and the range of their sources, each of shape (dates,).
    """

    title: str
    unit: str
    source: str
    note: str
    dates: tuple[str, ...]
    values: FloatArray
    low: FloatArray
    high: FloatArray


@lru_cache(maxsize=1)
def targets() -> dict[str, Target]:
    """Return all targets by id, in the order of the record."""
    return {identity: _target(identity, row) for identity, row in _file("record.toml").items() if identity != "cells"}


def target(identity: str) -> Target:
    """Return one target.

    Raises
    ------
    UnknownName
        If there is none of that id.
    """
    if identity not in targets():
        raise UnknownName("target of the record", identity, targets())
    return targets()[identity]


@lru_cache(maxsize=1)
def cells() -> dict[str, Mapping[str, Any]]:
    """Return what the runs of each cell are, by its name: scenario, doctrines, opening, quarters."""
    found: dict[str, Mapping[str, Any]] = _file("record.toml")["cells"]
    return found


@lru_cache(maxsize=1)
def series() -> dict[str, Series]:
    """Return the series of the record by name."""
    return {name: _series(row) for name, row in _file("record_series.toml").items()}


def quarter_of(date: str, start: str) -> int:
    """Return how many quarters a run that opens in `start` has resolved at the end of the quarter `date`."""
    year, first = int(start[:4]), int(start[5])
    return 4 * (int(date[:4]) - year) + int(date[5]) - first + 1


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("sim").joinpath(name).read_text("utf-8"))


def _target(identity: str, row: Mapping[str, Any]) -> Target:
    listed = {name: tuple(row.get(name, ())) for name in ("needs", "cells", "probes")}
    return Target(
        id=identity,
        title=_(row["title"]),
        value=float(row["value"]),
        low=row.get("low"),
        high=row.get("high"),
        unit=row["unit"],
        source=row["source"],
        cases=int(row["cases"]),
        formula=_(row["formula"]),
        absent=_(row["absent"]) if "absent" in row else "",
        set_by=dict(row.get("set_by", {})),
        reduce=row.get("reduce", ""),
        **listed,
    )


def _series(row: Mapping[str, Any]) -> Series:
    points = [point if len(point) > 2 else [*point, point[1], point[1]] for point in row["points"]]
    values, low, high = (np.array([point[place] for point in points], float) for place in (1, 2, 3))
    note = _(row["note"]) if row["note"] else ""
    return Series(_(row["title"]), row["unit"], row["source"], note, tuple(p[0] for p in points), values, low, high)
