"""Sides held against each other on fresh worlds: which are better on what, beyond noise, and so who dominates whom.

One side is better than another on a meter if its mean over the same fresh worlds exceeds the other's by more than
ERRORS paired standard errors. It dominates the other if it is better on some meter and the other on none. A side is
established on the front if it is better on some meter than each of the others; if some other side is better on none and
worse on none, it cannot be told from it, and is named not established [Deb2002].
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
    def better(self) -> BoolArray:
        """Whether one side is better than another on each meter, beyond noise, shape (sides, sides, meters)."""
        sides, meters, _worlds = self.values.shape
        found = np.zeros((sides, sides, meters), bool)
        for one in range(sides):
            for other in range(one):
                mean, error = self.gap(one, other)
                found[one, other] = (mean > ERRORS * error) & (mean > NEAR_ENOUGH)
                found[other, one] = (-mean > ERRORS * error) & (-mean > NEAR_ENOUGH)
        return found

    @cached_property
    def dominates(self) -> BoolArray:
        """Whether one side dominates another, shape (sides, sides)."""
        some = self.better.any(2)
        return np.asarray(some & ~some.T)

    @cached_property
    def alike(self) -> BoolArray:
        """Whether neither of two sides is better than the other on any meter, shape (sides, sides)."""
        some = self.better.any(2)
        found = ~some & ~some.T
        np.fill_diagonal(found, False)
        return np.asarray(found)

    def standing(self, side: int) -> str:
        """Return what becomes of a side: ESTABLISHED, OPEN or DOMINATED."""
        if self.dominates[:, side].any():
            return DOMINATED
        return OPEN if self.alike[side].any() else ESTABLISHED

    def clearest(self, side: int, among: range) -> int | None:
        """Return which of some sides dominates a side on most meters, then by most errors; None if none does."""
        found = [other for other in among if self.dominates[other, side]]
        return max(found, key=lambda other: self._clear(other, side), default=None)

    def _clear(self, one: int, other: int) -> tuple[int, float]:
        mean, error = self.gap(one, other)
        sure = np.divide(mean, error, out=np.zeros_like(mean), where=error > 0)
        return int(self.better[one, other].sum()), float(sure.max())
