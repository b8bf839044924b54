"""How long games are, worked out once for each scenario: hundreds of runs, which every command that tells it repeats."""

from __future__ import annotations

from functools import cache

import pytest

from scenarios import load
from sim import turns
from sim.scenario import Scenario

expected = turns.expected


@cache
def length(name: str, start: str | None = None) -> turns.Length:
    """Return how long a game of a scenario is."""
    return expected(load(name, start))


@pytest.fixture
def lengths_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands tell the lengths that have been worked out."""

    def known(scenario: Scenario) -> turns.Length:
        return length(scenario.name, scenario.begins)

    monkeypatch.setattr(turns, "expected", known)
