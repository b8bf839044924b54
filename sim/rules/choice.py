"""Choice under noise, and the bounds that shares keep to.

Written for speed where it costs no clarity: `np.where` is a branch for each run, and where some runs go one way and
some the other a processor guesses wrong so often that it costs ten multiplications. So rules multiply by flags.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Value = float | FloatArray
Bound = Callable[[Value, Value, Value], FloatArray]
"""Holds a value between two others, as `bounded` does."""

STEEP = 500.0
"""Exponents are held below this size: exp(500) is certainty enough, and exp(800) overflows."""


def bounded(x: Value, low: Value, high: Value) -> FloatArray:
    """Return `x` held between `low` and `high`. Faster on small arrays than `numpy.clip`."""
    held: FloatArray = np.maximum(x, low)
    if held.ndim and (isinstance(high, float) or np.ndim(high) == 0):
        return np.minimum(held, high, out=held)
    return np.minimum(held, high)


def share(x: Value) -> FloatArray:
    """Return `x` held between 0 and 1."""
    held: FloatArray = np.maximum(x, 0.0)
    return np.minimum(held, 1.0, out=held) if held.ndim else np.minimum(held, 1.0)


def flag(holds: BoolArray) -> FloatArray:
    """Return a condition as 1 where it holds and 0 where it does not, to multiply by."""
    return np.asarray(holds, float)


def logistic(x: Value) -> FloatArray:
    """Return 1 / (1 + exp(-x)), shape of `x`."""
    odds: FloatArray = 1.0 / (1.0 + np.exp(np.minimum(np.negative(x), STEEP)))
    return odds


def accepts(advantage: Value, precision: Value, luck: FloatArray) -> BoolArray:
    """Whether an option better by `advantage` is taken: a logit choice between two [Signorino1999].

    luck < 1 / (1 + exp(-precision * advantage)), multiplied out.

    Parameters
    ----------
    advantage : utility of taking it less that of not, shape (runs,).
    precision : `lam`, per unit of utility.
    luck : uniform draw, shape (runs,).
    """
    taken: BoolArray = luck * (1.0 + np.exp(np.minimum(advantage * -precision, STEEP))) < 1.0
    return taken


def choose(utilities: Sequence[Value], precision: Value, luck: FloatArray) -> NDArray[np.int8]:
    """Return which of several options is taken, 0, 1, ..., shape (runs,): a quantal response [Signorino1999].

    Parameters
    ----------
    utilities : one array of shape (runs,) or number an option; cheapest where the first is 0.
    precision : `lam`, per unit of utility; 0 makes every option as likely as another.
    luck : uniform draw, shape (runs,).
    """
    weights = _weights(utilities, precision)
    level = luck * (1.0 + sum(weights[1:], weights[0]))
    bar: Value = 1.0
    option = (level > bar).view(np.int8)
    for weight in weights[:-1]:
        bar = bar + weight
        option += level > bar
    return option


def chances(utilities: Sequence[Value], precision: Value) -> FloatArray:
    """Return the chance of each of several options, shape (options, runs): what `choose` draws from."""
    weights = [np.ones(()), *_weights(utilities, precision)]
    total = sum(weights[1:], weights[0])
    return np.stack([weight / total for weight in weights])


def _weights(utilities: Sequence[Value], precision: Value) -> list[FloatArray]:
    """Return how much likelier each option but the first is than the first."""
    first, *others = utilities
    gains = others if isinstance(first, float) and first == 0.0 else [utility - first for utility in others]
    return [np.exp(np.minimum(precision * gain, STEEP)) for gain in gains]
