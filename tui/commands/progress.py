"""The progress bar: on standard error, only on a terminal, and only once the work has taken a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.language import _
from tui.commands.console import console_for, plain

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress as Bar

    from sim.ensemble import Progress

DELAY = 1.0
"""Seconds of work before the bar shows itself."""

Report = Callable[["Progress"], None]


@contextmanager
def working(label: str) -> Iterator[None]:
    """Show that work goes on while the block runs, where nobody knows how much is left."""
    if not (sys.stderr and sys.stderr.isatty()):
        yield
        return
    bar = _bar(timed=False)
    bar.add_task(plain(label), total=None)
    with bar:
        yield


@contextmanager
def progress(steps: int = 1) -> Iterator[Callable[[int, str], Report]]:
    """Show the progress of `steps` equal pieces of work while the block runs.

    Yields a function that takes a step's number (from 0) and label, and returns what `run_case` reports to.
    """
    if not (sys.stderr and sys.stderr.isatty()):
        yield lambda step, label: _silent
        return
    bar = _bar()
    task = bar.add_task(_("starting"), total=float(steps))

    def of_step(step: int, label: str) -> Report:
        bar.update(task, completed=float(step), description=plain(label))
        return lambda state: bar.update(task, completed=step + state.done / max(state.total, 1))

    with bar:
        yield of_step


def _silent(state: Progress) -> None:
    """Report nothing."""


def _bar(*, timed: bool = True) -> Bar:
    """Return a bar that stays unseen for the first second and leaves no line behind."""
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    class Late(Progress):
        started = time.monotonic()

        def get_renderables(self) -> Iterable[RenderableType]:
            if time.monotonic() - self.started >= DELAY:
                yield from super().get_renderables()

    left = (TaskProgressColumn(markup=False), TimeRemainingColumn(compact=True), TextColumn(_("left")))
    return Late(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        *(left if timed else (TimeElapsedColumn(),)),
        console=console_for(sys.stderr),
        transient=True,
    )
