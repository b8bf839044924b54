"""Worlds of a search: points of the uncertainties, each with luck of its own, the same for every side that is tried.

What a side comes to is one number a meter and world; a side is judged by the mean over the worlds. Worlds for the
search and fresh ones for the check after it share neither points nor luck.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.batch import Batch
from sim.case import Case
from sim.errors import RunError, UnknownName
from sim.executors import Lane
from sim.language import _
from sim.progress import Meter
from sim.study.designs import placed, unit_points
from sim.study.meters import METERS
from sim.study.probes import Watch
from sim.study.questions.search_sides import Side, Sides
from sim.study.spec import StudySpec
from sim.study.uncertainties import SET, Points
from sim.study.work import case_at
from sim.world import FloatArray

IntArray = NDArray[np.int64]
WIDTH = 8_192
"""Runs of a batch, all its sides together, at most."""
FEWEST = 2
"""Batches for each worker, at least, where there are so many sides."""
FRESH = 1_000_000_000
"""Number of the first run of the fresh worlds: luck that no side was chosen on."""
PROBES = Watch.of(tuple(meter.probe for meter in METERS))


@dataclass(frozen=True, eq=False)
class Group:
    """Worlds that can step together.

    Attributes
    ----------
    case : their case; the seat's own side comes later.
    luck : numbers of their runs, shape (worlds,).
    places : their places among all worlds, shape (worlds,).
    """

    case: Case
    luck: IntArray
    places: IntArray

    def part(self, start: int, stop: int) -> Group:
        """Return some of the worlds."""
        return Group(self.case.part(start, stop), self.luck[start:stop], self.places[start:stop])


@dataclass(frozen=True, eq=False)
class Worlds:
    """Worlds, and how many there are."""

    groups: tuple[Group, ...]
    count: int


def worlds_of(
    spec: StudySpec, policy: str, count: int, *, seed: int, first: int = 0, apart: int = 0, seat: str = ""
) -> Worlds:
    """Return worlds of a study: its scenarios in turn, at points drawn by Latin hypercube from its uncertainties.

    Parameters
    ----------
    policy : the study's policy that says what the other seats do.
    seed : of the points; the luck is the study's own, from run number `first` on.
    apart : how many calibrated sets to leave out, in a shuffled order: those of other worlds.
    seat : the seat whose side is searched: an uncertainty about its own doctrine is none here.
    """
    rows = [row for row in spec.uncertainties if not (row.target == "doctrine" and row.of == seat)]
    points = placed(rows, unit_points("lhs", count, len(rows), seed))
    if SET in points.values:
        points = Points({**points.values, SET: _sets(spec, count, apart)}, count)
    names = list(spec.scenarios)
    scenario = np.arange(count) % len(names)
    parting = [points.values[row.name] for row in rows if row.parts_runs]
    keys = list(zip(scenario.tolist(), *(values.tolist() for values in parting), strict=True))
    groups = []
    for key in dict.fromkeys(keys):
        here = np.array([place for place, other in enumerate(keys) if other == key])
        case = case_at(spec, points, names[key[0]], policy, here)
        groups.append(Group(replace(case, moves="on"), first + here, here))
    return Worlds(tuple(groups), count)


def _sets(spec: StudySpec, count: int, apart: int) -> FloatArray:
    """Return numbers of calibrated sets in a shuffled order that does not depend on how many are left out before."""
    from sim.posterior import posterior

    sets = len(posterior(spec.variant))
    order = np.random.default_rng(spec.design.seed).permutation(sets)
    return order[(apart + np.arange(count)) % sets].astype(float)


@dataclass
class Trials:
    """What sides come to in worlds; runs that were made are not made again.

    Attributes
    ----------
    seat : whose sides.
    worlds : in which worlds.
    opened : where batches run.
    runs : how many runs were made.
    """

    seat: str
    worlds: Worlds
    opened: Lane
    runs: int = 0
    _known: dict[Side, FloatArray] = field(default_factory=dict)

    def values(self, sides: Sequence[Side], meter: Meter) -> FloatArray:
        """Return the five meters of sides in every world, shape (sides, meters, worlds).

        Raises
        ------
        RunError, Cancelled
            If runs failed, or the work was stopped: then nothing of these sides is kept.
        """
        new = [side for side in dict.fromkeys(sides) if side not in self._known]
        found = {side: np.full((len(METERS), self.worlds.count), np.nan) for side in new}
        sent: list[tuple[tuple[Side, ...], Group]] = []

        def take(batch: Batch) -> None:
            here, group = sent[batch.cell]
            _put(batch, here, group, found)
            self.runs += batch.count
            meter.advance(batch.count)

        self.opened.carry_out(self._jobs(new, sent), take, meter)
        meter.advance((len(sides) - len(new)) * self.worlds.count)
        self._known |= found
        return self.known(sides)

    def known(self, sides: Sequence[Side]) -> FloatArray:
        """Return what sides that were tried came to, shape (sides, meters, worlds)."""
        return np.array([self._known[side] for side in sides])

    def __len__(self) -> int:
        """Return how many different sides were tried."""
        return len(self._known)

    def _jobs(self, sides: Sequence[Side], sent: list[tuple[tuple[Side, ...], Group]]) -> Iterator[Sides]:
        workers = self.opened.workers
        share = max(1, math.ceil(len(sides) / (FEWEST * workers))) if workers > 1 else max(len(sides), 1)
        for group in self.worlds.groups:
            for start in range(0, len(group.luck), WIDTH):
                part = group.part(start, min(start + WIDTH, len(group.luck)))
                slots = min(max(1, WIDTH // len(part.luck)), share)
                for top in range(0, len(sides), slots):
                    chosen = tuple(sides[top : top + slots])
                    sent.append((chosen, part))
                    luck = np.tile(part.luck, len(chosen))
                    cell = len(sent) - 1
                    yield Sides(part.case, 0, luck.size, 0, PROBES, cell, luck, self.seat, chosen)


def _put(batch: Batch, sides: tuple[Side, ...], group: Group, found: dict[Side, FloatArray]) -> None:
    """Put the meters of a batch in their places."""
    case = group.case
    if batch.outcomes is None:
        message = _("Runs of {scenario} failed: {error}")
        reason = batch.failure.error if batch.failure else ""
        raise RunError(message.format(scenario=case.scenario.name, error=reason))
    ground = case.scenario.model_copy(update={"quarters": case.quarters})
    for row, meter in enumerate(METERS):
        values = meter.of(np.asarray(batch.outcomes[meter.probe]), ground).reshape(len(sides), -1)
        for side, each in zip(sides, values, strict=True):
            found[side][row, group.places] = each


def check_seat(spec: StudySpec, seat: str) -> None:
    """Refuse a seat that a scenario of the study does not have.

    Raises
    ------
    UnknownName
        If one does not.
    """
    for scenario in spec.scenarios.values():
        if seat not in scenario.seats:
            raise UnknownName(f"seat of {scenario.name}", seat, scenario.seats)
