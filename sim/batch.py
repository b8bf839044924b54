"""A batch: neighbouring runs of a case that step together, in this process or in another one."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.case import Case
from sim.errors import Cancelled, FournosError
from sim.outcome import FloatArray
from sim.recorder import Trajectories

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    from sim.model import CrisisModel

stops: list[Event] = []
"""In a worker process of ours: set once the work is to stop (`sim.executors`)."""

Found = tuple[dict[str, FloatArray], Trajectories | None]


class Notes(Protocol):
    """What is noted of a batch while it runs."""

    def note(self, model: CrisisModel) -> None:
        """Take note of the opening, and of the state after each quarter."""

    def found(self, model: CrisisModel) -> dict[str, FloatArray]:
        """Return what it came to, one value a run, by name."""


class Watch(Protocol):
    """What to note of a batch instead of its outcome measures; it can be pickled."""

    def open(self) -> Notes:
        """Return empty notes."""


@dataclass(frozen=True)
class Job:
    """A batch to run; it can be pickled.

    Attributes
    ----------
    case : cut to the runs of this batch.
    first, count : number of the first run, and how many runs.
    record : for how many of them, from the first, trajectories are recorded.
    watch : what to note of it; its outcome measures if None.
    cell : which of several cases it belongs to, where they run side by side.
    luck : numbers of the runs, shape (count,), where they do not follow `first`; repeats are allowed.
    """

    case: Case
    first: int
    count: int
    record: int = 0
    watch: Watch | None = None
    cell: int = 0
    luck: NDArray[np.int64] | None = field(default=None, compare=False)

    def numbers(self) -> list[int]:
        """Return the numbers of the runs that step together: where in the chance of the seed each of them stands."""
        if self.luck is None:
            return list(range(self.first, self.first + self.count))
        return [int(number) for number in self.luck]

    def model(self, *, why: bool = False) -> CrisisModel:
        """Return the model that steps the runs of this batch, at its opening; `why` gives it a ledger."""
        from sim.model import CrisisModel  # it brings Mesa, which takes a second

        case, start = self.case, self.case.start
        return CrisisModel(
            case.scenario.model_copy(update={"quarters": case.quarters}),
            doctrines=case.doctrines,
            parameters=case.parameters,
            opening=case.opening,
            seed=case.seed,
            runs=self.numbers(),
            types=case.types,
            mends=case.mends,
            theories=case.theories,
            moves=case.moves,
            plans=case.plans,
            record=self.record,
            why=why,
            namespace=start.namespace if start else "study",
            world=start.world.part(np.zeros(self.count, np.int64)) if start else None,
        )


@dataclass(frozen=True)
class Failure:
    """Runs that failed together: the first of them, how many, the error in one line, and its traceback."""

    first: int
    count: int
    error: str
    traceback: str


@dataclass(frozen=True)
class Batch:
    """What became of a batch.

    `outcomes` maps each measure, or each thing noted, to an array of shape (count,); it is None if the batch failed.
    """

    first: int
    count: int
    seconds: float = 0.0
    outcomes: dict[str, FloatArray] | None = None
    trajectories: Trajectories | None = None
    failure: Failure | None = None
    cell: int = 0


def run_batch(job: Job, tick: Callable[[float], None] | None = None) -> Batch:
    """Run a batch. An error of the model becomes a failure in the result; it is not raised.

    Parameters
    ----------
    tick : called before every quarter with the share of the batch that is done. What it raises ends the batch, and is
        raised here.
    """
    started = time.perf_counter()
    with closing(_stepped(job)) as steps:
        while True:
            try:
                share = next(steps)
            except StopIteration as end:
                outcomes, trajectories = end.value
                seconds = time.perf_counter() - started
                return Batch(job.first, job.count, seconds, outcomes, trajectories, cell=job.cell)
            except Exception as error:
                return failed(job, error, time.perf_counter() - started)
            (tick or _unless_stopped)(share)


def failed(job: Job, error: BaseException, seconds: float = 0.0) -> Batch:
    """Return a batch that was lost to an error."""
    line = traceback.format_exception_only(error)[-1].strip()
    words = str(error) if isinstance(error, FournosError) else line
    story = "".join(traceback.format_exception(error))
    failure = Failure(job.first, job.count, words, story)
    return Batch(job.first, job.count, seconds, failure=failure, cell=job.cell)


def _unless_stopped(_share: float) -> None:
    if any(stop.is_set() for stop in stops):
        raise Cancelled


def _stepped(job: Job) -> Generator[float, None, Found]:
    """Step through a batch, and yield the share that is done before every quarter."""
    case, model = job.case, job.model()
    notes = job.watch.open() if job.watch else None
    try:
        first = model.world.quarter
        for quarter in range(first, case.quarters):
            if notes:
                notes.note(model)
            yield (quarter - first) / (case.quarters - first)
            model.step()
        recorded = model.recorder.trajectories(model.draws.runs) if model.recorder else None
        if notes is None:
            return model.outcomes(), recorded
        notes.note(model)
        return notes.found(model), recorded
    finally:
        model.close()
        model.__dict__.clear()  # model and agents hold one another: else the world stays until the collector comes
