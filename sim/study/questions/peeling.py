"""PRIM, the patient rule induction method: boxes in which failures are dense, found by peeling and pasting.

Peeling starts with the whole space and again and again takes a thin slice away, the one that leaves failures densest
for what it takes: a share of the points at either end of a number, or one level of a category [FriedmanFisher1999].
The boxes on the way are the trajectory, from which one is chosen by what it trades: density, the share of what is in
it that fails, against coverage, the share of all failures that is in it [BryantLempert2010]. Slices of several sizes
are held against each other by what they gain for what they take [KwakkelJaxaRozen2016]. Failures may be shares of the
runs of a point. Nothing here is random, and the order of the points does not matter: sums are exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.study.questions.boxes import BoolArray, Bound, Box, Input
from sim.world import FloatArray

PlaceArray = NDArray[np.int64]
ALPHA = 0.05
"""Share of the points in a box that a slice takes."""
LEAST_MASS = 0.05
"""Share of all points that a box holds at least."""
LEAST_INSIDE = 5
"""Points that a box holds at least."""
GRAIN = 2.0**-24
"""Failures are counted in whole grains, so that sums do not depend on their order."""


def in_grains(numbers: FloatArray) -> FloatArray:
    """Return numbers in whole grains."""
    return np.round(numbers / GRAIN) * GRAIN


@dataclass(frozen=True)
class Tally:
    """The failures at each point of a design.

    Attributes
    ----------
    inputs : what varies.
    values : shape (points, inputs); a category is the place of its level.
    failures : how many of the runs of each point fail, shape (points,); need not be whole.
    runs : how many runs each point has, more than 0.
    """

    inputs: tuple[Input, ...]
    values: FloatArray
    failures: FloatArray
    runs: FloatArray

    @classmethod
    def of(cls, inputs: Sequence[Input], values: FloatArray, shares: FloatArray, runs: FloatArray | float = 1) -> Tally:
        """Return the tally of the share of runs that fail at each point; points without a run are left out."""
        shares = np.asarray(shares, float)
        runs = np.broadcast_to(np.asarray(runs, float), shares.shape)
        known = (runs > 0) & np.isfinite(shares)
        failures = in_grains(shares[known] * runs[known])
        return cls(tuple(inputs), np.asarray(values, float)[known], failures, runs[known])

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.runs)

    def part(self, chosen: BoolArray | PlaceArray) -> Tally:
        """Return the tally of some points."""
        return Tally(self.inputs, self.values[chosen], self.failures[chosen], self.runs[chosen])

    @cached_property
    def shares(self) -> FloatArray:
        """The share of runs that fail at each point."""
        return in_grains(self.failures / self.runs)

    @cached_property
    def rate(self) -> float:
        """The share of all runs that fail."""
        return float(self.failures.sum() / self.runs.sum()) if len(self) else math.nan


@dataclass(frozen=True)
class Step:
    """A box with what it holds.

    Attributes
    ----------
    points, mass : of the design, and as a share of all.
    density : share of the runs in it that fail.
    coverage : share of all failures that is in it.
    gain : coverage less the share of all successes that is in it; 0 for the whole space, 1 for a box that parts
        failures from successes.
    """

    box: Box
    points: int
    mass: float
    density: float
    coverage: float
    gain: float

    @property
    def dims(self) -> int:
        """How many inputs it restricts."""
        return len(self.box.bounds)


def measured(box: Box, tally: Tally) -> Step:
    """Return a box with what it holds of a tally."""
    inside = box.holds(tally.values)
    return _step(box, int(inside.sum()), float(tally.failures[inside].sum()), float(tally.runs[inside].sum()), tally)


def _step(box: Box, points: int, failures: float, runs: float, tally: Tally) -> Step:
    every, total = float(tally.failures.sum()), float(tally.runs.sum())
    coverage = failures / every if every else math.nan
    kept = (runs - failures) / (total - every) if total > every else math.nan
    return Step(box, points, points / len(tally), failures / runs if runs else math.nan, coverage, coverage - kept)


@dataclass(frozen=True)
class _Slice:
    """A slice that could be taken: which points, what it leaves of its input, and how it is ranked."""

    place: int
    bound: Bound
    taken: PlaceArray
    failures: float
    runs: float


class _Peeling:
    """The points that are still in the box, in the order of each number."""

    def __init__(self, tally: Tally, columns: Sequence[int], alpha: float) -> None:
        self.tally, self.alpha = tally, alpha
        self.box = Box()
        self.inside = np.arange(len(tally))
        self.points, self.failures = len(tally), float(tally.failures.sum())
        self.runs = float(tally.runs.sum())
        self.categories = [place for place in columns if tally.inputs[place].kind == "category"]
        self.orders = {
            place: np.argsort(tally.values[:, place], kind="stable")
            for place in columns
            if tally.inputs[place].kind != "category"
        }
        self.sorted = {place: tally.values[order, place] for place, order in self.orders.items()}

    def slices(self) -> Iterator[_Slice]:
        for place in sorted([*self.orders, *self.categories]):
            yield from self._levels(place) if place in self.categories else self._ends(place)

    def _ends(self, place: int) -> Iterator[_Slice]:
        """Yield the lowest and the highest slice of a number; equal values stay together."""
        order, values = self.orders[place], self.sorted[place]
        if values[0] == values[-1]:
            return
        size, whole = max(int(self.alpha * values.size), 1), self.tally.inputs[place].kind == "whole"
        now = self.box.bounds.get(place, Bound())
        cut = int(np.searchsorted(values, values[size])) or int(np.searchsorted(values, values[0], "right"))
        low = values[cut] if whole else (values[cut - 1] + values[cut]) / 2.0
        yield self._slice(place, Bound(float(low), now.high), order[:cut])
        last = values[-1 - size]
        cut = int(np.searchsorted(values, last, "right"))
        cut = cut if cut < values.size else int(np.searchsorted(values, values[-1]))
        high = values[cut - 1] if whole else (values[cut - 1] + values[cut]) / 2.0
        yield self._slice(place, Bound(now.low, float(high)), order[cut:])

    def _levels(self, place: int) -> Iterator[_Slice]:
        """Yield each level of a category that is left."""
        codes = self.tally.values[self.inside, place].astype(np.int64)
        left = np.unique(codes)
        if left.size < 2:
            return
        now = self.box.bounds.get(place, Bound()).levels or frozenset(range(len(self.tally.inputs[place].levels)))
        for level in left:
            yield self._slice(place, Bound(levels=now - {int(level)}), self.inside[codes == level])

    def _slice(self, place: int, bound: Bound, taken: PlaceArray) -> _Slice:
        tally = self.tally
        return _Slice(place, bound, taken, float(tally.failures[taken].sum()), float(tally.runs[taken].sum()))

    def worth(self, piece: _Slice) -> tuple[float, bool]:
        """Return by how much density rises for each run that is taken; among equals, restricted inputs come first."""
        left = self.runs - piece.runs
        rise = (self.failures - piece.failures) / left - self.failures / self.runs
        return rise / piece.runs, piece.place in self.box.bounds

    def take(self, piece: _Slice) -> None:
        out = np.zeros(len(self.tally), bool)
        out[piece.taken] = True
        self.inside = self.inside[~out[self.inside]]
        for place, order in self.orders.items():
            kept = ~out[order]
            self.orders[place], self.sorted[place] = order[kept], self.sorted[place][kept]
        self.points -= piece.taken.size
        self.failures -= piece.failures
        self.runs -= piece.runs
        self.box = self.box.with_bound(piece.place, piece.bound)


def peel(
    tally: Tally, columns: Sequence[int] | None = None, *, alpha: float = ALPHA, least_mass: float = LEAST_MASS
) -> tuple[Step, ...]:
    """Return the trajectory of boxes, from the whole space to the smallest.

    Parameters
    ----------
    columns : the inputs that may be restricted, by place; all if None.
    alpha : share of the points in the box that a slice of a number takes.
    least_mass : share of all points that a box holds at least.
    """
    state = _Peeling(tally, range(len(tally.inputs)) if columns is None else columns, alpha)
    least = max(least_mass * len(tally), LEAST_INSIDE)
    steps = [measured(Box(), tally)]
    while True:
        pieces = [piece for piece in state.slices() if state.points - piece.taken.size >= least]
        if not pieces:
            return tuple(steps)
        state.take(max(pieces, key=state.worth))
        steps.append(_step(state.box, state.points, state.failures, state.runs, tally))


def paste(step: Step, tally: Tally, *, alpha: float = ALPHA) -> Step:
    """Return a box grown again, slice by slice, for as long as it becomes no less dense."""
    while True:
        wider = [measured(box, tally) for box in _wider(step, tally, alpha)]
        wider = [each for each in wider if each.density >= step.density]
        if not wider:
            return step
        step = max(wider, key=lambda each: (each.density, each.points))


def _wider(step: Step, tally: Tally, alpha: float) -> Iterator[Box]:
    """Yield the boxes with one slice more."""
    size = max(int(alpha * step.points), 1)
    for place in step.box.restricted:
        bound, column = step.box.bounds[place], tally.values[:, place]
        near = step.box.without(place).holds(tally.values)
        if bound.levels is not None:
            for level in np.unique(column[near]):
                if int(level) not in bound.levels:
                    yield _bounded(step.box, place, Bound(levels=bound.levels | {int(level)}), tally)
            continue
        whole = tally.inputs[place].kind == "whole"
        if math.isfinite(bound.low):
            below = np.sort(column[near & (column < bound.low)])[::-1]
            if below.size:
                yield _bounded(step.box, place, Bound(_further(below, size, whole, -math.inf), bound.high), tally)
        if math.isfinite(bound.high):
            above = np.sort(column[near & (column > bound.high)])
            if above.size:
                yield _bounded(step.box, place, Bound(bound.low, _further(above, size, whole, math.inf)), tally)


def _further(values: FloatArray, size: int, whole: bool, end: float) -> float:
    """Return the limit behind the nearest `size` values, which come nearest first; `end` if these are all."""
    last = values[min(size, values.size) - 1]
    beyond = values[np.abs(values - values[0]) > abs(last - values[0])]
    if not beyond.size:
        return end
    return float(last if whole else (last + beyond[0]) / 2.0)


def _bounded(box: Box, place: int, bound: Bound, tally: Tally) -> Box:
    """Return a box with a bound, without the bound if it demands nothing."""
    every = bound.levels is not None and len(bound.levels) == len(tally.inputs[place].levels)
    return box.without(place) if bound.loose or every else box.with_bound(place, bound)
