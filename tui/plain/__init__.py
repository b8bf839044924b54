"""The whole game as numbered prompts and text in a plain stream: for screen readers, slow lines and scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.play_options import PlayOptions

__all__ = ["run"]


def run(options: PlayOptions) -> int:
    """Play a game in text between standard input and standard output, and return the exit code.

    Raises
    ------
    FournosError
        If the options are not allowed, or a line from a file cannot be taken; the line is named.
    """
    from sim.language import _
    from tui.plain.stream import Stream

    stream = Stream.standard(ascii_only=options.ascii)
    if stream.tty:  # said before the engine is loaded, which takes a second
        stream.say(_("Four No's: a simulation of a middle power, its great neighbour and two patrons."))
        stream.say(_("In plain text. An empty line takes what is usual; Ctrl+D leaves."))
    from tui.plain.beginning import played

    return played(options, stream)
