"""Plans held against each other: how a scenario ends under each plan of a seat that was written down for its trial.

The other seats hold the scenario's defaults, with moves on; all plans meet the same luck. How far choices decide is the
gap between the plan with most endings on the challenger's terms and the one with fewest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import numpy as np

from sim.outcome import ENDINGS, FloatArray
from sim.plans import Plan
from sim.plans import table as plans
from sim.scenario import Scenario
from sim.seats import Role
from sim.study.arms import Arm, Ground, How, run_arms
from sim.study.choices import Effect, effect

SCENARIO = "bleeding-white"
LEAST = {Role.TARGET: 0.25, Role.CHALLENGER: 0.10, Role.PATRON_A: 0.10, Role.PATRON_B: 0.10}
"""By how much the share of endings on the challenger's terms should differ between the best and the worst plan."""
ASKED = "challengers_terms"


@dataclass(frozen=True, eq=False)
class PlanRuns:
    """The runs of one plan: where each ended, as codes of ENDINGS, shape (runs,)."""

    plan: Plan
    policy: str
    codes: FloatArray

    def share(self, ending: str = ASKED) -> float:
        """Return the share of runs with an ending."""
        return float(self.hit(ending).mean())

    def hit(self, ending: str = ASKED) -> FloatArray:
        """Return whether each run has an ending, shape (runs,)."""
        hit: FloatArray = (self.codes == ENDINGS.index(ending)).astype(float)
        return hit

    @property
    def endings(self) -> dict[str, float]:
        """Shares of all endings."""
        return {name: self.share(name) for name in ENDINGS}


@dataclass(frozen=True, eq=False)
class SeatTrial:
    """The plans of one seat.

    Attributes
    ----------
    role, seat, rows : whose plans, and their runs in the published order.
    """

    role: Role
    seat: str
    rows: tuple[PlanRuns, ...]

    @property
    def extremes(self) -> tuple[PlanRuns, PlanRuns]:
        """The plans with most and with fewest endings on the challenger's terms."""
        ranked = sorted(self.rows, key=PlanRuns.share)
        return ranked[-1], ranked[0]

    @property
    def gap(self) -> Effect:
        """By how much they differ, with the paired standard error."""
        most, fewest = self.extremes
        return effect(most.hit(), fewest.hit())

    @property
    def checked(self) -> Effect:
        """The same where the two plans are picked by the first half of the runs and measured by the second.

        The gap of the extremes of a sample is a little too large; this one is not.
        """
        half = self.rows[0].codes.size // 2
        ranked = sorted(self.rows, key=lambda row: float(row.hit()[:half].mean()))
        return effect(ranked[-1].hit()[half:], ranked[0].hit()[half:])

    @property
    def least(self) -> float:
        """By how much they should differ."""
        return LEAST[self.role]

    @property
    def decides(self) -> bool:
        """Whether they differ by as much."""
        return self.gap.mean >= self.least


def plan_trials(scenario: Scenario, *, runs: int = 2000, seed: int = 1, **how: Unpack[How]) -> list[SeatTrial]:
    """Return the trial of every seat that has plans for it in a scenario.

    Raises
    ------
    RunError, Cancelled
        If runs failed, or the work was stopped.
    """
    arms = {row.id: _arm(scenario, row) for row in plans().values() if row.trial == scenario.name}
    if not arms:
        return []
    wanted = dict.fromkeys(arms.values(), ("ending",))
    found = run_arms(wanted, runs, load=lambda _name: scenario, seed=seed, **how)
    trials = []
    for role in Role:
        rows = tuple(
            PlanRuns(row, policy(row), np.asarray(found[arms[row.id]]["ending"]))
            for row in plans().values()
            if row.id in arms and row.role is role
        )
        if rows:
            trials.append(SeatTrial(role, scenario.seat_of(role), rows))
    return trials


def policy(row: Plan) -> str:
    """Return a registered plan with its posture, in the notation of policies."""
    return f"{row.doctrine}+{row.id}"


def _arm(scenario: Scenario, row: Plan) -> Arm:
    return Arm(Ground(scenario.name, ((scenario.seat_of(row.role), policy(row)),)), row.role)
