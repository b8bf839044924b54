"""How long games are, worked out once for each scenario: hundreds of runs, which each command that tells it repeats."""

from __future__ import annotations

from functools import cache

from scenarios import load
from sim.scenario import Scenario
from sim.turns import Length, expected


@cache
def length(name: str, start: str | None = None) -> Length:
    """Return how long a game of a scenario that comes with the project is."""
    return expected(load(name, start))


def known(scenario: Scenario) -> Length:
    """Return how long a game of a scenario is, from what has been worked out."""
    return length(scenario.name, scenario.begins)
