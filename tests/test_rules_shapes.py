"""Rules take numbers or one value a run, keep the run axis last, and are elementwise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios import names
from sim.parameters import table
from sim.rules.turn import lever, patrons
from sim.setting import opening_names
from tests.engine import PHASES, play, resolved, same_runs, scenario

RUNS = 7
POLICIES: dict[str, dict[str, str]] = {
    "four-nos": {"vietnam": "one-depend,ally-us@5", "china": "seize"},
    "bleeding-white": {"vietnam": "augmented"},
}
PAIRS = {"target_level", "step", "aid", "losses", "drain"}
RANGES = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0])


@pytest.mark.parametrize("name", names())
def test_a_value_for_each_run_is_as_good_as_one_for_all(name: str) -> None:
    """Every parameter and every opening value as an array of equal numbers gives the same bits as the number."""
    base = scenario(name)
    options: dict[str, Any] = {"doctrines": POLICIES.get(name), "runs": RUNS, "seed": 4}
    plain = play(base, 24, **options)
    centre = {row.name: np.full(RUNS, row.central) for row in table().values()}
    set_here = {key: np.full(RUNS, row.value) for key, row in base.parameters.items()}
    groups = {key: key.split(".") for key in opening_names(base)}
    opening = {
        key: np.full(RUNS, getattr(getattr(base.opening, group), row).value) for key, (group, row) in groups.items()
    }
    same_runs(plain, play(base, 24, parameters=centre | set_here, opening=opening, **options))


@pytest.mark.parametrize("name", ["four-nos", "bleeding-white"])
def test_values_that_differ_by_run_give_each_run_its_own(name: str) -> None:
    """A run of a batch in which every parameter differs by run is the run alone with its own parameters."""
    values = {row.name: row.low + (row.high - row.low) * RANGES for row in table().values()}
    together = play(name, 24, doctrines=POLICIES[name], parameters=values, runs=RUNS, seed=2)
    for run in (0, 3, 6):
        own = {key: float(column[run]) for key, column in values.items()}
        alone = play(name, 24, doctrines=POLICIES[name], parameters=own, runs=[run], seed=2)
        same_runs(together, alone, [run])


@pytest.mark.parametrize("runs", [1, 2, 4, 5])
@pytest.mark.parametrize("rungs", [[0], [4], [0, 1, 2, 3, 4, 5, 6]], ids=["peace", "bleed", "mixed"])
def test_what_a_turn_works_out_has_the_shape_it_promises(runs: int, rungs: list[int]) -> None:
    rows = {"rung": np.resize(rungs, runs)}
    _world, turn = resolved(PHASES[-1], rows, runs=runs, base=scenario("four-nos"))
    for name, value in vars(turn).items():
        if isinstance(value, np.ndarray) and name != "challenger_output":
            assert value.shape == ((2, runs) if name in PAIRS else (runs,)), name


def test_patrons_are_laid_side_by_side() -> None:
    _world, turn = resolved("events", doctrines={"us": "full", "russia": "lean-china"})
    found = patrons(turn.orders.patron_a, turn.orders.patron_b)
    assert found.offer.tolist() == [[1.0], [0.25]] and found.fear.tolist() == [[0.6], [1.0]]
    assert (found.lean, found.arms, found.challenger_supply) == (1.0, -0.04, 0.15)


@pytest.mark.parametrize(("effort", "felt"), [(0.0, 0.0), (0.5, 0.525), (1.0, 0.8), (0.9, 0.765)])
def test_reassurance_has_diminishing_returns(effort: float, felt: float) -> None:
    assert lever(effort) == pytest.approx(felt)
