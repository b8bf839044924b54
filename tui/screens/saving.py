"""Keeping a copy of the game, and leaving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import FournosError
from sim.language import _
from tui.widgets.confirm import Confirm
from tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.app import FourNosApp


async def save_as(app: FourNosApp) -> None:
    """Ask for a name or a path and keep a copy of the game there; the game itself goes on where it is."""
    session = app.session
    assert session is not None
    from sim.game import saves

    text = _("A name, or a path that ends in .fournos. The game itself is kept after every turn: {path}")
    where = kept_at(app)
    wanted = await app.push_screen_wait(Prompt(_("Keep a copy"), text.format(path=where), session.table.setup.title))
    if not wanted:
        return
    try:
        path = session.table.journal.copy(saves.place(wanted))
    except FournosError as error:
        app.tell(error, "error")
        return
    app.tell(_("Kept a copy: {path}").format(path=path))


async def leave(app: FourNosApp) -> None:
    """Ask whether to leave the game, and leave."""
    lines = [
        _("What was handed in is kept: {path}").format(path=kept_at(app)),
        _("An order that is still being written is not."),
        _("Go on later: it stands on the start screen, under Go on or Saved games."),
    ]
    if await app.push_screen_wait(Confirm(_("Leave the game?"), lines, _("Leave"))):
        app.exit(0)


def kept_at(app: FourNosApp) -> str:
    """Return where the game is kept, in words where it is kept nowhere."""
    path = str(app.session.table.journal.path) if app.session else ""
    return path if path and path != ":memory:" else _("(nowhere: this game is in memory only)")
