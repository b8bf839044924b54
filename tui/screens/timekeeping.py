"""The clock of a turn while screens are shown: it ticks on every screen, and closes the phase when time is up.

What has been handed in counts then; a seat that has handed in nothing keeps its posture. Drafts are nobody's order.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sim.language import _
from tui.screens.game_screen import GameScreen
from tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from tui.app import FourNosApp

BEAT = 1.0
"""Seconds between two ticks."""


def tick(app: FourNosApp) -> None:
    """Spend a second of the open turn, show what is left, and close the phase when nothing is."""
    session = app.session
    if session is None or session.table.over or session.clock.budget is None:
        return
    from tui.telling.white_cell import minutes

    clock, was_out = session.clock, session.clock.out
    if not session.table.played.paused:
        clock.tick(time.monotonic())
    if isinstance(app.screen, GameScreen):
        left = _("{time} left").format(time=minutes(clock.remaining or 0.0))
        app.screen.query_one(StatusBar).time(left if clock.running else _("clock stopped"))
    if clock.out and not was_out and not app.busy:
        app.run_worker(time_up(app), group="turn")


async def time_up(app: FourNosApp) -> None:
    """Close the phase for the clock, and say so."""
    from sim.game.table import CLOCK
    from tui.screens.turn_end import close_phase

    app.tell(_("Time is up. What was handed in counts; who handed in nothing keeps the posture."), "warning")
    await close_phase(app, CLOCK)
