"""What a study costs before it is run: runs, time, disk, and how exact its means will be."""

from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.batch import Job, run_batch
from sim.errors import RunError
from sim.language import _
from sim.study.planned import segments
from sim.study.stages import Segment, luck
from sim.study.store import Store
from sim.study.work import case_at

TRIED = 400
"""Runs that are timed in one segment of each length."""
BYTES, RECORDED = 75.0, 30.0
"""Bytes on disk of a run, and of a quarter of a recorded run, about; `docs/scale.md` has what was measured."""
WORST = 0.5
"""Standard deviation of a share at its widest."""


@dataclass(frozen=True)
class Cost:
    """What a study costs.

    Attributes
    ----------
    runs, there, missing : planned, those that are there, and those that would be run.
    seconds : how long the missing ones take, about: few runs were timed.
    bytes : what the whole study weighs, about.
    error_point, error_all : standard error of a share at its widest (a half), at one point and over all points of a
        policy in a scenario. Luck alone: how far the points stand for the conditions is another question.
    """

    runs: int
    there: int
    missing: int
    seconds: float
    bytes: int
    error_point: float
    error_all: float
    workers: int

    def row(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return it in words."""
        time_words = _("about {minutes:.0f} minutes") if self.seconds >= 90 else _("about {seconds:.0f} seconds")
        lasts = time_words.format(minutes=self.seconds / 60, seconds=math.ceil(self.seconds))
        error = _(
            "Monte Carlo error (standard error of a share near one half, from luck alone): {point:.3f} at one point, "
            "{all:.4f} over all points of a policy in a scenario."
        )
        return [
            _("{missing:,} runs would be made; {there:,} of {runs:,} are there.").format(
                missing=self.missing, there=self.there, runs=self.runs
            ),
            _("Time: {lasts} with {workers} workers.").format(lasts=lasts, workers=self.workers),
            _("Disk: about {size:.1f} MB in all.").format(size=self.bytes / 1e6),
            error.format(point=self.error_point, all=self.error_all),
        ]


def foreseen(store: Store, workers: int = 1) -> Cost:
    """Return what is missing of a study, and what it costs; some runs of it are timed.

    Raises
    ------
    RunError
        If the runs that are tried fail.
    """
    manifest = store.manifest
    missing = sum(part.stop - part.first for part in store.missing())
    listed = list(segments(manifest.stages, store.spec, store.points))
    seconds = _seconds(store, listed, missing / max(manifest.runs, 1)) / workers if missing else 0.0
    replications, points = store.replications, len(store.points)
    return Cost(
        manifest.runs,
        manifest.done - manifest.lost,
        missing,
        round(seconds, 2),
        _bytes(store, listed),
        WORST / math.sqrt(replications),
        WORST / math.sqrt(replications * points),
        workers,
    )


def _seconds(store: Store, listed: list[Segment], share: float) -> float:
    """Return how long the missing runs take in one process: a call costs something, and every run in it."""
    by_scenario: dict[str, list[Segment]] = {}
    for segment in listed:
        by_scenario.setdefault(segment.scenario, []).append(segment)
    total = 0.0
    for found in by_scenario.values():
        widest = max(found, key=lambda segment: segment.count)
        _timed(store, widest, 2)  # what is imported and read once
        call, many = _timed(store, widest, 2), min(TRIED, widest.count)
        each = max(_timed(store, widest, many) - call, 1e-6) / max(many - 2, 1)
        total += sum(call + each * segment.count for segment in found)
    return total * share


def _timed(store: Store, segment: Segment, runs: int) -> float:
    points, replications = segment.at(np.arange(min(runs, segment.count)))
    case = case_at(store.spec, store.points, segment.scenario, segment.policy, points)
    numbers = luck(store.spec.design.luck, points, replications)
    started = time.perf_counter()
    batch = run_batch(Job(case, 0, len(points), luck=numbers))
    if batch.failure is not None:
        raise RunError(_("The runs that were tried fail: {error}").format(error=batch.failure.error))
    return time.perf_counter() - started


def _bytes(store: Store, listed: list[Segment]) -> int:
    pairs = {(segment.scenario, segment.policy) for segment in listed}
    recorded = sum((store.spec.length(scenario) + 1) * store.spec.design.trajectories for scenario, _policy in pairs)
    return int(BYTES * store.manifest.runs + RECORDED * recorded)
