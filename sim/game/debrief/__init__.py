"""The debrief: what came of a game and why, what the others knew, what else could have been, and what it proves not.

`debrief(table, seat)` makes its data, `sections(debrief)` puts them into words, and `write(debriefs, path)` makes a
page or a text of them.
"""

from __future__ import annotations

from sim.game.debrief.data import Debrief
from sim.game.debrief.export import html, text, write
from sim.game.debrief.make import debrief
from sim.game.debrief.sections import Section, sections

__all__ = ["Debrief", "Section", "debrief", "html", "sections", "text", "write"]
