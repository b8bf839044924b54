"""What is made of a cell's runs in each parameter set: a small closed set of kinds.

All take arrays of shape (sets, runs) and return one number a set, NaN in a set with fewer than LEAST runs that count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.study.expressions import ALWAYS, BoolArray, Condition, Expression, Values
from sim.world import FloatArray

LEAST = 5
"""Runs that have to count in a set, else the set has no number."""
GROUPS = 10
"""Parts of the runs that are left out in turn, to see what of a number is sampling noise."""


@dataclass(frozen=True)
class Statistic:
    """What is made of the runs of some cells.

    Attributes
    ----------
    kind : a key of KINDS, or "dominated".
    sides : what is averaged; the two that are divided or correlated; or the meters of a dominance, more being better.
    counted : the condition whose share of the runs is taken.
    given : only runs in which this holds count.
    width : of a dominance: how many postures meet each profile of the opponents, the one in question first.
    """

    kind: str
    sides: tuple[Expression, ...] = ()
    counted: Condition | None = None
    given: Condition = ALWAYS
    width: int = 1

    @property
    def probes(self) -> tuple[str, ...]:
        """The probes that it needs of every cell."""
        parts: list[Expression | Condition] = [*self.sides, self.given, *([self.counted] if self.counted else [])]
        return tuple(dict.fromkeys(probe for part in parts for probe in part.probes))

    def effect(self, cells: Sequence[Values], least: int = LEAST) -> FloatArray:
        """Return what the cells come to in each set, shape (sets,).

        One cell: its number. Two: the first's less the second's. A dominance takes width cells for each profile.
        """
        if self.kind == DOMINATED:
            return dominated(cells, self.sides, self.width)
        each = [self.each_set(values, least) for values in cells]
        return each[0] if len(each) == 1 else np.subtract(*each)

    def each_set(self, values: Values, least: int = LEAST) -> FloatArray:
        """Return what the runs of one cell come to in each set, shape (sets,)."""
        counts = self.given.holds(values)
        if self.counted is not None:
            return _mean(self.counted.holds(values).astype(float), counts & self.counted.known(values), least)
        sides = [np.broadcast_to(np.asarray(side.of(values)), counts.shape) for side in self.sides]
        for side in sides:
            counts = counts & np.isfinite(side)
        return KINDS[self.kind](*sides, counts, least)


def _count(counts: BoolArray) -> FloatArray:
    number: FloatArray = counts.sum(axis=1).astype(float)
    return number


def _where(value: FloatArray, enough: BoolArray) -> FloatArray:
    return np.where(enough, value, np.nan)


def _mean(values: FloatArray, counts: BoolArray, least: int) -> FloatArray:
    """Return the mean of the runs that count."""
    number = _count(counts)
    return _where(np.where(counts, values, 0.0).sum(axis=1) / np.maximum(number, 1.0), number >= least)


def _ratio(above: FloatArray, below: FloatArray, counts: BoolArray, least: int) -> FloatArray:
    """Return the ratio of the sums over the runs that count; none if the lower sum is 0."""
    sums = [np.where(counts, values, 0.0).sum(axis=1) for values in (above, below)]
    some = sums[1] != 0.0
    return _where(sums[0] / np.where(some, sums[1], 1.0), some & (_count(counts) >= least))


def _correlation(one: FloatArray, other: FloatArray, counts: BoolArray, least: int) -> FloatArray:
    """Return Pearson's correlation over the runs that count; none if one of the two does not vary."""
    number = np.maximum(_count(counts), 1.0)[:, None]
    parted = []
    for values in (one, other):
        known = np.where(counts, values, 0.0)
        parted.append(np.where(counts, known - known.sum(axis=1, keepdims=True) / number, 0.0))
    spread = np.sqrt((parted[0] ** 2).sum(axis=1) * (parted[1] ** 2).sum(axis=1))
    varies = spread > 1e-12
    found = (parted[0] * parted[1]).sum(axis=1) / np.where(varies, spread, 1.0)
    return _where(found, varies & (_count(counts) >= least))


KINDS: Mapping[str, Callable[..., FloatArray]] = {
    "mean": _mean,
    "share": _mean,
    "ratio": _ratio,
    "correlation": _correlation,
}
"""Kinds of a statistic; `share` counts the runs in which a condition holds."""
DOMINATED = "dominated"
"""Kind of a statistic over all postures of a seat at once."""
PAIRED = ("ratio", "correlation")
"""Kinds that take two expressions."""


def noise(statistic: Statistic, cells: Sequence[Values]) -> FloatArray:
    """Return the sampling variance of an effect in each set, shape (sets,), by leaving parts of the runs out in turn.

    The jackknife that deletes a group at a time, with up to GROUPS groups: a group is the same run numbers in every
    cell, so that what paired luck saves is saved here too. NaN in a set where the effect does not exist without some
    group; and everywhere if there are fewer than two runs, or of a dominance: a count that jumps has no such variance.

    Parameters
    ----------
    statistic : whose effect is meant.
    cells : the probes of each cell, of shape (sets, runs).
    """
    sets, runs = next(iter(cells[0].values())).shape
    groups = min(GROUPS, runs)
    if groups < 2 or statistic.kind == DOMINATED:
        return np.full(sets, np.nan)
    group = np.arange(runs) % groups
    left = [[{name: x[:, group != k] for name, x in values.items()} for values in cells] for k in range(groups)]
    found = np.array([statistic.effect(values, least=1) for values in left])
    variance: FloatArray = (groups - 1.0) / groups * ((found - found.mean(axis=0)) ** 2).sum(axis=0)
    return variance


def dominated(cells: Sequence[Values], meters: Sequence[Expression], width: int) -> FloatArray:
    """Return in how many profiles of the opponents some other posture beats the first, shape (sets,).

    A posture beats another if it is no worse on the mean of any meter, and better on one.

    Parameters
    ----------
    cells : for each profile, the cell of the posture in question and then those of the others: `width` in all.
    meters : of which more is better.
    """
    means = [np.array([np.asarray(meter.of(values)).mean(axis=1) for meter in meters]) for values in cells]
    found = np.zeros(means[0].shape[1])
    for start in range(0, len(means), width):
        mine, *theirs = means[start : start + width]
        beaten = [(other >= mine).all(axis=0) & (other > mine).any(axis=0) for other in theirs]
        found += np.logical_or.reduce(beaten)
    return found
