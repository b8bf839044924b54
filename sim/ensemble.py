"""Ensembles: many runs of a case, and several cases on the same luck.

Run r of a seed is the same to the last bit alone, in a batch of any width, on any worker: how an ensemble is cut into
batches is a matter of speed and memory alone.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from sim.batch import Batch, Failure, Job
from sim.case import MOST_RUNS, Case, prepare, whole
from sim.doctrines import names as doctrine_names
from sim.errors import Cancelled, InputError, UnknownName, WrongType
from sim.executors import Lane, lane
from sim.language import _
from sim.progress import Meter, Progress, Report
from sim.randomness import LAST_RUN
from sim.recorder import Trajectories
from sim.results import Ensemble, Gathering
from sim.scenario import Scenario
from sim.seats import Role
from sim.summary import paired
from sim.workers import worker_pool

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

COMPARED = "vietnam"
"""The seat whose doctrines are compared if none is named."""

WIDTH = 20_480
"""Runs of a batch, at most: narrower ones pay more for each call, wider ones fall out of the processor's cache."""
MOST_WORKERS = 256


class CaseOptions(TypedDict, total=False):
    """What a case can be given besides doctrines and seed; see `prepare`."""

    parameters: Mapping[str, object] | None
    quarters: int | None
    types: str
    moves: str
    opening: Mapping[str, object] | None
    mends: str | Iterable[str]
    theories: Mapping[str, str] | None
    plans: Mapping[str, str] | None


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
    """Return one ensemble for each doctrine that the scenario offers a seat, in published order, on the same luck.

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
    """Return the seat that is compared if none is named: Vietnam's where it has one, else the challenger's."""
    return COMPARED if COMPARED in scenario.seats else scenario.seat_of(Role.CHALLENGER)


def _split(options: Options) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part the options of a case from those of its run."""
    how: dict[str, Any] = dict(options)
    return {name: how.pop(name) for name in CaseOptions.__annotations__ if name in how}, how


def run_case(case: Case, runs: int, **options: Unpack[RunOptions]) -> Ensemble:
    """Return many runs of a case; options and errors as for `run_cases`."""
    return run_cases([case], runs, **options)[0]


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
    trajectories : for how many of them, from the first, quantities are recorded every quarter.
    workers : worker processes; 1 is this process. A script needs `if __name__ == "__main__":` around the call.
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
            cuts = _Cuts(runs, first, width or batch_width(runs, opened.workers), recorded)
            return [_run(case, cuts, opened, meter) for case in cases]
    except KeyboardInterrupt:
        raise Cancelled(_("The run was stopped.")) from None


def batch_width(runs: int, workers: int) -> int:
    """Return how many runs go into a batch: all batches alike, no wider than WIDTH, and as many for each worker."""
    return math.ceil(runs / (workers * math.ceil(runs / (workers * WIDTH))))


@dataclass(frozen=True)
class _Cuts:
    """How the runs of a case are cut into batches."""

    runs: int
    first: int
    width: int
    recorded: int

    def jobs(self, case: Case) -> Iterator[Job]:
        """Yield the batches of a case in the order of their runs."""
        for start in range(0, self.runs, self.width):
            stop = min(start + self.width, self.runs)
            recorded = min(max(self.recorded - start, 0), stop - start)
            yield Job(case.part(start, stop), self.first + start, stop - start, recorded)


def _run(case: Case, cuts: _Cuts, opened: Lane, meter: Meter) -> Ensemble:
    """Run one case."""
    meter.label = case.policy
    gathering = Gathering(case, cuts.runs, cuts.first)

    def take(batch: Batch) -> None:
        gathering.take(batch)
        meter.advance(batch.count)

    opened.carry_out(cuts.jobs(case), take, meter)
    return gathering.ensemble()
