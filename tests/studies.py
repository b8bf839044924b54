"""Small cases, made-up ensembles and processes of their own: what the tests of ensembles and studies are made of."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios import load
from sim.ensemble import Case, Ensemble, Trajectories, prepare
from sim.outcome import MEASURES
from sim.recorder import COLUMNS
from sim.scenario import Scenario


@cache
def scenario(name: str = "bleeding-white") -> Scenario:
    """Return a scenario that comes with the project, read once."""
    return load(name)


def case(quarters: int = 6, **options: Any) -> Case:
    """Return a short case of the bleed."""
    return prepare(scenario(), quarters=quarters, **options)


def faulty(broken: range, runs: int, **options: Any) -> Case:
    """Return a case in which some runs carry a value that the model refuses; `prepare` would never let it pass."""
    values = np.full(runs, 0.3)
    values[broken] = np.nan
    return replace(case(**options), parameters={"psi": values})


class Mine(np.ndarray):
    """Parameter values that kill the process which receives them, where one of them is not a number."""

    def __reduce__(self) -> Any:
        if np.isnan(self).any():
            return (os._exit, (3,))
        return (np.array, (self.tolist(),))


def deadly(broken: range, runs: int, **options: Any) -> Case:
    """Return a case in which some runs kill the worker process that receives them."""
    plain = faulty(broken, runs, **options)
    return replace(plain, parameters={"psi": np.asarray(plain.parameters["psi"]).view(Mine)})


def made_up(runs: int, policy: str = "four-nos", *, recorded: int = 0, seed: int = 1) -> Ensemble:
    """Return an ensemble whose numbers are drawn at random and mean nothing: quick to make in any size."""
    draw = np.random.default_rng(seed)
    outcomes: dict[str, NDArray[Any]] = {measure.name: draw.random(runs) for measure in MEASURES}
    outcomes["ending"] = draw.integers(0, 6, runs).astype(np.int8)
    for measure in MEASURES:
        if measure.conditional:
            outcomes[measure.name][draw.random(runs) < 0.5] = np.nan
    values = {name: draw.random((7, recorded)).astype(np.float32) for name in COLUMNS}
    paths = Trajectories(np.arange(recorded), values) if recorded else None
    chosen = prepare(scenario(), {"vietnam": policy}, quarters=6, seed=seed)
    return Ensemble(chosen, runs, 0, outcomes, np.arange(runs), paths)


def same(one: Ensemble, other: Ensemble) -> bool:
    """Return whether two ensembles hold the same runs with the same outcomes, to the last bit."""
    pairs = [(one.replications, other.replications)]
    pairs += [(one.outcomes[measure.name], other.outcomes[measure.name]) for measure in MEASURES]
    return all(a.dtype == b.dtype and a.tobytes() == b.tobytes() for a, b in pairs)


def part_of(whole: Ensemble, part: Ensemble) -> bool:
    """Return whether the runs of one ensemble are, to the last bit, those that another has under the same numbers."""
    where = np.searchsorted(whole.replications, part.replications)
    return all(whole.outcomes[m.name][where].tobytes() == part.outcomes[m.name].tobytes() for m in MEASURES)
