"""The generated parts of docs/game.md: the screens with their pictures, and the keys."""

from __future__ import annotations

from docs.pages.markdown import table
from docs.screens import NAMES, SIZES
from tui.help import keys

SHOWN = (100, 30)
"""The size that the page shows; the others are linked."""


def screens() -> str:
    """Return every screen as a picture, with links to the other sizes."""
    return "\n\n".join(_screen(name) for name in NAMES)


def _screen(name: str) -> str:
    title = name.replace("_", " ").replace("-", " ").capitalize()
    others = ", ".join(f"[{w}x{h}]({_file(name, (w, h))})" for w, h in SIZES if (w, h) != SHOWN)
    return f"### {title}\n\n![{title}, {SHOWN[0]}x{SHOWN[1]}]({_file(name, SHOWN)})\n\nAlso at {others}."


def _file(name: str, size: tuple[int, int]) -> str:
    return f"img/{name.replace('_', '-')}-{size[0]}x{size[1]}.png"


def every_key() -> str:
    """Return the list of keys."""
    return table(["key", "what it does"], ([f"`{key}`", text] for key, text in keys()))
