"""Workers: processes of ours, or an executor that the caller lends."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from concurrent.futures import ThreadPoolExecutor as Threads
from functools import partial
from multiprocessing.synchronize import Event
from typing import Protocol

from sim.batch import Batch, Job, run_batch, stops
from sim.errors import Cancelled, RunError
from sim.language import _
from sim.progress import Meter

PATIENCE = 1.0
"""Seconds after which a dead worker that nobody has noticed is taken for one that died in the middle of its answer."""
MOST_BREAKS = 6
"""Times that workers which died are replaced before the rest of the work is given up."""


class Workers(Protocol):
    """Workers of either kind; `workers` says how many."""

    workers: int

    def submit(self, job: Job, meter: Meter) -> Future[Batch]:
        """Send a job to the next free worker."""

    def look(self) -> None:
        """Look whether all workers live; asked several times a second."""

    def renew(self) -> bool:
        """Replace workers that died; return whether that was possible."""

    def stop(self) -> None:
        """Let running batches end before their time."""


class Lent:
    """An executor of the caller's. It stays open; only on threads does a running batch notice that it is to stop."""

    def __init__(self, executor: Executor, workers: int) -> None:
        known = getattr(executor, "_max_workers", None) or os.cpu_count() or 1
        self.workers: int = workers if workers > 1 else known
        self._executor = executor
        self._stopped = threading.Event()

    def submit(self, job: Job, meter: Meter) -> Future[Batch]:
        """Send a job."""
        try:
            if isinstance(self._executor, Threads):
                return self._executor.submit(run_batch, job, partial(self._tick, meter.cancel))
            return self._executor.submit(run_batch, job)
        except BrokenExecutor:
            raise
        except RuntimeError as error:
            raise RunError(_("The executor takes no work: {reason}.").format(reason=error)) from error

    def look(self) -> None:
        """Do nothing: the caller looks after his own."""

    def renew(self) -> bool:
        """Return False: what broke is not ours to replace."""
        return False

    def stop(self) -> None:
        """Let batches on threads end."""
        self._stopped.set()

    def _tick(self, cancel: threading.Event | None, _share: float) -> None:
        if self._stopped.is_set() or (cancel is not None and cancel.is_set()):
            raise Cancelled


class Own:
    """Worker processes of ours."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._breaks = 0
        self._dead_since = 0.0
        self._pool = self._opened()

    def submit(self, job: Job, _meter: Meter) -> Future[Batch]:
        """Send a job."""
        with _told(), _deaf():  # workers start when the first work comes
            return self._pool.submit(run_batch, job)

    def look(self) -> None:
        """Break the pool if it hangs.

        A worker that is killed in the middle of its answer leaves the pool waiting for the other half, and the other
        workers for their turn to answer: the standard library does not see that.
        """
        processes = list((self._pool._processes or {}).values())
        if all(process.is_alive() for process in processes):
            self._dead_since = 0.0
            return
        now = time.monotonic()
        self._dead_since = self._dead_since or now
        if now - self._dead_since > PATIENCE and not self._pool._broken:
            for process in processes:
                process.kill()
            self._pool._result_queue._writer.close()  # type: ignore[attr-defined]  # the last end: no answer comes now

    def renew(self) -> bool:
        """Start new processes, unless they die time and again."""
        self._breaks += 1
        self._dead_since = 0.0
        self.close()
        self._pool = self._opened()
        return self._breaks <= MOST_BREAKS

    def stop(self) -> None:
        """Let batches end at their next quarter."""
        self._stop.set()

    def close(self) -> None:
        """End the processes, and wait for that: those that still start would miss what they are to inherit."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _opened(self) -> ProcessPoolExecutor:
        with _told(), _deaf():
            self._stop = _context().Event()
            return _pool(self.workers, self._stop)


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
        if stop.is_set():
            os._exit(0)  # rather than import what nobody waits for
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
    with _later():
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _later() -> Iterator[None]:
    """Put an interrupt off to the end: a mask holds for one thread, and the system may give it to another of ours."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    caught: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: caught.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if caught:
            handler(signal.SIGINT, None)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say in words that the system refuses to start processes."""
    try:
        yield
    except (OSError, ImportError) as error:
        message = _("Worker processes cannot be started here ({reason}); run with one worker.")
        raise RunError(message.format(reason=error)) from error
