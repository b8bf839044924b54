"""At its hard limits every parameter and every opening value still gives a sound game: no fault, no warning, no NaN."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.errors import InputError
from sim.parameters import Parameter, table
from sim.setting import opening_names
from tests.engine import play, scenario

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


def check_sound(name: str, **options: Any) -> None:
    played = play(name, QUARTERS, runs=RUNS, seed=8, **LIVELY[name], **options)
    assert played.world.faults() == []
    for measure, values in played.outcomes.items():
        if measure not in ("settlement_terms", "quarters_to_settlement"):
            assert np.isfinite(values).all(), measure


@pytest.mark.parametrize("row", table().values(), ids=lambda row: row.name)
def test_a_parameter_at_its_hard_limits(row: Parameter) -> None:
    for name in LIVELY:
        for value in limits(row):
            check_sound(name, parameters={row.name: value})


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
