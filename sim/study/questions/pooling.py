"""Policies pooled: which policy it is becomes a condition beside the others, a category with one level a policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from sim.study.questions.samples import Sampler
from sim.study.uncertainties import Uncertainty
from sim.world import FloatArray

POLICY = "policy"
"""Name of the input that says which policy it is."""


def which(policies: Sequence[str]) -> Uncertainty:
    """Return which policy it is, as if it were an uncertainty."""
    return Uncertainty(POLICY, POLICY, "", levels=tuple(policies), title=_("which policy it is"))


def values(others: Callable[[FloatArray], FloatArray], policies: int, unit: FloatArray) -> FloatArray:
    """Return coordinates in [0, 1) as values: the place of the policy, then those of the others."""
    place = np.minimum(np.floor(unit[:, 0] * policies), policies - 1)
    return np.column_stack([place, others(unit[:, 1:])])


@dataclass(frozen=True)
class Pooled:
    """What runs several policies, the first coordinate saying which.

    Attributes
    ----------
    policies : their names.
    samplers : what runs each.
    """

    policies: Sequence[str]
    samplers: Sequence[Sampler]

    @property
    def inputs(self) -> tuple[Uncertainty, ...]:
        """One a column of the coordinates."""
        return (which(self.policies), *self.samplers[0].inputs)

    @property
    def outcomes(self) -> Sequence[str]:
        """Names of what it returns."""
        return tuple(self.samplers[0].outcomes)

    def __call__(self, unit: FloatArray, luck: NDArray[np.int64]) -> Mapping[str, FloatArray]:
        """Return outcomes of shape (n,), for coordinates of shape (n, inputs) in [0, 1) and whole numbers (n,)."""
        place = np.minimum(np.floor(unit[:, 0] * len(self.policies)), len(self.policies) - 1)
        found = {name: np.full(len(unit), np.nan) for name in self.outcomes}
        for number, sampler in enumerate(self.samplers):
            rows = np.flatnonzero(place == number)
            if rows.size:
                for name, column in sampler(unit[rows, 1:], luck[rows]).items():
                    found[name][rows] = column
        return found
