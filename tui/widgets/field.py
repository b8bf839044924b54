"""A line to write in. Textual's own hands on whatever is pasted, control characters included."""

from __future__ import annotations

from textual.widgets import Input


class Field(Input):
    """A line to write in that takes printable characters alone: nothing pasted reaches the terminal as a command."""

    def validate_value(self, value: str) -> str:
        """Return what may stand in it."""
        return "".join(sign for sign in value if sign.isprintable())
