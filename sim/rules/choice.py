"""Choice under noise, and the bounds that shares keep to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Value = float | FloatArray

STEEP = 40.0
"""Exponents are held within this size: exp(40) is certainty enough, and exp(800) overflows."""


def bounded(x: Value, low: Value, high: Value) -> FloatArray:
    """Return `x` held between `low` and `high`. Faster on small arrays than `numpy.clip`."""
    held: FloatArray = np.maximum(x, low)
    return _capped(held, high)


def share(x: Value) -> FloatArray:
    """Return `x` held between 0 and 1."""
    return _capped(np.maximum(x, 0.0), 1.0)


def _capped(held: FloatArray, high: Value) -> FloatArray:
    """Return an array that is ours held below `high`, in place where it can be."""
    capped: FloatArray
    if isinstance(held, np.ndarray) and held.ndim and np.ndim(high) == 0:
        capped = np.minimum(held, high, out=held)
    else:
        capped = np.minimum(held, high)
    return capped


def logistic(x: Value) -> FloatArray:
    """Return 1 / (1 + exp(-x)), shape of `x`."""
    against = np.exp(-bounded(x, -STEEP, STEEP))
    against += 1.0
    odds: FloatArray = 1.0 / against
    return odds


def accepts(advantage: Value, precision: Value, luck: FloatArray) -> BoolArray:
    """Whether an option better by `advantage` is taken: a logit choice between two [Signorino1999].

    Parameters
    ----------
    advantage : utility of taking it less that of not, shape (runs,).
    precision : `lam`, per unit of utility.
    luck : uniform draw, shape (runs,).
    """
    taken: BoolArray = luck < logistic(precision * advantage)
    return taken


def choose(utilities: Sequence[Value], precision: Value, luck: FloatArray) -> NDArray[np.int64]:
    """Return which of several options is taken, 0, 1, ..., shape (runs,): a quantal response [Signorino1999].

    Parameters
    ----------
    utilities : one array of shape (runs,) or number an option.
    precision : `lam`, per unit of utility; 0 makes every option as likely as another.
    luck : uniform draw, shape (runs,).
    """
    best: Value = utilities[0]
    for utility in utilities[1:]:
        best = np.maximum(best, utility)
    weights = [np.exp(np.maximum(precision * (utility - best), -1.5 * STEEP)) for utility in utilities]
    total = weights[0]
    for weight in weights[1:]:
        total = total + weight
    level = luck * total
    bar = weights[0]
    option = (level > bar).astype(np.int64)
    for weight in weights[1:-1]:
        bar = bar + weight
        option += level > bar
    return option
