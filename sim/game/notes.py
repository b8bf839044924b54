"""Notes: what is kept of simulated games, quarter by quarter and at their end, to draw and to tell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.ledger.quantities import QUANTITIES
from sim.outcome import FloatArray, outcomes
from sim.parameters import Values
from sim.rules.economy import gdp
from sim.scenario import Scenario
from sim.study.meters import METERS, PEOPLE, path
from sim.world import World

PATHS = (
    "territory",
    "autonomy",
    "prosperity",
    "lives",
    "legitimacy",
    "rung",
    "grievance",
    "trust",
    "tie",
    "conceded",
    "land_held",
    "land_ceded",
    "level_a",
    "level_b",
    "credibility_a",
    "credibility_b",
    "support_a",
    "support_b",
    "target_weariness",
    "challenger_weariness",
    "challenger_dead",
)
"""Quantities that are kept quarter by quarter: the five meters, then the main variables of the state."""
MEASURED = tuple(meter.name for meter in METERS)


class Notes:
    """Trajectories of a batch of games.

    Parameters
    ----------
    scenario : what is played.
    quarters, runs : how far it goes, and how many games.

    Attributes
    ----------
    paths : by name, shape (quarters + 1, runs); row 0 is the state at the beginning.
    """

    def __init__(self, scenario: Scenario, quarters: int, runs: int) -> None:
        self.scenario = scenario
        self.paths: dict[str, NDArray[np.float32]] = {
            name: np.empty((quarters + 1, runs), np.float32) for name in PATHS
        }
        self._row = 0
        self._pace = pace_of(scenario)

    def note(self, world: World, p: Values) -> None:
        """Note the state as it stands; once at the beginning, and after each quarter."""
        found = standing(world, p, self._pace)
        for name in PATHS:
            self.paths[name][self._row] = found[name] if name in found else QUANTITIES[name].read(world, p)
        self._row += 1

    def ends(self, world: World, p: Values) -> dict[str, FloatArray]:
        """Return the outcome measures and the five meters at the end, each of shape (runs,)."""
        return ends(world, p, self.scenario)


def standing(world: World, p: Values, pace: float) -> dict[str, FloatArray]:
    """Return the five meters as they stand.

    Parameters
    ----------
    pace : by how much GDP grows a quarter on the path of usual growth, to which prosperity is compared.
    """
    found = outcomes(world, p)
    return {
        "territory": found["territory"],
        "autonomy": found["autonomy"],
        "prosperity": gdp(world) / pace**world.quarter,
        "lives": PEOPLE * world.dead[0],
        "legitimacy": found["legitimacy"],
    }


def pace_of(scenario: Scenario) -> float:
    """Return by how much the target's GDP grows a quarter on the path of usual growth."""
    pace: float = path(scenario) ** (1.0 / scenario.quarters)
    return pace


def ends(world: World, p: Values, scenario: Scenario) -> dict[str, FloatArray]:
    """Return the outcome measures and the five meters at the end of games, by name, each of shape (runs,).

    Where games end before the scenario's horizon, prosperity is compared to the path as far as they go.
    """
    found = outcomes(world, p)
    stood = standing(world, p, pace_of(scenario))
    if world.quarter == scenario.quarters:
        stood = {meter.name: meter.of(found[meter.probe], scenario) for meter in METERS}
    return found | stood
