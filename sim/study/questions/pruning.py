"""Pruning a box: which of its limits could be chance, and which count least."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.study.questions.boxes import BoolArray, Bound, Box
from sim.study.questions.peeling import GRAIN, Tally, in_grains, measured
from sim.world import FloatArray

ShortArray = NDArray[np.int16]
CHANCE = 0.05
"""Probability above which a difference passes for chance."""

Part = tuple[int, Bound]
"""A limit that can be left out by itself: the place of its input, and what it demands."""


def quasi_p(box: Box, looser: Box, tally: Tally) -> float:
    """Return how likely chance makes a box as dense as it is, were what parts it from a looser one of no account.

    The binomial probability of as many failures or more among its points, at the density of the looser box
    [BryantLempert2010]. A point whose runs fail in some share counts for as many trials as its share varies less than
    that of a point that fails or not.
    """
    sums = _Sums(tally.shares)
    return float(_chances(sums.of(box.holds(tally.values)), np.array([sums.of(looser.holds(tally.values))]))[0])


class _Sums:
    """Number, sum and sum of squares of the shares of some points; exact, so that their order does not matter."""

    def __init__(self, shares: FloatArray) -> None:
        self.columns = np.stack([np.ones_like(shares), shares, in_grains(shares**2)])

    def of(self, chosen: BoolArray) -> FloatArray:
        """Return the three of some points."""
        found: FloatArray = self.columns[:, chosen].sum(axis=1)
        return found


def _chances(inside: FloatArray, wider: FloatArray) -> FloatArray:
    """Return the quasi-p of points against each of some sets around them, by their sums: shapes (3,), (sets, 3)."""
    from scipy.special import betainc

    sizes = np.maximum(wider[:, 0], 1.0)
    rates = wider[:, 1] / sizes
    spreads = wider[:, 2] / sizes - rates**2
    varied = spreads > GRAIN
    trials = inside[0] * rates * (1.0 - rates) / np.where(varied, spreads, 1.0)
    hits = inside[1] / max(inside[0], 1.0) * trials
    counted = varied & (hits > 0.0)
    found = betainc(np.where(counted, hits, 1.0), np.where(counted, trials - hits, 0.0) + 1.0, rates)
    return np.where(counted, np.asarray(found, float), 1.0)


class Pruning:
    """Prunes boxes of one tally; what they have in common is looked at once."""

    def __init__(self, tally: Tally, max_dims: int) -> None:
        self.tally, self.max_dims = tally, max_dims
        self._sums = _Sums(tally.shares)
        self._missed: dict[Part, BoolArray] = {}

    def pruned(self, box: Box) -> Box:
        """Return a box without the limits that could be chance, and with no more inputs than wanted.

        The likeliest go first, of eight and more a quarter at a time. Of inputs that are all of account, the one goes
        without which the gain is largest.
        """
        parts = [(place, part) for place in box.restricted for part in _parts(box.bounds[place])]
        misses = np.zeros(len(self.tally), np.int16)
        owners = np.zeros(len(self.tally), np.int16)
        for number, part in enumerate(parts):
            missed = self._misses(part)
            misses += missed
            owners += missed * np.int16(number)
        left = list(range(len(parts)))
        while left:
            chances = self._chances_of(misses, owners, len(parts))[left]
            over = int((chances > CHANCE).sum())
            if over:  # of many at once, so that many inputs do not take long
                order = np.argsort(-chances, kind="stable")[: max(over // 4, 1)]
                gone = [left[place] for place in order]
            elif len({parts[number][0] for number in left}) > self.max_dims:
                gone = self._least([parts[number] for number in left], left)
            else:
                break
            for number in gone:
                missed = self._misses(parts[number])
                misses -= missed
                owners -= missed * np.int16(number)
                left.remove(number)
        return _joined([parts[number] for number in left])

    def _misses(self, part: Part) -> BoolArray:
        """Return which points a limit keeps out."""
        if part not in self._missed:
            place, bound = part
            self._missed[part] = ~bound.holds(self.tally.values[:, place])
        return self._missed[part]

    def _chances_of(self, misses: ShortArray, owners: ShortArray, count: int) -> FloatArray:
        """Return the quasi-p of each limit: of the points in the box against these and those it alone keeps out."""
        inside, once = self._sums.of(misses == 0), np.flatnonzero(misses == 1)
        alone = owners[once]
        more = [np.bincount(alone, weights=column[once], minlength=count) for column in self._sums.columns]
        return _chances(inside, inside + np.stack(more, axis=1))

    def _least(self, parts: Sequence[Part], numbers: Sequence[int]) -> list[int]:
        """Return the limits of the input without which the box has the largest gain."""
        box = _joined(parts)
        place = max(box.restricted, key=lambda place: measured(box.without(place), self.tally).gain)
        return [number for number, part in zip(numbers, parts, strict=True) if part[0] == place]


def _parts(bound: Bound) -> list[Bound]:
    """Return a bound as limits that can be left out one by one."""
    if bound.levels is not None or math.inf in (-bound.low, bound.high):
        return [bound]
    return [Bound(low=bound.low), Bound(high=bound.high)]


def _joined(parts: Sequence[Part]) -> Box:
    """Return the box of some limits."""
    bounds: dict[int, Bound] = {}
    for place, part in parts:
        now = bounds.get(place, Bound())
        bounds[place] = part if part.levels is not None else Bound(max(now.low, part.low), min(now.high, part.high))
    return Box(bounds)
