"""Failures planted in boxes, for the tests of discovery."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.study.questions.boxes import Input
from sim.study.questions.peeling import Tally

FloatArray = NDArray[np.float64]
Chance = Callable[[FloatArray], FloatArray]
LEVELS = ("full", "limited", "offshore")
INPUTS = (
    Input("psi"),
    Input("trust", low=0.0, high=10.0),
    Input("waves", "whole", 0, 7),
    Input("aid", "category", levels=LEVELS, title="What the United States gives"),
    Input("noise"),
    Input("mood"),
)
PSI, TRUST, WAVES, AID = range(4)


def values_of(unit: FloatArray) -> FloatArray:
    """Return coordinates as values of INPUTS."""
    values = unit.copy()
    values[:, TRUST] *= 10.0
    values[:, WAVES] = np.floor(unit[:, WAVES] * 8)
    values[:, AID] = np.floor(unit[:, AID] * 3)
    return values


def numeric(values: FloatArray) -> FloatArray:
    """Fail often where psi > 0.44 and trust < 6, which is 34 per cent of the space."""
    return np.where((values[:, PSI] > 0.44) & (values[:, TRUST] < 6.0), 0.8, 0.1)


def by_aid(values: FloatArray) -> FloatArray:
    """Fail often where psi > 0.44 and aid is offshore, which is 19 per cent of the space."""
    return np.where((values[:, PSI] > 0.44) & (values[:, AID] == 2), 0.7, 0.15)


def by_waves(values: FloatArray) -> FloatArray:
    """Fail often where there are 5 waves and more, and psi < 0.7."""
    return np.where((values[:, WAVES] >= 5) & (values[:, PSI] < 0.7), 0.8, 0.1)


def flat(values: FloatArray) -> FloatArray:
    """Fail in three runs of ten whatever happens."""
    return np.full(len(values), 0.3)


def design(points: int, seed: int) -> FloatArray:
    """Return the values of a random design."""
    return values_of(np.random.default_rng(seed).random((points, len(INPUTS))))


def runs(chance: Chance, values: FloatArray, replications: int, seed: int) -> FloatArray:
    """Return 1 where a run fails, shape (points, replications)."""
    rng = np.random.default_rng([seed, 1])
    return (rng.random((len(values), replications)) < chance(values)[:, None]).astype(float)


def tally(chance: Chance, points: int = 600, replications: int = 1, seed: int = 0) -> Tally:
    """Return the tally of a planted box."""
    values = design(points, seed)
    return Tally.of(INPUTS, values, runs(chance, values, replications, seed).mean(axis=1), replications)


class Sampler:
    """Fresh runs of a planted box; counts what it is asked for."""

    inputs = INPUTS
    outcomes = ("lost",)

    def __init__(self, chance: Chance, seed: int = 7) -> None:
        self.chance, self.seed, self.asked = chance, seed, 0

    def __call__(self, unit: FloatArray, luck: NDArray[np.int64]) -> Mapping[str, FloatArray]:
        self.asked += len(unit)
        assert sorted(set(luck.tolist())) == list(range(len(unit)))
        drawn = np.random.default_rng([self.seed, 2]).random(len(unit))[luck]
        return {"lost": (drawn < self.chance(values_of(unit))).astype(float)}
