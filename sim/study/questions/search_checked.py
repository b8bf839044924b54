"""Sides held against each other on fresh worlds: which are better on what, beyond noise, and so who dominates whom.

One side is better than another on a meter if its mean over the same fresh worlds exceeds the other's by more than
ERRORS paired standard errors. It dominates the other if it is better on some meter and shown to be no worse on all:
the lower end of the 95% interval of each difference lies above a margin, a small share of the spread of that meter
over all sides. That an interval holds zero shows nothing. A side is established on the front if it is better on some
meter than each of the others; what is neither established nor dominated is named not established.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.study.choices import ERRORS, NEAR_ENOUGH
from sim.world import FloatArray

BoolArray = NDArray[np.bool_]
Z95 = 1.959963984540054
ESTABLISHED, OPEN, DOMINATED = "established", "not established", "dominated"
"""What becomes of a side on fresh worlds."""
MARGIN = 0.05
"""What counts as no worse on a meter: the share of the spread of all sides that a side may be behind."""


@dataclass(frozen=True, eq=False)
class Checked:
    """Sides on the same fresh worlds.

    Attributes
    ----------
    values : turned so that more is better on every meter, shape (sides, meters, worlds).
    """

    values: FloatArray

    @cached_property
    def means(self) -> FloatArray:
        """Means over the worlds, shape (sides, meters)."""
        found: FloatArray = self.values.mean(2)
        return found

    @cached_property
    def errors(self) -> FloatArray:
        """Standard errors of the means, shape (sides, meters)."""
        worlds = self.values.shape[2]
        return (
            np.asarray(self.values.std(2, ddof=1) / np.sqrt(worlds)) if worlds > 1 else np.full_like(self.means, np.nan)
        )

    def gap(self, one: int, other: int) -> tuple[FloatArray, FloatArray]:
        """Return by how much one side is better than another, and the paired standard error, shape (meters,) each."""
        gaps = self.values[one] - self.values[other]
        worlds = gaps.shape[1]
        error = gaps.std(1, ddof=1) / np.sqrt(worlds) if worlds > 1 else np.full(len(gaps), np.inf)
        return gaps.mean(1), error

    @cached_property
    def margins(self) -> FloatArray:
        """By how much a side may be behind on each meter and still count as no worse, shape (meters,)."""
        found: FloatArray = MARGIN * (self.means.max(0) - self.means.min(0))
        return found

    @cached_property
    def _pairs(self) -> tuple[BoolArray, BoolArray]:
        """Whether one side is better than another, and shown to be no worse, on each meter."""
        sides, meters, _worlds = self.values.shape
        better, no_worse = np.zeros((sides, sides, meters), bool), np.ones((sides, sides, meters), bool)
        for one in range(sides):
            for other in range(one):
                mean, error = self.gap(one, other)
                for first, second, gap in ((one, other, mean), (other, one, -mean)):
                    better[first, second] = (gap > ERRORS * error) & (gap > NEAR_ENOUGH)
                    no_worse[first, second] = gap - Z95 * error >= -np.maximum(self.margins, NEAR_ENOUGH)
        return better, no_worse

    @property
    def better(self) -> BoolArray:
        """Whether one side is better than another on each meter, beyond noise, shape (sides, sides, meters)."""
        return self._pairs[0]

    @cached_property
    def dominates(self) -> BoolArray:
        """Whether one side is shown to dominate another, shape (sides, sides)."""
        better, no_worse = self._pairs
        return np.asarray(better.any(2) & no_worse.all(2))

    @cached_property
    def unresolved(self) -> BoolArray:
        """Whether a side is not shown to be better than another on any meter, nor dominated by it."""
        found = ~self.better.any(2) & ~self.dominates.T
        np.fill_diagonal(found, False)
        return np.asarray(found)

    def standing(self, side: int) -> str:
        """Return what becomes of a side: ESTABLISHED, OPEN or DOMINATED."""
        if self.dominates[:, side].any():
            return DOMINATED
        return OPEN if self.unresolved[side].any() else ESTABLISHED

    def clearest(self, side: int, among: range) -> int | None:
        """Return which of some sides dominates a side on most meters, then by most errors; None if none does."""
        found = [other for other in among if self.dominates[other, side]]
        return max(found, key=lambda other: self._clear(other, side), default=None)

    def _clear(self, one: int, other: int) -> tuple[int, float]:
        mean, error = self.gap(one, other)
        sure = np.divide(mean, error, out=np.zeros_like(mean), where=error > 0)
        return int(self.better[one, other].sum()), float(sure.max())
