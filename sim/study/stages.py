"""Stages: the runs of a study in their order, and how a study grows.

A study is policies x scenarios x points x replications. It is run in stages, each a block of it; more replications,
points, policies or scenarios are stages of their own behind those that are there, so that what has been run stays as it
is and keeps its number. Inside a stage the runs of a policy in a scenario stand together, and of those the points that
agree in their categories: one segment is stepped together, replication after replication.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.study.uncertainties import Points

IntArray = NDArray[np.int64]
LAYER, SPAN = 16, 2**40
"""Replications whose luck stands together for all points, and run numbers between two such layers."""


@dataclass(frozen=True)
class Extent:
    """How far a study reaches: names of scenarios and policies, and how many points and replications."""

    scenarios: tuple[str, ...]
    policies: tuple[str, ...]
    points: int
    replications: int

    @property
    def runs(self) -> int:
        """How many runs that makes."""
        return len(self.scenarios) * len(self.policies) * self.points * self.replications


@dataclass(frozen=True)
class Stage:
    """A block of a study: some scenarios and policies, the points and replications from one number to another.

    `first` is the number of its first run.
    """

    scenarios: tuple[str, ...]
    policies: tuple[str, ...]
    points: tuple[int, int]
    replications: tuple[int, int]
    first: int

    @property
    def runs(self) -> int:
        """How many runs it has."""
        (low, high), (start, stop) = self.points, self.replications
        return len(self.scenarios) * len(self.policies) * (high - low) * (stop - start)

    def row(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "scenarios": list(self.scenarios),
            "policies": list(self.policies),
            "points": list(self.points),
            "replications": list(self.replications),
            "first": self.first,
        }

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Stage:
        """Return the stage that `row` was made of."""
        (low, high), (start, stop) = row["points"], row["replications"]
        names = (tuple(map(str, row["scenarios"])), tuple(map(str, row["policies"])))
        return cls(*names, (int(low), int(high)), (int(start), int(stop)), int(row["first"]))

    def segments(self, points: Points, parting: Sequence[str]) -> Iterator[Segment]:
        """Yield its segments in their order; `parting` names the categories that cannot step together."""
        low, high = self.points
        groups = [low + group for group in points.take(slice(low, high)).groups(parting)]
        first = self.first
        for scenario in self.scenarios:
            for policy in self.policies:
                for group in groups:
                    segment = Segment(scenario, policy, group, self.replications, first, len(groups))
                    yield segment
                    first += segment.count


@dataclass(frozen=True, eq=False)
class Segment:
    """Runs that can step together: one policy in one scenario, at points that agree in their categories.

    Attributes
    ----------
    points : numbers of the points, rising.
    replications : the first, and the one after the last.
    first : number of its first run.
    groups : how many segments its policy has in its scenario and stage.
    """

    scenario: str
    policy: str
    points: IntArray
    replications: tuple[int, int]
    first: int
    groups: int

    @property
    def count(self) -> int:
        """How many runs it has."""
        return len(self.points) * (self.replications[1] - self.replications[0])

    @cached_property
    def is_opening(self) -> bool:
        """Whether it holds the first replications, of which some are recorded quarter by quarter."""
        return self.replications[0] == 0

    def at(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Return point and replication of some of its runs; `rows` counts from its first run."""
        return self.points[rows % len(self.points)], self.replications[0] + rows // len(self.points)


def luck(kind: str, points: IntArray, replications: IntArray) -> IntArray:
    """Return the run numbers that say which chance runs meet: of the seed's stream of runs, as `sim.randomness` has it.

    With "common" luck, replication k is run k at every point. With "own" luck no two points share a number; layers of
    replications stand together for all points, so that the numbers of a batch lie close and are quick to draw.
    """
    if kind == "common":
        return replications
    return (replications // LAYER) * SPAN + points * LAYER + replications % LAYER


def growth(stages: Sequence[Stage], wanted: Extent) -> list[Stage]:
    """Return the stages that are missing from those that there are, to reach an extent.

    The extent holds all that the stages hold: its names begin with theirs, and its counts are no smaller.
    """
    held = extent(stages)
    if held is None:
        return [Stage(wanted.scenarios, wanted.policies, (0, wanted.points), (0, wanted.replications), 0)]
    first = stages[-1].first + stages[-1].runs
    points, replications = (0, wanted.points), (0, wanted.replications)
    blocks: list[tuple[tuple[str, ...], tuple[str, ...], tuple[int, int], tuple[int, int]]] = [
        (held.scenarios, held.policies, (0, held.points), (held.replications, wanted.replications)),
        (held.scenarios, held.policies, (held.points, wanted.points), replications),
        (held.scenarios, wanted.policies[len(held.policies) :], points, replications),
        (wanted.scenarios[len(held.scenarios) :], wanted.policies, points, replications),
    ]
    added = []
    for block in blocks:
        stage = Stage(*block, first)
        if stage.runs:
            added.append(stage)
            first += stage.runs
    return added


def extent(stages: Sequence[Stage]) -> Extent | None:
    """Return how far stages reach; None if there are none."""
    if not stages:
        return None
    scenarios = tuple(dict.fromkeys(name for stage in stages for name in stage.scenarios))
    policies = tuple(dict.fromkeys(name for stage in stages for name in stage.policies))
    points, replications = (max(getattr(stage, key)[1] for stage in stages) for key in ("points", "replications"))
    return Extent(scenarios, policies, points, replications)
