"""Means with intervals where runs come in clusters: the points of a design are the sampling unit, the luck lies inside.

Runs at one point share its conditions, so that a thousand of them tell less of conditions than ten points do. Where a
design has several points, means are taken over points and spread is that between them. The points of a Latin hypercube
or a Sobol sequence are spread more evenly than independent ones, which makes these intervals too wide rather than too
narrow.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.world import FloatArray

WholeArray = np.ndarray[Any, np.dtype[np.int64]]
LEVEL = 0.95
"""Share of samples in which an interval should hold what it is of."""
SAMPLES = 1000
"""Samples that a bootstrap draws."""
SEED = 6
AT_ONCE = 2_000_000
"""Numbers that a bootstrap holds at a time."""
NOTHING = (np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, np.nan)
"""Mean, error, intervals and p of no value at all."""
POINT, REPLICATION = "point", "replication"


@dataclass(frozen=True)
class Mean:
    """A mean over points, or over replications where there is one point, and how far it can be off.

    Attributes
    ----------
    mean, error : the mean and its standard error.
    low, high : 95 % interval after Student, with as many degrees of freedom as there are units less one.
    boot_low, boot_high : 95 % percentile interval of a bootstrap that draws units.
    p : of the hypothesis that the mean is 0, both sides, after Student.
    unit : "point" or "replication"; `units` how many of them have a value.
    values : how many values it rests on.
    """

    mean: float
    error: float
    low: float
    high: float
    boot_low: float
    boot_high: float
    p: float
    unit: str
    units: int
    values: int


def average(values: FloatArray, axis: int | tuple[int, ...]) -> FloatArray:
    """Return the mean of what is not NaN along some axes; NaN, without a warning, where nothing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy's word on a mean of nothing
        found: FloatArray = np.nanmean(values, axis=axis)
    return found


def mean_of(values: FloatArray, *, common: bool = False, samples: int = SAMPLES, seed: int = SEED) -> Mean:
    """Return the mean of some values with its intervals.

    Parameters
    ----------
    values : shape (points, replications), NaN where there is none. Points count alike, however many values they have.
    common : whether a replication has the same luck at every point: then luck does not average out over points, and
        the spread between replications is counted beside that between points (two-way clusters).
    samples : of the bootstrap; with 0 its interval is NaN.
    seed : of the bootstrap.
    """
    means = average(values, 1)
    units, unit = means[np.isfinite(means)], POINT
    if units.size < 2:
        units, unit = values[np.isfinite(values)], REPLICATION
    count = int(units.size)
    if count == 0:
        return Mean(*NOTHING, unit, 0, 0)
    variance = units.var(ddof=1) / count if count > 1 else np.nan
    free = count - 1
    crossed = common and unit == POINT
    if crossed:
        variance, free = _crossed(values, float(variance), free)
    mean, error = float(units.mean()), float(np.sqrt(variance))
    if samples and count > 1:
        drawn = _pigeonholed(values, samples, seed) if crossed else bootstrapped(units, samples, seed)
        boot_low, boot_high = interval(drawn)
    else:
        boot_low = boot_high = np.nan
    half = student(free) * error
    return Mean(
        mean, error, mean - half, mean + half, boot_low, boot_high,
        significance(mean, error, free), unit, count, int(np.isfinite(values).sum()),
    )  # fmt: skip


def interval(drawn: FloatArray, axis: int = 0) -> FloatArray:
    """Return the percentiles between which LEVEL of some samples lie, first axis low and high; NaN is left out."""
    tail = 50.0 * (1.0 - LEVEL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy's word on percentiles of nothing
        found: FloatArray = np.nanpercentile(drawn, (tail, 100.0 - tail), axis=axis)
    return found


def bootstrapped(units: FloatArray, samples: int, seed: int) -> FloatArray:
    """Return the means of `samples` samples of units drawn with replacement, shape (samples,)."""
    chance = np.random.default_rng(seed)
    size = units.size
    parts = []
    for start in range(0, samples, step := max(AT_ONCE // size, 1)):
        parts.append(units[chance.integers(0, size, size=(min(step, samples - start), size))].mean(axis=1))
    return np.concatenate(parts)


def _pigeonholed(values: FloatArray, samples: int, seed: int) -> FloatArray:
    """Return the means of samples in which points and replications are both drawn with replacement."""
    points, replications = values.shape
    chance = np.random.default_rng(seed)
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    counts = known.astype(float)
    found = np.empty(samples)
    for sample in range(samples):
        rows = chance.multinomial(points, np.full(points, 1.0 / points)).astype(float)
        columns = chance.multinomial(replications, np.full(replications, 1.0 / replications)).astype(float)
        weight = rows @ counts @ columns
        found[sample] = rows @ filled @ columns / weight if weight else np.nan
    return found


def _crossed(values: FloatArray, between: float, free: int) -> tuple[float, int]:
    """Return the variance of a mean over points and replications that are crossed, and its degrees of freedom.

    Variance between points and between replications, less that of the single values, which both of them hold; never
    less than either alone [CameronGelbachMiller2011].
    """
    replications = average(values, 0)
    replications = replications[np.isfinite(replications)]
    if replications.size < 2:
        return between, free
    luck = float(replications.var(ddof=1)) / replications.size
    known = values[np.isfinite(values)]
    single = float(known.var(ddof=1)) / known.size
    return max(between + luck - single, between, luck), min(free, replications.size - 1)


def student(free: int, level: float = LEVEL) -> float:
    """Return half the width of an interval in standard errors, after Student; NaN without degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(free, 0.5 + level / 2.0)) if free > 0 else np.nan


def significance(mean: float, error: float, free: int) -> float:
    """Return the two-sided p of a mean of 0 after Student; NaN where the error is not known."""
    from scipy.special import stdtr

    if not np.isfinite(error) or free < 1:
        return np.nan
    if error == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    return float(2.0 * stdtr(free, -abs(mean / error)))


def holm(p: Sequence[float]) -> list[float]:
    """Return p values adjusted for how many there are, after Holm [Holm1979]; NaN counts as none and stays NaN."""
    values = np.asarray(p, float)
    found = np.full(values.shape, np.nan)
    known = np.flatnonzero(np.isfinite(values))
    order = known[np.argsort(values[known], kind="stable")]
    steps = values[order] * np.arange(order.size, 0, -1)
    found[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if order.size else steps
    return [float(value) for value in found]


def drawn_twice(
    weights: WholeArray, clusters: WholeArray, luck: WholeArray, chance: np.random.Generator
) -> Iterator[FloatArray]:
    """Yield for each bootstrap sample the weight of every run, where luck that clusters share is drawn beside them.

    Parameters
    ----------
    weights : how often each sample draws each cluster, shape (samples, clusters).
    clusters, luck : which cluster and which luck each run has, shape (runs,).
    """
    numbers, rows = np.unique(luck, return_inverse=True)
    even = np.full(len(numbers), 1.0 / len(numbers))
    for of_clusters in weights:
        yield (of_clusters[clusters] * chance.multinomial(len(numbers), even)[rows]).astype(float)
