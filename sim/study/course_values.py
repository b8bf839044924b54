"""What the courses of the two histories are made of: a quantity by quarter, worked out of what was read of the runs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.seats import BORDER_WAR, SETTLEMENT
from sim.study.backtest import Backtest

FloatArray = NDArray[np.float64]
Values = Callable[[Backtest], FloatArray]

LAST = {"1979": 60, "ukraine": 20}
"""Quarters that are shown: to the end of 1993, and of 2026."""
LEAST_LAND = 0.05
"""Runs whose attack never takes this share of the region have no course of land held over its peak."""


def column(cell: str, name: str, times: float = 1.0) -> Values:
    """Return what reads one column of a cell, `times` over."""
    return lambda found: times * _path(found, cell, name)


def burden(found: Backtest) -> FloatArray:
    """Return the military burden, per cent of GDP a year: of the whole army where it is followed, else of war alone."""
    if "mobilisation" in found.mends:
        cost = 100.0 * _path(found, "1979", "military_burden")
        cost[0] = np.nan  # worked out in the first quarter
        return cost
    path = _path(found, "1979", "burden[0]")
    rate = 400.0 * np.maximum(np.diff(path, axis=0), 0.0)
    return np.vstack([np.full((1, path.shape[1]), np.nan), rate])


def settled(found: Backtest) -> FloatArray:
    """Return whether each run has been settled, 0 or 1, by quarter."""
    return _by_then(found, "settled_in")


def exit_decided(found: Backtest) -> FloatArray:
    """Return whether the exit from Cambodia has been decided in each run, 0 or 1, by quarter."""
    return _by_then(found, "exit_decided")


def land(found: Backtest) -> FloatArray:
    """Return land held as a share of the most that was ever held, by quarter of war; NaN where it is next to none."""
    held = _path(found, "ukraine", "land_held")
    most = held.max(axis=0)
    held[1:] = _in_war(found, held)[1:]
    return np.where(most > LEAST_LAND, held / np.maximum(most, LEAST_LAND), np.nan)


def aid(patron: int) -> Values:
    """Return what reads a patron's aid by quarter of war, as a multiple of its mean in the first four quarters."""

    def read(found: Backtest) -> FloatArray:
        path = _path(found, "ukraine", f"aid[{patron}]")
        path = _in_war(found, path)
        usual = path[1:5].mean(axis=0)
        return np.where(usual > 0, path / np.where(usual > 0, usual, 1.0), np.nan)

    return read


def too_much(found: Backtest) -> FloatArray:
    """Return how many of the first patron's public say too much, per cent, by quarter."""
    return 50.0 * (_path(found, "ukraine", "too_much[0]") + _path(found, "ukraine", "too_much[1]"))


def _by_then(found: Backtest, date: str) -> FloatArray:
    """Return whether a date has come by the end of each quarter, 0 or 1."""
    when = found.found["1979"][date].ravel()
    quarters = np.arange(LAST["1979"] + 1)[:, None]
    return np.asarray((when >= 0) & (when < quarters), float)


def _in_war(found: Backtest, path: FloatArray) -> FloatArray:
    """Return a path of the war in Ukraine, NaN outside war."""
    rung = _path(found, "ukraine", "rung")
    return np.where((rung >= BORDER_WAR) & (rung < SETTLEMENT), path, np.nan)


def _path(found: Backtest, cell: str, name: str) -> FloatArray:
    return found.path(cell, name, LAST[cell])
