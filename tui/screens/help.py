"""The help: on what is in focus, how to play, keys, words, the model on one page, its limits and its sources."""

from __future__ import annotations

import textwrap
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget

from sim.language import _
from tui.help import Page, pages
from tui.screens.game_screen import GameScreen
from tui.text import titled
from tui.widgets.choice_list import TEXT, ChoiceList, Row
from tui.widgets.dialog import ClosedOnce
from tui.widgets.key_bar import Key, KeyBar
from tui.widgets.text_panel import TextPanel

HERE = "here"
WIDEST = 90
"""Columns of text at most: longer lines are hard to read."""


class HelpScreen(ClosedOnce[None]):
    """Pages at the left, the text of one at the right.

    Parameters
    ----------
    here : what there is to say about the place from which help was asked.
    """

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q", "leave", _("Close"), show=False),
        Binding("y", "app.copy", _("Copy"), show=False),
        Binding("pagedown", "turn(1)", show=False, priority=True),
        Binding("pageup", "turn(-1)", show=False, priority=True),
    ]

    def __init__(self, here: str) -> None:
        super().__init__()
        first = [Page(HERE, _("Here"), here)] if here else []
        self._pages = {page.name: page for page in [*first, *pages()]}

    def compose(self) -> ComposeResult:
        """Lay out the pages and the text."""
        with Horizontal(id="help"):
            rows = [Row(page.name, page.title, TEXT) for page in self._pages.values()]
            yield ChoiceList(rows, id="pages", classes="panel")
            yield TextPanel(id="page")
        yield KeyBar((), [Key("Esc", _("Close"), "screen.leave"), Key("PgDn", _("Read on"), "screen.turn(1)")])

    def on_mount(self) -> None:
        """Show the first page."""
        titled(self.query_one("#pages"), _("Help"))
        self.query_one(ChoiceList).focus()
        self._show(next(iter(self._pages)))

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """Show the page at the cursor."""
        self._show(event.row.id)

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Go to the text of the page, to read on with the arrows."""
        self._show(event.row.id)
        self.query_one("#page").focus()

    def on_resize(self) -> None:
        """Lay the page out anew."""
        row = self.query_one(ChoiceList).row
        if row is not None:
            self.call_after_refresh(self._show, row.id)

    def action_turn(self, by: int) -> None:
        """Scroll the text by a page."""
        text = self.query_one(TextPanel)
        text.scroll_page_down(animate=False) if by > 0 else text.scroll_page_up(animate=False)

    def action_leave(self) -> None:
        """Close the help."""
        self.dismiss(None)

    def twin(self) -> str:
        """Return the page in sight as text."""
        row = self.query_one(ChoiceList).row
        return self._pages[row.id].text if row else ""

    def _show(self, name: str) -> None:
        page, panel = self._pages[name], self.query_one(TextPanel)
        lines = laid_out(page.text, min(panel.scrollable_content_region.width or 60, WIDEST)).split("\n")
        panel.tell(lines, page.title)


def laid_out(text: str, width: int) -> str:
    """Return a text with lines of two columns (parted by a tab) wrapped, so that the second keeps its place."""
    rows = [line.split("\t", 1) for line in text.split("\n")]
    first = max((len(row[0]) for row in rows if len(row) > 1), default=0) + 2
    lines: list[str] = []
    for row in rows:
        if len(row) == 1 or width <= first + 10:
            lines.append("  ".join(row))
        else:
            lines += textwrap.wrap(row[1], width, initial_indent=row[0].ljust(first), subsequent_indent=" " * first)
    return "\n".join(lines)


def help_of(screen: Screen[Any]) -> str:
    """Return what there is to say about what is in focus on a screen, then about the screen."""
    texts = [screen.HELP] if isinstance(screen, GameScreen) else []
    place: Any = screen.focused
    while isinstance(place, Widget) and place is not screen:
        if own := getattr(place, "HELP", None):
            texts.append(str(own))
            break
        place = place.parent
    if isinstance(screen, GameScreen):
        texts.append("\n".join(f"{key.key}\t{key.label}" for key in screen.shortcuts()))
    return "\n\n".join(text for text in texts if text)
