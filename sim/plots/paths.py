"""Recorded runs as arrays: quantities over time, who is at war when, and quantiles over the runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.seats import BORDER_WAR, SETTLEMENT

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SUPPORT = ("support_a", "support_b")
WEARINESS = ("target_weariness", "challenger_weariness")


@dataclass(frozen=True)
class Paths:
    """The recorded runs of one policy.

    Attributes
    ----------
    values : recorded quantities by name, each of shape (quarters + 1, runs); row 0 is the opening.
    replications : run numbers, shape (runs,).
    endings : codes of the endings, shape (runs,), in the order of ENDINGS.
    """

    values: Mapping[str, FloatArray]
    replications: IntArray
    endings: IntArray

    @property
    def runs(self) -> int:
        """Number of recorded runs."""
        return len(self.replications)

    @property
    def quarters(self) -> int:
        """Number of quarters resolved."""
        return len(self.values["rung"]) - 1

    @property
    def fighting(self) -> NDArray[np.bool_]:
        """Whether each run is at war, shape (quarters + 1, runs)."""
        rung = self.values["rung"]
        return (rung >= BORDER_WAR) & (rung < SETTLEMENT)

    def part(self, picked: NDArray[np.bool_]) -> Paths:
        """Return some of the runs."""
        values = {name: value[:, picked] for name, value in self.values.items()}
        return Paths(values, self.replications[picked], self.endings[picked])


def blanked(values: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Blank what no one knows yet at the opening: support, and weariness where the run opens at war.

    Both are worked out in the first quarter; a fan that starts at 0 would show a leap that never was.
    """
    opening = values["rung"][0]
    for name in values.keys() & SUPPORT:
        values[name][0] = np.nan
    for name in values.keys() & WEARINESS:
        values[name][0] = np.where((opening >= BORDER_WAR) & (opening < SETTLEMENT), np.nan, values[name][0])
    return values


def quantiles(values: FloatArray, probabilities: Sequence[float]) -> FloatArray:
    """Return quantiles over the runs, shape (probabilities, rows), of values of shape (rows, runs).

    NaN where none is known.
    """
    found = np.full((len(probabilities), len(values)), np.nan)
    known = np.isfinite(values)
    for row in np.flatnonzero(known.any(axis=1)):
        found[:, row] = np.quantile(values[row][known[row]], probabilities)
    return found
