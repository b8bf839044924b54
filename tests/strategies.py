"""Generated games: any scenario, doctrines, parameters, opening and seed that the product would accept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scenarios import names as scenario_names
from sim.doctrines import AS_HISTORY, names
from sim.parameters import Parameter, table
from sim.scenario import Scenario
from sim.seats import RUNGS
from sim.setting import opening_names
from tests.engine import Played, play, scenario

RUNS = st.integers(8, 24)
QUARTERS = st.integers(1, 10)
SEEDS = st.integers(0, 2**63 - 1)


@dataclass(frozen=True)
class Game:
    """What a generated game is made of; `play` plays it with every quarter kept."""

    scenario: str
    runs: int
    quarters: int
    options: dict[str, Any] = field(default_factory=dict)

    def play(self, base: Scenario | None = None, **changes: Any) -> Played:
        """Play it, with some options changed."""
        options = {"runs": self.runs, "keep": True, **self.options, **changes}
        return play(base or scenario(self.scenario), options.pop("quarters", self.quarters), **options)


def values(row: Parameter, runs: int) -> st.SearchStrategy[Any]:
    """Return values of a parameter: in its plausible range, now and then at a bound of it, or one for each run."""
    within = st.floats(row.low, row.high) | st.sampled_from([row.low, row.central, row.high])
    return within | st.lists(within, min_size=runs, max_size=runs).map(np.array)


@st.composite
def parameters(draw: st.DrawFn, runs: int) -> dict[str, Any]:
    """Return values for a few parameters."""
    chosen = draw(st.lists(st.sampled_from(sorted(table())), max_size=6, unique=True))
    return {name: draw(values(table()[name], runs)) for name in chosen}


@st.composite
def doctrines(draw: st.DrawFn, base: Scenario) -> dict[str, str]:
    """Return doctrines for some of the seats, now and then with a change of doctrine half way."""
    found = {}
    for seat, row in base.seats.items():
        known = [name for name in names(row.role) if name != AS_HISTORY or base.history is not None]
        steps = [draw(st.sampled_from(known))]
        if draw(st.booleans()):
            steps.append(f"{draw(st.sampled_from(known))}@{draw(st.integers(1, 9))}")
        if draw(st.booleans()):
            found[seat] = ",".join(steps)
    return found


@st.composite
def openings(draw: st.DrawFn, base: Scenario) -> dict[str, Any]:
    """Return one or two opening values near the scenario's own, and now and then another rung."""
    found: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(opening_names(base)), max_size=2, unique=True)):
        group, _, row = name.partition(".")
        usual = getattr(getattr(base.opening, group), row).value
        found[name] = draw(st.floats(0.0, 20.0)) if row == "dead" else usual * draw(st.floats(0.5, 1.0))
    if draw(st.integers(0, 3)) == 0:
        found["quarrel.rung"] = draw(st.sampled_from(RUNGS))
    return found


@st.composite
def games(draw: st.DrawFn, among: tuple[str, ...] = (), fixed: bool = False) -> Game:
    """Return a game in one of the scenarios `among` (any if none is named); `fixed` leaves its opening as it is."""
    name = draw(st.sampled_from(among or tuple(scenario_names())))
    runs = draw(RUNS)
    options = {
        "seed": draw(SEEDS),
        "types": draw(st.sampled_from(["doctrine", "prior"])),
        "doctrines": draw(doctrines(scenario(name))),
        "parameters": draw(parameters(runs)),
        "opening": {} if fixed else draw(openings(scenario(name))),
    }
    return Game(name, runs, draw(QUARTERS), options)
