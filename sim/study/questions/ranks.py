"""Ranks of policies under metrics: how firm they are, and where metrics disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sim.world import FloatArray

TIE = 1e-9
"""Scores that differ by less than this, over the largest of them, are one."""
SURE = 0.95
"""Share of samples in which a policy has to be first for first place to be established."""


def same(scores: FloatArray) -> FloatArray:
    """Return how far apart two scores may be and still be one, shape (..., 1, 1) of scores (..., policies)."""
    size = np.max(np.abs(np.nan_to_num(scores)), axis=-1, keepdims=True)[..., None]
    apart: FloatArray = TIE * np.maximum(size, TIE)
    return apart


def signs(scores: FloatArray) -> FloatArray:
    """Return for each pair of policies 1 if the first is better, -1 if the second is, 0 in a tie; NaN with a NaN."""
    gaps = scores[..., :, None] - scores[..., None, :]
    return np.where(np.isnan(gaps), np.nan, np.sign(np.where(np.abs(gaps) <= same(scores), 0.0, gaps)))


def ranks(scores: FloatArray) -> FloatArray:
    """Return the rank of each policy, 1 the best; equals share the better rank. NaN everywhere if one has no score.

    Parameters
    ----------
    scores : shape (..., policies), more being better.
    """
    beaten = (signs(scores) < 0).sum(axis=-1) + 1.0
    whole: FloatArray = np.where(np.isnan(scores).any(axis=-1, keepdims=True), np.nan, beaten)
    return whole


def kendall(one: FloatArray, other: FloatArray) -> float:
    """Return Kendall's tau-b of two rankings of the same policies; NaN if one of them ties all, or has a NaN."""
    pairs = np.triu_indices(len(one), 1)
    left, right = signs(one)[pairs], signs(other)[pairs]
    size = float(np.sqrt((left**2).sum() * (right**2).sum()))
    return float((left * right).sum() / size) if size > 0.0 else np.nan


@dataclass(frozen=True)
class Stability:
    """How firm the ranks under one metric are.

    Attributes
    ----------
    same : share of samples in which each policy has the rank that it has, shape (policies,).
    first : share of samples in which it is first; those who share first place have an equal part of it.
    known : share of samples in which the metric exists.
    """

    same: FloatArray
    first: FloatArray
    known: float


def stability(scores: FloatArray, drawn: FloatArray) -> Stability:
    """Return how firm ranks are.

    Parameters
    ----------
    scores : of each policy, shape (policies,).
    drawn : its scores in the samples of a bootstrap, shape (samples, policies).
    """
    found = ranks(drawn)
    whole = np.isfinite(found).all(axis=1)
    if not whole.any():
        nothing = np.full(scores.shape, np.nan)
        return Stability(nothing, nothing, 0.0)
    leading = (found[whole] == 1.0).astype(float)
    shares = (leading / leading.sum(axis=1, keepdims=True)).mean(axis=0)
    return Stability((found[whole] == ranks(scores)).mean(axis=0), shares, float(whole.mean()))


@dataclass(frozen=True)
class Disagreement:
    """Two policies, and the metrics that prefer either."""

    one: str
    other: str
    for_one: tuple[str, ...]
    for_other: tuple[str, ...]
    ties: tuple[str, ...]


def disagreements(policies: Sequence[str], scores: dict[str, FloatArray]) -> list[Disagreement]:
    """Return the pairs of policies on which metrics disagree, those with the most even split first.

    Parameters
    ----------
    scores : by metric, one score a policy; a metric with a NaN says nothing of that policy.
    """
    decided = {name: signs(values) for name, values in scores.items()}
    found = []
    for i, j in combinations(range(len(policies)), 2):
        sides = [tuple(name for name, sign in decided.items() if sign[i, j] == side) for side in (1.0, -1.0, 0.0)]
        if sides[0] and sides[1]:
            found.append(Disagreement(policies[i], policies[j], *sides))
    return sorted(found, key=lambda row: -min(len(row.for_one), len(row.for_other)))
