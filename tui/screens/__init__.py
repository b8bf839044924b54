"""The screens of the terminal game, one module each with its style sheet beside it; they are imported when shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.language import _

ScreenName = Literal["start", "situation", "decide", "compare", "result", "log", "debrief", "white_cell", "study"]


@dataclass(frozen=True)
class Entry:
    """A screen: the module that holds it, its class, and what it is called, short enough for the key bar."""

    module: str
    of: str
    label: Callable[[], str]


SCREENS: dict[str, Entry] = {
    "start": Entry("start", "StartScreen", lambda: _("Start")),
    "situation": Entry("situation", "SituationScreen", lambda: _("Situation")),
    "decide": Entry("decide", "DecideScreen", lambda: _("Decide")),
    "compare": Entry("compare", "CompareScreen", lambda: _("Futures")),
    "result": Entry("result", "ResultScreen", lambda: _("Result")),
    "log": Entry("log", "LogScreen", lambda: _("Log")),
    "debrief": Entry("debrief", "DebriefScreen", lambda: _("Debrief")),
    "white_cell": Entry("white_cell", "WhiteCellScreen", lambda: _("White cell")),
    "study": Entry("study", "StudyScreen", lambda: _("Study")),
}
"""What the app knows by name."""

STUDY = "7"
"""The key of the study that is browsed."""
TABS: tuple[ScreenName, ...] = ("situation", "decide", "compare", "result", "log", "debrief")
"""The screens behind the keys 1 to 6."""
