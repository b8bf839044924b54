"""The note that the terminal is too small."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from sim.language import _
from tui.text import content

NARROWEST, LOWEST = 60, 20
"""Columns and rows below which screens cannot be read."""


class TooSmall(ModalScreen[None]):
    """Stands over everything until the terminal is large enough."""

    DEFAULT_CSS = """
    TooSmall { align: center middle; background: $background; }
    TooSmall Static { width: auto; max-width: 100%; text-align: center; }
    """

    def compose(self) -> ComposeResult:
        """Say what to do."""
        yield Static(content(_("Enlarge the terminal to 80x24.\nThe game goes on where it is.")))
