"""Every parameter moves what its row says, in the direction that it says, under the same luck.

The direction of each row was written down from its meaning, with the most direct measure that bites, and then held
against the model; a row that moves nothing, or the other way, is a fault of the row or of a rule.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray

from scenarios import load
from sim.model import CrisisModel
from sim.parameters import Parameter, table
from sim.scenario import Scenario
from sim.world import NAMES

RUN_QUARTERS, MOST_RUNS = 48_000, 4_000
"""Work of a row, so that short crises, which are cheap and rarely come to anything, get more runs than long ones."""
BELIEFS, TYPES = ("belief", "doubt", "word"), ("greed", "resolve_a", "resolve_b")
"""Rows of the agenda that concern the hidden types, and these types."""
ENOUGH = 3.0
"""Standard errors by which the paired difference has to leave zero."""


@lru_cache
def scenario(name: str) -> Scenario:
    return load(name)


def differences(row: Parameter) -> NDArray[np.float64]:
    """Return high less low of the row's measure, one a run: both ends step as one batch, so they share every draw."""
    assert row.moves is not None
    moves, place = row.moves, scenario(row.moves.scenario)
    quarters = moves.quarters or place.quarters
    runs = min(RUN_QUARTERS // quarters, MOST_RUNS)
    model = CrisisModel(
        place,
        doctrines=dict(moves.doctrines),
        parameters={**dict(moves.parameters), row.name: np.repeat([row.low, row.high], runs)},
        opening=dict(moves.opening),
        mends=moves.mends,
        theories=dict(moves.theories),
        moves=moves.moves,
        plans=dict(moves.plans),
        runs=[*range(runs), *range(runs)],
    )
    measured = {**{name: getattr(model.world, name) for name in NAMES}, **model.run(quarters)}
    if moves.moves == "on":
        measured |= {
            f"{row}_{name}": getattr(model.world.agenda, row)[i] for row in BELIEFS for i, name in enumerate(TYPES)
        }
    low, high = np.split(measured[moves.measure], 2)
    model.close()
    return high - low


def strength(differences: NDArray[np.float64]) -> float:
    """Return the mean difference in standard errors; 0 if nothing differs, infinite if all differ alike."""
    mean, error = differences.mean(), differences.std(ddof=1) / np.sqrt(differences.size)
    return float(mean / error) if error > 0 else float(np.sign(mean) * np.inf if mean else 0.0)


@pytest.mark.parametrize("row", table().values(), ids=lambda row: row.name)
def test_raising_a_parameter_moves_what_its_row_says(row: Parameter) -> None:
    assert row.moves is not None
    moved = strength(differences(row))
    assert np.sign(moved) == row.moves.sign, f"{row.moves.measure} moved the other way or not at all: {moved:+.1f}"
    assert abs(moved) > ENOUGH, f"{row.moves.measure} hardly moved: {moved:+.1f} standard errors"


@pytest.mark.parametrize(
    ("differences", "moved"), [([0.0] * 9, 0.0), ([2.0] * 9, np.inf), ([-2.0] * 9, -np.inf), ([1.0, 2.0, 3.0], 12**0.5)]
)
def test_strength_counts_standard_errors(differences: list[float], moved: float) -> None:
    assert strength(np.array(differences)) == pytest.approx(moved)


def test_low_and_high_meet_the_same_luck() -> None:
    model = CrisisModel(scenario("four-nos"), parameters={"psi": np.repeat([0.1, 0.9], 6)}, runs=[*range(6)] * 2)
    low, high = np.split(model.draws.uniform("ladder/review", 3), 2)
    model.close()
    assert (low == high).all()
