"""`fournos play`: the game, on screens or as plain text."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from sim.errors import InputError
from sim.language import _
from tui.browser.belonging import in_browser
from tui.commands import SUMMARIES, described
from tui.commands.known import Known
from tui.commands.options import ASSIGNMENT, LARGEST_SEED, SCENARIO, SEAT, Whole
from tui.play_options import PlayOptions

if TYPE_CHECKING:
    from tui.app import FourNosApp


def _skins(ctx: click.Context) -> Iterable[str]:
    from sim.game import skins

    return skins.table()


def _saved(ctx: click.Context) -> Iterable[str]:
    from sim.game import saves

    return [save.title for save in saves.listed()]


def _themes(ctx: click.Context) -> Iterable[str]:
    from tui.themes import NAMES

    return NAMES


HELP = described(
    SUMMARIES["play"],
    _(
        "Without SCENARIO, a start screen lists them, with the games that were saved. Every order that is handed in is "
        "kept at once; --resume goes on from there. With --plain the same game runs as numbered prompts and text, for "
        "screen readers, slow lines and scripts: an empty line takes what is usual. In the game ? is help, q leaves."
    ),
    [
        "play",
        "play tutorial",
        "play four-nos --seat vietnam -d china=planner:2",
        "play bleeding-white --plain --seed 7 < orders.txt",
        'play --resume "my game"',
    ],
)


@click.command("play", help=HELP)
@click.argument("scenario", type=SCENARIO, required=False, default="")
@click.option(
    "--seat",
    "seats",
    type=SEAT,
    multiple=True,
    metavar="SEAT",
    help=_("The seat that you play; repeated, several persons share the screen.  [default: the middle power's]"),
)
@click.option(
    "-d",
    "--doctrine",
    "doctrines",
    type=ASSIGNMENT,
    multiple=True,
    metavar="SEAT=PLAYER",
    help=_("Who plays another seat: a doctrine, as in china=bleed-white, or planner:1 to planner:3. May be repeated."),
)
@click.option("--start", type=Known("start", lambda ctx: ()), metavar="NAME", help=_("Another opening, as in crisis."))
@click.option(
    "--seed", type=Whole(0, LARGEST_SEED), metavar="N", help=_("Fixes all chance of the game.  [default: drawn]")
)
@click.option("--plain", is_flag=True, help=_("Play in plain text instead of on screens."))
@click.option(
    "--resume", type=Known("game", _saved, path=True), metavar="GAME", help=_("Go on with a saved game: name or path.")
)
@click.option(
    "--save", type=click.Path(dir_okay=False), metavar="FILE", help=_("Keep the game here.  [default: with the others]")
)
@click.option("--hotseat", is_flag=True, help=_("Persons play all seats at this machine, a curtain between them."))
@click.option("--observe", is_flag=True, help=_("Look on while the computer plays all seats."))
@click.option("--white-cell", is_flag=True, help=_("Open on the facilitator's page, with all seats in sight."))
@click.option("--skin", type=Known("skin", _skins), default="", metavar="NAME", help=_("Invented names: country-t."))
@click.option("--postcard", metavar="TEXT", help=_("Play on from a game that somebody sent as one line."))
@click.option("--title", default="", metavar="TEXT", help=_("What the game is called."))
@click.option("--ascii", is_flag=True, help=_("Draw with the signs of ASCII alone."))
@click.option("--theme", type=Known("theme", _themes), default="", metavar="NAME", help=_("Colours; t changes them."))
def command(**given: Any) -> int:
    """Play a game."""
    theme = given.pop("theme")
    options = checked(**given)
    if options.plain:
        from tui import plain

        return plain.run(options)
    return on_screens(options, theme)


def checked(
    *,
    scenario: str,
    seats: tuple[str, ...],
    doctrines: tuple[str, ...],
    resume: str | None,
    save: str | None,
    **given: Any,
) -> PlayOptions:
    """Return what the words of the command ask for.

    Raises
    ------
    FournosError
        If something is unknown or not allowed, or two options exclude each other.
    """
    options = PlayOptions(
        scenario=scenario,
        seats=tuple(dict.fromkeys(seats)),
        players=_players(doctrines),
        resume=_found(resume),
        save=save or None,
        **given,
    )
    _check(options)
    return options


def _players(doctrines: Iterable[str]) -> dict[str, str]:
    """Return who plays which seat, from SEAT=PLAYER."""
    found: dict[str, str] = {}
    for text in doctrines:
        seat, sign, player = text.partition("=")
        if not sign or not seat.strip() or not player.strip() or seat.strip() in found:
            allowed = _("SEAT=PLAYER, once for each seat, as in china=bleed-white or china=planner:2")
            message = _("-d is {got!r}; allowed is {allowed}.").format(got=text, allowed=allowed)
            raise InputError(message, field="-d", got=text, allowed=allowed)
        found[seat.strip()] = player.strip()
    return found


def _found(name: str | None) -> str | None:
    """Return the path of a saved game."""
    if name is None:
        return None
    from sim.game import saves

    return str(saves.found(name))


def _check(options: PlayOptions) -> None:
    """Say at once what is wrong with the options, before any screen is drawn."""
    from sim.game import skins
    from tui.play_options import setup_of

    apart = [text for text, given in (("--resume", options.resume), ("--postcard", options.postcard)) if given]
    if apart and options.scenario:
        message = _("{option} names a game of its own; leave out SCENARIO.").format(option=apart[0])
        raise InputError(message, field=apart[0], got=options.scenario)
    whole = [text for text, given in (("--observe", options.observe), ("--hotseat", options.hotseat)) if given]
    whole += ["--seat"] if options.observe and options.seats else []
    if len(whole) > 1:
        message = _("Only one of {options} at a time.").format(options=", ".join(whole))
        raise InputError(message, field=whole[0], got=whole)
    skins.use(options.skin)
    if options.scenario:
        setup_of(options)


def on_screens(options: PlayOptions, theme: str = "") -> int:
    """Play on screens; what ended the game before its time is told as one message, with the place of the game.

    Raises
    ------
    InputError
        If there is no terminal.
    """
    streams = (sys.stdin, sys.stdout, sys.stderr)  # Textual draws on standard error
    if not in_browser() and not all(stream.isatty() for stream in streams):
        message = _("The screens need a terminal. Without one, play with --plain.")
        raise InputError(message, field="--plain", got=False)
    from multiprocessing import resource_tracker

    from tui.app import FourNosApp

    resource_tracker.ensure_running()  # inside the app its start would fail: the screen has taken standard error
    if not in_browser():
        for name in ("COLUMNS", "LINES"):  # exported, they would stand for the terminal's size, and no resize be seen
            os.environ.pop(name, None)
    app = FourNosApp(options=options, theme=theme)
    code = app.run()
    gc.unfreeze()  # else libraries that look for leaks when the process ends take what the app has frozen for some
    _leave(app)
    return code or 0


def _leave(app: FourNosApp) -> None:
    """Close the game, say where it is kept, and raise what went wrong."""
    from tui.commands.console import note

    session = app.session
    path = str(session.table.journal.path) if session else ""
    if session is not None:
        session.close()
    if path and path != ":memory:":
        note(_("The game is kept: {path}").format(path=path))
    if app.fault is not None:
        raise app.fault
