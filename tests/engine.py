"""Small worlds, scripted luck and played runs: what the tests of the engine are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios import load
from sim.model import QUARTER, CrisisModel
from sim.parameters import Values
from sim.randomness import Draws
from sim.recorder import Trajectories
from sim.rules.turn import Turn
from sim.scenario import Event, Scenario
from sim.world import NAMES, World

FloatArray = NDArray[np.float64]
CENTRE = Values()
NOTHING_HAPPENS = 0.999999
"""A draw above every hazard, so that no rule that asks "does it happen?" says yes."""
PHASES = tuple(name for name, _phase in QUARTER)


@cache
def scenario(name: str = "bleeding-white") -> Scenario:
    """Return a scenario that comes with the project, read once."""
    return load(name)


def with_events(base: Scenario, *events: Event) -> Scenario:
    """Return a scenario whose calendar holds these events and no others."""
    return base.model_copy(update={"calendar": list(events)})


@dataclass
class Luck:
    """Chance as a test wants it: one value for all draws, others by name, normals 0; notes what was asked for."""

    count: int
    by_name: Mapping[str, float | Sequence[float]] = field(default_factory=dict)
    usual: float = NOTHING_HAPPENS
    asked: list[tuple[str, int]] = field(default_factory=list)

    @property
    def runs(self) -> NDArray[np.int64]:
        return np.arange(self.count)

    def uniform(self, name: str, quarter: int) -> FloatArray:
        self.asked.append((name, quarter))
        return np.full(self.count, self.by_name.get(name, self.usual), float)

    def normal(self, name: str, quarter: int, where: NDArray[np.bool_] | None = None) -> FloatArray:
        self.asked.append((name, quarter))
        drawn = np.full(self.count, self.by_name.get(name, 0.0), float)
        return drawn if where is None else np.where(where, drawn, 0.0)


@contextmanager
def opened(base: Scenario, **options: Any) -> Iterator[CrisisModel]:
    """Open a model and free it afterwards."""
    model = CrisisModel(base, **options)
    try:
        yield model
    finally:
        model.close()


def stage(
    rows: Mapping[str, Any] | None = None,
    *,
    base: Scenario | None = None,
    runs: int = 1,
    quarter: int = 1,
    luck: Mapping[str, float | Sequence[float]] | None = None,
    before: str = "events",
    **options: Any,
) -> tuple[World, Turn]:
    """Return a world with chosen rows, and its turn: decided by the seats, resolved up to the phase `before`.

    A row of `rows` is written as it is; `"weariness[0]"` writes the first of a pair. The scenario is the bleed unless
    `base` says otherwise; `options` go to the model, which uses no mends unless they say so: each mend has tests of its
    own.
    """
    with opened(base or scenario(), runs=runs, **{"mends": "none"} | options) as model:
        world = model.world
        world.quarter = quarter
        for name, value in (rows or {}).items():
            row, bracket, index = name.partition("[")
            getattr(world, row)[int(index[:-1]) if bracket else ...] = value
        model.agents.do("decide")
        turn = Turn(quarter, model.setting, model.p, model.orders, Luck(runs, luck or {}))  # type: ignore[arg-type]
    for _name, phase in QUARTER[: PHASES.index(before)]:
        phase(world, turn)
    return world, turn


def resolved(phase: str, rows: Mapping[str, Any] | None = None, **options: Any) -> tuple[World, Turn]:
    """Return world and turn after a phase (and all before it) has been resolved, from a staged world."""
    world, turn = stage(rows, before=phase, **options)
    dict(QUARTER)[phase](world, turn)
    return world, turn


@dataclass(frozen=True)
class Played:
    """What became of some runs: outcomes, the final state, every quarter's state, and what was recorded."""

    outcomes: dict[str, FloatArray]
    world: World
    blocks: list[FloatArray]
    turns: list[Turn]
    trajectories: Trajectories | None

    def path(self, name: str) -> FloatArray:
        """Return a row after each quarter, the opening first: shape (quarters + 1, runs) or (quarters + 1, 2, runs)."""
        worlds = (World(block.shape[1], block) for block in self.blocks)
        return np.array([getattr(world, name) for world in worlds])


def play(base: Scenario | str, quarters: int | None = None, *, keep: bool = False, **options: Any) -> Played:
    """Play some runs of a scenario; `keep` keeps every quarter's state and turn."""
    base = scenario(base) if isinstance(base, str) else base
    with opened(base, **options) as model:
        blocks, turns = [model.world.block.copy()], []
        for _quarter in range(base.quarters if quarters is None else quarters):
            model.step()
            if keep:
                blocks.append(model.world.block.copy())
                turns.append(model.turn)
        recorded = model.recorder.trajectories(model.draws.runs) if model.recorder else None
        return Played(model.outcomes(), model.world, blocks, turns, recorded)


@contextmanager
def listening() -> Iterator[dict[tuple[str, int], FloatArray]]:
    """Note every uniform that models draw meanwhile, by name and quarter (normals come from uniforms too)."""
    heard: dict[tuple[str, int], FloatArray] = {}
    plain = Draws.uniform

    def noted(self: Draws, name: str, quarter: int) -> FloatArray:
        heard[name, quarter] = plain(self, name, quarter)
        return heard[name, quarter]

    Draws.uniform = noted  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        Draws.uniform = plain  # type: ignore[method-assign]


def same_runs(one: Played, other: Played, index: Any = slice(None)) -> None:
    """Assert that the runs `index` of one are those of the other to the last bit: state, outcomes, recorded paths."""
    for name in NAMES:
        mine, theirs = getattr(one.world, name)[..., index], getattr(other.world, name)
        assert np.array_equal(mine, theirs), f"the state differs in {name}"
    for name, values in one.outcomes.items():
        assert np.array_equal(values[index], other.outcomes[name], equal_nan=True), f"the outcomes differ in {name}"
    if one.trajectories and other.trajectories:
        for name, values in one.trajectories.values.items():
            theirs = other.trajectories.values[name]
            assert np.array_equal(values[:, index], theirs, equal_nan=True), f"the recorded paths differ in {name}"
