"""`fournos debrief`: what came of saved games and why, as a page to hand in or as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import note, verbatim
from tui.commands.exits import saved
from tui.commands.games import GAME
from tui.commands.options import ANY_SEAT
from tui.commands.progress import working

if TYPE_CHECKING:
    from sim.game.debrief import Debrief

HELP = described(
    SUMMARIES["debrief"],
    _(
        "GAME is a title from `fournos games`, or a file; several games get a part each. Without -o the text is "
        "printed. FILE ends in .html for one page with its pictures, which needs no network and prints well, or in "
        ".txt for the same as plain text, 78 columns wide. The debrief of a game that is not over leaves out what the "
        "others hide, and with --class whatever the seat could not see."
    ),
    [
        'debrief "my game"',
        'debrief "my game" -o debrief.html',
        "debrief one.fournos two.fournos -o class.html",
        'debrief "my game" --seat china -o china.txt',
    ],
)


@click.command("debrief", help=HELP)
@click.argument("games", metavar="GAME...", nargs=-1, required=True, type=GAME)
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help=_("Where to put it: FILE.html or FILE.txt."))
@click.option("--seat", type=ANY_SEAT, metavar="SEAT", help=_("Whose debrief.  [default: every person's]"))
@click.option(
    "--class", "in_class", is_flag=True, help=_("The games belong to a class: keep secrets until they are over.")
)
def command(games: tuple[str, ...], output: str | None, seat: str | None, in_class: bool) -> None:
    """Write the debrief of saved games."""
    from sim.game.debrief import export

    if output is not None:
        export.check(output)
    found: list[Debrief] = []
    for name in games:
        found += of_game(name, seat, in_class)
    if output is None:
        return verbatim(export.text(found))
    with working(_("drawing the pictures")):
        export.write(found, output)
    saved()
    return note(_("The debrief is in {file}").format(file=output))


def of_game(name: str, seat: str | None, in_class: bool) -> list[Debrief]:
    """Return the debriefs of one game: of one seat, or of every seat that a person plays.

    Raises
    ------
    FournosError
        If there is no such game, it cannot be read, or the scenario has no such seat.
    """
    from sim.game import saves
    from sim.game.debrief import debrief
    from tui.commands.saved_game import read, seat_of

    with working(_("playing {game} again").format(game=name)), read(saves.found(name)) as table:
        seats = [seat_of(table, seat)] if seat is not None or not table.persons else list(table.persons)
        return [debrief(table, each, in_class=in_class) for each in seats]
