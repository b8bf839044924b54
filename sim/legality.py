"""Legality: whether a seat may order a move or give an answer, worked out for every run from what the seat can see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.agenda import LONG_AGO
from sim.moves import Choice, Move
from sim.pledges import NAMES as PLEDGES
from sim.situations import Rows, holds

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]


class Seen(Rows, Protocol):
    """Rows in which the pledges in force can be seen, shape (4, runs)."""

    @property
    def pledged(self) -> FloatArray: ...  # noqa: D102


def allowed(choice: Choice, rows: Seen, facts: frozenset[str], breaking: NDArray[np.int8]) -> BoolArray:
    """Return whether the situation and the pledges allow a move or an answer, shape (runs,).

    Parameters
    ----------
    breaking : (4, runs) -1 where the same order breaks a pledge (`sim.acts.Acts.pledges`).
    """
    may = holds(choice.when, rows, facts)
    if choice.breaks:
        number = PLEDGES.index(choice.breaks)
        may &= (rows.pledged[number] == 0) | (breaking[number] < 0)
    return may


def rested(row: Move, ordered_in: FloatArray, quarter: int, every: int = 1) -> BoolArray:
    """Return whether a move was last ordered long enough ago to be ordered again, shape (runs,)."""
    due: BoolArray = quarter - ordered_in[row.number] >= max(row.again, every)
    return due


def ready_in(row: Move, ordered_in: Sequence[float] | FloatArray, quarter: int) -> int:
    """Return in how many quarters a move can be ordered again in a single run; 0 if it can now."""
    last = float(np.asarray(ordered_in)[row.number].flat[0])
    return 0 if last <= LONG_AGO else max(int(last + row.again - quarter), 0)
