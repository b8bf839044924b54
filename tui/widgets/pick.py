"""A dialog in which one of several rows is picked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from sim.language import _
from tui.text import content
from tui.widgets.choice_list import HEAD, ChoiceList, Row
from tui.widgets.dialog import Dialog


class Pick(Dialog[str | None]):
    """Pick a row; the answer is its id, or None after Esc.

    Parameters
    ----------
    title : what is asked.
    rows : the choices; the detail of the one at the cursor is shown below.
    at : the row taken at first.
    """

    DEFAULT_CSS = """
    Pick > .dialog--box { width: 78; max-width: 95%; }
    Pick ChoiceList { width: 100%; height: auto; max-height: 16; }
    Pick Static { width: 100%; height: 3; color: $foreground 80%; margin-top: 1; }
    """

    def __init__(self, title: str, rows: Sequence[Row], at: str = "") -> None:
        super().__init__(title, _("Enter choose   Esc cancel"))
        self._rows, self._at = tuple(rows), at

    def body(self) -> ComposeResult:
        """Lay out the rows and the place of the detail."""
        choices = ChoiceList(self._rows, [self._at])
        choices.styles.height = min(len(self._rows), 14)
        yield choices
        if any(row.detail for row in self._rows):
            yield Static()

    def on_mount(self) -> None:
        """Begin at the row taken."""
        choices = self.query_one(ChoiceList)
        choices.point(self._at or next((row.id for row in self._rows if row.kind != HEAD), ""))
        choices.focus()

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """Show the detail of the row at the cursor."""
        event.stop()
        for place in self.query(Static):
            place.update(content(event.row.detail))

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Answer with the row."""
        event.stop()
        self.dismiss(event.row.id)
