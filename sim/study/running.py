"""Running a study in its folder: parts appear while it runs, and what is there is never run again."""

from __future__ import annotations

import math
import os
import threading
import time
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime

from sim.case import whole
from sim.ensemble import MOST_WORKERS, WIDTH
from sim.errors import Cancelled, RunError, shown
from sim.executors import lane
from sim.language import _
from sim.progress import Meter, Report
from sim.study import place
from sim.study.growing import begin
from sim.study.parts import ROWS
from sim.study.planned import segments, software
from sim.study.spec import StudySpec
from sim.study.store import Store
from sim.study.work import NARROWEST, Filling, Work


@dataclass(frozen=True)
class How:
    """How a study is run.

    Attributes
    ----------
    workers : worker processes; 1 is this process.
    executor : run on this instead (processes, threads or a cluster); it stays open.
    progress : called several times a second from this thread.
    cancel : set it to stop; what is done stays.
    """

    workers: int = 1
    executor: Executor | None = None
    progress: Report | None = None
    cancel: threading.Event | None = None


def run(
    directory: str | os.PathLike[str],
    spec: StudySpec,
    how: How | None = None,
    *,
    replications: int | None = None,
    rows: int = ROWS,
) -> Store:
    """Run what is missing of a study in a folder, and return the folder as a store.

    The folder may be new, or hold the study: then runs that are there are kept, and a policy, points, replications or
    a scenario more cost only themselves.

    Parameters
    ----------
    replications : how many, instead of what the study's file says.
    rows : runs of a part, in a new folder; small parts are there sooner, and weigh more.

    Raises
    ------
    StoreError
        If the folder must not be written, or holds runs of another study.
    RunError
        If every run of what was missing failed.
    Cancelled
        If `cancel` was set, or Ctrl+C was pressed; parts that are whole stay.
    """
    how = how or How()
    whole("workers", how.workers, 1, MOST_WORKERS)
    store = begin(directory, spec, replications, rows)
    with store.held():
        carry_out(store, how)
    return store


def resume(directory: str | os.PathLike[str], how: How | None = None) -> Store:
    """Run what is missing of the study that a folder holds; errors as for `run`."""
    store = Store.open(directory)
    return run(directory, store.spec, how, replications=store.replications)


def carry_out(store: Store, how: How) -> None:
    """Run the parts that are missing of a store that is held; errors as for `run`."""
    slices = store.missing()
    total = sum(part.stop - part.first for part in slices)
    if not total:
        return
    started = _Started(store, total)
    meter = Meter(total, store.spec.title, how.progress, how.cancel)
    begun = len(store.manifest.parts)
    try:
        with lane(how.workers, how.executor) as opened:
            listed = list(segments(store.manifest.stages, store.spec, store.points))
            width = _width(total, opened.workers)
            work = Work(store.spec, store.points, listed, slices, width, started.done)
            opened.carry_out(work, lambda batch: meter.advance(work.take(batch)), meter, resumable=True)
    except (KeyboardInterrupt, Cancelled):
        started.end(_("stopped"))
        message = _("{done:,} of {all:,} runs are kept in {name}.")
        words = message.format(done=store.manifest.done, all=store.manifest.runs, name=shown(store.path, 200))
        raise Cancelled(words) from None
    with place.told(store.path):
        store.finish()
    started.end(_("done"))
    if store.manifest.lost == store.manifest.runs and begun == 0:
        first = store.failures()[0]["error"] if store.failures() else ""
        message = _("All {runs:,} runs failed. The first error: {error}")
        raise RunError(message.format(runs=store.manifest.runs, error=first))


def _width(total: int, workers: int) -> int:
    """Return how many runs go into a batch: wide ones are quicker, but each worker needs some."""
    return max(min(WIDTH, math.ceil(total / (2 * workers)) if workers > 1 else WIDTH), NARROWEST)


class _Started:
    """One sitting of running: it puts parts away and notes how long they took."""

    def __init__(self, store: Store, total: int) -> None:
        self._store, self._total = store, total
        self._clock, self._time = time.perf_counter(), datetime.now(UTC).isoformat(timespec="seconds")

    def done(self, filling: Filling) -> None:
        """Put a part away."""
        with place.told(self._store.path):
            self._store.commit(filling)
            runs = filling.slice.stop - filling.slice.first
            self._store.note({"part": filling.slice.number, "runs": runs, "seconds": round(filling.seconds, 6)})

    def end(self, how: str) -> None:
        """Note when this sitting began, how long it took, and with what."""
        seconds = round(time.perf_counter() - self._clock, 3)
        about = {"started": self._time, "runs": self._total, "seconds": seconds, "ended": how}
        with place.told(self._store.path):
            self._store.note({**about, "software": software()})
