"""At its hard limits every parameter and every opening value still gives a sound game: no fault, no warning, no NaN."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.errors import InputError
from sim.parameters import Parameter, table
from sim.setting import opening_names
from sim.world import World
from tests.engine import FloatArray, play, scenario

pytestmark = pytest.mark.xdist_group("limits")  # what is worked out once serves many tests

LIVELY: dict[str, dict[str, Any]] = {
    "bleeding-white": {},
    "ukraine-analogue": {},
    "four-nos": {"doctrines": {"vietnam": "augmented,ally-us@2", "china": "seize", "us": "full"}},
}
QUARTERS, RUNS = 10, 16
EXTREMES = (0.0, 1e-9, 1.0, 1e6, -1.0)


def limits(row: Parameter) -> list[float]:
    """Return the hard limits of a parameter; ten times its plausible range where there is none above."""
    return [row.minimum, row.maximum if np.isfinite(row.maximum) else 10.0 * row.high]


ENDS = [(row.name, value) for row in table().values() for value in limits(row)]


def check_sound(name: str, **options: Any) -> None:
    played = play(name, QUARTERS, runs=RUNS, seed=8, **LIVELY[name], **options)
    check(played.world, played.outcomes)


def check(world: World, outcomes: dict[str, FloatArray]) -> None:
    assert world.faults() == []
    for measure, values in outcomes.items():
        if measure not in ("settlement_terms", "quarters_to_settlement"):
            assert np.isfinite(values).all(), measure


@cache
def side_by_side(name: str) -> tuple[World, dict[str, FloatArray]] | None:
    """Play every limit of every parameter in one batch, each on the same luck; nothing if that breaks."""
    values = {row.name: np.full(len(ENDS) * RUNS, row.central) for row in table().values()}
    for number, (parameter, value) in enumerate(ENDS):
        values[parameter][number * RUNS : (number + 1) * RUNS] = value
    runs = [*range(RUNS)] * len(ENDS)
    try:
        played = play(name, QUARTERS, runs=runs, seed=8, **LIVELY[name], parameters=values)
    except Exception:
        return None
    return played.world, played.outcomes


@pytest.mark.parametrize("row", table().values(), ids=lambda row: row.name)
def test_a_parameter_at_its_hard_limits(row: Parameter) -> None:
    """Alone if all together break: then it is seen which it is."""
    for name in LIVELY:
        for value in limits(row):
            found, where = side_by_side(name), ENDS.index((row.name, value)) * RUNS
            if found is None:
                check_sound(name, parameters={row.name: value})
            else:
                own = slice(where, where + RUNS)
                check(found[0].part(own), {measure: values[own] for measure, values in found[1].items()})


def test_a_parameter_beside_others_is_as_sound_as_alone() -> None:
    found, (name, value), own = side_by_side("four-nos"), ENDS[3], slice(3 * RUNS, 4 * RUNS)
    assert found is not None
    alone = play("four-nos", QUARTERS, runs=RUNS, seed=8, **LIVELY["four-nos"], parameters={name: value})
    assert np.array_equal(found[0].part(own).block, alone.world.block)


@pytest.mark.parametrize("key", opening_names(scenario("four-nos")))
def test_an_opening_value_at_its_limits(key: str) -> None:
    """What is outside them is refused; what is inside gives a sound game."""
    for value in EXTREMES:
        try:
            check_sound("bleeding-white", opening={key: value})
        except InputError:
            continue


def test_all_parameters_at_one_end_together() -> None:
    for end in ("low", "high"):
        for name in LIVELY:
            check_sound(name, parameters={row.name: getattr(row, end) for row in table().values()})
