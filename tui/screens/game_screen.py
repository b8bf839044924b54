"""What the screens of a game have in common: status bar, key bar, and showing the session anew when it changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.events import ScreenResume
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from sim.language import _
from tui.screens import SCREENS, STUDY, TABS
from tui.widgets.key_bar import Key, KeyBar
from tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from tui.app import FourNosApp
    from tui.session import Session


class GameScreen(Screen[None]):
    """A screen with the status bar above and the key bar below.

    A subclass gives `body`, what stands between the bars, and `show_session`, which fills it. `show_session` is called
    when the screen is first shown, and whenever it comes back after the session has changed (`app.changed()`).

    Attributes
    ----------
    NAME : the name under which the app knows it, as in `app.go("decide")`.
    HELP : what F1 says where nothing in focus has a text of its own.
    """

    NAME: ClassVar[str] = ""
    HELP: ClassVar[str] = ""
    AUTO_FOCUS: ClassVar[str | None] = "*"

    def __init__(self) -> None:
        super().__init__()
        self._seen = -1
        self._theme = ""

    @property
    def game(self) -> FourNosApp:
        """The app, under its own type."""
        return cast("FourNosApp", self.app)

    @property
    def session(self) -> Session:
        """The session in play."""
        session = self.game.session
        assert session is not None, "a game screen is shown with a session"
        return session

    def compose(self) -> ComposeResult:
        """Lay out the bars and what is between them."""
        yield StatusBar()
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """Lay out what stands between the bars."""
        yield from ()

    def show_session(self) -> None:
        """Fill the screen with the session."""

    def shortcuts(self) -> Sequence[Key]:
        """Return what can be done here beside changing the screen, for the key bar, the most useful first."""
        return ()

    def on_screen_resume(self) -> None:
        """Show the session as it is now, if it has changed since."""
        self.renew()

    def post_message(self, message: Message) -> bool:
        """Take a message; a screen that comes back under the same theme keeps its styles, which saves 25 ms a key."""
        if isinstance(message, ScreenResume):
            message.refresh_styles = self._theme != self.app.theme
            self._theme = self.app.theme
        return super().post_message(message)

    def renew(self) -> None:
        """Show the session anew if it has changed."""
        if not self.is_mounted or self._seen == self.game.mark:
            return
        self._seen = self.game.mark
        self.query_one(StatusBar).show(*self._facts())
        self.query_one(KeyBar).show(self._tabs(), [*self.shortcuts(), *keys_everywhere()])
        if self.game.session is not None:
            self.show_session()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that work in the background has failed; the game itself goes on."""
        if event.state is WorkerState.ERROR:
            words = _("Something that was being worked out failed: {error}")
            self.game.tell(words.format(error=event.worker.error), "error")

    def _facts(self) -> Sequence[str]:
        """Return what the status bar says of the game."""
        if self.game.session is None:
            return [_("Four No's")]
        from tui.screens.facts import facts

        return facts(self.game.session)

    def _tabs(self) -> list[Key]:
        """Return the screens for the key bar, none before there is a game."""
        if self.game.session is None:
            return []
        listed = [(str(number), name) for number, name in enumerate(TABS, 1)]
        if self.game.study:
            listed.append((STUDY, "study"))
        return [Key(key, SCREENS[name].label(), f"app.go('{name}')", name == self.NAME) for key, name in listed]

    def doing(self, what: str) -> None:
        """Say in the status bar what is going on; "" for nothing."""
        for bar in self.query(StatusBar):  # none yet on a screen that is just being made
            bar.doing(what)


def keys_everywhere() -> list[Key]:
    """Return the keys that every screen ends with."""
    return [Key("?", _("Help"), "app.help"), Key("^p", _("Commands"), "app.command_palette")]
