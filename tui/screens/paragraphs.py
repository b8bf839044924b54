"""Text under a heading, for the parts of a page."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from tui.text import joined


def under(head: str, lines: Iterable[str], mark: str = "") -> Content:
    """Return lines under a heading in bold, each behind a mark such as "- "."""
    return joined((f"{head}\n", "bold"), ("\n".join(f"{mark}{line}" for line in lines), ""))
