"""Ensembles: many runs of a case, and several cases on the same luck.

Run r of a seed is the same to the last bit alone, in a batch of any width, on any worker: how an ensemble is cut into
batches is a matter of speed and memory alone.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from sim.batch import Batch, Failure, Job
from sim.case import LAST_RUN, MOST_RUNS, Case, prepare, whole
from sim.doctrines import AS_HISTORY
from sim.doctrines import names as doctrine_names
from sim.errors import Cancelled, InputError, RunError, UnknownName, WrongType
from sim.executors import Lane, lane, worker_pool
from sim.language import _
from sim.outcome import MEASURES
from sim.progress import Meter, Progress, Report
from sim.recorder import Trajectories
from sim.scenario import Scenario
from sim.seats import Role
from sim.summary import Numbers, paired, summarise

__all__ = [
    "Case",
    "Ensemble",
    "Failure",
    "Progress",
    "Trajectories",
    "compare",
    "compared_seat",
    "paired",
    "prepare",
    "run_case",
    "run_cases",
    "simulate",
    "worker_pool",
]

WIDTH = 8192
"""Runs of a batch, at most: wider ones fall out of the processor's cache."""
MOST_WORKERS = 256


@dataclass
class Ensemble:
    """What many runs of a case came to.

    Attributes
    ----------
    case : what was run.
    runs, first : how many runs were asked for, and the number of the first.
    outcomes : measures by name, each of shape (runs done,), NaN where a conditional measure does not exist; `ending` holds
        positions in ENDINGS.
    replications : numbers of the runs done, rising, shape (runs done,).
    trajectories : recorded quantities of the first runs, None if none were asked for.
    failures : the batches that are missing from the outcomes.
    seconds : how long it took.
    timings : first run, number of runs and seconds of each batch.
    """

    case: Case
    runs: int
    first: int
    outcomes: dict[str, NDArray]
    replications: NDArray[np.int64]
    trajectories: Trajectories | None = None
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0
    timings: list[tuple[int, int, float]] = field(default_factory=list)

    @property
    def policy(self) -> str:
        """The policies of all seats on one line."""
        return self.case.policy

    def summary(self) -> dict[str, Numbers]:
        """Return mean, se, p05, p50, p95 and n of each measure, and the share of each ending under `ending`."""
        return summarise(self.outcomes)


class CaseOptions(TypedDict, total=False):
    """What a case can be given besides doctrines and seed; see `prepare`."""

    parameters: Mapping[str, object] | None
    quarters: int | None
    types: str
    moves: str
    opening: Mapping[str, object] | None


class RunOptions(TypedDict, total=False):
    """How runs can be run; see `run_cases`."""

    first: int
    trajectories: int
    workers: int
    executor: Executor | None
    batch: int | None
    progress: Report | None
    cancel: threading.Event | None


class Options(CaseOptions, RunOptions):
    """What `simulate` and `compare` can be given besides doctrines, runs and seed."""


def simulate(
    scenario: Scenario,
    doctrines: Mapping[str, str] | None = None,
    runs: int = 1000,
    seed: int = 1,
    **options: Unpack[Options],
) -> Ensemble:
    """Return many runs of a scenario: `prepare` and `run_case` in one call, with the options of both.

    Raises
    ------
    InputError
        If something that was given is wrong.
    RunError, Cancelled
        If every run failed, or the work was stopped.
    """
    about, how = _split(options)
    return run_case(prepare(scenario, doctrines, seed=seed, **about), runs, **how)


def compare(
    scenario: Scenario,
    seat: str | None = None,
    doctrines: Mapping[str, str] | None = None,
    runs: int = 1000,
    seed: int = 1,
    **options: Unpack[Options],
) -> list[Ensemble]:
    """Return one ensemble for each doctrine that the scenario offers a seat, in their published order, on the same luck.

    Parameters
    ----------
    seat : whose doctrines are compared; `compared_seat` if None.
    doctrines : policies of the other seats; the scenario's defaults for those not named.
    options : as for `simulate`.

    Raises
    ------
    InputError
        If something that was given is wrong.
    RunError, Cancelled
        If every run of a doctrine failed, or the work was stopped.
    """
    about, how = _split(options)
    case = prepare(scenario, doctrines, seed=seed, **about)
    seat = compared_seat(scenario) if seat is None else seat
    if seat not in scenario.seats:
        raise UnknownName(f"seat of {scenario.name}", seat, scenario.seats)
    if seat in (doctrines or {}):
        message = _("{seat} is the seat whose doctrines are compared; give doctrines to the other seats.")
        raise InputError(message.format(seat=seat), field="doctrines", got=seat)
    offered = [name for name in doctrine_names(scenario.role_of(seat)) if name in scenario.seats[seat].doctrines]
    cases = [prepare(scenario, {**case.doctrines, seat: name}, seed=seed, **about) for name in offered]
    return run_cases(cases, runs, **how)


def compared_seat(scenario: Scenario) -> str:
    """Return the seat whose doctrines are compared unless another is named: the target, or the challenger in a history."""
    target = scenario.seat_of(Role.TARGET)
    return scenario.seat_of(Role.CHALLENGER) if scenario.seats[target].doctrine == AS_HISTORY else target


def _split(options: Options) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part the options of a case from those of its run."""
    how: dict[str, Any] = dict(options)
    return {name: how.pop(name) for name in CaseOptions.__annotations__ if name in how}, how


def run_case(
    case: Case,
    runs: int,
    *,
    first: int = 0,
    trajectories: int = 0,
    workers: int = 1,
    executor: Executor | None = None,
    batch: int | None = None,
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> Ensemble:
    """Return many runs of a case; parameters and errors as for `run_cases`."""
    how = RunOptions(
        first=first,
        trajectories=trajectories,
        workers=workers,
        executor=executor,
        batch=batch,
        progress=progress,
        cancel=cancel,
    )
    return run_cases([case], runs, **how)[0]


def run_cases(
    cases: Sequence[Case],
    runs: int,
    *,
    first: int = 0,
    trajectories: int = 0,
    workers: int = 1,
    executor: Executor | None = None,
    batch: int | None = None,
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> list[Ensemble]:
    """Return many runs of several cases, run one case after the other on the same workers.

    Parameters
    ----------
    runs, first : how many runs of each case, and the number of the first.
    trajectories : for how many of them, from the first, quantities are recorded quarter by quarter.
    workers : worker processes; 1 is this process. In a script of your own, call this under `if __name__ == "__main__":`.
    executor : run on this instead (processes, threads or a cluster); it stays open.
    batch : runs of a batch, chosen for speed if None.
    progress : called several times a second from this thread.
    cancel : set it to stop.

    Raises
    ------
    WrongType, OutOfRange, InputError
        If an argument is wrong.
    RunError
        If every run of a case failed. If only some did, the ensemble lists them under `failures`.
    Cancelled
        If `cancel` was set, or Ctrl+C was pressed.
    """
    runs = whole("runs", runs, 1, MOST_RUNS)
    first = whole("first run", first, 0, LAST_RUN)
    recorded = min(whole("trajectories", trajectories, 0, MOST_RUNS), runs)
    workers = whole("workers", workers, 1, MOST_WORKERS)
    width = None if batch is None else whole("batch", batch, 1, MOST_RUNS)
    if executor is not None and not isinstance(executor, Executor):
        raise WrongType("executor", executor, "a concurrent.futures.Executor")
    for case in cases:
        case.check_length(runs)
    meter = Meter(runs * len(cases), cases[0].policy if cases else "", progress, cancel)
    try:
        with lane(workers, executor) as opened:
            cut = width or batch_width(runs, opened.workers)
            return [_run(case, list(_cuts(runs, cut)), first, recorded, opened, meter) for case in cases]
    except KeyboardInterrupt:
        raise Cancelled(_("The run was stopped.")) from None


def batch_width(runs: int, workers: int) -> int:
    """Return how many runs go into a batch: all batches alike, no wider than WIDTH, and as many for each worker."""
    return math.ceil(runs / (workers * math.ceil(runs / (workers * WIDTH))))


def _cuts(runs: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield where each batch starts and stops, counted from the first run asked for."""
    return ((start, min(start + width, runs)) for start in range(0, runs, width))
