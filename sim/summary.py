"""Numbers that stand for many runs: the middle and the spread of each measure, and differences on the same luck."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, UnknownName
from sim.language import _
from sim.outcome import ENDINGS, MEASURES, FloatArray

if TYPE_CHECKING:
    from sim.ensemble import Ensemble

Numbers = dict[str, float | int | None]
NORMAL_95 = 1.959964
"""Half the width of a 95 % interval, in standard errors."""


def summarise(outcomes: Mapping[str, NDArray[Any]]) -> dict[str, dict[str, Any]]:
    """Return the summary of every measure in its published order; `ending` maps each ending to its share."""
    names = [measure.name for measure in MEASURES if measure.name in outcomes]
    return {name: shares(outcomes[name]) if name == "ending" else spread(outcomes[name]) for name in names}


def spread(values: FloatArray) -> Numbers:
    """Return mean, its standard error, the 5th, 50th and 95th percentile, and the number of values that are not NaN.

    The standard error is the standard deviation (with n, not n - 1) over the root of n.
    """
    known = values[~np.isnan(values)]
    count = int(known.size)
    if count == 0:
        return {"mean": None, "se": None, "p05": None, "p50": None, "p95": None, "n": 0}
    low, middle, high = (float(value) for value in np.percentile(known, (5, 50, 95)))
    error = float(known.std()) / math.sqrt(count)
    return {"mean": float(known.mean()), "se": error, "p05": low, "p50": middle, "p95": high, "n": count}


def shares(codes: NDArray[np.int8]) -> dict[str, float]:
    """Return the share of each ending by name; `codes` are positions in ENDINGS."""
    counts = np.bincount(codes, minlength=len(ENDINGS))
    return {name: float(count) / max(codes.size, 1) for name, count in zip(ENDINGS, counts, strict=True)}


def paired(a: Ensemble, b: Ensemble, measure: str) -> Numbers:
    """Return by how much a measure is higher in `a` than in `b`, run by run on the same luck.

    Parameters
    ----------
    measure : name of a measure, or of an ending (then the difference of its share).

    Returns
    -------
    mean difference, its standard error, the 95 % interval (low, high; normal), and n: the pairs in which both have the
    measure. An entry that cannot be known from n pairs is None.

    Raises
    ------
    UnknownName
        If there is no such measure.
    InputError
        If the two do not share their luck: other seeds, or no run in common.
    """
    if a.case.seed != b.case.seed:
        message = _("These ensembles have the seeds {one} and {other}: their runs cannot be paired.")
        raise InputError(message.format(one=a.case.seed, other=b.case.seed), field="seed", got=b.case.seed)
    _runs, left, right = np.intersect1d(a.replications, b.replications, assume_unique=True, return_indices=True)
    if left.size == 0:
        raise InputError(_("These ensembles have no run in common."), field="first", got=b.first)
    gaps = _values(a, measure)[left] - _values(b, measure)[right]
    known = gaps[~np.isnan(gaps)]
    count = int(known.size)
    if count < 2:
        return {"mean": float(known[0]) if count else None, "se": None, "low": None, "high": None, "n": count}
    mean, error = float(known.mean()), float(known.std(ddof=1)) / math.sqrt(count)
    return {"mean": mean, "se": error, "low": mean - NORMAL_95 * error, "high": mean + NORMAL_95 * error, "n": count}


def _values(ensemble: Ensemble, measure: str) -> FloatArray:
    """Return a measure, or whether each run has an ending, as floats."""
    if measure in ENDINGS:
        codes: FloatArray = (ensemble.outcomes["ending"] == ENDINGS.index(measure)).astype(float)
        return codes
    if measure == "ending" or measure not in ensemble.outcomes:
        raise UnknownName("measure", measure, [*(m.name for m in MEASURES if m.name != "ending"), *ENDINGS])
    return ensemble.outcomes[measure]
