"""Progress of long work: how far it is and how long it will take, told a few times a second; and the wish to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sim.errors import Cancelled
from sim.language import _

BEAT = 0.1
"""Seconds between two reports, and between two looks at the wish to stop."""


@dataclass(frozen=True)
class Progress:
    """How far some work is.

    Attributes
    ----------
    done, total : pieces of the work (runs, rows).
    seconds : since the work began; `left_seconds` what is left at the same pace, None while nothing is done.
    label : what is being worked on.
    """

    done: int
    total: int
    seconds: float
    left_seconds: float | None
    label: str


Report = Callable[[Progress], None]


class Meter:
    """Counts work done, reports it at a bearable pace, and raises Cancelled once the work is to stop.

    Parameters
    ----------
    total, label : as in Progress.
    report : called from the caller's own thread, at the start, every BEAT seconds or so, and at the end.
    cancel : set by anybody who wants the work to stop.
    """

    def __init__(
        self, total: int, label: str, report: Report | None = None, cancel: threading.Event | None = None
    ) -> None:
        self.total = total
        self.label = label
        self.cancel = cancel
        self._report = report
        self._done = 0
        self._started = time.perf_counter()
        self._reported = -BEAT
        self.beat()

    def advance(self, pieces: int) -> None:
        """Count pieces of work as done."""
        self._done += pieces
        self.beat()

    def beat(self, under_way: float = 0.0) -> None:
        """Report, if it is time to; `under_way` pieces are not counted yet.

        Raises
        ------
        Cancelled
            If the work is to stop.
        """
        if self.cancel is not None and self.cancel.is_set():
            raise Cancelled(_("The run was stopped."))
        seconds = time.perf_counter() - self._started
        if self._report is None or (seconds - self._reported < BEAT and self._done < self.total):
            return
        self._reported = seconds
        done = min(self._done + under_way, self.total)
        left = seconds * (self.total - done) / done if done > 0 else None
        self._report(Progress(int(done), self.total, seconds, left, self.label))
