"""`fournos study show`: what a study came to, browsed in the terminal."""

from __future__ import annotations

import click

from sim.language import _
from tui.commands import described
from tui.commands.play import on_screens
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import directory_argument, opened
from tui.play_options import PlayOptions

HELP = described(
    SUMMARIES["show"],
    _(
        "Opens a screen with the policies and how far the study has come, a grid of regret, fan charts of recorded "
        "runs, the ranges of boxes, the answers that are kept, and the table of runs, each of which opens as a game. "
        "Everything on it is also said in words, and works by keyboard alone."
    ),
    ["study show build/study", "study show build/bleed --ascii"],
)


@click.command("show", help=HELP)
@directory_argument
@click.option("--ascii", is_flag=True, help=_("Draw with the signs of ASCII alone."))
def command(directory: str, ascii: bool) -> int:
    """Browse a study."""
    results = opened(directory, some=False)
    return on_screens(PlayOptions(study=str(results.path), ascii=ascii))
