"""The clock of a turn while screens are shown: it ticks on every screen, and closes the phase when time is up.

What has been handed in counts then; a seat that has handed in nothing keeps its posture. Drafts are nobody's order.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sim.language import _
from tui.screens.game_screen import GameScreen
from tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from tui.app import FourNosApp
    from tui.session import Session

BEAT = 1.0
"""Seconds between two ticks."""
_called: WeakKeyDictionary[Session, int] = WeakKeyDictionary()
"""How much had been committed when time was called last, by session."""


def tick(app: FourNosApp) -> None:
    """Spend a second of the open turn, show what is left, and close the phase when nothing is."""
    session = app.session
    if session is None or session.table.over or session.clock.budget is None:
        return
    from tui.telling.white_cell import minutes

    clock = session.clock
    if not session.table.played.paused:
        clock.tick(time.monotonic())
    if isinstance(app.screen, GameScreen):
        left = _("{time} left").format(time=minutes(clock.remaining or 0.0))
        for bar in app.screen.query(StatusBar):  # none yet on a screen that is just being made
            bar.time(left if clock.running else _("clock stopped"))
    if clock.out:
        _call_time(app, session)


def _call_time(app: FourNosApp, session: Session) -> None:
    """Close the phase, once; a question that nobody answers does not hold it open, and a curtain is drawn first."""
    from tui.widgets.confirm import Confirm

    done = len(session.table.journal.events())
    if app.busy:
        if isinstance(app.screen, Confirm):
            app.screen.dismiss(False)
    elif _called.get(session) != done:
        _called[session] = done  # where the disk refuses, it is not asked for again each second
        app.busy = True
        app.run_worker(time_up(app), group="turn")


async def time_up(app: FourNosApp) -> None:
    """Close the phase for the clock, and say so."""
    from sim.game.table import CLOCK
    from tui.screens.turn_end import close_phase

    try:
        app.tell(_("Time is up. What was handed in counts; who handed in nothing keeps the posture."), "warning")
        await close_phase(app, CLOCK)
    finally:
        app.busy = False
