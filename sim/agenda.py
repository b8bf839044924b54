"""The agenda: what the world carries beside its state where seats make moves.

Political capital, when each move was last ordered, adjustments that stay, ASEAN's cohesion, the card on the table, and
what has been signalled. A world without moves has none, so that nothing of this costs anything there.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

LONG_AGO = -1000.0
"""Quarter of what was never ordered or dealt."""
NONE = -1.0
"""The card where none is on the table, and the option where none was chosen."""
GRAIN = 1e9
"""As in `sim.world`: what is no whole number is rounded to 1 / GRAIN each quarter."""

FIRST_CAPITAL, INCOME, MOST_CAPITAL, POSTURE_PRICE = 2.0, 2.0, 6.0, 2.0
"""Political capital at the opening, a quarter's income, the most that can be kept, and the price of a new posture."""
COHESION = 0.6
"""ASEAN's cohesion at the opening, share; expert coding [EssayB] [EssayC]."""

WHOLE = ("capital", "ordered_in", "refused", "card", "dealt_in", "option", "staged", "said")
"""Rows that hold whole numbers."""


class Agenda:
    """The agenda of a batch of runs: rows by name, each of shape (size, runs), or (runs,) where the size is 0.

    Parameters
    ----------
    runs : number of runs.
    sizes : how many rows there are of each name; 0 for one row alone.

    Attributes
    ----------
    capital : (4, runs) political capital of each role.
    ordered_in, refused : (moves, runs) quarter in which each move was last ordered; whether it was refused then.
    standing : (paths, runs) adjustments that stay, in the order of `sim.rules.adjusting.standing_paths`.
    cohesion : (runs,) ASEAN's cohesion, share.
    card : (runs,) number of the card on the table, -1 if none; `dealt_in` (cards, runs) when each came last.
    option : (4 * cards, runs) option that each role last took of each card; role by role.
    signal : (4, runs) what was last signalled: the challenger's statement and patrols, both patrons' statements.
    belief, doubt : (3, runs) what all make of the challenger's greed and the patrons' resolve: mean and variance.
    thought : (runs,) what all made of the challenger's greed at the opening.
    staged, said : (3, runs) what these seats said on purpose this quarter, 1 firm and -1 calm; and for how many
        quarters that is still remembered, with the same sign.
    word : (3, runs) how good their word is, share.
    """

    block: FloatArray

    def __init__(self, runs: int, sizes: Mapping[str, int], block: FloatArray | None = None) -> None:
        put = object.__setattr__
        height = sum(max(size, 1) for size in sizes.values())
        put(self, "sizes", dict(sizes))
        put(self, "block", np.zeros((height, runs)) if block is None else block)
        top = 0
        for name, size in sizes.items():
            put(self, name, self.block[top : top + size] if size else self.block[top])
            top += max(size, 1)

    def __getattr__(self, name: str) -> FloatArray:
        raise AttributeError(f"the agenda has no row called {name!r}")

    def __setattr__(self, name: str, value: ArrayLike) -> None:
        row = self.__dict__.get(name)
        if not isinstance(row, np.ndarray) or name == "block":
            raise AttributeError(f"the agenda has no row called {name!r}")
        row[...] = value

    def __reduce__(self) -> tuple[type[Agenda], tuple[int, dict[str, int], FloatArray]]:
        return Agenda, (self.runs, self.__dict__["sizes"], self.block.copy())

    @property
    def runs(self) -> int:
        """Number of runs in the batch."""
        return int(self.block.shape[1])

    def fork(self) -> Agenda:
        """Return an independent copy."""
        return Agenda(self.runs, self.__dict__["sizes"], self.block.copy())

    def part(self, index: slice | NDArray[np.int64]) -> Agenda:
        """Return an independent copy of some of the runs (repeats allowed)."""
        block = self.block[:, index].copy() if isinstance(index, slice) else self.block.take(index, 1)
        return Agenda(block.shape[1], self.__dict__["sizes"], block)

    def settle(self) -> None:
        """Round what is no whole number, in place."""
        for name in self.__dict__["sizes"]:
            if name not in WHOLE:
                row = self.__dict__[name]
                row *= GRAIN
                np.rint(row, out=row)
                row /= GRAIN


def opened(runs: int, sizes: Mapping[str, int]) -> Agenda:
    """Return the agenda at the opening of a run."""
    agenda = Agenda(runs, sizes)
    agenda.capital = FIRST_CAPITAL
    agenda.ordered_in = LONG_AGO
    agenda.dealt_in = LONG_AGO
    agenda.card = NONE
    agenda.option = NONE
    agenda.cohesion = COHESION
    return agenda
