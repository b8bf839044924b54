"""Differences between two policies on the same luck: each run of one against the same run of the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcome import ENDINGS

if TYPE_CHECKING:
    from sim.ensemble import Ensemble

FloatArray = NDArray[np.float64]
NORMAL_95 = 1.959964
"""Half the width of a 95 % interval, in standard errors."""

Difference = dict[str, float | int | None]


def differences(one: Ensemble, other: Ensemble) -> dict[str, Any]:
    """Return what each measure of `one` has more than that of `other`, over the runs that both have.

    Each entry holds mean, standard error, the 95 % interval (low, high) and the number of pairs; `ending` holds one entry for each ending.
    A measure that exists only in some runs counts the pairs in which both have it.
    """
    _shared, left, right = np.intersect1d(one.replications, other.replications, return_indices=True)
    found: dict[str, Any] = {}
    for name, values in one.outcomes.items():
        ours, theirs = values[left], other.outcomes[name][right]
        if name == "ending":
            found[name] = {
                ending: paired((ours == code).astype(float) - (theirs == code)) for code, ending in enumerate(ENDINGS)
            }
        else:
            found[name] = paired(np.asarray(ours - theirs, float))
    return found


def paired(gaps: FloatArray) -> Difference:
    """Return mean, standard error and 95 % interval of differences, shape (pairs,); those that are not known are "
    "left out."""
    known = gaps[np.isfinite(gaps)]
    count = int(known.size)
    if count < 2:
        return {"mean": float(known[0]) if count else None, "se": None, "low": None, "high": None, "n": count}
    mean, error = float(known.mean()), float(known.std(ddof=1)) / math.sqrt(count)
    return {"mean": mean, "se": error, "low": mean - NORMAL_95 * error, "high": mean + NORMAL_95 * error, "n": count}
