"""The app as it starts, for the tests of its first screen and of its shell."""

from __future__ import annotations

from typing import Any

from tests.screens.piloted import piloted, pressed
from tui.app import FourNosApp
from tui.play_options import PlayOptions
from tui.screens.start import StartScreen
from tui.widgets.choice_list import ChoiceList


def in_app(script: Any, size: tuple[int, int] = (80, 24), options: PlayOptions | None = None) -> FourNosApp:
    return piloted(FourNosApp(options=options), script, size)


async def chosen(app: FourNosApp, pilot: Any, row: str) -> None:
    """Choose a row of the start screen by its id."""
    app.screen.query_one(ChoiceList).point(row)
    await pressed(app, pilot, "enter")


def on_start(app: FourNosApp) -> StartScreen:
    assert isinstance(app.screen, StartScreen)
    return app.screen
