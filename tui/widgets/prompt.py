"""A question to be answered with a line of text."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Input, Static

from sim.errors import FournosError
from sim.language import _, clean
from tui.text import content
from tui.widgets.dialog import Dialog
from tui.widgets.field import Field


class Prompt(Dialog[str | None]):
    """Ask for a line; the answer is the cleaned text, or None after Esc.

    Parameters
    ----------
    title : what is asked.
    text : a line or two on what it is for.
    value : what stands in the field at first.
    check : called with the answer; a `FournosError` that it raises is shown, and the dialog stays.
    longest : characters at most.
    """

    DEFAULT_CSS = """
    Prompt > .dialog--box { width: 76; max-width: 95%; }
    Prompt Static { width: 100%; height: auto; }
    Prompt Input { width: 100%; border: none; height: 1; background: $panel; }
    Prompt .prompt--fault { color: $error; }
    """

    def __init__(
        self,
        title: str,
        text: str = "",
        value: str = "",
        *,
        check: Callable[[str], object] | None = None,
        longest: int = 1_000,
    ) -> None:
        super().__init__(title, _("Enter accept   Esc cancel"))
        self._text, self._value, self._check, self._longest = text, value, check, longest

    def body(self) -> ComposeResult:
        """Lay out the text, the field and the place of a complaint."""
        if self._text:
            yield Static(content(self._text))
        number = self._value.replace(".", "").lstrip("-").isdecimal()  # another is typed instead, not behind it
        field = Field(self._value, max_length=self._longest, select_on_focus=number)
        field.cursor_blink = False
        yield field
        yield Static(classes="prompt--fault")

    def on_mount(self) -> None:
        """Write into the field."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the answer, or say what is wrong with it."""
        event.stop()
        try:
            answer = clean(event.value, field=_("text"), limit=self._longest).strip()
            if self._check is not None:
                self._check(answer)
        except FournosError as error:
            self.query_one(".prompt--fault", Static).update(content(error))
            return
        self.dismiss(answer)
