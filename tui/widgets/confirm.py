"""A question to be answered with yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from sim.language import _
from tui.text import content
from tui.widgets.choice_list import TEXT, ChoiceList, Row
from tui.widgets.dialog import Dialog

YES, NO = "yes", "no"


class Confirm(Dialog[bool]):
    """Ask, with the lines that say what it is about; the answer is True, or False for no and for Esc.

    Parameters
    ----------
    title : what is asked.
    lines : what follows from a yes.
    yes, no : the words of the two answers.
    at_no : whether Enter says no, for what cannot be undone.
    """

    DEFAULT_CSS = """
    Confirm > .dialog--box { width: 76; max-width: 95%; }
    Confirm .confirm--text { height: auto; max-height: 70vh; width: 100%; }
    Confirm .confirm--text Static { width: 100%; height: auto; }
    Confirm ChoiceList { height: 2; width: 100%; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", _("Yes"), show=False),
        Binding("n", "answer(False)", _("No"), show=False),
    ]

    def __init__(
        self, title: str, lines: Sequence[str] = (), yes: str = "", no: str = "", *, at_no: bool = False
    ) -> None:
        super().__init__(title, _("y yes   n or Esc no"))
        self._at = NO if at_no else YES
        self._lines, self._yes, self._no = tuple(lines), yes or _("Yes"), no or _("No, go back")

    def body(self) -> ComposeResult:
        """Lay out the lines and the two answers."""
        with VerticalScroll(classes="confirm--text", can_focus=False):
            yield Static(content("\n".join(self._lines)))
        yield ChoiceList([Row(YES, f"y  {self._yes}", TEXT), Row(NO, f"n  {self._no}", TEXT)])

    def on_mount(self) -> None:
        """Put the cursor on the answer that Enter gives."""
        self.query_one(ChoiceList).point(self._at)
        self.query_one(ChoiceList).focus()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Answer as the row says."""
        event.stop()
        self.dismiss(event.row.id == YES)

    def action_answer(self, answer: bool) -> None:
        """Answer by key."""
        self.dismiss(answer)

    def action_leave(self) -> None:
        """Answer no."""
        self.dismiss(False)
