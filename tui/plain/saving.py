"""Keeping a game: where it is, copies of it, earlier turns, forks, its postcard, and leaving."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.game.table import MEMORY
from sim.language import _
from tui.session import Session

if TYPE_CHECKING:
    from tui.plain.loop import Play


def save(play: Play, rest: str) -> None:
    """Tell where the game is kept, or write a copy of it to a file.

    Raises
    ------
    FournosError
        If it cannot be written, or there is such a file.
    """
    if rest:
        path = os.path.expanduser(rest)
        play.session.table.journal.copy(path)
        play.stream.path(_("A copy of the game is in"), path)
    play.told_where()


def undo(play: Play, rest: str) -> None:
    """Go back to the start of a turn (of the last one, where none is named); the journal keeps what was played.

    Raises
    ------
    FournosError
        If there is no such turn, or several persons play and no facilitator asks.
    """
    session = play.session
    if session.hot_seat and not play.facilitated:
        message = _("Several persons play: only a facilitator can go back (--white-cell). A fork is open to all.")
        raise InputError(message, field="undo")
    now = session.table.turn().number
    number, _space, reason = rest.partition(" ")
    turn = _turn("undo", number, max(now, 1)) if number else max(now, 1)
    session.table.undo(turn - 1, reason)
    play.sit_again(Session(session.table, session.seat))
    play.stream.say(_("Back at the start of turn {turn}. What was played since stays on record.").format(turn=turn))


def fork(play: Play, rest: str) -> None:
    """Go on with a new game from the start of a turn, on the same luck; the old one stays as it is.

    Raises
    ------
    FournosError
        If there is no such turn, or the new game cannot be written.
    """
    table = play.session.table
    number, _space, path = rest.partition(" ")
    turn = _turn("fork", number, table.turn().number + 1)
    where = os.path.expanduser(path.strip()) or _beside(play)
    play.replace(Session(table.fork(turn - 1, where), play.session.seat))
    play.stream.say(_("A new game from the start of turn {turn}; the old one stays as it is.").format(turn=turn))
    play.told_where()


def card(play: Play, rest: str = "") -> None:
    """Print the game as a postcard.

    Raises
    ------
    InputError
        If it goes on and several persons play: the card holds what each has ordered.
    """
    from sim.game.postcards import postcard

    session = play.session
    if session.hot_seat and not session.table.over and not play.facilitated:
        message = _("A postcard holds what everybody has ordered: with several players it is written when it is over.")
        raise InputError(message, field="postcard")
    play.stream.say(_("The game as a postcard; broken lines are put together again when it is read:"))
    play.stream.verbatim(postcard(play.session.table))


def leave(play: Play, rest: str) -> None:
    """Leave the game."""
    play.left = True


def _turn(word: str, text: str, last: int) -> int:
    """Return the number of a turn, from 1, that stands behind a command."""
    if not text.isdecimal() or len(text) > 4 or not 1 <= int(text) <= last:
        message = _("Write which turn, from 1 to {last}: {word} {last}.").format(word=word, last=last)
        raise InputError(message, field="turn", got=text[:20])
    return int(text)


def _beside(play: Play) -> str:
    """Return a free place for a fork: where games are kept, or in memory for a game that is kept nowhere."""
    from sim.game.saves import new_path

    path = str(play.session.table.journal.path)
    if path == MEMORY:
        return MEMORY
    setup = play.session.table.setup
    from pathlib import Path

    return str(new_path(_("{title}, fork").format(title=setup.title or setup.scenario.title), Path(path).parent))
