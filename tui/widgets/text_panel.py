"""A panel of text that scrolls: headings and lines, and in its border how much more there is below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sim.language import _, plural
from tui.text import content, lined, titled


@dataclass(frozen=True)
class Part:
    """A heading ("" for none) with the lines below it."""

    title: str
    lines: tuple[str, ...]


class TextPanel(VerticalScroll, can_focus=True):
    """Text under a title in a border; Up, Down, Page up and Page down scroll while it is in focus."""

    ALLOW_MAXIMIZE: ClassVar[bool] = True
    DEFAULT_CSS = """
    TextPanel { padding: 0 1; }
    TextPanel > Static { height: auto; width: 100%; }
    """
    HELP = _(
        "Text. Up and Down scroll it while it is in focus, Page up and Page down faster; the border says how much more "
        "there is. m fills the screen with it, y copies it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "page_down", _("Further"), show=False),
    ]

    def __init__(self, title: str = "", *, id: str | None = None, classes: str = "panel") -> None:
        super().__init__(id=id, classes=classes)
        self._title = title
        self._parts: tuple[Part, ...] = ()
        self._beyond: tuple[Part, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(_written(self._parts), classes="text-panel--text")
        yield Static(_written(self._beyond, after=True), classes="text-panel--more")

    def on_mount(self) -> None:
        """Write the border."""
        self.watch(self, "scroll_y", self._more, init=False)
        self.watch(self, "virtual_size", self._more, init=False)
        self._more()

    def on_resize(self) -> None:
        """Count anew what is below."""
        self._more()

    def show(self, parts: Sequence[Part], title: str = "", *, more: Sequence[Part] = ()) -> None:
        """Show other text; it is read from its beginning if it changed.

        Parameters
        ----------
        more : text below, which a style sheet may hide (`.text-panel--more`) where it stands elsewhere.
        """
        self._title = title or self._title
        if (tuple(parts), tuple(more)) != (self._parts, self._beyond):
            self._parts, self._beyond = tuple(parts), tuple(more)
            if self.is_mounted and self.children:
                self.query_one(".text-panel--text", Static).update(_written(self._parts))
                self.query_one(".text-panel--more", Static).update(_written(self._beyond, after=True))
                self.scroll_home(animate=False)
        self._more()

    def tell(self, lines: Sequence[str], title: str = "") -> None:
        """Show lines without headings."""
        self.show([Part("", tuple(lines))], title)

    def twin(self) -> str:
        """Return the text, for copying."""
        parts = (*self._parts, *self._beyond)
        return "\n\n".join("\n".join([part.title, *part.lines] if part.title else part.lines) for part in parts)

    def _more(self, *_values: object) -> None:
        if self.size.height < 1:
            titled(self, self._title)
            return
        below = max(self.virtual_size.height - self.size.height - round(self.scroll_y), 0)
        words = plural("{n} more line below", "{n} more lines below", below).format(n=below) if below else ""
        above = _("more above") if round(self.scroll_y) > 0 else ""
        titled(self, self._title, ", ".join(part for part in (above, words) if part))


def _written(parts: Sequence[Part], *, after: bool = False) -> Content:
    """Return parts as text with their headings in bold and a line between them; one before them if they come after."""
    lines: list[Content] = []
    for place, part in enumerate(parts):
        lines += [content("")] if place or after else []
        lines += [content(part.title, "bold")] if part.title else []
        lines += [content(line) for line in part.lines]
    return lined(*lines) if lines else content("")
