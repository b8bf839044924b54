"""`fournos study replay`: a run of a study opened as a game, to be looked at or to be taken over."""

from __future__ import annotations

import click

from sim.errors import InputError
from sim.language import _
from tui.commands import described
from tui.commands.options import LARGEST_RUN, LONGEST, SEAT, Whole
from tui.commands.play import on_screens
from tui.commands.progress import working
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import directory_argument, opened
from tui.play_options import PlayOptions

HELP = described(
    SUMMARIES["replay"],
    _(
        "DIR is the folder of a study, or one that `fournos run -o DIR` or `fournos compare -o DIR` has written. The "
        "run is made again to the last bit. Without --quarter it opens as a finished game: situation, result, log and "
        "debrief of every quarter. With --quarter it goes as it was up to the start of that quarter; then you take a "
        "seat over, on the same luck. A run without moves has them from there on, and the game says so."
    ),
    [
        "study replay build/fatigue --run 4711",
        "study replay build/fatigue --run 4711 --quarter 12",
        "study replay build/bleed --run 7 --quarter 12 --seat vietnam --plain",
    ],
)


@click.command("replay", help=HELP)
@directory_argument
@click.option(
    "--run",
    type=Whole(0, LARGEST_RUN),
    required=True,
    metavar="R",
    help=_("Its number in the study, from 0: the column `run`; of what `compare -o` wrote, policy by policy."),
)
@click.option("--quarter", type=Whole(1, LONGEST), metavar="N", help=_("Take over in this quarter; 1 is the first."))
@click.option("--seat", type=SEAT, help=_("The seat that you take over.  [default: vietnam, else the challenger]"))
@click.option("--plain", is_flag=True, help=_("In plain text instead of on screens."))
@click.option("--save", type=click.Path(dir_okay=False), metavar="FILE", help=_("Keep the game here."))
@click.option("--ascii", is_flag=True, help=_("Draw with the signs of ASCII alone."))
def command(
    directory: str, run: int, quarter: int | None, seat: str | None, plain: bool, save: str | None, ascii: bool
) -> int:
    """Open a run of a study as a game."""
    if seat is not None and quarter is None:
        message = _("--seat is taken over in a quarter: give --quarter as well.")
        raise InputError(message, field="--seat", got=seat)
    options = options_of(directory, run, quarter, seat, save, plain=plain, ascii=ascii)
    if plain:
        from tui import plain as text

        return text.run(options)
    return on_screens(options)


def options_of(
    directory: str,
    run: int,
    quarter: int | None = None,
    seat: str | None = None,
    save: str | None = None,
    *,
    plain: bool = False,
    ascii: bool = False,
) -> PlayOptions:
    """Return the options of the game that a run of a study is.

    Raises
    ------
    FournosError
        If there is no such study, run, quarter or seat, or the run comes out otherwise than it was saved.
    """
    from sim.ensemble import compared_seat
    from sim.game.runs import setup_of
    from sim.game.study_runs import origin_of

    with working(_("making run {run} again").format(run=run)):
        origin = origin_of(opened(directory), run, quarter)
        who = "" if quarter is None else seat or compared_seat(origin.scenario)
        setup_of(origin, who)  # a seat that is not in the scenario is refused before any screen is drawn
    return PlayOptions(run=origin, seats=(who,) if who else (), save=save, plain=plain, ascii=ascii)
