"""Other starts of a scenario, such as a crisis in a scenario of peace, and how often its own runs come to such a place.

A start puts the table into a world that the scenario seldom reaches so early; its base rate says how seldom. It is
counted in the scenario's own runs each time it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.errors import InputError, UnknownName
from sim.language import _
from sim.scenario import Scenario
from sim.scenario_file import digest
from sim.scenario_starts import begun
from sim.seats import RUNGS

YEAR = 4
"""Quarters of a year."""


def started(scenario: Scenario, name: str) -> Scenario:
    """Return a scenario that begins at one of its other starts; its text says so, and parses to the same.

    Raises
    ------
    UnknownName
        If the scenario has no such start.
    InputError
        If it begins at one already.
    """
    if scenario.begins is not None:
        words = _("{name} begins at its start {start!r} already.")
        message = words.format(name=scenario.name, start=scenario.begins)
        raise InputError(message, field="start", got=name)
    if name not in scenario.starts:
        raise UnknownName(_("start of {name}").format(name=scenario.name), name, scenario.starts)
    text = f'begins = "{name}"\n{scenario.text}'
    return begun(scenario.model_copy(update={"begins": name, "text": text, "digest": digest(text)}))


@dataclass(frozen=True)
class BaseRate:
    """How many of a scenario's own runs come to the rung on which a start opens.

    Attributes
    ----------
    start, rung : name of the start, and the rung on which it opens.
    runs, seed, quarters, moves : the runs in which it was counted, under the scenario's default doctrines.
    within_horizon, within_year : share of them that stand on that rung after any quarter, and after any of the first
        four.
    """

    start: str
    rung: str
    runs: int
    seed: int
    quarters: int
    moves: str
    within_horizon: float
    within_year: float

    def __str__(self) -> str:
        words = _(
            "Of {runs:,} runs of this scenario from its own opening (default doctrines, moves {moves}, seed {seed}), "
            "{horizon:.1f} % come to the rung {rung} within {quarters} quarters, {year:.1f} % within the first year."
        )
        shares = {"horizon": 100 * self.within_horizon, "year": 100 * self.within_year}
        about = {"runs": self.runs, "seed": self.seed, "rung": self.rung, "moves": self.moves}
        return words.format(quarters=self.quarters, **about, **shares)


def base_rate(scenario: Scenario, name: str, runs: int = 1000, seed: int = 1, moves: str = "off") -> BaseRate:
    """Return how often the scenario's own runs come to where a start begins, over `runs` runs of a seed.

    Raises
    ------
    UnknownName, InputError
        As for `started`.
    """
    from sim.ensemble import simulate

    rung = started(scenario, name).opening.quarrel.rung
    found = simulate(scenario, runs=runs, seed=seed, moves=moves, trajectories=runs).trajectories
    assert found is not None
    there = found.values["rung"][1:] == RUNGS.index(rung)
    return BaseRate(
        start=name,
        rung=rung,
        runs=runs,
        seed=seed,
        quarters=scenario.quarters,
        moves=moves,
        within_horizon=float(there.any(axis=0).mean()),
        within_year=float(there[:YEAR].any(axis=0).mean()),
    )
