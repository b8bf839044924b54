"""The one way of text into widgets: cleaned, under the names of the skin in use, and never read as markup.

Textual reads a bare string as markup (`[@click=...]` would call an action) and passes ESC on in places, so no widget is
given one: a test of the screens looks at every call. What comes from here is plain characters with styles beside them.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.content import Content
from textual.scrollbar import ScrollBar, ScrollBarRender

from sim.game import skins
from sim.language import LIMIT
from tui.plain.stream import SIGNS

if TYPE_CHECKING:
    from textual.widget import Widget


class _PlainBar(ScrollBarRender):
    """A scroll bar that ends with whole cells, not with eighths of a block."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


_state = {"ascii": False}
CUT = "…"
"""What stands at the end of a text that was too long."""


def plain(text: object) -> str:
    """Return text as it may be shown: NFC, printable or newline, under the skin's names; cut if it is very long.

    Unlike `sim.language.clean` it never raises: what reaches a screen has passed the door already, or is a fault that
    a person should still see.
    """
    given = str(text)[: 2 * LIMIT].replace("\r\n", "\n").replace("\t", "    ")
    kept = "".join(c for c in unicodedata.normalize("NFC", given) if c == "\n" or c.isprintable())
    shown = skins.shown(kept if len(kept) <= LIMIT else kept[: LIMIT - 1] + CUT)
    return shown.translate(SIGNS) if _state["ascii"] else shown


def use_ascii(wanted: bool) -> None:
    """Show typographic signs as those of ASCII from now on, or as they are."""
    _state["ascii"] = wanted
    ScrollBar.renderer = _PlainBar if wanted else ScrollBarRender


def content(text: object, style: str = "") -> Content:
    """Return text for a widget, the whole of it in one style (as "bold", "$accent", "dim"), never read as markup."""
    shown = plain(text)
    return Content.styled(shown, style) if style and shown else Content(shown)


def joined(*parts: tuple[object, str] | Content) -> Content:
    """Return (text, style) pairs, or contents, one after the other as one text for a widget."""
    return Content("").join(part if isinstance(part, Content) else content(*part) for part in parts)


def lined(*parts: Content) -> Content:
    """Return contents as lines, one below the other."""
    return Content("\n").join(parts)


def cell(text: object, style: str = "", *, right: bool = False) -> Text:
    """Return text for the cell or the heading of a `DataTable`, which would read a bare string as markup."""
    return Text(plain(text), style=style, justify="right" if right else "left", no_wrap=True)


def titled(widget: Widget, title: object, subtitle: object = "") -> None:
    """Set the title and the subtitle in a widget's border, each on one line; an empty one is taken away."""
    for name, text in (("border_title", title), ("border_subtitle", subtitle)):
        line = " ".join(part.strip() for part in plain(text).splitlines()).strip()
        setattr(widget, name, Content(line) if line else None)


def title_of(widget: Widget) -> tuple[str, str]:
    """Return the title and the subtitle in a widget's border as plain text, for copying and for tests."""
    found = (getattr(widget, name, None) for name in ("_border_title", "_border_subtitle"))
    title, subtitle = (text.plain if isinstance(text, Content) else "" for text in found)
    return title, subtitle
