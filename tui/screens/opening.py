"""Opening a game: in a thread, so that the screen stays alive, and with one clear message if it cannot be opened."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sim.errors import FournosError
from sim.language import _
from tui.play_options import PlayOptions, opened, placed

if TYPE_CHECKING:
    from sim.game.setup import Setup
    from tui.app import FourNosApp
    from tui.session import Session


async def open_game(app: FourNosApp, options: PlayOptions, setup: Setup | None = None) -> None:
    """Open the game that options ask for, a given setup's where there is one, and show it."""
    app.say_doing(_("Opening the game ..."))
    try:
        session = await asyncio.to_thread(lambda: opened(placed(options), setup))
    except FournosError as error:
        app.tell(error, "error")
        return
    finally:
        app.say_doing("")
    await show_game(app, session, white_cell=options.white_cell)


async def show_game(app: FourNosApp, session: Session, *, white_cell: bool = False) -> None:
    """Put a game in play and show it: to the first seat, from behind a curtain where several share the screen."""
    from sim.game import skins
    from tui.screens.turn_end import hand_over

    setup = session.table.setup
    skins.use(setup.skin, setup.scenario.start)
    app.use(session)
    told = len(session.table.deviations)
    if told:
        app.tell(
            _("The rules of this release come out otherwise in {n} places; what was stored stands.").format(n=told)
        )
    if white_cell:
        app.go("white_cell")
    elif session.table.over:
        app.go("debrief")
    elif session.hot_seat:
        await hand_over(app, session.next_seat(), "situation")
    elif app.current_mode in ("start", "study"):  # a quick hand may have gone to another screen already
        app.go("situation")
