"""What keeps keys and clicks away while the table works; it says so if that takes longer than a moment."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.text import content

MOMENT = 0.4
"""Seconds after which it is said what is waited for."""


class Waiting(ModalScreen[None]):
    """Lies unseen over the screen, and shows a line after a moment; whoever pushed it takes it away.

    Parameters
    ----------
    text : what is waited for.
    """

    DEFAULT_CSS = """
    Waiting { align: center middle; background: transparent; }
    Waiting Static {
        display: none; width: auto; height: auto; padding: 0 2; border: round $accent; background: $surface;
    }
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the line, unseen."""
        yield Static(content(self._text))

    def on_mount(self) -> None:
        """Show the line after a moment."""
        self.set_timer(MOMENT, self._show)

    def _show(self) -> None:
        self.query_one(Static).styles.display = "block"
