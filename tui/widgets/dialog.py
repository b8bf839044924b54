"""What dialogs have in common: a box over a dimmed screen, with a title in its border and its own keys below."""

from __future__ import annotations

from asyncio import sleep
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from sim.language import _
from tui.text import titled

Result = TypeVar("Result")


class ClosedOnce(ModalScreen[Result]):
    """A screen over another that closes once, however often it is told to.

    A key held down, keys typed ahead or a double click answer several times before the screen is gone. Textual closes
    whatever lies on top, so that the second answer would close the screen below, or the last one and with it the game.
    """

    _answered = False

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with a result; nothing happens if it is closed already, or if another screen lies over it."""
        if self._answered or not self.is_active:
            return AwaitComplete(sleep(0))
        self._answered = True
        return super().dismiss(result)


class Dialog(ClosedOnce[Result]):
    """A box over the screen. Esc closes it without an answer.

    Parameters
    ----------
    title : stands in the border.
    keys : what its keys do, in the border below.
    """

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > .dialog--box {
        width: auto; min-width: 40; max-width: 90%; height: auto; max-height: 90%; padding: 0 1;
        border: round $accent; background: $surface; color: $foreground;
        border-title-color: $accent; border-subtitle-color: $foreground 85%;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", _("Close"), show=False),
        Binding("y", "app.copy", _("Copy"), show=False),
    ]

    def __init__(self, title: str, keys: str = "") -> None:
        super().__init__()
        self._title, self._keys = title, keys

    def compose(self) -> ComposeResult:
        """Lay out the box."""
        with Vertical(classes="dialog--box") as box:
            titled(box, self._title, self._keys)
            yield from self.body()

    def body(self) -> ComposeResult:
        """Lay out what is in the box."""
        yield from ()

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
