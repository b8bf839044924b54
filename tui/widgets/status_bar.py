"""The status bar: one line at the top with the game, the date, the seat, and what is going on."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui.text import joined, plain


class StatusBar(Widget):
    """One line: facts from the left, what is going on at the right. Facts that do not fit are left out."""

    DEFAULT_CSS = """
    StatusBar { height: 1; width: 100%; dock: top; background: $panel; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._facts: tuple[str, ...] = ()
        self._doing = self._time = ""

    def show(self, *facts: str) -> None:
        """Show facts, the first the most important."""
        self._facts = tuple(plain(fact) for fact in facts if fact)
        self.refresh()

    def doing(self, what: str) -> None:
        """Show what is going on, such as how far a forecast is; "" for nothing."""
        if plain(what) != self._doing:
            self._doing = plain(what)
            self.refresh()

    def time(self, text: str) -> None:
        """Show what is left of the turn's time, behind the facts; "" where there is no limit."""
        if plain(text) != self._time:
            self._time = plain(text)
            self.refresh()

    def line(self) -> str:
        """Return the line as plain text."""
        return self.render().plain.strip()

    def render(self) -> Content:
        """Return the line."""
        told = "   ".join(filter(None, (self._time, self._doing)))
        room = self.size.width - 2 - (cell_len(told) + 2 if told else 0)
        kept: list[str] = []
        for fact in self._facts:
            if not kept or sum(cell_len(each) + 3 for each in [*kept, fact]) - 3 <= room:
                kept.append(fact)
        left = "   ".join(kept)
        gap = max(self.size.width - 2 - cell_len(left) - cell_len(told), 1)
        first, _gap, rest = left.partition("   ")
        parts = ((f" {first}", "bold"), (f"   {rest}" if rest else "", ""), (" " * gap, ""), (told, "$accent"))
        return joined(*parts)
