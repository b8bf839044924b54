"""`fournos postcard`: a saved game as one line of text."""

from __future__ import annotations

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import verbatim
from tui.commands.games import GAME
from tui.commands.progress import working
from tui.commands.saved_game import check_open, read

HELP = described(
    SUMMARIES["postcard"],
    _(
        "GAME is the title of a saved game or its file. The line holds the scenario's name, the seed, the players and "
        "every order handed in, and nothing that anybody wrote beside them. `fournos play --postcard` goes on from it, "
        "and `fournos class` puts many beside each other."
    ),
    ['postcard "my game"', "postcard my-game.fournos >> codes.txt"],
)


@click.command("postcard", help=HELP)
@click.argument("game", type=GAME)
def command(game: str) -> None:
    """Print a saved game as one line of text."""
    from sim.game import saves
    from sim.game.postcards import postcard

    with working(_("playing {game} again").format(game=game)), read(saves.found(game)) as table:
        check_open(table)  # the line holds what everybody ordered
        line = postcard(table)
    verbatim(line)
