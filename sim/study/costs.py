"""What a study costs before it is run: runs, time, disk, and how exact its means will be."""

from __future__ import annotations

import math
import time
import zlib
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.batch import Job, run_batch
from sim.ensemble import WIDTH
from sim.errors import RunError
from sim.language import _, plural
from sim.study.planned import segments
from sim.study.stages import Segment, luck
from sim.study.store import Store
from sim.study.work import case_at, watched

FEW, TRIED = 400, 2000
"""Runs that are timed in each scenario, twice, so that what a call costs is told from what a run does."""
IDENTITY, RECORDED, FILE = 3.0, 33.0, 6500.0
"""Bytes on disk, about: of what says which run a run is, of a quarter of a recorded run, and of a file without rows."""
PART, START = 0.1, 2.0
"""Seconds that a part takes to be written, and worker processes to start, about."""
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
        time_words = _("about {minutes:,.0f} minutes") if self.seconds >= 90 else _("about {seconds:.0f} seconds")
        if self.seconds >= 3 * 3600:
            time_words = _("about {hours:,.0f} hours")
        lasts = time_words.format(hours=self.seconds / 3600, minutes=self.seconds / 60, seconds=math.ceil(self.seconds))
        error = _(
            "Monte Carlo error (standard error of a share near one half, from luck alone): {point:.3f} at one point, "
            "{all:.4f} over all points of a policy in a scenario."
        )
        return [
            _("{missing:,} runs would be made; {there:,} of {runs:,} are there.").format(
                missing=self.missing, there=self.there, runs=self.runs
            ),
            plural(
                "Time: {lasts} with {workers} worker.", "Time: {lasts} with {workers} workers.", self.workers
            ).format(lasts=lasts, workers=self.workers),
            _("Disk: about {size:,.1f} MB in all.").format(size=self.bytes / 1e6),
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
    seconds, weight = _tried(store, listed)
    share = missing / max(manifest.runs, 1)
    waiting = PART * len(store.missing()) + (START if workers > 1 else 0.0)
    replications, points = store.replications, len(store.points)
    return Cost(
        manifest.runs,
        manifest.done - manifest.lost,
        missing,
        round(seconds * share / workers + waiting, 2) if missing else 0.0,
        int(weight),
        WORST / math.sqrt(replications),
        WORST / math.sqrt(replications * points),
        workers,
    )


def _tried(store: Store, listed: list[Segment]) -> tuple[float, float]:
    """Return how long all runs take in one process, and what they weigh."""
    by_scenario: dict[str, list[Segment]] = {}
    for segment in listed:
        by_scenario.setdefault(segment.scenario, []).append(segment)
    seconds, weight = 0.0, FILE * 2.0 * sum(1 for _part in store.manifest.slices())
    for scenario, found in by_scenario.items():
        widest = max(found, key=lambda segment: segment.count)
        runs, calls = sum(row.count for row in found), sum(math.ceil(row.count / WIDTH) for row in found)
        _timed(store, widest, 2)  # what is imported and read once
        (some, _light), (many, heavy) = _timed(store, widest, FEW), _timed(store, widest, TRIED)
        few, tried = min(FEW, widest.count), min(TRIED, widest.count)
        each = max(many - some, 0.0) / (tried - few) if tried > few else 0.0
        seconds += max(some - each * few, 0.0) * calls + each * runs
        recorded = min(store.spec.design.trajectories * len({row.policy for row in found}), runs)
        weight += (heavy / tried + IDENTITY) * runs + RECORDED * recorded * (store.spec.length(scenario) + 1)
    return seconds, weight


def _timed(store: Store, segment: Segment, runs: int) -> tuple[float, int]:
    """Return the seconds of this process's own that some runs take, and the bytes of what is noted of them, packed."""
    points, replications = segment.at(np.arange(min(runs, segment.count)))
    case = case_at(store.spec, store.points, segment.scenario, segment.policy, points)
    numbers = luck(store.spec.design.luck, points, replications)
    started = time.process_time()
    batch = run_batch(Job(case, 0, len(points), 0, watched(store.spec), luck=numbers))
    seconds = time.process_time() - started
    if batch.outcomes is None:
        raise RunError(_("The runs that were tried fail: {error}").format(error=batch.failure and batch.failure.error))
    return seconds, sum([len(zlib.compress(row.tobytes(), 1)) for row in batch.outcomes.values()])
