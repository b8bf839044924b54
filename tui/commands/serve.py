"""`fournos serve`: the game in a browser on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import webbrowser
from collections.abc import Callable, Sequence
from threading import Event
from typing import TYPE_CHECKING

import click

from sim.errors import InputError
from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import note, verbatim
from tui.commands.exits import Stop, cancelling

if TYPE_CHECKING:
    from tui.browser.server import LocalServer

HELP = described(
    SUMMARIES["serve"],
    _(
        "The page shows the same app as the terminal, for you alone: only this machine can reach it, and only with the "
        "key in the address that is printed. All words behind the options go to 'fournos play'. Ctrl+C ends it; what "
        "was sealed is kept. Needs the extra 'web': pip install 'fournos[web]'."
    ),
    ["serve", "serve tutorial --seat vietnam", "serve --port 0 --no-browser bleeding-white"],
)
BEAT = 0.1
"""Seconds between two looks at whether to end."""


@click.command("serve", help=HELP, context_settings={"ignore_unknown_options": True})
@click.option("--port", type=int, default=8017, show_default=True, metavar="N", help=_("Where to listen; 0: any."))
@click.option("--no-browser", is_flag=True, help=_("Print the address, and open no browser."))
@click.option("--screen-reader", is_flag=True, help=_("Give the text of the page to screen readers, row by row."))
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def command(port: int, no_browser: bool, screen_reader: bool, words: tuple[str, ...]) -> None:
    """Serve the game to this machine until Ctrl+C."""
    try:
        from tui.browser.server import LocalServer
    except ImportError as error:
        message = _("What serves pages is not installed: pip install 'fournos[web]'.")
        raise InputError(message, field="serve") from error
    _check(words)
    server = LocalServer([sys.executable, "-m", "tui.cli", "play", *words], port, reader=screen_reader)

    def ready(address: str) -> None:
        verbatim(address)
        note(_("The game is open in the browser at the address above. Ctrl+C ends it."))
        if not no_browser:
            webbrowser.open(address)

    with contextlib.suppress(Stop), cancelling() as cancel:
        asyncio.run(_serve(server, ready, cancel))
    note(_("The server has ended. What was sealed is kept."))


def _check(words: Sequence[str]) -> None:
    """Say at once what is wrong with the words for `fournos play`, and not in the page alone.

    Raises
    ------
    FournosError
        If something is unknown or not allowed.
    """
    from tui.commands.play import checked
    from tui.commands.play import command as play

    with play.make_context("fournos play", list(words)) as asked:
        checked(**{name: value for name, value in asked.params.items() if name != "theme"})


async def _serve(server: LocalServer, ready: Callable[[str], None], cancel: Event) -> None:
    """Serve until the wish to stop."""
    stop = asyncio.Event()
    serving = asyncio.create_task(server.run(stop, ready))
    while not cancel.is_set() and not serving.done():
        await asyncio.sleep(BEAT)
    stop.set()
    await serving
