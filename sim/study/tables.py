"""The tables of a study as blocks of columns: one row a run, and one row a run and quarter; and the design as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import numpy as np

from sim.outcome import MEASURES
from sim.recorder import COLUMNS
from sim.results import Ensemble
from sim.study.parts import Columns

RUNS, TRAJECTORIES = "runs", "trajectories"
BLOCK = 65_536
"""Rows of a block, or about that."""
RUN_COLUMNS = ("replication", "scenario", "seed", "policy", *(measure.name for measure in MEASURES))
TRAJECTORY_COLUMNS = ("policy", "replication", "quarter", *COLUMNS)


def runs(ensembles: Sequence[Ensemble]) -> Iterator[Columns]:
    """Yield blocks with one row a run, in the order of the ensembles and of their runs."""
    for position, ensemble in enumerate(ensembles):
        count = len(ensemble.replications)
        for start in range(0, count, BLOCK):
            part = slice(start, min(start + BLOCK, count))
            length = part.stop - start
            yield {
                "replication": ensemble.replications[part].astype(np.int64),
                "scenario": np.zeros(length, np.int32),
                "seed": np.full(length, ensemble.case.seed, np.int64),
                "policy": np.full(length, position, np.int32),
                **{measure.name: ensemble.outcomes[measure.name][part] for measure in MEASURES},
            }


def trajectories(ensembles: Sequence[Ensemble]) -> Iterator[Columns]:
    """Yield blocks with one row a run and quarter, run after run, each from its opening on."""
    for position, ensemble in enumerate(ensembles):
        recorded = ensemble.trajectories
        if recorded is None:
            continue
        quarters = len(recorded.quarters)
        step = max(BLOCK // quarters, 1)
        for start in range(0, len(recorded.replications), step):
            numbers = recorded.replications[start : start + step]
            yield {
                "policy": np.full(numbers.size * quarters, position, np.int32),
                "replication": np.repeat(numbers.astype(np.int64), quarters),
                "quarter": np.tile(recorded.quarters.astype(np.int16), numbers.size),
                **{name: recorded.values[name][:, start : start + step].T.ravel() for name in COLUMNS},
            }


def failures(ensembles: Sequence[Ensemble]) -> Iterator[dict[str, object]]:
    """Yield one row a batch that failed."""
    return ({"policy": e.policy, **asdict(failure)} for e in ensembles for failure in e.failures)


def timings(ensembles: Sequence[Ensemble]) -> Iterator[dict[str, object]]:
    """Yield one row a batch; the seconds of batches that ran side by side add up to more than the clock's."""
    for ensemble in ensembles:
        for first, count, seconds in ensemble.timings:
            yield {"policy": ensemble.policy, "first": first, "count": count, "seconds": round(seconds, 6)}


def design(ensembles: Sequence[Ensemble]) -> str:
    """Return the design as CSV: one row a point, with what was set there; its run if each run is a point of its own."""
    names = sorted({name for e in ensembles for name in (*e.case.parameters, *e.case.opening)})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["design_id", "policy", "replication", *names])
    for number, point in enumerate(_points(ensembles, names)):
        writer.writerow([number, *point])
    return text.getvalue()


def _points(ensembles: Sequence[Ensemble], names: Sequence[str]) -> Iterator[list[object]]:
    for ensemble in ensembles:
        case = ensemble.case
        each = case.each_run
        same = {**case.parameters, **case.opening}
        if not each:
            yield [case.policy, "", *(same.get(name, "") for name in names)]
            continue
        for run in range(ensemble.runs):
            values = [float(each[name][run]) if name in each else same.get(name, "") for name in names]
            yield [case.policy, ensemble.first + run, *values]
