"""The ladder of the conflict on one line, with the present rung marked."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from sim.language import _
from tui.text import joined, plain


class LadderBar(Widget):
    """The rungs from the lowest on; the present one stands in brackets. Where they do not fit, only its neighbours."""

    DEFAULT_CSS = """
    LadderBar { height: 1; width: 100%; padding: 0 1; }
    """

    def __init__(self, rungs: Sequence[str] = (), here: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rungs, self._here = tuple(rungs), here

    def show(self, rungs: Sequence[str], here: int) -> None:
        """Show where things stand: the names of the rungs, and which of them it is."""
        self._rungs, self._here = tuple(rungs), here
        self.refresh()

    def twin(self) -> str:
        """Return where things stand, in words."""
        if not self._rungs:
            return ""
        words = _("rung {n} of {all}: {name}")
        return words.format(n=self._here + 1, all=len(self._rungs), name=self._rungs[self._here])

    def render(self) -> Content:
        """Return the line."""
        names = [plain(name) for name in self._rungs]
        if not names:
            return joined()
        sign = " - " if getattr(self.app, "ascii", False) else " ─ "
        shown = [f"[{name}]" if at == self._here else name for at, name in enumerate(names)]
        listed = list(enumerate(shown))
        if sum(map(cell_len, shown)) + cell_len(sign) * (len(shown) - 1) > self.size.width:
            listed = [(at, name) for at, name in listed if abs(at - self._here) <= 1]
        if sum(cell_len(name) + cell_len(sign) for _at, name in listed) > self.size.width:
            return joined((self.twin(), "bold"))
        parts: list[tuple[object, str]] = []
        for at, name in listed:
            parts += [(sign, "dim")] if parts else []
            parts.append((name, "bold" if at == self._here else ""))
        return joined(*parts)
