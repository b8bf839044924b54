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
LOW, HIGH = 0, 1
"""The ends of a number."""
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
    mass = points / len(tally) if len(tally) else math.nan
    return Step(box, points, mass, failures / runs if runs else math.nan, coverage, coverage - kept)


class _Peeling:
    """The points that are still in the box, in the order of each number, and the slices that could be taken.

    A slice is a row of `slices`: worth, whether its input is restricted already, less its place, less its end or level,
    how many points it takes, and their failures and runs. Of several the greatest row is taken.
    """

    def __init__(self, tally: Tally, columns: Sequence[int], alpha: float, least: float) -> None:
        self.tally, self.alpha, self.least = tally, alpha, least
        self.box, self.inside = Box(), np.arange(len(tally))
        self.known = np.zeros(len(tally.inputs))
        self.failures, self.runs = float(tally.failures.sum()), float(tally.runs.sum())
        kinds = {place: tally.inputs[place].kind for place in columns}
        self.categories = [place for place in columns if kinds[place] == "category"]
        self.numbers = np.array([place for place in columns if kinds[place] != "category"], np.int64)
        values = tally.values[:, self.numbers].T
        self.order = np.argsort(values, axis=1, kind="stable")
        self.sorted = np.take_along_axis(values, self.order, axis=1)

    def slices(self) -> FloatArray:
        """Return the slices that leave enough points, shape (slices, 7)."""
        rows = [self._ends(HIGH), self._ends(LOW), *map(self._levels, self.categories)]
        found: FloatArray = np.concatenate(rows)
        return found[(found[:, 4] > 0) & (self.inside.size - found[:, 4] >= self.least)]

    def _ends(self, end: int) -> FloatArray:
        """Return the lowest or the highest slice of each number; equal values stay together."""
        count = self.inside.size
        if count < 2 or not self.numbers.size:
            return np.zeros((0, 7))
        values, order = (self.sorted, self.order) if end == LOW else (self.sorted[:, ::-1], self.order[:, ::-1])
        cuts = np.full(len(values), max(int(self.alpha * count), 1))
        for row in np.flatnonzero(values[:, cuts[0] - 1] == values[:, cuts[0]]):
            inner = int(np.argmax(values[row] == values[row, cuts[row]]))
            beyond = values[row] != values[row, 0]
            cuts[row] = inner or (int(np.argmax(beyond)) if beyond.any() else 0)
        near = order[:, : max(int(cuts.max()), 1)]
        sums = [np.cumsum(column[near], axis=1) for column in (self.tally.failures, self.tally.runs)]
        failures, runs = (np.take_along_axis(column, np.maximum(cuts - 1, 0)[:, None], 1)[:, 0] for column in sums)
        return self._rows(self.numbers, np.full(len(cuts), end), cuts, failures, runs)

    def _levels(self, place: int) -> FloatArray:
        """Return the slices that are the levels of a category which are left; none if only one is."""
        codes = self.tally.values[self.inside, place].astype(np.int64)
        points = np.bincount(codes)
        failures, runs = (
            np.asarray(np.bincount(codes, weights=column[self.inside]), float)
            for column in (self.tally.failures, self.tally.runs)
        )
        left = np.flatnonzero(points) if (points > 0).sum() > 1 else np.zeros(0, np.int64)
        return self._rows(np.full(left.size, place), left, points[left], failures[left], runs[left])

    def _rows(
        self, places: PlaceArray, ends: PlaceArray, taken: PlaceArray, failures: FloatArray, runs: FloatArray
    ) -> FloatArray:
        """Return slices with their worth: by how much density rises for each run that is taken."""
        left = np.maximum(self.runs - runs, GRAIN)
        worth = ((self.failures - failures) / left - self.failures / self.runs) / np.maximum(runs, GRAIN)
        rows: FloatArray = np.array([worth, self.known[places], -places, -ends, taken, failures, runs]).T
        return rows

    def take(self, piece: FloatArray) -> Step:
        """Take a slice; return the box that is left."""
        place, end, taken = int(-piece[2]), int(-piece[3]), int(piece[4])
        if place in self.categories:
            out = self.inside[self.tally.values[self.inside, place] == end]
            every = frozenset(range(len(self.tally.inputs[place].levels)))
            now = self.box.bounds.get(place, Bound()).levels or every
            bound = Bound(levels=now - {end})
        else:
            row = int(np.flatnonzero(self.numbers == place)[0])
            order = self.order[row] if end == LOW else self.order[row, ::-1]
            out, bound = order[:taken], self._limit(place, row, end, taken)
        gone = np.zeros(len(self.tally), bool)
        gone[out] = True
        self.inside = self.inside[~gone[self.inside]]
        kept = ~gone[self.order]
        self.order = self.order[kept].reshape(len(self.numbers), self.inside.size)
        self.sorted = self.sorted[kept].reshape(len(self.numbers), self.inside.size)
        self.failures, self.runs = self.failures - float(piece[5]), self.runs - float(piece[6])
        self.box, self.known[place] = self.box.with_bound(place, bound), 1.0
        return _step(self.box, self.inside.size, self.failures, self.runs, self.tally)

    def _limit(self, place: int, row: int, end: int, taken: int) -> Bound:
        """Return the bound that a slice of a number leaves: half way to what it takes, or the last whole number."""
        values = self.sorted[row] if end == LOW else self.sorted[row, ::-1]
        last, first = float(values[taken - 1]), float(values[taken])
        limit = first if self.tally.inputs[place].kind == "whole" else (last + first) / 2.0
        now = self.box.bounds.get(place, Bound())
        return Bound(limit, now.high) if end == LOW else Bound(now.low, limit)


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
    least = max(least_mass * len(tally), LEAST_INSIDE)
    state = _Peeling(tally, range(len(tally.inputs)) if columns is None else columns, alpha, least)
    steps = [measured(Box(), tally)]
    while len(slices := state.slices()):
        # among equals an input that is restricted already, then the first, and of it the low end
        steps.append(state.take(slices[np.lexsort(slices[:, 3::-1].T)[-1]]))
    return tuple(steps)


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
