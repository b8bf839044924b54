"""Ending a turn: the order is shown and confirmed, sealed, and the phase is closed once every person has handed in."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from textual.app import ScreenStackError
from textual.screen import Screen

from sim.errors import FournosError
from sim.language import _
from tui.screens import ScreenName
from tui.widgets.confirm import Confirm
from tui.widgets.waiting import Waiting

if TYPE_CHECKING:
    from sim.game.table import Closed
    from tui.app import FourNosApp
    from tui.session import Session

BLANK = "blank"
"""The name of the empty screen behind a curtain."""


async def end_turn(app: FourNosApp) -> None:
    """Hand in the draft of the seat at the screen after asking, then close the phase or pass the screen on."""
    session = app.session
    assert session is not None
    if session.table.over:
        app.go("debrief")
        return
    if session.seat in session.table.waiting() and not await sealed(app, session):
        return
    waiting = session.table.waiting()
    if waiting:
        resolved = session.last is not None and bool(session.last.quarters)
        await hand_over(app, waiting[0], "result" if resolved else "decide")
    else:
        await close_phase(app)


async def sealed(app: FourNosApp, session: Session) -> bool:
    """Ask, and hand in the draft; return whether it was."""
    hindrance = session.hindrance()
    if hindrance:
        app.tell(hindrance, "error")
        return False
    title = _("End the turn with this order?")
    if not await app.push_screen_wait(Confirm(title, order_lines(session), _("Hand it in"))):
        return False
    try:
        session.seal()
    except FournosError as error:
        app.tell(error, "error")
        return False
    app.changed()
    return True


def order_lines(session: Session) -> list[str]:
    """Return what the draft says and how it differs from the last order, for the question before it is handed in."""
    from tui.telling.decide import diff

    return diff(session)


async def close_phase(app: FourNosApp, actor: str = "table") -> None:
    """Close the phase in a thread, with the keys held off meanwhile, then show what came of it."""
    session = app.session
    assert session is not None
    session.forecasts.stop()
    waiting = Waiting(_("The other seats decide ..."))
    await app.push_screen(waiting)
    try:
        closed = await asyncio.to_thread(_closed, session, actor)
    except FournosError as error:
        app.tell(error, "error")
        return
    finally:
        with contextlib.suppress(ScreenStackError):  # the game is being left meanwhile
            await waiting.dismiss()
    app.changed()
    after: ScreenName = "result" if closed.quarters else "decide"
    if session.hot_seat:
        await hand_over(app, session.next_seat(), after)
    else:
        app.go(after)
    if session.table.over:
        app.tell(_("The game is over: 6 opens its debrief, and x there writes it to a file."))


def _closed(session: Session, actor: str) -> Closed:
    """Close the phase; where nobody is to be asked, all that are left of the turn."""
    closed = session.close_phase(actor)
    while session.observing and not closed.quarters and not session.table.over:
        closed = session.close_phase()
    return closed


async def hand_over(app: FourNosApp, seat: str, then: ScreenName) -> None:
    """Draw the curtain, so that nobody sees another's screen, and show a screen to the next seat behind it."""
    from tui.screens.curtain import CurtainScreen

    session = app.session
    assert session is not None
    if seat == session.seat and app.current_mode != "start":
        app.go(then)
        return
    app.clear_notifications()  # messages stay for some seconds, and quote the order that they are about
    app._clipboard = ""
    if BLANK not in app._modes:
        app.add_mode(BLANK, Screen)
    await app.switch_mode(BLANK)
    app.forget_screens()  # behind the curtain nothing is left of the seat before
    await app.push_screen_wait(CurtainScreen(seat))
    session.sit_down(seat)
    app.changed()
    app.go(then)
