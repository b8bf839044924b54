"""Fresh runs for questions that need points of their own: sensitivity, discovery, search.

A sampler runs one policy in one scenario at any points of the study's uncertainties, on any luck, in memory. What it
runs is of the study: the same cases, the same seed; only points and luck are the question's.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.batch import Batch, Job
from sim.ensemble import WIDTH
from sim.errors import Cancelled, InputError, RunError, UnknownName
from sim.executors import lane
from sim.language import _
from sim.progress import Meter, Report
from sim.study.designs import placed
from sim.study.engine import engine_digest
from sim.study.measured import Outcome
from sim.study.probes import Watch
from sim.study.results import Results
from sim.study.spec import StudySpec
from sim.study.stages import IntArray
from sim.study.uncertainties import Points, Uncertainty
from sim.study.work import case_at
from sim.world import FloatArray


@dataclass(frozen=True)
class Sampler:
    """What runs one policy in one scenario at points of the unit hypercube.

    Attributes
    ----------
    inputs : the uncertainties, one a column.
    outcomes : what is looked at, by name.
    base : number added to every luck number, so that fresh runs can be kept apart from a study's own.
    workers, executor, progress, cancel : as for `sim.study.running.How`.
    """

    spec: StudySpec
    policy: str
    scenario: str
    outcomes: Mapping[str, Outcome]
    base: int = 0
    workers: int = 1
    executor: Executor | None = None
    progress: Report | None = None
    cancel: threading.Event | None = None

    @property
    def inputs(self) -> tuple[Uncertainty, ...]:
        """The uncertainties, one a column of the points."""
        return self.spec.uncertainties

    def __call__(self, unit: FloatArray, luck: NDArray[np.integer[Any]]) -> dict[str, FloatArray]:
        """Return every outcome of one run a row, shape (n,); NaN where it does not exist in a run.

        Parameters
        ----------
        unit : places in [0, 1), shape (n, inputs).
        luck : number of the chance that each run meets, from 0, shape (n,); equal numbers are the same chance.

        Raises
        ------
        RunError
            If runs failed.
        Cancelled
            If `cancel` was set, or Ctrl+C was pressed.
        """
        return self.at(placed(self.inputs, unit), luck)

    def at(self, points: Points, luck: NDArray[np.integer[Any]]) -> dict[str, FloatArray]:
        """Return every outcome at points that are values already; otherwise as a call."""
        work = _Sampled(self, points, np.asarray(luck, np.int64) + self.base)
        meter = Meter(len(points), self.policy, self.progress, self.cancel)
        try:
            with lane(self.workers, self.executor) as opened:
                opened.carry_out(work.jobs(), lambda batch: meter.advance(work.take(batch)), meter)
        except KeyboardInterrupt:
            raise Cancelled(_("The runs were stopped.")) from None
        return {name: row.values(work.found) for name, row in self.outcomes.items()}


@dataclass
class _Sampled:
    """Points on their way through the engine."""

    sampler: Sampler
    points: Points
    luck: IntArray
    found: dict[str, FloatArray] = field(default_factory=dict)
    rows: dict[int, IntArray] = field(default_factory=dict)

    def jobs(self) -> Iterator[Job]:
        """Yield the batches: rows that agree in their categories, sorted by luck so that it is quick to draw."""
        sampler, number = self.sampler, 0
        probes = dict.fromkeys(probe for row in sampler.outcomes.values() for probe in row.probes)
        watch = Watch.of(probes)
        self.found = {probe: np.full(len(self.points), np.nan) for probe in probes}
        for group in self.points.groups(sampler.spec.parting):
            ordered = group[np.argsort(self.luck[group], kind="stable")]
            for start in range(0, len(ordered), WIDTH):
                rows = ordered[start : start + WIDTH]
                case = case_at(sampler.spec, self.points, sampler.scenario, sampler.policy, rows)
                number += 1
                self.rows[number] = rows
                yield Job(case, 0, len(rows), 0, watch, number, self.luck[rows])

    def take(self, batch: Batch) -> int:
        """Put a batch in its place; return how many runs it holds."""
        rows = self.rows.pop(batch.cell)
        if batch.outcomes is None:
            reason = batch.failure.error if batch.failure else ""
            raise RunError(_("Fresh runs failed: {error}").format(error=reason))
        for name, values in batch.outcomes.items():
            self.found[name][rows] = values
        return len(rows)


def check_fresh(results: Results) -> None:
    """Refuse fresh runs that would not belong to a study: it goes on from a game, or was run by other rules.

    Raises
    ------
    InputError
        If it is one.
    """
    if results.manifest.get("start"):
        message = _("This study goes on from a game; questions that need fresh runs cannot be asked of it.")
        raise InputError(message, field="directory", got=str(results.path))
    if results.manifest.get("engine", engine_digest()) != engine_digest():
        message = _(
            "The runs of this study were made by other rules than this release has; fresh runs would not belong to it. "
            "Run it anew in another folder."
        )
        raise InputError(message, field="directory", got=str(results.path))


def sampler_of(
    results: Results,
    policy: str,
    scenario: str | None = None,
    outcomes: Collection[str] | None = None,
    **how: Any,
) -> Sampler:
    """Return what samples a study's policy in one of its scenarios.

    Parameters
    ----------
    scenario : the study's first if None.
    outcomes : names; all of the study's if None.
    how : `workers`, `executor`, `progress`, `cancel` and `base` of a `Sampler`.

    Raises
    ------
    UnknownName
        If the study has no such policy, scenario or outcome.
    InputError
        If its runs go on from a game.
    """
    check_fresh(results)
    for name in outcomes or ():
        if name not in results.outcomes:
            raise UnknownName(_("outcome of this study"), name, results.outcomes)
    results.policy(policy)
    chosen = {name: results.outcomes[name] for name in outcomes or results.outcomes}
    return Sampler(results.spec, policy, results.scenario(scenario), chosen, **how)
