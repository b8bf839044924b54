"""The fast recorder: named quantities of the first runs of a batch, quarter by quarter, in float32."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.rules.economy import gdp
from sim.rules.turn import Turn
from sim.world import FloatArray, World

Single = NDArray[np.float32]

ROWS = {
    "rung": ("rung", None),
    "land_held": ("land_held", None),
    "land_ceded": ("land_ceded", None),
    "target_dead": ("dead", 0),
    "challenger_dead": ("dead", 1),
    "target_weariness": ("weariness", 0),
    "challenger_weariness": ("weariness", 1),
    "support_a": ("support", 0),
    "support_b": ("support", 1),
    "level_a": ("level", 0),
    "level_b": ("level", 1),
    "credibility_a": ("credibility", 0),
    "credibility_b": ("credibility", 1),
    "tie": ("tie", None),
    "grievance": ("grievance", None),
    "trust": ("trust", None),
    "rivalry_a": ("rivalry", 0),
    "rivalry_b": ("rivalry", 1),
    "legitimacy": ("legitimacy", None),
    "conceded": ("conceded", None),
}
"""Recorded rows of the world: name in the record, row, and which of a pair."""

WORKED_OUT = ("zone", "aid", "supply", "gdp")
"""Recorded quantities that are worked out during a quarter: not known at the opening, except GDP.

Zone and supply do not exist outside war: NaN there.
"""

COLUMNS = (*ROWS, *WORKED_OUT)


def quantity(name: str, world: World, turn: Turn | None) -> FloatArray:
    """Return one of COLUMNS as it stands after a quarter (`turn` None at the opening), shape (runs,).

    It may be a view into the world's state: copy it to keep it.
    """
    if name in ROWS:
        source, index = ROWS[name]
        state: FloatArray = getattr(world, source)
        return state if index is None else state[index]
    if name == "gdp":
        return gdp(world)
    if turn is None:
        return np.full(world.runs, np.nan)
    if name == "aid":
        return turn.aid_total * turn.at_war
    return turn.zone if name == "zone" else np.where(turn.at_war, turn.supply, np.nan)


@dataclass(frozen=True)
class Trajectories:
    """Recorded quantities: `values[name]` has shape (quarters + 1, runs); row 0 is the opening.

    `replications` are the run numbers.
    """

    replications: NDArray[np.int64]
    values: dict[str, Single]

    @property
    def quarters(self) -> NDArray[np.int64]:
        """Quarters resolved at each row, 0 at the opening."""
        return np.arange(len(self.values["rung"]))


class Recorder:
    """Records up to `runs` runs over `quarters` quarters."""

    def __init__(self, runs: int, quarters: int) -> None:
        self.runs = runs
        self._values: dict[str, Single] = {name: np.full((quarters + 1, runs), np.nan, np.float32) for name in COLUMNS}

    def note(self, world: World, turn: Turn | None) -> None:
        """Record the state after a quarter (`turn` None at the opening)."""
        row, runs = world.quarter, self.runs
        if row >= len(self._values["rung"]):
            return
        for name in COLUMNS:
            self._values[name][row] = quantity(name, world, turn)[:runs]

    def trajectories(self, replications: NDArray[np.int64]) -> Trajectories:
        """Return what was recorded, under the run numbers of the batch."""
        return Trajectories(replications[: self.runs], self._values)
