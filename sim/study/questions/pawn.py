"""PAWN: how far an outcome's whole distribution moves when an input is known ([PianosiWagener2018]).

It reads runs that exist, whatever design they came from, and sees what leaves the variance as it is. The distance is
the largest between the outcome's distribution over all runs and over those with the input in one slice of its range
(Kolmogorov and Smirnov); the index is the median over the slices. Even an input without any effect has a distance above
0 in a finite sample, so each is held against itself shuffled.

SALib's version knows neither levels nor replications nor intervals, and leaves the largest value out of the last slice;
this one agrees with it on plain numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.language import _
from sim.study.questions.samples import (
    CONFIDENCE,
    Finding,
    IntArray,
    Row,
    Runs,
    below_one,
    doubts,
    generator,
    refused,
    titles,
)
from sim.study.standing import Reason, Standing, few_points, wide
from sim.study.uncertainties import Uncertainty, Values
from sim.world import FloatArray

MOST_SLICES, POINTS_A_SLICE = 10, 8
SHUFFLES = RESAMPLES = 200
MOST_RUNS = 20_000
"""Runs that are read; of more, all points and the first replications."""
USUAL = 1024
KEYS = ("median", "median_low", "median_high", "largest", "chance")


def sample(inputs: Sequence[Uncertainty], points: int, seed: int) -> Runs:
    """Return fresh runs at the points of a Latin hypercube, each on luck of its own."""
    from scipy.stats import qmc

    drawn = qmc.LatinHypercube(len(inputs), rng=generator(seed, "pawn sample")).random(points)
    return Runs(below_one(drawn), np.arange(points, dtype=np.int64))


def column(each: Uncertainty, values: Values) -> FloatArray:
    """Return an input's values at some points as numbers: of levels, the number of each."""
    if not each.levels:
        return np.asarray(values, dtype=float)
    numbers = {level: number for number, level in enumerate(each.levels)}
    return np.array([numbers[value] for value in np.asarray(values).tolist()], dtype=float)


def slices(column: FloatArray, levels: int = 0) -> IntArray:
    """Return the slice that each point lies in: its level, or one of up to ten with equally many points.

    Levels of which there are more than slices share them.

    Parameters
    ----------
    column : coordinates or values of an input at the points; of an input with levels, the numbers of its levels.
    levels : how many levels it has; 0 for a number.
    """
    count = int(np.clip(len(column) // POINTS_A_SLICE, 2, MOST_SLICES))
    if 0 < levels <= max(count, 3):
        return column.astype(np.int64)
    edges = np.quantile(column, np.linspace(0.0, 1.0, count + 1)[1:-1])
    found: IntArray = np.searchsorted(edges, column, side="right")
    return found


class Distances:
    """Distances of an outcome's distributions over the slices of an input from that over all runs.

    Parameters
    ----------
    values : outcomes, shape (points, replications).
    """

    def __init__(self, values: FloatArray) -> None:
        points, replications = values.shape
        order = np.argsort(values, axis=None, kind="stable")
        ranked = values.ravel()[order]
        self.point = order // replications
        self.ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
        self.points = points

    def index(self, column: IntArray, weight: FloatArray | None = None) -> FloatArray:
        """Return the distance of each slice that holds a point, shape (slices,).

        Parameters
        ----------
        column : the slice of each point.
        weight : how often each point counts, as in a resample; once if None.
        """
        each = np.ones(self.points) if weight is None else weight
        count = int(column.max()) + 1
        inside = np.zeros((count, len(self.point)))
        inside[column[self.point], np.arange(len(self.point))] = each[self.point]
        shares = inside.cumsum(axis=1)
        whole = shares.sum(axis=0)
        held = shares[:, -1] > 0
        parts = shares[held][:, self.ends] / shares[held, -1][:, None]
        found: FloatArray = np.abs(parts - whole[self.ends] / whole[-1]).max(axis=1)
        return found


def finding(
    columns: Sequence[FloatArray], values: FloatArray, inputs: Sequence[Uncertainty], outcome: str, seed: int
) -> Finding:
    """Return what PAWN says of an outcome, the largest median distance first.

    Row numbers: `median` over the slices with its interval from a bootstrap over points, `largest` over the slices, and
    `chance`, what the median distance of an input that is shuffled stays below, all inputs together in 19 of 20 cases.

    Parameters
    ----------
    columns : of each input at the points, as `column` returns them.
    values : outcomes, shape (points, replications).
    outcome : its name for people.
    """
    points, replications = values.shape
    used = max(min(replications, MOST_RUNS // max(points, 1)), 1)
    named, about = titles(inputs, luck=False), {"points": points, "replications": used, "runs": points * used}
    against = doubts(values[:, :used], outcome, few_points(points))
    if not against.established:
        return refused("pawn", named, KEYS, against, about)
    distances = Distances(values[:, :used])
    rows = [
        _row(name, title, distances, slices(column, len(each.levels)), len(named), generator(seed, f"pawn {name}"))
        for (name, title), column, each in zip(named, columns, inputs, strict=True)
    ]
    return Finding("pawn", tuple(sorted(rows, key=lambda row: -row.numbers["median"])), Standing(), about)


def _row(
    name: str, title: str, distances: Distances, column: IntArray, inputs: int, chance: np.random.Generator
) -> Row:
    """Return the row of one of some inputs: its distances, those of resampled points, and those of it shuffled."""
    points, tail = distances.points, (1.0 - CONFIDENCE) / 2.0
    found = distances.index(column)
    weights = chance.multinomial(points, np.full(points, 1.0 / points), size=RESAMPLES)
    again = np.array([np.median(distances.index(column, weight.astype(float))) for weight in weights])
    shuffled = [float(np.median(distances.index(chance.permutation(column)))) for _again in range(SHUFFLES)]
    median, limit = float(np.median(found)), float(np.quantile(shuffled, 1.0 - (1.0 - CONFIDENCE) / inputs))
    # A resample holds points twice and so lies further from the whole: its spread is taken, its middle is not.
    low, high = (max(median + float(edge), 0.0) for edge in np.quantile(again - again.mean(), [tail, 1.0 - tail]))
    numbers = {"median": median, "median_low": low, "median_high": high, "largest": float(found.max()), "chance": limit}
    against = wide(low, high, median, _("the distance"))
    return Row(name, title, numbers, Standing.of(against, _by_chance(median, limit)))


def _by_chance(median: float, limit: float) -> list[Reason]:
    """Return the reason against a distance that the shuffled input has, too."""
    if median > limit:
        return []
    return [Reason("chance", _("the input, shuffled, comes as far"))]
