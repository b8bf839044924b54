"""Where batches run: in this process, on worker processes of ours, or on an executor that the caller lends.

Few batches are on their way at a time, so that memory stays flat. A batch that fails is one failure. A worker that dies
takes no other batch with it: those on their way are tried again on new workers, one at a time, until it is clear which
of them kills.
"""

from __future__ import annotations

import contextlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from functools import partial
from typing import Protocol

from sim.batch import Batch, Job, failed, run_batch
from sim.errors import RunError
from sim.language import _
from sim.progress import BEAT, Meter
from sim.workers import Lent, Own, Workers

AHEAD = 2
"""Batches on their way for each worker: one runs, one waits."""

Take = Callable[[Batch], None]


class Unfit(RunError):
    """The place where batches run is gone, or not fit for them: the work ends, and no run of it counts as failed."""


class Lane(Protocol):
    """A place where batches run."""

    workers: int

    def carry_out(self, jobs: Iterable[Job], take: Take, meter: Meter, *, resumable: bool = False) -> None:
        """Run jobs, handing each batch to `take` when it is done, in any order.

        If the workers are beyond repair, the jobs that are left have failed; or, if the work is `resumable`, Unfit is
        raised and none of them has.
        """


@contextlib.contextmanager
def lane(workers: int = 1, executor: Executor | None = None) -> Iterator[Lane]:
    """Open a lane: the caller's executor if there is one, else so many worker processes, else this process."""
    if executor is not None:
        yield Pool(Lent(executor, workers))
    elif workers == 1:
        yield Here()
    else:
        with contextlib.closing(Own(workers)) as own:
            yield Pool(own)


class Here:
    """In this process and thread."""

    workers = 1

    def carry_out(self, jobs: Iterable[Job], take: Take, meter: Meter, *, resumable: bool = False) -> None:
        """Run jobs one after the other."""
        for job in jobs:
            take(run_batch(job, partial(self._tick, job, meter)))

    def _tick(self, job: Job, meter: Meter, share: float) -> None:
        meter.beat(share * job.count)


class Pool:
    """Workers in other processes or threads."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self.workers = workers.workers

    def carry_out(self, jobs: Iterable[Job], take: Take, meter: Meter, *, resumable: bool = False) -> None:
        """Run jobs side by side, a bounded number at a time."""
        flow = _Flow(self._workers, jobs, take, meter, resumable=resumable)
        try:
            while flow.fill():
                done, _under_way = wait(flow.flying, timeout=BEAT, return_when=FIRST_COMPLETED)
                meter.beat()
                self._workers.look()
                flow.land(done)
        except BaseException:
            for future in flow.flying:
                future.cancel()
            self._workers.stop()
            raise


class _Flow:
    """The jobs of one ensemble on their way through a pool."""

    def __init__(self, workers: Workers, jobs: Iterable[Job], take: Take, meter: Meter, *, resumable: bool) -> None:
        self._resumable = resumable
        self.flying: dict[Future[Batch], Job] = {}
        self._workers = workers
        self._jobs = iter(jobs)
        self._take = take
        self._meter = meter
        self._again: deque[Job] = deque()
        self._deaths: Counter[Job] = Counter()

    def fill(self) -> bool:
        """Send jobs on their way; return whether any is."""
        while len(self.flying) < (1 if self._again else AHEAD * self._workers.workers):
            job = self._again.popleft() if self._again else next(self._jobs, None)
            if job is None:
                break
            try:
                self.flying[self._workers.submit(job, self._meter)] = job
            except BrokenExecutor as error:  # it broke while nobody looked
                self.flying[_lost(error)] = job
                self._replace(error)
        return bool(self.flying)

    def land(self, done: Iterable[Future[Batch]]) -> None:
        """Take what has arrived."""
        for future in done:
            error = _error(future)
            if isinstance(error, BrokenExecutor):
                self._replace(error)
                return
            if isinstance(error, Unfit):
                raise error
            job = self.flying.pop(future)
            self._take(failed(job, error) if error else future.result())

    def _replace(self, error: BrokenExecutor) -> None:
        """Renew the workers after one died, and send again what was on its way.

        A job that was alone when they died, and has been through it before, has failed.
        """
        lost = []
        for future, job in self.flying.items():
            if future.done() and _error(future) is None:
                self._take(future.result())
            else:
                lost.append(job)
        self.flying.clear()
        for job in lost:
            self._deaths[job] += 1
            if len(lost) == 1 and self._deaths[job] > 1:
                self._take(failed(job, died(error)))
            else:
                self._again.append(job)
        if not self._workers.renew():
            if self._resumable:
                raise Unfit(str(died(error))) from error
            for job in (*self._again, *self._jobs):
                self._take(failed(job, died(error)))
            self._again.clear()


def died(cause: BrokenExecutor) -> RunError:
    """Return what is told of runs whose worker died."""
    error = RunError(
        _(
            "The process that ran these runs died: it was killed, or found too little memory; or a script runs workers"
            ' without an `if __name__ == "__main__":` around the call.'
        )
    )
    error.__cause__ = cause
    return error


def _error(future: Future[Batch]) -> BaseException | None:
    """Return what a finished future failed with."""
    if future.cancelled():
        return RunError(_("The executor dropped these runs."))
    return future.exception() if future.done() else None


def _lost(error: BaseException) -> Future[Batch]:
    """Return a future of a job that could not be sent."""
    future: Future[Batch] = Future()
    future.set_exception(error)
    return future
