"""The Shapley average: what each group adds, averaged over all orders in which the groups can come in [Shapley1953].

Of all ways to split a total it is the only one in which the parts add up to the total, groups that do the same get the
same, a group that changes nothing gets nothing, and parts of sums are sums of parts.
"""

from __future__ import annotations

from functools import lru_cache
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@lru_cache(maxsize=4)
def coalitions(groups: int) -> BoolArray:
    """Return every choice of groups, shape (groups, 2**groups): the first column without any, the last with all."""
    codes = np.arange(2**groups)
    chosen: BoolArray = (codes >> np.arange(groups)[:, None]) & 1 == 1
    chosen.setflags(write=False)
    return chosen


def shares(values: NDArray[Any]) -> FloatArray:
    """Return what each group adds, shape (groups, ...), from the values of all coalitions.

    Differences come first and the average after, so that a group which changes nothing gets exactly 0. Whole numbers
    are added up as such, so that nothing hangs on the order of adding.

    Parameters
    ----------
    values : shape (2**groups, ...), in the order of `coalitions`.
    """
    groups = len(values).bit_length() - 1
    codes = np.arange(len(values))
    found = np.empty((groups, *values.shape[1:]))
    for group in range(groups):
        without = codes[(codes >> group) & 1 == 0]
        sizes = np.bitwise_count(without)
        weights = np.array([factorial(size) * factorial(groups - 1 - size) for size in sizes.tolist()])
        added = values[without | (1 << group)] - values[without]
        found[group] = np.tensordot(weights, added, axes=1) / factorial(groups)
    return found
