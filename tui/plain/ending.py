"""The end of a plain text game: how it ended, and the debrief, here or in a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sim.language import _

if TYPE_CHECKING:
    from sim.game.debrief import Debrief
    from sim.game.debrief.blocks import Block, Grid
    from tui.plain.loop import Play


def tell(play: Play) -> None:
    """Tell that the game is over, and what can be done now."""
    play.stream.title(_("The game is over."))
    words = _(
        "Its seed was {seed}. Write debrief to read here what came of it and why, or debrief FILE.html or "
        "debrief FILE.txt for a file to keep or to hand in."
    )
    play.stream.say(words.format(seed=play.session.table.setup.seed))


def debrief(play: Play, rest: str) -> None:
    """Print the debrief of the seat that is asked, or write it to a file.

    Raises
    ------
    FournosError
        If the file's ending is neither .html nor .txt, or it cannot be written.
    """
    from sim.game.debrief import export
    from sim.game.debrief.sections import lead, sections, title

    path = export.check(os.path.expanduser(rest)) if rest else None
    found = _made(play)
    if path is not None:
        export.write([found], path)
        play.stream.path(_("The debrief is in"), path)
        return
    play.stream.title(title(found))
    play.stream.say(lead(found))
    for section in sections(found):
        play.stream.title(section.title)
        for block in section.blocks:
            _block(play, block)


def _made(play: Play) -> Debrief:
    """Return the debrief of the seat that is asked; made once for each state of the game."""
    from sim.game.debrief import debrief as make

    session = play.session
    mark = session.seat, len(session.table.journal.events())
    if play.debriefed is None or play.debriefed[0] != mark:
        play.stream.say(_("Working out the debrief; this can take some seconds."))
        with play.stream.stoppable():
            play.debriefed = mark, make(session.table, session.seat)
    return play.debriefed[1]


def _block(play: Play, block: Block) -> None:
    """Print one part of a section; pictures and space to write in have no place here."""
    from sim.game.debrief.blocks import Grid, Heading, Items, Text

    stream = play.stream
    if isinstance(block, Text):
        stream.say(block.text)
    elif isinstance(block, Heading):
        stream.title(block.text)
    elif isinstance(block, Items) and block.code:
        for item in block.items:
            stream.verbatim(item)
    elif isinstance(block, Items):
        stream.numbered(block.items)
    elif isinstance(block, Grid):
        _grid(play, block)


def _grid(play: Play, block: Grid) -> None:
    """Print a table as one line a row, with the head of its column before each value."""
    if block.caption:
        play.stream.say(block.caption)
    first, *heads = block.head
    for name, *cells in block.rows:
        rest = "; ".join(f"{head} {cell}".strip() for head, cell in zip(heads, cells, strict=True) if cell)
        play.stream.say(f"{name or first}: {rest}" if rest else name, 1)
