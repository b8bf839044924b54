"""The key bar: one line at the bottom with what the keys do here. A click on an entry does the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widget import Widget

from tui.text import joined, plain

GAP = 2
HELP = "?"
"""The key that is always shown."""


@dataclass(frozen=True)
class Key:
    """An entry: the key as it is written, what it does in a word or two, the action, and whether it is where we are."""

    key: str
    label: str
    action: str
    here: bool = False


class KeyBar(Widget):
    """One line of keys. What does not fit is left out from the end; the help lists all.

    Parameters
    ----------
    tabs : the screens; where room is short, only the present one keeps its name.
    keys : what else can be done here, the most useful first.
    """

    DEFAULT_CSS = """
    KeyBar { height: 1; width: 100%; dock: bottom; background: $panel; color: $foreground; }
    """

    def __init__(self, tabs: Sequence[Key] = (), keys: Sequence[Key] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tabs, self._keys = tuple(tabs), tuple(keys)

    def show(self, tabs: Sequence[Key], keys: Sequence[Key]) -> None:
        """Show other entries."""
        self._tabs, self._keys = tuple(tabs), tuple(keys)
        self.refresh()

    def shown(self) -> list[tuple[int, Key, str]]:
        """Return the entries that fit: the column at which each starts, the entry, and its words."""
        tabs = [(tab, self._words(tab)) for tab in self._tabs]
        keys = [(key, self._words(key)) for key in self._keys]
        needed = [entry for entry in keys if entry[0].key == HELP or entry is keys[0]]
        gap = GAP if self._fits(tabs, needed, GAP) else 1
        if not self._fits(tabs, needed, gap):
            tabs, gap = [(tab, self._words(tab, not tab.here)) for tab in self._tabs], GAP
        kept = list(needed)
        for entry in keys:
            if entry not in kept and self._fits(tabs, [*kept, entry], gap):
                kept.append(entry)
        found, column = [], 1
        for place, (key, words) in enumerate([*tabs, *(entry for entry in keys if entry in kept)]):
            column += GAP - gap if place == len(tabs) and place else 0
            found.append((column, key, words))
            column += cell_len(words) + (gap if place < len(tabs) else GAP)
        return found

    def _fits(self, tabs: Sequence[tuple[Key, str]], keys: Sequence[tuple[Key, str]], gap: int) -> bool:
        """Whether tabs parted by `gap` and keys after them have room."""
        wide = [cell_len(words) + gap for _key, words in tabs] + [cell_len(words) + GAP for _key, words in keys]
        return sum(wide) - gap <= self.size.width - 2

    def render(self) -> Content:
        """Return the line."""
        parts: list[tuple[object, str]] = []
        at = 0
        for column, key, words in self.shown():
            head, _space, rest = words.partition(" ")
            parts.append((" " * (column - at), ""))
            parts += [(head, "bold $accent"), (f" {rest}" if rest else "", "bold" if key.here else "")]
            at = column + cell_len(words)
        return joined(*parts)

    async def on_click(self, event: events.Click) -> None:
        """Do what the entry under the pointer says."""
        for column, key, words in self.shown():
            if column <= event.x < column + cell_len(words):
                await self.screen.run_action(key.action)

    def _words(self, key: Key, short: bool = False) -> str:
        mark = (">" if getattr(self.app, "ascii", False) else "▸") if key.here else ""
        return plain(mark + (key.key if short else f"{key.key} {key.label}"))
