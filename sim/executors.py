"""Where batches run: in this process, on worker processes of ours, or on an executor that the caller lends.

Few batches are on their way at a time, so that memory stays flat. A batch that fails is one failure. A worker that dies takes
no other batch with it: those on their way are tried again on new workers, one at a time, until it is clear which of them kills.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures import ThreadPoolExecutor as Threads
from functools import partial
from multiprocessing.synchronize import Event
from typing import Protocol

from sim.batch import Batch, Job, failed, run_batch, stops
from sim.errors import Cancelled, RunError
from sim.language import _
from sim.progress import BEAT, Meter

AHEAD = 2
"""Batches on their way for each worker: one runs, one waits."""
MOST_BREAKS = 6
"""Times that the workers of one job are replaced before the rest of it is given up."""

Take = Callable[[Batch], None]


class Lane(Protocol):
    """A place where batches run."""

    workers: int

    def carry_out(self, jobs: Iterable[Job], take: Take, meter: Meter) -> None:
        """Run jobs, handing each batch to `take` when it is done, in any order."""


@contextlib.contextmanager
def lane(workers: int = 1, executor: Executor | None = None) -> Iterator[Lane]:
    """Open a lane: the caller's executor if there is one, else so many worker processes, else this process."""
    if executor is not None:
        yield Pool(_Lent(executor, workers))
    elif workers == 1:
        yield Here()
    else:
        with contextlib.closing(_Own(workers)) as own:
            yield Pool(own)


class Here:
    """This process and thread."""

    workers = 1

    def carry_out(self, jobs: Iterable[Job], take: Take, meter: Meter) -> None:
        """Run jobs one after the other."""
        for job in jobs:
            take(run_batch(job, partial(self._tick, job, meter)))

    def _tick(self, job: Job, meter: Meter, share: float) -> None:
        meter.beat(share * job.count)


class _Workers(Protocol):
    """What a pool needs of its workers."""

    workers: int

    def submit(self, job: Job, meter: Meter) -> Future[Batch]: ...

    def renew(self) -> bool: ...

    def stop(self) -> None: ...


class Pool:
    """Workers in other processes or threads."""

    def __init__(self, workers: _Workers) -> None:
        self._workers = workers
        self.workers = workers.workers

    def carry_out(self, jobs: Iterable[Job], take: Take, meter: Meter) -> None:
        """Run jobs side by side, a bounded number at a time."""
        flow = _Flow(self._workers, jobs, take, meter)
        try:
            while flow.fill():
                done, _under_way = wait(flow.flying, timeout=BEAT, return_when=FIRST_COMPLETED)
                meter.beat()
                flow.land(done)
        except BaseException:
            for future in flow.flying:
                future.cancel()
            self._workers.stop()
            raise


class _Flow:
    """The jobs of one ensemble on their way through a pool."""

    def __init__(self, workers: _Workers, jobs: Iterable[Job], take: Take, meter: Meter) -> None:
        self.flying: dict[Future[Batch], Job] = {}
        self._workers = workers
        self._jobs = iter(jobs)
        self._take = take
        self._meter = meter
        self._again: deque[Job] = deque()
        self._deaths: Counter[int] = Counter()

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
            job = self.flying.pop(future)
            self._take(failed(job, error) if error else future.result())

    def _replace(self, error: BrokenExecutor) -> None:
        """Renew the workers after one died, and send what was on its way again; a job that kills alone, twice, has failed."""
        lost = []
        for future, job in self.flying.items():
            if future.done() and _error(future) is None:
                self._take(future.result())
            else:
                lost.append(job)
        self.flying.clear()
        for job in lost:
            self._deaths[job.first] += 1
            if len(lost) == 1 and self._deaths[job.first] > 1:
                self._take(failed(job, error))
            else:
                self._again.append(job)
        if not self._workers.renew():
            for job in (*self._again, *self._jobs):
                self._take(failed(job, error))
            self._again.clear()


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


class _Lent:
    """An executor of the caller's. It stays open; on threads a running batch notices that it is to stop."""

    def __init__(self, executor: Executor, workers: int) -> None:
        known = getattr(executor, "_max_workers", None) or os.cpu_count() or 1
        self.workers: int = workers if workers > 1 else known
        self._executor = executor
        self._stopped = threading.Event()

    def submit(self, job: Job, meter: Meter) -> Future[Batch]:
        try:
            if isinstance(self._executor, Threads):
                return self._executor.submit(run_batch, job, partial(self._tick, meter.cancel))
            return self._executor.submit(run_batch, job)
        except BrokenExecutor:
            raise
        except RuntimeError as error:
            raise RunError(_("The executor takes no work: {reason}.").format(reason=error)) from error

    def renew(self) -> bool:
        return False

    def stop(self) -> None:
        self._stopped.set()

    def _tick(self, cancel: threading.Event | None, _share: float) -> None:
        if self._stopped.is_set() or (cancel is not None and cancel.is_set()):
            raise Cancelled


class _Own:
    """Worker processes of ours."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._breaks = 0
        self._pool = self._opened()

    def submit(self, job: Job, _meter: Meter) -> Future[Batch]:
        with _deaf():  # workers start when the first work comes
            return self._pool.submit(run_batch, job)

    def renew(self) -> bool:
        self._breaks += 1
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._breaks > MOST_BREAKS:
            return False
        self._pool = self._opened()
        return True

    def stop(self) -> None:
        self._stop.set()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _opened(self) -> ProcessPoolExecutor:
        try:
            with _deaf():
                self._stop = _context().Event()
                return _pool(self.workers, self._stop)
        except (OSError, ImportError) as error:
            message = _("Worker processes cannot be started here ({reason}); run with one worker.")
            raise RunError(message.format(reason=error)) from error


def worker_pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool of worker processes to be kept warm and lent to several ensembles; close it as any executor."""
    return _pool(workers, None)


def _context() -> multiprocessing.context.SpawnContext:
    """Return how processes start. Spawned, always: Mesa forces it on the whole process, and threads forbid forking."""
    return multiprocessing.get_context("spawn")


def _pool(workers: int, stop: Event | None) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=_context(), initializer=_ready, initargs=(stop,))


def _ready(stop: Event | None) -> None:
    """Make a new worker process ready: it leaves interrupts to its parent, and never outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if stop is not None:
        stops.append(stop)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    import sim.model  # noqa: F401  # before the first batch comes


def _leave_with_parent() -> None:
    """End this process when its parent has died, even by a kill."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Hold interrupts back, so that a process started meanwhile never sees one, not even before it is ready."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
