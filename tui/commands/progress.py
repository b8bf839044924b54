"""The progress bar: on standard error, only on a terminal, and only once the work has taken a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from sim.language import _
from tui.commands.console import console_for, plain

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress as Bar

    from sim.progress import Progress, Report

DELAY = 1.0
"""Seconds of work before the bar shows itself."""
WIDTH = 30


@contextmanager
def progress(label: str, names: Mapping[str, str] | None = None) -> Iterator[Report]:
    """Show how far the work is while the block runs; yields what the work reports to.

    Parameters
    ----------
    label : what is shown while nothing has been reported.
    names : short names for the labels that the work reports.
    """

    def report(state: Progress) -> None:
        text = (names or {}).get(state.label, state.label)
        update(completed=state.done, total=state.total, description=plain(text))

    with _shown(label, timed=True) as update:
        yield report


@contextmanager
def working(label: str) -> Iterator[None]:
    """Show that work goes on while the block runs, where nobody knows how much is left."""
    with _shown(label, timed=False):
        yield


@contextmanager
def _shown(label: str, *, timed: bool) -> Iterator[Callable[..., None]]:
    """Show a bar while the block runs; yields what updates it."""
    if not (sys.stderr and sys.stderr.isatty()):
        yield lambda **_changes: None
        return
    bar = _bar(timed=timed)
    with bar:
        yield partial(bar.update, bar.add_task(plain(label), total=None))


def _bar(*, timed: bool) -> Bar:
    """Return a bar that stays unseen for the first second and leaves no line behind."""
    from rich import progress as rich

    class Late(rich.Progress):
        started = time.monotonic()

        def get_renderables(self) -> Iterable[RenderableType]:
            if time.monotonic() - self.started >= DELAY:
                yield from super().get_renderables()

    text = partial(rich.TextColumn, markup=False)
    left = (text("{task.percentage:>3.0f} %"), rich.TimeRemainingColumn(compact=True), text(_("left")))
    return Late(
        text("{task.description}"),
        rich.BarColumn(WIDTH),
        *(left if timed else (rich.TimeElapsedColumn(),)),
        console=console_for(sys.stderr),
        transient=True,
    )
