"""Whether a box holds again: on points that were not peeled, and in searches on resampled points."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.study.questions.boxes import BoolArray, Bound, Box
from sim.study.questions.discovery import Found, Wish, find
from sim.study.questions.peeling import Step, Tally, measured
from sim.study.questions.pruning import CHANCE

HELD_OUT = 0.3
"""Share of the points that are not peeled."""
SHUFFLES = 999
"""Shuffles behind the probability that a box holds its held-out failures by chance."""
RESAMPLED = 2_000
"""Points in a resample, at most: beyond them limits seem less sure than they are."""
OUTER = (0.05, 0.95)
"""Quantiles between which most resamples put a limit."""


@dataclass(frozen=True)
class Again:
    """What resamples say of a restriction.

    Attributes
    ----------
    share : of the resamples in which this input is restricted.
    low, high : between which the limit lies in most of those that have it; NaN where the limit does not exist.
    levels : of a category, the share of the resamples with a box that keep each.
    """

    share: float
    low: tuple[float, float] = (math.nan, math.nan)
    high: tuple[float, float] = (math.nan, math.nan)
    levels: tuple[float, ...] = ()


@dataclass(frozen=True)
class Held:
    """What a box holds of points that were not peeled.

    Attributes
    ----------
    step : the box with what it holds of them.
    rate : share of all their runs that fail.
    chance : how likely points at random hold as many failures.
    """

    step: Step
    rate: float
    chance: float

    @property
    def holds(self) -> bool:
        """Whether the box is denser here, too, than chance makes it."""
        return self.chance <= CHANCE


def split(points: int, rng: np.random.Generator, share: float = HELD_OUT) -> BoolArray:
    """Return which points are held out, the same number whatever chance says."""
    held = np.zeros(points, bool)
    held[rng.permutation(points)[: round(share * points)]] = True
    return held


def held_out(box: Box, tally: Tally, rng: np.random.Generator) -> Held:
    """Return what a box holds of points that were not peeled, and how likely as many points at random hold as much."""
    step = measured(box, tally)
    inside = box.holds(tally.values)
    count = int(inside.sum())
    if not 0 < count < len(tally):
        return Held(step, tally.rate, 1.0)
    shares = tally.shares
    found, as_many = float(shares[inside].sum()), 1
    for start in range(0, SHUFFLES, 100):
        rows = min(100, SHUFFLES - start)
        drawn = rng.permuted(np.tile(shares, (rows, 1)), axis=1)[:, :count].sum(axis=1)
        as_many += int((drawn >= found - 1e-9).sum())
    return Held(step, tally.rate, as_many / (SHUFFLES + 1))


def again(
    found: Found, tally: Tally, wish: Wish, rng: np.random.Generator, beat: Callable[[int], None] | None = None
) -> dict[int, Again]:
    """Return what resamples say of each restriction of a box, by input.

    Parameters
    ----------
    beat : called after each resample with 1.
    """
    size, boxes = min(len(tally), RESAMPLED), []
    for _sample in range(wish.resamples):
        boxes.append(find(tally.part(rng.integers(len(tally), size=size)), wish).box)
        if beat is not None:
            beat(1)
    return {place: _again(boxes, place, len(tally.inputs[place].levels)) for place in found.box.restricted}


def _again(boxes: Sequence[Box], place: int, levels: int) -> Again:
    bounds = [box.bounds[place] for box in boxes if place in box.bounds]
    share = len(bounds) / len(boxes) if boxes else math.nan
    if not bounds or bounds[0].levels is not None:
        whole = Bound(levels=frozenset(range(levels)))
        every = [(box.bounds.get(place) or whole).levels or frozenset() for box in boxes if box.bounds]
        kept = [sum(level in each for each in every) / len(every) for level in range(levels)] if every else []
        return Again(share, levels=tuple(kept))
    return Again(share, _outer([bound.low for bound in bounds]), _outer([bound.high for bound in bounds]))


def _outer(limits: Sequence[float]) -> tuple[float, float]:
    known = [limit for limit in limits if math.isfinite(limit)]
    if not known:
        return math.nan, math.nan
    low, high = np.quantile(known, OUTER)
    return float(low), float(high)
