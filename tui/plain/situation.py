"""What a player is told before a decision: the briefing, the situation, the phase, and the powers of the seat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.game import content_notes
from sim.language import _
from sim.turns import Turns
from tui.commands.figures_of_orders import listed as _listed  # noqa: F401

if TYPE_CHECKING:
    from tui.plain.loop import Play
