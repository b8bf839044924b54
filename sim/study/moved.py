"""What calibration has moved: calibrated sets against the prior, parameter by parameter and pair by pair.

The prior of every parameter is uniform over its plausible range, so all is measured in shares of that range.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.posterior import free_parameters
from sim.randomness import FloatArray

MIDDLE = (0.16, 0.5, 0.84)
SHIFT = 0.07
"""Of the range: a median that has moved less is said to have stayed."""
NARROWED = 0.85
"""Of the prior's own middle interval: one that is wider is said to have stayed."""
SURE = 0.95
"""Chance that noise alone puts no parameter (no pair) beyond its band."""
REPEATS = 400
SEED = 11

IDENTIFIED, NUDGED, PRIOR = "identified", "nudged", "prior"


@dataclass(frozen=True)
class Marginal:
    """One parameter's sets against its prior.

    Attributes
    ----------
    name : the parameter.
    low, middle, high : 16, 50 and 84 per cent of the sets, in the parameter's unit.
    shift : how far the median stands from the middle of the range, in shares of the range.
    width : of the middle interval, in shares of the prior's; 1 has learned nothing.
    distance : largest gap between the two distribution functions (Kolmogorov and Smirnov).
    standing : "identified" if the distance is beyond noise and the median has moved by SHIFT or the interval narrowed
        to NARROWED; "nudged" if it is beyond noise and neither holds; else "prior".
    """

    name: str
    low: float
    middle: float
    high: float
    shift: float
    width: float
    distance: float
    standing: str


@dataclass(frozen=True)
class Pair:
    """Rank correlation of two parameters over the sets; `beyond` noise or not."""

    first: str
    second: str
    correlation: float
    beyond: bool


def shares(values: FloatArray) -> FloatArray:
    """Return sets as shares of each parameter's range, 0-1, shape (sets, parameters)."""
    rows = free_parameters()
    low, high = (np.array([getattr(row, end) for row in rows]) for end in ("low", "high"))
    held: FloatArray = (values - low) / (high - low)
    return held


def marginals(values: FloatArray) -> list[Marginal]:
    """Return each parameter's comparison, in their published order."""
    held, noise = shares(values), noise_of_distance(*values.shape)
    gaps, middles = distances(held), np.quantile(held, MIDDLE, axis=0)
    return [
        _marginal(values[:, place], middles[:, place], float(gap), noise, row.name)
        for place, (row, gap) in enumerate(zip(free_parameters(), gaps, strict=True))
    ]


def _marginal(values: FloatArray, middles: FloatArray, gap: float, noise: float, name: str) -> Marginal:
    shift, width = float(middles[1] - 0.5), float((middles[2] - middles[0]) / (MIDDLE[2] - MIDDLE[0]))
    standing = PRIOR
    if gap > noise:
        standing = IDENTIFIED if abs(shift) >= SHIFT or width <= NARROWED else NUDGED
    low, middle, high = (float(value) for value in np.quantile(values, MIDDLE))
    return Marginal(name, low, middle, high, shift, width, gap, standing)


def distances(held: FloatArray) -> FloatArray:
    """Return the largest gap between each column's distribution and the uniform one, shape (parameters,)."""
    ordered, count = np.sort(held, axis=0), len(held)
    steps = np.arange(1, count + 1)[:, None] / count
    gaps: FloatArray = np.maximum(steps - ordered, ordered - (steps - 1.0 / count)).max(axis=0)
    return gaps


def noise_of_distance(sets: int, parameters: int) -> float:
    """Return the distance that so many draws of the prior itself keep within, over all parameters at once.

    It holds with chance SURE; found from REPEATS such samples.
    """
    chance = np.random.default_rng(SEED)
    largest = [distances(chance.random((sets, parameters))).max() for _repeat in range(REPEATS)]
    return float(np.quantile(largest, SURE))


def noise_of_medians(first: int, second: int, parameters: int) -> float:
    """Return by how much the medians of two samples of the prior differ at most, in shares of the range.

    Over all parameters at once, with chance SURE; `first` and `second` are the numbers of sets.
    """
    chance = np.random.default_rng(SEED)
    medians = [chance.beta((count + 1) / 2, (count + 1) / 2, (REPEATS, parameters)) for count in (first, second)]
    return float(np.quantile(np.abs(medians[0] - medians[1]).max(axis=1), SURE))


def pairs(values: FloatArray) -> list[Pair]:
    """Return all pairs of parameters, the strongest rank correlation first.

    Beyond noise are those that columns shuffled against each other reach, over all pairs, with a chance of 1 - SURE.
    """
    ranks, names = np.argsort(np.argsort(values, axis=0), axis=0), [row.name for row in free_parameters()]
    found: FloatArray = np.asarray(np.corrcoef(ranks, rowvar=False))
    first, second = np.triu_indices(len(names), 1)
    noise = _noise_of_correlation(*values.shape)
    rows = [
        Pair(names[one], names[other], float(found[one, other]), bool(abs(found[one, other]) > noise))
        for one, other in zip(first, second, strict=True)
    ]
    return sorted(rows, key=lambda row: -abs(row.correlation))


def _noise_of_correlation(sets: int, parameters: int) -> float:
    chance, place = np.random.default_rng(SEED), np.triu_indices(parameters, 1)
    largest = []
    for _repeat in range(REPEATS // 4):
        ranks = np.argsort(chance.random((sets, parameters)), axis=0)
        largest.append(np.abs(np.asarray(np.corrcoef(ranks, rowvar=False))[place]).max())
    return float(np.quantile(largest, SURE))
