"""What a turn of a scenario is: how many quarters it covers, in which phases it is played, and how long a game takes.

The quarter is the engine's unit. In peace a scenario may give a turn a year: one order is kept for up to four
quarters, and the turn ends early when the conflict moves to another rung. Where it plays in phases, a quarter of crisis
or of open war is ordered in three steps before its one resolution: signals, the target's answer, the challenger's act.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.ensemble import simulate
from sim.scenario import Scenario
from sim.seats import BORDER_WAR, CRISIS, GREY, PEACE, RUNGS, SETTLEMENT

YEAR = 4
"""Quarters of a turn of a year."""
ORDER = ("order",)
PHASES = ("signal", "answer", "act")
QUIET = frozenset({RUNGS[PEACE], RUNGS[GREY], RUNGS[SETTLEMENT]})
"""Rungs on which a turn may last a year."""
PRESSING = frozenset({RUNGS[CRISIS], RUNGS[BORDER_WAR]})
"""Rungs on which a quarter may be played in phases."""
MINUTES = {"order": 2.0, "signal": 0.5, "answer": 1.5, "act": 1.0}
"""Minutes that one person takes over a phase, reading included: an estimate, not yet timed in class."""
ROUND = 5
"""Minutes to which a length is rounded."""


@dataclass(frozen=True)
class Turns:
    """The turns of a scenario, rung by rung (names of RUNGS)."""

    scenario: Scenario

    def length(self, rung: str) -> int:
        """Return how many quarters a turn that opens on a rung covers, unless the rung changes meanwhile."""
        return YEAR if self.scenario.turns == "year" and rung in QUIET else 1

    def phases(self, rung: str) -> tuple[str, ...]:
        """Return the phases in which a turn that opens on a rung is played."""
        return PHASES if self.scenario.phases and rung in PRESSING else ORDER

    def minutes(self, rung: str) -> float:
        """Return the minutes that a turn that opens on a rung takes one person: an estimate."""
        return sum(MINUTES[phase] for phase in self.phases(rung))


@dataclass(frozen=True)
class Length:
    """How long a game is: turns in a short, a middling and a long one (10, 50 and 90 % of games), and its minutes."""

    turns: tuple[int, int, int]
    minutes: int


def expected(scenario: Scenario, runs: int = 500, seed: int = 1) -> Length:
    """Return how many turns a person plays and how long it takes, from games of the computer seats alone, with moves.

    The minutes are those of the middling game, at so many a phase (`MINUTES`, an estimate), rounded to `ROUND`.
    """
    found = simulate(scenario, runs=runs, seed=seed, types="prior", moves="on", trajectories=runs).trajectories
    assert found is not None
    turns, minutes = played(scenario, found.values["rung"].astype(np.intp))
    low, middle, high = (int(value) for value in np.percentile(turns, (10, 50, 90), method="nearest"))
    return Length((low, middle, high), max(ROUND, ROUND * round(float(np.median(minutes)) / ROUND)))


def played(scenario: Scenario, rungs: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the turns and the minutes of games, each of shape (runs,).

    Parameters
    ----------
    rungs : codes of the rungs, shape (quarters + 1, runs), the opening first.
    """
    about = Turns(scenario)
    length = np.array([about.length(rung) for rung in RUNGS])
    cost = np.array([about.minutes(rung) for rung in RUNGS])
    turns, left = np.zeros(rungs.shape[1], np.intp), np.zeros(rungs.shape[1], np.intp)
    minutes = np.zeros(rungs.shape[1])
    for before, after in pairwise(rungs):
        opens = left == 0
        turns += opens
        minutes += opens * cost[before]
        left = np.where(opens, length[before], left) - 1
        left[after != before] = 0
    return turns, minutes
