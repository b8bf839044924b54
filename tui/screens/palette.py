"""Every action for the command palette, with the key that does the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.screen import Screen

from sim.language import _
from tui.screens import SCREENS, STUDY, TABS
from tui.screens.game_screen import GameScreen

if TYPE_CHECKING:
    from tui.app import FourNosApp


def commands(app: FourNosApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Yield every action that makes sense on a screen, then the themes."""
    if app.session is not None:
        for number, name in enumerate(TABS, 1):
            yield _command(app, SCREENS[name].label(), str(number), f"go('{name}')", _("Go to this screen."))
        yield _command(app, SCREENS["white_cell"].label(), "", "go('white_cell')", _("All seats on one page."))
        yield _command(app, _("End the turn"), "e", "end_turn", _("Hand in the order, after asking."))
        yield _command(app, _("Keep a copy of the game"), "s", "save_as", _("Under a name or a path."))
    yield _command(app, _("Open a study"), "", "open_study", _("What a study came to; its runs open as games."))
    if app.study:
        yield _command(app, SCREENS["study"].label(), STUDY, "go('study')", _("Go to the study that is browsed."))
    if isinstance(screen, GameScreen):
        for key in screen.shortcuts():
            if not key.action.startswith("app."):
                yield SystemCommand(
                    f"{key.label}  ({key.key})", _("On this screen."), partial(_run, screen, key.action)
                )
    yield _command(app, _("Values of the chart"), "v", "values", _("Every number behind a drawing."))
    yield _command(app, _("Enlarge what is in focus"), "m", "maximise", _("Esc gives it its place back."))
    yield _command(app, _("Next chart"), "n", "next_chart(1)", _("N goes back."))
    yield _command(app, _("Copy"), "y", "copy", _("The text of what is in focus."))
    yield _command(app, _("Open a game"), "o", "open_game", _("New games and saved ones."))
    yield _command(app, _("Help"), "F1", "help", _("On what is in focus; glossary, keys, the model, sources."))
    yield _command(app, _("Next theme"), "t", "next_theme", _("Dark, light, colour-blind-safe, high contrast."))
    for theme in sorted(app.available_themes):
        label = _("Theme: {name}").format(name=theme)
        yield SystemCommand(label, _("Change the colours."), partial(app.choose_theme, theme))
    yield _command(app, _("Leave"), "q", "quit", _("What was handed in is kept."))


def _command(app: FourNosApp, title: str, key: str, action: str, text: str) -> SystemCommand:
    label = f"{title}  ({key})" if key else title
    return SystemCommand(label, text, partial(_run, app, f"app.{action}"))


async def _run(where: Any, action: str) -> None:
    await where.run_action(action)
