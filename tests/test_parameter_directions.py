"""Every parameter moves what its row says, in the direction that it says, under the same luck.

The direction of each row was written down from its meaning, with the most direct measure that bites, and then held
against the model; a row that moves nothing, or the other way, is a fault of the row or of a rule.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scenarios import load
from sim.model import CrisisModel
from sim.parameters import Expectation, Parameter, table
from sim.scenario import Scenario
from sim.world import NAMES

pytestmark = pytest.mark.xdist_group("directions")  # what is worked out once serves many tests

RUN_QUARTERS, MOST_RUNS = 48_000, 4_000
"""Work of a row, so that short crises, which are cheap and rarely come to anything, get more runs than long ones."""
BELIEFS, TYPES = ("belief", "doubt", "word"), ("greed", "resolve_a", "resolve_b")
"""Rows of the agenda that concern the hidden types, and these types."""
ENOUGH = 3.0
"""Standard errors by which the paired difference has to leave zero."""
SAMPLE, PLAIN = 0.125, 4.0
"""Share of the runs that is tried first, and standard errors that are enough there: more than are asked of all."""


@cache
def scenario(name: str) -> Scenario:
    return load(name)


def alike(row: Parameter) -> Expectation:
    """Return how a row is tried: all that its expectation says but the measure and its direction."""
    assert row.moves is not None
    return replace(row.moves, measure="", sign=1)


@cache
def differences(rows: tuple[Parameter, ...], share: float = 1.0) -> list[NDArray[np.float64]]:
    """Return of rows that are tried alike high less low of each one's measure, one a run.

    Both ends of all of them step as one batch, on the same runs, so they share every draw.
    """
    moves = alike(rows[0])
    place = scenario(moves.scenario)
    quarters = moves.quarters or place.quarters
    runs = int(share * min(RUN_QUARTERS // quarters, MOST_RUNS))
    values: dict[str, Any] = dict(moves.parameters)
    for number, row in enumerate(rows):
        ends = np.full((len(rows), 2, runs), values.get(row.name, row.central))
        ends[number] = [[row.low], [row.high]]
        values[row.name] = ends.ravel()
    model = CrisisModel(
        place,
        doctrines=dict(moves.doctrines),
        parameters=values,
        opening=dict(moves.opening),
        mends=moves.mends,
        theories=dict(moves.theories),
        moves=moves.moves,
        plans=dict(moves.plans),
        runs=[*range(runs)] * 2 * len(rows),
    )
    measured = {**{name: getattr(model.world, name) for name in NAMES}, **model.run(quarters)}
    if moves.moves == "on":
        measured |= {
            f"{row}_{name}": getattr(model.world.agenda, row)[i] for row in BELIEFS for i, name in enumerate(TYPES)
        }
    found = [np.reshape(measured[row.moves.measure], (len(rows), 2, runs))[n] for n, row in enumerate(rows)]
    model.close()
    return [high - low for low, high in found]


def sampled(row: Parameter) -> NDArray[np.float64]:
    """Return the differences of a row in a sample of the runs."""
    rows = tuple(each for each in table().values() if alike(each) == alike(row))
    return differences(rows, SAMPLE)[rows.index(row)]


def strength(differences: NDArray[np.float64]) -> float:
    """Return the mean difference in standard errors; 0 if nothing differs, infinite if all differ alike."""
    mean, error = differences.mean(), differences.std(ddof=1) / np.sqrt(differences.size)
    return float(mean / error) if error > 0 else float(np.sign(mean) * np.inf if mean else 0.0)


@pytest.mark.parametrize("row", table().values(), ids=lambda row: row.name)
def test_raising_a_parameter_moves_what_its_row_says(row: Parameter) -> None:
    """On a sample of the runs if it shows there beyond doubt, as most do, else on all of them."""
    assert row.moves is not None
    moved = strength(sampled(row))
    if moved * row.moves.sign < PLAIN:
        (found,) = differences((row,))
        moved = strength(found)
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
