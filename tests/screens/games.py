"""Games in play for the tests of screens, and the app that shows one of their screens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import scenarios
from sim.game.setup import Setup
from sim.game.table import MEMORY
from tests.screens.piloted import piloted
from tui.app import FourNosApp
from tui.play_options import PlayOptions
from tui.screens import ScreenName
from tui.session import Session

EVERYBODY = {"vietnam": "person", "china": "person", "us": "person", "russia": "person"}


class Opened(FourNosApp):
    """The app, opened at one of its screens instead of at the situation."""

    CSS_PATH = "../../tui/theme.tcss"

    def __init__(self, session: Session, options: PlayOptions, first: ScreenName) -> None:
        super().__init__(session, options)
        self._first: ScreenName | None = first

    def go(self, name: ScreenName) -> None:
        """Show a screen by name; the first time, the one that was asked for."""
        first, self._first = self._first, None
        super().go(first or name)


@contextmanager
def session_of(
    name: str = "bleeding-white",
    turns: int = 2,
    players: dict[str, str] | None = None,
    path: Path | str = MEMORY,
    **setup: Any,
) -> Iterator[Session]:
    """Open a game, play some turns without orders, and close whatever game the app has then."""
    scenario = scenarios.load(name)
    given = {"vietnam": "person"} if players is None else players
    made = Session.new(Setup.of(scenario, given, 7, **setup), path)
    while len(made.table.record.turns) < turns:
        made.close_phase()
    try:
        yield made
    finally:
        made.close()


def on_screen(
    session: Session,
    name: ScreenName,
    script: Callable[[FourNosApp, Any], Awaitable[None]],
    size: tuple[int, int] = (100, 30),
    **options: Any,
) -> FourNosApp:
    """Show a screen of a game and run a script on it."""

    return piloted(Opened(session, PlayOptions(**options), name), script, size)
