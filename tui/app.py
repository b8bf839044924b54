"""The terminal game as a Textual app: it shows the screens, and hands everything else to the session.

The first screen is painted before the engine is loaded: Mesa, SciPy and pandas take longer than all the rest, so a
thread fetches them while the player reads.
"""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterable
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.geometry import Size
from textual.screen import Screen

from sim.language import _
from tui import themes
from tui.browser.belonging import BEAT, in_browser, left_alone
from tui.play_options import PlayOptions
from tui.screens import SCREENS, TABS, ScreenName, timekeeping
from tui.screens.game_screen import GameScreen
from tui.text import plain, use_ascii
from tui.widgets.too_small import LOWEST, NARROWEST, TooSmall

if TYPE_CHECKING:
    from sim.game.setup import Setup
    from tui.session import Session

WIDTHS = [(0, "-narrow"), (96, "-medium"), (140, "-wide")]
HEIGHTS = [(0, "-low"), (28, "-middle"), (44, "-high")]
"""From how many columns and rows on a screen has which class, for the style sheets."""
SECONDS = {"information": 5.0, "warning": 8.0, "error": 15.0}
"""How long a message stays."""


class FourNosApp(App[int]):
    """The terminal game.

    Parameters
    ----------
    session : a game in play; None to begin at the start screen, or with what `options` name.
    options : what was asked for on the command line.
    theme : name of a theme; "" for the one chosen last.

    Attributes
    ----------
    session : the game in play; None before there is one.
    study : folder of the study that is browsed; "" for none.
    mark : counts the changes of the session, so that a screen knows when to show it anew.
    fault : what ended the app before its time; None if nothing did.
    """

    TITLE = "Four No's"
    CSS_PATH = "theme.tcss"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"go('{name}')", show=False) for number, name in enumerate((*TABS, "study"), 1)),
        Binding("question_mark,f1", "help", show=False),
        Binding("e", "end_turn", show=False),
        Binding("v", "values", show=False),
        Binding("m", "maximise", show=False),
        Binding("n", "next_chart(1)", show=False),
        Binding("N", "next_chart(-1)", show=False),
        Binding("y", "copy", show=False),
        Binding("s", "save_as", show=False),
        Binding("o", "open_game", show=False),
        Binding("t", "next_theme", show=False),
        Binding("q", "quit", show=False),
    ]

    def __init__(self, session: Session | None = None, options: PlayOptions | None = None, *, theme: str = "") -> None:
        super().__init__()
        self.options = options or PlayOptions()
        self.ascii = self.options.ascii
        use_ascii(self.ascii)
        self.session = session
        self.study = self.options.study
        self.mark = 0
        self.busy = False
        self.fault: BaseException | None = None
        themes.install(self, theme)
        if self.ascii:
            self.add_class("-ascii")

    # ------------------------------------------------------------------------------------------------- the beginning

    def on_mount(self) -> None:
        """Show the first screen, then fetch the engine, and open the game that was asked for."""
        if in_browser():
            self.set_interval(BEAT, self._leave_with_server)
        self.set_interval(timekeeping.BEAT, partial(timekeeping.tick, self))
        named = self.options.scenario or self.options.resume or self.options.postcard or self.options.run
        self.go("study" if self.study else "start" if self.session is None else "situation")
        self.call_after_refresh(self.load_engine)
        if named and self.session is None:
            self.call_after_refresh(self.begin, self.options)

    def _leave_with_server(self) -> None:
        """End when the server of the page has gone."""
        if left_alone():
            self.exit()

    @work(thread=True, group="engine", exit_on_error=False)
    def load_engine(self) -> None:
        """Fetch what a game needs, while the player reads."""
        importlib.import_module("tui.session")
        importlib.import_module("sim.model")
        gc.freeze()  # the collector would look through all of it again and again, and a key would wait for it

    def begin(self, options: PlayOptions, setup: Setup | None = None) -> None:
        """Open the game that options ask for and go to it."""
        if not self.busy:
            self.busy = True
            self._begin(options, setup)

    @work(group="turn")
    async def _begin(self, options: PlayOptions, setup: Setup | None) -> None:
        from tui.screens.opening import open_game

        try:
            await open_game(self, options, setup)
        finally:
            self.busy = False

    def use(self, session: Session) -> None:
        """Put another game in play; the one before is closed, and what was sealed of it is kept."""
        before, self.session = self.session, session
        if before is not None and before is not session:
            before.close()
        self.forget_screens()
        self.changed()

    def forget_screens(self) -> None:
        """Drop all screens but the present one, so that nothing of another game or another seat is left on them."""
        for name in [mode for mode in self._modes if mode != self.current_mode]:
            self.remove_mode(name)

    def changed(self) -> None:
        """Say that the session has changed: the present screen shows it anew, others when they come back."""
        self.mark += 1
        if isinstance(self.screen, GameScreen):
            self.screen.renew()

    # --------------------------------------------------------------------------------------------- what screens show

    def tell(self, text: object, severity: str = "information") -> None:
        """Show a message at the side for some seconds: "information", "warning" or "error"."""
        self.notify(plain(text), severity=severity, timeout=SECONDS[severity], markup=False)  # type: ignore[arg-type]

    def say_doing(self, what: str) -> None:
        """Say in the status bar of the present screen what is going on; "" for nothing."""
        if isinstance(self.screen, GameScreen):
            self.screen.doing(what)

    # ------------------------------------------------------------------------------------------------------- actions

    def go(self, name: ScreenName) -> None:
        """Show a screen by name."""
        if name == "study" and not self.study:
            self.action_open_study()
            return
        if name not in ("start", "study") and self.session is None:
            self.tell(_("Choose a game first."), "warning")
            return
        if name not in self._modes:
            self.add_mode(name, partial(_made, name))
        self.switch_mode(name)
        self._cover(self.size)

    action_go = go

    def action_open_study(self) -> None:
        """Ask for the folder of a study, and browse it."""
        from tui.screens.studies import ask_for_study

        self.run_worker(ask_for_study(self), group="asking", exclusive=True)

    def action_help(self) -> None:
        """Explain what is in focus."""
        from tui.screens.help import HelpScreen, help_of

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(help_of(self.screen)))

    def action_end_turn(self) -> None:
        """Hand in the order of the seat at the screen, after asking."""
        if self.session is not None and not self.busy:
            self.busy = True
            self._end_turn()

    @work(group="turn")
    async def _end_turn(self) -> None:
        from tui.screens.turn_end import end_turn

        try:
            await end_turn(self)
        finally:
            self.busy = False

    def action_values(self) -> None:
        """Show the values behind a chart."""
        self._viewing().show_values(self)

    def action_maximise(self) -> None:
        """Let what is in focus fill the screen, or give it its place back."""
        self._viewing().maximise(self)

    def action_next_chart(self, by: int) -> None:
        """Go to the next chart of the screen."""
        self._viewing().next_chart(self, by)

    def action_copy(self) -> None:
        """Copy the text of what is in focus."""
        self._viewing().copy(self)

    def action_next_theme(self) -> None:
        """Change to the next of our themes, and remember it."""
        self.choose_theme(themes.following(self.theme))

    def choose_theme(self, name: str) -> None:
        """Change to a theme, and remember it."""
        self.theme = name
        themes.remember(name)
        self.tell(_("Theme: {name}").format(name=name))

    def action_save_as(self) -> None:
        """Keep a copy of the game under a name."""
        if self.session is not None:
            from tui.screens.saving import save_as

            self.run_worker(save_as(self), group="saving", exclusive=True)

    def action_open_game(self) -> None:
        """Go to the start screen, where saved games are listed; the present one is kept."""
        self.go("start")

    async def action_quit(self) -> None:
        """Leave the game, after asking where one is in play."""
        if isinstance(self.screen, TooSmall) or self.session is None:
            self.exit(0)
        else:
            from tui.screens.saving import leave

            self.run_worker(leave(self), group="leaving", exclusive=True)

    def action_help_quit(self) -> None:
        """Say how to leave: Ctrl+C copies in many terminals."""
        self.tell(_("q leaves the game."))

    def action_command_palette(self) -> None:
        """Show every command, to be searched by name; not over a dialog or a curtain."""
        if not self.screen.is_modal:
            self.push_screen(CommandPalette(placeholder=_("Search for commands"), id="--command-palette"))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Yield every action for the command palette."""
        from tui.screens.palette import commands

        yield from commands(self, screen)

    # ------------------------------------------------------------------------------------------------------ the rest

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while the terminal is too small."""
        self._cover(event.size)

    def _cover(self, size: Size) -> None:
        small = size.width < NARROWEST or size.height < LOWEST
        if small and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall())
        elif not small and isinstance(self.screen, TooSmall):
            self.pop_screen()

    def _handle_exception(self, error: Exception) -> None:
        """End in an orderly way: the fault is told in one message afterwards, not as a traceback over the screen."""
        self.fault = self.fault or getattr(error, "error", None) or error
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def _viewing(self) -> ModuleType:
        return importlib.import_module("tui.screens.viewing")


def _made(name: ScreenName) -> Screen[Any]:
    """Return a screen by name; its module is imported now."""
    entry = SCREENS[name]
    made: Screen[Any] = getattr(importlib.import_module(f"tui.screens.{entry.module}"), entry.of)()
    return made
